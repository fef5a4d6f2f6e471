"""The store: a turn of a chat is one transaction, and what it ordered waits in its outbox."""

from __future__ import annotations

import asyncio
import hmac
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from sqlalchemy import func, insert, select

from storage import committing, outbox
from storage.database import Database, StorageFailed, StorageRefused, path_of, prepare, whole
from storage.erasing import bury, sweep
from storage.migrations import migrate
from storage.sealed import minute
from storage.tables import META, REPORT, TIMER
from storage.turn import Chat, Delivery, Farewell, Route, Turn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection
    from datetime import datetime

    from storage.vault import Vault

__all__ = ["Chat", "Delivery", "Farewell", "Route", "StorageFailed", "StorageRefused", "Store", "Turn"]

SANDBOX = "sandbox"


class Store:
    """The records of all chats."""

    def __init__(self, data: Database, vault: Vault, clock: Callable[[], datetime]) -> None:
        """Bind the parts; `open` is the way to get a store."""
        self.data = data
        self.vault = vault
        self.clock = clock
        self._locks: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()

    @classmethod
    async def open(
        cls, url: str, vault: Vault, clock: Callable[[], datetime], *, sandbox: bool = False
    ) -> Store:
        """Open and migrate the database, and finish what a crash has left.

        Raises StorageRefused where it is not the database for this vault or not for this use: a sandbox has a
        marked one, and only a sandbox has.
        """
        path = path_of(url)
        prepare(path)
        await asyncio.to_thread(migrate, path)
        store = cls(Database(path), vault, clock)
        try:
            await store._enter(sandbox=sandbox)
        except BaseException:
            await store.data.close()
            raise
        return store

    async def _enter(self, *, sandbox: bool) -> None:
        async with self.vault.store.alone() as alone:
            meta = await self._meta()
            if "check" not in meta:
                meta = await self._begin(sandbox=sandbox)
            self._refuse_foreign(meta, await self.vault.check(), sandbox=sandbox)
            await bury(self.data, self.vault)
            if alone:
                await sweep(self.data, self.vault)

    async def _meta(self) -> dict[str, bytes]:
        async with self.data.read() as connection:
            rows = await connection.execute(select(META.c.name, META.c.value))
            return {row.name: bytes(row.value) for row in rows}

    async def _begin(self, *, sandbox: bool) -> dict[str, bytes]:
        await self.vault.claim()
        rows = {"check": await self.vault.check()} | ({SANDBOX: b"1"} if sandbox else {})
        async with self.data.write() as connection:
            await connection.execute(
                insert(META), [{"name": name, "value": value} for name, value in rows.items()]
            )
        return rows

    def _refuse_foreign(self, meta: dict[str, bytes], check: bytes, *, sandbox: bool) -> None:
        if not hmac.compare_digest(meta["check"], check):
            raise StorageRefused(f"The keys do not belong to the database {self.data.path}.")
        if sandbox and SANDBOX not in meta:
            raise StorageRefused(
                f"The database {self.data.path} is not a sandbox's; the sandbox must not use it."
            )
        if not sandbox and SANDBOX in meta:
            raise StorageRefused(
                f"The database {self.data.path} belongs to the sandbox; set storage.url to another."
            )

    async def close(self) -> None:
        """Close the database; the vault stays open."""
        await self.data.close()

    # ------------------------------------------------------------------------ turns

    @asynccontextmanager
    async def work(self, chat: Chat, update: int | None) -> AsyncIterator[Turn | None]:
        """Take a turn of a chat, alone there; None where that update was taken in before.

        What `Turn.keep` was told is written in one transaction when the block is left without an error, and
        the timers that had run out are then settled; without `keep` only the update is remembered. Raises
        StorageFailed where nothing of it could be written.
        """
        owner = self.vault.look_up(*chat)
        mark = None if update is None else self.vault.mark(chat.bot, update)
        async with self._lock(owner):
            turn = await committing.load(self, owner, mark, Route(*chat))
            yield turn
            if turn is not None:
                await committing.commit(self, owner, mark, turn)

    @asynccontextmanager
    async def wake(self, owner: bytes) -> AsyncIterator[Turn | None]:
        """Take a turn because a timer ran out; None where nothing is held any more."""
        async with self._lock(owner):
            turn = await committing.load(self, owner, None, None)
            yield turn
            if turn is not None:
                await committing.commit(self, owner, None, turn)

    def _lock(self, owner: bytes) -> asyncio.Lock:
        """Return the lock of a chat, which lives as long as somebody holds it or waits for it."""
        return self._locks.setdefault(owner, asyncio.Lock())

    @whole
    async def due(self) -> list[bytes]:
        """Return the owners with timers that have run out, the longest ago first."""
        passed = TIMER.c.due <= minute(self.clock())
        query = select(TIMER.c.owner).where(passed).group_by(TIMER.c.owner).order_by(func.min(TIMER.c.due))
        async with self.data.read() as connection:
            return [bytes(owner) for owner in (await connection.execute(query)).scalars()]

    # ------------------------------------------------------------------------ deliveries

    async def boxes(self) -> list[bytes]:
        """Return the boxes with something in them; a box is an owner, as `Vault.look_up` names it."""
        return await outbox.boxes(self)

    async def head(self, box: bytes) -> Delivery | None:
        """Return what is to be brought next, None where nothing is; never call it within a turn of that chat.

        A farewell comes before anything of a later conversation, and only once the keys are dead. A card that
        a later one replaces is dropped. The same is returned again until it is `delivered`.
        """
        async with self._lock(box):
            return await outbox.head(self, box)

    async def delivered(
        self, delivery: Delivery, card: int | None = None, gone: Collection[int] = ()
    ) -> None:
        """Take out what was brought, or given up; raises StorageFailed, and can then be called again.

        `card` is the message id of the living card from now on (None: as before); the former one becomes one
        of the others unless it is among `gone`, the messages that were removed from the chat.
        """
        await outbox.delivered(self, delivery, card, gone)

    # ------------------------------------------------------------------------ reports

    @whole
    async def waiting(self) -> int:
        """Return how many reports wait for the flush."""
        async with self.data.read() as connection:
            count = (await connection.execute(select(func.count()).select_from(REPORT))).scalar_one()
            return int(count)
