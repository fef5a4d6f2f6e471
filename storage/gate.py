"""The gate: work goes through side by side, and a rotation of keys alone, in a moment without any work."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

from storage.database import StorageFailed
from storage.keyfolder import chained

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence

P = ParamSpec("P")
T = TypeVar("T")


class Gate:
    """Who is inside, and whether somebody wants to be alone.

    A turn waits as soon as somebody wants to be alone; a look, which may be part of a turn and is over in a
    moment, only while somebody is. So a look within a turn never waits for the end of its own turn.
    """

    def __init__(self) -> None:
        self.shut = False
        """Nobody knows which keys the rows carry: nothing goes through until a rotation is settled."""
        self.rotating = asyncio.Lock()
        """Held by a rotation from its first step to its last."""
        self._inside = 0
        self._empty = asyncio.Event()
        self._turns = asyncio.Event()
        self._looks = asyncio.Event()
        self._alone = asyncio.Lock()
        for event in (self._empty, self._turns, self._looks):
            event.set()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Go through for a turn; raises StorageFailed where the gate is shut."""
        async with self._through(self._turns):
            yield

    @asynccontextmanager
    async def look(self) -> AsyncIterator[None]:
        """Go through for something short, within a turn or outside any; raises StorageFailed as `turn`."""
        async with self._through(self._looks):
            yield

    @asynccontextmanager
    async def _through(self, door: asyncio.Event) -> AsyncIterator[None]:
        while not door.is_set():  # it may be closed again before the one who waited has his turn
            await door.wait()
        if self.shut:
            raise StorageFailed("A rotation of the keys was cut off; nothing is written until it is settled.")
        self._inside += 1
        self._empty.clear()
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()

    @asynccontextmanager
    async def alone(self, patience: float | None = None) -> AsyncIterator[None]:
        """Wait until nobody is inside, and let nobody in; raises TimeoutError after `patience` seconds."""
        async with self._alone:
            self._turns.clear()
            try:
                async with asyncio.timeout(patience):
                    while self._inside:
                        await self._empty.wait()
                self._looks.clear()
                yield
            finally:
                self._turns.set()
                self._looks.set()


class Gated(Protocol):
    """What has a gate."""

    gate: Gate


Owner = TypeVar("Owner", bound=Gated)


def looking(
    work: Callable[Concatenate[Owner, P], Awaitable[T]],
) -> Callable[Concatenate[Owner, P], Coroutine[Any, Any, T]]:
    """Let a method go through the gate of what it belongs to, as a look."""

    @wraps(work)
    async def look(owner: Owner, /, *args: P.args, **kwargs: P.kwargs) -> T:
        async with owner.gate.look():
            return await work(owner, *args, **kwargs)

    return look


class Held:
    """What couriers have under way: a box keeps its name for them when its owner has a new keyed hash.

    Otherwise the same card would go out a second time, under its new name, while it still does under the old.
    """

    def __init__(self, peppers: Sequence[bytes]) -> None:
        """Take the chain of peppers under which owners are found now."""
        self._links = len(peppers)
        self._under_way: set[bytes] = set()
        self._owners: dict[bytes, bytes] = {}
        self._names: dict[bytes, bytes] = {}

    def owner(self, name: bytes) -> bytes:
        """Return the keyed hash under which the rows of a box lie now."""
        return self._owners.get(name, name)

    def name(self, owner: bytes) -> bytes:
        """Return how a courier calls the box of an owner."""
        return self._names.get(owner, owner)

    def note(self, name: bytes, *, busy: bool) -> None:
        """Remember whether a courier has something of a box under way."""
        (self._under_way.add if busy else self._under_way.discard)(name)

    def follow(self, peppers: Sequence[bytes]) -> None:
        """Follow what the chain of peppers has grown by; a name is kept as long as the process lives."""
        links, self._links = peppers[self._links :], len(peppers)
        if links:
            names = self._under_way | set(self._owners)
            self._owners = {name: chained(links, self.owner(name)) for name in names}
            self._names = {owner: name for name, owner in self._owners.items()}
