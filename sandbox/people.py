"""The phones' side over HTTP: people, their chats and what they open, as JSON in and JSON out."""

from __future__ import annotations

import base64
import binascii
from pathlib import PurePath
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox import links, media
from sandbox.identity import photo_id
from sandbox.orders import find_bot, find_person, read_order, text_in, told
from sandbox.phone import Phone
from sandbox.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.refusal import Body
    from sandbox.state import Person, World

ACTS: dict[str, Callable[[Phone, Body], Body]] = {
    "text": Phone.write,
    "start": Phone.start,
    "press": Phone.press,
    "edit": Phone.edit,
    "location": Phone.locate,
    "media": Phone.send_media,
    "react": Phone.react,
    "raw": Phone.raw,
    "block": Phone.block,
    "unblock": Phone.unblock,
    "delete": Phone.delete,
    "clear": Phone.clear,
    "add_topic": Phone.add_topic,
    "delete_topic": Phone.delete_topic,
    "deactivate": Phone.deactivate,
}
# What the page may show of a file by itself; anything else is only handed out.
SHOWABLE = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".mp3": "audio/mpeg",
}


class People:
    """The handlers of `/phone`, `/bots` and `/files`."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Return what is served."""
        return [
            web.post("/phone", told(self.add)),
            web.get("/phone", told(self.everybody)),
            web.patch("/phone/{person}", told(self.change)),
            web.post("/phone/{person}/open", told(self.open)),
            web.get("/phone/{person}/{bot}/chat", told(self.look)),
            web.post("/phone/{person}/{bot}/{act}", told(self.act)),
            web.get("/bots", told(self.bots)),
            web.patch("/bots/{bot}", told(self.change_bot)),
            web.get("/files/{file}", self.file),
        ]

    async def add(self, request: web.Request) -> object:
        """Make a person."""
        order = await read_order(request)
        language, name = text_in(order, "language", "en"), text_in(order, "name", "Anna")
        username, number = order.get("username"), order.get("id")
        if number is not None and (type(number) is not int or not 0 < number < 2**52):
            raise RefusedError("id must be a number above 0 of at most 52 bits")
        if number in self._world.people:
            raise RefusedError("there is a person of this number", 409)
        photo = _picture(order)
        person = self._world.add_person(name, None if username is None else str(username), language, number)
        person.photo = photo
        _describe(person, order)
        return _shown(person)

    async def everybody(self, _request: web.Request) -> object:
        """Return all people."""
        return [_shown(person) for person in self._world.people.values()]

    async def change(self, request: web.Request) -> object:
        """Change a phone's language, or what the person is called and shows."""
        person = find_person(self._world, request.match_info["person"])
        order = await read_order(request)
        person.language = text_in(order, "language", person.language)
        person.name = text_in(order, "name", person.name)
        if "photo" in order:
            person.photo = _picture(order)
        _describe(person, order)
        for chat in self._world.each_chat(lambda chat: chat.person is person):
            self._world.watchers.changed(chat.id, chat.bot.id, group=False)
        return _shown(person)

    async def open(self, request: web.Request) -> object:
        """Open a link to a bot; with a start parameter that is sent at once."""
        person = find_person(self._world, request.match_info["person"])
        link = str((await read_order(request)).get("link"))
        bot = links.linked(self._world, link)
        if bot is None:
            raise RefusedError("this link leads to no bot of this sandbox", 404)
        parameter = links.read(link)[1]
        phone = Phone(self._world, self._world.private(bot, person), person)
        return {"bot": bot.id, "message": phone.start({"parameter": parameter}) if parameter else None}

    async def look(self, request: web.Request) -> object:
        """Return a chat as the phone shows it."""
        return self._phone(request).look()

    async def act(self, request: web.Request) -> object:
        """Do one thing on a phone."""
        act = ACTS.get(request.match_info["act"])
        if act is None:
            raise RefusedError("there is nothing of that name to do on a phone", 404)
        return act(self._phone(request), await read_order(request))

    async def bots(self, _request: web.Request) -> object:
        """Return the bots that have called, in the order in which they were first heard of."""
        called = [bot for bot in self._world.bots.values() if bot.called]
        return [{**bot.user(), "topics": bot.topics, "user_topics": bot.user_topics} for bot in called]

    async def change_bot(self, request: web.Request) -> object:
        """Switch what BotFather switches: `{"topics": bool, "user_topics": bool, "groups": bool}`."""
        bot = find_bot(self._world, request.match_info["bot"])
        order = await read_order(request)
        bot.topics = bool(order.get("topics", bot.topics))
        bot.user_topics = bool(order.get("user_topics", bot.user_topics))
        bot.groups = bool(order.get("groups", bot.groups))
        return {"id": bot.id, "topics": bot.topics, "user_topics": bot.user_topics, "groups": bot.groups}

    async def file(self, request: web.Request) -> web.Response:
        """Hand out a file that stands in a chat, for the page to show."""
        file = self._world.files.shown(request.match_info["file"])
        if file is None:
            return web.Response(status=404, text="There is no such file.")
        kind = SHOWABLE.get(PurePath(file.path).suffix.lower())
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"}
        if kind is None:
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=file.content, content_type=kind or media.UNKNOWN_TYPE, headers=headers)

    def _phone(self, request: web.Request) -> Phone:
        person = find_person(self._world, request.match_info["person"])
        bot = find_bot(self._world, request.match_info["bot"])
        return Phone(self._world, self._world.private(bot, person), person)


def _describe(person: Person, order: Body) -> None:
    """Give a person what an order says of them beyond the first name."""
    for name in ("last_name", "bio"):
        if name in order:
            setattr(person, name, text_in(order, name, "") or None)
    person.voices = bool(order.get("voices", person.voices))


def _picture(order: Body) -> bytes | None:
    """Return a person's picture: the sample for true, one's own in base64, or none."""
    given = order.get("photo")
    if not given or given is True:
        return media.JPEG if given else None
    try:
        return base64.b64decode(given, validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise RefusedError("photo must be true or base64") from None


def _shown(person: Person) -> Body:
    return {
        "id": person.id,
        "name": person.name,
        "last_name": person.last_name,
        "username": person.username,
        "bio": person.bio,
        "photo": photo_id(person),
        "voices": person.voices,
        "language": person.language,
        "deactivated": person.deactivated,
    }
