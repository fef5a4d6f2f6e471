"""A PostgreSQL for tests: a role of its own on a server that is there, and databases that go with it.

One database serves many tests and is emptied in between: to drop one lets the whole server checkpoint, which
takes seconds where others are at work.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from secrets import token_hex
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest

from storage.tables import DATA

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

ADMIN = os.environ.get("TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")
"""A superuser of the server."""
EMPTY = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
  LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
END $$
"""
"""For a schema as the migrations have made it."""
ANEW = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
SCHEMA = """
SELECT relname || '.' || attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
"""


class PostgresServer:
    """A role without rights of its own, and its databases."""

    def __init__(self, admin: str = ADMIN) -> None:
        self.admin = admin
        self.role = f"glos_test_{token_hex(4)}"
        self.password = token_hex(8)
        self._free: list[str] = []
        self._made: list[str] = []

    async def open(self) -> None:
        async with connected(self.admin) as admin:
            await admin.execute(f"CREATE ROLE {self.role} LOGIN PASSWORD '{self.password}'")

    async def close(self) -> None:
        async with connected(self.admin) as admin:
            for name in self._made:
                await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
            await admin.execute(f"DROP ROLE {self.role}")

    def url(self, name: str) -> str:
        at = urlsplit(self.admin)
        return f"postgresql://{self.role}:{self.password}@{at.hostname}:{at.port}/{name}"

    def inside(self, url: str) -> str:
        """Return the way into one of the databases as a superuser."""
        return self.admin.rpartition("/")[0] + "/" + url.rpartition("/")[2]

    @asynccontextmanager
    async def database(self) -> AsyncIterator[str]:
        """Lend an empty database; yield its url."""
        name = await self._emptied(self._free.pop()) if self._free else await self._new()
        try:
            yield self.url(name)
        finally:
            self._free.append(name)

    async def _new(self) -> str:
        name = f"{self.role}_{len(self._made)}"
        async with connected(self.admin) as admin:
            await admin.execute(f"CREATE DATABASE {name} OWNER {self.role}")
        self._made.append(name)
        return name

    async def _emptied(self, name: str) -> str:
        async with connected(self.url(name), synchronous_commit="off") as connection:
            await connection.execute(EMPTY if await _as_migrated(connection) else ANEW)
        return name


async def _as_migrated(connection: Any) -> bool:
    """Say whether all is there that the migrations make, and nothing else."""
    there = {row[0] for row in await connection.fetch(SCHEMA)}
    if there != COLUMNS:
        return False
    return bool(await connection.fetchval("SELECT version_num FROM alembic_version") == NEWEST)


def _newest_revision() -> str:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    from storage.migrations import HERE

    config = Config()
    config.set_main_option("script_location", str(HERE))
    return str(ScriptDirectory.from_config(config).get_current_head())


NEWEST = _newest_revision()
COLUMNS = {f"{table.name}.{column.name}" for table in DATA.sorted_tables for column in table.columns}
COLUMNS |= {"alembic_version.version_num"}


@asynccontextmanager
async def connected(url: str, **settings: str) -> AsyncIterator[Any]:
    """Yield a connection of its own."""
    connection = await asyncpg.connect(url, timeout=30, server_settings=settings)
    try:
        yield connection
    finally:
        await connection.close()


async def rows(url: str, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Return what a statement finds."""
    async with connected(url) as connection:
        return [tuple(row.values()) for row in await connection.fetch(statement, *values)]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    """The server that is there, else one of our own, else a skip in one plain line."""
    from tests.own_server import OwnServer, programs

    server = PostgresServer()
    own: OwnServer | None = None
    try:
        asyncio.run(server.open())
    except (OSError, asyncpg.PostgresError):
        if (folder := programs()) is None:
            pytest.skip(f"no PostgreSQL answers at {urlsplit(ADMIN).netloc}, and none is installed")
        own = OwnServer(folder)
        asyncio.run(own.start(wal_recycle="on"))
        server = PostgresServer(own.admin)
        asyncio.run(server.open())
    yield server
    asyncio.run(server.close())
    if own:
        own.close()
