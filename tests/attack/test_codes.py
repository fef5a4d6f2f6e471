"""Somebody guesses return codes: there are too many, each guess costs the same, and a flood waits in line."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from bot.codes import Codes
from flows.model import CodeTried, MakeCode, TryCode
from storage import code
from storage.code import DIGITS, Locked, Opener, Tries, new_code, typed
from storage.store import Chat
from tests.attack import disk
from tests.attack.conftest import FULL
from tests.storage.desk import open_case

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.model import CodeMade
    from storage.store import Store
    from tests.storage.conftest import House

NOW = datetime(2026, 7, 14, 12, 0, 30, tzinfo=UTC)
SALT = bytes(range(16))
CODES = 200_000 if FULL else 20_000
SURE = 1e-6
"""Digits by chance are so uneven once in a million times."""
FLOOD, CHATS = 10_000, 20

# ---------------------------------------------------------------------------- how many there are


def test_there_are_more_than_two_to_the_64(figure: Callable[[str], None]) -> None:
    bits = math.log2(10 ** (DIGITS - 1))
    figure(f"\nreturn code: {DIGITS - 1} digits by chance and one that checks: {bits:.1f} bits")
    assert bits > 64


def test_every_digit_and_every_pair_of_digits_is_as_likely_as_any_other(
    figure: Callable[[str], None],
) -> None:
    codes = [new_code() for _ in range(CODES)]
    assert len(set(codes)) == CODES
    likely = [_even([one[at] for one in codes], 10) for at in range(DIGITS)]
    likely += [_even([one[at : at + 2] for one in codes], 100) for at in range(DIGITS - 2)]
    figure(f"{CODES} codes, {len(likely)} chi-square tests of digits and pairs: least p {min(likely):.3g}")
    assert min(likely) > SURE / len(likely)


def _even(signs: list[str], kinds: int) -> float:
    """Return how likely chance is at least as uneven (chi-square)."""
    expected = len(signs) / kinds
    counted = Counter(signs)
    missing = (kinds - len(counted)) * expected
    statistic = sum((number - expected) ** 2 / expected for number in counted.values()) + missing
    return disk.tail(statistic, kinds - 1)


def test_uneven_digits_are_seen() -> None:
    assert _even(list("0123456789" * 1000 + "7" * 300), 10) < SURE


# ---------------------------------------------------------------------------- what a guess costs


class Counted:
    """The real Argon2id, and how often it was made with which cost."""

    def __init__(self, real: Callable[..., Any]) -> None:
        self.real = real
        self.costs: list[dict[str, int]] = []

    def __call__(self, *, salt: bytes, **cost: int) -> Any:
        self.costs.append(cost)
        return self.real(salt=salt, **cost)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    counted = Counted(Argon2id)
    monkeypatch.setattr(code, "Argon2id", counted)
    return counted


async def test_a_right_a_wrong_and_an_unknown_code_cost_one_stretch_each_and_a_slip_none(
    house: House, store: Store, counted: Counted
) -> None:
    """The same memory, passes and lanes: nothing but the answer tells which it was."""
    chat = Chat(1000, 7)
    await open_case(store, chat)
    codes = Codes(store, cast("Any", SimpleNamespace()), lambda: house.now)
    owner = store.vault.look_up(*chat)
    async with store.work(chat, None) as turn:
        assert turn is not None
        made = cast("CodeMade", await codes.answer(turn, owner, MakeCode(), "uk"))
        turn.keep(turn.session, [])  # type: ignore[arg-type]  # one of the values that the type names
    results = []
    for words in (made.code, _other(made.code), new_code(), made.code[:-1], "hello", _slip(made.code)):
        counted.costs.clear()
        async with store.work(Chat(1000, 8), None) as turn:
            assert turn is not None
            tried = await codes.answer(turn, b"somebody else", TryCode(words), "uk")
        assert isinstance(tried, CodeTried)
        results.append((tried.result, counted.costs.copy()))
    cost = {"length": 32, "iterations": code.PASSES, "lanes": code.LANES, "memory_cost": code.MEMORY}
    stretched = [("found", [cost]), ("wrong", [cost]), ("wrong", [cost])]
    assert results == [*stretched, *[("slip", [])] * 3]


def _other(right: str) -> str:
    """Return a code that differs in two digits and has a right check digit."""
    digits = [f"{first}{second}{right[2:]}" for first in range(10) for second in range(10)]
    return next(one for one in digits if one != right and typed(one))


def _slip(right: str) -> str:
    return right[:-1] + str((int(right[-1]) + 1) % 10)


# ---------------------------------------------------------------------------- a flood


class Turns:
    """A stretch that costs nothing, and in whose turn it was done."""

    def __init__(self) -> None:
        self.order: list[str] = []

    def __call__(self, digits: str, _salt: bytes) -> Opener:
        self.order.append(digits)
        return Opener(b"", b"", b"")


async def test_ten_thousand_guesses_of_twenty_chats_let_everybody_else_wait_for_twenty_turns_at_most(
    monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    """All but ten of each chat are refused at once, and those ten take turns with whoever comes."""
    turns = Turns()
    monkeypatch.setattr(code, "derive", turns)
    tries = Tries()
    flood = [
        asyncio.ensure_future(tries.derive(b"%d" % (number % CHATS), f"flood {number % CHATS}", SALT, NOW))
        for number in range(FLOOD)
    ]
    await asyncio.sleep(0)
    honest = [
        asyncio.ensure_future(tries.derive(b"honest %d" % number, f"honest {number}", SALT, NOW))
        for number in range(3)
    ]
    answers = await asyncio.gather(*flood)
    await asyncio.gather(*honest)
    waited = max(turns.order.index(f"honest {number}") for number in range(3))
    figure(
        f"{FLOOD} guesses from {CHATS} chats: {len(turns.order) - 3} are tried, others wait {waited} turns"
    )
    assert sum(isinstance(answer, Locked) for answer in answers) == FLOOD - CHATS * 10
    assert len(turns.order) == CHATS * 10 + 3
    assert waited <= CHATS + 3


async def test_with_the_real_stretch_too_whoever_comes_last_is_not_the_last(counted: Counted) -> None:
    """Three chats guess thrice each; a fourth that comes after all of them is served within four turns."""
    tries, order = Tries(), []

    async def guess(who: bytes) -> None:
        await tries.derive(who, new_code(), SALT, NOW)
        order.append(who)

    flood = [asyncio.ensure_future(guess(b"%d" % (number % 3))) for number in range(9)]
    await asyncio.sleep(0)
    await asyncio.gather(*flood, guess(b"honest"))
    assert order.index(b"honest") <= 4
    assert len(counted.costs) == 10
