"""A raw update of the Bot API is read into an event of the core, whatever somebody has put into it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from bot.raw import Body, degrees, table, whole, words
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

TEXT_LETTERS: Final = 4096

COMMAND: Final = re.compile(r"/([A-Za-z]\w{0,31})(?:@\w+)?(?![\w@])\s*(.*)", re.DOTALL | re.ASCII)

MEDIA: Final = (
    *("photo", "voice", "video_note", "animation", "video", "audio", "document", "sticker", "contact"),
    *("poll", "dice", "game", "story", "paid_media", "checklist", "live_photo", "giveaway", "invoice"),
)
"""Told by the field a message carries; an animation also carries a document, so the order counts."""

PICTURES: Final = ("image/jpeg", "image/png", "image/webp")
"""Files that are photos, whatever they are called; what they are in truth is seen when they are cleaned."""

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


class Incoming(Struct, frozen=True):
    """Something that has happened in a private chat."""

    update: int
    chat: int
    event: Event
    typed: int = 0
    """Number of the message that the person sent; 0 where there is none."""
    reply: int = 0
    """Number of the message that it answers."""
    file: str = ""
    """File id of a photo or a voice message; kept nowhere."""
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


def read(update: Mapping[str, Any], at: datetime) -> Incoming | Leave | None:
    """Return what has happened at `at`, or None where nothing is to be done but to acknowledge.

    Only known fields at known places are looked at, each with its type checked: this never raises, and how
    deep or long the rest is does not matter.
    """
    for name, reader in READERS.items():
        body = table(update, name)
        if body:
            return reader(whole(update, "update_id"), body, at)
    return None


def _message(update: int, body: Body, at: datetime) -> Incoming | Leave | None:
    chat = table(body, "chat")
    if chat.get("type") in GROUPS:
        return _leave(update, chat, body)
    event = None if SERVICE & body.keys() else _said(body, at)
    return _incoming(update, chat, event, body) if event else None


def _edited(update: int, body: Body, at: datetime) -> Incoming | None:
    # A live location arrives as an edit each time the phone moves: that is nothing the person said.
    if "location" in body:
        return None
    text = words(body, "text") or words(body, "caption")
    return _incoming(update, table(body, "chat"), TextEdited(at=at, text=text[:TEXT_LETTERS]), body)


def _incoming(update: int, chat: Body, event: Event, message: Body) -> Incoming | None:
    if chat.get("type") != "private" or not whole(chat, "id"):
        return None
    return Incoming(
        update,
        whole(chat, "id"),
        event,
        whole(message, "message_id"),
        reply=whole(table(message, "reply_to_message"), "message_id"),
        file=file_of(message, event.kind) if isinstance(event, MediaSent) else "",
        language=_language(message),
    )


def kind_of(body: Body) -> str:
    """Return what a message carries; a picture that was sent as a file counts as a photo."""
    kind = next((kind for kind in MEDIA if kind in body), "location" if "location" in body else "other")
    picture = words(table(body, "document"), "mime_type") in PICTURES
    return "photo" if kind == "document" and picture else kind


def file_of(body: Body, kind: str) -> str:
    """Return the file id of a photo (its largest size) or a voice message, "" for anything else."""
    if kind == "voice":
        return words(table(body, "voice"), "file_id")
    if kind == "photo" and "document" in body:
        return words(table(body, "document"), "file_id")
    sizes = body.get("photo")
    if kind != "photo" or not isinstance(sizes, list):
        return ""
    known = [size for size in sizes if isinstance(size, dict)]
    return words(max(known, key=lambda size: whole(size, "width"), default={}), "file_id")


def _said(body: Body, at: datetime) -> Event:
    text = words(body, "text")[:TEXT_LETTERS]
    command = COMMAND.match(text)
    if command:
        name, argument = command.groups()
        return CommandSent(at=at, name=name.lower(), argument=argument.strip(), phone=phone(body))
    if text:
        return TextSent(at=at, text=text, phone=phone(body))
    point = _point(body, at)
    if point:
        return point
    return MediaSent(
        at=at, kind=kind_of(body), phone=phone(body), caption=words(body, "caption")[:TEXT_LETTERS]
    )


def _point(body: Body, at: datetime) -> LocationShared | None:
    place = table(body, "location") or table(table(body, "venue"), "location")
    latitude, longitude = degrees(place, "latitude", 90), degrees(place, "longitude", 180)
    if latitude is None or longitude is None:
        return None
    return LocationShared(at=at, latitude=latitude, longitude=longitude, live=bool(place.get("live_period")))


def _press(update: int, body: Body, at: datetime) -> Incoming | None:
    message, sender = table(body, "message"), table(body, "from")
    # A press on a message that is gone may come without it; a private chat has the person's number.
    chat = table(message, "chat") or {"id": sender.get("id"), "type": "private"}
    if "inline_message_id" in body or chat.get("type") != "private" or not whole(chat, "id"):
        return None
    card, press = pressed(body.get("data")) or (-1, -1)
    event = ChoicePressed(at=at, card=card, press=press)
    return Incoming(update, whole(chat, "id"), event, query=words(body, "id"), language=_language(body))


def _member(update: int, body: Body, at: datetime) -> Incoming | Leave | None:
    chat, status = table(body, "chat"), words(table(body, "new_chat_member"), "status")
    if chat.get("type") == "private":
        left = status == "kicked" and whole(chat, "id")
        return Incoming(update, whole(chat, "id"), ReporterLeft(at=at)) if left else None
    return _leave(update, chat, body) if status in ("member", "administrator") else None


def _post(update: int, body: Body, _at: datetime) -> Leave | None:
    return _leave(update, table(body, "chat"), body)


def _leave(update: int, chat: Body, body: Body) -> Leave | None:
    if not whole(chat, "id"):
        return None
    return Leave(update, whole(chat, "id"), group=chat.get("type") in GROUPS, language=_language(body))


READERS: Final[dict[str, Callable[[int, Body, datetime], Incoming | Leave | None]]] = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _press,
    "my_chat_member": _member,
    "channel_post": _post,
}


def phone(body: Body) -> str:
    """Return the language of the sender's phone, "" if unknown."""
    code = words(table(body, "from"), "language_code")[:16]
    return code.partition("-")[0].lower()


def _language(body: Body) -> str:
    return phone(body) if phone(body) in LANGUAGES else LANGUAGES[0]
