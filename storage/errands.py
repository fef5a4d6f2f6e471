"""What the team's bot has still to do for a case that is gone, each errand under a key of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, delete, insert, select

from flows.model import Text  # noqa: TC001  msgspec reads the annotations when the classes are made
from storage.database import whole
from storage.erasing import GIVEN_UP, bury, condemn
from storage.lines import LINE_BYTES
from storage.sealed import day
from storage.tables import ERRAND
from storage.vault import SealBroken

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.seats import SeatPlace
    from storage.store import Store
    from storage.vault import Vault


class DropTopic(Struct, frozen=True, tag=True):
    """Delete a topic with all its messages."""

    bot: int
    chat: int
    thread: int


class Dash(Struct, frozen=True, tag=True):
    """Make a message a dash: what stood there is over."""

    bot: int
    chat: int
    message: int


class Tell(Struct, frozen=True, tag=True):
    """Tell a colleague something outside any topic."""

    to: str
    chat: int
    lines: tuple[Text, ...]


Chore = DropTopic | Dash | Tell


class Errand(NamedTuple):
    """Chores that a case left behind, done one after another; they may be done again after a crash."""

    key: bytes
    chores: tuple[Chore, ...]


class _Left(Struct, frozen=True):
    """The sealed body of an errand."""

    day: int
    """The day since 1970 on which it was left: it is tried for a week."""
    chores: tuple[Chore, ...]


_ALL: Final = select(ERRAND.c.key, ERRAND.c.body)
_SEND: Final = insert(ERRAND)
_DONE: Final = delete(ERRAND).where(ERRAND.c.key == bindparam("done")).returning(ERRAND.c.key)


def clearing(at: SeatPlace) -> Chore:
    """Return what has to be done where a seat of a case that is gone still stands."""
    if at.thread:
        return DropTopic(at.bot, at.chat, at.thread)
    return Dash(at.bot, at.chat, at.message)


async def send(store: Store, connection: AsyncConnection, key: bytes, chores: Sequence[Chore]) -> None:
    """Within a transaction leave chores under a new key, which dies where there are none.

    What somebody is told stands last, so that nobody is told twice because of something else.
    """
    if not chores:
        await condemn(connection, [key])
        return
    ordered = sorted(chores, key=lambda chore: isinstance(chore, Tell))
    left = msgspec.json.encode(_Left(day(store.clock()), tuple(ordered)))
    body = await store.vault.seal(key, "errand", "body", key, left, LINE_BYTES)
    await connection.execute(_SEND, {"key": key, "body": body})


@whole
async def errands(store: Store) -> list[Errand]:
    """Return what is still to be done, in no order; raises StorageFailed."""
    async with store.data.read() as connection:
        rows = (await connection.execute(_ALL)).all()
    found = [(bytes(row.key), await _opened(store.vault, bytes(row.key), row.body)) for row in rows]
    return [Errand(key, left.chores) for key, left in found if left is not None]


async def _opened(vault: Vault, key: bytes, sealed: bytes) -> _Left | None:
    try:
        body = await vault.open_(key, "errand", "body", key, sealed)
        return msgspec.json.decode(body, type=_Left)
    except (SealBroken, msgspec.ValidationError):  # done since the rows were read, or of another version
        return None


async def retain(vault: Vault, connection: AsyncConnection, now: datetime) -> None:
    """Within a transaction give up what could not be done for a week, and what nobody here can read."""
    for row in (await connection.execute(_ALL)).all():
        left = await _opened(vault, bytes(row.key), row.body)
        if left is None or day(now) > left.day + GIVEN_UP:
            await connection.execute(_DONE, {"done": row.key})
            await condemn(connection, [bytes(row.key)])


@whole
async def done(store: Store, key: bytes) -> None:
    """Forget an errand, and let its key die."""
    async with store.data.write() as connection:
        gone = (await connection.execute(_DONE, {"done": key})).scalars().all()
        await condemn(connection, [bytes(one) for one in gone])
    await bury(store.data, store.vault)
