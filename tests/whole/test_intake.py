"""The intake of a running bot: a pause, the day's quota, spam, and the breach switch."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from tests.whole.phone import buttons
from tests.whole.telegram import until

if TYPE_CHECKING:
    from tests.whole.conftest import Phones
    from tests.whole.installation import Installation
    from tests.whole.phone import Phone
    from tests.whole.team import Team

OPENING = ("lang.name.pl", "safety:safe", "btn.start_report", "btn.yes")
OPEN = (
    *("session", "outbox", "timer", "report", "opinion", "case_", "line", "media", "post", "seat"),
    *("mailbox", "letter", "farewell", "errand", "dying"),
)


async def test_a_pause_by_the_command_is_felt_at_once_and_its_end_too(
    bot: Installation, phones: Phones
) -> None:
    """A draft that was begun is not lost; help and 112 stand on the card that says so."""
    phone = await phones()
    await phone.opened()
    await bot.beside("register", "pause")
    assert "the intake is paused" in await bot.beside("check")
    await phone.press("incident_group:words", "btn.next", "incident_type:verbal_insult", "btn.send_now")
    card = await phone.press("btn.send")
    assert phone.says_text(card, "sys.paused")
    assert await bot.register() == []
    await phone.press("key.emergency", "btn.back")
    await bot.beside("register", "resume")
    await phone.press("btn.send")
    await phone.reads("thanks.register")
    await bot.rows(1)


async def test_beyond_the_days_quota_no_report_for_the_register_is_taken_from_this_chat_alone(
    installed: Installation, phones: Phones
) -> None:
    installed.change("register", daily_reports=2)
    await installed.start()
    flood, other = await phones(), await phones()
    await flood.opened()
    for _ in range(2):
        await flood.reported()
        await flood.press("btn.again", "role:victim")
    await flood.press("incident_group:words", "btn.next", "incident_type:verbal_insult", "btn.send_now")
    assert flood.says_text(await flood.press("btn.send"), "sys.quota")
    await flood.press("btn.person")
    await flood.reads("alone.person")
    await other.opened()
    await other.reported()
    await installed.rows(3)


async def test_spam_ends_for_the_team_and_whoever_was_marked_can_ask_for_a_person_again(team: Team) -> None:
    [wierzba] = await team.hires(("Wierzba", "counsellor", "pl"))
    await team.installation.start()
    reporter, topic = await team.talking(wierzba, "pl")
    await topic.press("st.btn.close")
    await topic.press("team.btn.spam")
    await topic.shows("team.spam.q")
    await topic.toast("btn.yes")
    await wierzba.topicless()
    await wierzba.private.told("team.spam")
    await reporter.talk.told("ho.closed")
    await reporter.talk.writes("jeszcze jedno słowo")
    await reporter.talk.shows("talk.not_sent")
    await reporter.talk.press("btn.reopen")
    again = await team.claims(wierzba)
    await again.told("team.flag.spam")
    assert not [words for words in await again.heard() if "jeszcze jedno" in words]


async def test_a_coordinator_stops_the_intake_sees_what_is_held_and_erases_all_that_is_open(
    team: Team,
) -> None:
    """R-GDPR-16: topics go, colleagues are told, the chats are emptied, and the register stays."""
    wierzba, jesion = await team.hires(("Wierzba", "counsellor", "pl"), ("Jesion", "coordinator", "pl"))
    await team.installation.start(speed=20)
    counted = await team.reporter("pl")
    await counted.start()
    await counted.press(*OPENING, "role:victim")
    await counted.reported()
    await team.installation.rows(1)  # mixed already: what still waits is erased with all that is open
    reporter, topic = await team.talking(wierzba, "pl")
    await reporter.talk.writes("słowo, którego nie wolno pokazać")
    await topic.hears("słowo, którego")
    codename = (await wierzba.topics())[topic.number]

    await jesion.private.writes("/start")
    await jesion.private.press("team.btn.breach")
    await jesion.private.press("team.btn.breach_purge")
    await jesion.private.shows("team.breach.sure_purge")
    await jesion.private.press("btn.yes")
    sheet = (await jesion.private.told("team.held.numbers"))["text"]
    assert codename not in sheet
    assert "słowo" not in sheet
    assert jesion.word("team.held.cases") in sheet
    await jesion.private.told("team.breach.done")
    await jesion.private.shows("team.paused")

    await wierzba.topicless()
    await wierzba.private.told("team.purged")
    await team.installation.delivered()
    await until(partial(nothing_open, team.installation), "no row of anything open, and no key left to die")
    for person in (counted, reporter):
        await until(partial(neutral, person), "a chat with nothing but a neutral card")
    await team.installation.rows(1)


async def neutral(person: Phone) -> bool:
    """Whether nothing of the bot but the neutral card stands in a chat, and nothing of the person."""
    messages = (await person.chat())["messages"]
    return [buttons(one) for one in messages] == [[]] and messages[0]["text"].endswith(
        person.word("exit.neutral")
    )


async def nothing_open(installation: Installation) -> bool:
    """Whether every table but those that stay is empty."""
    with closing(sqlite3.connect(installation.data)) as data:
        return not any(data.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in OPEN)  # noqa: S608  names of our own
