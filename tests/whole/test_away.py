"""Who is watched, away, or gone for good: words wait behind a neutral card, under a code, or not at all."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from flows.duty import DAYS
from tests.whole.installation import now
from tests.whole.team import Team
from tests.whole.telegram import until
from tests.whole.thread import answers

if TYPE_CHECKING:
    from tests.whole.installation import Installation
    from tests.whole.team import Colleague, Reporter
    from tests.whole.thread import Thread

WARSAW = ZoneInfo("Europe/Warsaw")
CODE = re.compile(r"\d{4}(?: \d{4}){5}")
SECRET = "Zamek wymieni ślusarz."
OPENING = ("lang.name.pl", "safety:safe", "btn.start_report", "btn.yes")


@pytest.fixture
async def wierzba(team: Team) -> Colleague:
    """A counsellor of a running bot, whose clock can be put forward."""
    [wierzba] = await team.hires(("Wierzba", "counsellor", "pl"))
    await team.installation.start(moved=True)
    return wierzba


async def done(team: Team, topic: Thread) -> None:
    """Wait until all that was written in a topic was taken in, and all that came of it was delivered."""
    await topic.writes(". to wszystko")
    await topic.told("st.note_saved")
    await team.installation.delivered()


async def silent(team: Team, topic: Thread, reporter: Reporter, before: list[str]) -> None:
    """See to it that nothing came into a chat of what was written in a topic."""
    await done(team, topic)
    assert await reporter.talk.heard() == before


# ---------------------------------------------------------------------------- quiet cases


async def test_in_a_quiet_case_words_wait_behind_one_neutral_card(team: Team, wierzba: Colleague) -> None:
    reporter, topic = await team.talking(wierzba, "pl")
    await topic.press("team.btn.quiet")
    await topic.writes(f"{SECRET} Jutro.")
    await reporter.talk.told("talk.answer_card")
    await topic.writes("Będę tam o dziewiątej.")
    await done(team, topic)
    heard = await reporter.talk.heard()
    assert not [words for words in heard if SECRET in words or "dziewiątej" in words]
    assert len([words for words in heard if reporter.word("talk.answer_card") in words]) == 1
    await reporter.talk.toast("btn.open")
    await reporter.talk.hears("dziewiątej")
    shown = [words for words in await reporter.talk.heard() if SECRET in words or "dziewiątej" in words]
    assert [SECRET in words for words in shown] == [True, False]


async def test_a_neutral_card_comes_only_at_the_time_that_was_agreed_on(
    team: Team, wierzba: Colleague
) -> None:
    """Of a report about violence at home it is asked whether and when an answer may come."""
    reporter = await team.reporter("pl")
    await reporter.start()
    await reporter.press(*OPENING, "role:victim", "incident_group:violence", "btn.next")
    await reporter.press("incident_type:domestic_violence", "btn.next")
    await reporter._skips_to("need:legal_advice")
    await reporter.press("need:legal_advice", "btn.next")
    await reporter._skips_to("btn.send")
    await reporter.press("btn.send", "btn.time_between")
    first = now().astimezone(WARSAW) + timedelta(hours=2)
    await reporter.says(f"{first:%H}–{first + timedelta(hours=2):%H}")
    topic = await team.claims(wierzba)
    await topic.told("team.quiet_hint")
    before = await reporter.talk.heard()
    await topic.writes(SECRET)
    await silent(team, topic, reporter, before)
    team.installation.ahead.write_text(str(2 * 3600), "ascii")
    await reporter.talk.told("talk.answer_card")
    await reporter.talk.toast("btn.open")
    await reporter.talk.hears(SECRET)


async def test_after_a_quick_exit_nothing_comes_until_the_person_does(team: Team, wierzba: Colleague) -> None:
    reporter, topic = await team.talking(wierzba, "pl")
    await reporter.says("/quit")
    await reporter.reads("exit.neutral")
    await topic.told("st.left_chat")
    await until(lambda: alone(reporter), "one neutral card and nothing else")
    neutral = await reporter.talk.heard()
    await topic.writes(SECRET)
    await silent(team, topic, reporter, neutral)
    await reporter.act("start")
    await reporter.talk.told("talk.answer_card")
    await reporter.talk.toast("btn.open")
    await reporter.talk.hears(SECRET)


async def test_who_has_come_back_after_a_quick_exit_is_told_of_what_comes_then(
    team: Team, wierzba: Colleague
) -> None:
    reporter, topic = await team.talking(wierzba, "pl")
    await reporter.says("/quit")
    await topic.told("st.left_chat")
    await reporter.act("start")
    await reporter.talk.shows("talk.on")
    await topic.writes(SECRET)
    await done(team, topic)
    assert [words for words in await reporter.talk.heard() if reporter.word("talk.answer_card") in words]


async def alone(reporter: Reporter) -> bool:
    return len(await reporter.talk.messages()) == 1


# ---------------------------------------------------------------------------- gone


async def test_who_blocks_the_bot_has_left_and_finds_the_words_on_coming_back(
    team: Team, wierzba: Colleague
) -> None:
    reporter, topic = await team.talking(wierzba, "pl")
    await reporter.act("block")
    await topic.told("team.blocked")
    await topic.writes(SECRET)
    await done(team, topic)
    await reporter.act("unblock")
    await reporter.act("start")
    await reporter.talk.told("talk.answer_card")
    await reporter.talk.toast("btn.open")
    await reporter.talk.hears(SECRET)


async def test_a_delivery_that_fails_for_good_is_told_as_left(team: Team, wierzba: Colleague) -> None:
    """The bot learns of the block by the message that it cannot bring."""
    reporter, topic = await team.talking(wierzba, "pl")
    await team.telegram.do(
        "/weather", {"method": "sendMessage", "bot": reporter.telegram.bot, "answer": {"status": 403}}
    )
    await topic.writes(SECRET)
    await topic.told("team.blocked")


async def test_a_return_code_opens_the_answer_on_another_phone(team: Team, wierzba: Colleague) -> None:
    """Once read it is gone; the code opens words of the team, never the report."""
    reporter, topic = await team.talking(wierzba, "pl")
    await reporter.talk.writes("To moja tajemnica")
    await reporter.talk.press("btn.code", "btn.code_yes")
    code = CODE.search((await reporter.talk.told("code.card"))["text"])
    assert code
    await reporter.talk.press("btn.code_saved")
    assert not any(CODE.search(words) for words in await reporter.talk.heard())
    await reporter.act("block")
    await topic.told("team.blocked_code")
    await topic.writes(SECRET)
    await done(team, topic)

    other = await team.reporter("pl")
    await other.start()
    await other.says("/code")
    await other.says(code[0])
    await other.reads("code.found")
    letter = await other.press("btn.open")
    assert SECRET in letter["text"]
    assert "tajemnica" not in letter["text"]
    await other.press("btn.have_read")
    await other.says("/code")
    await other.says(code[0])
    await other.reads("code.no_reply")


async def test_what_is_erased_is_gone_everywhere_and_the_colleague_is_told_without_a_word_of_it(
    team: Team, wierzba: Colleague
) -> None:
    reporter, topic = await team.talking(wierzba, "pl")
    await reporter.talk.writes(SECRET)
    await topic.hears(SECRET)
    await topic.sends("photo")
    await reporter.talk.writes("/erase")
    await reporter.talk.press("btn.erase_yes")
    await wierzba.topicless()
    told = await wierzba.private.told("st.wiped")
    assert SECRET not in told["text"]
    await until(lambda: alone(reporter), "one last card")
    await team.installation.delivered()
    with closing(sqlite3.connect(team.installation.data)) as data:
        left = [
            table
            for table in ("case_", "line", "media", "seat", "mailbox")
            if data.execute(f"SELECT 1 FROM {table}").fetchone()  # noqa: S608  names of our own
        ]
    assert left == []


# ---------------------------------------------------------------------------- a topic that was deleted


async def test_a_topic_that_somebody_deleted_is_made_anew_with_all_that_was_said(
    team: Team, wierzba: Colleague
) -> None:
    """What comes then is in it, and a reply there is still a reply."""
    reporter, topic = await team.talking(wierzba, "pl")
    first = await reporter.talk.writes("pierwsze słowa")
    await topic.hears("pierwsze słowa")
    codename = (await wierzba.topics())[topic.number]
    await wierzba.act("delete_topic", thread=topic.number)
    await reporter.talk.writes("drugie słowa")
    again = await wierzba.topic(codename)
    await again.hears("drugie słowa")
    await again.told("team.topic_anew")
    old = await again.hears("pierwsze słowa")
    assert [words for words in await again.heard() if "słowa" in words] == ["pierwsze słowa", "drugie słowa"]
    await team.installation.delivered()
    await again.writes("odpowiedź na pierwsze", old["message_id"])
    assert answers(await reporter.talk.hears("odpowiedź na pierwsze")) == first


# ---------------------------------------------------------------------------- outside hours


async def test_outside_hours_a_message_is_left_and_answered_later(installed: Installation) -> None:
    """Nothing else is offered; what is promised is the next duty."""
    tomorrow = now().astimezone(WARSAW) + timedelta(days=1)
    team = await Team.at(installed, hours={DAYS[tomorrow.weekday()]: ["11:07-12:00"]})
    [wierzba] = await team.hires(("Wierzba", "counsellor", "pl"))
    await installed.start()
    reporter = await team.reporter("pl")
    await reporter.start()
    card = await reporter.press("lang.name.pl", "key.person")
    assert reporter.place(card, "btn.person") is None
    assert "11:07" in card["text"]
    await reporter.press("btn.leave_message", "btn.yes", "btn.who_any")
    await reporter.talk.told("ho.leave_prompt")
    await reporter.talk.writes("Proszę o radę w sprawie pracy.")
    await reporter.talk.told("names.check")
    await reporter.press("btn.text_ok")
    await reporter.talk.told("talk.more")
    await reporter.press("btn.done")
    await reporter.talk.told("ho.left")
    topic = await team.claims(wierzba)
    await topic.hears("Proszę o radę")
    await topic.writes("Oto rada.")
    await reporter.talk.hears("Oto rada.")
