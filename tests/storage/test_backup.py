"""A backup of a running system: made without keys, and restored to what has not died since."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from flows.model import Erase, SendReport
from storage.address import database_at
from storage.backup import BackupRefused, create, verify
from storage.returning import ORDER
from storage.tables import DATA
from tests.storage.backups import backed_up
from tests.storage.conftest import ALICE, House, card, report, say
from tests.storage.whole_house import furnish

if TYPE_CHECKING:
    from flows.questionnaire import Taxonomy
    from storage.store import Store

pytestmark = pytest.mark.sqlite

EVERYTHING = Erase("everything", card(9, "bye"))
WORD = "canary_in_the_mine"


# ---------------------------------------------------------------------------- making one


async def test_a_backup_is_made_while_the_bot_runs_and_without_its_keys(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    await furnish(store, taxonomy)
    house.keys.rename(house.root / "elsewhere")
    file = await backed_up(house)
    contents = verify(file)
    assert contents.counts["entry"] == 3
    assert contents.counts["session"] == 5
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(one.name for one in house.root.iterdir()) == ["data", "elsewhere", "night.glos"]


async def test_it_shows_one_moment_whatever_is_written_meanwhile(house: House, store: Store) -> None:
    await say(store, ALICE, card(1), SendReport(report(ground="sex")))
    told: list[str] = []

    def written_meanwhile(table: str, _count: int) -> None:
        told.append(table)
        with closing(sqlite3.connect(house.database)) as connection, connection:
            for later in ("outbox", "report", "session"):
                connection.execute(f"DELETE FROM {later}")  # noqa: S608  # names of ours

    database = database_at(house.url)
    await create(database, house.root / "b", written_meanwhile)
    await database.close()
    assert told == ["meta", "outbox", "report", "session"]
    counts = verify(house.root / "b").counts
    assert (counts["outbox"], counts["report"], counts["session"]) == (1, 1, 1)
    assert await store.boxes() == []


async def test_nothing_is_overwritten_and_nothing_half_is_left(house: House, store: Store) -> None:
    await say(store, ALICE, card(1))
    file = await backed_up(house)
    before = file.read_bytes()
    with pytest.raises(BackupRefused, match="is there already; backups are never overwritten"):
        await backed_up(house)
    assert file.read_bytes() == before
    (house.root / "other.part").touch()
    with pytest.raises(BackupRefused, match="another backup is being made"):
        await backed_up(house, "other")
    with pytest.raises(BackupRefused, match=r"cannot be written: No such file or directory\.$"):
        await backed_up(house, "nowhere/b")
    assert not (house.root / "other").exists()


async def test_a_database_of_another_version_is_not_copied(house: House, store: Store) -> None:
    await say(store, ALICE, card(1))
    with closing(sqlite3.connect(house.database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(BackupRefused, match="has the schema 0001"):
        await backed_up(house)
    assert [one.name for one in house.root.iterdir() if one.is_file()] == []


async def test_a_damaged_file_and_a_foreign_one_are_noticed(house: House, store: Store) -> None:
    await say(store, ALICE, card(1))
    file = await backed_up(house)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE session SET body = zeroblob(300)")
    with pytest.raises(BackupRefused, match="its rows of the table session are not those it had"):
        verify(file)
    (house.root / "x").write_bytes(b"minutes of the meeting" * 100)
    for foreign in (house.root / "x", house.database):
        with pytest.raises(BackupRefused, match="is no backup of Glos"):
            verify(foreign)
    with pytest.raises(BackupRefused, match="There is no backup"):
        verify(house.root / "y")
    cut = await backed_up(house, "cut")
    cut.write_bytes(cut.read_bytes()[:9000])
    with pytest.raises(BackupRefused):
        verify(cut)


async def test_a_backup_tells_neither_order_nor_time(house: House, store: Store, taxonomy: Taxonomy) -> None:
    await furnish(store, taxonomy)
    file = await backed_up(house)
    with closing(sqlite3.connect(file)) as connection:
        for table in DATA.sorted_tables:
            sql = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table.name,)).fetchone()
            assert "WITHOUT ROWID" in sql[0]
        notes = dict(connection.execute("SELECT * FROM backup").fetchall())
    assert set(notes) == {*DATA.tables, "format", "revision"}


def test_of_every_table_it_is_decided_what_comes_back() -> None:
    """A table that is added later must be named in storage/returning.py."""
    assert sorted(table.name for table in ORDER) == sorted(DATA.tables)
