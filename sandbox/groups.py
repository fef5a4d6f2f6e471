"""Groups over HTTP: who is in them, what stands in them, and what somebody does there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.members import join, leave, standing, tell
from sandbox.orders import find_bot, find_person, read_order, text_in, told
from sandbox.phone import Phone
from sandbox.refusal import RefusedError

if TYPE_CHECKING:
    from sandbox.refusal import Body
    from sandbox.state import Chat, Person, World

ACTS = {
    "text": Phone.write,
    "press": Phone.press,
    "edit": Phone.edit,
    "media": Phone.send_media,
    "react": Phone.react,
    "delete": Phone.delete,
    "delete_topic": Phone.delete_topic,
}
STATUSES = ("creator", "administrator", "member")


class Groups:
    """The handlers of `/group`."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Return what is served."""
        return [
            web.post("/group", told(self.add)),
            web.get("/group", told(self.everything)),
            web.get("/group/{group}/chat", told(self.look)),
            web.post("/group/{group}/{act}", told(self.act)),
        ]

    async def add(self, request: web.Request) -> object:
        """Make a group with a bot in it: `{"title", "bot", "forum"?, "admin"?, "person"?, "members"?}`."""
        order = await read_order(request)
        bot = find_bot(self._world, str(order.get("bot")))
        person, others = self._founder(order), self._people(order)
        forum = bool(order.get("forum"))
        chat = self._world.add_group(
            bot, text_in(order, "title", "Group"), "supergroup" if forum else "group"
        )
        chat.forum = forum
        chat.admin = forum or bool(order.get("admin"))
        chat.members[person.id] = "creator"
        tell(self._world, chat, person.user(), "left", standing(chat))
        self._world.note(chat, "joined", "bot")
        for other in others:
            join(self._world, chat, other)
        self._world.watchers.people()
        return {**chat.face(), "person": person.id}

    async def everything(self, _request: web.Request) -> object:
        """Return all groups with their members."""
        return [_shown(chat) for chat in self._world.each_chat(lambda chat: chat.person is None)]

    async def look(self, request: web.Request) -> object:
        """Return a group's messages and log."""
        chat = self._group(request)
        return {**Phone(self._world, chat, self._founder({})).look(), "group": _shown(chat)}

    async def act(self, request: web.Request) -> object:
        """Do one thing in a group, as the person the order names; who acts there is in it."""
        chat, order, name = self._group(request), await read_order(request), request.match_info["act"]
        if name == "upgrade":
            return self._upgrade(chat)
        person = find_person(self._world, str(order.get("person")))
        if name == "join":
            return self._join(chat, person, order)
        if name == "leave":
            leave(self._world, chat, person)
            return _shown(chat)
        act = ACTS.get(name)
        if act is None:
            raise RefusedError("there is nothing of that name to do in a group", 404)
        chat.members.setdefault(person.id, "member")
        return act(Phone(self._world, chat, person), order)

    def _join(self, chat: Chat, person: Person, order: Body) -> Body:
        status = text_in(order, "role", "member")
        if status not in STATUSES:
            raise RefusedError("role is creator, administrator or member")
        join(self._world, chat, person, status)
        return _shown(chat)

    def _upgrade(self, chat: Chat) -> Body:
        """Make a group a supergroup, which has another id (Bot API, migrate_to_chat_id)."""
        if chat.kind != "group" or chat.moved_to is not None:
            raise RefusedError("only a group can be upgraded, once", 409)
        new = self._world.add_group(chat.bot, chat.title, "supergroup")
        new.admin = chat.admin
        new.members = dict(chat.members)
        chat.moved_to = new.id
        away = self._world.post(chat, chat.bot.user(), {"migrate_to_chat_id": new.id}, mine=False)
        here = self._world.post(new, chat.bot.user(), {"migrate_from_chat_id": chat.id}, mine=False)
        for message in (away, here):
            chat.bot.inbox.put("message", message.body, message.body["chat"]["id"])
        self._world.watchers.people()
        return new.face()

    def _people(self, order: Body) -> list[Person]:
        numbers = order.get("members") or []
        if not isinstance(numbers, list):
            raise RefusedError("members must be a list of people's numbers")
        return [find_person(self._world, str(number)) for number in numbers]

    def _founder(self, order: Body) -> Person:
        if "person" in order:
            return find_person(self._world, str(order["person"]))
        return next(iter(self._world.people.values()), None) or self._world.add_person("Anna", None, "en")

    def _group(self, request: web.Request) -> Chat:
        number = request.match_info["group"]
        found = self._world.each_chat(lambda chat: chat.person is None and str(chat.id) == number)
        if not found:
            raise RefusedError("there is no such group", 404)
        return found[0]


def _shown(chat: Chat) -> Body:
    members = [{"id": number, "status": status} for number, status in chat.members.items()]
    return {**chat.face(), "bot": chat.bot.id, "moved_to": chat.moved_to, "members": members}
