"""What the flush leaves behind besides entries: nothing that counts reports, no order, no time.

What SQLite itself keeps (pages of the file, pages that are free, its change counter) grows with all that is
ever written, not with a report; nothing there names one.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from flows.model import Erase
from storage.register.flush import flush
from storage.tables import DATA, ENTRY, KEYS, REPORT, TALLY
from tests.storage.conftest import ALICE, report, say, send, send_many
from tests.storage.register.test_flush import NOW, WARSAW
from tests.storage.register.test_opinions import rate

if TYPE_CHECKING:
    from pathlib import Path

    from flows.questionnaire import Taxonomy
    from storage.store import Store
    from tests.storage.conftest import House

pytestmark = pytest.mark.sqlite


def rows(file: Path, table: str) -> list[tuple[Any, ...]]:
    """All rows of a table, as they come."""
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  names of our own


def contents(house: House, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
    return {table: rows(house.database, table) for table in tables}


def shape(house: House) -> dict[str, list[tuple[str, ...]]]:
    """Of every table in both files how many rows there are, and how long each value is."""
    return {
        f"{file.name} {name}": sorted(sizes(row) for row in rows(file, name))
        for file, tables in ((house.database, DATA), (house.keys / "keys.db", KEYS))
        for name in tables.tables
    }


def sizes(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(f"{len(value)} bytes" if isinstance(value, bytes | str) else "a number" for value in row)


def test_no_table_numbers_its_rows() -> None:
    """Neither by a column that counts up, nor by the numbers that SQLite gives rows of its own accord."""
    for table in (*DATA.tables.values(), *KEYS.tables.values()):
        assert not table.dialect_options["sqlite"]["with_rowid"], table.name
        assert not table.dialect_options["sqlite"]["autoincrement"], table.name


async def test_no_sequence_is_kept(house: House, store: Store, taxonomy: Taxonomy) -> None:
    await send_many(store, 3)
    await flush(store, taxonomy, NOW, 3, WARSAW)
    for file in (house.database, house.keys / "keys.db"):
        with closing(sqlite3.connect(file)) as connection:
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        assert "sqlite_sequence" not in names


def test_an_entry_a_waiting_report_and_a_tally_have_no_column_but_random_keys_and_what_is_sealed() -> None:
    assert [column.name for column in ENTRY.columns] == ["key", "body"]
    assert [column.name for column in REPORT.columns] == ["key", "owner", "body"]
    assert [column.name for column in TALLY.columns] == ["mark", "body"]


async def test_a_report_and_its_taking_back_change_nothing_that_lasts(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    await rate(store, "yes", "no", "no")
    await send_many(store, 3)
    await flush(store, taxonomy, NOW, 3, WARSAW)
    lasting = contents(house, "meta", "tally", "entry", "staff")
    await send(store, ALICE, report(ground="age"))
    assert contents(house, "meta", "tally", "entry", "staff") == lasting
    await say(store, ALICE, Erase("everything", None))
    assert contents(house, "meta", "tally", "entry", "staff") == lasting


async def test_a_flush_that_does_not_take_place_writes_nothing(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    await send_many(store, 2)
    before = contents(house, *DATA.tables)
    assert await flush(store, taxonomy, NOW, 3, WARSAW) == 0
    assert contents(house, *DATA.tables) == before


async def test_after_the_flush_nobody_can_tell_that_a_report_was_taken_back(
    house: House, store: Store, taxonomy: Taxonomy, tmp_path_factory: Any
) -> None:
    """Two houses, the same but for a report that was sent and taken back: every table has the same shape."""
    other = type(house)(tmp_path_factory.mktemp("other"))
    second = await other.open()
    try:
        for at in (store, second):
            await send_many(at, 3, first=11)
        await send(second, ALICE, report(ground="age"))
        await say(second, ALICE, Erase("everything", None))
        for at in (store, second):
            assert await flush(at, taxonomy, NOW, 3, WARSAW) == 3
        assert shape(other) == shape(house)
    finally:
        await other.close()
