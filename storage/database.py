"""One SQLite file: durable, written by one task at a time, never left half-way by a cancelled one."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from sqlalchemy import event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator

    from sqlalchemy import Connection
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.ext.asyncio import AsyncConnection

P = ParamSpec("P")
T = TypeVar("T")

BUSY_SECONDS = 5
"""How long a statement waits for another process that holds the file."""
CHECKPOINT_SECONDS = 10
"""How long a checkpoint is tried while another process reads."""
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
)


class StorageRefused(Exception):
    """The database or its keys may not be used as they are; says why in one sentence."""


class StorageFailed(Exception):
    """What should have been written or read was not; nothing of it was kept. Says so in one sentence."""


def path_of(url: str) -> Path:
    """Return the file that a storage url names; raises StorageRefused for anything but a SQLite file."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StorageRefused(f"storage.url is not a database address: {url!r}.") from None
    if parsed.drivername.startswith("postgres"):
        raise StorageRefused("PostgreSQL is not supported yet; set storage.url to sqlite:///….")
    if parsed.drivername not in {"sqlite", "sqlite+aiosqlite"}:
        raise StorageRefused(
            f"storage.url begins with {parsed.drivername}:, but only sqlite:///… is supported."
        )
    if parsed.host or parsed.query or parsed.database in {None, "", ":memory:"}:
        raise StorageRefused(
            f"storage.url must name a file, such as sqlite:///data/glos.db, and nothing more: {url!r}."
        )
    return Path(str(parsed.database))


def is_new(url: str) -> bool:
    """Say whether no Glos database has been set up yet behind this url, so that keys may be made for it."""
    path = path_of(url)
    if not path.exists() or path.stat().st_size == 0:
        return True
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
            return connection.execute("SELECT 1 FROM meta WHERE name = 'check'").fetchone() is None
    except sqlite3.OperationalError as error:
        return "no such table" in str(error)
    except sqlite3.DatabaseError:
        return False


def prepare(path: Path) -> None:
    """Make sure that the file can be written and that only its owner can read it; raises StorageRefused."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StorageRefused(f"The database {path} cannot be written: {error.strerror}.") from None
    if not os.access(path.parent, os.W_OK):
        raise StorageRefused(f"The folder {path.parent} of the database cannot be written.")


def whole(work: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Let a coroutine function run to its end even when its caller is cancelled, who then waits for it."""

    @wraps(work)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        task = asyncio.ensure_future(work(*args, **kwargs))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            await _settled(task)
            raise

    return run


async def _settled(task: asyncio.Future[Any]) -> None:
    """Wait for a task, however often the one who waits is cancelled meanwhile."""
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait([task])
    if not task.cancelled():
        task.exception()  # looked at, or asyncio would complain that nobody did


class Database:
    """A SQLite file in WAL mode; whatever goes wrong with it becomes one StorageFailed."""

    def __init__(self, path: Path) -> None:
        """Bind the file; nothing is opened before the first statement."""
        self.path = path
        self._turnstile = asyncio.Lock()
        self.engine = create_async_engine(
            f"sqlite+aiosqlite:///{path}",
            connect_args={"timeout": BUSY_SECONDS},
            hide_parameters=True,
            pool_size=3,
            max_overflow=0,
            pool_timeout=60,
            pool_reset_on_return=None,  # a block that is left has committed or rolled back
        )
        self._writing = self.engine.execution_options(writing=True)
        event.listen(self.engine.sync_engine, "connect", _set_up)
        event.listen(self.engine.sync_engine, "begin", _begin)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Run one transaction: all of it is on the disk when the block is left, or nothing."""
        async with self._turnstile:
            with self._failing("written"):
                async with self._writing.begin() as connection:
                    yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Read what is committed; each statement sees the newest state."""
        with self._failing("read"):
            async with self.engine.connect() as connection:
                yield connection

    @whole
    async def truncate(self) -> None:
        """Empty the write-ahead log into the file, so that what was deleted stands nowhere any more."""
        async with self._turnstile:
            with self._failing("checkpointed"):
                async with asyncio.timeout(CHECKPOINT_SECONDS):
                    while not await self._checkpoint():  # noqa: ASYNC110  another process holds it
                        await asyncio.sleep(0.01)

    async def _checkpoint(self) -> bool:
        async with self.engine.connect() as connection:
            busy = await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            return bool(busy.scalar_one() == 0)

    async def close(self) -> None:
        """Close all connections; the last one empties the log into the file."""
        await self.engine.dispose()

    @contextmanager
    def _failing(self, what: str) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise StorageFailed(f"{self.path.name} could not be {what}: {error.orig}.") from error
        except (SQLAlchemyError, OSError) as error:
            raise StorageFailed(f"{self.path.name} could not be {what}: {type(error).__name__}.") from error


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
