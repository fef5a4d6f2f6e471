"""One conversation as it stands: what a session remembers between two turns."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from flows.facts import Codes  # noqa: TC001  msgspec reads the annotations when the classes are made
from flows.texts import Text  # noqa: TC001  as above

Phase = Literal["opening", "interview", "review", "end", "talk"]


class Talk(Struct, frozen=True, omit_defaults=True):
    """What the conversation may know of its case; the edge puts it in at each turn and never keeps it."""

    state: Literal["waiting", "claimed", "resting", "closed"]
    before: int = 0
    """How many cases wait that came earlier."""
    wish: Literal["report", "talk", "message"] = "talk"
    """What the reporter waits for, as in `CaseOpened`."""
    lang: str = ""
    """The language of the case, for somebody who comes back without a session."""
    quiet: bool = False
    unread: int = 0
    """How many lines wait to be opened."""
    helping: Literal["", "asked", "offered", "joined"] = ""
    """How far it is with an interpreter."""
    speaks: str = ""
    held: bool = False
    """Whether a voice message waits for its button."""
    safe: Literal["", "any", "between", "no"] = ""
    code: bool = False
    """Whether a return code was given."""
    rated: bool = False
    """Whether it was said already if the talk helped."""
    minor: bool = False


class Asking(Struct, frozen=True, omit_defaults=True):
    """What was said so far by somebody who is on the way to a person."""

    wish: Literal["talk", "message"] = "talk"
    speaks: str = ""
    """Code of interpreter_language, where an interpreter is asked for."""
    agreed: bool = False
    """Whether the question about the limits of secrecy was answered with yes."""
    pass_on: bool = False
    """Whether the answers given so far may be seen."""


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
    minor: bool = False
    """Whether the person said to be under 18; such a report is always a case."""
    words: dict[str, str] = field(default_factory=dict)
    """What was written in one's own words and taken in, by the id of the question (kind: text)."""
    typed: str = ""
    """What was typed to the open text question, or as a message to be left: shown back, not taken in yet."""
    alarming: bool = False
    """Whether words of a crisis stood in a message that is shown back, also where they were scrubbed."""
    only_talk: bool = False
    """Whether the coded answers shall not become an entry ("Only the talk")."""
    talk: Talk | None = None
    """The open or closed case of this chat; None where there is none."""
    waiting: int = 0
    """How many cases wait for a person now; the edge puts it in at each turn, beside the talk."""
    intake: Literal["open", "quota", "paused"] = "open"
    """Whether a report is taken: beyond the day's quota none for the register, in a pause none; not kept."""
    asking: Asking | None = None
    """What somebody said on the way to a person; None where nobody is."""
    aside: str = ""
    """Phase and step of a draft that is put aside for a talk ("interview v_when"); "" where there is none.

    In further lines what was typed there and not taken in yet.
    """
    heard: bool = False
    """Whether somebody who waits was told that their first message is saved."""
    on_duty: bool = False
    """Whether somebody was on duty when the person last did something."""
    promise: tuple[Text, ...] = ()
    """What could then be promised about the time of an answer."""
    letters: Codes = ()
    """Words from the mailbox that a return code has opened and that are not read yet."""
    mailbox: str = ""
    """Hexadecimal id of that mailbox."""


def lay(session: Session, over: str) -> Session:
    """Lay a card over the conversation; "" takes it away."""
    return replace(session, over=over, page=0)
