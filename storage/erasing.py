"""How records die: their rows go in one transaction, their keys right after; a start ends what was begun.

Between the two the table `dying` holds the ids of the keys. A row without a key therefore never comes from a
crash: it means that the key store is the wrong one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace
from sqlalchemy import BindParameter, bindparam, delete, func, insert, select, union_all, update

from flows.model import RemoveTyped
from storage.database import StorageRefused, whole
from storage.sealed import day, leaving_of, route_of, sealed_leaving, waiting_of
from storage.tables import CASE, DYING, ERRAND, FAREWELL, OPINION, OUTBOX, REPORT, SESSION, TIMER
from storage.turn import Leaving, Route, Turn
from storage.upsert import add_missing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.database import Database
    from storage.store import Store
    from storage.turn import Delivery
    from storage.vault import Vault

GIVEN_UP: Final = 7
"""After so many days what cannot be brought, to a chat or to the team, is given up with its key."""
KEYED: Final = (SESSION, REPORT, FAREWELL, CASE, ERRAND, OPINION)
"""The tables whose rows have a data key each; what belongs to one has the same, but for a case's body."""

# ---------------------------------------------------------------------------- statements

_OWNER: Final[BindParameter[bytes]] = bindparam("whose")
_END: Final = (
    delete(SESSION)
    .where(SESSION.c.owner == _OWNER)
    .returning(SESSION.c.key, SESSION.c.record, SESSION.c.route)
)
_EMPTY: Final = delete(OUTBOX).where(OUTBOX.c.owner == _OWNER).returning(OUTBOX.c.number, OUTBOX.c.body)
_STOP: Final = delete(TIMER).where(TIMER.c.owner == _OWNER)
_TAKE_BACK: Final = tuple(
    delete(table).where(table.c.owner == _OWNER).returning(table.c.key) for table in (REPORT, OPINION)
)
_LAST: Final = select(func.max(FAREWELL.c.number)).where(FAREWELL.c.owner == _OWNER)
_LEAVE: Final = insert(FAREWELL)
_THIS: Final = (
    FAREWELL.c.owner == _OWNER,
    FAREWELL.c.number == bindparam("which"),
    FAREWELL.c.key == bindparam("sealed_by"),
)
_READ: Final = select(FAREWELL.c.body).where(*_THIS)
_WRITE: Final = update(FAREWELL).where(*_THIS)
_LEFT: Final = select(FAREWELL)
_GIVE_UP: Final = delete(FAREWELL).where(*_THIS)
_DIE: Final = add_missing(DYING)
_DEAD: Final = delete(DYING).where(DYING.c.key == bindparam("dead"))


class Standing(NamedTuple):
    """What stands of talks in a reporter's chat: the bot's messages, and what the person sent."""

    own: tuple[int, ...] = ()
    typed: tuple[int, ...] = ()


async def erase(
    store: Store, connection: AsyncConnection, owner: bytes, turn: Turn, talk: Standing, key: bytes
) -> None:
    """Within a turn's transaction take away what its order names; leave a farewell under the key `key`.

    `talk` are the messages of the chat's cases that are to be removed with the rest.
    """
    order = turn.erase
    if order is None:
        return
    record, route, typed = await _end(store.vault, connection, owner, turn)
    dying: list[bytes] = []
    if order.scope == "everything":
        for take_back in _TAKE_BACK:
            dying += map(bytes, (await connection.execute(take_back, {"whose": owner})).scalars())
    route = replace(route, others=tuple(sorted({*route.others, *talk.own})))
    leaving = Leaving(order.last, route, tuple(sorted({*typed, *talk.typed})))
    await condemn(connection, dying)
    await _leave(store, connection, owner, (key, record), leaving)


async def say_farewell(
    store: Store, connection: AsyncConnection, owner: bytes, key: bytes, leaving: Leaving
) -> None:
    """Within a transaction leave one more farewell: for what came too late, or what the team has erased."""
    await _leave(store, connection, owner, (key, b""), leaving)


