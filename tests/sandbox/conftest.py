"""A running sandbox, and both of its sides in a few words."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from sandbox import Sandbox, start
from sandbox.media import JPEG

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from sandbox.clock import Clock

BOT = 42
TOKEN = f"{BOT}:" + "A" * 35
DEADLINE = 120
"""Seconds until a wait is given up; the machine may be busy, so it is long and no measure of anything."""


class Rig:
    """Calls the Bot API as one bot, 42 at first, and acts on phones, over real HTTP."""

    def __init__(self, sandbox: Sandbox, http: aiohttp.ClientSession, bot: int = BOT) -> None:
        self.sandbox = sandbox
        self.url = sandbox.url
        self.http = http
        self.bot = bot
        self.token = f"{bot}:" + "A" * 35

    def other(self, bot: int) -> Rig:
        """The same sandbox for another bot."""
        return Rig(self.sandbox, self.http, bot)

    async def api(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method with JSON and return the whole answer."""
        async with self.http.post(f"/bot{self.token}/{method}", json=params) as answer:
            body: dict[str, Any] = await answer.json()
            assert answer.status == body.get("error_code", 200)
            return body

    async def ok(self, method: str, **params: Any) -> Any:
        """Call a method that must succeed and return its result."""
        body = await self.api(method, **params)
        assert body["ok"], body
        return body["result"]

    async def no(self, method: str, **params: Any) -> tuple[int, str]:
        """Call a method that must be refused and return the code and the sentence."""
        body = await self.api(method, **params)
        assert not body["ok"], body
        return body["error_code"], body["description"]

    async def do(self, path: str, *, status: int = 200, **order: Any) -> Any:
        """Post an order on the phones' side."""
        async with self.http.post(path, json=order) as answer:
            body = await answer.json()
            assert answer.status == status, body
            return body

    async def do_patch(self, path: str, **order: Any) -> Any:
        """Change something on the phones' side."""
        async with self.http.patch(path, json=order) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def see(self, path: str) -> Any:
        """Get JSON."""
        async with self.http.get(path) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def upload(self, method: str, kind: str, chat: int, **fields: Any) -> dict[str, Any]:
        """Send a file with a call and return the whole answer; it is a picture unless `content` says else."""
        content, name = fields.pop("content", JPEG), fields.pop("name", "picture.jpg")
        kind_of_file = fields.pop("type", "image/jpeg")
        form = aiohttp.FormData({"chat_id": str(chat), **{key: str(value) for key, value in fields.items()}})
        form.add_field(kind, content, filename=name, content_type=kind_of_file)
        async with self.http.post(f"/bot{self.token}/{method}", data=form) as answer:
            body: dict[str, Any] = await answer.json()
            return body

    async def person(self, *, started: bool = True, **who: Any) -> int:
        """Make a person, who has pressed start and is not waited for in the updates."""
        number: int = (await self.do("/phone", **who))["id"]
        if started:
            await self.act(number, "text", text="/start")
            await self.ok("getUpdates", offset=-1)
            await self.ok("getUpdates", offset=(await self.ok("getUpdates"))[-1]["update_id"] + 1)
        return number

    async def act(self, person: int, act: str, *, status: int = 200, **order: Any) -> Any:
        """Do something in the person's chat with the bot."""
        return await self.do(f"/phone/{person}/{self.bot}/{act}", status=status, **order)

    async def chat(self, person: int) -> Any:
        """Look at the person's chat with the bot."""
        return await self.see(f"/phone/{person}/{self.bot}/chat")

    async def until_polling(self) -> None:
        """Wait until a long poll of the bot waits."""

        async def waits() -> bool:
            return self.sandbox.world.bot(self.bot).inbox._poller is not None

        await until(waits)

    async def updates(self) -> list[dict[str, Any]]:
        """Fetch and acknowledge what waits."""
        updates: list[dict[str, Any]] = await self.ok("getUpdates")
        if updates:
            await self.ok("getUpdates", offset=updates[-1]["update_id"] + 1)
        return updates


async def make_rig(speed: float) -> AsyncIterator[Rig]:
    sandbox = await start(speed=speed)
    async with aiohttp.ClientSession(sandbox.url) as http:
        yield Rig(sandbox, http)
    await sandbox.close()


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """A sandbox whose flood limits never bite."""
    async for one in make_rig(1e6):
        yield one


@pytest.fixture
async def slow() -> AsyncIterator[Rig]:
    """A sandbox at Telegram's own pace, in which time passes only by `/clock`."""
    async for one in make_rig(1.0):
        stop_time(one.sandbox.world.clock)
        yield one


def stop_time(clock: Clock) -> None:
    """Let the flow of time stand until the clock is moved."""
    clock.flow = lambda: 1e6 + clock._moved  # type: ignore[method-assign]  # replaced for the test


async def until(condition: Callable[[], Awaitable[Any]]) -> Any:
    """Wait until a condition gives something true, and return that."""
    async with asyncio.timeout(DEADLINE):
        while not (found := await condition()):  # noqa: ASYNC110  the server has no event to wait for
            await asyncio.sleep(0.005)
    return found
