"""A case from the group's card to the talk: read as a chat between a reporter and the team."""

from __future__ import annotations

from flows.facts import (
    LanguageChanged,
    ReportAdded,
    ReporterEdited,
    ReporterSentMedia,
    ReporterWrote,
    VoiceReleased,
    VoiceWithdrawn,
)
from flows.model import text
from flows.orders import ShowCaseCard
from flows.teamfacts import (
    Claimed,
    ColleagueEdited,
    ColleaguePressed,
    ColleagueSentMedia,
    ColleagueWrote,
    PhraseSent,
)
from tests.flows.bundles import inner
from tests.flows.case import REPORT, Board, board


def claimed() -> Board:
    return board().does(Claimed(by="ola"))


def test_a_case_waits_with_one_short_card_in_the_group_and_nothing_else() -> None:
    case = board(reports=(REPORT,), words={"v_words": "Wo"})
    assert case.card() == ["st.card"]
    [said] = case.group["case"].lines
    lang, time = text("interpreter_language:uk"), text("team.waits_new")
    assert said.values == {"case": "Zielony Klon", "lang": lang, "time": time}
    assert not case.chat
    assert not case.topics


def test_danger_and_minors_stand_on_top_of_the_card() -> None:
    assert board(flags=("minor", "danger")).card() == ["team.flag.danger", "team.flag.minor", "st.card"]


def test_who_claims_gets_a_topic_with_all_that_was_written_before_and_the_card_becomes_a_dash() -> None:
    case = board().does(ReporterWrote(text="Добрий день")).does(ReporterWrote(text="Є хтось?"))
    assert not case.topics
    case.does(Claimed(by="ola"))
    assert case.topics == {"ola": ["reporter: Добрий день", "reporter: Є хтось?"]}
    assert case.group == {}
    assert case.chat == ["ho.joined"]


def test_a_second_press_on_claim_says_who_has_it() -> None:
    case = claimed().does(Claimed(by="jan"))
    assert case.refusal
    assert (case.told(), case.refusal.values["staff"]) == ("st.claimed_by", "Wierzba")
    assert list(case.topics) == ["ola"]
    assert not case.does(Claimed(by="ola")).orders, "one's own second press changes nothing"


def test_analysts_interpreters_and_strangers_lead_no_talk() -> None:
    for who in ("ada", "ira", "stranger"):
        assert board().does(Claimed(by=who)).told() == "team.not_role"


def test_only_a_cleared_colleague_takes_a_minors_case() -> None:
    case = board(flags=("minor",)).does(Claimed(by="ola"))
    assert (case.told(), case.topics) == ("team.minor_only", {})
    assert list(case.does(Claimed(by="jan")).topics) == ["jan"]


def test_who_left_a_message_or_sent_a_report_is_not_told_that_somebody_is_there() -> None:
    for wish in ("message", "report"):
        assert board(wish=wish).does(Claimed(by="ola")).chat == []


def test_words_go_both_ways_in_order() -> None:
    case = claimed().does(ReporterWrote(text="Привіт")).does(ColleagueWrote(by="ola", text="Dzień dobry"))
    case.does(ReporterWrote(text="Дякую"))
    assert case.topics["ola"] == ["reporter: Привіт", "reporter: Дякую"]
    assert case.chat == ["ho.joined", "counsellor: Dzień dobry"]
    assert [line.lang for line in case.lines.values()] == ["uk", "pl", "uk"]


def test_a_reply_stays_a_reply() -> None:
    case = claimed().does(ReporterWrote(text="Так")).does(ColleagueWrote(by="ola", text="Dobrze", reply=1))
    assert case.chat[-1] == "counsellor: Dobrze ↩1"


def test_an_edit_reaches_the_other_side_as_an_edit() -> None:
    case = claimed().does(ReporterWrote(text="учора")).does(ReporterEdited(text="позавчора", line=1))
    assert case.topics["ola"][-1] == "edited reporter: позавчора"
    case.does(ColleagueWrote(by="ola", text="O 10")).does(ColleagueEdited(by="ola", text="O 11", line=2))
    assert case.amended_at_reporter == [2]
    assert case.lines[2].text == "O 11"
    assert case.lines[2].edited


def test_an_edit_of_words_nobody_has_seen_is_a_new_line() -> None:
    case = claimed().does(ReporterEdited(text="Ще одне", line=0))
    assert case.topics["ola"] == ["reporter: Ще одне"]


def test_what_was_edited_before_anybody_claimed_is_shown_as_it_is_now() -> None:
    case = board().does(ReporterWrote(text="a")).does(ReporterEdited(text="b", line=1))
    assert case.does(Claimed(by="ola")).topics["ola"] == ["reporter: b"]


def test_a_photo_passes_at_once() -> None:
    case = claimed().does(ReporterSentMedia(kind="photo", text="Ось"))
    case.does(ColleagueSentMedia(by="ola", kind="photo"))
    assert case.topics["ola"] == ["reporter: photo Ось"]
    assert case.chat[-1] == "counsellor: photo"


def test_a_voice_message_waits_for_its_button() -> None:
    case = claimed().does(ReporterSentMedia(kind="voice")).does(ReporterWrote(text="або так"))
    assert case.topics["ola"] == ["reporter: або так"]
    assert case.case.held == (1,)
    case.does(VoiceReleased())
    assert case.topics["ola"] == ["reporter: або так", "reporter: voice"]
    assert not case.does(VoiceReleased()).orders


