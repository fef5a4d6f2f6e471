"""The key store: one wrapped key per record, on the disk before its record, gone for good once deleted."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, delete, inspect, select, update
from sqlalchemy.schema import CreateTable

from storage.database import StorageRefused
from storage.tables import KEYS, WRAPPED
from storage.upsert import add_missing, put

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from storage.database import Database

ID_BYTES: Final = 16
"""Length of a data key's id; the rows of the house have shorter names."""
PUT: Final = put(WRAPPED)
SETTLE: Final = add_missing(WRAPPED)
GET: Final = select(WRAPPED.c.wrapped).where(WRAPPED.c.id == bindparam("id"))
SOME: Final = select(WRAPPED).where(WRAPPED.c.id.in_(bindparam("ids", expanding=True)))
REWRAP: Final = update(WRAPPED).where(WRAPPED.c.id == bindparam("old"))
REMOVE: Final = delete(WRAPPED).where(WRAPPED.c.id == bindparam("old"))


class KeyStore:
    """The rows of keys.db, or of a database on a server of its own; it knows no secret."""

    def __init__(self, database: Database) -> None:
        """Bind the database, which nothing else lies in; `open` must follow."""
        self.database = database
        self._share = database.share()

    async def open(self) -> None:
        """Make the file and its table where they are missing; raises StorageRefused or StorageFailed."""
        await self.database.prepare()
        async with self.database.write() as connection:
            there = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
            if not {*KEYS.tables}.issuperset(there):
                raise StorageRefused(
                    f"The database {self.database.place} holds more than keys; "
                    "the key store needs one of its own."
                )
            for table in KEYS.sorted_tables:
                await connection.execute(CreateTable(table, if_not_exists=True))
        await self._share.take()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[bool]:
        """Say whether no other process has this key store open; while it is alone, no other comes in."""
        async with self._share.alone() as alone:
            yield alone

    async def add(self, rows: Sequence[tuple[bytes, bytes]]) -> None:
        """Keep wrapped keys under their ids; they are on the disk when this returns."""
        await self._share.take()  # or a start elsewhere would take a key for forgotten that has no record yet
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
        """Delete keys and empty the log after them; when this returns they stand in no file.

        On a server of its own that holds for its log only as docs/decisions/0006-postgresql.md says.
        """
        async with self.database.write() as connection:
            await connection.execute(REMOVE, [{"old": id_} for id_ in ids])
            await self.database.renew(connection, WRAPPED)
        await self.database.truncate()

    async def rewrap(self, change: Callable[[bytes, bytes], bytes]) -> None:
        """Put what `change` makes of id and wrapped key in the place of every wrapped key, or of none.

        When this returns, the former ones stand in no file.
        """
        async with self.database.write() as connection:
            rows = (await connection.execute(select(WRAPPED))).all()
            changed = [{"old": row.id, "wrapped": change(bytes(row.id), bytes(row.wrapped))} for row in rows]
            await connection.execute(REWRAP, changed)
            await self.database.renew(connection, WRAPPED)
        await self.database.truncate()

    async def ids(self) -> set[bytes]:
        """Return the ids of all living data keys."""
        async with self.database.read() as connection:
            found = (await connection.execute(select(WRAPPED.c.id))).scalars()
            return {bytes(id_) for id_ in found if len(id_) == ID_BYTES}

    async def close(self) -> None:
        """Give up the share and close the database."""
        await self._share.close()
        await self.database.close()
