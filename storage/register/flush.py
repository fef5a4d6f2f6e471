"""The flush: all waiting reports become entries at once, in random order under random keys, or none does."""

from __future__ import annotations

from secrets import SystemRandom, token_bytes
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import delete, insert, select

from flows.model import Report
from storage.database import whole
from storage.erasing import bury, condemn
from storage.keystore import ID_BYTES
from storage.register import opinions
from storage.register.entry import entry
from storage.sealed import BODY_BYTES
from storage.tables import ENTRY, OPINION, REPORT
from storage.vault import HOUSE

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sqlalchemy.ext.asyncio import AsyncConnection

    from flows.questionnaire import Taxonomy
    from storage.register.entry import Entry
    from storage.store import Store

_WRITE: Final = insert(ENTRY)


@whole
async def flush(store: Store, taxonomy: Taxonomy, now: datetime, batch: int, zone: ZoneInfo) -> int:
    """Write all waiting reports into the register if at least `batch` wait; return how many were written.

    With them go the one-tap opinions, into the month's tally.
    `period` is the month of `now` in `zone`, one for all. When this returns, the reports and their keys stand
    nowhere any more. Raises StorageFailed; what was committed stays, and the next call ends the rest.
    """
    await bury(store.data, store.vault)
    period = f"{now.astimezone(zone):%Y-%m}"
    async with store.data.write() as connection:
        waiting = (await connection.execute(select(REPORT.c.key, REPORT.c.body))).all()
        if len(waiting) < max(batch, 1):
            return 0
        reports = [await _opened(store, bytes(row.key), row.body) for row in waiting]
        await add(store, connection, [entry(report, taxonomy, period) for report in reports])
        await connection.execute(delete(REPORT))
        await opinions.count(store.vault, connection, period)
        await condemn(connection, [bytes(row.key) for row in waiting])
        await store.data.renew(connection, ENTRY, REPORT, OPINION)
    await bury(store.data, store.vault)
    await store.data.truncate()
    return len(waiting)


async def _opened(store: Store, key: bytes, sealed: bytes) -> Report:
    return msgspec.json.decode(await store.vault.open_(key, "report", "body", key, sealed), type=Report)


async def add(store: Store, connection: AsyncConnection, entries: list[Entry]) -> None:
    """Within a transaction write entries in random order under random keys."""
    rows: list[dict[str, Any]] = []
    for one in entries:
        key = token_bytes(ID_BYTES)
        body = await store.vault.seal(HOUSE, "entry", "body", key, msgspec.json.encode(one), BODY_BYTES)
        rows.append({"key": key, "body": body})
    SystemRandom().shuffle(rows)
    await connection.execute(_WRITE, rows)
