"""How the bodies of the rows are opened again, and what their places are called."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

import msgspec

from flows.model import RemoveTyped, Say, decode_effect, encode
from storage.turn import Leaving, Route, Waiting

if TYPE_CHECKING:
    from datetime import datetime

    from storage.vault import Vault


BODY_BYTES: Final = 4096
"""All reports and entries have this size when sealed: the longest that can be picked fits in. So have nearly
all conversations, whose size would else tell how much was answered."""


def minute(now: datetime) -> int:
    """Return the whole minutes since 1970 that have passed."""
    return int(now.timestamp() // 60)


def due(now: datetime, seconds: int) -> int:
    """Return the minute since 1970 in which so many seconds have passed, rounded up."""
    return ceil((now.timestamp() + seconds) / 60)


def day(now: datetime) -> int:
    """Return the whole days since 1970 in UTC that have passed."""
    return minute(now) // 1440


def place(record: bytes, number: int) -> bytes:
    """Return what a numbered row is called when it is sealed."""
    return record + number.to_bytes(8, "big")


async def route_of(vault: Vault, row: bytes, record: bytes, sealed: bytes, table: str = "session") -> Route:
    """Open the route of a session or of a case."""
    body = await vault.open_(record, table, "route", row, sealed)
    return msgspec.json.decode(body, type=Route)


async def sealed_route(
    vault: Vault, row: bytes, record: bytes, route: Route, table: str = "session"
) -> bytes:
    """Seal the route of a session or of a case."""
    return await vault.seal(record, table, "route", row, msgspec.json.encode(route))


async def sealed_waiting(
    vault: Vault, record: bytes, number: int, effect: Say | RemoveTyped, typed: int
) -> bytes:
    """Seal an effect for the outbox with the message it is for."""
    body = msgspec.json.encode(Waiting(msgspec.Raw(encode(effect)), typed))
    return await vault.seal(record, "outbox", "body", place(record, number), body)


async def waiting_of(
    vault: Vault, record: bytes, number: int, sealed: bytes
) -> tuple[Say | RemoveTyped | None, int]:
    """Open an effect of the outbox and its message id; None for one that this version cannot read."""
    body = await vault.open_(record, "outbox", "body", place(record, number), sealed)
    waiting = msgspec.json.decode(body, type=Waiting)
    try:
        effect = decode_effect(bytes(waiting.effect))
    except msgspec.ValidationError:
        return None, waiting.typed
    return (effect if isinstance(effect, Say | RemoveTyped) else None), waiting.typed


async def leaving_of(vault: Vault, owner: bytes, number: int, key: bytes, sealed: bytes) -> Leaving:
    """Open a farewell."""
    body = await vault.open_(key, "farewell", "body", place(owner, number), sealed)
    return msgspec.json.decode(body, type=Leaving)


async def sealed_leaving(vault: Vault, owner: bytes, number: int, key: bytes, leaving: Leaving) -> bytes:
    """Seal a farewell."""
    return await vault.seal(key, "farewell", "body", place(owner, number), msgspec.json.encode(leaving))
