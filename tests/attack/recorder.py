"""Somebody who copies every page of the database each time one has changed, and notes when it was."""

from __future__ import annotations

import sqlite3
from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING, NamedTuple

from tests.attack.pages import Book

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.database import Database
    from tests.attack.pages import Cell, Value

HEADER, FRAME = 32, 24
"""Sizes of the heads of a write-ahead log and of its frames (fileformat2.html, § 4)."""


class Version(NamedTuple):
    """A row as it lay on some page at some time."""

    table: str
    values: dict[str, Value]
    at: datetime
    frame: int
    """How many pages had been written before the one on which it first lay."""
    page: int
    offset: int


class Recorder:
    """All versions of all pages of a SQLite database, in the order in which they were written."""

    def __init__(self, database: Path, clock: Callable[[], datetime]) -> None:
        self.database, self.clock = database, clock
        self.versions: list[Version] = []
        self.frames = 0
        """How many pages were seen being written."""
        self.times: set[tuple[str, int]] = set()
        """The times of the files, as their names and nanoseconds."""
        self._salt, self._read = b"", 0
        with closing(sqlite3.connect(database)) as connection:
            self.book = Book(int(connection.execute("PRAGMA page_size").fetchone()[0]))
            self._tables = _tables(connection)
        self._owner: dict[int, str] = {}
        self._known: set[tuple[str, tuple[Value, ...]]] = set()

    async def watch(self, data: Database) -> None:
        """Look after each transaction, and before and after each time the log is emptied."""
        write, truncate = data.write, data.truncate

        @asynccontextmanager
        async def watched() -> AsyncIterator[AsyncConnection]:
            async with write() as connection:
                yield connection
            await self.look()

        async def emptied() -> None:
            await self.look()
            await truncate()
            await self.look()

        data.write = watched  # type: ignore[method-assign]  # replaced for the test
        data.truncate = emptied  # type: ignore[method-assign]  # replaced for the test
        self._take_file()
        await self.look()

    async def look(self) -> None:
        """Copy what was written to the log since the last time."""
        log = self.database.with_name(self.database.name + "-wal")
        if not log.exists():
            return
        for file in (self.database, log):
            self.times.add((file.name, file.stat().st_mtime_ns))
        with log.open("rb") as stream:
            head = stream.read(HEADER)
            if head[16:24] != self._salt:  # the log was begun anew
                self._salt, self._read = head[16:24], 0
            stream.seek(HEADER + self._read * (FRAME + self.book.size))
            changed = self._frames(stream.read())
        self._note(changed)

    def _take_file(self) -> None:
        body = self.database.read_bytes()
        size = self.book.size
        for number in range(len(body) // size):
            self.book.turn(number + 1, body[number * size : (number + 1) * size])

    def _frames(self, body: bytes) -> dict[int, int]:
        """Take in new frames; return the pages that changed, with the number of their last frame."""
        step, changed = FRAME + self.book.size, {}
        for at in range(0, len(body) - step + 1, step):
            if body[at + 8 : at + 16] != self._salt:
                break
            number = int.from_bytes(body[at : at + 4], "big")
            self.book.turn(number, body[at + FRAME : at + step])
            self._read += 1
            self.frames += 1
            changed[number] = self.frames
        return changed

    def _note(self, changed: dict[int, int]) -> None:
        if any(number not in self._owner for number in changed) or self._grown(changed):
            self._owner = {
                page: name for name, (root, _) in self._tables.items() for page in self.book.of_tree(root)
            }
        for number, frame in sorted(changed.items(), key=lambda pair: pair[1]):
            table = self._owner.get(number)
            if table is not None:
                for cell in self.book.fresh(number):
                    self._add(table, cell, frame)

    def _add(self, table: str, cell: Cell, frame: int) -> None:
        """Keep a row unless it only moved from one page to another."""
        if (table, cell.values) not in self._known:
            self._known.add((table, cell.values))
            self.versions.append(self._version(table, cell, frame))

    def _grown(self, changed: dict[int, int]) -> bool:
        return any(self.book.pages[number][100 if number == 1 else 0] == 0x02 for number in changed)

    def _version(self, table: str, cell: Cell, frame: int) -> Version:
        values = dict(zip(self._tables[table][1], cell.values, strict=False))
        return Version(table, values, self.clock(), frame, cell.page, cell.offset)

    def now(self, table: str) -> list[Version]:
        """Return the rows of a table as they lie there now, in the order of its pages."""
        return [self._version(table, cell, self.frames) for cell in self.book.rows(self._tables[table][0])]


def _tables(connection: sqlite3.Connection) -> dict[str, tuple[int, list[str]]]:
    """Return the root page of each table and its columns in the order in which they are stored."""
    found = {}
    query = "SELECT name, rootpage FROM sqlite_master WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%'"
    for name, root in connection.execute(query).fetchall():
        columns = connection.execute(f"PRAGMA table_info({name})").fetchall()
        keys = [column[1] for column in sorted(columns, key=lambda column: column[5]) if column[5]]
        found[name] = (root, [*keys, *(column[1] for column in columns if not column[5])])
    return found
