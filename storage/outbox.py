"""What is still to be brought to a chat, oldest first, and what the courier reports back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec.structs import replace
from sqlalchemy import BindParameter, and_, bindparam, delete, select, update

from flows.model import RemoveTyped, Say
from storage.database import whole
from storage.erasing import bury, condemn
from storage.sealed import (
    leaving_of,
    route_of,
    sealed_leaving,
    sealed_route,
    sealed_waiting,
    waiting_of,
)
from storage.tables import FAREWELL, OUTBOX, SESSION
from storage.turn import Delivery, Farewell

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.store import Store
    from storage.vault import Vault

_OWNER: Final[BindParameter[bytes]] = bindparam("whose")
_RECORD: Final[BindParameter[bytes]] = bindparam("which")
_FIRST_FAREWELL: Final = (
    select(FAREWELL).where(FAREWELL.c.owner == _OWNER).order_by(FAREWELL.c.number).limit(1)
)
_BOX: Final = (
    select(SESSION.c.key, SESSION.c.record, SESSION.c.route, OUTBOX.c.number, OUTBOX.c.body)
    .join(OUTBOX, OUTBOX.c.owner == SESSION.c.owner)
    .where(SESSION.c.owner == _OWNER)
    .order_by(OUTBOX.c.number)
)
_THIS: Final = and_(OUTBOX.c.owner == _OWNER, OUTBOX.c.number == bindparam("old"), OUTBOX.c.record == _RECORD)
_REMOVE: Final = delete(OUTBOX).where(_THIS)
_REWRITE: Final = update(OUTBOX).where(_THIS)
_ROUTE: Final = select(SESSION.c.key, SESSION.c.route).where(
    SESSION.c.owner == _OWNER, SESSION.c.record == _RECORD
)
_MOVE: Final = update(SESSION).where(SESSION.c.owner == _OWNER, SESSION.c.record == _RECORD)
_LATE: Final = select(FAREWELL).where(FAREWELL.c.owner == _OWNER, FAREWELL.c.record == _RECORD)
_AMEND: Final = update(FAREWELL).where(FAREWELL.c.owner == _OWNER, FAREWELL.c.number == bindparam("old"))
_LEFT: Final = (
    delete(FAREWELL)
    .where(FAREWELL.c.owner == _OWNER, FAREWELL.c.number == bindparam("old"), FAREWELL.c.key == _RECORD)
    .returning(FAREWELL.c.key)
)


@whole
async def boxes(store: Store) -> list[bytes]:
    """Return the owners to whom something is to be brought."""
    query = select(FAREWELL.c.owner).union(select(OUTBOX.c.owner))
    async with store.data.read() as connection:
        return [bytes(owner) for owner in (await connection.execute(query)).scalars()]


# ---------------------------------------------------------------------------- the oldest


@whole
async def head(store: Store, box: bytes) -> Delivery | None:
    """Return what is to be brought to an owner next: a farewell before anything of a later conversation."""
    async with store.data.read() as connection:
        farewell = (await connection.execute(_FIRST_FAREWELL, {"whose": box})).one_or_none()
        rows = (await connection.execute(_BOX, {"whose": box})).all()
    if farewell is not None:
        return await _farewell(store, box, farewell)
    return await _oldest(store, box, rows) if rows else None


async def _farewell(store: Store, box: bytes, row: Row[*tuple[Any, ...]]) -> Delivery:
    """Say goodbye only when the keys are dead: nobody may read "erased" before."""
    await bury(store.data, store.vault)
    leaving = await leaving_of(store.vault, box, row.number, bytes(row.key), row.body)
    route = replace(leaving.route, others=())
    return Delivery(box, row.number, leaving.farewell(), route, record=bytes(row.key))


async def _oldest(store: Store, box: bytes, rows: Sequence[Row[*tuple[Any, ...]]]) -> Delivery | None:
    key, record = bytes(rows[0].key), bytes(rows[0].record)
    queue = [_Queued(row.number, *await waiting_of(store.vault, key, row.number, row.body)) for row in rows]
    kept = superseded(queue)
    if kept != queue:
        await _rewrite(store, {"whose": box, "which": record}, key, queue, kept)
    if not kept or kept[0].effect is None:
        return None
    route = await route_of(store.vault, box, key, rows[0].route)
    return Delivery(box, kept[0].number, kept[0].effect, route, kept[0].typed, record)


class _Queued(NamedTuple):
    number: int
    effect: Say | RemoveTyped | None
    typed: int


def superseded(queue: list[_Queued]) -> list[_Queued]:
    """Return the queue without cards that a later card replaces, and without what this version cannot read.

    Where a dropped card was to stand below everything (`fresh`), the one that replaces it does; and where one
    may be sent anew, the one that replaces it may (`quiet`).
    """
    says = [queued for queued in queue if isinstance(queued.effect, Say)]
    fresh = any(isinstance(queued.effect, Say) and queued.effect.fresh for queued in says)
    quiet = all(queued.effect.quiet for queued in says if isinstance(queued.effect, Say))
    kept = [queued for queued in queue if queued.effect is not None and queued not in says[:-1]]
    return [
        queued._replace(effect=replace(queued.effect, fresh=fresh, quiet=quiet))
        if isinstance(queued.effect, Say)
        else queued
        for queued in kept
    ]


async def _rewrite(
    store: Store, here: dict[str, bytes], key: bytes, queue: list[_Queued], kept: list[_Queued]
) -> None:
    numbers = {queued.number for queued in kept}
    dropped = [here | {"old": queued.number} for queued in queue if queued.number not in numbers]
    async with store.data.write() as connection:
        await connection.execute(_REMOVE, dropped)
        for queued in kept:
            if queued in queue or queued.effect is None:
                continue
            body = await sealed_waiting(store.vault, key, queued.number, queued.effect, queued.typed)
            await connection.execute(_REWRITE, here | {"old": queued.number, "body": body})


# ---------------------------------------------------------------------------- what the courier reports


@whole
async def delivered(store: Store, delivery: Delivery, card: int | None, gone: Collection[int]) -> None:
    """Take a delivery out of its box and remember where the card now stands."""
    if isinstance(delivery.effect, Farewell):
        await _gone_for_good(store, delivery)
        return
    moved = delivery.route.moved(card, frozenset(gone)) != delivery.route
    async with store.data.write() as connection:
        settled = {"whose": delivery.box, "which": delivery.record, "old": delivery.number}
        await connection.execute(_REMOVE, settled)
        if moved:
            await _move(store.vault, connection, delivery, card, frozenset(gone))


async def _move(
    vault: Vault, connection: AsyncConnection, delivery: Delivery, card: int | None, gone: frozenset[int]
) -> None:
    """Write the new route into the session, or into the farewell of one that was erased meanwhile."""
    here = {"whose": delivery.box, "which": delivery.record}
    held = (await connection.execute(_ROUTE, here)).one_or_none()
    if held is not None:
        key = bytes(held.key)
        route = (await route_of(vault, delivery.box, key, held.route)).moved(card, gone)
        body = await sealed_route(vault, delivery.box, key, route)
        await connection.execute(_MOVE, here | {"route": body})
        return
    late = (await connection.execute(_LATE, here)).one_or_none()
    if late is not None:
        leaving = await leaving_of(vault, delivery.box, late.number, bytes(late.key), late.body)
        leaving = replace(leaving, route=leaving.route.moved(card, gone))
        body = await sealed_leaving(vault, delivery.box, late.number, bytes(late.key), leaving)
        await connection.execute(_AMEND, {"whose": delivery.box, "old": late.number, "body": body})


async def _gone_for_good(store: Store, delivery: Delivery) -> None:
    """Delete a farewell that was said, and let its key die."""
    said = {"whose": delivery.box, "old": delivery.number, "which": delivery.record}
    async with store.data.write() as connection:
        left = (await connection.execute(_LEFT, said)).scalars().all()
        await condemn(connection, [bytes(key) for key in left])
    await bury(store.data, store.vault)
