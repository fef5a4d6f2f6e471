"""What holds at every turn: leaving, coming back, the language, refusals, timers, old cards."""

from __future__ import annotations

import random
from copy import copy

import pytest
from msgspec.structs import replace

from flows.model import (
    LANGUAGES,
    DeliveryFailed,
    Erase,
    LocationShared,
    MediaSent,
    Press,
    RemoveTyped,
    ReporterLeft,
    Say,
    SendReport,
    SetTimer,
    TextEdited,
    decode_effect,
    decode_session,
    encode,
)
from flows.places import nearest
from flows.shedding import SHED
from flows.step import RETENTION, VEIL, begin
from tests.flows.talk import NOON, Talk, flows, stands

ROLES = ["victim", "witness", "on_behalf", "professional"]
# ---------------------------------------------------------------------------- leaving


@pytest.mark.parametrize("role", ROLES)
def test_quick_exit_is_one_tap_and_leaves_a_neutral_card(role: str) -> None:
    """One tap from ⋯, which is on every card; /quit at once."""
    for talk in stands(role):
        kept, other = talk.session, copy(talk)
        talk.command("quit")
        assert talk.effects == [RemoveTyped(), Erase("draft", talk.said)]
        assert talk.texts == ["exit.neutral"]
        assert talk.labels == []
        other.press("key.more", "btn.quick_exit")
        assert other.effects == [Erase("draft", other.said)]
        assert other.texts == ["exit.neutral"]
        assert other.session == begin(kept.hint), "nothing of the talk is left"


def test_erase_stop_and_delete_are_one_command() -> None:
    for talk in stands("victim"):
        cards = [copy(talk).command(name).sees("erase.confirm").card for name in ("erase", "stop", "delete")]
        assert cards[0] == cards[1] == cards[2]
        talk.command("stop")
        talk.press("btn.erase_yes")
        assert talk.texts == ["erase.done"]
        assert talk.erased is not None
        assert talk.erased.scope == "everything"


def test_who_blocks_the_bot_has_quit_and_gets_no_message() -> None:
    for event in (ReporterLeft(at=NOON), DeliveryFailed(at=NOON, permanent=True)):
        talk = Talk().opened().tick("incident_group:words").happens(event)
        assert talk.effects == [Erase("draft", None)]
        assert talk.session == begin("pl")
    talk = Talk().opened()
    before = talk.session
    talk.happens(DeliveryFailed(at=NOON, permanent=False))
    assert (talk.session, talk.effects) == (before, [])


# ---------------------------------------------------------------------------- the language


@pytest.mark.parametrize("role", ROLES)
def test_the_language_changes_at_any_step_and_no_answer_is_lost(role: str) -> None:
    chance = random.Random(role)
    for talk in stands(role):
        if talk.shows_key("btn.next") or (choice := talk.card.keys[0][0]).press >= Press.BACK:
            pass
        elif talk.session.phase == "interview" and ":" in choice.label.id:
            talk.number(choice.press)
        language = chance.choice(LANGUAGES)
        before, texts, labels = talk.session, talk.texts, talk.labels
        talk.press("key.more", "btn.language", f"lang.name.{language}").sees("lang.changed")
        assert talk.card.lang == language
        assert talk.texts == ["lang.changed", *texts]
        assert talk.labels == labels
        assert replace(talk.session, card=0, lang="") == replace(before, card=0, lang="", page=0)


def test_the_command_for_the_language_is_there_before_any_is_chosen() -> None:
    talk = Talk("ru").command("language").sees("lang.choose").press("lang.name.uk").sees("lang.all")
    assert talk.card.lang == "uk"


# ---------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        *((kind, "text.not_text") for kind in ("photo", "video", "document", "animation", "contact")),
        *((kind, "voice.warn") for kind in ("voice", "audio", "video_note")),
        *((kind, "text.other") for kind in ("sticker", "poll", "dice", "something new")),
    ],
)
def test_files_voice_photos_and_contacts_are_refused_and_removed(kind: str, answer: str) -> None:
    for talk in (Talk().command("start"), Talk().opened().press("incident_group:words"), in_review()):
        before, texts = talk.session, talk.texts
        talk.happens(MediaSent(at=NOON, kind=kind)).sees(answer)
        assert talk.texts == [answer, *texts]
        assert RemoveTyped() in talk.effects
        assert talk.session == before


