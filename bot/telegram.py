"""A raw update of the Bot API is read into an event of the core, whatever somebody has put into it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec
from msgspec import Struct

from bot.render import parse as pressed
from flows.model import (
    LANGUAGES,
    ChoicePressed,
    CommandSent,
    Event,
    LocationShared,
    MediaSent,
    ReporterLeft,
    TextEdited,
    TextSent,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

ALLOWED: Final = ["message", "edited_message", "callback_query", "my_chat_member", "channel_post"]
"""The kinds of updates that are asked for (Bot API, getUpdates, allowed_updates)."""

UPDATE_BYTES: Final = 256 * 1024
"""No update that Telegram makes comes near; a longer one is not read."""
TEXT_LETTERS: Final = 4096
MOST: Final = 2**53
"""Ids have at most 52 significant bits (Bot API, Chat)."""

COMMAND: Final = re.compile(r"/([A-Za-z]\w{0,31})(?:@\w+)?(?![\w@])\s*(.*)", re.DOTALL | re.ASCII)
NUMBER: Final = re.compile(rb'"update_id"\s*:\s*(\d{1,15})')

MEDIA: Final = (
    *("photo", "voice", "video_note", "animation", "video", "audio", "document", "sticker", "contact"),
    *("poll", "dice", "game", "story", "paid_media", "checklist", "live_photo", "giveaway", "invoice"),
)
"""Told by the field a message carries; an animation also carries a document, so the order counts."""

SERVICE: Final = frozenset(
    (
        *("message_auto_delete_timer_changed", "pinned_message", "write_access_allowed"),
        *("chat_background_set", "boost_added", "connected_website", "proximity_alert_triggered"),
        *("gift_upgrade_sent", "refunded_payment", "successful_payment"),
        *("forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened"),
        *("checklist_tasks_done", "checklist_tasks_added", "poll_option_added", "poll_option_deleted"),
        *("video_chat_started", "video_chat_ended"),
    )
)
"""What Telegram writes into a chat itself; nobody has said anything, so nothing is answered."""

GROUPS: Final = ("group", "supergroup")

Body = dict[str, Any]


class Incoming(Struct, frozen=True):
    """Something that has happened in a private chat."""

    update: int
    chat: int
    event: Event
    typed: int = 0
    """Number of the message that the person sent; 0 where there is none."""
    query: str = ""
    """Id of a press that waits for an answer."""
    language: str = "pl"
    """In which of the four languages to answer where no conversation says otherwise."""


class Leave(Struct, frozen=True):
    """The bot stands in a group or a channel, where it does not belong."""

    update: int
    chat: int
    group: bool
    """In a group it says why before it leaves; in a channel it could only write to everybody."""
    language: str = "pl"


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


def read(update: Mapping[str, Any], at: datetime) -> Incoming | Leave | None:
    """Return what has happened at `at`, or None where nothing is to be done but to acknowledge.

    Only known fields at known places are looked at, each with its type checked: this never raises, and how
    deep or long the rest is does not matter.
    """
    for name, reader in READERS.items():
        body = _table(update, name)
        if body:
            return reader(_whole(update, "update_id"), body, at)
    return None


def _message(update: int, body: Body, at: datetime) -> Incoming | Leave | None:
    chat = _table(body, "chat")
    if chat.get("type") in GROUPS:
        return _leave(update, chat, body)
    event = None if SERVICE & body.keys() else _said(body, at)
    return _incoming(update, chat, event, body) if event else None


def _edited(update: int, body: Body, at: datetime) -> Incoming | None:
    # A live location arrives as an edit each time the phone moves: that is nothing the person said.
    if "location" in body:
        return None
    return _incoming(update, _table(body, "chat"), TextEdited(at=at), body)


def _incoming(update: int, chat: Body, event: Event, message: Body) -> Incoming | None:
    if chat.get("type") != "private" or not _whole(chat, "id"):
        return None
    typed = _whole(message, "message_id")
    return Incoming(update, _whole(chat, "id"), event, typed, language=_language(message))


def _said(body: Body, at: datetime) -> Event:
    text = _words(body, "text")[:TEXT_LETTERS]
    command = COMMAND.match(text)
    if command:
        name, argument = command.groups()
        return CommandSent(at=at, name=name.lower(), argument=argument.strip(), phone=_phone(body))
    if text:
        return TextSent(at=at, text=text, phone=_phone(body))
    point = _point(body, at)
    if point:
        return point
    kind = next((kind for kind in MEDIA if kind in body), "location" if "location" in body else "other")
    return MediaSent(at=at, kind=kind, phone=_phone(body))


def _point(body: Body, at: datetime) -> LocationShared | None:
    place = _table(body, "location") or _table(_table(body, "venue"), "location")
    latitude, longitude = _degrees(place, "latitude", 90), _degrees(place, "longitude", 180)
    if latitude is None or longitude is None:
        return None
    return LocationShared(at=at, latitude=latitude, longitude=longitude, live=bool(place.get("live_period")))


def _press(update: int, body: Body, at: datetime) -> Incoming | None:
    message, sender = _table(body, "message"), _table(body, "from")
    # A press on a message that is gone may come without it; a private chat has the person's number.
    chat = _table(message, "chat") or {"id": sender.get("id"), "type": "private"}
    if "inline_message_id" in body or chat.get("type") != "private" or not _whole(chat, "id"):
        return None
    card, press = pressed(body.get("data")) or (-1, -1)
    event = ChoicePressed(at=at, card=card, press=press)
    return Incoming(update, _whole(chat, "id"), event, query=_words(body, "id"), language=_language(body))


def _member(update: int, body: Body, at: datetime) -> Incoming | Leave | None:
    chat, status = _table(body, "chat"), _words(_table(body, "new_chat_member"), "status")
    if chat.get("type") == "private":
        left = status == "kicked" and _whole(chat, "id")
        return Incoming(update, _whole(chat, "id"), ReporterLeft(at=at)) if left else None
    return _leave(update, chat, body) if status in ("member", "administrator") else None


def _post(update: int, body: Body, _at: datetime) -> Leave | None:
    return _leave(update, _table(body, "chat"), body)


def _leave(update: int, chat: Body, body: Body) -> Leave | None:
    if not _whole(chat, "id"):
        return None
    return Leave(update, _whole(chat, "id"), group=chat.get("type") in GROUPS, language=_language(body))


READERS: Final[dict[str, Callable[[int, Body, datetime], Incoming | Leave | None]]] = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _press,
    "my_chat_member": _member,
    "channel_post": _post,
}


def _table(body: Mapping[str, Any], name: str) -> Body:
    value = body.get(name)
    return cast("Body", value) if isinstance(value, dict) else {}


def _words(body: Body, name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""


def _whole(body: Mapping[str, Any], name: str) -> int:
    value = body.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < MOST else 0


def _degrees(body: Body, name: str, most: int) -> float | None:
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # A comparison with "not a number" is false, so that does not pass either.
    return float(value) if -most <= value <= most else None


def _phone(body: Body) -> str:
    code = _words(_table(body, "from"), "language_code")[:16]
    return code.partition("-")[0].lower()


def _language(body: Body) -> str:
    return _phone(body) if _phone(body) in LANGUAGES else LANGUAGES[0]
