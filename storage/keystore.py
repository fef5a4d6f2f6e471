"""keys.db: one wrapped key per record, on the disk before its record, and gone for good once deleted."""

from __future__ import annotations

import asyncio
import fcntl
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.schema import CreateTable

from storage.database import Database, prepare
from storage.tables import KEYS, WRAPPED

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

ID_BYTES: Final = 16
"""Length of a data key's id; the rows of the house have shorter names."""
PUT: Final = insert(WRAPPED).prefix_with("OR REPLACE")
SETTLE: Final = insert(WRAPPED).prefix_with("OR IGNORE")
GET: Final = select(WRAPPED.c.wrapped).where(WRAPPED.c.id == bindparam("id"))
SOME: Final = select(WRAPPED).where(WRAPPED.c.id.in_(bindparam("ids", expanding=True)))
REWRAP: Final = update(WRAPPED).where(WRAPPED.c.id == bindparam("old"))
REMOVE: Final = delete(WRAPPED).where(WRAPPED.c.id == bindparam("old"))


class KeyStore:
    """The rows of keys.db; it knows no secret."""

    def __init__(self, folder: Path) -> None:
        """Bind the store of a key folder; `open` must follow."""
        self._lock = folder / "keys.lock"
        self.database = Database(folder / "keys.db")
        self._descriptor = -1

    async def open(self) -> None:
        """Make the file and its table where they are missing; raises StorageRefused or StorageFailed."""
        prepare(self.database.path)
        async with self.database.write() as connection:
            for table in KEYS.sorted_tables:
                await connection.execute(CreateTable(table, if_not_exists=True))
        self._descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
        await self._share()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[bool]:
        """Say whether no other process has this key folder open; while it is alone, no other comes in."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            alone = True
        except BlockingIOError:
            await self._share()  # a try that fails has cost the share (flock(2))
            alone = False
        try:
            yield alone
        finally:
            await self._share()

    async def _share(self) -> None:
        await asyncio.to_thread(fcntl.flock, self._descriptor, fcntl.LOCK_SH)

    async def add(self, rows: Sequence[tuple[bytes, bytes]]) -> None:
        """Keep wrapped keys under their ids; they are on the disk when this returns."""
        async with self.database.write() as connection:
            await connection.execute(PUT, [{"id": id_, "wrapped": wrapped} for id_, wrapped in rows])

    async def settle(self, id_: bytes, wrapped: bytes) -> None:
        """Keep a wrapped key unless there is one under this id, perhaps by another process."""
        async with self.database.write() as connection:
            await connection.execute(SETTLE, [{"id": id_, "wrapped": wrapped}])

    async def get(self, id_: bytes) -> bytes | None:
        """Return the wrapped key of an id, if it lives."""
        async with self.database.read() as connection:
            found = (await connection.execute(GET, {"id": id_})).scalar_one_or_none()
            return None if found is None else bytes(found)

    async def some(self, ids: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
        """Return those of the ids that live, with their wrapped keys."""
        async with self.database.read() as connection:
            rows = (await connection.execute(SOME, {"ids": ids})).all()
            return [(bytes(row.id), bytes(row.wrapped)) for row in rows]

    async def remove(self, ids: Sequence[bytes]) -> None:
        """Delete keys and empty the log after them; when this returns they stand in no file."""
        async with self.database.write() as connection:
            await connection.execute(REMOVE, [{"old": id_} for id_ in ids])
        await self.database.truncate()

    async def rewrap(self, change: Callable[[bytes, bytes], bytes]) -> None:
        """Put what `change` makes of id and wrapped key in the place of every wrapped key, or of none.

        When this returns, the former ones stand in no file.
        """
        async with self.database.write() as connection:
            rows = (await connection.execute(select(WRAPPED))).all()
            changed = [{"old": row.id, "wrapped": change(bytes(row.id), bytes(row.wrapped))} for row in rows]
            await connection.execute(REWRAP, changed)
        await self.database.truncate()

    async def ids(self) -> set[bytes]:
        """Return the ids of all living data keys."""
        async with self.database.read() as connection:
            found = (await connection.execute(select(WRAPPED.c.id))).scalars()
            return {bytes(id_) for id_ in found if len(id_) == ID_BYTES}

    async def close(self) -> None:
        """Close the file and give up the share."""
        await self.database.close()
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
