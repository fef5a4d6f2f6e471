"""Where a case stands at the team: topics, cards in the group, questions; found by what is pressed there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import BindParameter, bindparam, delete, insert, select, update

from flows.orders import Announce, AskColleague, Withdraw, WithdrawQuestion
from storage.tables import CASE, SEAT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row
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
_OPENED: Final = select(SEAT, CASE.c.body_key).join(CASE, CASE.c.key == SEAT.c.record)
_FIND: Final = _OPENED.where(SEAT.c.mark.in_(bindparam("marks", expanding=True)))
_ALL: Final = _OPENED.where(SEAT.c.record == _RECORD)
_KEY: Final = select(CASE.c.body_key).where(CASE.c.key == _RECORD)
_TAKE: Final = insert(SEAT).prefix_with("OR REPLACE")
_REWRITE: Final = update(SEAT).where(SEAT.c.mark == bindparam("old"))
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
        return bytes(row.record), (await _opened(vault, row)).place
    return None


async def every(vault: Vault, connection: AsyncConnection, record: bytes) -> list[Seated]:
    """Return all seats of a case."""
    rows = (await connection.execute(_ALL, {"of": record})).all()
    return [await _opened(vault, row) for row in rows]


async def take(vault: Vault, connection: AsyncConnection, record: bytes, seated: Seated) -> None:
    """Within a transaction let something stand there, and no longer where it stood before."""
    await leave(vault, connection, record, seated.place, seated.to)
    mark = marks(vault, seated.at)[0]
    key = bytes((await connection.execute(_KEY, {"of": record})).scalar_one())
    body = await vault.seal(key, "seat", "body", mark, msgspec.json.encode(seated))
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


async def seal_anew(vault: Vault, connection: AsyncConnection, record: bytes, key: bytes) -> None:
    """Within a transaction lay the seats of a case under the new key `key` of its body."""
    for row in (await connection.execute(_ALL, {"of": record})).all():
        mark = bytes(row.mark)
        plain = await vault.open_(bytes(row.body_key), "seat", "body", mark, row.body)
        body = await vault.seal(key, "seat", "body", mark, plain)
        await connection.execute(_REWRITE, {"old": mark, "body": body})


async def _opened(vault: Vault, row: Row[*tuple[Any, ...]]) -> Seated:
    body = await vault.open_(bytes(row.body_key), "seat", "body", bytes(row.mark), row.body)
    return msgspec.json.decode(body, type=Seated)
