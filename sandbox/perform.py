"""Performing a Bot API method: found by its name, noted among the calls, its refusal made an answer."""

from __future__ import annotations

import inspect
import logging
from typing import TYPE_CHECKING

from sandbox.refusal import Body, Refusal, bad

if TYPE_CHECKING:
    from sandbox.calls import Call
    from sandbox.params import Params
    from sandbox.state import Bot, Method, World

log = logging.getLogger(__name__)


async def perform(world: World, bot: Bot, method: str, params: Params) -> tuple[int, Body]:
    """Do what a method asks and return the HTTP status and the JSON answer."""
    call = begin(world, bot, method, params)
    return await finish(world, bot, call, params)


def begin(world: World, bot: Bot, method: str, params: Params) -> Call:
    """Note that a call has come in."""
    bot.called = True
    return world.calls.begin(bot.id, method, params.values, params.files, _chat(bot, params))


async def finish(world: World, bot: Bot, call: Call, params: Params) -> tuple[int, Body]:
    """Do what a noted call asks."""
    try:
        result = _method(world, bot, call.method)(world, bot, params)
        if inspect.isawaitable(result):
            result = await result
    except Refusal as refusal:
        return refuse(world, bot, call, refusal)
    except UnicodeEncodeError:
        return refuse(world, bot, call, bad("strings must be encoded in UTF-8"))
    except RecursionError:
        return refuse(world, bot, call, bad("the request is nested too deeply"))
    except Exception:
        log.exception("%s failed", call.method)
        return refuse(world, bot, call, Refusal(500, "Internal Server Error"))
    call.end(200)
    return 200, {"ok": True, "result": result}


def refuse(world: World, bot: Bot, call: Call, refusal: Refusal) -> tuple[int, Body]:
    """End a call with a refusal, and note it in the chat it was meant for."""
    call.end(refusal.code)
    chat = world.chats.get((bot.id, call.chat or 0))
    if chat is not None:
        world.note(chat, "refused", "bot", method=call.method, description=refusal.description)
    return refusal.code, refusal.body()


def _method(world: World, bot: Bot, name: str) -> Method:
    method = world.methods.get(name.lower())
    if method is None:
        raise Refusal(404, "Not Found")
    if bot.out_until > world.clock.flow():
        raise Refusal(400, "Logged out")
    return method


def _chat(bot: Bot, params: Params) -> int | None:
    """Return the chat a call names, or that of the press it answers."""
    press = bot.queries.get(str(params.values.get("callback_query_id")))
    named = params.values.get("chat_id", press and press.chat.id)
    try:
        return None if named is None else int(named)
    except (TypeError, ValueError, OverflowError):
        return None