def test_a_voice_message_that_was_withdrawn_is_forgotten() -> None:
    case = board().does(ReporterSentMedia(kind="voice")).does(VoiceWithdrawn())
    assert case.lines[1].media == ""
    assert case.does(VoiceReleased()).orders == ()
    assert case.does(Claimed(by="ola")).topics["ola"] == []


def test_a_voice_that_still_waits_is_not_in_the_history() -> None:
    case = board().does(ReporterSentMedia(kind="voice")).does(Claimed(by="ola"))
    assert case.topics["ola"] == []
    assert case.does(VoiceReleased()).topics["ola"] == ["reporter: voice"]


def test_a_note_begins_with_a_dot_and_never_leaves_the_team() -> None:
    case = claimed().does(ColleagueWrote(by="ola", text=".zadzwonić do MOPR"))
    assert case.chat == ["ho.joined"]
    assert case.topics["ola"] == ["bot: st.note_saved"]
    assert case.lines[1].text == "zadzwonić do MOPR"
    case.does(ColleagueEdited(by="ola", text="bez kropki", line=1))
    assert case.chat == ["ho.joined"]
    assert (case.amended_at_reporter, case.lines[1].text) == ([], "bez kropki")


def test_a_photo_with_a_dot_beneath_it_is_a_note() -> None:
    case = claimed().does(ColleagueSentMedia(by="ola", kind="photo", text=". z akt"))
    assert case.chat == ["ho.joined"]
    assert (case.lines[1].author, case.lines[1].media) == ("note", "photo")


def test_a_reply_to_a_note_does_not_show_the_note() -> None:
    case = claimed().does(ColleagueWrote(by="ola", text=".tajne"))
    case.does(ColleagueWrote(by="ola", text="Dobrze", reply=1))
    assert case.lines[2].reply == 0


def test_what_went_out_cannot_become_a_note() -> None:
    case = claimed().does(ColleagueWrote(by="ola", text="Dobrze"))
    case.does(ColleagueEdited(by="ola", text=".tajne", line=1))
    assert (case.told(), case.lines[1].text) == ("team.edit_no", "Dobrze")


def test_nobody_changes_what_others_wrote() -> None:
    case = claimed().does(ReporterWrote(text="Так")).does(ColleagueEdited(by="ola", text="Nie", line=1))
    assert (case.told(), case.lines[1].text) == ("team.edit_no", "Так")


def test_who_does_not_have_the_case_sends_nothing() -> None:
    case = board().does(ColleagueWrote(by="ola", text="Halo"))
    assert (case.told(), case.lines) == ("team.nobodys", {})
    case.does(Claimed(by="ola"))
    for fact in (
        ColleagueWrote(by="jan", text="Halo"),
        ColleagueSentMedia(by="jan", kind="photo"),
        PhraseSent(by="jan", phrase="hello"),
        ColleagueEdited(by="jan", text="Halo", line=1),
        ColleaguePressed(by="jan", card=1, press=0),
    ):
        assert case.does(fact).told() == "st.not_yours"
    assert (case.lines, case.chat) == ({}, ["ho.joined"])


def test_a_sentence_of_the_phrasebook_goes_out_by_its_id() -> None:
    case = claimed().does(PhraseSent(by="ola", phrase="hello", values={"until": "16:00"}))
    assert case.chat[-1] == "counsellor: hello"
    assert (case.lines[1].phrase, case.lines[1].values, case.lines[1].text) == (
        "hello",
        {"until": "16:00"},
        "",
    )


def test_words_of_a_crisis_are_told_at_once_and_marked() -> None:
    case = claimed().does(ReporterWrote(text="він мене вб’є", crisis=True))
    assert case.topics["ola"] == ["reporter: він мене вб’є", "bot: st.card_danger"]
    assert case.case.flags == ("danger",)
    assert ShowCaseCard(to="ola") in case.orders


def test_words_of_a_crisis_put_the_mark_on_a_card_that_waits() -> None:
    assert board().does(ReporterWrote(text="…", crisis=True)).card() == ["team.flag.danger", "st.card"]
    held = board().does(ReporterSentMedia(kind="photo", text="…", crisis=True))
    assert held.card() == ["team.flag.danger", "st.card"]


def test_a_second_report_is_added_and_the_counsellor_hears_of_it() -> None:
    case = board(reports=(REPORT,), words={"v_words": "a"}).does(Claimed(by="ola"))
    case.does(ReportAdded(reports=(REPORT,), words={"v_words": "b"}, flags=("duty",)))
    assert case.topics["ola"] == ["bot: team.report_added"]
    assert (len(case.case.reports), case.case.words) == (2, {"v_words": "a\n\nb"})
    assert case.case.flags == ("duty",)


def test_who_turns_out_to_be_a_minor_goes_to_a_cleared_colleague() -> None:
    case = claimed().does(ReportAdded(reports=(REPORT,), flags=("minor",)))
    assert case.private == {"ola": ["team.minor_only"]}
    assert (case.topics, case.case.state) == ({}, "waiting")
    assert case.card() == ["team.flag.minor", "st.card"]


def test_another_language_is_shown_where_the_case_waits() -> None:
    case = board().does(LanguageChanged(lang="ru"))
    assert inner(case.group["case"].lines[0], "lang").id == "interpreter_language:ru"
    assert case.does(ReporterWrote(text="Да")).lines[1].lang == "ru"
