"""The phones' side over HTTP: people, their chats and groups, as JSON in and JSON out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.members import standing, tell
from sandbox.phone import Phone, RefusedError
from sandbox.wire import reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sandbox.refusal import Body
    from sandbox.state import Bot, Chat, Person, World

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ACTS: dict[str, Callable[[Phone, Body], Body]] = {
    "text": Phone.write,
    "start": Phone.start,
    "press": Phone.press,
    "edit": Phone.edit,
    "location": Phone.locate,
    "media": Phone.send_media,
    "raw": Phone.raw,
    "block": Phone.block,
    "unblock": Phone.unblock,
    "delete": Phone.delete,
    "clear": Phone.clear,
    "delete_topic": Phone.delete_topic,
    "deactivate": Phone.deactivate,
}
GROUP_ACTS = {name: ACTS[name] for name in ("text", "press", "edit", "media", "delete", "delete_topic")}


class People:
    """The handlers of `/phone`, `/group` and `/bots`."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Return what is served."""
        return [
            web.post("/phone", told(self.add)),
            web.get("/phone", told(self.everybody)),
            web.patch("/phone/{person}", told(self.change)),
            web.get("/phone/{person}/{bot}/chat", told(self.look)),
            web.post("/phone/{person}/{bot}/{act}", told(self.act)),
            web.post("/group", told(self.add_group)),
            web.get("/group/{group}/chat", told(self.look_at_group)),
            web.post("/group/{group}/{act}", told(self.act_in_group)),
            web.patch("/bots/{bot}", told(self.change_bot)),
        ]

    async def add(self, request: web.Request) -> object:
        """Make a person."""
        order = await read_order(request)
        language, name = _text(order, "language", "en"), _text(order, "name", "Anna")
        username = order.get("username")
        person = self._world.add_person(name, None if username is None else str(username), language)
        return _shown(person)

    async def everybody(self, _request: web.Request) -> object:
        """Return all people."""
        return [_shown(person) for person in self._world.people.values()]

    async def change(self, request: web.Request) -> object:
        """Change a phone's language, or the person's name."""
        person = self._person(request.match_info["person"])
        order = await read_order(request)
        person.language = _text(order, "language", person.language)
        person.name = _text(order, "name", person.name)
        for chat in self._world.each_chat(lambda chat: chat.person is person):
            self._world.watchers.changed(chat.id, chat.bot.id, group=False)
        return _shown(person)

    async def look(self, request: web.Request) -> object:
        """Return a chat as the phone shows it."""
        return self._phone(request).look()

    async def act(self, request: web.Request) -> object:
        """Do one thing on a phone."""
        act = ACTS.get(request.match_info["act"])
        if act is None:
            raise RefusedError("there is nothing of that name to do on a phone", 404)
        return act(self._phone(request), await read_order(request))

    async def add_group(self, request: web.Request) -> object:
        """Make a group with a bot in it: `{"title", "bot", "forum"?, "admin"?, "person"?}`."""
        order = await read_order(request)
        bot = self._bot(str(order.get("bot")))
        forum = bool(order.get("forum"))
        chat = self._world.add_group(bot, _text(order, "title", "Group"), "supergroup" if forum else "group")
        chat.forum = forum
        chat.admin = forum or bool(order.get("admin"))
        person = self._adder(order)
        tell(self._world, chat, person.user(), "left", standing(chat))
        self._world.note(chat, "joined", "bot")
        return {**chat.face(), "person": person.id}

    async def look_at_group(self, request: web.Request) -> object:
        """Return a group's messages and log."""
        chat = self._group(request)
        return Phone(self._world, chat, self._adder({})).look()

    async def act_in_group(self, request: web.Request) -> object:
        """Do one thing in a group, as the person the order names."""
        chat, order = self._group(request), await read_order(request)
        if request.match_info["act"] == "upgrade":
            return self._upgrade(chat)
        act = GROUP_ACTS.get(request.match_info["act"])
        if act is None:
            raise RefusedError("there is nothing of that name to do in a group", 404)
        return act(Phone(self._world, chat, self._person(str(order.get("person")))), order)

    async def change_bot(self, request: web.Request) -> object:
        """Switch what BotFather switches: `{"topics": bool, "groups": bool}`."""
        bot = self._bot(request.match_info["bot"])
        order = await read_order(request)
        bot.topics = bool(order.get("topics", bot.topics))
        bot.groups = bool(order.get("groups", bot.groups))
        return {"id": bot.id, "topics": bot.topics, "groups": bot.groups}

    def _upgrade(self, chat: Chat) -> Body:
        """Make a group a supergroup, which has another id (Bot API, migrate_to_chat_id)."""
        if chat.kind != "group" or chat.moved_to is not None:
            raise RefusedError("only a group can be upgraded, once", 409)
        new = self._world.add_group(chat.bot, chat.title, "supergroup")
        new.admin = chat.admin
        chat.moved_to = new.id
        away = self._world.post(chat, chat.bot.user(), {"migrate_to_chat_id": new.id}, mine=False)
        here = self._world.post(new, chat.bot.user(), {"migrate_from_chat_id": chat.id}, mine=False)
        for message in (away, here):
            chat.bot.inbox.put("message", message.body, message.body["chat"]["id"])
        return new.face()

    def _adder(self, order: Body) -> Person:
        if "person" in order:
            return self._person(str(order["person"]))
        return next(iter(self._world.people.values()), None) or self._world.add_person("Anna", None, "en")

    def _phone(self, request: web.Request) -> Phone:
        person = self._person(request.match_info["person"])
        bot = self._bot(request.match_info["bot"])
        return Phone(self._world, self._world.private(bot, person), person)

    def _person(self, number: str) -> Person:
        person = self._world.people.get(int(number)) if number.isdecimal() else None
        if person is None:
            raise RefusedError("there is no such person", 404)
        return person

    def _bot(self, number: str) -> Bot:
        if not number.isdecimal() or int(number) == 0:
            raise RefusedError("a bot is named by its number, the part of its token before the colon", 404)
        return self._world.bot(int(number))

    def _group(self, request: web.Request) -> Chat:
        number = request.match_info["group"]
        found = self._world.each_chat(lambda chat: chat.person is None and str(chat.id) == number)
        if not found:
            raise RefusedError("there is no such group", 404)
        return found[0]


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


def _text(order: Body, name: str, otherwise: str) -> str:
    value = order.get(name)
    return value if isinstance(value, str) and value else otherwise


def _shown(person: Person) -> Body:
    return {
        "id": person.id,
        "name": person.name,
        "username": person.username,
        "language": person.language,
        "deactivated": person.deactivated,
    }
