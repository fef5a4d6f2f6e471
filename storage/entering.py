"""Which database belongs to these keys, and to a sandbox or not; what a crash has left is finished first."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert, select

from storage.database import StorageRefused
from storage.erasing import bury, sweep
from storage.tables import META

if TYPE_CHECKING:
    from storage.database import Database
    from storage.vault import Vault

SANDBOX: Final = "sandbox"


async def enter(data: Database, vault: Vault, *, sandbox: bool) -> None:
    """Refuse a database that is not for this vault or not for this use, and end what was begun in it.

    Raises StorageRefused or StorageFailed.
    """
    async with vault.store.alone() as alone:
        meta = await _meta(data)
        if "check" not in meta:
            meta = await _begin(data, vault, sandbox=sandbox)
        _refuse_foreign(data, meta, await vault.check(), sandbox=sandbox)
        await bury(data, vault)
        if alone:
            await sweep(data, vault)


async def _meta(data: Database) -> dict[str, bytes]:
    async with data.read() as connection:
        rows = await connection.execute(select(META.c.name, META.c.value))
        return {row.name: bytes(row.value) for row in rows}


async def _begin(data: Database, vault: Vault, *, sandbox: bool) -> dict[str, bytes]:
    await vault.claim()
    rows = {"check": await vault.check()} | ({SANDBOX: b"1"} if sandbox else {})
    async with data.write() as connection:
        values = [{"name": name, "value": value} for name, value in rows.items()]
        await connection.execute(insert(META), values)
    return rows


def _refuse_foreign(data: Database, meta: dict[str, bytes], check: bytes, *, sandbox: bool) -> None:
    if not hmac.compare_digest(meta["check"], check):
        raise StorageRefused(f"The keys do not belong to the database {data.place}.")
    if sandbox and SANDBOX not in meta:
        raise StorageRefused(f"The database {data.place} is not a sandbox's; the sandbox must not use it.")
    if not sandbox and SANDBOX in meta:
        raise StorageRefused(f"The database {data.place} belongs to the sandbox; set storage.url to another.")
