"""An interpreter beside the counsellor: told of first, refusable, and seeing only the live talk."""

from __future__ import annotations

import pytest

from flows.facts import (
    InterpreterAnswered,
    InterpreterWished,
    ReporterEdited,
    ReporterSentMedia,
    ReporterWrote,
    VoiceReleased,
)
from flows.model import text
from flows.orders import OpenTopic
from flows.teamfacts import (
    CaseReleased,
    Claimed,
    ColleagueEdited,
    ColleagueLost,
    ColleagueSentMedia,
    ColleagueWrote,
    InterpreterAsked,
    InterpreterDismissed,
)
from tests.flows.bundles import inner
from tests.flows.case import Board, board

INTERPRETS = Claimed(by="ira", as_interpreter=True)
YES = InterpreterAnswered(answer="yes")
OTHER = InterpreterAnswered(answer="other")
NO = InterpreterAnswered(answer="no")


def talk(**opening: object) -> Board:
    """A talk that is going on: lines 1 to 3, the last a note; no interpreter yet."""
    case = board(**opening).does(ReporterWrote(text="Добрий день")).does(Claimed(by="ola"))
    case.does(ColleagueWrote(by="ola", text="Dzień dobry"))
    return case.does(ColleagueWrote(by="ola", text=".czekamy na tłumaczenie"))


def asked(language: str = "uk") -> Board:
    return talk().does(InterpreterAsked(by="ola", language=language))


def joined() -> Board:
    """Line 4 is the first one that the interpreter sees."""
    return asked().does(INTERPRETS).does(YES)


def test_the_group_is_told_which_language_is_needed_and_nothing_else() -> None:
    case = asked("ka")
    assert case.card("interpreter") == ["st.interp_call"]
    [said] = case.group["interpreter"].lines
    assert said.values == {"case": "Zielony Klon", "lang": text("interpreter_language:ka")}


def test_the_reporter_is_told_first_and_asked() -> None:
    case = asked().does(INTERPRETS)
    assert case.chat[-1] == "talk.interp"
    assert case.keys == ["btn.interp_yes", "btn.interp_other", "btn.interp_no"]
    assert (case.private, case.group) == ({"ira": ["team.interp_asked"]}, {})
    assert list(case.topics) == ["ola"], "nothing is seen before the yes"
    case.does(ReporterWrote(text="А хто це?"))
    assert list(case.topics) == ["ola"]


def test_after_a_yes_the_interpreter_sees_what_is_written_from_now_on_and_nothing_of_before() -> None:
    case = joined()
    assert OpenTopic(to="ira") in case.orders
    assert case.topics["ira"] == []
    assert (case.chat[-1], case.topics["ola"][-1]) == ("ho.interp_joined", "bot: team.interp_joined")
    case.does(ReporterWrote(text="Так")).does(ColleagueWrote(by="ola", text="Proszę pisać"))
    assert case.topics["ira"] == ["reporter: Так", "counsellor: Proszę pisać"]


def test_a_reply_of_the_interpreter_is_the_translation_for_the_other_side() -> None:
    case = joined().does(ReporterWrote(text="Так")).does(ColleagueWrote(by="ola", text="Dobrze"))
    case.does(ColleagueWrote(by="ira", text="Tak", reply=4)).does(
        ColleagueWrote(by="ira", text="Добре", reply=5)
    )
    assert case.topics["ola"][-1] == "interpreter: Tak ↩4"
    assert case.chat[-1] == "interpreter: Добре ↩5"
    assert [(line.translates, line.lang) for line in case.lines.values()][-2:] == [(4, "pl"), (5, "uk")]


def test_nothing_is_held_up_for_the_interpreter() -> None:
    case = joined().does(ColleagueWrote(by="ola", text="Dobrze"))
    assert case.chat[-1] == "counsellor: Dobrze"


@pytest.mark.parametrize("reply", [0, 1, 2, 3, 99])
def test_what_replies_to_nothing_the_interpreter_has_seen_goes_to_nobody(reply: int) -> None:
    case = joined()
    before = (list(case.chat), list(case.topics["ola"]), len(case.lines))
    case.does(ColleagueWrote(by="ira", text="Halo", reply=reply))
    assert case.topics["ira"] == ["bot: team.reply_only"]
    assert (case.chat, case.topics["ola"], len(case.lines)) == before


