"""A running sandbox, asked and ordered only over its HTTP API."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import aiohttp

DEADLINE = 300
"""Seconds until a wait is given up; the machine may be busy, so it is long and no measure of anything."""


async def until(
    true: Callable[[], Awaitable[Any]], what: str = "it", seconds: float = 0, pause: float = 0.02
) -> Any:
    """Wait until something holds, and return it; the test fails where it never does."""
    seconds = seconds or DEADLINE
    try:
        async with asyncio.timeout(seconds):
            while not (found := await true()):  # noqa: ASYNC110  processes and files have no event to wait for
                await asyncio.sleep(pause)
            return found
    except TimeoutError:
        raise AssertionError(f"{what} did not come about in {seconds} seconds") from None


class Telegram:
    """The sandbox as one bot's world."""

    def __init__(self, http: aiohttp.ClientSession, url: str, bot: int) -> None:
        self.http, self.url, self.bot = http, url, bot
        self._seen = 0

    async def do(self, path: str, order: dict[str, Any] | None = None, *, verb: str = "POST") -> Any:
        """Give an order; the test fails where it is refused."""
        async with self.http.request(verb, path, json=order or {}) as answer:
            body = await answer.json()
            assert answer.status == 200, (path, order, body)
            return body

    async def see(self, path: str) -> Any:
        """Look at something."""
        async with self.http.get(path) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def calls(self, *methods: str, since: int = 0) -> list[dict[str, Any]]:
        """Return the bot's calls after number `since`, of some methods or of all."""
        calls = await self.see(f"/calls?bot={self.bot}&since={since}")
        return [call for call in calls if not methods or call["method"] in methods]

    async def count(self) -> int:
        """Return the number of the newest call."""
        for call in await self.calls(since=self._seen):
            self._seen = call["n"]
        return self._seen

    async def called(self, method: str, since: int = 0, times: int = 1) -> list[dict[str, Any]]:
        """Wait until a method was called so often after number `since`, and return the calls."""

        async def enough() -> list[dict[str, Any]]:
            calls = await self.calls(method, since=since)
            return calls if len(calls) >= times else []

        found: list[dict[str, Any]] = await until(enough, f"{times} × {method}")
        return found

    async def answered(self, query: str, chat: int) -> str:
        """Wait until a press in a chat was answered, and return the word that flashed up, "" for none."""

        async def answer() -> list[str]:
            calls = await self.see(f"/calls?bot={self.bot}&chat={chat}")
            return [
                call["params"].get("text") or ""
                for call in calls
                if call["status"] == 200 and call["params"].get("callback_query_id") == query
            ]

        found: list[str] = await until(answer, "the answer to a press")
        return found[0]

    async def storm(self, method: str, times: int = 1, **answer: Any) -> None:
        """Order what goes wrong with the next calls of a method."""
        await self.do("/weather", {"method": method, "times": times, "answer": answer})

    async def calm(self) -> None:
        """Cancel what was ordered."""
        await self.do("/weather", verb="DELETE")

    async def clock(self, seconds: float) -> None:
        """Put Telegram's clock forward."""
        await self.do("/clock", {"seconds": seconds})
