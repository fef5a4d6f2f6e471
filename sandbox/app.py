"""The sandbox put together: one HTTP server on 127.0.0.1 with the Bot API, the phones, and the page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from sandbox import account, attachments, identity, members, methods, profile, reactions, topics
from sandbox.calls import KEPT
from sandbox.clock import Clock
from sandbox.controls import Controls
from sandbox.groups import Groups
from sandbox.limits import UPLOAD
from sandbox.people import People
from sandbox.state import World
from sandbox.weather import Weather
from sandbox.wire import Wire

HOST = "127.0.0.1"
METHODS = {
    **account.METHODS,
    **methods.METHODS,
    **attachments.METHODS,
    **identity.METHODS,
    **members.METHODS,
    **profile.METHODS,
    **reactions.METHODS,
    **topics.METHODS,
}
FOLDER = Path(__file__).parent
ASSET = "/{asset:[a-z]+\\.(?:js|css|svg)}"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
HEADERS = {
    "Content-Security-Policy": "default-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@dataclass(slots=True, frozen=True)
class Sandbox:
    """A running sandbox; `url` is its base address, without a slash at the end."""

    url: str
    world: World
    runner: web.AppRunner

    async def close(self) -> None:
        """End every poll, delivery and stream, and the server."""
        for bot in list(self.world.bots.values()):
            if bot.webhook is not None:
                await bot.webhook.stop()
            bot.inbox.end_poll("the sandbox has ended")
        self.world.watchers.end()
        await self.runner.cleanup()


async def start(port: int = 0, speed: float = 1.0, calls: int = KEPT) -> Sandbox:
    """Start a sandbox on 127.0.0.1 (port 0: any free one), its waits `speed` times shorter.

    It remembers the last `calls` Bot API calls with the files in them.
    """
    world = World(Clock(speed), METHODS, calls)
    runner = web.AppRunner(make_app(world), access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    return Sandbox(f"http://{HOST}:{runner.addresses[0][1]}", world, runner)


def make_app(world: World) -> web.Application:
    """Put the routes together."""
    weather = Weather()
    wire = Wire(world, weather)
    app = web.Application(client_max_size=UPLOAD)
    app.add_routes([*People(world).routes(), *Groups(world).routes(), *Controls(world, weather).routes()])
    app.add_routes([web.get("/", page), web.get(ASSET, page)])
    app.router.add_route("*", "/bot{token}/{method}", wire.call)
    app.router.add_route("*", "/file/bot{token}/{path:.+}", wire.file)
    return app


async def page(request: web.Request) -> web.Response:
    """Hand out the chat page, or one of the files beside it."""
    file = FOLDER / request.match_info.get("asset", "page.html")
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return web.Response(status=404, text="There is no such page.")
    return web.Response(body=content, content_type=TYPES[file.suffix], charset="utf-8", headers=HEADERS)
