"""A database: durable, written by one task at a time, never left half-way by a cancelled one."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, TypeVar

from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

P = ParamSpec("P")
T = TypeVar("T")

BUSY_SECONDS = 5
"""How long a statement waits for another process that holds what it wants."""


class StorageRefused(Exception):
    """The database or its keys may not be used as they are; says why in one sentence."""


class StorageFailed(Exception):
    """What should have been written or read was not; nothing of it was kept. Says so in one sentence."""


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


class Database(ABC):
    """What SQLite and PostgreSQL have in common; whatever goes wrong with one becomes one StorageFailed."""

    faults: ClassVar[tuple[type[Exception], ...]] = (SQLAlchemyError, OSError)
    """What the driver may raise."""
    reading: ClassVar[dict[str, Any]] = {}
    """How a connection is used that only reads (SQLAlchemy, "Connection.execution_options")."""

    def __init__(self, name: str, place: str, engine: AsyncEngine) -> None:
        """Bind an engine; nothing is opened before the first statement.

        `name` is what the database is called where something failed, `place` where it was refused.
        """
        self.name = name
        self.place = place
        self.engine = engine
        self._reading = engine.execution_options(**self.reading)
        self._writing = engine.execution_options(writing=True)
        self._turnstile = asyncio.Lock()

    # ------------------------------------------------------------------------ for both alike

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Run one transaction: all of it is on the disk when the block is left, or nothing."""
        async with self._turnstile:
            with self.failing("written"):
                async with self._writing.begin() as connection:
                    yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Read what is committed; each statement sees the newest state."""
        with self.failing("read"):
            async with self._reading.connect() as connection:
                yield connection

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()

    @contextmanager
    def failing(self, what: str) -> Iterator[None]:
        """Let whatever goes wrong with the database be told as StorageFailed, without a value in it."""
        try:
            yield
        except self.faults as error:
            raise StorageFailed(f"{self.name} could not be {what}: {self.reason(error)}.") from None

    # ------------------------------------------------------------------------ for each in its own way

    @abstractmethod
    def reason(self, error: Exception) -> str:
        """Return in a few words, without any value, what the driver has raised."""

    @abstractmethod
    async def is_new(self) -> bool:
        """Say whether no Glos database has been set up here yet, so that keys may be made for it."""

    @abstractmethod
    async def prepare(self) -> None:
        """Make sure that the database may be trusted with records; raises StorageRefused or StorageFailed."""

    async def advice(self) -> list[str]:
        """Return what would be better about the server; a file needs none."""
        return []

    @abstractmethod
    async def renew(self, connection: AsyncConnection, *tables: Table) -> None:
        """Within a transaction let tables lie as if all their rows had been written now, in key order."""

    @abstractmethod
    async def truncate(self) -> None:
        """Empty the log as far as may be, so that what was deleted stands nowhere any more."""

    @abstractmethod
    def share(self) -> Share:
        """Return this process's share in the database, not taken yet."""


class Share(ABC):
    """That a process has a database open, as others see it."""

    @abstractmethod
    async def take(self) -> None:
        """Make sure that the share is held; waits for whoever is alone there."""

    @abstractmethod
    def alone(self) -> AbstractAsyncContextManager[bool]:
        """Say whether no other process has a share; while it is alone, no other comes in."""

    @abstractmethod
    async def close(self) -> None:
        """Give the share up."""
