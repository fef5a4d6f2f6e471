"""The phone's side: what people do in their chats, and what the bots are told of it."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox import limits, media
from sandbox.keyboards import find_button, find_label
from sandbox.members import tell
from sandbox.methods import bare
from sandbox.profile import face
from sandbox.refusal import Refusal
from sandbox.text import checked, command_entities
from sandbox.topics import drop_topic

if TYPE_CHECKING:
    from sandbox.refusal import Body
    from sandbox.state import Chat, Message, Person, World


class RefusedError(Exception):
    """What a person cannot do, in one sentence, with the HTTP status that fits."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


class Phone:
    """One person's hands on one chat: their private chat with a bot, or a group they are in."""

    def __init__(self, world: World, chat: Chat, person: Person) -> None:
        self._world = world
        self._chat = chat
        self._person = person

    def look(self) -> Body:
        """Return what the phone shows of the chat, and the log of what happened in it."""
        chat = self._chat
        messages = [{**m.body, "mine": m.mine, "edits": m.edits} for m in chat.messages.values()]
        shown = {"messages": messages, "log": list(chat.log), "toast": chat.toast, "blocked": chat.blocked}
        return {**shown, **face(chat.bot, chat, self._person.language)}

    def write(self, order: Body) -> Body:
        """Write a text; a leading /word becomes a command."""
        text = order.get("text")
        if not isinstance(text, str) or not text.strip():
            raise RefusedError("a text is needed")
        if limits.length(text) > limits.TEXT:
            raise RefusedError(f"a text has at most {limits.TEXT} characters")
        marks = self._marks(order, text)
        content: Body = {"text": text, "entities": marks} if marks else {"text": text}
        return self._send({**self._topic(order), **self._answered(order), **content})

    def start(self, order: Body) -> Body:
        """Open the bot by its link, with a start parameter or without one."""
        parameter = order.get("parameter", "")
        if parameter and not limits.START_PARAMETER.fullmatch(str(parameter)):
            raise RefusedError("a start parameter is 1 to 64 of A-Z, a-z, 0-9, _ and -")
        return self.write({"text": f"/start {parameter}".strip()})

    def locate(self, order: Body) -> Body:
        """Send a place, or share it live for an hour."""
        place: Body = {"latitude": order.get("latitude"), "longitude": order.get("longitude")}
        for value, most in zip(place.values(), (90, 180), strict=True):
            if not isinstance(value, int | float) or not -most <= value <= most:
                raise RefusedError("latitude and longitude are needed, in degrees")
        return self._send({"location": {**place, "live_period": 3600} if order.get("live") else place})

    def send_media(self, order: Body) -> Body:
        """Send a message of one kind, or a file of one's own (`content` in base64, `name`, `size`)."""
        kind = order.get("kind")
        content = media.message(str(kind), self._world.files, _sample(order))
        if content is None:
            raise RefusedError(f"there is no kind {kind!r}")
        if order.get("caption") and kind in media.CAPTIONED:
            content["caption"] = str(order["caption"])
        return self._send({**self._topic(order), **content})

    def edit(self, order: Body) -> Body:
        """Edit a text one has written."""
        message = self._own(order)
        text = order.get("text")
        if not isinstance(text, str) or not text.strip() or "text" not in message.body:
            raise RefusedError("only a text can be edited, into a text")
        body = {name: value for name, value in message.body.items() if name != "entities"}
        if marks := command_entities(text):
            body["entities"] = marks
        self._world.change(self._chat, message, {**body, "text": text}, by_phone=True)
        self._tell("edited_message", message.body)
        return message.body

    def press(self, order: Body) -> Body:
        """Press a button that stands, by place or label, or send any `data` as a forged press would."""
        self._check_open()
        number = _number(order, "message_id")
        message = self._chat.messages.get(number)
        data = str(order["data"]) if "data" in order else self._button(message, order)
        query = {
            "id": self._world.add_query(self._chat),
            "from": self._person.user(),
            "chat_instance": str(self._chat.id * 7919 + self._chat.bot.id),
            "data": data,
            "message": bare(message.body) if message else self._gone(number),
        }
        self._chat.toast = None
        self._tell("callback_query", query)
        return {"query": query["id"]}

    def delete(self, order: Body) -> Body:
        """Delete a message, for both sides."""
        number = _number(order, "message_id")
        if number not in self._chat.messages:
            raise RefusedError("there is no such message", 404)
        self._world.remove(self._chat, [number], by_phone=True)
        return {}

    def clear(self, _order: Body) -> Body:
        """Delete the whole chat, for both sides."""
        self._world.remove(self._chat, list(self._chat.messages), by_phone=True)
        self._chat.topics.clear()
        return {}

    def delete_topic(self, order: Body) -> Body:
        """Delete a topic with its messages; the bot is not told, as with the real one."""
        number = _number(order, "thread")
        if number not in self._chat.topics:
            raise RefusedError("there is no such topic", 404)
        drop_topic(self._world, self._chat, number, by_phone=True)
        return {}

    def block(self, _order: Body) -> Body:
        """Block the bot, of which it is told."""
        if not self._chat.blocked:
            self._chat.blocked = True
            tell(self._world, self._chat, self._person.user(), "member", "kicked")
            self._world.note(self._chat, "blocked", "person")
        return {}

    def unblock(self, _order: Body) -> Body:
        """Unblock the bot, of which it is told."""
        if self._chat.blocked:
            self._chat.blocked = False
            tell(self._world, self._chat, self._person.user(), "kicked", "member")
            self._world.note(self._chat, "unblocked", "person")
        return {}

    def deactivate(self, _order: Body) -> Body:
        """Delete the person's whole account."""
        self._person.deactivated = True
        self._world.watchers.changed(self._chat.id, self._chat.bot.id, group=False)
        return {}

    def raw(self, order: Body) -> Body:
        """Give the bot an update as it is, under an id of the sandbox's."""
        try:
            json.dumps(order)
        except RecursionError:
            raise RefusedError("this is nested too deeply even for a raw update") from None
        self._chat.opened = True
        return {"update_id": self._chat.bot.inbox.put_raw(order, self._chat.id)}

    def _check_open(self) -> None:
        if self._chat.blocked:
            raise RefusedError("this person has blocked the bot: unblock it first", 409)
        if self._person.deactivated:
            raise RefusedError("this account is deleted", 409)

    def _send(self, content: Body) -> Body:
        self._check_open()
        if self._chat.person is not None:
            self._chat.opened = True
        message = self._world.post(self._chat, self._person.user(), content, mine=True)
        if self._heard(content):
            self._tell("message", message.body)
        return message.body

    def _heard(self, content: Body) -> bool:
        """Tell whether the bot gets it: in a group only commands and answers to it (privacy mode)."""
        if self._chat.person is not None or self._chat.admin:
            return True
        replied = content.get("reply_to_message", {}).get("from", {}).get("id") == self._chat.bot.id
        return self._chat.opened and (replied or "entities" in content)

    def _tell(self, kind: str, content: Body) -> None:
        self._chat.bot.inbox.put(kind, content, self._chat.id)

    def _own(self, order: Body) -> Message:
        message = self._chat.messages.get(_number(order, "message_id"))
        if message is None or message.body["from"]["id"] != self._person.id:
            raise RefusedError("there is no such message of this person", 404)
        return message

    def _topic(self, order: Body) -> Body:
        if "thread" not in order:
            return {}
        number = _number(order, "thread")
        if number not in self._chat.topics:
            raise RefusedError("there is no such topic", 404)
        return {"message_thread_id": number, "is_topic_message": True}

    def _answered(self, order: Body) -> Body:
        if "reply_to" not in order:
            return {}
        message = self._chat.messages.get(_number(order, "reply_to"))
        if message is None:
            raise RefusedError("there is no such message to answer", 404)
        return {"reply_to_message": bare(message.body)}

    def _marks(self, order: Body, text: str) -> list[Body]:
        try:
            return [checked(mark, text) for mark in order.get("entities") or command_entities(text)]
        except (Refusal, TypeError):
            raise RefusedError("entities must be a list of Bot API entities inside the text") from None

    def _button(self, message: Message | None, order: Body) -> str:
        markup = message.body.get("reply_markup", {}) if message else {}
        if "label" in order:
            button = find_label(markup, str(order["label"]))
        else:
            button = find_button(markup, _number(order, "row"), _number(order, "column"))
        if button is None:
            raise RefusedError("there is no such button", 404)
        if "callback_data" not in button:
            raise RefusedError("this button sends nothing to the bot", 409)
        return str(button["callback_data"])

    def _gone(self, number: int) -> Body:
        """Return an InaccessibleMessage (Bot API)."""
        return {"chat": self._chat.face(), "message_id": number, "date": 0}


def _number(order: Body, name: str) -> int:
    value = order.get(name)
    if not isinstance(value, int):
        raise RefusedError(f"{name} must be a number")
    return value


def _sample(order: Body) -> media.Sample:
    name, size = order.get("name"), order.get("size")
    if not isinstance(name, str | None) or type(size) not in (int, type(None)):
        raise RefusedError("name must be a text and size a number")
    sample = media.Sample(name=name, size=size)
    if "content" not in order:
        return sample
    try:
        return replace(sample, content=base64.b64decode(order["content"], validate=True))
    except (binascii.Error, TypeError, ValueError):
        raise RefusedError("content must be base64") from None