def in_review() -> Talk:
    return Talk().opened("en").tick("incident_group:words").press("incident_type:threat", "btn.send_now")


def test_what_is_typed_is_removed_and_kept_nowhere() -> None:
    for talk in stands("victim"):
        before = talk.session
        talk.writes("Jan Kowalski 600 100 200")
        assert RemoveTyped() in talk.effects
        assert talk.session == before
        assert b"Kowalski" not in b"".join(map(encode, talk.effects))
        talk.happens(TextEdited(at=NOON))
        assert talk.texts[0] in {"text.edited", "text.not_taken"}, "in fewer words above a long card"
        assert talk.session == before


def test_an_unknown_command_is_answered_and_changes_nothing() -> None:
    talk = Talk().opened().press("incident_group:words").command("code")
    talk.sees("err.unknown", "v.group")
    assert talk.ticked() == ["incident_group:words"]


# ---------------------------------------------------------------------------- a shared location

OLIWA, LONDON = (54.411, 18.56), (51.5, -0.12)


def shares(talk: Talk, point: tuple[float, float], *, live: bool = False) -> Talk:
    talk.happens(LocationShared(at=NOON, latitude=point[0], longitude=point[1], live=live))
    assert RemoveTyped() in talk.effects, "the point is removed from the chat"
    assert all(str(part).encode() not in encode(talk.session) for part in point), "and kept nowhere"
    assert all(str(part).encode() not in encode(effect) for part in point for effect in talk.effects)
    return talk


@pytest.mark.parametrize(
    ("role", "question"), [("victim", "v_area"), ("witness", "w_area"), ("professional", "p_area")]
)
def test_a_location_becomes_a_district_and_is_removed(role: str, question: str) -> None:
    district = nearest(flows().places, *OLIWA)
    area = str(flows().taxonomy.item("district", district).facts["area"])
    first = question[0]
    talk = shares(Talk().opened("en", role).skip_to(question), OLIWA).sees(
        "location.saved", f"district:{district}"
    )
    assert "area" not in {
        talk.flows.questionnaires[talk.session.flow].question(id_).list for id_ in talk.session.answers
    }
    talk.press("btn.confirm_district").sees("q.place")
    assert talk.session.answers[f"{first}_area"] == (area,)
    assert talk.session.answers[f"{first}_district"] == (district,)


def test_a_location_is_taken_at_the_district_too_and_changes_the_area_along() -> None:
    district = nearest(flows().places, *OLIWA)
    talk = Talk().opened("en").skip_to("v_area").press("area:port").sees("q.district")
    shares(talk, OLIWA).press("btn.confirm_district").sees("q.place")
    assert talk.session.answers["v_district"] == (district,)
    assert talk.session.answers["v_area"] != ("port",)
    assert len(talk.session.trail) == len(set(talk.session.trail)), "each question is behind us once"


def test_another_district_can_be_chosen_instead() -> None:
    talk = shares(Talk().opened("en").skip_to("v_area"), OLIWA).press("btn.other_district").sees("q.area")
    talk.press("area:south", "district:chelm")
    assert talk.session.answers["v_district"] == ("chelm",)


def test_a_location_outside_gdansk_is_noted_as_outside_only() -> None:
    talk = shares(Talk().opened("en").skip_to("v_area"), LONDON).sees("location.outside", "q.district")
    assert talk.session.answers["v_area"] == ("outside",)
    assert talk.shows_key("district:gdynia")
    talk.press("district:gdynia").sees("q.place")


def test_a_live_location_is_refused_with_how_to_stop_it() -> None:
    talk = Talk().opened("en").skip_to("v_area")
    before = talk.session
    assert shares(talk, OLIWA, live=True).sees("location.live", "q.area").session == before


def test_a_location_that_nobody_asked_for_is_refused() -> None:
    for talk in (Talk().command("start"), Talk().opened(), in_review(), Talk().opened().skip_to("v_area")):
        if talk.session.at == "v_area":
            talk.press("key.more")
        before = talk.session
        assert shares(talk, OLIWA).sees("location.not_now").session == before


# ---------------------------------------------------------------------------- silence


