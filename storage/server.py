"""What a PostgreSQL server must be set to before records or keys are entrusted to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

LOGGING: Final = {
    "log_statement": ("none", "ddl"),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
    "auto_explain.log_min_duration": ("-1",),
}
"""By which settings a server writes statements into its log, and where they stand when it does not."""
_SETTING: Final = text("SELECT current_setting(:name, true)")
_ROLE: Final = text("SELECT quote_ident(current_user)")
_MAY_CHECKPOINT: Final = text(
    "SELECT has_function_privilege('pg_switch_wal()', 'EXECUTE') AND (SELECT rolsuper OR EXISTS ("
    " SELECT FROM pg_roles WHERE rolname = 'pg_checkpoint' AND pg_has_role(current_user, oid, 'USAGE'))"
    " FROM pg_roles WHERE rolname = current_user)"
)


async def faults(connection: AsyncConnection) -> list[str]:
    """Return why values or times of rows would stay on this server where nobody erases them."""
    found = []
    loud = [name for name, quiet in LOGGING.items() if await _setting(connection, name) not in (None, *quiet)]
    if loud and await _setting(connection, "log_parameter_max_length") != "0":
        role = await role_of(connection)
        names = " and ".join(loud)
        found.append(
            f"{names} would write the values of rows into the server's log; let a superuser say "
            f"ALTER ROLE {role} SET {loud[0]} = {LOGGING[loud[0]][0]}"
        )
    if await _setting(connection, "track_commit_timestamp") == "on":
        found.append(
            "track_commit_timestamp keeps the moment at which each row was written; "
            "set it to off in postgresql.conf"
        )
    return found


async def advice(connection: AsyncConnection) -> list[str]:
    """Return what would be better on this server: each in one sentence without a full stop."""
    role = await role_of(connection)
    found = []
    if await _setting(connection, "log_error_verbosity") != "terse":
        found.append(
            "errors are logged by the PostgreSQL server with keyed hashes of the rows in question; let a "
            f"superuser say ALTER ROLE {role} SET log_error_verbosity = terse"
        )
    if await _setting(connection, "fsync") != "on":
        found.append("the PostgreSQL server may lose what was confirmed; set fsync = on in postgresql.conf")
    return found


async def role_of(connection: AsyncConnection) -> str:
    """Return the name of this role as it stands in a statement."""
    return str((await connection.execute(_ROLE)).scalar_one())


async def may_checkpoint(connection: AsyncConnection) -> bool:
    """Return whether this role may let the server's log go."""
    return bool((await connection.execute(_MAY_CHECKPOINT)).scalar_one())


async def _setting(connection: AsyncConnection, name: str) -> str | None:
    """Return a setting as it holds for this role, None for one that the server does not have."""
    value = (await connection.execute(_SETTING, {"name": name})).scalar_one()
    return None if value is None else str(value)
