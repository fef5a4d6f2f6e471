"""The phone's side: what people do in their chats, and what the bots are told of it."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox import limits, media, reactions
from sandbox.keyboards import find_button, find_label
from sandbox.members import tell
from sandbox.profile import face
from sandbox.refusal import Refusal, RefusedError
from sandbox.replies import bare
from sandbox.text import checked, command_entities
from sandbox.topics import drop_topic, faces, found_topic
from sandbox.writing import number_in, own_topics, place_of

if TYPE_CHECKING:
    from sandbox.refusal import Body
    from sandbox.state import Chat, Message, Person, World

EDITABLE = ("text", *media.CAPTIONED)


class Phone:
    """One person's hands on one chat: their private chat with a bot, or a group they are in."""

    def __init__(self, world: World, chat: Chat, person: Person) -> None:
        self._world = world
        self._chat = chat
        self._person = person

    def look(self) -> Body:
        """Return what the phone shows of the chat, and the log of what happened in it."""
        chat = self._chat
        messages = [message.face() for message in chat.messages.values()]
        shown = {"messages": messages, "log": list(chat.log), "toast": chat.toast, "blocked": chat.blocked}
        lively = {"topics": faces(chat), "actions": self._actions()}
        return {**shown, **lively, **face(chat.bot, chat, self._person.language)}

    def write(self, order: Body) -> Body:
        """Write a text; a leading /word becomes a command."""
        text = order.get("text")
        if not isinstance(text, str) or not text.strip():
            raise RefusedError("a text is needed")
        if limits.length(text) > limits.TEXT:
            raise RefusedError(f"a text has at most {limits.TEXT} characters")
        marks = self._marks(order, text)
        content: Body = {"text": text, "entities": marks} if marks else {"text": text}
        return self._send(order, content)

    def start(self, order: Body) -> Body:
        """Open the bot by its link, with a start parameter or without one."""
        parameter = order.get("parameter", "")
        if parameter and not limits.START_PARAMETER.fullmatch(str(parameter)):
            raise RefusedError("a start parameter is 1 to 64 of A-Z, a-z, 0-9, _ and -")
        return self.write({"text": f"/start {parameter}".strip()})

    def locate(self, order: Body) -> Body:
        """Send a place, or share it live for an hour."""
        where: Body = {"latitude": order.get("latitude"), "longitude": order.get("longitude")}
        for value, most in zip(where.values(), (90, 180), strict=True):
            if not isinstance(value, int | float) or not -most <= value <= most:
                raise RefusedError("latitude and longitude are needed, in degrees")
        return self._send(order, {"location": {**where, "live_period": 3600} if order.get("live") else where})

    def send_media(self, order: Body) -> Body:
        """Send a message of one kind, or a file of one's own (`content` in base64, `name`, `size`)."""
        kind = order.get("kind")
        content = media.message(str(kind), self._world.files, self._chat.bot.id, _sample(order))
        if content is None:
            raise RefusedError(f"there is no kind {kind!r}")
        if order.get("caption") and kind in media.CAPTIONED:
            content["caption"] = str(order["caption"])
        if order.get("album"):
            content["media_group_id"] = str(order["album"])
        return self._send(order, content)

    def edit(self, order: Body) -> Body:
        """Edit a text, or the words below a picture or file, that one has written."""
        message = self._own(order)
        text, name = order.get("text"), "text" if "text" in message.body else "caption"
        if not isinstance(text, str) or not text.strip() or message.body.keys().isdisjoint(EDITABLE):
            raise RefusedError("only a text or a caption can be edited, into a text")
        body = {key: value for key, value in message.body.items() if key != "entities"}
        if name == "text" and (marks := command_entities(text)):
            body["entities"] = marks
        self._world.change(self._chat, message, {**body, name: text}, by_phone=True)
        self._tell("edited_message", message.body)
        return message.body

    def react(self, order: Body) -> Body:
        """Put one emoji under a message, or ("") take it back; the bot hears of it if it has asked."""
        message = self._chat.messages.get(number_in(order, "message_id"))
        emoji = order.get("emoji", "")
        if message is None:
            raise RefusedError("there is no such message", 404)
        if emoji not in ("", *reactions.EMOJI):
            raise RefusedError("this is no emoji that people can react with")
        before = message.reactions.get(self._person.id)
        reactions.put(self._world, self._chat, message, self._person.id, emoji)
        change = {"old_reaction": reactions.shape(before), "new_reaction": reactions.shape(emoji)}
        what = {"message_id": message.body["message_id"], "date": self._world.clock.today()}
        if self._hears_all:
            about = {"chat": self._chat.face(), "user": self._person.user()}
            self._tell("message_reaction", {**about, **what, **change})
        return {}

    def press(self, order: Body) -> Body:
        """Press a button that stands, by place or label, or send any `data` as a forged press would."""
        self._check_open()
        number = number_in(order, "message_id")
        message = self._chat.messages.get(number)
        data = str(order["data"]) if "data" in order else self._button(message, order)
        query = {
            "id": self._world.add_query(self._chat, self._person.id),
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
        number = number_in(order, "message_id")
        if number not in self._chat.messages:
            raise RefusedError("there is no such message", 404)
        if "forum_topic_created" in self._chat.messages[number].body:
            raise RefusedError("what founds a topic goes only with the topic", 409)
        self._world.remove(self._chat, [number], by_phone=True)
        return {}

    def clear(self, _order: Body) -> Body:
        """Delete the whole chat, for both sides."""
        self._world.remove(self._chat, list(self._chat.messages), by_phone=True)
        self._chat.topics.clear()
        self._chat.actions.clear()
        return {}

    def add_topic(self, order: Body) -> Body:
        """Make a topic of one's own, where the bot lets people do so."""
        name = order.get("name")
        if not isinstance(name, str) or not 1 <= limits.length(name.strip()) <= limits.TOPIC:
            raise RefusedError(f"a topic's name has 1 to {limits.TOPIC} characters")
        if not own_topics(self._chat):
            raise RefusedError("people cannot make topics in this chat", 409)
        self._check_open()
        message = found_topic(self._world, self._chat, self._person.user(), name.strip())
        self._tell("message", message.body)
        return message.body

    def delete_topic(self, order: Body) -> Body:
        """Delete a topic with its messages; the bot is not told, as with the real one."""
        number = number_in(order, "thread")
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

    def _send(self, order: Body, content: Body) -> Body:
        self._check_open()
        placed = place_of(self._world, self._chat, self._person, order, content)
        if self._chat.person is not None:
            self._chat.opened = True
        message = self._world.post(self._chat, self._person.user(), {**placed, **content}, mine=True)
        if self._heard(message.body):
            self._tell("message", message.body)
        return message.body

    @property
    def _hears_all(self) -> bool:
        return self._chat.person is not None or self._chat.admin

    def _heard(self, body: Body) -> bool:
        """Tell whether the bot gets it: in a group only commands and answers to it (privacy mode)."""
        replied = body.get("reply_to_message", {}).get("from", {}).get("id") == self._chat.bot.id
        return self._hears_all or (self._chat.opened and (replied or "entities" in body))

    def _actions(self) -> list[Body]:
        """Return what the bot is doing just now, where, and for how many seconds still."""
        now = self._world.clock.now()
        return [
            {"thread": number, "action": action, "left": round(until - now, 2)}
            for number, (action, until) in self._chat.actions.items()
            if until > now
        ]

    def _tell(self, kind: str, content: Body) -> None:
        self._chat.bot.inbox.put(kind, content, self._chat.id)

    def _own(self, order: Body) -> Message:
        message = self._chat.messages.get(number_in(order, "message_id"))
        if message is None or message.body["from"]["id"] != self._person.id:
            raise RefusedError("there is no such message of this person", 404)
        return message

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
            button = find_button(markup, number_in(order, "row"), number_in(order, "column"))
        if button is None:
            raise RefusedError("there is no such button", 404)
        if "callback_data" not in button:
            raise RefusedError("this button sends nothing to the bot", 409)
        return str(button["callback_data"])

    def _gone(self, number: int) -> Body:
        """Return an InaccessibleMessage (Bot API)."""
        return {"chat": self._chat.face(), "message_id": number, "date": 0}


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
