"""A quiet case: a counsellor's words arrive as a neutral card, at a safe time, and are read after a press."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from flows.facts import (
    AnswerOpened,
    AnswerPutOff,
    ChatLeft,
    CodeGiven,
    NotDelivered,
    ReporterWrote,
    SafeTimeSaid,
    TalkEnded,
)
from flows.teamfacts import CaseClosed, Claimed, ColleagueEdited, ColleagueLost, ColleagueWrote, QuietMarked
from tests.flows.case import REPORT, Board, board


def quiet_case(**opening: object) -> Board:
    return board(**{"flags": ("quiet",), **opening}).does(Claimed(by="ola"))


def writes(case: Board, words: str = "Dzień dobry") -> Board:
    return case.does(ColleagueWrote(by="ola", text=words))


def test_nothing_that_shows_the_topic_comes_by_itself() -> None:
    case = quiet_case()
    assert case.chat == [], "not even that a person is there"
    writes(case)
    assert (case.chat, case.keys) == (["talk.answer_card"], ["btn.open", "btn.not_now"])


def test_one_card_stands_however_much_was_written_and_a_press_opens_it_all() -> None:
    case = writes(writes(quiet_case()), "Jak się masz?")
    assert case.chat == ["talk.answer_card"]
    case.does(AnswerOpened())
    assert case.chat[1:] == ["counsellor: Dzień dobry", "counsellor: Jak się masz?"]
    assert case.case.waits == 0
    assert writes(case, "I jeszcze").chat[-1] == "talk.answer_card", "the next words knock anew"


def test_not_now_lets_it_wait_without_another_card() -> None:
    case = writes(quiet_case()).does(AnswerPutOff())
    assert (case.chat, case.case.waits) == (["talk.answer_card"], 1)
    assert case.does(AnswerOpened()).chat[-1] == "counsellor: Dzień dobry"


def test_the_card_comes_only_within_the_agreed_hours() -> None:
    case = quiet_case().does(SafeTimeSaid(answer="between", span=(15 * 60, 16 * 60)))
    writes(case)
    assert case.chat == []
    assert case.later(hours=2, minutes=59).chat == []
    assert case.later(minutes=1).chat == ["talk.answer_card"]


def test_a_timer_that_fires_outside_the_agreed_hours_waits_for_the_next() -> None:
    case = quiet_case().does(SafeTimeSaid(answer="between", span=(15 * 60, 16 * 60)))
    writes(case)
    case.timers["safe"] += 7200
    assert case.later(hours=5).chat == []
    assert case.later(hours=22).chat == ["talk.answer_card"]


def test_agreed_hours_hold_where_the_case_was_not_marked_as_quiet() -> None:
    case = board(wish="message").does(SafeTimeSaid(answer="between", span=(15 * 60, 16 * 60)))
    writes(case.does(Claimed(by="ola")))
    assert case.chat == []
    case.does(SafeTimeSaid(answer="any"))
    assert case.chat == ["counsellor: Dzień dobry"], "at any time means that the words may come themselves"


@pytest.mark.parametrize("span", [None, (0, 0), (2000, 2100), (-5, 60)])
def test_hours_that_cannot_be_kept_count_as_no(span: tuple[int, int] | None) -> None:
    case = writes(quiet_case().does(SafeTimeSaid(answer="between", span=span)))
    assert (case.chat, case.case.safe, case.timers.get("safe")) == ([], "no", None)


def test_no_means_no_card_and_the_words_wait_until_the_person_comes() -> None:
    case = writes(quiet_case().does(SafeTimeSaid(answer="no")).later(days=1))
    assert (case.chat, case.case.waits, case.mailbox) == ([], 1, [])
    assert case.later(days=20).chat == []
    assert case.does(AnswerOpened()).chat == ["counsellor: Dzień dobry"]


def test_with_a_return_code_the_words_wait_in_the_mailbox_too() -> None:
    case = quiet_case().does(SafeTimeSaid(answer="no"))
    writes(case).does(CodeGiven())
    assert writes(case, "Jeszcze").mailbox == [1, 2]
    assert case.does(SafeTimeSaid(answer="no")).mailbox == [1, 2], "each goes there once"


def test_new_words_do_not_slip_into_an_opened_message_by_an_edit() -> None:
    case = writes(quiet_case())
    case.does(ColleagueEdited(by="ola", text="Dobry wieczór", line=1))
    assert case.does(AnswerOpened()).chat[-1] == "counsellor: Dobry wieczór", (
        "before it was opened it may change"
    )
    case.does(ColleagueEdited(by="ola", text="Uciekaj", line=1))
    assert (case.told(), case.amended_at_reporter, case.lines[1].text) == (
        "team.edit_no",
        [],
        "Dobry wieczór",
    )


def test_a_counsellor_marks_a_case_as_quiet() -> None:
    case = board().does(Claimed(by="ola")).does(QuietMarked(by="ola"))
    assert case.case.flags == ("quiet",)
    assert writes(case).chat == ["ho.joined", "talk.answer_card"]


def test_after_a_quick_exit_nothing_comes_until_the_person_is_back() -> None:
    case = board().does(Claimed(by="ola")).does(ChatLeft())
    assert case.topics["ola"] == ["bot: st.left_chat"]
    writes(case)
    assert (case.chat, case.case.waits) == (["ho.joined"], 1)
    case.does(ReporterWrote(text="Я знову тут"))
    assert writes(case, "Dobrze").chat == ["ho.joined", "talk.answer_card"]
    assert case.does(AnswerOpened()).chat[-2:] == ["counsellor: Dzień dobry", "counsellor: Dobrze"]


def test_after_a_quick_exit_an_agreed_time_still_holds() -> None:
    case = quiet_case().does(SafeTimeSaid(answer="any")).does(ChatLeft())
    assert writes(case).chat == ["talk.answer_card"]


def test_a_blocked_chat_is_told_to_the_counsellor_once_and_nothing_is_sent_there() -> None:
    case = board().does(Claimed(by="ola")).does(ChatLeft(blocked=True)).does(NotDelivered())
    assert case.topics["ola"] == ["bot: team.blocked"]
    writes(case)
    assert (case.chat, case.case.waits, case.mailbox) == (["ho.joined"], 1, [])
    assert case.does(AnswerOpened()).chat[-1] == "counsellor: Dzień dobry", "who comes back finds it"


def test_with_a_return_code_every_answer_can_be_read_from_another_phone_too() -> None:
    """Also what was brought into the chat, which may be deleted later."""
    case = board().does(Claimed(by="ola"))
    writes(case, "Przed kodem").does(CodeGiven())
    assert writes(case, "Po kodzie").mailbox == [2]
    assert case.chat[-1] == "counsellor: Po kodzie"


def test_with_a_return_code_the_words_for_a_blocked_chat_go_to_the_mailbox_alone() -> None:
    case = quiet_case().does(CodeGiven())
    writes(case).does(NotDelivered())
    assert writes(case, "Jeszcze").mailbox == [1, 2]
    assert case.case.waits == 0


def test_what_had_not_arrived_when_the_chat_was_blocked_goes_to_the_mailbox_too() -> None:
    case = writes(quiet_case().does(CodeGiven()).does(SafeTimeSaid(answer="no"))).does(AnswerOpened())
    assert case.mailbox == [1]
    writes(case.does(SafeTimeSaid(answer="any"))).does(AnswerOpened())
    case.case = replace(
        case.case, unread=(1, 2)
    )  # storage takes back what is still on its way (Store.recall)
    case.does(NotDelivered())
    assert (case.mailbox, case.case.waits) == ([1, 2], 0)


def test_a_second_press_on_open_brings_nothing_twice() -> None:
    case = writes(quiet_case()).does(AnswerOpened())
    assert case.does(AnswerOpened()).orders == ()


def test_a_card_with_nothing_behind_it_any_more_is_answered() -> None:
    case = quiet_case(speaks="uk").does(Claimed(by="ira", as_interpreter=True))
    case.does(ColleagueLost(by="ira"))
    assert case.does(AnswerOpened()).chat == ["talk.answer_card", "talk.nothing_waits"]


def test_the_closing_of_a_quiet_case_waits_behind_the_card_too() -> None:
    case = quiet_case(reports=(REPORT,)).does(CaseClosed(by="ola", outcomes=("info_given",)))
    assert case.chat == ["talk.answer_card"]
    case.does(AnswerOpened())
    assert case.chat[-1] == "ho.closed + ho.rate"
    assert case.keys == ["btn.reopen", "opt.rate.yes", "opt.rate.part", "opt.rate.no"]


def test_who_ends_the_talk_may_still_get_an_answer() -> None:
    case = board().does(Claimed(by="ola")).does(TalkEnded())
    assert case.topics["ola"] == ["bot: st.left_chat"]
    assert writes(case).chat[-1] == "counsellor: Dzień dobry"


def test_hours_over_midnight_and_the_night_when_the_clock_jumps() -> None:
    case = quiet_case().does(SafeTimeSaid(answer="between", span=(22 * 60, 6 * 60)))
    case.at = datetime(2026, 11, 23, 21, 59, tzinfo=UTC)
    assert writes(case).chat == []
    assert case.later(minutes=1).chat == ["talk.answer_card"]
