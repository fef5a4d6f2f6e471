"""Words of one's own as people write them, names and all: nobody and nothing keeps who they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.test_scrubbing import LANGUAGES, SCRUBBED, TOLD, names_in
from tests.whole.canaries import needles
from tests.whole.phone import buttons
from tests.whole.traces import in_files

if TYPE_CHECKING:
    from tests.whole.installation import Installation
    from tests.whole.team import Colleague, Team
    from tests.whole.thread import Thread

DETAILS = ("Kowalski", "Шевченко", "Петров", "Johnson", "Długiej", "Довгої", "Длинной", "600 100 200")


@pytest.fixture
async def wierzba(team: Team) -> Colleague:
    """A counsellor of a running bot, who reads all four languages."""
    [wierzba] = await team.hires(("Wierzba", "counsellor", "pl,uk,ru,en"))
    await team.installation.start()
    return wierzba


async def unnamed(*threads: Thread) -> None:
    """See that no detail stands in any of these chats."""
    for thread in threads:
        assert [said for said in await thread.heard() if names_in(said)] == []


def in_no_file(one: Installation) -> None:
    """See that no detail lies in any file of the installation, its log included."""
    files = [*one.data.parent.iterdir(), *one.keys.iterdir(), one.log]
    assert in_files(needles(DETAILS), files) == set()


async def test_nobody_reads_and_nothing_keeps_whom_a_message_left_names(
    team: Team, wierzba: Colleague
) -> None:
    """In each language; after kill -9 between what is shown back and the yes to it; and words go from it."""
    for language in LANGUAGES:
        reporter = await team.reporter(language)
        await reporter.start()
        await reporter.press(f"lang.name.{language}", "key.person")
        await reporter.press("btn.leave_message", "btn.yes", "btn.who_any")
        await reporter.talk.writes(TOLD[language])
        await reporter.talk.hears(SCRUBBED[language])
        if language == "uk":
            await team.installation.delivered()
            await team.installation.kill()
            in_no_file(team.installation)
            await team.installation.start()
        await reporter.press("btn.text_ok")
        await reporter.talk.told("talk.more")
        topic = await team.claims(wierzba)
        there = await topic.hears(SCRUBBED[language])
        if language == "pl":
            await team.installation.delivered()
            await topic.writes("/out", there["message_id"])
            await topic.told("team.take_out")
            await tapped(topic, "krzyczał")
            await topic.hears("Sąsiad [imię] z [adres] […] na mnie")
        await unnamed(topic, reporter.talk, wierzba.private)
        assert not any(names_in(str(one)) for one in await team.group.messages())
    await team.installation.delivered()
    await team.installation.stop()
    in_no_file(team.installation)


async def test_a_reporter_takes_out_more_and_then_a_counsellor_does(team: Team, wierzba: Colleague) -> None:
    reporter = await team.reporter("pl")
    await reporter.start()
    await reporter.press("lang.name.pl", "safety:safe", "btn.start_report", "btn.yes")
    await reporter.press(
        "role:victim", "incident_group:words", "btn.next", "incident_type:threat", "btn.next"
    )
    await reporter._skips_to("need:legal_advice")
    await reporter.press("need:legal_advice", "btn.next")
    words = reporter.sentence("v.words")
    while (card := await reporter.card()) and words not in card["text"]:
        await reporter.push(card, reporter.place(card, "btn.skip") or reporter.place(card, "btn.go_on"))
    await reporter.talk.writes(TOLD["pl"])
    await reporter.talk.hears(SCRUBBED["pl"])
    await reporter.talk.press("btn.take_out")
    await tapped(reporter.talk, "Sąsiad")
    await reporter.talk.press("btn.back", "btn.text_ok", "btn.send")
    topic = await team.claims(wierzba)
    await topic.press("team.btn.show_text")
    await topic.hears("[…] [imię] z [adres] krzyczał")
    await topic.press("team.btn.take_out")
    await tapped(topic, "krzyczał")
    await topic.hears("[…] [imię] z [adres] […] na mnie")
    await unnamed(topic, reporter.talk)


async def tapped(thread: Thread, word: str) -> None:
    """Press the key with a word."""
    card = next(one for one in reversed(await thread.messages()) if [word] in buttons(one))
    await thread.pressed(card["message_id"], row=buttons(card).index([word]), column=0)
    await thread.hears("[…]")
