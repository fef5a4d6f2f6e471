"""The Bot API over HTTP: parameters in whichever of its four encodings, answers as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import unquote

from aiohttp import web

from sandbox import limits
from sandbox.params import Params, Upload
from sandbox.perform import begin, finish, refuse
from sandbox.refusal import Body, Refusal, bad
from sandbox.weather import CutError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.state import Bot, World
    from sandbox.weather import Weather

encode = json.JSONEncoder(separators=(",", ":")).encode


class Wire:
    """The handlers of `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

    def __init__(self, world: World, weather: Weather) -> None:
        self._world = world
        self._weather = weather

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer one Bot API call."""
        try:
            bot = self._bot(request.match_info["token"])
            params = await read(request)
            status, body = await self._perform(bot, request.match_info["method"], params)
        except Refusal as refusal:
            status, body = refusal.code, refusal.body()
        except CutError:
            return cut(request)
        return reply(status, body)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Hand out a file."""
        try:
            bot = self._bot(request.match_info["token"])
        except Refusal as refusal:
            return reply(refusal.code, refusal.body())
        content = self._world.files.content(request.match_info["path"], bot.id)
        if content is None:
            return reply(404, Refusal(404, "Not Found").body())
        return web.Response(body=content, content_type="application/octet-stream")

    def _bot(self, token: str) -> Bot:
        """Return the token's bot: 404 for what is no token at all, 401 for a token of the wrong shape."""
        whole = limits.TOKEN.fullmatch(token)
        if whole is None or int(whole[1]) == 0:
            half = limits.HALF_TOKEN.fullmatch(token)
            raise Refusal(401, "Unauthorized") if half else Refusal(404, "Not Found")
        return self._world.bot(int(whole[1]))

    async def _perform(self, bot: Bot, method: str, params: Params) -> tuple[int, Body]:
        call = begin(self._world, bot, method, params)
        storm = self._weather.next(method, bot.id)
        if storm is None:
            return await finish(self._world, bot, call, params)
        try:
            await storm.before()
        except Refusal as refusal:
            return refuse(self._world, bot, call, refusal)
        except CutError:
            call.end(0)
            raise
        answer = await finish(self._world, bot, call, params)
        storm.after()
        return answer


def reply(status: int, body: object) -> web.Response:
    """Make a JSON answer."""
    return web.Response(body=encode(body).encode(), status=status, content_type="application/json")


def cut(request: web.Request) -> web.StreamResponse:
    """Cut the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def read(request: web.Request) -> Params:
    """Read the parameters of a call from its address and its body."""
    query = dict(request.query)
    if request.method == "GET" or not request.can_read_body:
        return Params(query)
    try:
        if request.content_type == "application/json":
            return Params({**query, **_json(await request.read())})
        return _form(query, await request.post())
    except web.HTTPRequestEntityTooLarge:
        raise Refusal(413, "Request Entity Too Large") from None
    except (ValueError, LookupError, AssertionError, RuntimeError):
        raise bad("can't parse the request") from None


def _json(raw: bytes) -> Body:
    if not raw.strip():
        return {}
    try:
        values = json.loads(raw)
    except (ValueError, RecursionError):
        raise bad("can't parse request JSON object") from None
    if not isinstance(values, dict):
        raise bad("can't parse request JSON object")
    return values


def _form(values: Body, fields: Mapping[str, str | bytearray | bytes | web.FileField]) -> Params:
    files: dict[str, Upload] = {}
    for name, field in fields.items():
        if isinstance(field, web.FileField):
            # Clients write names as in an address (aiohttp's FormData), and Telegram reads them so.
            files[name] = Upload(unquote(field.filename), field.file.read(), field.content_type)
        else:
            values[name] = field if isinstance(field, str) else field.decode()
    return Params(values, files)
