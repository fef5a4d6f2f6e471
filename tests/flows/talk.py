"""A chat with the core, written and read as one: tests say what is pressed and look at what comes.

A test plays the team by putting into `talk.case` how the case stands; `told` is all that the case has heard.
"""

from __future__ import annotations

import random
from copy import copy
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flows.crisis import crisis
from flows.model import (
    ChoicePressed,
    CodeMade,
    CodeTried,
    CommandSent,
    Effect,
    Erase,
    Event,
    MakeCode,
    MediaSent,
    Press,
    Report,
    Say,
    SendReport,
    Session,
    TellCase,
    Text,
    TextEdited,
    TextSent,
    TimerFired,
    TryCode,
    decode_effect,
    decode_session,
    encode,
)
from flows.step import begin, step
from flows.typed import is_scrubbed
from tests.flows.bundles import CODE, MONDAY, NOON, flows, ids, source, team
from tests.flows.caseside import learned

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal, Self

    from flows.bundle import Flows
    from flows.facts import ReporterFact
    from flows.session import Talk as Standing

__all__ = ["CODE", "MONDAY", "NOON", "Talk", "flows", "ids", "source", "stands", "team"]


class Talk:
    """One conversation; between any two turns the session goes through JSON, as it does in storage."""

    def __init__(self, phone: str = "pl", bundle: Flows | None = None) -> None:
        self.flows = bundle or flows()
        self.session: Session = begin(phone)
        self.effects: list[Effect] = []
        self.said: Say | None = None
        self.reports: list[Report] = []
        self.erased: Erase | None = None
        self.taps = 0
        self.now = NOON
        self.case: Standing | None = None
        self.waiting = 0
        """Cases of others that wait."""
        self.intake: Literal["open", "quota", "paused"] = "open"
        self.told: list[ReporterFact] = []
        self.mailbox = CodeTried(at=NOON, result="wrong", left=9)
        """What the edge answers to any code."""
        self.shown = False
        """Whether a card came in the last turn."""

    # ------------------------------------------------------------ what happens

    def happens(self, event: Event) -> Self:
        """Let an event have its turn, and what the edge answers in it to a code."""
        self.effects, self.erased, self.shown = [], None, False
        self._steps(event)
        for effect in tuple(self.effects):
            if isinstance(effect, MakeCode):
                self._steps(CodeMade(at=event.at, code=CODE))
            elif isinstance(effect, TryCode):
                self._steps(self.mailbox)
        return self

    def _steps(self, event: Event) -> None:
        stored = decode_session(encode(replace(self.session, talk=None, waiting=0, intake="open")))
        beside = replace(stored, talk=self.case, waiting=self.waiting, intake=self.intake)
        self.session, effects = step(self.flows, beside, event)
        for effect in effects:
            self._follow(decode_effect(encode(effect)))

    def _follow(self, effect: Effect) -> None:
        self.effects.append(effect)
        match effect:
            case Say():
                self.said, self.shown = effect, True
            case SendReport(report=report):
                self.reports.append(report)
            case TellCase(fact=fact):
                self.told.append(fact)
                self.case = learned(self.case, fact, self.waiting)
            case Erase(last=last):
                self.erased, self.said = effect, last
                self.case = None if effect.scope == "everything" else self.case

    def command(self, name: str, argument: str = "") -> Self:
        return self.happens(CommandSent(at=self.now, name=name, argument=argument))

    def writes(self, text: str, *, replaced: int = 0, unread: bool = False) -> Self:
        """Write something; the edge has scrubbed what it has to, and replaced so many details."""
        return self.happens(self._seen(TextSent(at=self.now, text=text), replaced=replaced, unread=unread))

    def _seen(self, event: TextSent | MediaSent, **found: object) -> TextSent | MediaSent:
        beside = replace(self.session, talk=self.case)
        return replace(event, scrubbed="yes", **found) if is_scrubbed(self.flows, beside, event) else event

    def loses(self, text: str) -> Self:
        """Write something that the edge cannot scrub, so that it hands on no words."""
        event = TextSent(at=self.now, text=text, crisis=crisis(text))
        assert self._seen(event).scrubbed, "these words are not scrubbed"
        return self.happens(replace(event, text="", scrubbed="failed"))

    def edits(self, text: str) -> Self:
        return self.happens(TextEdited(at=self.now, text=text))

    def sends(
        self, kind: str, caption: str = "", *, taken: bool = False, refused: Text | None = None
    ) -> Self:
        """Send something; `taken`: the edge has it cleaned and at hand."""
        sent = MediaSent(at=self.now, kind=kind, caption=caption, taken=taken, refused=refused)
        return self.happens(self._seen(sent))

    def timer(self, name: str) -> Self:
        return self.happens(TimerFired(at=self.now, timer=name))

    def number(self, press: int, card: int | None = None) -> Self:
        self.taps += 1
        return self.happens(
            ChoicePressed(at=self.now, card=self.card.card if card is None else card, press=press)
        )

    def becomes(self, **now: object) -> Self:
        """Let the team have changed how the case stands."""
        assert self.case is not None
        self.case = replace(self.case, **now)
        return self

    def heard(self) -> list[ReporterFact]:
        """What the case has heard since this was last asked."""
        told, self.told = self.told, []
        return told

    def press(self, *labels: str) -> Self:
        """Press keys by the id of their label ("btn.next", "role:victim"), turning pages to find them."""
        for label in labels:
            self.number(self._find(label))
        return self

    def _find(self, label: str) -> int:
        for press in self._pages():
            found = [key.press for row in self.card.keys for key in row if key.label.id == label]
            if found:
                return found[0]
            if press:
                self.number(press)
        raise AssertionError(f'no "{label}" among {self.labels}')

    def _pages(self) -> Iterator[int]:
        for _ in range(8):
            yield Press.LATER if self.shows_key("key.later") else 0

    # ------------------------------------------------------------ what stands there

    @property
    def card(self) -> Say:
        assert self.said is not None
        return self.said

    @property
    def labels(self) -> list[str]:
        return [key.label.id for row in self.card.keys for key in row]

    def shows_key(self, label: str) -> bool:
        return label in self.labels

    def ticked(self) -> list[str]:
        return [key.label.id for row in self.card.keys for key in row if key.ticked]

    @property
    def texts(self) -> list[str]:
        """All text ids of the card's paragraphs, inner ones included."""
        return [id_ for line in self.card.lines for id_ in ids(line)]

    def shows(self, *texts: str) -> bool:
        return all(text in self.texts for text in texts)

    @property
    def place(self) -> str:
        """What is laid over, else the phase and the step."""
        return self.session.over or f"{self.session.phase} {self.session.at}"

    def sees(self, *texts: str) -> Self:
        """Go on only if all these texts stand on the card."""
        for text in texts:
            assert text in self.texts, f'no "{text}" on the card: {self.texts}'
        return self

    def sees_no(self, *texts: str) -> Self:
        for text in texts:
            assert text not in self.texts, f'"{text}" on the card: {self.texts}'
        return self

    def toast(self) -> str:
        return self.card.toast.id if self.card.toast else ""

    def told_lists(self) -> set[str]:
        """The taxonomy lists whose codes can be read on the card, keys left aside."""
        return {id_.partition(":")[0] for id_ in self.texts if ":" in id_ and not id_.startswith("contact:")}

    # ------------------------------------------------------------ short ways

    def opened(self, language: str = "uk", role: str = "victim") -> Self:
        """From /start to the first question."""
        self.command("start").press(f"lang.name.{language}", "safety:safe", "btn.start_report", "btn.yes")
        return self.press(f"role:{role}")

    def tick(self, *labels: str) -> Self:
        """Tick these answers and go on."""
        return self.press(*labels, "btn.next")

    def review(self) -> Self:
        """Skip everything that is still asked."""
        return self.skip_to("review")

    def skip_to(self, question: str) -> Self:
        """Skip until a question or the review is open; confirm cards are passed with their first key.

        Where skipping would take the question along, its step is answered with the first choices.
        """
        for _ in range(60):
            if self.session.at == question and self.session.phase != "opening":
                return self
            if self._of_one_step(question):
                self.number(self.card.keys[0][0].press)
                self.press(*(["btn.next"] if self.ticked() else []))
            else:
                self.pass_on()
        raise AssertionError(f'"{question}" never came; now at {self.session.at}')

    def _of_one_step(self, question: str) -> bool:
        known = self.flows.questionnaires[self.session.flow].by_id if self.session.flow else {}
        here = known.get(self.session.at)
        return bool(here and question in known and here.step == known[question].step)

    def pass_on(self) -> Self:
        for key in ("btn.skip", "btn.next"):
            if self.shows_key(key):
                return self.press(key)
        return self.number(self.card.keys[0][0].press)


