"""Topics: in forum supergroups, and in the private chats of a bot whose topic mode is on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.limits import TOPIC, check_length
from sandbox.refusal import Body, bad

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.params import Params
    from sandbox.state import Bot, Chat, World

COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
MISSING = "message thread not found"


def thread(chat: Chat, params: Params) -> Body:
    """Return what a message in the named topic carries; refuse one that is not there, as General is not."""
    if not params.text("message_thread_id"):
        return {}
    number = params.number("message_thread_id")
    topic = chat.topics.get(number)
    if topic is None:
        raise bad(MISSING)
    if topic["closed"]:
        raise bad("TOPIC_CLOSED")
    return {"message_thread_id": number, "is_topic_message": True}


def create_topic(world: World, bot: Bot, params: Params) -> Body:
    """createForumTopic; the topic's id is that of the service message that announces it."""
    chat = _forum(world, bot, params)
    name = _name(params)
    if not name:
        raise bad("topic name must be non-empty")
    colour = params.number("icon_color", COLOURS[0])
    if colour not in COLOURS:
        raise bad("invalid icon color specified")
    look = {"name": name, "icon_color": colour}
    number = chat.last_id + 1
    mark = {"message_thread_id": number, "is_topic_message": True}
    world.post(chat, bot.user(), {**mark, "forum_topic_created": look}, mine=False)
    chat.topics[number] = {**look, "closed": False}
    return {"message_thread_id": number, **look}


def edit_topic(world: World, bot: Bot, params: Params) -> bool:
    """editForumTopic; an empty name keeps the present one."""
    chat, number = _topic(world, bot, params)
    name = _name(params)
    if name:
        chat.topics[number]["name"] = name
    return True


def close_topic(world: World, bot: Bot, params: Params) -> bool:
    """closeForumTopic."""
    chat, number = _topic(world, bot, params)
    chat.topics[number]["closed"] = True
    return True


def reopen_topic(world: World, bot: Bot, params: Params) -> bool:
    """reopenForumTopic."""
    chat, number = _topic(world, bot, params)
    chat.topics[number]["closed"] = False
    return True


def delete_topic(world: World, bot: Bot, params: Params) -> bool:
    """deleteForumTopic, with all its messages."""
    chat, number = _topic(world, bot, params)
    drop_topic(world, chat, number, by_phone=False)
    return True


def drop_topic(world: World, chat: Chat, number: int, *, by_phone: bool) -> None:
    """Take a topic and its messages out of a chat."""
    del chat.topics[number]
    inside = [
        key for key, message in chat.messages.items() if message.body.get("message_thread_id") == number
    ]
    world.remove(chat, inside, by_phone=by_phone)


METHODS: dict[str, Callable[[World, Bot, Params], Any]] = {
    "createforumtopic": create_topic,
    "editforumtopic": edit_topic,
    "closeforumtopic": close_topic,
    "reopenforumtopic": reopen_topic,
    "deleteforumtopic": delete_topic,
}


def _forum(world: World, bot: Bot, params: Params) -> Chat:
    if not params.text("chat_id"):
        raise bad("chat_id is empty")
    chat = world.find(bot, params.number("chat_id"))
    if chat is None:
        raise bad("chat not found")
    chat.check_reachable()
    if not (bot.topics if chat.person else chat.forum):
        raise bad("the chat is not a forum")
    if chat.person is None and not chat.admin:
        raise bad("not enough rights to create a topic")
    return chat


def _topic(world: World, bot: Bot, params: Params) -> tuple[Chat, int]:
    chat = _forum(world, bot, params)
    number = params.number("message_thread_id")
    if number not in chat.topics:
        raise bad(MISSING)
    return chat, number


def _name(params: Params) -> str:
    name = params.text("name").strip()
    check_length(name, TOPIC, "TOPIC_TITLE_TOO_LONG")
    return name
