"""Fifty talks at a time in bad weather, and a bot that is killed again and again: `make torture`.

It takes minutes; pytest does not find this file by its name, it must be named.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from tests.whole.crowd import Crowd, seen

if TYPE_CHECKING:
    from tests.whole.crowd import Counted
    from tests.whole.team import Team

TALKS, EACH, SEED = (int(os.environ.get(f"TORTURE_{name}", value)) for name, value in
                     (("TALKS", "50"), ("EACH", "12"), ("SEED", "20261122")))  # fmt: skip
COLLEAGUES, SPEED = 10, 10
PAUSE = (0.2, 4.0)
"""Seconds between a start and the next kill."""
LONGEST = 8.0
"""Seconds between two messages of somebody."""
PATIENCE = 900
UNANSWERED = 500
"""So many of the newest calls may still wait for their answers."""


async def test_fifty_talks_at_a_time_and_a_bot_that_is_killed_again_and_again(team: Team) -> None:
    """Nothing is lost or out of order; what is there twice was on its way when the bot was killed."""
    crew = await team.hires(*((f"Osoba {chr(65 + one)}", "counsellor", "pl") for one in range(COLLEAGUES)))
    await team.installation.start(speed=SPEED)
    crowd, killer, began = Crowd(team, crew, SEED), Killer(team), time.monotonic()
    await crowd.storms(lost=0)
    killing = asyncio.create_task(killer.works())
    try:
        await crowd.opens(TALKS, PATIENCE)
        await crowd.writes(EACH, LONGEST)
    finally:
        killer.over.set()
        await killing
    counted = await crowd.arrived(EACH, PATIENCE)
    await killer.notes()
    topics = sum([len(await one.topics()) for one in crew])
    print(  # noqa: T201  the figures are what it is run for
        f"\n{TALKS} talks, {2 * TALKS * EACH + TALKS} messages, {time.monotonic() - began:.0f} s, "
        f"{len(killer.kills)} kills; {sum(one.repeats for one in counted.values())} repeated, at most "
        f"{max(one.repeats for one in counted.values())} in one direction of a talk; {topics} topics; "
        f"calls by their answers: {dict(killer.answers.most_common())}"
    )
    judged(counted, killer)


def judged(counted: dict[str, Counted], killer: Killer) -> None:
    """Fail where a message is missing, out of order, in a wrong chat, or repeated for no reason."""
    for who, one in counted.items():
        assert one.order == list(range(0 if who.startswith("r") else 1, EACH + 1)), (who, one)
        assert one.strange == set(), (who, one)
        for number in {number for number in one.numbers if one.numbers.count(number) > 1}:
            first, *_, last = killer.sent(who, number)
            between = sum(first <= kill < last for kill in killer.kills)
            assert one.numbers.count(number) - 1 <= between, (who, number)
    assert len(killer.kills) > 10


class Killer:
    """Kills the bot and starts it again, at instants that are the same in every run as far as possible."""

    def __init__(self, team: Team) -> None:
        self.team, self.over, self.chance = team, asyncio.Event(), Random(SEED)
        self.kills: list[int] = []
        """The newest call when the bot was killed."""
        self._calls: dict[int, tuple[str, list[tuple[str, int]]]] = {}
        """How each call was answered, and which numbered messages it brought."""

    @property
    def answers(self) -> Counter[str]:
        """How many calls were answered how."""
        return Counter(answer for answer, _ in self._calls.values())

    def sent(self, who: str, number: int) -> list[int]:
        """Return the calls by which a message came into a chat."""
        found = self._calls.items()
        return [n for n, (answer, brought) in found if answer == "200" and (who, number) in brought]

    async def works(self) -> None:
        """Kill until it is over."""
        while not self.over.is_set():
            await asyncio.sleep(self.chance.uniform(*PAUSE))
            await self.team.installation.kill()
            await self.notes()
            self.kills.append(max(self._calls))
            await self.team.installation.start(speed=SPEED)

    async def notes(self) -> None:
        """Note what was called; some of the last ones were not answered yet when they were noted before."""
        since = max(self._calls, default=0) - UNANSWERED
        for call in await self.team.telegram.see(f"/calls?since={max(0, since)}"):
            brought = seen([call["params"]["text"]]) if call["method"] == "sendMessage" else []
            self._calls[call["n"]] = str(call["status"]), brought
