"""The words of the conversation: what a session remembers, what can have happened, what may be ordered.

Everything here is a frozen value that survives JSON. Events are facts in the past tense, effects are orders
in the imperative. Tagged unions write the class name beside the body, so that an effect read back from the
outbox is the effect that was written.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  msgspec reads the annotations when the classes are made
from enum import IntEnum
from typing import Final, Literal

from msgspec import Struct, json

from flows.facts import Codes, Report, ReporterFact
from flows.session import Asking, Phase, Session, Talk
from flows.texts import Lines, Listing, Text, Value, label, text

__all__ = [  # what a conversation is made of stands here, wherever it is written
    "LANGUAGES",
    "Asking",
    "ChoicePressed",
    "CodeMade",
    "CodeTried",
    "Codes",
    "CommandSent",
    "DeliveryFailed",
    "Effect",
    "EmptyMailbox",
    "Erase",
    "Event",
    "Key",
    "Lines",
    "Listing",
    "LocationShared",
    "MakeCode",
    "MediaSent",
    "Phase",
    "Press",
    "RemoveTyped",
    "Report",
    "ReporterLeft",
    "Say",
    "SendReport",
    "Session",
    "SetTimer",
    "Shed",
    "Talk",
    "TellCase",
    "Text",
    "TextEdited",
    "TextSent",
    "TimerFired",
    "TryCode",
    "Value",
    "decode_effect",
    "decode_session",
    "encode",
    "label",
    "text",
]

LANGUAGES: Final = ("pl", "uk", "ru", "en")
"""The four languages of Glos, in the order in which the language screen lists them."""

# ---------------------------------------------------------------------------- events


class Event(Struct, frozen=True, kw_only=True):
    """Something that has happened."""

    at: datetime
    """When, as an aware time in UTC; the core has no clock of its own."""


class CommandSent(Event, frozen=True, tag=True):
    """A command such as /start; `argument` is what followed, `phone` the phone's language ("" if unknown)."""

    name: str
    argument: str = ""
    phone: str = ""


class ChoicePressed(Event, frozen=True, tag=True):
    """A button: the number of its card and of its key on that card (see `Key.press`)."""

    card: int
    press: int


class TextSent(Event, frozen=True, tag=True):
    """The person typed something that is not a command."""

    text: str
    phone: str = ""


class TextEdited(Event, frozen=True, tag=True):
    """The person changed an earlier message; `text` is what stands there now."""

    text: str = ""


class LocationShared(Event, frozen=True, tag=True):
    """A point in degrees (WGS 84); a live one keeps moving until the person stops it."""

    latitude: float
    longitude: float
    live: bool = False


class MediaSent(Event, frozen=True, tag=True):
    """Anything that is neither text nor a point: "voice", "photo", "sticker", "document", "contact", …"""

    kind: str
    phone: str = ""
    caption: str = ""
    """What was written beneath it."""
    taken: bool = False
    """Whether the edge has it cleaned and at hand; only a photo or a voice, where `relays` says so."""
    refused: Text | None = None
    """What says why the edge did not take it in, where there is more to say than that it is no photo."""


class TimerFired(Event, frozen=True, tag=True):
    """A timer that the core had set has run out."""

    timer: str


class ReporterLeft(Event, frozen=True, tag=True):
    """The person blocked the bot, which counts as leaving."""


class DeliveryFailed(Event, frozen=True, tag=True):
    """A card could not be brought to the person; permanent means that it never will be."""

    permanent: bool


class CodeMade(Event, frozen=True, tag=True):
    """The edge made a return code, as ordered; 24 digits, to be shown once and never kept."""

    code: str


class CodeTried(Event, frozen=True, tag=True):
    """The edge tried the code that was typed.

    found: letters are there, or none yet; wrong: nothing is known under it; slip: these are not 24 digits, or
    the last one does not fit, which costs no try; locked: too many tries.
    """

    result: Literal["found", "wrong", "slip", "locked"]
    letters: Codes = ()
    mailbox: str = ""
    left: int = 0
    """Tries that are left this hour."""
    seconds: int = 0
    """Until codes can be tried again."""


# ---------------------------------------------------------------------------- effects