def test_a_reply_to_a_note_or_to_ones_own_words_is_no_translation() -> None:
    case = joined().does(ColleagueWrote(by="ola", text=".tajne")).does(ReporterWrote(text="Так"))
    case.does(ColleagueWrote(by="ira", text="Tak", reply=5))
    for own_or_note in (4, 6):
        case.does(ColleagueWrote(by="ira", text="таємно", reply=own_or_note))
        assert case.topics["ira"][-1] == "bot: team.reply_only"
    assert case.chat[-1] == "ho.interp_joined"


def test_a_translation_may_be_spoken_or_corrected() -> None:
    case = joined().does(ReporterWrote(text="Так"))
    case.does(ColleagueSentMedia(by="ira", kind="voice", reply=4))
    assert case.topics["ola"][-1] == "interpreter: voice ↩4"
    case.does(ColleagueWrote(by="ola", text="Dobrze")).does(ColleagueWrote(by="ira", text="Дбре", reply=6))
    case.does(ColleagueEdited(by="ira", text="Добре", line=7))
    assert (case.amended_at_reporter, case.lines[7].text) == ([7], "Добре")


def test_notes_pass_between_counsellor_and_interpreter_only() -> None:
    case = joined().does(ColleagueWrote(by="ola", text=".proszę dosłownie"))
    case.does(ColleagueWrote(by="ira", text=". dobrze"))
    assert case.topics["ira"] == ["note: proszę dosłownie", "bot: st.note_saved"]
    assert case.topics["ola"][-1] == "note: dobrze"
    assert case.chat[-1] == "ho.interp_joined"


def test_an_edit_of_a_line_from_before_does_not_reach_the_interpreter() -> None:
    case = joined().does(ReporterEdited(text="Добрий вечір", line=1))
    case.does(ColleagueEdited(by="ola", text="Dobry wieczór", line=2))
    assert case.topics["ira"] == []


def test_a_voice_that_is_sent_after_the_interpreter_came_is_heard_by_them() -> None:
    case = asked().does(ReporterSentMedia(kind="voice")).does(INTERPRETS).does(YES).does(VoiceReleased())
    assert case.topics["ira"] == ["reporter: voice"]
    assert case.does(ColleagueWrote(by="ira", text="Tak", reply=4)).topics["ola"][-1] == "interpreter: Tak ↩4"


def test_somebody_else_is_looked_for_and_the_first_one_may_not_claim_again() -> None:
    case = asked().does(INTERPRETS).does(OTHER)
    assert (case.chat[-1], case.card("interpreter")) == ("ho.interp_asked", ["st.interp_call"])
    assert case.private["ira"] == ["team.interp_asked", "team.interp_unneeded"]
    assert case.does(INTERPRETS).told() == "team.interp_unneeded"
    assert case.does(Claimed(by="lev", as_interpreter=True)).chat[-1] == "talk.interp"


def test_no_is_no_and_nothing_waits_in_the_group() -> None:
    case = asked().does(INTERPRETS).does(NO)
    assert (case.chat[-1], case.group, case.case.helping) == ("talk.interp_no", {}, "")
    assert case.topics["ola"][-1] == "bot: team.interp_no"
    assert case.case.flags == ()


def test_a_yes_may_become_a_no_later_on_the_same_message() -> None:
    case = joined().does(NO)
    assert list(case.topics) == ["ola"]
    case.does(ReporterWrote(text="Дякую"))
    assert case.does(YES).case.helping == ""


def test_a_no_while_one_is_still_looked_for_ends_the_looking() -> None:
    assert asked().does(NO).group == {}


def test_the_reporter_may_ask_for_an_interpreter_and_the_counsellor_hears_of_it() -> None:
    case = talk().does(InterpreterWished(language="ka"))
    assert case.topics["ola"][-1] == "bot: team.called"
    assert case.card("interpreter") == ["st.interp_call"]
    assert case.does(InterpreterWished(language="ka")).topics["ola"].count("bot: team.called") == 1


