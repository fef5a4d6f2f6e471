"""A disk that is full, a file that another process holds, a task that is cancelled."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from flows.model import SendReport, Session
from storage import database, sqlite
from storage.database import Database, whole
from storage.store import Chat, StorageFailed
from tests.storage.conftest import ALICE, BOB, BOT, card, report, say

if TYPE_CHECKING:
    from storage.store import Store
    from tests.storage.conftest import House


class Disk:
    """Limits how large a database may grow, on every connection that is open."""

    def __init__(self, base: Database) -> None:
        self.base = base
        self.pages = 0
        event.listen(base.engine.sync_engine, "checkout", self._limit)

    def _limit(self, connection: sqlite3.Connection, *_: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA max_page_count={self.pages or 1073741823}")
        cursor.close()

    async def fill(self) -> None:
        async with self.base.read() as connection:
            self.pages = int((await connection.exec_driver_sql("PRAGMA page_count")).scalar_one())

    def free(self) -> None:
        self.pages = 0


async def fill_up(store: Store) -> int:
    """Send reports until no more is kept; return how many were."""
    for number in range(1, 100):
        before = await store.waiting()
        turn = say(store, Chat(BOT, number), SendReport(report(ground="sex")), session=Session(card=number))
        [failed] = await asyncio.gather(turn, return_exceptions=True)
        if failed is not None:
            assert isinstance(failed, StorageFailed)
            assert str(failed).endswith(".db could not be written: database or disk is full.")
            assert await store.waiting() == before
            return number
    raise AssertionError("the disk never got full")


@pytest.mark.sqlite
@pytest.mark.parametrize("which", ["glos.db", "keys.db"])
async def test_a_full_disk_fails_the_turn_and_leaves_the_earlier_state(
    house: House, store: Store, which: str
) -> None:
    """When there is room again, the same turn is kept."""
    await say(store, ALICE, card(1), session=Session(lang="pl"))
    disk = Disk(store.data if which == "glos.db" else store.vault.store.database)
    await disk.fill()
    failed = await fill_up(store)
    async with store.work(Chat(BOT, failed), None) as turn:
        assert turn is not None
        assert turn.session is None
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        assert turn.session == Session(lang="pl")
    disk.free()
    await say(store, Chat(BOT, failed), card(1), session=Session(card=5))
    store = await house.reopen()
    async with store.work(Chat(BOT, failed), None) as turn:
        assert turn is not None
        assert turn.session == Session(card=5)


@pytest.mark.sqlite
async def test_another_process_that_holds_the_file_too_long_fails_the_turn(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    store = await house.open()
    with closing(sqlite3.connect(house.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageFailed, match=r"^glos\.db could not be written: database is locked\.$"):
            await say(store, ALICE, card(1))
    await say(store, BOB, card(1))
    assert len(await store.boxes()) == 1


@pytest.mark.sqlite
async def test_a_checkpoint_waits_for_a_reader_and_gives_up_after_a_while(
    house: House, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "CHECKPOINT_SECONDS", 0.05)
    async with store.data.write() as connection:
        await connection.exec_driver_sql("PRAGMA busy_timeout=0")
    with closing(sqlite3.connect(house.database, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM session").fetchone()
        await say(store, ALICE, card(1))
        with pytest.raises(StorageFailed, match=r"^glos\.db could not be checkpointed: TimeoutError\.$"):
            await store.data.truncate()
    monkeypatch.undo()
    await store.data.truncate()
    assert house.database.with_name("glos.db-wal").stat().st_size == 0


async def test_a_whole_coroutine_ends_before_its_cancelled_caller_does() -> None:
    gate = asyncio.Event()
    done: list[str] = []

    @whole
    async def work() -> None:
        await gate.wait()
        done.append("work")

    async def caller() -> None:
        try:
            await work()
        finally:
            done.append("caller")

    task = asyncio.create_task(caller())
    for _ in range(3):
        await asyncio.sleep(0)
        task.cancel()
    assert done == []
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert done == ["work", "caller"]