class Press(IntEnum):
    """Numbers of the keys that every card may carry; choices have the numbers below 400."""

    BACK = 400
    SKIP = 401
    NEXT = 402
    EARLIER = 403
    LATER = 404
    SEND_NOW = 405
    EMERGENCY = 406
    PERSON = 407
    MORE = 408
    CLOSE = 409
    """Back from a card laid over the conversation to where we were."""
    OPEN = 420
    """This and the following stand on messages of a talk; they mean the same on every card, however old."""
    NOT_NOW = 421
    INTERPRETER_YES = 422
    INTERPRETER_OTHER = 423
    INTERPRETER_NO = 424
    REOPEN = 425
    RATE_YES = 426
    RATE_PART = 427
    RATE_NO = 428


class Key(Struct, frozen=True, omit_defaults=True):
    """A button: its label, the number that comes back when it is pressed, and whether it carries a ✓."""

    label: Text
    press: int
    ticked: bool = False


class Say(Struct, frozen=True, tag=True, omit_defaults=True):
    """Show this card: edit the living one, or send it anew below everything where `fresh`."""

    lang: str
    card: int
    lines: tuple[Text, ...]
    """Paragraphs, divided by an empty line."""
    keys: tuple[tuple[Key, ...], ...] = ()
    fresh: bool = False
    toast: Text | None = None
    """A word that flashes up where the person pressed; it may get lost."""
    quiet: bool = False
    """Only in place of the card that stands: the person did nothing just now, so nothing is sent (X-17)."""


class RemoveTyped(Struct, frozen=True, tag=True):
    """Delete from the chat what the person has just sent."""


class SendReport(Struct, frozen=True, tag=True):
    """Keep this report until the flush mixes it with others."""

    report: Report


class SetTimer(Struct, frozen=True, tag=True):
    """Fire `timer` after so many seconds unless it is set again; a conversation has one of each name."""

    timer: str
    seconds: int


class Erase(Struct, frozen=True, tag=True, omit_defaults=True):
    """End the conversation: forget the draft, or "everything", what waits too; leave `last` as the only card.

    The bot's other messages are removed from the chat as far as Telegram allows; without `last` nothing is
    sent at all (the person has left).
    """

    scope: Literal["draft", "everything"]
    last: Say | None
    talk_stays: bool = False
    """Whether what stands of an open talk stays in the chat: the person fell silent, and did not leave."""


class Shed(Struct, frozen=True, tag=True):
    """Let the key die under which this conversation lay; what it still remembers goes on under a new one.

    So nothing that is kept of it, in whatever copy, can be joined with the report that it has sent.
    """

    card: Say
    """What stands in for a card that was not brought yet, which may have shown answers."""


class TellCase(Struct, frozen=True, tag=True):
    """Let the case of this chat know what has happened; `CaseOpened` opens one."""

    fact: ReporterFact


class MakeCode(Struct, frozen=True, tag=True):
    """Make a return code for the open case, and answer with `CodeMade` in this turn."""


class TryCode(Struct, frozen=True, tag=True):
    """Try a return code, and answer with `CodeTried` in this turn."""

    code: str
    """As it was typed."""


class EmptyMailbox(Struct, frozen=True, tag=True):
    """Erase the mailbox whose letters were read; `mailbox` is its hexadecimal id."""

    mailbox: str


Effect = (
    Say | RemoveTyped | SendReport | SetTimer | Erase | Shed | TellCase | MakeCode | TryCode | EmptyMailbox
)

# ---------------------------------------------------------------------------- JSON

_effect_decoder: Final[json.Decoder[Effect]] = json.Decoder(Effect)
_session_decoder: Final = json.Decoder(Session)


def encode(value: Effect | Session | Report) -> bytes:
    """Return the JSON of an effect (with its class name), a session or a report."""
    return json.encode(value)


def decode_effect(body: bytes) -> Effect:
    """Read an effect back as the class it was written as; raises msgspec.ValidationError on anything else."""
    effect: Effect = _effect_decoder.decode(body)
    return effect


def decode_session(body: bytes) -> Session:
    """Read a session back; raises msgspec.ValidationError on anything else."""
    return _session_decoder.decode(body)
