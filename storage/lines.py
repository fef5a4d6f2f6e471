"""The lines of a talk as they lie in storage: sealed, each with the messages in which it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace
from sqlalchemy import BindParameter, and_, bindparam, delete, select, update

from flows.case import Line  # noqa: TC001  msgspec reads the annotations when the class is made
from storage.sealed import place
from storage.tables import LINE, MEDIA
from storage.upsert import put

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.vault import Vault

LINE_BYTES: Final = 1024
"""Most lines and orders have this size when sealed; a longer one has the next power of two."""


class Placed(Struct, frozen=True):
    """A line, and where it stands."""

    line: Line
    copies: dict[str, int] = field(default_factory=dict)
    """Message ids by place: "reporter", or the id of a colleague."""
    more: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Further messages by place: the rest of a long line, and where it stood before it was sent anew."""

    def at(self, place_: str) -> tuple[int, ...]:
        """Return all messages at a place in which the line stands or stood."""
        first = self.copies.get(place_, 0)
        return (*((first,) if first else ()), *self.more.get(place_, ()))

    def brought(self, place_: str, message: int, more: Sequence[int] = ()) -> Placed:
        """Return the line as it stands after it was brought to a place."""
        others = dict.fromkeys(id_ for id_ in (*self.at(place_), *more) if id_ != message)
        rest = {place_: tuple(others)} if others else {}
        return replace(self, copies=self.copies | {place_: message}, more=self.more | rest)

    def away_from(self, place_: str) -> Placed:
        """Return the line without a place."""
        copies = {at: id_ for at, id_ in self.copies.items() if at != place_}
        return replace(self, copies=copies, more={at: ids for at, ids in self.more.items() if at != place_})


_RECORD: Final[BindParameter[bytes]] = bindparam("of")
_NUMBER: Final[BindParameter[int]] = bindparam("which")
_THIS: Final = and_(LINE.c.record == _RECORD, LINE.c.number == _NUMBER)
_KEEP: Final = put(LINE)
_READ: Final = select(LINE.c.body).where(_THIS)
_ALL: Final = select(LINE.c.number, LINE.c.body).where(LINE.c.record == _RECORD).order_by(LINE.c.number)
_WRITE: Final = update(LINE).where(_THIS)
_DROP: Final = delete(LINE).where(_THIS)
_ADD: Final = put(MEDIA)
_TAKE: Final = select(MEDIA.c.body).where(MEDIA.c.record == _RECORD, MEDIA.c.number == _NUMBER)
_LOSE: Final = delete(MEDIA).where(MEDIA.c.record == _RECORD, MEDIA.c.number == _NUMBER)


async def keep(
    vault: Vault, connection: AsyncConnection, record: bytes, placed: Placed, media: bytes = b""
) -> None:
    """Within a transaction keep a new line and its media."""
    number = placed.line.number
    here = {"record": record, "number": number}
    await connection.execute(_KEEP, here | {"body": await _sealed(vault, record, placed)})
    if media:
        body = await vault.seal(record, "media", "body", place(record, number), media)
        await connection.execute(_ADD, here | {"body": body})


async def drop(connection: AsyncConnection, record: bytes, number: int) -> None:
    """Within a transaction forget a line and its media."""
    for statement in (_DROP, _LOSE):
        await connection.execute(statement, {"of": record, "which": number})


async def change(
    vault: Vault,
    connection: AsyncConnection,
    record: bytes,
    number: int,
    changed: Callable[[Placed], Placed],
) -> None:
    """Within a transaction write a line anew; one that is not there stays so."""
    placed = await one(vault, connection, record, number)
    if placed is not None:
        await _write(vault, connection, record, [changed(placed)])


async def leave(vault: Vault, connection: AsyncConnection, record: bytes, place_: str) -> list[int]:
    """Within a transaction forget where lines stand at a place; return the message ids they had there."""
    there = [placed for placed in await every(vault, connection, record) if placed.at(place_)]
    if there:
        await _write(vault, connection, record, [placed.away_from(place_) for placed in there])
    return [message for placed in there for message in placed.at(place_)]


async def _write(vault: Vault, connection: AsyncConnection, record: bytes, lines: Sequence[Placed]) -> None:
    rows = [
        {"of": record, "which": placed.line.number, "body": await _sealed(vault, record, placed)}
        for placed in lines
    ]
    await connection.execute(_WRITE, rows)


async def one(vault: Vault, connection: AsyncConnection, record: bytes, number: int) -> Placed | None:
    """Return a line; None where there is none, or none that this version can read."""
    sealed = (await connection.execute(_READ, {"of": record, "which": number})).scalar_one_or_none()
    return None if sealed is None else await opened(vault, record, number, sealed)


async def every(vault: Vault, connection: AsyncConnection, record: bytes) -> list[Placed]:
    """Return the lines of a case in their order, without those that this version cannot read."""
    rows = (await connection.execute(_ALL, {"of": record})).all()
    lines = [await opened(vault, record, row.number, row.body) for row in rows]
    return [placed for placed in lines if placed is not None]


async def media(vault: Vault, connection: AsyncConnection, record: bytes, number: int) -> bytes:
    """Return the photo or voice of a line, b"" where there is none."""
    sealed = (await connection.execute(_TAKE, {"of": record, "which": number})).scalar_one_or_none()
    if sealed is None:
        return b""
    return await vault.open_(record, "media", "body", place(record, number), sealed)


async def _sealed(vault: Vault, record: bytes, placed: Placed) -> bytes:
    where = place(record, placed.line.number)
    return await vault.seal(record, "line", "body", where, msgspec.json.encode(placed), LINE_BYTES)


async def opened(vault: Vault, record: bytes, number: int, sealed: bytes) -> Placed | None:
    """Open the row of a line; None for one that this version cannot read."""
    body = await vault.open_(record, "line", "body", place(record, number), sealed)
    try:
        return msgspec.json.decode(body, type=Placed)
    except msgspec.ValidationError:
        return None
