"""The same on a PostgreSQL server, by a superuser: row versions with ctid and xmin, and the server's log."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from tests.attack.recorder import Version

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.database import Database
    from tests.attack.pages import Value

LOOKED_AT = ("session", "outbox", "farewell", "report", "case_", "line", "post", "seat", "errand", "entry")
"""Tables of which somebody wants to know who is in them."""
NEW = " UNION ALL ".join(
    f"SELECT '{table}', ctid::text, xmin::text::bigint, to_jsonb(t) FROM {table} t"  # noqa: S608  names of ours
    " WHERE xmin::text::bigint >= $1"
    for table in LOOKED_AT
)
"""All rows that a transaction not older than this one has written."""
LOG = """
SELECT pg_read_binary_file('pg_wal/' || name) FROM pg_ls_waldir()
WHERE name BETWEEN pg_walfile_name($1::text::pg_lsn) AND pg_walfile_name($2::text::pg_lsn) ORDER BY name
"""


class ServerRecorder:
    """All versions of rows in a database on a server, after each transaction."""

    def __init__(self, admin: Any, clock: Callable[[], datetime]) -> None:
        """Take a connection of a superuser to the same database."""
        self.admin, self.clock = admin, clock
        self.versions: list[Version] = []
        self._known: set[tuple[str, tuple[Value, ...]]] = set()
        self._since = 0
        self._at = ""

    async def watch(self, data: Database) -> None:
        write, truncate = data.write, data.truncate

        @asynccontextmanager
        async def watched() -> AsyncIterator[AsyncConnection]:
            async with write() as connection:
                yield connection
            await self.look()

        async def emptied() -> None:
            await self.look()
            await truncate()

        data.write = watched  # type: ignore[method-assign]  # replaced for the test
        data.truncate = emptied  # type: ignore[method-assign]  # replaced for the test
        self._at = await self._here()
        await self.look()

    async def look(self) -> None:
        """Read what was written since the last time, and where in the log of the server it came."""
        rows = await self.admin.fetch(NEW, self._since)
        fresh = [version for row in rows if (version := self._version(*row)) is not None]
        here = await self._here()
        if any(version.table == "entry" for version in fresh):
            log = b"".join(row[0] for row in await self.admin.fetch(LOG, self._at, here))
            fresh = [self._in_log(version, log) for version in fresh]
        self._at = here
        self.versions += fresh
        self._since = max([self._since, *(row[2] for row in rows)])

    async def _here(self) -> str:
        return str(await self.admin.fetchval("SELECT pg_current_wal_lsn()::text"))

    def _version(self, table: str, place: str, written: int, row: str) -> Version | None:
        values = {name: _value(value) for name, value in json.loads(row).items()}
        if (table, tuple(values.values())) in self._known:
            return None
        self._known.add((table, tuple(values.values())))
        page, item = (int(part) for part in place.strip("()").split(","))
        return Version(table, values, self.clock(), written, page, item)

    @staticmethod
    def _in_log(version: Version, log: bytes) -> Version:
        key = version.values["key"] if version.table == "entry" else None
        return version._replace(frame=log.find(key)) if isinstance(key, bytes) else version


def _value(value: Any) -> Value:
    """Return a column as it is; bytes come as text in hex."""
    if isinstance(value, str) and value.startswith("\\x"):
        return bytes.fromhex(value[2:])
    return value  # type: ignore[no-any-return]  # a driver without types
