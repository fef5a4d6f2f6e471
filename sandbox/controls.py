"""What stands outside every chat: the weather, the clock, the calls, the panel and the stream of events."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.orders import read_order, told
from sandbox.refusal import RefusedError

if TYPE_CHECKING:
    from sandbox.refusal import Body
    from sandbox.state import World
    from sandbox.watch import Watcher
    from sandbox.weather import Weather

LONGEST_MOVE = 10 * 366 * 24 * 3600
HEARTBEAT = 15.0
EMPTY_PANEL: Body = {"title": "", "columns": [], "rows": [], "note": ""}


class Controls:
    """The handlers of `/weather`, `/clock`, `/calls`, `/panel` and `/events`."""

    def __init__(self, world: World, weather: Weather) -> None:
        self._world = world
        self._weather = weather
        self._panel = EMPTY_PANEL

    def routes(self) -> list[web.RouteDef]:
        """Return what is served."""
        return [
            web.post("/weather", told(self.storm)),
            web.delete("/weather", told(self.calm)),
            web.post("/clock", told(self.move_clock)),
            web.get("/calls", told(self.calls)),
            web.get("/calls/{number:[0-9]{1,15}}/{name}", self.file),
            web.post("/panel", told(self.set_panel)),
            web.get("/panel", told(self.panel)),
            web.get("/events", self.events),
        ]

    async def storm(self, request: web.Request) -> object:
        """Order what goes wrong with the next calls of a method."""
        try:
            self._weather.add(await read_order(request))
        except (TypeError, ValueError) as fault:
            raise RefusedError(str(fault)) from None
        return {}

    async def calm(self, _request: web.Request) -> object:
        """Cancel what was ordered."""
        self._weather.clear()
        return {}

    async def move_clock(self, request: web.Request) -> object:
        """Put the clock forward."""
        seconds = (await read_order(request)).get("seconds")
        if not isinstance(seconds, int | float) or not abs(seconds) < LONGEST_MOVE:
            raise RefusedError("seconds must be a number, of ten years at most")
        self._world.clock.move(seconds)
        return {"now": self._world.clock.today()}

    async def calls(self, request: web.Request) -> object:
        """Return the calls after `since`, of one bot or of all, to one chat or to any."""
        try:
            since, bot, chat = (_query(request, name) for name in ("since", "bot", "chat"))
        except ValueError:
            raise RefusedError("bot, chat and since must be numbers") from None
        return self._world.calls.since(since or 0, bot, chat)

    async def file(self, request: web.Request) -> web.Response:
        """Return the bytes of a file that came with a call."""
        content = self._world.calls.file(int(request.match_info["number"]), request.match_info["name"])
        if content is None:
            return web.Response(status=404, text="No such file came with this call.")
        return web.Response(body=content, content_type="application/octet-stream")

    async def set_panel(self, request: web.Request) -> object:
        """Put a table beside the phones."""
        self._panel = {**EMPTY_PANEL, **await read_order(request)}
        self._world.watchers.panel()
        return {}

    async def panel(self, _request: web.Request) -> object:
        """Return that table."""
        return self._panel

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Stream which chats change, as server-sent events, until the reader goes away."""
        phone = request.query.get("phone", "")
        watcher = self._world.watchers.add(int(phone) if phone.isdecimal() else None)
        stream = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        try:
            await stream.prepare(request)
            await stream.write(b": open\n\n")
            await _stream(stream, watcher)
        except ConnectionError:
            pass
        finally:
            self._world.watchers.drop(watcher)
        return stream


def _query(request: web.Request, name: str) -> int | None:
    return int(request.query[name]) if name in request.query else None


async def _stream(stream: web.StreamResponse, watcher: Watcher) -> None:
    while not watcher.ended:
        try:
            async with asyncio.timeout(HEARTBEAT):
                news = await watcher.fetch()
        except TimeoutError:
            await stream.write(b": still here\n\n")
            continue
        await stream.write("".join(f"data: {text}\n\n" for text in news).encode())
