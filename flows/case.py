"""A case as it stands, the lines of its talk, and the colleagues who work on it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal

from msgspec import Struct, field, json

from flows.facts import Codes, Report, Span  # noqa: TC001  msgspec reads the annotations when the classes are made

Role = Literal["counsellor", "interpreter", "coordinator", "analyst"]


class Colleague(Struct, frozen=True, omit_defaults=True):
    """Somebody of the team, as their colleagues know them."""

    id: str
    """32 hexadecimal digits; nothing of Telegram."""
    name: str
    """The working name they chose; reporters never see it."""
    role: Role
    languages: Codes
    """Codes of interpreter_language, the one they read best first."""
    cleared: bool = False
    """Whether they may talk with minors (R-MIN-4)."""
    on_duty: bool = False


Roster = dict[str, Colleague]
"""The enrolled colleagues by their id."""


def reads(colleague: Colleague) -> str:
    """Return the language of the four a colleague is addressed in and reads: their first, else Polish."""
    return next((code for code in colleague.languages if code in ("pl", "uk", "ru", "en")), "pl")


class Line(Struct, frozen=True, omit_defaults=True):
    """One message of a talk; it is brought to others by orders that name its number."""

    number: int
    author: Literal["reporter", "counsellor", "interpreter", "note"]
    lang: str
    """Of the four, the language it is written in."""
    text: str = ""
    by: str = ""
    """Id of the colleague who wrote it."""
    media: Literal["", "photo", "voice"] = ""
    phrase: str = ""
    """Id of a sentence of the phrasebook; it is worded in the language of whoever reads it."""
    values: dict[str, str] = field(default_factory=dict)
    reply: int = 0
    """The line it answers; 0 if none."""
    translates: int = 0
    """The line that it puts into another language, by a human; 0 if none."""
    edited: bool = False


class Seat(Struct, frozen=True, omit_defaults=True):
    """Where a colleague stands on the case card in their topic."""

    at: str = ""
    """What lies on the card (handover, phrases, phrases:<group>, outcome, …); "" for the card itself."""
    page: int = 0
    picked: Codes = ()
    card: int = 1
    """Number of the card; a press that names another one is an old press."""


class Kind(StrEnum):
    """What a line is, and so whom it may reach; a letter of `Case.talk`."""

    REPORTER = "r"
    HELD = "h"
    """A voice message of the reporter that waits for its button: nobody hears it."""
    DROPPED = "x"
    """A voice message that the reporter would rather not send."""
    COUNSELLOR = "c"
    """Words for the reporter."""
    NOTE = "n"
    """Words of the counsellor that never leave the team."""
    INTERPRETER_NOTE = "m"
    TO_TEAM = "t"
    """The reporter's words, put into the counsellor's language by the interpreter."""
    TO_REPORTER = "i"
    """The counsellor's words, put into the reporter's language by the interpreter."""


State = Literal["waiting", "claimed", "resting", "closed"]
Wish = Literal["report", "talk", "message"]
Pending = Literal["interpreter", "closed"]
Called = Literal["case", "interpreter"]


class Case(Struct, frozen=True, omit_defaults=True):
    """One case, without anything that Telegram knows, and without a time."""

    codename: str
    queue: int
    """Place in the order of opening; who waits with a lower one came before."""
    lang: str
    state: State = "waiting"
    wish: Wish = "report"
    role: str = ""
    reports: tuple[Report, ...] = ()
    """Answers that become entries when the case ends; it holds none then, so none is written twice."""
    talk_only: tuple[Report, ...] = ()
    """Answers that were passed on for the talk only and never become an entry."""
    words: dict[str, str] = field(default_factory=dict)
    speaks: str = ""
    prefers: str = ""
    flags: Codes = ()
    """Of danger, minor, quiet, duty, interpreter."""
    counsellor: str = ""
    interpreter: str = ""
    helping: Literal["", "asked", "offered", "joined"] = ""
    """How far it is with the interpreter: asked for, offered to the reporter, joined."""
    declined: Codes = ()
    """Interpreters whom the reporter did not want."""
    shared: tuple[int, ...] = ()
    """Lines that the interpreter has in their topic."""
    offered: str = ""
    """The colleague who was asked to take the case over."""
    second: str = ""
    """The colleague who has to confirm a notification by legal duty, and below what is to be closed with."""
    closing: Codes = ()
    closing_counts: bool = True
    seats: dict[str, Seat] = field(default_factory=dict)
    """Whoever has a topic of this case now."""
    announced: tuple[Called, ...] = ()
    """Which cards of the case stand in the group."""
    talk: str = ""
    """What each line is, from line 1 on: a letter of `Kind` for each."""
    unread: tuple[int, ...] = ()
    """Lines for the reporter that wait until the neutral card is opened."""
    pending: tuple[Pending, ...] = ()
    """What the bot has to say behind the neutral card, after the unread lines."""
    carded: bool = False
    """Whether a neutral card stands in the chat that was not opened."""
    safe: Literal["", "any", "between", "no"] = ""
    span: Span | None = None
    left: bool = False
    """Whether nothing reaches the chat any more (the person blocked the bot)."""
    away: bool = False
    """Whether the reporter left by quick exit or block and has done nothing since."""
    code: bool = False
    """Whether the reporter has a return code."""
    posted: tuple[int, ...] = ()
    """Lines that went into the mailbox."""
    step: int = 0
    """How many reminders of an unclaimed case went out: coarse steps of waiting."""
    put_off: bool = False
    """Whether a reminder had to wait for the next duty, so that the steps tell the time no longer."""
    rated: bool = False
    """Whether the one tap on how it was went into the statistics."""

    @property
    def lines(self) -> int:
        """Number of the newest line."""
        return len(self.talk)

    @property
    def held(self) -> tuple[int, ...]:
        """Voice messages that wait for their button."""
        return tuple(number for number, kind in enumerate(self.talk, 1) if kind == Kind.HELD)

    @property
    def history(self) -> tuple[int, ...]:
        """Lines that whoever takes the case is shown: all but what the reporter has not sent."""
        unsent = (Kind.HELD, Kind.DROPPED)
        return tuple(number for number, kind in enumerate(self.talk, 1) if kind not in unsent)

    @property
    def waits(self) -> int:
        """How many things wait to be opened by the reporter."""
        return len(self.unread) + len(self.pending)


def quiet(case: Case) -> bool:
    """Whether a counsellor's words come as a neutral card only: so marked, or only at agreed hours."""
    return "quiet" in case.flags or case.safe in ("between", "no")


def kind(case: Case, number: int) -> Kind | None:
    """Return what a line is; None where there is no such line."""
    return Kind(case.talk[number - 1]) if 0 < number <= case.lines else None


_case_decoder: Final = json.Decoder(Case)
_line_decoder: Final = json.Decoder(Line)


def encode(value: Case | Line | Colleague) -> bytes:
    """Return the JSON of a case, a line or a colleague."""
    return json.encode(value)


def decode_case(body: bytes) -> Case:
    """Read a case back; raises msgspec.ValidationError on anything else."""
    return _case_decoder.decode(body)


def decode_line(body: bytes) -> Line:
    """Read a line back; raises msgspec.ValidationError on anything else."""
    return _line_decoder.decode(body)
