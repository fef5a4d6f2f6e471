"""How a case ends: with an outcome, with a second person, written once; and what is left after an erasing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from flows.facts import (
    CaseOpened,
    ChatLeft,
    ErasedByReporter,
    InterpreterAnswered,
    InterpreterWished,
    LanguageChanged,
    Purged,
    Rated,
    Reopened,
    Report,
    ReportAdded,
    ReporterEdited,
    ReporterSentMedia,
    ReporterWrote,
    TalkEnded,
    VoiceReleased,
)
from flows.orders import SayToReporter
from flows.teamfacts import (
    CaseClosed,
    CaseReleased,
    Claimed,
    ErasedByTeam,
    HandOverOffered,
    SecondAnswered,
    SecondAsked,
    SecondWithdrawn,
    SpamMarked,
)
from tests.flows.bundles import inner
from tests.flows.case import REPORT, Board, board

if TYPE_CHECKING:
    from tests.flows.case import CaseFact

OTHER = Report("witness", {"ground": ("religion",)})


def talk(by: str = "ola", **opening: object) -> Board:
    return board(**{"reports": (REPORT,), **opening}).does(Claimed(by=by))


def closes(case: Board, *outcomes: str, by: str = "ola", count: bool = True) -> Board:
    return case.does(CaseClosed(by=by, outcomes=outcomes, count=count))


def counted(report: Report, outcome: str) -> Report:
    return replace(report, outcome=outcome)


def test_closing_tells_the_reporter_one_thing_that_was_done_and_takes_the_talk_from_the_team() -> None:
    case = closes(talk(), "safety_plan", "info_given", "referred")
    assert case.chat[-1] == "ho.closed + ho.rate"
    assert case.keys == ["btn.reopen", "opt.rate.yes", "opt.rate.part", "opt.rate.no"]
    assert (case.topics, case.group, case.private) == ({}, {}, {"ola": ["st.closed"]})
    assert case.moved == [counted(REPORT, "info_given")], "the first outcome that ends a case"
    assert (case.case.reports, case.case.state) == ((), "closed")


def test_what_only_a_person_may_say_is_not_in_the_closing_message() -> None:
    case = talk()
    case.does(SecondAsked(by="ola", to="ewa", outcomes=("duty_notification",)))
    case.does(SecondAnswered(by="ewa", confirmed=True))
    said = next(order for order in case.orders if isinstance(order, SayToReporter))
    assert inner(said.lines[0], "done").id == "ho.done.read"


def test_a_closed_case_is_kept_for_thirty_days_and_then_erased() -> None:
    case = closes(talk(), "info_given").later(days=29, hours=23)
    assert not case.ended
    assert case.later(hours=1).ended
    assert len(case.moved) == 1


@pytest.mark.parametrize("outcome", ["invalid", "duplicate", "out_of_scope"])
def test_what_is_no_entry_becomes_none(outcome: str) -> None:
    assert closes(talk(), "info_given", outcome).moved == []


def test_only_the_talk_means_no_entry_ever() -> None:
    case = talk(register=False).does(ReportAdded(reports=(OTHER,)))
    assert closes(case, "info_given").moved == [counted(OTHER, "info_given")]


def test_a_case_is_closed_with_something_that_ends_it() -> None:
    for outcomes in ((), ("in_progress", "interpreted"), ("nonsense",)):
        case = closes(talk(), *outcomes)
        assert (case.told(), case.case.state) == ("team.outcome.none", "claimed")


def test_a_minors_answers_are_counted_only_where_the_counsellor_says_so() -> None:
    case = closes(talk("jan", flags=("minor",)), "info_given", by="jan", count=False)
    assert (case.moved, case.case.reports) == ([], ())
    assert closes(talk("jan", flags=("minor",)), "info_given", by="jan").moved


def test_a_notification_by_legal_duty_needs_a_second_person() -> None:
    case = closes(talk(), "info_given", "duty_notification")
    assert (case.told(), case.case.state) == ("team.duty.second", "claimed")
    case.does(SecondAsked(by="ola", to="ewa", outcomes=("duty_notification",)))
    assert case.questions["ewa", "second"].id == "team.second_q"
    case.does(SecondAnswered(by="ewa", confirmed=True))
    assert (case.case.state, case.questions) == ("closed", {})
    assert case.moved == [counted(REPORT, "duty_notification")]


@pytest.mark.parametrize("to", ["ola", "ira", "ada", "stranger"])
def test_the_second_person_is_another_one_who_leads_talks(to: str) -> None:
    case = talk().does(SecondAsked(by="ola", to=to, outcomes=("duty_notification",)))
    assert (case.told(), case.questions) == ("team.duty.second", {})


def test_without_the_second_persons_yes_the_case_stays_open() -> None:
    case = talk().does(SecondAsked(by="ola", to="ewa", outcomes=("duty_notification",)))
    assert case.does(SecondAnswered(by="jan", confirmed=True)).told() == "team.answer_lapsed"
    case.does(SecondAnswered(by="ewa", confirmed=False))
    assert (case.case.state, case.questions, case.topics["ola"]) == ("claimed", {}, ["bot: team.second_no"])


def test_the_counsellor_may_stop_waiting_for_the_second_person() -> None:
    case = talk().does(SecondAsked(by="ola", to="ewa", outcomes=("duty_notification",)))
    case.does(SecondWithdrawn(by="ola"))
    assert (case.case.second, case.questions, case.case.state) == ("", {}, "claimed")
    assert case.does(SecondAnswered(by="ewa", confirmed=True)).told() == "team.answer_lapsed"
    assert case.does(SecondWithdrawn(by="ewa")).told() == "team.nobodys"


def test_a_duty_to_notify_stands_in_the_register_only_where_nothing_else_was_done() -> None:
    case = talk().does(SecondAsked(by="ola", to="ewa", outcomes=("duty_notification", "referred")))
    assert case.does(SecondAnswered(by="ewa", confirmed=True)).moved == [counted(REPORT, "referred")]


def test_who_was_asked_for_a_second_signature_is_not_asked_once_the_case_is_with_somebody_else() -> None:
    case = talk().does(SecondAsked(by="ola", to="ewa", outcomes=("duty_notification",)))
    case.does(CaseReleased(by="ola"))
    assert case.questions == {}
    assert case.does(SecondAnswered(by="ewa", confirmed=True)).told() == "team.answer_lapsed"


def test_reopening_writes_nothing_twice_and_the_case_waits_again() -> None:
    case = closes(talk(), "info_given").does(Reopened())
    assert (case.case.state, case.card()) == ("waiting", ["st.card"])
    assert closes(case.does(Claimed(by="jan")), "resolved", by="jan").moved == [counted(REPORT, "info_given")]


def test_what_was_not_counted_at_the_first_end_is_not_counted_later() -> None:
    case = closes(talk("jan", flags=("minor",)), "info_given", by="jan", count=False).does(Reopened())
    assert closes(case.does(Claimed(by="jan")), "resolved", by="jan").moved == []


def test_another_report_after_reopening_is_counted_once_too() -> None:
    case = closes(talk(), "info_given").does(ReportAdded(reports=(OTHER,))).does(Claimed(by="ola"))
    assert case.chat[-1] == "ho.closed + ho.rate", "who sent a report waits for no talk"
    closes(case, "resolved")
    assert case.moved == [counted(REPORT, "info_given"), counted(OTHER, "resolved")]


@pytest.mark.parametrize(
    "fact",
    [
        ReporterWrote(text="Ще одне"),
        ReporterSentMedia(kind="photo"),
        InterpreterWished(language="uk"),
        CaseOpened(lang="uk", wish="talk"),
        Reopened(),
    ],
)
def test_whatever_needs_somebody_opens_a_closed_case_again(fact: ReporterWrote) -> None:
    assert closes(talk(), "info_given").does(fact).card() == ["st.card"]


def test_a_voice_opens_a_closed_case_when_it_is_sent_and_not_before() -> None:
    case = closes(talk(), "info_given").does(ReporterSentMedia(kind="voice"))
    assert case.case.state == "closed"
    assert case.does(VoiceReleased()).case.state == "waiting"


def test_a_typo_mended_in_a_closed_case_opens_nothing() -> None:
    case = closes(talk().does(ReporterWrote(text="a")), "info_given")
    assert case.does(ReporterEdited(text="b", line=1)).case.state == "closed"
    assert case.does(ReporterEdited(text="b", line=9)).orders == ()


def test_one_tap_counts_once() -> None:
    case = closes(talk(), "info_given").does(Rated(answer="part")).does(Rated(answer="no"))
    assert case.ratings == ["part"]
    case.does(Reopened()).does(Claimed(by="ola"))
    assert closes(case, "info_given").chat[-1] == "ho.closed", "and is not asked for again"


def test_a_reporter_erases_everything_at_once() -> None:
    case = talk(speaks="uk").does(Claimed(by="ira", as_interpreter=True))
    case.does(InterpreterAnswered(answer="yes")).does(HandOverOffered(by="ola", to="jan"))
    case.does(SecondAsked(by="ola", to="ewa", outcomes=("duty_notification",))).does(ErasedByReporter())
    assert (case.ended, case.moved, case.timers) == (True, [], {})
    assert (case.topics, case.group, case.questions) == ({}, {}, {})
    assert case.private["ola"] == ["st.wiped"]
    assert case.private["ira"][-1] == "st.wiped"


def test_an_unclaimed_case_that_is_erased_tells_nobody() -> None:
    case = board().does(ErasedByReporter())
    assert (case.ended, case.private, case.coordinators, case.group) == (True, {}, [], {})


def test_the_team_erases_at_the_reporters_wish_and_writes_nothing_to_them() -> None:
    case = talk().does(ErasedByTeam(by="jan"))
    assert (case.told(), case.ended) == ("team.nobodys", False)
    case.does(ErasedByTeam(by="ola"))
    assert (case.ended, case.moved, case.chat) == (True, [], ["ho.joined"])
    assert case.private == {"ola": ["team.erased"]}


def test_who_only_waited_and_ends_the_talk_leaves_nothing_behind() -> None:
    case = board().does(TalkEnded())
    assert (case.ended, case.group) == (True, {})


@pytest.mark.parametrize(
    "opening", [{"reports": (REPORT,)}, {"words": {"v_words": "a"}}, {"flags": ("minor",)}]
)
def test_who_told_something_and_ends_the_talk_is_still_read(opening: dict[str, object]) -> None:
    case = board(**opening).does(TalkEnded())
    assert (case.ended, case.card()[-1], case.case.wish) == (False, "st.card", "message")


# ---------------------------------------------------------------------------- spam, and a breach


def test_spam_is_closed_uncounted_and_the_reporter_hears_what_anybody_hears_at_a_closing() -> None:
    case = talk().does(ReporterWrote(text="…")).does(SpamMarked(by="ola"))
    assert (case.case.state, case.moved, case.case.reports) == ("closed", [], ())
    assert (case.topics, case.group, case.private) == ({}, {}, {"ola": ["team.spam"]})
    assert (case.chat[-1], case.keys) == ("ho.closed", ["btn.reopen"])
    assert case.later(days=30).ended
    assert case.moved == []


def test_of_spam_nothing_reaches_the_team_until_a_person_is_asked_for_again() -> None:
    case = talk().does(SpamMarked(by="ola")).does(Rated(answer="no")).does(LanguageChanged(lang="ru"))
    assert (case.topics, case.group, case.ratings) == ({}, {}, [])
    assert case.private == {"ola": ["team.spam"]}


@pytest.mark.parametrize(
    "asks", [Reopened(), CaseOpened(lang="uk", wish="talk"), ReportAdded(reports=(OTHER,))], ids=type
)
def test_whoever_was_marked_as_spam_reaches_a_person_again_however_often(asks: CaseFact) -> None:
    """Somebody in a crisis may have been marked wrongly: asking is never refused, and the mark is told."""
    case = talk()
    for _ in range(3):
        case.does(SpamMarked(by="ola"))
        case.does(asks)
        assert (case.case.state, set(case.group)) == ("waiting", {"case"})
        assert case.case.flags.count("spam") == 1
        case.does(Claimed(by="ola"))
        assert case.case.state == "claimed"


@pytest.mark.parametrize("flag", ["danger", "minor", "duty"])
def test_what_carries_an_important_mark_is_not_closed_as_spam(flag: str) -> None:
    case = talk("jan", flags=(flag,)).does(SpamMarked(by="jan"))
    assert (case.told(), case.case.state) == ("team.spam_no", "claimed")


def test_only_who_has_the_case_marks_it_as_spam() -> None:
    case = talk().does(SpamMarked(by="jan"))
    assert (case.told(), case.case.state) == ("team.nobodys", "claimed")


def test_in_a_purge_a_case_ends_in_every_state_nothing_is_counted_and_colleagues_are_told() -> None:
    states = (board(reports=(REPORT,)), talk(), closes(talk(), "info_given"), talk().does(ChatLeft()))
    for case in states:
        counted_before, said = len(case.moved), list(case.chat)
        assert case.does(Purged()).ended
        assert (case.topics, case.group, case.questions, case.timers) == ({}, {}, {}, {})
        assert (len(case.moved), case.chat) == (counted_before, said)
    assert talk().does(Purged()).private == {"ola": ["team.purged"]}
