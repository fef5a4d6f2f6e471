"""What the team tells a case: facts in the past tense, each with the colleague who did it."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from flows.facts import Codes, Fact


class Claimed(Fact, frozen=True):
    """A colleague took the case from the group's card, as its counsellor or as its interpreter.

    The counsellor who has it already takes it up again where it rests.
    """

    by: str
    as_interpreter: bool = False


class ColleagueWrote(Fact, frozen=True):
    """Somebody wrote in the topic of the case; `reply` is the line it answers, 0 if none is known."""

    by: str
    text: str
    reply: int = 0


class ColleagueEdited(Fact, frozen=True):
    """Somebody changed what they had written; `line` is found by the edge, 0 if it is not known."""

    by: str
    text: str
    line: int = 0


class ColleagueSentMedia(Fact, frozen=True):
    """A photo or a voice message in the topic, taken in and cleaned by the edge."""

    by: str
    kind: Literal["photo", "voice"]
    text: str = ""
    reply: int = 0


class ColleaguePressed(Fact, frozen=True):
    """A key of the case card in the topic: the number of the card and of the key."""

    by: str
    card: int
    press: int


class CaseReleased(Fact, frozen=True):
    """The counsellor gave the case back to the queue."""

    by: str


class CaseRested(Fact, frozen=True):
    """The counsellor's duty ended: the case stays theirs, and rests until the next one."""

    by: str


class HandOverOffered(Fact, frozen=True):
    """The counsellor asked a colleague to take the case over."""

    by: str
    to: str


class HandOverAnswered(Fact, frozen=True):
    """The colleague who was asked said yes or no."""

    by: str
    accepted: bool


class InterpreterAsked(Fact, frozen=True):
    """The counsellor asked for an interpreter; code of interpreter_language."""

    by: str
    language: str


class InterpreterDismissed(Fact, frozen=True):
    """The counsellor goes on without the interpreter, or the interpreter left."""

    by: str


class PhraseSent(Fact, frozen=True):
    """The counsellor sent a sentence of the phrasebook."""

    by: str
    phrase: str
    values: dict[str, str] = field(default_factory=dict)


class QuietMarked(Fact, frozen=True):
    """The counsellor marked the case as quiet."""

    by: str


class LineOpened(Fact, frozen=True):
    """The counsellor wants to take words out of a line; 0 where it is not known which."""

    by: str
    line: int


class WordTakenOut(Fact, frozen=True):
    """The counsellor took a word out of an answer in words of one's own, or out of a line of the talk.

    `place` counts the words from 0.
    """

    by: str
    place: int
    question: str = ""
    line: int = 0
    """0 where it was an answer."""


class CaseClosed(Fact, frozen=True):
    """The counsellor closed the case with what was done."""

    by: str
    outcomes: Codes
    count: bool = True
    """Whether the coded answers go into the register; for a minor the counsellor says so."""


class SecondAsked(Fact, frozen=True):
    """Closing with a notification by legal duty: the counsellor named who has to confirm it (R-LEG-3)."""

    by: str
    to: str
    outcomes: Codes
    count: bool = True


class SecondAnswered(Fact, frozen=True):
    """The second person confirmed the notification by legal duty, or did not."""

    by: str
    confirmed: bool


class SecondWithdrawn(Fact, frozen=True):
    """The counsellor does not wait for the second person any longer."""

    by: str


class SpamMarked(Fact, frozen=True):
    """The counsellor marked the case as spam, asked once."""

    by: str


class ErasedByTeam(Fact, frozen=True):
    """The counsellor erased the case at the reporter's wish, asked twice."""

    by: str


class ColleagueLost(Fact, frozen=True):
    """A colleague's access ended, or nothing reaches them any more."""

    by: str


TeamFact = (
    Claimed
    | ColleagueWrote
    | ColleagueEdited
    | ColleagueSentMedia
    | ColleaguePressed
    | CaseReleased
    | CaseRested
    | HandOverOffered
    | HandOverAnswered
    | InterpreterAsked
    | InterpreterDismissed
    | PhraseSent
    | QuietMarked
    | LineOpened
    | WordTakenOut
    | CaseClosed
    | SecondAsked
    | SecondAnswered
    | SecondWithdrawn
    | SpamMarked
    | ErasedByTeam
    | ColleagueLost
)
