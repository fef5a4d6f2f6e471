"""A pause of the intake and the day's quota: told kindly, nothing is lost, and help is never refused."""

from __future__ import annotations

import random
from typing import Literal

import pytest

from flows.facts import CaseOpened
from tests.flows.bundles import flows, team
from tests.flows.talk import MONDAY, Talk


def ready(*, served: bool = False, needs: str = "") -> Talk:
    """A talk at the review of a report, for the register alone unless something is needed."""
    talk = Talk(bundle=team() if served else flows())
    talk.now = MONDAY
    talk.opened().tick("incident_group:words").tick("incident_type:verbal_insult")
    if needs:
        talk.skip_to("v_need").tick(needs)
    return talk.review()


def passes(talk: Talk) -> None:
    """Leave the card that lies there, and send."""
    talk.intake = "open"
    talk.press("btn.back").press("btn.send")


@pytest.mark.parametrize("served", [False, True])
def test_beyond_the_quota_a_report_for_the_register_is_kept_as_a_draft_with_help_in_reach(
    served: bool,
) -> None:
    talk = ready(served=served)
    answers = talk.session.answers
    talk.intake = "quota"
    talk.press("btn.send").sees("sys.quota")
    assert talk.reports == []
    assert talk.session.answers == answers
    assert {"btn.person", "key.emergency", "key.person", "key.more"} <= set(talk.labels)
    passes(talk)
    assert len(talk.reports) == 1


def test_no_quota_refuses_a_report_that_somebody_reads() -> None:
    talk = ready(served=True, needs="need:rights_info")
    talk.intake = "quota"
    talk.press("btn.send").sees("thanks.case")
    assert [type(fact) for fact in talk.told] == [CaseOpened]


def test_no_quota_refuses_a_talk_a_message_or_the_emergency_card() -> None:
    for wish in ("btn.person", "btn.leave_message"):
        talk = ready(served=True)
        talk.intake = "quota"
        talk.press("btn.send", "key.emergency").sees("safety.emergency")
        talk.press("key.person", wish, "btn.pass_on", "btn.who_any")
        assert [type(fact) for fact in talk.told] == [CaseOpened]


def test_in_a_pause_whoever_begins_is_told_so_and_how_else_to_reach_the_centre() -> None:
    talk = Talk()
    talk.intake = "paused"
    talk.command("start").press("lang.name.uk", "safety:safe", "btn.start_report").sees("sys.paused")
    talk.press("btn.back").sees("notice.q")
    talk.press("btn.no").sees("help.topics")
    talk.press("incident_group:words").sees("help.contacts")


def test_in_a_pause_nobody_is_asked_the_first_question() -> None:
    talk = Talk()
    talk.intake = "paused"
    talk.command("start").press("lang.name.uk", "safety:safe", "btn.start_report", "btn.back", "btn.yes")
    talk.press("role:victim").sees("sys.paused")
    assert (talk.session.phase, talk.session.answers) == ("opening", {})
    talk.intake = "open"
    talk.press("btn.back", "role:victim")
    assert talk.session.phase == "interview"


def test_in_a_pause_a_professional_begins_no_further_report() -> None:
    talk = Talk().opened(role="professional")
    talk.skip_to("p_group").tick("incident_group:words").tick("incident_type:verbal_insult").review().press(
        "btn.send"
    )
    talk.intake = "paused"
    talk.press("btn.yes").sees("sys.paused")
    assert talk.session.phase == "end"


@pytest.mark.parametrize("needs", ["", "need:rights_info"])
def test_in_a_pause_no_report_is_sent_and_the_draft_stays(needs: str) -> None:
    talk = ready(served=True, needs=needs)
    answers = talk.session.answers
    talk.intake = "paused"
    talk.press("btn.send").sees("sys.paused")
    assert (talk.reports, talk.told) == ([], [])
    assert talk.session.answers == answers
    passes(talk)
    assert len(talk.reports) + len(talk.told) == 1


def test_in_a_pause_a_person_is_reached_and_no_answers_go_with_the_asking() -> None:
    talk = ready(served=True)
    talk.intake = "paused"
    talk.press("btn.send", "btn.person", "btn.person", "btn.who_any")
    [opened] = talk.told
    assert isinstance(opened, CaseOpened)
    assert (opened.wish, opened.reports) == ("talk", ())
    talk.sees("ho.waiting")


def test_a_pause_that_begins_on_the_way_to_a_person_keeps_the_answers_in_the_draft() -> None:
    for before in (("btn.pass_on", "btn.who_any"), ("btn.who_any",)):
        talk = ready(served=True).press("key.person", "btn.person")
        if len(before) == 1:
            talk.press("btn.pass_on")
        talk.intake = "paused"
        talk.press(*before)
        [opened] = talk.told
        assert isinstance(opened, CaseOpened)
        assert opened.reports == ()
        assert talk.session.answers
        assert talk.press("btn.continue").session.phase == "review"


def test_in_a_pause_112_erase_quick_exit_and_the_code_work() -> None:
    for way, shown in (
        ("emergency", "safety.emergency"),
        ("code", "code.prompt"),
        ("erase", "erase.confirm"),
    ):
        talk = ready(served=True)
        talk.intake = "paused"
        talk.press("btn.send")
        (talk.press("key.emergency") if way == "emergency" else talk.command(way)).sees(shown)
    talk.press("btn.erase_yes")
    assert talk.erased
    assert talk.erased.scope == "everything"
    talk = ready(served=True)
    talk.intake = "paused"
    assert talk.command("quit").erased


@pytest.mark.parametrize("seed", range(12))
def test_whatever_becomes_of_the_intake_help_stands_on_every_card_and_nothing_is_sent_in_a_pause(
    seed: int,
) -> None:
    chance = random.Random(seed)
    talk = Talk(bundle=team())
    talk.now = MONDAY
    talk.command("start")
    for _ in range(150):
        talk.intake = chance.choice(INTAKES)
        keys = [key for row in talk.card.keys for key in row if key.label.id not in LEAVES]
        sent, opened = len(talk.reports), len(talk.told)
        talk.number(chance.choice(keys).press)
        assert {"key.emergency", "key.person"} <= set(talk.labels)
        assert talk.intake == "open" or len(talk.reports) == sent
        added = talk.told[opened:]
        assert talk.intake != "paused" or not any(getattr(fact, "reports", ()) for fact in added)
        if talk.session.phase == "talk":
            talk.case = None
            talk.command("start")


INTAKES: tuple[Literal["open", "quota", "paused"], ...] = ("open", "open", "open", "quota", "paused")
LEAVES = ("btn.quick_exit", "btn.erase_yes", "btn.erase", "btn.anew", "safety:watched")
"""What ends the walk, or begins it anew."""
