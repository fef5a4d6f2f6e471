"""The whole bot as a process of its own, a Telegram beside it, and phones."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import aiohttp
import pytest

from sandbox import start
from tests.whole.installation import Installation
from tests.whole.nursery import Nursery
from tests.whole.phone import Phone
from tests.whole.team import Team
from tests.whole.telegram import Telegram

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from pathlib import Path

    from sandbox import Sandbox

    Phones = Callable[..., Awaitable[Phone]]

BOT = 4_207_311
FIRST_PERSON = 5_713_904_462_117
FIRST_MESSAGE = 731_904_000
"""Numbers like Telegram's, long enough to be found again wherever they might be kept."""


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """What starts the bot's processes."""
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A Telegram with limits that never bite, and with numbers as long as the real one's."""
    sandbox = await start(speed=1e6)
    sandbox.world._people_ids = count(FIRST_PERSON, 7_919)
    yield sandbox
    await sandbox.close()


@pytest.fixture
async def telegram(sandbox: Sandbox) -> AsyncIterator[Telegram]:
    """The same over HTTP."""
    async with aiohttp.ClientSession(sandbox.url, connector=aiohttp.TCPConnector(limit=0)) as http:
        yield Telegram(http, sandbox.url, BOT)


@pytest.fixture
async def installed(tmp_path: Path, telegram: Telegram, nursery: Nursery) -> AsyncIterator[Installation]:
    """An installation where each report is written at once; its bot is not started yet."""
    async for one in _installed(Installation(tmp_path, telegram, nursery, 1)):
        yield one


@pytest.fixture
async def waiting(tmp_path: Path, telegram: Telegram, nursery: Nursery) -> AsyncIterator[Installation]:
    """An installation where reports wait for two others; its bot is not started yet."""
    async for one in _installed(Installation(tmp_path, telegram, nursery, 3)):
        yield one


async def _installed(one: Installation) -> AsyncIterator[Installation]:
    yield one
    if one.pid:
        await one.kill()


@pytest.fixture
async def team(installed: Installation) -> Team:
    """A team that is always there; its bot is not started yet, and nobody is on it."""
    return await Team.at(installed)


@pytest.fixture
async def bot(installed: Installation) -> Installation:
    """A running bot."""
    await installed.start()
    return installed


@pytest.fixture
def phones(sandbox: Sandbox, telegram: Telegram, tmp_path: Path, request: pytest.FixtureRequest) -> Phones:
    """Makes phones."""
    name = next(name for name in ("installed", "waiting", "bot") if name in request.fixturenames)
    catalog = request.getfixturevalue(name).catalog()

    async def make(language: str = "uk", **who: str) -> Phone:
        number = (await telegram.do("/phone", {"language": language, **who}))["id"]
        world = sandbox.world
        world.private(world.bot(telegram.bot), world.people[number]).last_id = FIRST_MESSAGE
        spoken = language if language in ("pl", "uk", "ru", "en") else "pl"
        return Phone(telegram, catalog, number, spoken)

    return make
