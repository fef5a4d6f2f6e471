"""The orders of a case that wait for a courier: in which box each lies, sealed, and in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
from sqlalchemy import BindParameter, bindparam, delete, insert, select, update

from flows.orders import TO_GROUP, TO_REPORTER, decode_order, encode_order
from storage.lines import LINE_BYTES
from storage.sealed import place
from storage.tables import CASE, POST
from storage.work import GROUP, REPORTER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from flows.orders import CaseOrder
    from storage.vault import Vault
    from storage.work import Work


class Box(NamedTuple):
    """What waits of one case for one place, brought in its order."""

    record: bytes
    """Key of the case."""
    to: str
    """ "reporter", "group", or the id of a colleague."""


_HERE: Final = (POST.c.record == bindparam("of"), POST.c.box == bindparam("to"))
_NUMBER: Final[BindParameter[int]] = bindparam("old")
_LIE: Final = (
    select(POST.c.number, POST.c.body, CASE.c.body_key)
    .join(CASE, CASE.c.key == POST.c.record)
    .where(*_HERE)
    .order_by(POST.c.number)
)
_ALL: Final = select(POST.c.box, POST.c.number, POST.c.body).where(POST.c.record == bindparam("of"))
_REWRITE: Final = update(POST).where(*_HERE, POST.c.number == bindparam("old"))
_PUT: Final = insert(POST)
_STRIKE: Final = delete(POST).where(*_HERE, POST.c.number == _NUMBER).returning(POST.c.number)


def box_of(order: CaseOrder) -> str:
    """Return to which box of its case an order for a courier belongs."""
    if isinstance(order, TO_REPORTER):
        return REPORTER
    return GROUP if isinstance(order, TO_GROUP) else str(getattr(order, "to", ""))


async def put(vault: Vault, connection: AsyncConnection, work: Work, orders: Sequence[CaseOrder]) -> None:
    """Within a transaction put the orders of a case into their boxes, numbered from the next one on."""
    record = work.record
    rows = []
    for number, order in enumerate(orders, work.next):
        box = Box(record, box_of(order))
        place_ = _place(box, number)
        body = await vault.seal(work.body_key, "post", "body", place_, encode_order(order), LINE_BYTES)
        rows.append({"record": record, "box": box.to.encode(), "number": number, "body": body})
    if rows:
        await connection.execute(_PUT, rows)


async def waiting(vault: Vault, connection: AsyncConnection, box: Box) -> list[tuple[int, CaseOrder | None]]:
    """Return what lies in a box with its numbers, oldest first; None for what this version cannot read."""
    rows = (await connection.execute(_LIE, {"of": box.record, "to": box.to.encode()})).all()
    return [(row.number, await _opened(vault, box, row)) for row in rows]


async def first(vault: Vault, connection: AsyncConnection, box: Box) -> tuple[int, CaseOrder | None] | None:
    """Return the oldest order of a box with its number as `waiting` does, None for an empty box."""
    rows = await connection.execute(_LIE.limit(1), {"of": box.record, "to": box.to.encode()})
    if (row := rows.one_or_none()) is None:
        return None
    return row.number, await _opened(vault, box, row)


async def strike(connection: AsyncConnection, box: Box, number: int) -> bool:
    """Within a transaction take an order out of its box; False where it is not there any more."""
    struck = await connection.execute(_STRIKE, {"of": box.record, "to": box.to.encode(), "old": number})
    return struck.scalar_one_or_none() is not None


async def seal_anew(vault: Vault, connection: AsyncConnection, work: Work, key: bytes) -> None:
    """Within a transaction lay what still waits of a case under the new key `key` of its body."""
    for row in (await connection.execute(_ALL, {"of": work.record})).all():
        place_ = _place(Box(work.record, bytes(row.box).decode()), row.number)
        plain = await vault.open_(work.body_key, "post", "body", place_, row.body)
        body = await vault.seal(key, "post", "body", place_, plain, LINE_BYTES)
        this = {"of": work.record, "to": row.box, "old": row.number}
        await connection.execute(_REWRITE, this | {"body": body})


async def _opened(vault: Vault, box: Box, row: Row[*tuple[Any, ...]]) -> CaseOrder | None:
    """Open an order; None for one that this version cannot read."""
    body = await vault.open_(bytes(row.body_key), "post", "body", _place(box, row.number), row.body)
    try:
        return decode_order(body)
    except msgspec.ValidationError:
        return None


def _place(box: Box, number: int) -> bytes:
    return place(box.record, number) + box.to.encode()
