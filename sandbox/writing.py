"""Where a person's message goes: into which topic, as an answer to what, or into a topic of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.limits import TOPIC
from sandbox.refusal import Refusal, RefusedError
from sandbox.replies import place
from sandbox.topics import found_topic

if TYPE_CHECKING:
    from sandbox.refusal import Body
    from sandbox.state import Chat, Message, Person, World


def place_of(world: World, chat: Chat, person: Person, order: Body, content: Body) -> Body:
    """Return what a message carries of its topic and of what it answers; it may found a topic."""
    number, answered = _topic(chat, order), _answered(chat, order)
    if number is None and answered is None and own_topics(chat):
        number = _found(world, chat, person, content)
    try:
        return place(chat, number, answered, str(order.get("quote") or ""))
    except Refusal as refusal:
        raise RefusedError(f"Telegram would refuse this: {refusal.description}", 409) from None


def own_topics(chat: Chat) -> bool:
    """Tell whether the person may make topics here, so that nothing they write stays outside of them."""
    return chat.person is not None and chat.bot.topics and chat.bot.user_topics


def number_in(order: Body, name: str) -> int:
    """Return a number of an order, or refuse."""
    value = order.get(name)
    if not isinstance(value, int):
        raise RefusedError(f"{name} must be a number")
    return value


def _found(world: World, chat: Chat, person: Person, content: Body) -> int:
    """Make the topic that Telegram makes by itself, named after the first words."""
    name = str(content.get("text") or content.get("caption") or "New topic")[: TOPIC // 2]
    founding = found_topic(world, chat, person.user(), name, implicit=True)
    chat.opened = True
    chat.bot.inbox.put("message", founding.body, chat.id)
    return int(founding.body["message_id"])


def _topic(chat: Chat, order: Body) -> int | None:
    if order.get("thread") is None:
        return None
    number = number_in(order, "thread")
    if number not in chat.topics:
        raise RefusedError("there is no such topic", 404)
    return number


def _answered(chat: Chat, order: Body) -> Message | None:
    if order.get("reply_to") is None:
        return None
    message = chat.messages.get(number_in(order, "reply_to"))
    if message is None:
        raise RefusedError("there is no such message to answer", 404)
    return message