def test_a_language_beyond_the_four_is_called_for_when_the_case_opens() -> None:
    case = board(speaks="ka")
    assert sorted(case.group) == ["case", "interpreter"]
    assert case.case.flags == ("interpreter",)


def test_an_interpreter_may_come_before_the_counsellor_whose_history_has_the_translation() -> None:
    case = board(speaks="ka").does(Claimed(by="lev", as_interpreter=True)).does(YES)
    case.does(ReporterWrote(text="გამარჯობა")).does(ColleagueWrote(by="lev", text="Dzień dobry", reply=1))
    case.does(Claimed(by="ola"))
    assert case.topics["ola"] == ["reporter: გამარჯობა", "interpreter: Dzień dobry ↩1"]


def test_who_may_interpret() -> None:
    assert asked().does(Claimed(by="ada", as_interpreter=True)).told() == "team.interp_unneeded"
    assert asked().does(Claimed(by="ola", as_interpreter=True)).told() == "team.interp_unneeded"
    assert asked().does(Claimed(by="jan", as_interpreter=True)).told() == "team.interp_unneeded", (
        "no Ukrainian"
    )
    assert asked().does(Claimed(by="ewa", as_interpreter=True)).told() == "", "a coordinator who speaks it"
    assert asked().does(INTERPRETS).does(Claimed(by="ewa", as_interpreter=True)).told() == "st.claimed_by"
    assert talk().does(INTERPRETS).told() == "team.settled"
    assert not asked().does(INTERPRETS).does(INTERPRETS).orders


def test_an_interpreter_of_a_minor_is_cleared() -> None:
    case = board(flags=("minor",), speaks="ka").does(Claimed(by="lev", as_interpreter=True))
    assert case.told() == "team.minor_only"


def test_who_interprets_does_not_lead_the_talk_at_the_same_time() -> None:
    case = board(speaks="uk").does(Claimed(by="ewa", as_interpreter=True)).does(YES)
    case.does(ReporterWrote(text="Так")).does(Claimed(by="ewa"))
    assert (case.topics, case.case.helping) == ({"ewa": ["reporter: Так"]}, "")


def test_the_counsellor_goes_on_without_the_interpreter() -> None:
    case = joined().does(InterpreterDismissed(by="ola"))
    assert (list(case.topics), case.private["ira"][-1]) == (["ola"], "team.interp_unneeded")
    assert (case.chat[-1], case.group) == ("ho.interp_left", {})
    assert case.does(ColleagueWrote(by="ira", text="Tak", reply=4)).told() == "st.not_yours"


@pytest.mark.parametrize("gone", [InterpreterDismissed(by="ira"), ColleagueLost(by="ira")])
def test_for_an_interpreter_who_goes_another_is_looked_for(gone: ColleagueLost) -> None:
    case = joined().does(gone)
    assert list(case.topics) == ["ola"]
    assert case.topics["ola"][-1] == "bot: team.interp_left"
    assert (case.card("interpreter"), case.chat[-1]) == (["st.interp_call"], "ho.interp_left")


def test_nobody_else_asks_for_an_interpreter_or_sends_one_away() -> None:
    assert talk().does(InterpreterAsked(by="jan", language="uk")).told() == "team.nobodys"
    assert joined().does(InterpreterDismissed(by="jan")).told() == "team.nobodys"


def test_the_interpreter_stays_when_the_counsellor_changes_and_still_has_no_history() -> None:
    case = joined().does(CaseReleased(by="ola")).does(ReporterWrote(text="Так")).does(Claimed(by="jan"))
    case.does(ColleagueWrote(by="jan", text="Dobrze"))
    assert case.topics["ira"] == ["reporter: Так", "counsellor: Dobrze"]


def test_in_a_quiet_case_the_offer_waits_behind_the_neutral_card() -> None:
    case = board(flags=("quiet",), speaks="uk").does(INTERPRETS)
    assert (case.chat, case.case.waits) == (["talk.answer_card"], 1)


def test_an_unknown_language_is_the_one_of_the_case() -> None:
    case = asked("klingon")
    assert inner(case.group["interpreter"].lines[0], "lang").id == "interpreter_language:uk"
