"""Every keyed hash of the database follows a new pepper, and bodies sealed for such a place move with it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import and_, bindparam, literal, select, update

from storage.keyfolder import chained
from storage.sealed import place
from storage.tables import (
    CASE,
    FAREWELL,
    META,
    OPINION,
    OUTBOX,
    REPORT,
    SEAT,
    SEEN,
    SESSION,
    STAFF,
    TALLY,
    TIMER,
)
from storage.vault import HOUSE, SealBroken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Column, Row, Select, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.vault import Vault

HASH_BYTES: Final = 32
"""Length of a keyed hash; a shorter one in its column is the key of a case."""
CHECK: Final = "check"
"""Name of the row of `meta` that says to which keys the database belongs."""


AT_ONCE: Final = 1000
"""So many records are sealed anew at a time; their keys come by one statement."""


class Bound(NamedTuple):
    """A table whose bodies are sealed for a place that its keyed hash names."""

    table: Table
    hashed: Column[bytes]
    bodies: tuple[str, ...]
    rows: Select[*tuple[Any, ...]]
    """Its rows with `by`, the id of the key that each is sealed by."""


BOUND: Final = (
    Bound(SESSION, SESSION.c.owner, ("body", "route"), select(SESSION, SESSION.c.key.label("by"))),
    Bound(FAREWELL, FAREWELL.c.owner, ("body",), select(FAREWELL, FAREWELL.c.key.label("by"))),
    Bound(
        *(SEAT, SEAT.c.mark, ("body",)),
        select(SEAT, CASE.c.body_key.label("by")).outerjoin(CASE, CASE.c.key == SEAT.c.record),
    ),
    Bound(TALLY, TALLY.c.mark, ("body",), select(TALLY, literal(HOUSE).label("by"))),
)
FREE: Final = (*(table.c.owner for table in (OUTBOX, REPORT, OPINION, CASE, TIMER, STAFF)), SEEN.c.mark)
"""Keyed hashes in rows whose bodies are sealed for another place, or that have none."""


REHASHED: Final = (*(bound.table for bound in BOUND), *(column.table for column in FREE), META)
"""The tables that change."""


async def rehash(vault: Vault, connection: AsyncConnection, links: Sequence[bytes]) -> None:
    """Within a transaction let every keyed hash follow new links, if any, of the chain of peppers."""
    if not links:
        return
    for bound in BOUND:
        await _move_bound(vault, connection, bound, links)
    for column in FREE:
        await _move_free(connection, column, links)
    checked = META.c.name == CHECK
    value = (await connection.execute(select(META.c.value).where(checked))).scalar_one()
    await connection.execute(update(META).where(checked), {"value": chained(links, bytes(value))})


async def _move_free(connection: AsyncConnection, column: Column[bytes], links: Sequence[bytes]) -> None:
    found = (await connection.execute(select(column).distinct())).scalars().all()
    hashes = [bytes(value) for value in found if len(value) == HASH_BYTES]
    if hashes:
        moves = [{"old": value, column.name: chained(links, value)} for value in hashes]
        await connection.execute(update(column.table).where(column == bindparam("old")), moves)


async def _move_bound(
    vault: Vault, connection: AsyncConnection, bound: Bound, links: Sequence[bytes]
) -> None:
    keys = [column.name for column in bound.table.primary_key]
    this = and_(*(bound.table.c[name] == bindparam(f"old_{name}") for name in keys))
    rows = (await connection.execute(bound.rows)).all()
    for some in (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE)):
        await vault.fetch({bytes(row.by) for row in some if row.by is not None})
        moves = [
            {f"old_{name}": getattr(row, name) for name in keys} | await _moved(vault, bound, row, links)
            for row in some
        ]
        await connection.execute(update(bound.table).where(this), moves)


async def _moved(vault: Vault, bound: Bound, row: Row[Any], links: Sequence[bytes]) -> dict[str, bytes]:
    """Return the new hash of a row, and its bodies sealed for it."""
    old = bytes(getattr(row, bound.hashed.name))
    new = chained(links, old)
    places = _place(row, old), _place(row, new)
    moved = {name: bytes(getattr(row, name)) for name in bound.bodies}
    with suppress(SealBroken):  # what nobody can open before nobody can after
        for name, body in moved.items():
            key = bytes(row.by or b"")
            moved[name] = await vault.resealed(key, bound.table.name, name, places, body)
    return {bound.hashed.name: new} | moved


def _place(row: Row[Any], hashed: bytes) -> bytes:
    """Return for what the bodies of a row are sealed: its keyed hash, and its number where it has one."""
    return place(hashed, row.number) if "number" in row._fields else hashed
