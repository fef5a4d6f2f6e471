"""A pause of the intake and the day's quota: told kindly, nothing is lost, and help is never refused."""

from __future__ import annotations

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
