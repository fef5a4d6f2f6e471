"""A key store on a server of its own: whoever gets hold of the data's server finds no key in its log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from storage.database import Database, StorageRefused
from storage.server import may_checkpoint, role_of

if TYPE_CHECKING:
    from sqlalchemy import TextClause

_IDENTITY: Final = text("SELECT system_identifier FROM pg_control_system()")
_COPIES: Final = {
    "archives its log": text("SELECT current_setting('archive_mode') <> 'off'"),
    "is a replica itself": text("SELECT pg_is_in_recovery()"),
    "feeds a replica": text("SELECT EXISTS (SELECT FROM pg_stat_replication)"),
    "keeps its log for a replication slot": text("SELECT EXISTS (SELECT FROM pg_replication_slots)"),
}
"""By what a copy of a dead key would live on elsewhere, as far as the role may see it."""
_RECYCLES: Final = text("SELECT current_setting('wal_recycle') <> 'off'")


async def refuse(keys: Database, data: Database, *, trying: bool) -> None:
    """Refuse a key store on the server of the data, and one whose log is copied; raises StorageFailed too.

    `trying` says that nobody's data are at stake: one server may then hold both.
    """
    for what, question in _COPIES.items():
        if await _asked(keys, question):
            raise StorageRefused(
                f"The key store {keys.place} lies on a server that {what}, so that dead keys would live on."
            )
    if not trying and await _asked(keys, _IDENTITY) == await _asked(data, _IDENTITY):
        raise StorageRefused(
            f"The key store {keys.place} lies on the same server as the data, whose log would hold both; "
            "set storage.keys_url to another server, or leave it out."
        )


async def advice(keys: Database) -> list[str]:
    """Return what would be better on a key server: each in one sentence without a full stop."""
    async with keys.read() as connection:
        checkpoints = await may_checkpoint(connection)
        role = await role_of(connection)
    found = []
    if not checkpoints:
        found.append(
            "the key server keeps dead keys in its log until it is overwritten; let a superuser say in "
            f"{keys.name} there: GRANT pg_checkpoint TO {role}; "
            f"GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {role}"
        )
    if await _asked(keys, _RECYCLES):
        found.append("the key server reuses files of its log, dead keys and all; set wal_recycle = off there")
    return found


async def _asked(base: Database, question: TextClause) -> object:
    async with base.read() as connection:
        return (await connection.execute(question)).scalar_one()
