"""A raw update of the team's bot is read into what a colleague has done, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from bot.raw import Body, table, whole, words
from bot.render import parse as pressed
from bot.telegram import COMMAND, GROUPS, SERVICE, TEXT_LETTERS, file_of, kind_of, phone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

ALLOWED: Final = ["message", "edited_message", "callback_query", "my_chat_member"]
"""The kinds of updates that the team's bot asks for (Bot API, getUpdates, allowed_updates)."""


class Did(Struct, frozen=True, kw_only=True):
    """What somebody did with the team's bot; nothing of it says yet whether they belong to the team."""

    update: int
    chat: int
    user: int
    at: datetime
    group: bool = False
    thread: int = 0
    """The topic; 0 outside any."""
    message: int = 0
    """Number of the message that was sent, or whose key was pressed."""
    reply: int = 0
    """Number of the message that it answers."""
    query: str = ""
    """Id of a press that waits for an answer."""
    language: str = "pl"


class Commanded(Did, frozen=True):
    """A command such as /duty; `argument` is what followed."""

    name: str
    argument: str = ""


class Pressed(Did, frozen=True):
    """A key: the number of its card and of its key on that card."""

    card: int
    press: int


class Wrote(Did, frozen=True):
    """Words, or words beneath a photo or a voice message whose file id is `file`."""

    text: str = ""
    file: str = ""
    kind: str = ""
    """photo, voice, or the name of what is not taken in; "" for words alone."""


class Edited(Did, frozen=True):
    """Words that had been sent are other words now."""

    text: str


class Blocked(Did, frozen=True):
    """A colleague blocked the bot: nothing reaches them any more."""


Done = Commanded | Pressed | Wrote | Edited | Blocked


def read(update: Mapping[str, Any], at: datetime) -> Done | None:
    """Return what was done at `at`, or None where nothing is to be done but to acknowledge; never raises."""
    for name, reader in READERS.items():
        body = table(update, name)
        if body:
            return reader(whole(update, "update_id"), body, at)
    return None


def _message(update: int, body: Body, at: datetime) -> Done | None:
    where = _where(update, body, at, table(body, "from"))
    if where is None or SERVICE & body.keys():
        return None
    text = words(body, "text")[:TEXT_LETTERS]
    command = COMMAND.match(text)
    if command:
        name, argument = command.groups()
        return Commanded(**where, name=name.lower(), argument=argument.strip())
    if text:
        return Wrote(**where, text=text)
    kind = kind_of(body)
    return Wrote(**where, text=words(body, "caption")[:TEXT_LETTERS], kind=kind, file=file_of(body, kind))


def _edited(update: int, body: Body, at: datetime) -> Edited | None:
    where = _where(update, body, at, table(body, "from"))
    text = words(body, "text") or words(body, "caption")
    return Edited(**where, text=text[:TEXT_LETTERS]) if where and text else None


def _press(update: int, body: Body, at: datetime) -> Pressed | None:
    where = _where(update, table(body, "message"), at, table(body, "from"))
    if where is None:
        return None
    card, press = pressed(body.get("data")) or (-1, -1)
    return Pressed(**where | {"query": words(body, "id"), "reply": 0}, card=card, press=press)


def _member(update: int, body: Body, at: datetime) -> Blocked | None:
    where = _where(update, body, at, table(body, "from"))
    status = words(table(body, "new_chat_member"), "status")
    return Blocked(**where) if where and not where["group"] and status == "kicked" else None


def _where(update: int, body: Body, at: datetime, sender: Body) -> dict[str, Any] | None:
    """Return the fields that everything done has; None where it is not a person in a chat of ours."""
    chat = table(body, "chat")
    group = chat.get("type") in GROUPS
    if not whole(chat, "id") or not whole(sender, "id") or not (group or chat.get("type") == "private"):
        return None
    return {
        "update": update,
        "chat": whole(chat, "id"),
        "user": whole(sender, "id"),
        "at": at,
        "group": group,
        "thread": whole(body, "message_thread_id"),
        "message": whole(body, "message_id"),
        "reply": whole(table(body, "reply_to_message"), "message_id"),
        "language": phone({"from": sender}),
    }


READERS: Final[dict[str, Callable[[int, Body, datetime], Done | None]]] = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _press,
    "my_chat_member": _member,
}
