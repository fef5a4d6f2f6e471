"""Where a case stands at the team: topics, cards in the group, questions; found by what is pressed there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct
from sqlalchemy import BindParameter, bindparam, delete, insert, select

from flows.orders import Announce, AskColleague, Withdraw, WithdrawQuestion
from storage.tables import SEAT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from flows.orders import CaseOrder
    from storage.vault import Vault


class SeatPlace(Struct, frozen=True):
    """A topic with the case card in it, a card in the group, or a question in somebody's chat."""

    bot: int
    chat: int
    thread: int = 0
    """The topic; 0 outside any."""
    message: int = 0
    """Message id of the card; 0 where none stands."""


class Seated(Struct, frozen=True):
    """The sealed body of a seat."""

    place: str
    """The colleague whose topic it is; of a card in the group or a question, what it is about."""
    to: str
    """The box by which it was brought."""
    at: SeatPlace


_RECORD: Final[BindParameter[bytes]] = bindparam("of")
_FIND: Final = select(SEAT).where(SEAT.c.mark.in_(bindparam("marks", expanding=True)))
_ALL: Final = select(SEAT.c.mark, SEAT.c.body).where(SEAT.c.record == _RECORD)
_TAKE: Final = insert(SEAT).prefix_with("OR REPLACE")
_LEAVE: Final = delete(SEAT).where(SEAT.c.mark == bindparam("old"))


def place_of(order: CaseOrder) -> str:
    """Return at which place of the case an order does something at the team: see `Seated.place`."""
    if isinstance(order, Announce | Withdraw | AskColleague | WithdrawQuestion):
        return order.what
    return str(getattr(order, "to", ""))


def marks(vault: Vault, at: SeatPlace) -> list[bytes]:
    """Return the keyed hashes by which a seat may be found: that of its topic first."""
    kinds = (("topic", at.thread), ("message", at.message))
    return [vault.keyed("seat", at.bot, at.chat, kind, id_) for kind, id_ in kinds if id_]


async def find(vault: Vault, connection: AsyncConnection, at: SeatPlace) -> tuple[bytes, str] | None:
    """Return the key of the case that stands there and at which place; None where none does."""
    wanted = marks(vault, at)
    rows = (await connection.execute(_FIND, {"marks": wanted})).all()
    for row in sorted(rows, key=lambda row: wanted.index(bytes(row.mark))):
        record = bytes(row.record)
        return record, (await _opened(vault, record, bytes(row.mark), row.body)).place
    return None


async def every(vault: Vault, connection: AsyncConnection, record: bytes) -> list[Seated]:
    """Return all seats of a case."""
    rows = (await connection.execute(_ALL, {"of": record})).all()
    return [await _opened(vault, record, bytes(row.mark), row.body) for row in rows]


async def take(vault: Vault, connection: AsyncConnection, record: bytes, seated: Seated) -> None:
    """Within a transaction let something stand there, and no longer where it stood before."""
    await leave(vault, connection, record, seated.place, seated.to)
    mark = marks(vault, seated.at)[0]
    body = await vault.seal(record, "seat", "body", mark, msgspec.json.encode(seated))
    await connection.execute(_TAKE, {"mark": mark, "record": record, "body": body})


async def leave(vault: Vault, connection: AsyncConnection, record: bytes, place: str, to: str) -> None:
    """Within a transaction forget a seat."""
    for seated in await every(vault, connection, record):
        if (seated.place, seated.to) == (place, to):
            await connection.execute(_LEAVE, {"old": marks(vault, seated.at)[0]})


def at(seats: Sequence[Seated], order: CaseOrder, to: str) -> SeatPlace | None:
    """Return where an order of the box `to` finds what it is about."""
    place = place_of(order)
    return next((seated.at for seated in seats if (seated.place, seated.to) == (place, to)), None)


async def _opened(vault: Vault, record: bytes, mark: bytes, sealed: bytes) -> Seated:
    body = await vault.open_(record, "seat", "body", mark, sealed)
    return msgspec.json.decode(body, type=Seated)
