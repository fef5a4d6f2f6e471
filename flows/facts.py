"""What the conversation and the clock tell a case: facts in the past tense."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

Codes = tuple[str, ...]


class Report(Struct, frozen=True, omit_defaults=True):
    """What somebody sends for the register: the codes as picked, by the name of their taxonomy list.

    A list that was skipped or never asked is absent.
    """

    role: str
    codes: dict[str, Codes]
    outcome: str = ""
    """Code of what was done, once a case has ended."""


class Fact(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """Something that has happened to a case."""


Span = tuple[int, int]
"""From and to, in minutes of the centre's day; over midnight where the second is the smaller."""

# ---------------------------------------------------------------------------- told by the conversation


class CaseOpened(Fact, frozen=True):
    """Somebody sent a report with a wish, asked for a person, or left a message."""

    lang: str
    """The language in which the bot speaks with the reporter, one of the four."""
    role: str = ""
    reports: tuple[Report, ...] = ()
    """The answers that were passed on."""
    register: bool = True
    """Whether the coded answers may become an entry when the case ends; not with "Only the talk"."""
    words: dict[str, str] = field(default_factory=dict)
    """What was written in one's own words, by the id of the question."""
    speaks: str = ""
    """Code of interpreter_language, where another language than the four was asked for."""
    prefers: str = ""
    """btn.who_woman, btn.who_man, btn.who_outside, or "" where it does not matter."""
    flags: Codes = ()
    """Of danger, minor, quiet, duty, interpreter."""
    wish: Literal["report", "talk", "message"] = "report"
    """What the reporter waits for: to be read, to be talked to now, or to be answered later."""


class ReporterWrote(Fact, frozen=True):
    """The reporter wrote words for the team."""

    text: str
    crisis: bool = False
    """Whether words of a crisis stand in it (flows.md X-16)."""


class ReporterEdited(Fact, frozen=True):
    """The reporter changed words that had been sent; `line` is found by the edge, 0 if it is not known."""

    text: str
    line: int = 0
    crisis: bool = False
    """As in `ReporterWrote`."""


class ReporterSentMedia(Fact, frozen=True):
    """A photo or a voice message that the edge has taken in and cleaned; a voice waits for its button."""

    kind: Literal["photo", "voice"]
    text: str = ""
    """What was written beneath it."""
    crisis: bool = False
    """As in `ReporterWrote`, of what was written beneath it."""


class VoiceReleased(Fact, frozen=True):
    """The reporter wants the voice message sent all the same."""


class VoiceWithdrawn(Fact, frozen=True):
    """The reporter would rather not send the voice message."""


class AnswerOpened(Fact, frozen=True):
    """The reporter opened the neutral card, or came to look."""


class AnswerPutOff(Fact, frozen=True):
    """The reporter does not want to read it now."""


class InterpreterWished(Fact, frozen=True):
    """The reporter asked for an interpreter; code of interpreter_language."""

    language: str


class InterpreterAnswered(Fact, frozen=True):
    """The reporter was told who would interpret, and said yes, somebody else, or no."""

    answer: Literal["yes", "other", "no"]


class SafeTimeSaid(Fact, frozen=True):
    """The reporter said whether an answer may come into this chat, and between which hours."""

    answer: Literal["any", "between", "no"]
    span: Span | None = None


class ReportAdded(Fact, frozen=True):
    """Another report with a wish was sent while the case is open."""

    reports: tuple[Report, ...]
    register: bool = True
    words: dict[str, str] = field(default_factory=dict)
    flags: Codes = ()


class LanguageChanged(Fact, frozen=True):
    """The reporter goes on in another of the four languages."""

    lang: str


class CodeGiven(Fact, frozen=True):
    """The reporter has a return code; the edge keeps the public half with the case."""


class TalkEnded(Fact, frozen=True):
    """The reporter ended the talk; an answer may still wait for them."""


class Reopened(Fact, frozen=True):
    """The reporter wants to write again in a case that was closed."""


class Rated(Fact, frozen=True):
    """The reporter said in one tap whether the talk helped; it goes into statistics, not into the case."""

    answer: Literal["yes", "part", "no"]


class ReporterReturned(Fact, frozen=True):
    """The reporter does something in the chat again, after a while or after they had left."""


class ChatLeft(Fact, frozen=True):
    """The reporter left quickly or blocked the bot: only a neutral card may reach the chat."""

    blocked: bool = False


class ErasedByReporter(Fact, frozen=True):
    """The reporter erased everything."""


class NotDelivered(Fact, frozen=True):
    """A line could not be brought to the reporter, and never will be (the person blocked the bot)."""


# ---------------------------------------------------------------------------- told by the clock


class CaseTimerFired(Fact, frozen=True):
    """A timer of the case ran out."""

    timer: str


# ---------------------------------------------------------------------------- told by whoever runs the bot


class Purged(Fact, frozen=True):
    """All that is open is erased because of a data breach (R-GDPR-16)."""


ReporterFact = (
    CaseOpened
    | ReporterWrote
    | ReporterEdited
    | ReporterSentMedia
    | VoiceReleased
    | VoiceWithdrawn
    | AnswerOpened
    | AnswerPutOff
    | InterpreterWished
    | InterpreterAnswered
    | SafeTimeSaid
    | ReportAdded
    | LanguageChanged
    | CodeGiven
    | TalkEnded
    | Reopened
    | Rated
    | ReporterReturned
    | ChatLeft
    | ErasedByReporter
    | NotDelivered
)
