"""What is sent: the codes as picked, and nothing that was not."""

from __future__ import annotations

import pytest

from flows.model import Press, encode
from flows.report import STORED, passed_on, report, stored
from tests.flows.talk import Talk
from tests.flows.telling import Telling


def test_hard_to_say_is_sent_and_a_skip_is_absent() -> None:
    talk = Talk().opened().tick("incident_group:violence").tick("incident_type:dont_know")
    talk.tick("ground:unknown").press("time_band:unknown", "btn.skip").review()
    codes = talk.press("btn.send").reports[0].codes
    assert codes == {"incident_type": ("dont_know",), "ground": ("unknown",), "time_band": ("unknown",)}


@pytest.mark.parametrize("role", ["victim", "witness", "on_behalf", "professional"])
def test_the_role_is_sent_as_chosen(role: str) -> None:
    talk = Talk().opened("pl", role).skip_to(GROUND[role]).tick("ground:sex").review().press("btn.send")
    assert talk.reports[0].role == role
    assert talk.reports[0].codes == {"ground": ("sex",)}


GROUND = {"victim": "v_ground", "witness": "w_ground", "on_behalf": "w_ground", "professional": "p_ground"}


def test_only_stored_lists_are_sent() -> None:
    """What steers the talk (groups, an interpreter's language, proofs, a kind of work) is forgotten."""
    talk = Talk().opened().tick("incident_group:words").tick("incident_type:threat").skip_to("v_need")
    talk.tick("need:interpreter", "need:legal_advice").press("interpreter_language:be", "age_band:30_44")
    talk.tick("evidence:witnesses").press("btn.send")
    assert talk.reports[0].codes == {
        "incident_type": ("threat",),
        "need": ("interpreter", "legal_advice"),
        "age_band": ("30_44",),
    }

    talk = Talk().opened("pl", "professional").press("btn.purpose_register", "professional_type:lawyer")
    talk.press("institution_type:ngo", "btn.yes").skip_to("p_ground").tick("ground:age").skip_to("p_done")
    talk.tick("reported_elsewhere:ngo").press("person_knows:yes_agrees").review().press("btn.send")
    assert talk.reports[0].codes == {
        "institution_type": ("ngo",),
        "ground": ("age",),
        "reported_elsewhere": ("ngo",),
    }


def test_a_report_holds_no_list_without_a_column() -> None:
    for role, question in GROUND.items():
        talk = Talk().opened("pl", role)
        for _ in range(60):
            if talk.session.phase != "interview":
                break
            choices = [key for row in talk.card.keys for key in row if key.press < Press.BACK]
            grown_up = choices[0].label.id.startswith("age_band:")
            talk.number(choices[-1 if grown_up else 0].press)
            if talk.shows_key("btn.next") and talk.ticked():
                talk.press("btn.next")
        assert talk.session.phase == "review", question
        codes = talk.press("btn.send").reports[0].codes
        assert set(codes) <= STORED
        assert all(codes.values())


def test_codes_are_sent_in_the_order_of_the_list_however_they_were_ticked() -> None:
    talk = Talk().opened().skip_to("v_ground").press("ground:age", "ground:sex", "ground:disability")
    codes = talk.press("btn.send_now", "btn.send").reports[0].codes
    assert codes == {"ground": ("sex", "disability", "age")}


def test_the_professionals_next_incident_begins_with_the_first_question() -> None:
    talk = Talk().opened("pl", "professional").press("btn.purpose_register", "professional_type:teacher")
    talk.press("institution_type:school_education", "btn.yes").tick("incident_group:words")
    talk.tick("incident_type:threat").tick("ground:religion_belief").tick("ground_detail:jewish").review()
    talk.press("btn.send").sees("thanks.register", "p.more", "p.batch")
    talk.press("btn.yes").sees("p.purpose")
    talk.press("btn.purpose_register", "professional_type:lawyer", "institution_type:ngo", "btn.yes")
    talk.tick("incident_group:unequal").tick("incident_type:school_kindergarten").review().press("btn.send")
    assert talk.reports[1].codes == {
        "institution_type": ("ngo",),
        "incident_type": ("school_kindergarten",),
    }


def test_nobody_keeps_anything_for_a_next_report() -> None:
    for role, ground in GROUND.items():
        talk = Talk().opened("pl", role).skip_to(ground).tick("ground:sex").review().press("btn.send")
        session = talk.session
        assert (session.answers, session.trail, session.picked, session.veiled) == ({}, (), (), ())
        if role != "professional":
            talk.press("btn.again").sees("role.q")


def test_words_of_ones_own_are_never_in_a_report() -> None:
    """R-GDPR-3, X-15: neither the text nor the question it answers, for the register or for a case."""
    told = ("incident_group:words", "incident_type:threat", "ground:sex", "need:legal_advice")
    talk = (
        Telling().tells("victim", *told).comes_to("v_words").types("A secret of mine.").press("btn.text_ok")
    )
    assert talk.session.words == {"v_words": "A secret of mine."}
    for made in (report(talk.flows, talk.session), passed_on(talk.flows, talk.session)):
        assert set(made.codes) <= set(talk.flows.taxonomy.lists)
        codes = {code for codes in made.codes.values() for code in codes}
        assert codes <= {code for list_ in talk.flows.taxonomy.lists.values() for code in list_}
        assert b"secret" not in encode(made)
        assert b"v_words" not in encode(made)


def test_what_a_case_held_loses_what_only_steers_the_talk_before_it_is_counted() -> None:
    told = ("incident_group:words", "incident_type:threat", "need:interpreter", "interpreter_language:be")
    talk = Telling().tells("victim", *told)
    held = passed_on(talk.flows, talk.session)
    assert set(held.codes) - STORED == {"incident_group", "interpreter_language"}
    assert stored(held) == report(talk.flows, talk.session)
