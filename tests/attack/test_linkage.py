"""Who wrote which row of the register? Somebody with every page, all living keys and exact times guesses."""

from __future__ import annotations

import asyncio
from itertools import count
from secrets import SystemRandom
from typing import TYPE_CHECKING

import pytest

from flows import step
from storage.register import flush
from storage.vault import Vault
from tests.attack import ways
from tests.attack.conftest import FULL
from tests.attack.guessing import HEAD, clopper_pearson, matches
from tests.attack.linkage import lived, lived_on_a_server
from tests.flows.bundles import team

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.attack.guessing import Result
    from tests.attack.linkage import Loot
    from tests.postgres import PostgresServer

PEOPLE, WEEKS = (500, 8) if FULL else (45, 3)
ON_SERVER = (200, 5) if FULL else (12, 1)
SEED = 1
"""Of what people do; keys, nonces and the order of a flush come from the operating system, as always."""
LEVEL = 1e-5
"""If chance alone has so many right only once in so many runs, it was not chance."""
LIKELY = 0.01
"""The same where few people are enough, because only those of the last day can be found."""
SELDOM = 0.2
"""The same beside what is found for sure, where so few people leave much to luck."""


def live(folder: Path, people: int = PEOPLE, weeks: int = WEEKS) -> list[Loot]:
    return asyncio.run(lived(folder, people, weeks, SEED))


def better_than_chance(results: Sequence[Result]) -> list[str]:
    return [result.line() for result in results if result.luck < LEVEL]


def test_nobody_is_linked_to_a_row(tmp_path: Path, figure: Callable[[str], None]) -> None:
    """By order, by time and by content: no better than chance within a flush."""
    _attack(live(tmp_path), f"SQLite, {PEOPLE} people", figure)


def test_nobody_is_linked_to_a_row_on_a_server(
    tmp_path: Path, postgresql: PostgresServer, figure: Callable[[str], None]
) -> None:
    """PostgreSQL with its superuser as the attacker: ctid and xmin, heap and log of the server."""
    loots = asyncio.run(lived_on_a_server(tmp_path, postgresql, *ON_SERVER, SEED))
    rows = [version for version in loots[-1].versions if version.table == "entry"]
    assert all(version.frame > 0 for version in rows), "each row was found in the server's log"
    _attack(loots, f"PostgreSQL, {ON_SERVER[0]} people", figure)


def _attack(loots: Sequence[Loot], where: str, figure: Callable[[str], None]) -> None:
    guessed = [
        ways.by_order(loots),
        ways.by_time(loots),
        ways.by_content(loots, team()),
        ways.by_ending(loots, team()),
    ]
    told = [ways.by_kind(loots), ways.by_amount(loots), ways.by_size(loots)]
    sent, opened = sum(len(loot.slots) for loot in loots), sum(len(loot.bodies) for loot in loots)
    equal, holding = sum(loot.ambiguous for loot in loots), ways.holding(loots, team())
    figure(f"\nLinkage on {where}, {len(loots)} flushes, {sent} rows ({equal} equal ones left out)\n")
    figure("\n".join([HEAD, *(result.line() for result in (*guessed, *told))]))
    figure(f"\nbodies that living keys open: {opened}")
    figure(f"bodies that hold two or more answers of a row: {holding.total()} {dict(holding)}")
    assert opened > sent, "the thief opens what is still open"
    assert better_than_chance(guessed) == []
    assert holding == {}


# ---------------------------------------------------------------------------- the attacker can win


def test_rows_under_keys_that_count_up_in_the_order_of_what_waited_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _in_order(monkeypatch)
    assert better_than_chance([ways.by_order(live(tmp_path, 16, 1))])


if FULL:  # a minute for what is known already: that the guessing can win

    def test_on_a_server_too_such_rows_are_found(
        tmp_path: Path, postgresql: PostgresServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _in_order(monkeypatch)
        loots = asyncio.run(lived_on_a_server(tmp_path, postgresql, 20, 1, SEED))
        assert better_than_chance([ways.by_order(loots)])


def test_rows_in_the_order_of_sending_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _in_order(monkeypatch)
    new_keys, numbers = Vault.new_keys, count(1)

    async def in_time(vault: Vault, wanted: int) -> list[bytes]:
        made = await new_keys(vault, wanted)
        ids = [next(numbers).to_bytes(16, "big") for _ in made]
        for id_, old in zip(ids, made, strict=True):
            vault._remember(id_, await vault._cipher(old))
        return ids

    monkeypatch.setattr(Vault, "new_keys", in_time)
    assert better_than_chance([ways.by_time(live(tmp_path, 16, 1))])


def test_a_conversation_that_goes_on_under_its_old_key_is_seen_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that was ever answered lies in former versions, and the key that opens them lives."""
    monkeypatch.setattr(step, "gives", lambda _effects: False)
    loots = live(tmp_path, 28, 1)
    assert ways.holding(loots, team())
    assert ways.by_content(loots, team()).luck < SELDOM


def _in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the flush neither mix nor choose keys by chance."""
    numbers = count(1)
    monkeypatch.setattr(flush, "token_bytes", lambda size: next(numbers).to_bytes(size, "big"))
    monkeypatch.setattr(SystemRandom, "shuffle", lambda _self, _rows: None)


# ---------------------------------------------------------------------------- the arithmetic


def test_how_likely_matches_are_is_exact() -> None:
    """Of four cards dealt by lot 9, 8, 6, 0 and 1 of 24 orders leave 0, 1, 2, 3 and 4 in their places."""
    assert matches(4, 4) == pytest.approx([9 / 24, 8 / 24, 6 / 24, 0, 1 / 24])
    assert matches(4, 1) == pytest.approx([3 / 4, 1 / 4])
    assert sum(matches(90, 70)) == pytest.approx(1)


def test_the_interval_is_that_of_the_tables() -> None:
    """Clopper and Pearson for 5 of 50 at 95 %: 3.3 % to 21.8 %."""
    assert clopper_pearson(5, 50) == pytest.approx((0.0333, 0.2181), abs=1e-4)
    assert clopper_pearson(0, 50)[0] == 0
    assert clopper_pearson(50, 50)[1] == 1
