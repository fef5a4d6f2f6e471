"""In bad weather nothing of a talk is lost, out of order, or there twice but for an answer that got lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.whole.crowd import STORMS, Crowd
from tests.whole.phone import buttons
from tests.whole.team import TEAM
from tests.whole.telegram import DEADLINE

if TYPE_CHECKING:
    from tests.whole.team import Colleague, Team

TALKS, EACH, LOST = 8, 6, 10
SPEED = 10


async def test_eight_talks_at_a_time_in_any_weather(team: Team) -> None:
    """429s, 500s, timeouts, dropped connections and lost answers, on every call of both bots."""
    crew = await team.hires(*((f"Osoba {letter}", "counsellor", "pl") for letter in "ABC"))
    await team.installation.start(speed=SPEED)
    crowd = Crowd(team, crew, 20_261_122)
    await crowd.opens(TALKS, DEADLINE)
    since = await team.telegram.count()
    await crowd.storms(LOST)
    await crowd.writes(EACH, 0.5)
    counted = await crowd.arrived(EACH, DEADLINE)
    for who, one in counted.items():
        first = 0 if who.startswith("r") else 1
        assert one.order == list(range(first, EACH + 1)), who
        assert one.strange == set(), who
    assert sum(one.repeats for one in counted.values()) <= LOST
    met = {call["status"] for call in await team.telegram.see(f"/calls?since={since}")}
    assert {0, 200, 429, 500} <= met, "the weather was as bad as it was meant to be"


async def test_a_topic_that_opens_in_bad_weather_holds_its_card_and_each_line_once(team: Team) -> None:
    """Also while the history of a long talk is being sent, which is many messages."""
    wierzba, jesion = await team.hires(("Wierzba", "counsellor", "pl"), ("Jesion", "counsellor", "pl"))
    await team.installation.start(speed=SPEED)
    codename = await released(team, wierzba)
    for seed, storm in enumerate(STORMS):
        chance = 0.4 if "status" in storm["answer"] else storm["chance"]
        order = {"method": "sendMessage", "bot": TEAM, "seed": seed, **storm, "chance": chance}
        await team.telegram.do("/weather", order)
    await team.group.tap(jesion, await team.group.card(codename=codename))
    await whole(team, jesion, codename)


async def test_a_topic_that_a_crash_left_half_is_made_anew(team: Team) -> None:
    """What stood in the half one is gone with it."""
    wierzba, jesion = await team.hires(("Wierzba", "counsellor", "pl"), ("Jesion", "counsellor", "pl"))
    await team.installation.start()
    codename = await released(team, wierzba)
    for sent in range(4):
        since = await team.telegram.count()
        await stuck_after(team, sent)
        if sent:
            await team.installation.start()
        else:
            await team.group.tap(jesion, await team.group.card(codename=codename))
        await team.telegram.called("createForumTopic", since)
        await team.telegram.called("sendMessage", since, times=sent + 1)
        await team.installation.kill()
        await team.telegram.calm()
    await team.installation.start()
    await whole(team, jesion, codename)
    assert len(await jesion.topics()) == 1


async def stuck_after(team: Team, sent: int) -> None:
    """Let so many messages of the team's bot through, and none of those after them for a long while."""
    storms: list[tuple[int, dict[str, Any]]] = [(sent, {"delay": 0}), (1000, {"delay": 3600})]
    for times, answer in storms:
        if times:
            order = {"method": "sendMessage", "bot": TEAM, "times": times, "answer": answer}
            await team.telegram.do("/weather", order)


async def released(team: Team, colleague: Colleague) -> str:
    """Let a talk of twenty long lines go back into the queue; return the codename."""
    reporter, topic = await team.talking(colleague, "pl")
    codename = (await colleague.topics())[topic.number]
    for number in range(20):
        await reporter.talk.writes(f"linia {number:02} " + "x" * 500)
    await topic.hears("linia 19")
    await topic.press("st.btn.release")
    await team.group.card(codename=codename)
    await team.installation.delivered()
    return codename


async def whole(team: Team, colleague: Colleague, codename: str) -> None:
    """Wait until all of that stands in a colleague's topic: one card and each line once."""
    await team.group.empty()
    await team.installation.delivered()
    topic = await colleague.topic(codename)
    await topic.hears("linia 19")
    history = "\n".join(await topic.heard())
    assert [history.count(f"linia {number:02}") for number in range(20)] == [1] * 20
    assert [colleague.word("st.btn.close") in str(one) for one in await topic.messages() if buttons(one)] == [
        True
    ]
