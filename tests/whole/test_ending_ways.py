"""Who leads to an end, and how far: a test for each row of the table in docs/architecture.md."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest

from tests.whole.phone import buttons
from tests.whole.team import Team
from tests.whole.telegram import until

if TYPE_CHECKING:
    from tests.whole.installation import Installation
    from tests.whole.team import Colleague, Reporter
    from tests.whole.thread import Thread

SAID, ANSWERED = "канарка: так було", "kanarek: odpowiedź"
DAY: Final = 24 * 3600
LOUD: Final = ("sendMessage", "sendPhoto", "sendVoice")
KEPT: Final = {"session": 0, "report": 1, "case_": 1}
"""What is left where the conversation ends, and what waits and the case go on."""


class Talk(NamedTuple):
    """Somebody with a report that waits to be mixed, in a talk; no card but theirs stands anywhere."""

    team: Team
    reporter: Reporter
    colleague: Colleague
    topic: Thread

    async def holds(self, **wanted: int) -> None:
        """Wait until just so many conversations, waiting reports and cases are held."""

        async def held() -> bool:
            with closing(sqlite3.connect(self.team.installation.data)) as data:
                count = "SELECT count(*) FROM {}"
                return wanted == {table: data.execute(count.format(table)).fetchone()[0] for table in wanted}

        await until(held, str(wanted))

    async def shows_only(self, id_: str) -> None:
        """Wait until one card with this text and no key is all that stands in the reporter's chat."""

        async def alone() -> bool:
            standing = (await self.reporter.chat())["messages"]
            return len(standing) == 1 and self.reporter.sentence(id_) in str(standing[0].get("text"))

        await until(alone, f"{id_} and nothing else")
        assert buttons((await self.reporter.cards())[0]) == []

    async def stands(self) -> bool:
        """Whether both lines of the talk stand in the reporter's chat."""
        standing = str((await self.reporter.chat())["messages"])
        return SAID in standing and ANSWERED in standing

    async def passes(self, *days: float) -> None:
        """Let time pass for the bot and for Telegram."""
        ahead = self.team.installation.ahead
        for span in days:
            ahead.write_text(str(float(ahead.read_text("ascii")) + span * DAY), "ascii")
            await self.team.telegram.clock(span * DAY)


@pytest.fixture
async def talk(waiting: Installation) -> Talk:
    """A talk with a line each way, after a report for the register alone."""
    team = await Team.at(waiting)
    [colleague] = await team.hires(("Wierzba", "counsellor", "pl"))
    await waiting.start(moved=True)
    reporter = await team.reporter("uk")
    await reporter.start()
    await reporter.press("lang.name.uk", "safety:safe", "btn.start_report", "btn.yes")
    await reporter.press("role:victim", "incident_group:words", "btn.next")
    await reporter.press("incident_type:verbal_insult", "btn.next")
    await reporter._skips_to("need:legal_advice")
    await reporter.press("need:register_only", "btn.next")
    await reporter._skips_to("btn.send")
    await reporter.press("btn.send")
    await reporter.reads("thanks.register")
    await reporter.press("key.person", "btn.person", "btn.who_any")
    await reporter.reads("ho.waiting")
    topic = await team.claims(colleague)
    await reporter.talk.writes(SAID)
    await topic.hears(SAID)
    await topic.writes(ANSWERED)
    await reporter.talk.hears(ANSWERED)
    await waiting.delivered()
    return Talk(team, reporter, colleague, topic)


async def test_erase_at_will(talk: Talk) -> None:
    await talk.reporter.says("/erase")
    await talk.reporter.press("btn.erase_yes")
    await talk.shows_only("erase.done")
    await talk.holds(session=0, report=0, case_=0)
    await talk.colleague.topicless()
    told = await talk.colleague.private.told("st.wiped")
    assert "канарка" not in str(told)
    assert "kanarek" not in str(await talk.team.group.messages())


async def test_stop_and_erase(talk: Talk) -> None:
    """What was not sent goes; what waits and the case go on without the chat."""
    other = await talk.team.reporter("uk")
    await other.opened("uk")
    await other.press("incident_group:words", "btn.next", "key.more", "btn.stop", "btn.erase")
    await talk._replace(reporter=other).shows_only("stop.erased")
    await talk.holds(session=1, report=1, case_=1)


async def test_quick_exit(talk: Talk) -> None:
    await talk.reporter.says("/quit")
    await talk.shows_only("exit.neutral")
    await talk.holds(**KEPT)
    await talk.topic.told("st.left_chat")
    assert SAID in str(await talk.topic.messages()), "at the team it stays"


async def test_watched(talk: Talk) -> None:
    """ "Somebody may be watching" asks nothing; an orphan of the bot's goes with the rest."""
    other = await talk.team.reporter("uk")
    await other.start()
    chat = {"chat_id": other.number, "text": "an orphan"}
    token = talk.team.installation.token
    async with other.telegram.http.post(f"/bot{token}/sendMessage", json=chat) as answer:
        assert answer.status == 200
    await other.says("/start")
    card = await other.press("lang.name.uk")
    await other.tap(card, other.place(card, "safety:watched"))
    await talk._replace(reporter=other).shows_only("exit.neutral")
    await talk.holds(session=1, report=1, case_=1)


async def test_block(talk: Talk) -> None:
    since = await talk.reporter.telegram.count()
    await talk.reporter.act("block")
    await talk.topic.told("team.blocked")
    await talk.holds(**KEPT)
    assert await talk.reporter.telegram.calls(*LOUD, since=since) == []


async def test_silence(talk: Talk) -> None:
    """A day later the card is neutral where it stands, without a sound; the talk goes on and stays."""
    since = await talk.reporter.telegram.count()
    await talk.passes(1.1)
    await talk.holds(**KEPT)

    async def neutral() -> bool:
        cards = await talk.reporter.cards()
        return any(talk.reporter.sentence("exit.neutral") in str(one.get("text")) for one in cards)

    await until(neutral, "a neutral card")
    assert not [one for one in await talk.reporter.cards() if buttons(one)]
    assert await talk.stands()
    assert await talk.reporter.telegram.calls(*LOUD, since=since) == []


async def test_by_the_team(talk: Talk) -> None:
    """The talk goes from the reporter's chat, and the card there tells so, without a sound."""
    since = await talk.reporter.telegram.count()
    await talk.topic.press("btn.erase", "btn.erase_yes")
    await talk.holds(session=1, report=1, case_=0)

    async def emptied() -> bool:
        standing = (await talk.reporter.chat())["messages"]
        return len(standing) == 1 and not talk.reporter.place(standing[0], "btn.end_chat")

    await until(emptied, "one card, of no talk")
    await talk.colleague.topicless()
    assert await talk.reporter.telegram.calls(*LOUD, since=since) == []


async def test_by_age(talk: Talk) -> None:
    """Half a year, the most there is: gone with its topic; what the reporter was told stays theirs."""
    since = await talk.reporter.telegram.count()
    await talk.passes(1.1, 183)
    await talk.holds(session=0, case_=0)
    await talk.colleague.topicless()
    await talk.colleague.private.told("team.limit")
    assert await talk.stands()
    assert await talk.reporter.telegram.calls(*LOUD, since=since) == []
