"""What the process still knows of somebody ten seconds after they have erased everything."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from bot.memory import ALLOCATOR
from tests.whole import memory
from tests.whole.installation import GLOS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.whole.installation import Installation
    from tests.whole.team import Colleague, Reporter, Team

WORDS: Final = {
    "typed before anything was asked": "canarybird Hortensia of Quaxolotl Street",
    "own words": "канарка Їжакевич розповіла про двір на Квазарній, будинок сімнадцять, третій поверх",
    "phone number": "508 774 213",
    "a long line": "kanarek Łośkowski stał pod Żurawiem i krzyczał przez cały tydzień do sąsiadów z parteru",
    "a short line": "Щеголева",
    "an answer": "odpowiedź Kanarkowskiej",
}
SECONDS: Final = 10
"""After so many seconds without anything to deliver it is looked."""
CONTROL: Final = "a label"
"""It stays in memory for as long as the process lives: the search must find it."""


async def tells(reporter: Reporter, team: Team, colleague: Colleague) -> None:
    """Tell everything: before it is asked, in one's own words, and in the talk with somebody who has it."""
    await reporter.start()
    await reporter.says(WORDS["typed before anything was asked"])
    await reporter.press("lang.name.uk", "safety:safe", "btn.start_report", "btn.yes", "role:victim")
    await reporter.press("incident_group:words", "btn.next", "incident_type:verbal_insult", "btn.next")
    await reporter._skips_to("need:legal_advice")
    await reporter.press("need:legal_advice", "btn.next")
    await reporter._skips_to("btn.skip", "v.words")
    await reporter.says(f"{WORDS['own words']}, {WORDS['phone number']}")
    await reporter.press("btn.text_ok", "btn.send")
    await reporter.reads("thanks.case")
    topic = await team.claims(colleague)
    await topic.writes(WORDS["an answer"])
    await reporter.talk.hears(WORDS["an answer"])
    for line in ("a long line", "a short line"):
        await reporter.talk.writes(WORDS[line])
        await topic.hears(WORDS[line])


@contextmanager
def running(installation: Installation, **environment: str) -> Iterator[int]:
    """Run `glos run` as an operator starts it; yield the number of its process."""
    command = [str(GLOS), "run", "--config", str(installation.config)]
    with installation.log.open("ab") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, env={**installation.environment, **environment}
        )
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


async def left(team: Team, **environment: str) -> tuple[dict[str, int], dict[str, int]]:
    """Let somebody tell everything and erase it; return what is found before, and ten seconds after it."""
    one = team.installation
    [colleague] = await team.hires(("Wierzba", "counsellor", "pl"))
    since = await one.telegram.count()
    with running(one, **environment) as process:
        await one.telegram.called("getUpdates", since)
        reporter = await team.reporter("uk")
        needles = {name: memory.forms(words) for name, words in WORDS.items()}
        needles["chat"] = memory.number(reporter.number)
        needles[CONTROL] = memory.forms(reporter.word("btn.quick_exit"))
        await tells(reporter, team, colleague)
        await one.delivered()
        before = memory.counted(memory.found(process, needles))
        await reporter.says("/erase")
        await reporter.press("btn.erase_yes")
        await reporter.reads("erase.done")
        await colleague.topicless()
        await one.delivered()
        await asyncio.sleep(SECONDS)
        after = memory.counted(memory.found(process, needles))
    print(f"\nfound before the erasing: {before}\nten seconds after it: {after}")  # noqa: T201  the figures
    return before, after


async def test_ten_seconds_after_an_erase_no_word_and_no_number_is_left_in_memory(team: Team) -> None:
    """As an operator starts it: what is freed is overwritten, and no cache holds anything of it."""
    _, after = await left(team)
    assert after.pop(CONTROL) > 0, "the search finds what is there"
    assert after == {}


if "ATTACK" in os.environ:  # it only tells what it was before, and takes its time

    async def test_with_the_usual_allocator_the_same_search_finds_what_was_erased(team: Team) -> None:
        _, after = await left(team, **{ALLOCATOR: "pymalloc"})
        assert set(after) > {CONTROL}
