"""What may happen to three cases at once, drawn by chance; and the world in which it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import strategies as st
from msgspec.structs import fields, replace

from flows import facts, teamfacts
from flows.case import Case
from flows.facts import (
    AnswerOpened,
    CaseOpened,
    CaseTimerFired,
    ChatLeft,
    CodeGiven,
    ErasedByReporter,
    Fact,
    InterpreterAnswered,
    NotDelivered,
    Reopened,
    Report,
    ReportAdded,
    ReporterEdited,
    ReporterSentMedia,
    ReporterWrote,
    SafeTimeSaid,
    VoiceReleased,
)
from flows.teamfacts import (
    CaseClosed,
    CaseReleased,
    CaseRested,
    Claimed,
    ColleagueEdited,
    ColleagueLost,
    ColleagueWrote,
    HandOverAnswered,
    HandOverOffered,
    InterpreterAsked,
    QuietMarked,
    SecondAnswered,
    SecondAsked,
)
from tests.flows.case import TEAM, team
from tests.flows.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.flows.case import CaseFact

Told = TypeVar("Told", bound=Fact)

WHO = st.sampled_from(
    [*["@counsellor"] * 9, *["@interpreter"] * 4, "@offered", "@second", *team(), "ola", "ira", "ghost", ""]
)
LIKELY = {("@counsellor", False): "ola", ("@counsellor", True): "jan"}
"""Who does what somebody in the case would do, where nobody is there yet."""

NUMBER = st.integers(-6, 12)
"""Below 0: so many lines before the newest."""
FLAGS = st.lists(st.sampled_from(["danger", "minor", "quiet", "duty", "interpreter", "odd"]), max_size=2).map(
    tuple
)
REPORTS = st.integers(0, 2).map(lambda n: (Report("", {}),) * n)
LANGUAGE = st.sampled_from(["uk", "ru", "pl", "en", "ka", "odd"])
OUTCOMES = st.lists(
    st.sampled_from(["info_given", "resolved", "duty_notification", "interpreted", "invalid", "odd"]),
    max_size=3,
).map(tuple)
SPAN = st.none() | st.tuples(st.integers(-10, 1500), st.integers(-10, 1500))
WORDS = st.sampled_from(["…", "…", "…", ".…", " ", ""])

FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "lang": st.sampled_from(["uk", "ru", "pl", "en"]),
    "role": st.sampled_from(["", "victim"]),
    "reports": REPORTS,
    "register": st.booleans(),
    "words": st.sampled_from([{}, {"v_words": "…"}]),
    "speaks": st.sampled_from(["", "", "ka", "uk"]),
    "prefers": st.sampled_from(["", "btn.who_woman"]),
    "flags": FLAGS,
    "wish": st.sampled_from(["report", "talk", "message"]),
    "text": WORDS,
    "crisis": st.sampled_from([False, False, False, True]),
    "line": NUMBER,
    "reply": NUMBER,
    "kind": st.sampled_from(["photo", "voice"]),
    "language": LANGUAGE,
    "span": SPAN,
    "blocked": st.booleans(),
    "timer": st.sampled_from(["remind", "minor", "safe", "odd", "retention", "limit"]),
    "by": WHO,
    "to": WHO,
    "as_interpreter": st.booleans(),
    "accepted": st.sampled_from([True, True, False]),
    "confirmed": st.booleans(),
    "phrase": st.just("hello"),
    "values": st.just({}),
    "outcomes": OUTCOMES,
    "count": st.booleans(),
    "card": st.integers(0, 3),
    "press": st.integers(0, 40) | st.integers(400, 430) | st.just(500),
    "question": st.sampled_from(["v_words", "v_words", "odd"]),
    "place": st.integers(-1, 2),
}
ANSWERS = {"InterpreterAnswered": ("yes", "yes", "other", "no"), "SafeTimeSaid": ("any", "between", "no")}
RARE = (
    "ErasedByReporter",
    "ErasedByTeam",
    "Purged",
    "SpamMarked",
    "TalkEnded",
    "ColleagueLost",
    "CaseClosed",
    "ChatLeft",
    "NotDelivered",
)
OFTEN = ("ReporterWrote", "ColleagueWrote", "Claimed", "InterpreterAnswered", "HandOverAnswered")


def of(kind: type[Told]) -> st.SearchStrategy[Told]:
    answers = st.sampled_from(ANSWERS.get(kind.__name__, ("yes", "part", "no")))
    given_ = {field.name: answers if field.name == "answer" else FIELDS[field.name] for field in fields(kind)}
    return st.builds(kind, **given_)


KINDS = [kind for module in (facts, teamfacts) for kind in vars(module).values()]
KINDS = [kind for kind in KINDS if isinstance(kind, type) and issubclass(kind, Fact) and kind is not Fact]
KINDS = list(dict.fromkeys(KINDS))
ANY = st.sampled_from(
    [
        kind
        for kind in KINDS
        for _ in range(1 if kind.__name__ in RARE else 9 if kind.__name__ in OFTEN else 3)
    ]
).flatmap(of)

USUAL: tuple[tuple[CaseFact, ...], ...] = (
    (ReporterWrote(text="…"), ReporterWrote(text="…")),
    (Claimed(by="@counsellor"), ReporterWrote(text="…"), ColleagueWrote(by="@counsellor", text="…")),
    (
        ReporterWrote(text="…"),
        InterpreterAsked(by="@counsellor", language="uk"),
        Claimed(by="@interpreter", as_interpreter=True),
        ReporterWrote(text="…"),
        InterpreterAnswered(answer="yes"),
        ReporterEdited(text="…", line=1),
        ReporterWrote(text="…"),
        ColleagueWrote(by="@interpreter", text="…", reply=-1),
        ColleagueWrote(by="@counsellor", text="…"),
        ColleagueWrote(by="@interpreter", text="…", reply=-1),
        ColleagueWrote(by="@counsellor", text=".…"),
        ColleagueWrote(by="@interpreter", text="…", reply=-1),
    ),
    (InterpreterAnswered(answer="yes"), ReporterWrote(text="…"), ColleagueWrote(by="@counsellor", text="…")),
    (
        ColleagueWrote(by="@interpreter", text="…", reply=-1),
        ColleagueEdited(by="@interpreter", text="…", line=-1),
    ),
    (ColleagueWrote(by="@interpreter", text="…", reply=-2), ColleagueWrote(by="@interpreter", text=".…")),
    (HandOverOffered(by="@counsellor", to="ewa"), HandOverAnswered(by="@offered", accepted=True)),
    (ColleagueWrote(by="@counsellor", text=".…"), ColleagueEdited(by="@counsellor", text="…", line=-1)),
    (ColleagueWrote(by="@counsellor", text="…"), AnswerOpened()),
    (SafeTimeSaid(answer="between", span=(14 * 60, 15 * 60)), ColleagueWrote(by="@counsellor", text="…")),
    (ReporterSentMedia(kind="voice"), ReporterWrote(text="…"), VoiceReleased()),
    (CaseRested(by="@counsellor"), ReporterWrote(text="…"), Claimed(by="jan")),
    (CaseReleased(by="@counsellor"), Claimed(by="@counsellor")),
    (ReporterWrote(text="…"), ReporterEdited(text="…", line=-1)),
    (CaseClosed(by="@counsellor", outcomes=("info_given",)), Reopened(), Claimed(by="@counsellor")),
    (
        SecondAsked(by="@counsellor", to="ewa", outcomes=("duty_notification",)),
        SecondAnswered(by="@second", confirmed=True),
        ReportAdded(reports=(Report("", {}),)),
    ),
    (ReporterEdited(text="…", line=1), ColleagueEdited(by="@counsellor", text="…", line=2)),
    (ColleagueWrote(by="@counsellor", text=".…"), ColleagueWrote(by="@interpreter", text="…", reply=-1)),
    (ChatLeft(), ColleagueWrote(by="@counsellor", text="…"), ReporterWrote(text="…")),
    (
        QuietMarked(by="@counsellor"),
        ColleagueWrote(by="@counsellor", text="…"),
        AnswerOpened(),
        ColleagueEdited(by="@counsellor", text="…", line=-1),
    ),
    (CodeGiven(), ColleagueWrote(by="@counsellor", text="…"), NotDelivered(), ReporterWrote(text="…")),
    (ReportAdded(reports=(Report("", {}),), flags=("minor",)),),
    (ErasedByReporter(),),
    (ErasedByReporter(),),
    (CodeGiven(), SafeTimeSaid(answer="no"), ColleagueWrote(by="@counsellor", text="…")),
)
"""What usually follows on each other, so that the walk gets far; what is rare comes from `ANY`."""

ANEW = (
    CaseOpened(lang="uk", wish="talk"),
    CaseOpened(lang="uk", reports=(Report("", {}),), flags=("minor",)),
    CaseOpened(lang="ru", reports=(Report("", {}),) * 2, speaks="ka"),
)
"""What comes in place of a case that has ended."""

CASE = st.integers(0, 2)
EVENT = st.one_of(
    *[st.tuples(CASE, ANY)] * 6,
    *[st.tuples(CASE, st.sampled_from(USUAL))] * 6,
    st.tuples(CASE, st.just(CaseTimerFired(timer="retention"))),
    st.tuples(st.just("wait"), st.sampled_from([*[1] * 6, *[20] * 4, 90, 60 * 13, 60 * 24 * 5])),
    st.tuples(st.sampled_from(["revoke", *["enrol"] * 4]), st.sampled_from([member.id for member in TEAM])),
)


class World:
    """Three cases and one team, which comes and goes."""

    def __init__(self, openings: tuple[CaseOpened, ...]) -> None:
        self.roster, self.said = team(), 0
        self.cases = [self.opened(number, opening) for number, opening in enumerate(openings)]

    def opened(self, number: int, fact: CaseOpened) -> Watch:
        return Watch(number, self.told(number, Case("", 0, ""), fact), roster=self.roster)

    def happens(self, what: Any, which: Any) -> None:
        match what:
            case "wait":
                for case in self.open():
                    case.later(minutes=which)
            case "revoke":
                self.roster.pop(which, None)
                for case in self.open():
                    case.does(ColleagueLost(by=which))
            case "enrol":
                self.roster[which] = team()[which]
            case number:
                if self.cases[number].ended:
                    self.cases[number] = self.opened(number, ANEW[self.next() % len(ANEW)])
                happened = (Claimed(by="@counsellor"), *which) if isinstance(which, tuple) else (which,)
                self.go_on(self.cases[number], happened)

    def go_on(self, case: Watch, happened: tuple[CaseFact, ...]) -> None:
        for fact in happened:
            if not case.ended:
                if isinstance(fact, ChatLeft | NotDelivered):
                    case.lags(min(len(case.relayed), self.said % 3))
                case.does(self.told(case.number, case.case, fact))

    def open(self) -> Iterator[Watch]:
        return (case for case in self.cases if not case.ended)

    def told(self, number: int, case: Case, fact: Told) -> Told:
        """Fill in who and which line is meant, and words that occur nowhere else."""
        changes: dict[str, Any] = {}
        for name in (field.name for field in fields(fact)):
            value = getattr(fact, name)
            match name, value:
                case "by" | "to", str() if value.startswith("@"):
                    changes[name] = getattr(case, value[1:]) or LIKELY.get(
                        (value, "minor" in case.flags), "ira"
                    )
                case "line" | "reply", int() if value < 0:
                    changes[name] = max(0, case.lines + 1 + value)
                case "text", str() if "…" in value:
                    changes[name] = value.replace("…", f"{number}:{self.next()}")
                case "reports", tuple():
                    changes[name] = tuple(replace(report, role=f"{number}:{self.next()}") for report in value)
                case "card", int() if case.seats:
                    changes[name] = max(seat.card for seat in case.seats.values())
        return replace(fact, **changes)

    def next(self) -> int:
        self.said += 1
        return self.said
