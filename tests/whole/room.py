"""A full room: ten counsellors with three talks each, and how long each message is on its way."""

from __future__ import annotations

import asyncio
import sys
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sandbox.limits import Window
from tests.whole.hands import said
from tests.whole.served import Member
from tests.whole.telegram import until

if TYPE_CHECKING:
    from sandbox.calls import Call
    from tests.whole.hands import Colleague, Hands
    from tests.whole.served import House

COUNSELLORS: Final = 10
TALKS: Final = 3
"""Of each counsellor at the same time."""
A_MINUTE: Final = 3
"""Messages each way in each talk."""
MINUTE: Final = 60.0
TEAM: Final = [
    Member({"name": f"Osoba {letter}", "language": "pl"}, f"Osoba {letter}", "counsellor", ("pl",))
    for letter in "ABCDEFGHIJ"
]


class Talk(NamedTuple):
    """A reporter and a counsellor in a talk."""

    number: int
    reporter: Hands
    counsellor: Colleague
    thread: int


class Room:
    """The talks of a house, and when each message was written and seen to go out."""

    def __init__(self, house: House, seed: int = 1) -> None:
        self.house, self.chance = house, Random(seed)
        self.talks: list[Talk] = []
        self.written: dict[str, float] = {}
        """When each message was handed to Telegram, in seconds of a clock of its own."""
        self._calls: list[tuple[float, Call]] = []
        self._watch()

    def _watch(self) -> None:
        """Note when each call of a bot comes in."""
        calls = self.house.sandbox.world.calls
        begin = calls.begin

        def began(*about: Any) -> Call:
            call = begin(*about)
            self._calls.append((perf_counter(), call))
            return call

        calls.begin = began  # type: ignore[method-assign,assignment]  # as long as this sandbox lasts

    # ------------------------------------------------------------------ who talks

    async def fill(self) -> None:
        """Let thirty people ask for a person, and each counsellor take three of them.

        The group has no limit meanwhile: thirty cases at once would take three minutes to be announced.
        """
        world = self.house.sandbox.world
        group = world.chats[self.house.team.bot, self.house.group]
        rate, group.rate = group.rate, Window(sys.maxsize, MINUTE)
        reporters = [await self.house.reporter("uk") for _ in range(COUNSELLORS * TALKS)]
        for one in (*reporters, *self.house.colleagues, *(one.desk for one in self.house.colleagues)):
            one.pause = 0.3
        await asyncio.gather(*(self._asks(number, one) for number, one in enumerate(reporters)))
        names = sorted(await until(self._all_wait, "a card for each case"))
        hands = self.house.colleagues
        taken = [self._takes(hands[place % COUNSELLORS], name) for place, name in enumerate(names)]
        found = await asyncio.gather(*taken)
        self.talks = [Talk(number, reporters[number], who, thread) for number, who, thread in found]
        group.rate = rate

    async def _asks(self, number: int, reporter: Hands) -> None:
        labels = ("lang.name.uk", "key.person", "btn.person", "btn.yes", "btn.who_any")
        await reporter.writes("/start")
        await reporter.press(*labels)
        await reporter.reads("ho.waiting")
        await reporter.writes(f"talk{number}")

    async def _all_wait(self) -> set[str]:
        names = await self.house.codenames()
        return names if len(names) == COUNSELLORS * TALKS else set()

    async def _takes(self, counsellor: Colleague, name: str) -> tuple[int, Colleague, int]:
        """Let a counsellor take a case; return whose it is, by what was written first, and the topic."""
        await counsellor.claims(name)
        thread = await counsellor.gets(name)
        first = said(await counsellor.sees("talk", thread)).split(maxsplit=1)[0]
        return int(first.removeprefix("talk")), counsellor, thread

    # ------------------------------------------------------------------ what is said

    async def talk(self, minutes: float) -> None:
        """Let everybody write for so many minutes of the sandbox's time, then wait until all has arrived."""
        speed = self.house.sandbox.world.clock.speed
        ways = [(talk, by) for talk in self.talks for by in ("reporter", "counsellor")]
        await asyncio.gather(*(self._writes(talk, by, minutes * MINUTE / speed) for talk, by in ways))
        await until(self._all_arrived, "the arrival of everything")

    async def _writes(self, talk: Talk, by: str, seconds: float) -> None:
        """Let one side of a talk write at moments of chance, evenly over the time."""
        begun = perf_counter()
        count = round(seconds * self.house.sandbox.world.clock.speed / MINUTE * A_MINUTE)
        for number, moment in enumerate(sorted(self.chance.uniform(0, seconds) for _ in range(count))):
            await asyncio.sleep(max(0.0, begun + moment - perf_counter()))
            words = f"{talk.number}-{by}-{number}"
            self.written[words] = perf_counter()
            if by == "reporter":
                await talk.reporter.writes(words)
            else:
                await talk.counsellor.writes(words, talk.thread)

    async def _all_arrived(self) -> bool:
        return len(self.arrivals()) >= len(self.written)

    def arrivals(self) -> list[tuple[str, float]]:
        """Return what has arrived, in its order, and when the call came in that brought it."""
        brought = [
            (str(call.params.get("text", " ")).split(maxsplit=1)[0], at)
            for at, call in self._calls
            if call.method == "sendMessage" and call.status == 200 and call.params.get("text", "").strip()
        ]
        return [(words, at) for words, at in brought if words in self.written]

    def refused(self) -> int:
        """Return how many calls Telegram put off (429)."""
        return sum(call.status == 429 for _, call in self._calls)

    def waits(self) -> list[float]:
        """Return for each message how many seconds it was on its way, the shortest first."""
        return sorted(at - self.written[words] for words, at in self.arrivals())
