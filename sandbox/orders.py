"""Orders on the phones' side: JSON read and answered, whom it names found, or refused in a sentence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.refusal import RefusedError
from sandbox.wire import reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sandbox.refusal import Body
    from sandbox.state import Bot, Person, World

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def told(does: Callable[[web.Request], Awaitable[object]]) -> Handler:
    """Answer with what a handler returns, or with the sentence it refuses with."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return reply(200, await does(request))
        except RefusedError as refused:
            return reply(refused.status, {"error": str(refused)})

    return handle


async def read_order(request: web.Request) -> Body:
    """Read a JSON object; an empty body is an empty one."""
    try:
        order = json.loads(await request.read() or b"{}")
    except (ValueError, RecursionError):
        raise RefusedError("the body must be JSON") from None
    except web.HTTPRequestEntityTooLarge:
        raise RefusedError("the body is too large", 413) from None
    if not isinstance(order, dict):
        raise RefusedError("the body must be a JSON object")
    return order


def text_in(order: Body, name: str, otherwise: str) -> str:
    """Return a text of an order that is not empty, or the one given."""
    value = order.get(name)
    return value if isinstance(value, str) and value else otherwise


def find_person(world: World, number: str) -> Person:
    """Return the person with this number."""
    person = world.people.get(int(number)) if number.isdecimal() else None
    if person is None:
        raise RefusedError("there is no such person", 404)
    return person


def find_bot(world: World, number: str) -> Bot:
    """Return the bot with this number, which exists from its first mention."""
    if not number.isdecimal() or int(number) == 0:
        raise RefusedError("a bot is named by its number, the part of its token before the colon", 404)
    return world.bot(int(number))