async def _leave(
    store: Store, connection: AsyncConnection, owner: bytes, keys: tuple[bytes, bytes], leaving: Leaving
) -> None:
    """Write a farewell under the first key; the second says what the conversation is called that it ends.

    Where there is nothing to do the first one dies.
    """
    key, record = keys
    asked = leaving.farewell()
    if asked.last is None and not asked.remove and not asked.typed:
        await condemn(connection, [key])
        return
    number = ((await connection.execute(_LAST, {"whose": owner})).scalar() or 0) + 1
    leaving = replace(leaving, day=day(store.clock()))
    body = await sealed_leaving(store.vault, owner, number, key, leaving)
    row = {"owner": owner, "number": number, "key": key, "record": record, "body": body}
    await connection.execute(_LEAVE, row)


async def _end(
    vault: Vault, connection: AsyncConnection, owner: bytes, turn: Turn
) -> tuple[bytes, Route, list[int]]:
    """Delete session, outbox, timers; return what it was called, its route, what is still to be removed."""
    await connection.execute(_STOP, {"whose": owner})
    typed = [turn.typed] if any(isinstance(effect, RemoveTyped) for effect in turn.effects) else []
    ended = (await connection.execute(_END, {"whose": owner})).one_or_none()
    if ended is None:
        return b"", turn.route, typed
    key = bytes(ended.key)
    await condemn(connection, [key])
    for row in (await connection.execute(_EMPTY, {"whose": owner})).all():
        effect, message = await waiting_of(vault, key, row.number, row.body)
        if isinstance(effect, RemoveTyped):
            typed.append(message)
    return bytes(ended.record), await route_of(vault, owner, key, ended.route), typed


@whole
async def shown(store: Store, delivery: Delivery, card: int) -> None:
    """Remember in which message the last card of a farewell stands, so that nobody is sent it twice."""
    owner = store.held.owner(delivery.box)
    this = {"whose": owner, "which": delivery.number, "sealed_by": delivery.record}
    async with store.data.write() as connection:
        sealed = (await connection.execute(_READ, this)).scalar_one_or_none()
        if sealed is not None:
            here = (owner, delivery.number, delivery.record)
            leaving = await leaving_of(store.vault, *here, sealed)
            leaving = replace(leaving, route=leaving.route.moved(card, frozenset()))
            body = await sealed_leaving(store.vault, *here, leaving)
            await connection.execute(_WRITE, this | {"body": body})


async def retain(vault: Vault, connection: AsyncConnection, now: datetime) -> None:
    """Within a transaction give up the farewells that could not be brought for a week."""
    for row in (await connection.execute(_LEFT)).all():
        owner, key = bytes(row.owner), bytes(row.key)
        leaving = await leaving_of(vault, owner, row.number, key, row.body)
        if day(now) > leaving.day + GIVEN_UP:
            this = {"whose": owner, "which": row.number, "sealed_by": key}
            await connection.execute(_GIVE_UP, this)
            await condemn(connection, [key])


async def condemn(connection: AsyncConnection, keys: Sequence[bytes]) -> None:
    """Within the transaction that deletes their records, put keys down to die; `bury` must follow it."""
    if keys:
        await connection.execute(_DIE, [{"key": key} for key in keys])


@whole
async def bury(data: Database, vault: Vault) -> None:
    """Let every key die that is put down for it; raises StorageFailed, and can then be called again."""
    async with data.read() as connection:
        dying = [bytes(key) for key in (await connection.execute(select(DYING.c.key))).scalars()]
    if dying:
        await vault.kill(dying)
        async with data.write() as connection:
            await connection.execute(_DEAD, [{"dead": key} for key in dying])


@whole
async def keys_of_records(data: Database) -> set[bytes]:
    """Return the ids of the data keys that records are sealed by; raises StorageFailed."""
    keys = (*(table.c.key for table in KEYED), CASE.c.body_key)
    async with data.read() as connection:
        found = await connection.execute(union_all(*(select(key) for key in keys)))
        return {bytes(key) for key in found.scalars()}


async def sweep(data: Database, vault: Vault) -> None:
    """At a start, alone and after `bury`: let keys die that a crash has left without a record.

    Raises StorageRefused where a record has no key, because then this is not its key store.
    """
    needed, living = await keys_of_records(data), await vault.store.ids()
    if needed - living:
        raise StorageRefused(
            f"{len(needed - living)} of the records in {data.place} have no key in the key store: it is not "
            "the one that belongs to this database, or the database is an older copy."
        )
    await vault.kill(living - needed)