# ---------------------------------------------------------------------------- at every step

WAYS_OUT = ("btn.person", "btn.quick_exit", "btn.no", "btn.purpose_training", "person_knows:does_not_want")


def stands(role: str, seed: int = 0) -> Iterator[Talk]:
    """Copies of one talk as it stands at each step of the opening, each question, the review, and the end."""
    talk = Talk().command("start")
    yield copy(talk)
    for way in ("lang.name.en", "safety:safe", "btn.start_report", "btn.yes", f"role:{role}"):
        yield copy(talk.press(way))
    chance = random.Random(f"{role}{seed}")
    while talk.session.phase == "interview":
        yield copy(_answered(talk, chance))
    if talk.session.phase == "review":
        yield copy(talk.press("btn.edit"))
        yield copy(talk.press("btn.back"))
        yield copy(talk.press("btn.send" if talk.shows_key("btn.send") else "btn.back"))


def _answered(talk: Talk, chance: random.Random) -> Talk:
    choices = [key for row in talk.card.keys for key in row if key.press < Press.BACK]
    choices = [key for key in choices if key.label.id not in WAYS_OUT]
    grown_up = [key for key in choices if key.label.id != "age_band:under_13"]
    talk.number((choices[0] if len(grown_up) == 1 else chance.choice(grown_up[-5:])).press)
    return talk.press("btn.next") if talk.ticked() and talk.shows_key("btn.next") else talk