@pytest.mark.parametrize("role", ROLES)
def test_a_timer_never_brings_a_new_message(role: str) -> None:
    """At most the living card is edited, once; the end of the draft leaves the neutral card in its place."""
    for stand in stands(role):
        kept = stand.session
        for timer in (VEIL, RETENTION, "unknown"):
            talk = copy(stand).timer(timer)
            shown = [effect for effect in talk.effects if isinstance(effect, Say)]
            assert not [
                effect for effect in talk.effects if isinstance(effect, SendReport | SetTimer | RemoveTyped)
            ]
            assert all(not say.fresh for say in shown)
            assert len(shown) <= (timer != RETENTION and kept.phase == "review" and not kept.over)
            if timer == RETENTION:
                assert talk.erased is not None
                assert talk.erased.scope == "draft"
                assert talk.texts == ["exit.neutral"]
                assert not talk.card.fresh


def test_each_turn_sets_both_timers_anew() -> None:
    for talk in stands("witness"):
        timers = {effect.timer: effect.seconds for effect in talk.effects if isinstance(effect, SetTimer)}
        sent = {SHED: 900} if any(isinstance(effect, SendReport) for effect in talk.effects) else {}
        assert timers == {VEIL: 900, RETENTION: 86_400} | sent


# ---------------------------------------------------------------------------- coming back


def told() -> Talk:
    talk = Talk().opened("en").tick("incident_group:words").tick("incident_type:verbal_insult")
    return talk.tick("ground:religion_belief").tick("ground_detail:muslim")


def test_coming_back_shows_nothing_of_what_was_told() -> None:
    for talk in (told(), told().review()):
        talk.command("start").sees("resume.q")
        assert talk.card.fresh
        assert talk.told_lists() == set()
        assert talk.labels[:2] == ["btn.resume", "btn.anew"]


def test_after_the_silence_back_shows_nothing_older_and_what_comes_is_shown() -> None:
    talk = told().timer(VEIL).command("start").press("btn.resume").sees("v.indicator")
    assert not talk.shows_key("btn.back")
    talk.number(Press.BACK).sees("v.indicator")
    talk.tick("bias_indicator:slurs").sees("q.when").press("btn.back").sees("v.indicator")
    talk.press("btn.next").review().sees("review.hidden", "bias_indicator:slurs")
    assert talk.told_lists() == {"bias_indicator"}
    talk.press("btn.send")
    assert talk.reports[0].codes["ground_detail"] == ("muslim",)


def test_start_anew_forgets_what_was_told_and_keeps_the_language() -> None:
    talk = told().command("start").press("btn.anew").sees("safety.q")
    assert talk.card.lang == "en"
    assert (talk.session.answers, talk.session.consent, talk.session.role) == ({}, False, "")
    talk.press("key.more")
    assert not talk.shows_key("btn.stop")


def test_a_start_where_nothing_was_told_begins_at_the_beginning() -> None:
    Talk().opened("en").command("start").sees("lang.all")
    in_review().press("btn.send").command("start").sees("lang.all")


# ---------------------------------------------------------------------------- old cards


@pytest.mark.parametrize("role", ROLES)
def test_a_press_on_an_old_card_repeats_the_present_question_and_changes_no_answer(role: str) -> None:
    for talk in stands(role):
        before, texts, labels, old = talk.session, talk.texts, talk.labels, talk.card.card
        for press in (0, 1, 2, Press.BACK, Press.SKIP, Press.NEXT, Press.SEND_NOW, Press.MORE):
            talk.number(press, card=old - 1)
            assert talk.toast() == "err.old_button"
            assert (talk.session, talk.texts, talk.labels) == (before, texts, labels)
        talk.number(399)
        assert (talk.toast(), talk.session) == ("err.old_button", before), "nor does a key that is not there"


@pytest.mark.parametrize("role", ROLES)
def test_the_session_and_its_effects_survive_json_at_each_step(role: str) -> None:
    for seed in range(3):
        for talk in stands(role, seed):
            assert decode_session(encode(talk.session)) == talk.session
            for effect in talk.effects:
                again = decode_effect(encode(effect))
                assert again == effect
                assert type(again) is type(effect)


def test_help_on_an_old_card_is_help_all_the_same() -> None:
    """112 and "a person" mean the same on every card, so nothing old or new stands in their way."""
    for press, seen in ((Press.EMERGENCY, "safety.emergency"), (Press.PERSON, "alone.person")):
        talk = Talk().opened()
        before = talk.session.answers
        assert talk.number(press, card=talk.card.card - 1).shows(seen)
        assert talk.session.answers == before
