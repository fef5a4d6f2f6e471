"""The words of the conversation: what a session remembers, what can have happened, what may be ordered.

Everything here is a frozen value that survives JSON. Events are facts in the past tense, effects are orders
in the imperative. Tagged unions write the class name beside the body, so that an effect read back from the
outbox is the effect that was written.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  msgspec reads the annotations when the classes are made
from enum import IntEnum
from typing import Final, Literal

from msgspec import Struct, field, json

LANGUAGES: Final = ("pl", "uk", "ru", "en")
"""The four languages of Glos, in the order in which the language screen lists them."""

Codes = tuple[str, ...]
"""Codes of one taxonomy list, as picked; a question with one answer keeps a tuple of one."""

# ---------------------------------------------------------------------------- texts


class Text(Struct, frozen=True, tag="text", omit_defaults=True):
    """A sentence of the catalogue by its id, translated when it is shown and never before.

    The label of a taxonomy code is `list:code` ("role:victim"), the name of a contact `contact:id`.
    A value called `count` chooses the plural form.
    """

    id: str
    values: dict[str, Value] = field(default_factory=dict)


class Lines(Struct, frozen=True, tag="lines"):
    """Texts below each other."""

    texts: tuple[Text, ...]


class Listing(Struct, frozen=True, tag="listing"):
    """Texts in a row, joined as the language joins a list (CLDR list pattern "standard-narrow")."""

    texts: tuple[Text, ...]


Value = str | int | Text | Lines | Listing

# ---------------------------------------------------------------------------- the session

Phase = Literal["opening", "interview", "review", "end"]


class Session(Struct, frozen=True, omit_defaults=True):
    """One conversation as it stands: no Telegram identifier, no time, nothing that names a person."""

    hint: str = "pl"
    """The phone's language if it is one of the four, else Polish; used until a language is chosen."""
    lang: str = ""
    phase: Phase = "opening"
    at: str = "lang"
    """The step of the phase: of the opening, the open question's id, of the review, of the end."""
    over: str = ""
    """A card laid over the conversation (emergency, person, more, stop, …); "" when none lies there."""
    page: int = 0
    """Which page of a paged list, review or ending is shown, from 0."""
    card: int = 0
    """Number of the card that stands on the screen; a press that names another one is an old press."""
    consent: bool = False
    role: str = ""
    flow: str = ""
    revision: str = ""
    """Of the questionnaire that asked the answers; another one carries them over by their ids."""
    sheet: int = 0
    """Which sheet of a question asked page by page (page_by) is open, from 0."""
    picked: Codes = ()
    """Ticks of the open question that are not taken in yet."""
    answers: dict[str, Codes] = field(default_factory=dict)
    trail: Codes = ()
    """Questions that are behind us, answered or skipped, in asking order; answers ⊆ trail."""
    editing: str = ""
    """The question being changed from the review; "" when none is."""
    veiled: Codes = ()
    """Questions that Back and the review no longer show, because the phone lay silent since."""
    topic: str = ""
    """Text id of the last card, where the conversation ended without a report."""
    contacts: Codes = ()
    """Ids of the contacts that the ending shows; they stay when the answers are gone."""
    tips: Codes = ()
    """Text ids of the further cards of the ending."""


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
    """The person changed an earlier message."""


class LocationShared(Event, frozen=True, tag=True):
    """A point in degrees (WGS 84); a live one keeps moving until the person stops it."""

    latitude: float
    longitude: float
    live: bool = False


class MediaSent(Event, frozen=True, tag=True):
    """Anything that is neither text nor a point: "voice", "photo", "sticker", "document", "contact", …"""

    kind: str
    phone: str = ""


class TimerFired(Event, frozen=True, tag=True):
    """A timer that the core had set has run out."""

    timer: str


class ReporterLeft(Event, frozen=True, tag=True):
    """The person blocked the bot, which counts as leaving."""


class DeliveryFailed(Event, frozen=True, tag=True):
    """A card could not be brought to the person; permanent means that it never will be."""

    permanent: bool


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


class Report(Struct, frozen=True):
    """What somebody sends for the register: the codes as picked, by the name of their taxonomy list.

    A list that was skipped or never asked is absent.
    """

    role: str
    codes: dict[str, Codes]


class SendReport(Struct, frozen=True, tag=True):
    """Keep this report until the flush mixes it with others."""

    report: Report


class SetTimer(Struct, frozen=True, tag=True):
    """Fire `timer` after so many seconds unless it is set again; a conversation has one of each name."""

    timer: str
    seconds: int


class Erase(Struct, frozen=True, tag=True):
    """End the conversation: forget the draft, or "everything", what waits too; leave `last` as the only card.

    The bot's other messages are removed from the chat as far as Telegram allows; without `last` nothing is
    sent at all (the person has left).
    """

    scope: Literal["draft", "everything"]
    last: Say | None


Effect = Say | RemoveTyped | SendReport | SetTimer | Erase

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


def text(id_: str, /, **values: Value) -> Text:
    """Return the sentence `id_` with its values."""
    return Text(id_, dict(values))


def label(list_: str, code: str) -> Text:
    """Return the label of a code of a taxonomy list."""
    return Text(f"{list_}:{code}")
