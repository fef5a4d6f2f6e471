"""One-tap opinions: each waits in its person's record for the flush, which adds it to the month's tally."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct, structs
from sqlalchemy import bindparam, delete, func, insert, select

from storage.database import whole
from storage.erasing import condemn
from storage.tables import OPINION, TALLY
from storage.upsert import put
from storage.vault import HOUSE

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.store import Store
    from storage.vault import Vault


class Tally(Struct, frozen=True):
    """How often each answer was given in a month."""

    period: str
    """Month of the flush, "2026-07"."""
    yes: int = 0
    part: int = 0
    no: int = 0


_WAIT: Final = insert(OPINION)
_WAITING: Final = select(func.count()).select_from(OPINION)
_TAKE: Final = delete(OPINION).returning(OPINION.c.key, OPINION.c.body)
_FIND: Final = select(TALLY.c.body).where(TALLY.c.mark == bindparam("month"))
_WRITE: Final = put(TALLY)


async def wait(vault: Vault, connection: AsyncConnection, owner: bytes, key: bytes, answer: str) -> None:
    """Within a transaction keep an answer under a new key until the flush."""
    body = await vault.seal(key, "opinion", "body", key, answer.encode())
    await connection.execute(_WAIT, {"key": key, "owner": owner, "body": body})


async def count(vault: Vault, connection: AsyncConnection, period: str, batch: int) -> None:
    """Within the flush's transaction add all answers that wait to the month's tally, if at least `batch` do.

    Fewer go on waiting: of a tally that grows by one the team could tell whose answer it was, because they
    know which case was closed since.
    """
    if (await connection.execute(_WAITING)).scalar_one() < max(batch, 1):
        return
    rows = (await connection.execute(_TAKE)).all()
    mark = vault.keyed("tally", period)
    sealed = (await connection.execute(_FIND, {"month": mark})).scalar_one_or_none()
    tally = Tally(period) if sealed is None else await _opened(vault, mark, sealed)
    for row in rows:
        answer = (await vault.open_(bytes(row.key), "opinion", "body", bytes(row.key), row.body)).decode()
        tally = structs.replace(tally, **{answer: getattr(tally, answer) + 1})
    body = await vault.seal(HOUSE, "tally", "body", mark, msgspec.json.encode(tally))
    await connection.execute(_WRITE, {"mark": mark, "body": body})
    await condemn(connection, [bytes(row.key) for row in rows])


async def anew(vault: Vault, mark: bytes, sealed: bytes) -> dict[str, bytes]:
    """Return the row of a tally, found by the former `mark`, as this vault's pepper has it."""
    tally = await _opened(vault, mark, sealed)
    mark = vault.keyed("tally", tally.period)
    return {"mark": mark, "body": await vault.seal(HOUSE, "tally", "body", mark, msgspec.json.encode(tally))}


@whole
async def tallies(store: Store) -> list[Tally]:
    """Return how the one-tap answers were, month by month; raises StorageFailed."""
    async with store.data.read() as connection:
        rows = (await connection.execute(select(TALLY.c.mark, TALLY.c.body))).all()
    found = [await _opened(store.vault, bytes(row.mark), row.body) for row in rows]
    return sorted(found, key=lambda tally: tally.period)


async def _opened(vault: Vault, mark: bytes, sealed: bytes) -> Tally:
    body = await vault.open_(HOUSE, "tally", "body", mark, sealed)
    return msgspec.json.decode(body, type=Tally)
