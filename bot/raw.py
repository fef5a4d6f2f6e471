"""A raw update of the Bot API is taken apart without trusting a single field of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

UPDATE_BYTES: Final = 256 * 1024
"""No update that Telegram makes comes near; a longer one is not read."""
MOST: Final = 2**53
"""Ids have at most 52 significant bits (Bot API, Chat)."""
NUMBER: Final = re.compile(rb'"update_id"\s*:\s*(\d{1,15})')

Body = dict[str, Any]


def parse(raw: bytes) -> Body | None:
    """Decode one update; None for what is too long, nested too deeply, or no JSON object."""
    if len(raw) > UPDATE_BYTES:
        return None
    try:
        return msgspec.json.decode(raw, type=Body)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return None


def number(raw: bytes) -> int | None:
    """Return the update_id of an update that cannot be decoded, to acknowledge it; None if it has none."""
    found = NUMBER.search(raw)
    return int(found[1]) if found else None


def table(body: Mapping[str, Any], name: str) -> Body:
    """Return the object that stands there, an empty one for anything else."""
    value = body.get(name)
    return cast("Body", value) if isinstance(value, dict) else {}


def words(body: Body, name: str) -> str:
    """Return the text that stands there, "" for anything else."""
    value = body.get(name)
    return value if isinstance(value, str) else ""


def whole(body: Mapping[str, Any], name: str) -> int:
    """Return the whole number that stands there if Telegram could have made it, else 0."""
    value = body.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < MOST else 0


def degrees(body: Body, name: str, most: int) -> float | None:
    """Return the number from -most to most that stands there, None for anything else."""
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # A comparison with "not a number" is false, so that does not pass either.
    return float(value) if -most <= value <= most else None
