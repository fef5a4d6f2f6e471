"""Many talks at a time: everybody writes numbered messages, and what arrives is counted by the numbers."""

from __future__ import annotations

import asyncio
import re
from itertools import cycle, groupby
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.whole.phone import buttons
from tests.whole.telegram import until
from tests.whole.thread import Thread

if TYPE_CHECKING:
    from tests.whole.team import Colleague, Reporter, Team

NUMBERED = re.compile(r"([rc]\d\d)-(\d\d)")
STORMS: tuple[dict[str, Any], ...] = (
    {"chance": 0.05, "answer": {"status": 429, "retry_after": 1}},
    {"chance": 0.05, "answer": {"status": 500}},
    {"chance": 0.02, "answer": {"status": 502}},
    {"chance": 0.05, "answer": {"drop": True}},
    {"chance": 0.02, "answer": {"drop": True, "delay": 7}},
    {"chance": 0.3, "answer": {"delay": [0, 0.2]}},
)
"""What goes wrong with each call of either bot; seven seconds are longer than it waits for an answer."""


class Counted(NamedTuple):
    """What became of the messages of one direction of one talk."""

    numbers: list[int]
    strange: set[str]
    """Who else's messages stood there."""

    @property
    def order(self) -> list[int]:
        """The numbers in the order in which they came, each repeat that follows at once left out."""
        return [number for number, _ in groupby(self.numbers)]

    @property
    def repeats(self) -> int:
        return len(self.numbers) - len(self.order)


class Crowd:
    """Reporters and colleagues of a team whose bot runs."""

    def __init__(self, team: Team, colleagues: list[Colleague], seed: int) -> None:
        self.team, self.colleagues, self.chance = team, colleagues, Random(seed)
        self.reporters: dict[str, Reporter] = {}

    async def storms(self, lost: int) -> None:
        """Let the weather be bad from now on, for both bots; at most `lost` answers get lost."""
        losing = ({"chance": 0.05, "times": lost, "answer": {"lost": True}},) if lost else ()
        for seed, storm in enumerate((*losing, *STORMS)):
            await self.team.telegram.do("/weather", {"method": "*", "seed": seed, **storm})

    # ------------------------------------------------------------------ what they do

    async def opens(self, talks: int, seconds: float) -> None:
        """Let so many people ask for a person and write a first message; let colleagues take them all."""
        for number in range(talks):
            self.reporters[f"{number:02}"] = await self.team.reporter("pl")
        await asyncio.gather(*(reporter.asks() for reporter in self.reporters.values()))
        await asyncio.gather(
            *(reporter.talk.writes(f"r{tag}-00") for tag, reporter in self.reporters.items())
        )
        await until(self._taken, f"{talks} talks", seconds, 1)
        await self.team.installation.delivered()

    async def _taken(self) -> bool:
        """Let colleagues in turn press whatever can be claimed; tell whether every talk has its topic."""
        whose = cycle(self.colleagues)
        for card in await self.team.group.messages():
            if buttons(card):
                await self.team.group.tap(next(whose), card)
        return len(await self.topics()) == len(self.reporters)

    async def writes(self, each: int, longest: float) -> None:
        """Let both sides of every talk write their messages, with up to `longest` seconds between two."""
        topics = await self.topics()
        sides = [(f"r{tag}", reporter.talk) for tag, reporter in self.reporters.items()]
        sides += [(f"c{tag}", topic) for tag, topic in topics.items()]
        await asyncio.gather(*(self._side(who, thread, each, longest) for who, thread in sides))

    async def _side(self, who: str, thread: Thread, each: int, longest: float) -> None:
        chance = Random(self.chance.random())
        for number in range(1, each + 1):
            await asyncio.sleep(chance.uniform(0, longest))
            await thread.writes(f"{who}-{number:02}")

    # ------------------------------------------------------------------ what arrives

    async def topics(self) -> dict[str, Thread]:
        """Return the topic of each talk by whose first message stands in it."""
        found: dict[str, Thread] = {}
        for colleague in self.colleagues:
            for thread in [Thread(colleague, number) for number in await colleague.topics()]:
                for who, number in seen(await thread.heard()):
                    if (who[0], number) == ("r", 0):
                        found[who[1:]] = thread
        return found

    async def arrived(self, each: int, seconds: float) -> dict[str, Counted]:
        """Wait until the last message of everybody has arrived and nothing is left to deliver; count all."""

        async def all_there() -> bool:
            counted = await self._counted()
            return all(each in one.numbers for one in counted.values())

        await until(all_there, "the last message of everybody", seconds, 0.5)
        await self.team.installation.delivered()
        return await self._counted()

    async def _counted(self) -> dict[str, Counted]:
        counted: dict[str, Counted] = {}
        topics = await self.topics()
        for tag, reporter in self.reporters.items():
            for who, thread in ((f"r{tag}", topics[tag]), (f"c{tag}", reporter.talk)):
                found = seen(await thread.heard())
                numbers = [number for other, number in found if other == who]
                counted[who] = Counted(numbers, {other for other, _ in found} - {who})
        return counted


def seen(heard: list[str]) -> list[tuple[str, int]]:
    """Return the numbered messages in what was heard, in their order."""
    return [(who, int(number)) for words in heard for who, number in NUMBERED.findall(words)]
