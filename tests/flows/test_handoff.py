"""The conversation with the real case beside it: how the one takes the other to stand is how it stands."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from flows import case as cases
from flows import casework
from flows.facts import CaseOpened, CaseTimerFired, TalkEnded
from flows.model import Press, TellCase
from flows.orders import EndCase, RelayToReporter, SayToReporter
from flows.session import Talk as Standing
from flows.teamfacts import (
    CaseClosed,
    CaseReleased,
    CaseRested,
    Claimed,
    ColleagueWrote,
    InterpreterAsked,
    QuietMarked,
)
from tests.flows.case import team as roster
from tests.flows.talk import MONDAY, NOON, Talk, team

if TYPE_CHECKING:
    from typing import Self

    from flows.case import Case
    from flows.model import Effect
    from flows.orders import CaseOrder
    from tests.flows.case import CaseFact


class HandOff(Talk):
    """A chat whose facts reach a real case; `brought` is what comes from there into the chat."""

    def __init__(self) -> None:
        super().__init__("en", team())
        self.now = MONDAY
        self.real: Case | None = None
        self.brought: list[CaseOrder] = []

    def _follow(self, effect: Effect) -> None:
        super()._follow(effect)
        if isinstance(effect, TellCase):
            self.takes(effect.fact)

    def takes(self, fact: CaseFact) -> Self:
        """Let the case take a fact, of the reporter or of the team."""
        if self.real is None:
            assert isinstance(fact, CaseOpened), f"{fact} is told to no case"
            taken = casework.opened(self.flows, roster(), fact, self.now, "Otter", 1)
        else:
            taken = casework.take(self.flows, roster(), self.real, fact, self.now)
        ended = any(isinstance(order, EndCase) for order in taken.orders)
        self.real = None if ended else cases.decode_case(cases.encode(taken.case))
        self.brought += [
            order for order in taken.orders if isinstance(order, RelayToReporter | SayToReporter)
        ]
        self.case = view(self.real) if self.real else None
        return self


def view(case: Case) -> Standing:
    """What the edge tells the conversation of its case."""
    return Standing(
        case.state,
        wish=case.wish,
        lang=case.lang,
        quiet=cases.quiet(case),
        unread=case.waits,
        helping=case.helping,
        speaks=case.speaks,
        held=bool(case.held),
        safe=case.safe,
        code=case.code,
        rated=case.rated,
        minor="minor" in case.flags,
    )


# ---------------------------------------------------------------------------- one talk from end to end


def test_a_quiet_talk_from_the_message_to_the_answer() -> None:
    talk = HandOff()
    talk.opened("uk").tick("incident_group:violence").tick("incident_type:domestic_violence")
    talk.press("key.person", "btn.leave_message", "btn.pass_on", "btn.who_woman").writes(
        "Допоможіть, будь ласка"
    )
    talk.press("btn.text_ok", "btn.done", "btn.time_any").sees("ho.left")
    talk.takes(Claimed(by="jan")).takes(ColleagueWrote(by="jan", text="Dzień dobry"))
    (card,) = talk.brought
    assert isinstance(card, SayToReporter)
    assert [line.id for line in card.lines] == ["talk.answer_card"], "nothing of the answer comes by itself"
    talk.timer("retention").command("start").sees("talk.answer_card").press("btn.open").sees("talk.on")
    assert isinstance(talk.brought[-1], RelayToReporter)
    talk.takes(CaseClosed(by="jan", outcomes=("info_given",))).command("person").press("btn.open")
    last = talk.brought[-1]
    assert isinstance(last, SayToReporter)
    assert {key.press for row in last.keys for key in row} >= {Press.REOPEN, Press.RATE_YES}
    talk.number(Press.RATE_PART, card=0).number(Press.REOPEN, card=0).sees("ho.reopened", "ho.waiting")
    assert talk.real is not None
    assert (talk.real.state, talk.real.rated) == ("waiting", True)


def test_a_talk_without_a_word_leaves_no_case_behind() -> None:
    talk = HandOff()
    talk.command("start").press("lang.name.en", "key.person", "btn.person", "btn.yes", "btn.who_any")
    talk.press("btn.end_chat", "btn.end_chat").sees("ho.cancelled")
    assert talk.real is None
    talk.command("start").sees("lang.all")


# ---------------------------------------------------------------------------- any talk

OFTEN: list[CaseFact] = [
    Claimed(by="jan"),
    Claimed(by="ira", as_interpreter=True),
    ColleagueWrote(by="jan", text="tak"),
    InterpreterAsked(by="jan", language="uk"),
]
AT_WORK: list[CaseFact] = [
    *OFTEN * 2,
    CaseReleased(by="jan"),
    CaseRested(by="jan"),
    QuietMarked(by="jan"),
    CaseClosed(by="jan", outcomes=("info_given",)),
    CaseTimerFired(timer="retention"),
]
SELDOM = {"btn.quick_exit", "btn.erase_yes", "btn.erase", "safety:watched", "btn.no"}


@pytest.mark.parametrize("seed", range(100))
def test_after_any_turn_the_case_stands_as_the_conversation_took_it_to_stand(seed: int) -> None:
    talk, chance = HandOff(), random.Random(f"handoff{seed}")
    talk.command("start")
    for _ in range(80):
        talk.now = chance.choice([MONDAY, NOON])
        if talk.real and chance.random() < 0.3:
            talk.takes(chance.choice(AT_WORK))
        _acts(talk, chance)
        if talk.said is None or talk.erased:
            talk.command("start")
        # Only the case knows whether a talk that has ended is kept.
        if TellCase(TalkEnded()) not in talk.effects:
            assert _known(talk.session.talk) == _known(talk.case), talk.effects


def _acts(talk: HandOff, chance: random.Random) -> None:
    keys = [
        key for row in talk.card.keys for key in row if key.label.id not in SELDOM or chance.random() < 0.1
    ]
    match chance.randrange(8):
        case 0:
            talk.writes(chance.choice(["hello", "9–12", "he will kill me"]))
        case 1:
            talk.sends(chance.choice(["photo", "voice", "sticker"]), taken=True)
        case 2:
            talk.number(chance.randrange(Press.OPEN, Press.RATE_NO + 1), card=0)
        case _:
            talk.number(chance.choice(keys).press)


def _known(case: Standing | None) -> Standing | None:
    """Leave out what stands on no card before the next turn."""
    return replace(case, before=0, quiet=False, unread=0) if case else None
