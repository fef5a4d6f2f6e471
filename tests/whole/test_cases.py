"""A case among the team: claimed once, handed over, put to rest, closed with one entry."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.whole.telegram import until

if TYPE_CHECKING:
    from tests.whole.team import Colleague, Reporter, Team
    from tests.whole.thread import Thread

    Crew = tuple[Colleague, Colleague]

OPENING = ("lang.name.pl", "safety:safe", "btn.start_report", "btn.yes")


@pytest.fixture
async def crew(team: Team) -> Crew:
    """A counsellor and a coordinator who reads all four languages; nobody is cleared for minors."""
    one, other = await team.hires(("Wierzba", "counsellor", "pl"), ("Jesion", "coordinator", "pl,uk,ru,en"))
    await team.installation.start()
    return one, other


async def reported(team: Team) -> Reporter:
    """Let somebody send a report that is to be read."""
    reporter = await team.reporter("pl")
    await reporter.start()
    await reporter.press(*OPENING)
    await reporter.tells("incident_type:verbal_insult")
    await reporter.reads("thanks.case")
    return reporter


# ---------------------------------------------------------------------------- who has it


async def test_of_two_who_claim_at_once_the_second_is_told_who_has_it(team: Team, crew: Crew) -> None:
    """Both press before the bot looks."""
    reporter = await team.reporter("pl")
    await reporter.asks()
    card = await team.group.card()
    await team.installation.delivered()
    team.installation.send(signal.SIGSTOP)
    presses = [await team.group.tap(one, card) for one in crew]
    team.installation.send(signal.SIGCONT)
    said = [await team.telegram.answered(press, team.group.number) for press in presses]
    first, second = crew if said[0] == "" else reversed(crew)
    codename = team.codename(card)
    assert "" in said
    assert f"{codename}" in max(said)
    assert first.name in max(said)
    await first.topic(codename)
    await team.group.empty()
    assert await second.topics() == {}


async def test_a_case_that_is_handed_over_goes_with_its_whole_history(team: Team, crew: Crew) -> None:
    """The second counsellor is asked outside any topic; the first keeps no copy."""
    wierzba, jesion = crew
    reporter, topic = await team.talking(wierzba, "pl")
    for number in range(8):
        await reporter.talk.writes(f"pytanie {number}")
        await topic.hears(f"pytanie {number}")
        await topic.writes(f"odpowiedź {number}")
        await reporter.talk.hears(f"odpowiedź {number}")
    await topic.writes(". notatka dla zespołu")
    await topic.told("st.note_saved")
    codename = (await wierzba.topics())[topic.number]
    await topic.press("team.btn.handover")
    await offers(topic, jesion)
    await jesion.private.told("team.handover.offer")
    await team.installation.delivered()
    await jesion.private.toast("btn.yes")
    theirs = await jesion.topic(codename)
    await theirs.hears("notatka dla zespołu")
    history = "\n".join(await theirs.heard())
    said = [f"{word} {number}" for number in range(8) for word in ("pytanie", "odpowiedź")]
    places = [history.index(words) for words in said]
    assert places == sorted(places)
    await wierzba.topicless()
    await wierzba.private.told("team.handover.done")
    await reporter.talk.told("ho.changed")
    await theirs.writes("teraz ja")
    await reporter.talk.hears("teraz ja")


async def offers(topic: Thread, to: Colleague) -> None:
    """Press the name of a colleague on the case card."""

    async def named() -> bool:
        for card in await topic.messages():
            if label := next((one for one in labels(card) if one.startswith(to.name)), ""):
                await topic.pressed(card["message_id"], label=label)
                return True
        return False

    await until(named, f"the key {to.name}")


def labels(card: dict) -> list[str]:  # type: ignore[type-arg]  # whatever Telegram sends
    rows = card.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


@pytest.mark.parametrize("decision", ["team.btn.release_all", "team.btn.rest_all"])
async def test_at_the_end_of_a_duty_talks_go_back_or_rest(team: Team, crew: Crew, decision: str) -> None:
    wierzba, jesion = crew
    reporter, topic = await team.talking(wierzba, "pl")
    codename = (await wierzba.topics())[topic.number]
    await wierzba.private.writes("/duty off")
    await wierzba.private.press(decision)
    if decision == "team.btn.release_all":
        await wierzba.topicless()
        theirs = await team.claims(jesion, codename)
        await reporter.talk.writes("Halo?")
        await theirs.hears("Halo?")
        return
    await wierzba.private.told("st.duty_off")
    await reporter.talk.writes("Halo?")
    await reporter.talk.told("talk.resting")
    await topic.hears("Halo?")
    await team.group.card(codename=codename)
    await topic.writes("Już jestem.")
    await reporter.talk.hears("Już jestem.")
    await team.group.empty()


# ---------------------------------------------------------------------------- the end


async def test_a_closed_case_is_one_entry_with_its_outcome_and_reopening_writes_nothing(
    team: Team, crew: Crew
) -> None:
    wierzba, jesion = crew
    reporter = await reported(team)
    assert await team.installation.register() == []
    topic = await team.claims(wierzba)
    await topic.hears(reporter.word("incident_type:verbal_insult"))
    await topic.press("st.btn.close", "outcome:legal_advice", "outcome:info_given", "btn.next")
    await reporter.talk.told("ho.closed")
    await reporter.talk.told("ho.done.legal_advice")
    [entry] = await team.installation.rows(1)
    assert (entry["outcome"], entry["incident_types"]) == ("legal_advice", ["verbal_insult"])

    await reporter.talk.toast("btn.reopen")
    topic = await team.claims(jesion)
    await reporter.talk.writes("Jeszcze jedno pytanie")
    await topic.hears("Jeszcze jedno pytanie")
    assert reporter.word("incident_type:verbal_insult") not in "".join(await topic.heard())
    await topic.press("st.btn.close", "outcome:resolved", "btn.next")
    await jesion.topicless()
    await team.installation.stop()
    assert await team.installation.register() == [entry]


async def test_a_second_report_joins_the_open_case_and_each_is_an_entry(team: Team, crew: Crew) -> None:
    reporter = await reported(team)
    topic = await team.claims(crew[0])
    await reporter.press("btn.again")
    await reporter.tells("incident_type:threat")
    await topic.told("team.report_added")
    await topic.hears(reporter.word("incident_type:verbal_insult"), reporter.word("incident_type:threat"))
    await topic.press("st.btn.close", "outcome:referred", "btn.next")
    entries = await team.installation.rows(2)
    assert {entry["outcome"] for entry in entries} == {"referred"}
    assert sorted(entry["incident_types"] for entry in entries) == [["threat"], ["verbal_insult"]]


async def test_a_notification_by_duty_needs_a_second_person(team: Team, crew: Crew) -> None:
    """Who says no leaves the case open, who says yes closes it; the counsellor cannot do it alone."""
    wierzba, jesion = crew
    await reported(team)
    topic = await team.claims(wierzba)
    codename = (await wierzba.topics())[topic.number]
    for answer in ("btn.no", "btn.yes"):
        await topic.press("st.btn.close", "outcome:duty_notification", "btn.next")
        await topic.told("team.duty.list")
        await topic.press("btn.next")
        await topic.told("team.duty.second")
        await offers(topic, jesion)
        await jesion.private.told("team.second_q")
        await topic.told("team.second_waits")
        await team.installation.delivered()
        assert await team.installation.register() == []
        await jesion.private.toast(answer)
        if answer == "btn.no":
            await topic.told("team.second_no")
            await team.installation.delivered()
            assert codename in (await wierzba.topics()).values()
    await wierzba.topicless()
    [entry] = await team.installation.rows(1)
    assert entry["outcome"] == "duty_notification"


# ---------------------------------------------------------------------------- minors


async def test_only_who_is_cleared_takes_the_case_of_a_minor(team: Team) -> None:
    """It stands on top with its mark; the entry is made only where the counsellor says so."""
    [wierzba] = await team.hires(("Wierzba", "counsellor", "pl"))
    [lipa] = await team.hires(("Lipa", "counsellor", "pl"), cleared=True)
    await team.installation.start()
    child = await team.reporter("pl")
    await child.start()
    await child.press("lang.name.pl", "safety:safe", "btn.start_report", "btn.under18")
    await child.press("btn.person", "btn.person", "btn.who_any")
    card = await team.group.card()
    await team.installation.delivered()
    assert wierzba.word("team.flag.minor") in card["text"]
    assert "18" in await team.group.press(wierzba, card)
    assert await wierzba.topics() == {}
    topic = await team.claims(lipa)
    await topic.told("team.minor")
    await topic.writes("Dzień dobry!")
    await child.talk.hears("Dzień dobry!")
