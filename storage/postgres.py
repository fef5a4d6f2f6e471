"""A PostgreSQL database: one writer at a time in all processes, commits synced, no value in an error."""

from __future__ import annotations

from contextlib import asynccontextmanager, suppress
from ipaddress import ip_address
from ssl import SSLError
from typing import TYPE_CHECKING, Any, ClassVar, Final

import asyncpg  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from storage import database, server
from storage.database import Database, Share, StorageFailed, StorageRefused, whole

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import URL, Connection, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

PORT: Final = 5432
CONNECTIONS: Final = 5
CONNECT_SECONDS: Final = 10
ANSWER_SECONDS: Final = 60
"""How long a statement may take before the server is taken to be gone."""
WRITER: Final = 0x676C6F73
"""The advisory lock of whoever writes, given back with the transaction."""
SHARE: Final = 0x676C6F74
"""The advisory lock of whoever has the database open, given back with the session."""
SAID: Final = {
    "28000": "the server does not let this role in",
    "28P01": "the server does not know this role with this password",
    "3D000": "there is no database of that name on the server",
    "40P01": "two processes waited for each other",
    "42501": "the role may not do that",
    "53100": "the server's disk is full",
    "53300": "the server has too many connections",
    "55P03": "another process holds it",
    "57P01": "the server is shutting down",
    "57P03": "the server is starting",
}
"""What is said of an SQLSTATE (PostgreSQL, appendix A); of any other the name of its error class."""
RENEW: Final = (
    "CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM {table}",
    "TRUNCATE {table}",
    "INSERT INTO {table} SELECT * FROM kept ORDER BY {order}",
    "DROP TABLE kept",
)
OF_KIND: Final = (
    (ConnectionRefusedError, "no server answers there"),
    (SSLError, "the server does not prove by its certificate that it is the right one"),
    (FileNotFoundError, "its certificate is missing; name a file with it in PGSSLROOTCERT"),
    (asyncpg.ClientConfigurationError, "its certificate is missing; name a file with it in PGSSLROOTCERT"),
)
"""What is said where the server itself said nothing."""
_TABLES: Final = text(
    "SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') FROM pg_tables"
    " WHERE schemaname = current_schema() AND pg_has_role(tableowner, 'USAGE')"
)


class PostgresDatabase(Database):
    """A database of a PostgreSQL server, reached with parameters that nothing outside can change."""

    faults: ClassVar = (*Database.faults, asyncpg.PostgresError, asyncpg.InterfaceError)
    reading: ClassVar = {"isolation_level": "AUTOCOMMIT"}

    def __init__(self, url: URL) -> None:
        """Bind the database; the url names user, host and database, perhaps a password and a port."""
        address = url.set(drivername="postgresql+asyncpg", port=url.port or PORT)
        engine = create_async_engine(
            address,
            connect_args=_parameters(str(url.host)),
            hide_parameters=True,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=60,
            pool_pre_ping=True,
            pool_reset_on_return=None,  # a block that is left has committed or rolled back
        )
        event.listen(engine.sync_engine, "begin", _begin)
        super().__init__(str(url.database), f"{url.database} on {url.host}:{address.port}", engine)

    def reason(self, error: Exception) -> str:
        """Return a sentence of ours, never the server's: its details show the values of rows."""
        fault = error.orig if isinstance(error, DBAPIError) else error
        cause = getattr(fault, "__cause__", None) or fault
        if (said := SAID.get(str(getattr(cause, "sqlstate", "")))) is not None:
            return said
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            return "the connection was lost"
        return next((said for kind, said in OF_KIND if isinstance(cause, kind)), type(cause).__name__)

    async def is_new(self) -> bool:
        """Look whether there is a check value."""
        async with self.read() as connection:
            if (await connection.execute(text("SELECT to_regclass('meta')"))).scalar_one() is None:
                return True
            marked = await connection.execute(text("SELECT 1 FROM meta WHERE name = 'check'"))
            return marked.scalar_one_or_none() is None

    async def prepare(self) -> None:
        """Refuse a server that writes values or times down where nobody erases them."""
        async with self.read() as connection:
            for fault in await server.faults(connection):
                raise StorageRefused(f"The database {self.place} cannot be used: {fault}.")

    async def advice(self) -> list[str]:
        """Return what would be better about the server; raises StorageFailed."""
        async with self.read() as connection:
            return await server.advice(connection)

    async def renew(self, connection: AsyncConnection, *tables: Table) -> None:
        """Write each table into new files, all rows by this transaction and in the order of their keys.

        CLUSTER and VACUUM FULL would keep of each row which transaction wrote it; and VACUUM alone leaves the
        bytes of what was deleted in the free space of its page.
        """
        for table in tables:
            order = ", ".join(f'"{column.name}"' for column in table.primary_key)
            for step in RENEW:
                await _do(connection, step.format(table=f'"{table.name}"', order=order))

    @whole
    async def truncate(self) -> None:
        """Free what dead rows held; where the role may, begin a new log and let the old one go."""
        with self.failing("vacuumed"):
            async with self._reading.connect() as connection:
                tables = (await connection.execute(_TABLES)).scalar_one()
                if tables:
                    await _do(connection, f"VACUUM {tables}")
                if await server.may_checkpoint(connection):
                    await _do(connection, "SELECT pg_switch_wal()")
                    await _do(connection, "CHECKPOINT")

    def share(self) -> Share:
        """Return a share that the server knows as long as one connection of this process lives."""
        return _SessionShare(self)


