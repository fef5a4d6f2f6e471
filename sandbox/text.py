"""Message text with its entities: trimmed and checked as Telegram does before it takes a message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandbox.limits import check_length, length
from sandbox.refusal import Body, bad

if TYPE_CHECKING:
    from sandbox.params import Params

# The fields of a MessageEntity that are kept.
MARK = ("type", "offset", "length", "url", "language", "custom_emoji_id")
COMMAND = re.compile(r"/[A-Za-z0-9_]{1,64}(@[A-Za-z0-9_]{3,32})?(?=\s|$)")


def formatted(params: Params, name: str, entities: str, most: int, too_long: str) -> Body:
    """Return `{name: text, entities: […]}` without what is empty; refuse a text of more than `most` units."""
    if params.text("parse_mode"):
        raise bad("unsupported parse_mode")
    given = params.text(name)
    given.encode()  # a lone surrogate is refused as "strings must be encoded in UTF-8"
    text = given.strip()
    check_length(text, most, too_long)
    if not text:
        return {}
    marks = params.array(entities)
    if not marks:
        return {name: text}
    skipped = length(given) - length(given.lstrip())
    kept = clipped([checked(mark, given) for mark in marks], skipped, length(text))
    return {name: text, entities: kept} if kept else {name: text}


def checked(mark: object, text: str) -> Body:
    """Return an entity with its known fields only; refuse one that does not lie in the text."""
    if not isinstance(mark, dict) or not isinstance(mark.get("type"), str):
        raise bad("can't parse MessageEntity: expected an Object with a type")
    offset, span = mark.get("offset"), mark.get("length")
    if not isinstance(offset, int) or not isinstance(span, int) or offset < 0 or span < 0:
        raise bad("can't parse MessageEntity: offset and length must be numbers")
    if offset + span > length(text):
        raise bad(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text"
            f" at UTF-16 offset {offset + span}"
        )
    return {name: mark[name] for name in MARK if name in mark}


def command_entities(text: str) -> list[Body]:
    """Return the entity of a leading /command, if the text begins with one."""
    found = COMMAND.match(text)
    return [{"type": "bot_command", "offset": 0, "length": found.end()}] if found else []


def clipped(marks: list[Body], skipped: int, most: int) -> list[Body]:
    """Move entities left by `skipped` units and cut them to a text of `most`; drop what is left empty."""
    moved = []
    for mark in marks:
        start = max(0, mark["offset"] - skipped)
        end = min(most, mark["offset"] - skipped + mark["length"])
        if end > start:
            moved.append({**mark, "offset": start, "length": end - start})
    return moved
