"""A SQLite file: WAL, every commit synced, what is deleted overwritten, readable by its owner alone."""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3
from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from storage import database
from storage.database import Database, Share, StorageRefused, whole

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from sqlalchemy import Connection, Table
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.ext.asyncio import AsyncConnection

CHECKPOINT_SECONDS = 10
"""How long a checkpoint is tried while another process reads."""
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
)


class SqliteFile(Database):
    """A SQLite file in WAL mode."""

    def __init__(self, path: Path) -> None:
        """Bind the file."""
        self.path = path
        engine = create_async_engine(
            f"sqlite+aiosqlite:///{path}",
            connect_args={"timeout": database.BUSY_SECONDS},
            hide_parameters=True,
            pool_size=3,
            max_overflow=0,
            pool_timeout=60,
            pool_reset_on_return=None,  # a block that is left has committed or rolled back
        )
        event.listen(engine.sync_engine, "connect", _set_up)
        event.listen(engine.sync_engine, "begin", _begin)
        super().__init__(path.name, str(path), engine)

    def reason(self, error: Exception) -> str:
        """Return SQLite's words, in which no value ever stands."""
        return str(error.orig) if isinstance(error, DBAPIError) else type(error).__name__

    async def is_new(self) -> bool:
        """Look into the file without making it."""
        if not self.path.exists() or self.path.stat().st_size == 0:
            return True
        try:
            with closing(sqlite3.connect(self.path, timeout=database.BUSY_SECONDS)) as connection:
                return connection.execute("SELECT 1 FROM meta WHERE name = 'check'").fetchone() is None
        except sqlite3.OperationalError as error:
            return "no such table" in str(error)
        except sqlite3.DatabaseError:
            return False

    async def prepare(self) -> None:
        """Make sure that the file can be written and that only its owner can read it."""
        folder = self.path.parent
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise StorageRefused(f"The database {self.path} cannot be written: {error.strerror}.") from None
        if not os.access(folder, os.W_OK):
            raise StorageRefused(f"The folder {folder} of the database cannot be written.")

    async def renew(self, connection: AsyncConnection, *tables: Table) -> None:
        """Nothing is to be done: WITHOUT ROWID keeps rows in key order, secure_delete leaves nothing."""

    @whole
    async def truncate(self) -> None:
        """Empty the write-ahead log into the file."""
        async with self._turnstile:
            with self.failing("checkpointed"):
                async with asyncio.timeout(CHECKPOINT_SECONDS):
                    while not await self._checkpoint():  # noqa: ASYNC110  another process holds it
                        await asyncio.sleep(0.01)

    async def _checkpoint(self) -> bool:
        async with self._reading.connect() as connection:
            busy = await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            return bool(busy.scalar_one() == 0)

    def share(self) -> Share:
        """Return a share of keys.lock beside keys.db."""
        return _FileShare(self.path.with_suffix(".lock"))


class _FileShare(Share):
    """A shared lock (flock) on a file of its own."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._descriptor = -1

    async def take(self) -> None:
        if self._descriptor < 0:
            self._descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
            await self._hold()

    async def _hold(self) -> None:
        await asyncio.to_thread(fcntl.flock, self._descriptor, fcntl.LOCK_SH)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[bool]:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            alone = True
        except BlockingIOError:
            alone = False
        try:
            yield alone
        finally:
            await self._hold()

    async def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _set_up(connection: DBAPIConnection, _record: object) -> None:
    """Leave transactions to us (the driver's own habits would begin them late) and set the pragmas."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Take the write lock at the start of a transaction, so that it can never fail in the middle as busy."""
    if connection.get_execution_options().get("writing"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
