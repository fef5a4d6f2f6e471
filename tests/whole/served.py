"""An installation that a team answers in: two bots, a group, and colleagues who enrolled by their links."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp

from bot.records import opened
from bot.settings import read
from sandbox import start
from storage.staff import Staff
from tests.whole.conftest import BOT, FIRST_MESSAGE, FIRST_PERSON
from tests.whole.hands import Colleague, Hands
from tests.whole.installation import DAYS, Installation, now
from tests.whole.telegram import Telegram, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from flows.case import Role
    from locales.catalog import Catalog
    from sandbox import Sandbox
    from storage.store import Store
    from tests.whole.nursery import Nursery

TEAM_BOT = 8_304_119
TEAM_MESSAGE = 622_815_000
"""Message numbers in the chats of colleagues begin here, so that they are told apart from the reporters'."""


class Member(NamedTuple):
    """A colleague as Telegram knows them, and as the team does."""

    profile: dict[str, Any]
    pseudonym: str
    role: Role
    languages: tuple[str, ...]


class House:
    """Everything of one run: Telegram, the installation, the group, and whoever takes part."""

    def __init__(self, sandbox: Sandbox, public: Telegram, team: Telegram, one: Installation) -> None:
        self.sandbox, self.public, self.team, self.installation = sandbox, public, team, one
        self.catalog: Catalog = one.catalog()
        self.group = 0
        self.colleagues: list[Colleague] = []
        self.reporters: list[Hands] = []
        self.ids: list[str] = []
        """What colleagues are called in the records."""

    async def set_up(self, members: list[Member]) -> None:
        """Make the team's bot and group, and invite the colleagues; the bot does not run yet."""
        await self.team.do(f"/bots/{self.team.bot}", {"topics": True}, verb="PATCH")
        numbers = [await self._person(self.team.bot, TEAM_MESSAGE, member.profile) for member in members]
        order = {"title": "Zespół", "bot": self.team.bot, "person": numbers[0], "members": numbers[1:]}
        self.group = (await self.team.do("/group", order))["id"]
        (self.installation.folder / "team.token").write_text(f"{self.team.bot}:" + "B" * 35, "ascii")
        hours = {day.lower(): ["00:00-24:00"] for day in DAYS}
        self.installation.change("team", token_file="team.token", chat_id=self.group, hours=hours)
        self.colleagues = [Colleague(self.team, self.catalog, number, self.group) for number in numbers]

    async def enrol(self, members: list[Member]) -> None:
        """Let each of them open their link, all side by side; the bot must run."""
        async with self.records() as store:
            staff = Staff(store)
            tokens = [await staff.invite(one.role, one.languages, True, now()) for one in members]
            self.ids = [member.colleague.id for member in await staff.members()]
        people = zip(self.colleagues, tokens, members, strict=True)
        await asyncio.gather(*(one.enrols(token, member.pseudonym) for one, token, member in people))

    async def reporter(self, spoken: str = "uk", **profile: Any) -> Hands:
        """Make somebody with a phone who will speak a language with the bot."""
        number = await self._person(self.public.bot, FIRST_MESSAGE, {"language": spoken} | profile)
        hands = Hands(self.public, self.catalog, number, spoken)
        self.reporters.append(hands)
        return hands

    async def _person(self, bot: int, message: int, profile: dict[str, Any]) -> int:
        number = int((await self.public.do("/phone", profile))["id"])
        world = self.sandbox.world
        world.private(world.bot(bot), world.people[number]).last_id = message + len(world.people) * 10_000
        return number

    async def asks(self, reporter: Hands) -> str:
        """Let a reporter ask for a person, starting from nothing; return the new case's codename."""
        known = await self.codenames()
        await reporter.writes("/start")
        labels = (f"lang.name.{reporter.language}", "key.person", "btn.person", "btn.yes", "btn.who_any")
        await reporter.press(*labels)
        return await self.announced(known)

    async def announced(self, known: set[str]) -> str:
        """Wait until the group has a card of a case that was not known; return its codename."""

        async def new() -> str | None:
            return next(iter(await self.codenames() - known), None)

        name: str = await until(new, "a card in the group")
        return name

    async def codenames(self) -> set[str]:
        """Return the codenames of the cases that wait in the group."""
        claim = self.colleagues[0].word("st.btn.claim")
        cards = [one for one in await self.colleagues[0].desk.messages() if claim in str(one)]
        lines = [card["text"].splitlines() for card in cards]
        return {next(line for line in rows if line and line != "TEST") for rows in lines}

    @asynccontextmanager
    async def records(self) -> AsyncIterator[Store]:
        """Open the records beside the bot, with the installation's keys."""
        async with opened(read(self.installation.config), now) as store:
            yield store


@asynccontextmanager
async def served(
    folder: Path, nursery: Nursery, members: list[Member], *, speed: float = 1e6, batch: int = 3
) -> AsyncIterator[House]:
    """Run sandbox and bot with a team that is on duty; the bot's clock is the installation's `ahead`."""
    sandbox = await start(speed=speed, calls=100_000)
    sandbox.world._people_ids = count(FIRST_PERSON, 7_919)
    async with aiohttp.ClientSession(sandbox.url, connector=aiohttp.TCPConnector(limit=0)) as http:
        public, team = (Telegram(http, sandbox.url, bot) for bot in (BOT, TEAM_BOT))
        one = Installation(folder, public, nursery, batch)
        house = House(sandbox, public, team, one)
        await house.set_up(members)
        try:
            await one.start(moved=True)
            await house.enrol(members)
            yield house
        finally:
            if one.pid:
                await one.kill()
            await sandbox.close()
