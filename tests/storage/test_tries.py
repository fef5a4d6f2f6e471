"""Codes are tried one at a time, each owner in turn, ten times an hour, and nobody is remembered for long."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Event, Lock

import pytest

from storage import code as code_module
from storage.code import Locked, Opener, Tries, derive, new_code

SALT = bytes(range(16))
NOW = datetime(2026, 7, 14, 12, 0, 30, tzinfo=UTC)
CODES = [new_code() for _ in range(2)]


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same derivation at a thousandth of the cost."""
    monkeypatch.setattr(code_module, "PASSES", 1)
    monkeypatch.setattr(code_module, "MEMORY", 64)


class Watched:
    """The real derivation, watched: in which order codes come, and how many at a time; `gate` holds them."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.most = 0
        self.gate = Event()
        self._inside = 0
        self._lock = Lock()

    def __call__(self, code: str, salt: bytes) -> Opener:
        with self._lock:
            self._inside += 1
            self.most = max(self.most, self._inside)
            self.order.append(code)
        self.gate.wait()
        try:
            return derive(code, salt)
        finally:
            with self._lock:
                self._inside -= 1


@pytest.fixture
def watched(cheap: None, monkeypatch: pytest.MonkeyPatch) -> Watched:
    watched = Watched()
    monkeypatch.setattr(code_module, "derive", watched)
    return watched


async def settle() -> None:
    """Let every task that can go on do so."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_try_opens_what_the_code_opens() -> None:
    assert await Tries().derive(b"owner", CODES[0], SALT, NOW) == derive(CODES[0], SALT)


async def test_nobody_is_held_up_while_a_code_is_tried() -> None:
    work = asyncio.ensure_future(Tries().derive(b"owner", CODES[0], SALT, NOW))
    turns = 0
    while not work.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 10


@pytest.mark.usefixtures("cheap")
async def test_the_eleventh_try_within_an_hour_is_locked_and_the_hour_ends() -> None:
    tries = Tries()
    for minute in range(10):
        assert isinstance(
            await tries.derive(b"owner", CODES[0], SALT, NOW + timedelta(minutes=minute)), Opener
        )
    at = NOW + timedelta(minutes=20)
    assert await tries.derive(b"owner", CODES[0], SALT, at) == Locked(40 * 60)
    assert await tries.derive(b"owner", CODES[0], SALT, at) == Locked(40 * 60)  # being locked is no try
    assert isinstance(await tries.derive(b"other", CODES[0], SALT, at), Opener)
    assert await tries.derive(b"owner", CODES[0], SALT, NOW + timedelta(seconds=3599.5)) == Locked(1)
    assert isinstance(await tries.derive(b"owner", CODES[0], SALT, NOW + timedelta(hours=1)), Opener)
    assert await tries.derive(b"owner", CODES[0], SALT, NOW + timedelta(hours=1)) == Locked(60)


@pytest.mark.usefixtures("cheap")
async def test_who_tried_is_forgotten_after_an_hour_and_was_never_kept_by_id() -> None:
    tries = Tries()
    for owner in (b"one", b"two"):
        await tries.derive(owner, CODES[0], SALT, NOW)
    kept = set(tries._tries)
    assert len(kept) == 2
    assert not kept & {b"one", b"two"}
    await tries.derive(b"three", CODES[0], SALT, NOW + timedelta(hours=1))
    assert len(tries._tries) == 1
    assert not kept & set(tries._tries)


@pytest.mark.usefixtures("cheap")
async def test_who_tries_on_keeps_nobody_else_remembered() -> None:
    tries = Tries()
    for owner, minute in ((b"stays", 0), (b"goes", 1), (b"stays", 59), (b"comes", 62)):
        await tries.derive(owner, CODES[0], SALT, NOW + timedelta(minutes=minute))
    assert len(tries._tries) == 2


@pytest.mark.usefixtures("cheap")
async def test_the_key_of_the_counts_dies_at_midnight_and_with_the_process() -> None:
    tries, late = Tries(), NOW.replace(hour=23, minute=59)
    hashes: list[bytes] = []
    for counts, at in ((tries, late), (tries, late + timedelta(minutes=1)), (Tries(), late)):
        await counts.derive(b"owner", CODES[0], SALT, at)
        assert len(counts._tries) == 1
        hashes += counts._tries
    assert len(set(hashes)) == 3


async def test_owners_take_turns_however_many_tries_one_of_them_has_waiting(watched: Watched) -> None:
    tries = Tries()
    wanted = [(b"flood", f"{number:024}") for number in range(8)]
    wanted += [(b"second", "1".zfill(23) + "0"), (b"third", "2".zfill(23) + "0")]
    work = [asyncio.ensure_future(tries.derive(owner, code, SALT, NOW)) for owner, code in wanted]
    await settle()
    watched.gate.set()
    openers = await asyncio.gather(*work)
    codes = [code for _, code in wanted]
    assert watched.order == [codes[0], codes[8], codes[9], *codes[1:8]]
    assert watched.most == 1
    assert openers == [derive(code, SALT) for code in codes]


async def test_two_floods_are_served_by_turns(watched: Watched) -> None:
    tries = Tries()
    work = [
        asyncio.ensure_future(tries.derive(owner, owner.decode() * 24, SALT, NOW))
        for owner in (b"1", b"1", b"1", b"2", b"2", b"2")
    ]
    await settle()
    watched.gate.set()
    await asyncio.gather(*work)
    assert [code[0] for code in watched.order] == ["1", "2", "1", "2", "1", "2"]


@pytest.mark.parametrize("gone", [[0], [1], [2], [0, 1], [1, 2], [0, 2]])
async def test_who_gives_up_holds_nobody_up(watched: Watched, gone: list[int]) -> None:
    """Given up at work (0) or in the queue (1, 2): the others are served, still one at a time."""
    tries = Tries()
    work = [asyncio.ensure_future(tries.derive(b"%d" % at, f"{at:024}", SALT, NOW)) for at in range(4)]
    await settle()
    for at in gone:
        work[at].cancel()
    await settle()
    watched.gate.set()
    served = await asyncio.wait_for(asyncio.gather(*work, return_exceptions=True), 10)
    assert [isinstance(one, Opener) for one in served] == [at not in gone for at in range(4)]
    assert watched.most == 1
    assert isinstance(await asyncio.wait_for(tries.derive(b"9", CODES[0], SALT, NOW), 10), Opener)


async def test_who_gives_up_at_the_very_moment_of_its_turn_passes_it_on(watched: Watched) -> None:
    tries = Tries()
    watched.gate.set()
    tries._busy = True
    first, second = (
        asyncio.ensure_future(tries.derive(owner, CODES[0], SALT, NOW)) for owner in (b"1", b"2")
    )
    await settle()
    tries._next(b"")
    first.cancel()
    with suppress(asyncio.CancelledError):
        await first
    assert isinstance(await asyncio.wait_for(second, 10), Opener)