class _SessionShare(Share):
    """A shared advisory lock, held by a connection of its own."""

    def __init__(self, base: PostgresDatabase) -> None:
        self._base = base
        self._connection: AsyncConnection | None = None

    async def take(self) -> None:
        if self._connection is not None and not await _is_lost(self._connection):
            return
        await self.close()
        with self._base.failing("opened"):
            self._connection = await self._base._reading.connect()  # noqa: SLF001  they share this file
            await _do(self._connection, f"SELECT pg_advisory_lock_shared({SHARE})")

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[bool]:
        await self.take()
        with self._base.failing("opened"):
            alone = bool(await self._ask(f"SELECT pg_try_advisory_lock({SHARE})"))
        try:
            yield alone
        finally:
            if alone:
                with self._base.failing("opened"):
                    await self._ask(f"SELECT pg_advisory_unlock({SHARE})")

    async def _ask(self, statement: str) -> object:
        if self._connection is None:
            raise StorageFailed(f"{self._base.name} is not open.")
        return (await _do(self._connection, statement)).scalar_one()

    async def close(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with suppress(*self._base.faults):
                await connection.invalidate()  # the session ends, and the lock with it
                await connection.close()


async def _is_lost(connection: AsyncConnection) -> bool:
    raw = (await connection.get_raw_connection()).driver_connection
    return raw is None or bool(raw.is_closed())


async def _do(connection: AsyncConnection, statement: str) -> Any:
    return await connection.exec_driver_sql(statement)


def _parameters(host: str) -> dict[str, object]:
    """Return how every connection is made, whatever the environment says.

    Another machine must prove by a certificate who it is: PGSSLROOTCERT or ~/.postgresql/root.crt.
    """
    return {
        "ssl": "prefer" if _is_here(host) else "verify-full",
        "timeout": CONNECT_SECONDS,
        "command_timeout": ANSWER_SECONDS,
        "server_settings": {
            "application_name": "glos",
            "synchronous_commit": "on",
            "lock_timeout": f"{int(database.BUSY_SECONDS * 1000)}ms",
            "idle_in_transaction_session_timeout": f"{ANSWER_SECONDS}s",
            "log_parameter_max_length_on_error": "0",
        },
    }


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _begin(connection: Connection) -> None:
    """Let one transaction write at a time, among all processes; it then sees all that was written before."""
    if connection.get_execution_options().get("writing"):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER})")
