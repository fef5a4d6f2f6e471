"""Topics: in forum supergroups, and in the private chats of a bot whose topic mode is on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.limits import TOPIC, check_length
from sandbox.refusal import Body, bad

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.params import Params
    from sandbox.state import Bot, Chat, Message, World

COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
MISSING = "message thread not found"


def thread(chat: Chat, params: Params) -> int | None:
    """Return the topic that a call names; refuse one that is not there, as General is not."""
    if not params.text("message_thread_id"):
        return None
    number = params.number("message_thread_id")
    check_open(chat, number)
    return number


def check_open(chat: Chat, number: int) -> None:
    """Refuse a topic that is not there or closed."""
    topic = chat.topics.get(number)
    if topic is None:
        raise bad(MISSING)
    if topic["closed"]:
        raise bad("TOPIC_CLOSED")


def create_topic(world: World, bot: Bot, params: Params) -> Body:
    """createForumTopic; the topic's id is that of the service message that announces it."""
    chat = _forum(world, bot, params)
    name = _name(params)
    if not name:
        raise bad("topic name must be non-empty")
    colour = params.number("icon_color", COLOURS[0])
    if colour not in COLOURS:
        raise bad("invalid icon color specified")
    number = found_topic(world, chat, bot.user(), name, colour=colour).body["message_id"]
    return {"message_thread_id": number, "name": name, "icon_color": colour}


def found_topic(
    world: World, chat: Chat, founder: Body, name: str, *, colour: int = COLOURS[0], implicit: bool = False
) -> Message:
    """Make a topic, whose number is that of the service message that announces it; `implicit` is unnamed."""
    number = chat.last_id + 1
    look: Body = {"name": name, "icon_color": colour, **({"is_name_implicit": True} if implicit else {})}
    chat.topics[number] = {"name": name, "icon_color": colour, "closed": False}
    content = {**_inside(number), "forum_topic_created": look}
    return world.post(chat, founder, content, mine=not founder["is_bot"])


def edit_topic(world: World, bot: Bot, params: Params) -> bool:
    """editForumTopic; an empty name keeps the present one."""
    chat, number = _topic(world, bot, params)
    name, topic = _name(params), chat.topics[number]
    if name == topic["name"]:
        raise bad("TOPIC_NOT_MODIFIED")
    if name:
        topic["name"] = name
        world.post(chat, bot.user(), {**_inside(number), "forum_topic_edited": {"name": name}}, mine=False)
    return True


def switcher(event: str, *, closed: bool) -> Callable[[World, Bot, Params], bool]:
    """Make closeForumTopic or reopenForumTopic, which exist in groups only."""

    def switch(world: World, bot: Bot, params: Params) -> bool:
        chat, number = _topic(world, bot, params)
        if chat.person is not None:
            raise bad("the chat is not a forum")
        if chat.topics[number]["closed"] is closed:
            raise bad("TOPIC_NOT_MODIFIED")
        chat.topics[number]["closed"] = closed
        world.post(chat, bot.user(), {**_inside(number), event: {}}, mine=False)
        return True

    return switch


def delete_topic(world: World, bot: Bot, params: Params) -> bool:
    """deleteForumTopic, with all its messages."""
    chat, number = _topic(world, bot, params)
    drop_topic(world, chat, number, by_phone=False)
    return True


def drop_topic(world: World, chat: Chat, number: int, *, by_phone: bool) -> None:
    """Take a topic and its messages out of a chat."""
    del chat.topics[number]
    chat.actions.pop(number, None)
    inside = [
        key for key, message in chat.messages.items() if message.body.get("message_thread_id") == number
    ]
    world.remove(chat, inside, by_phone=by_phone)


def faces(chat: Chat) -> list[Body]:
    """Return the topics of a chat as a phone lists them."""
    return [{"thread": number, **topic} for number, topic in chat.topics.items()]


METHODS: dict[str, Callable[[World, Bot, Params], Any]] = {
    "createforumtopic": create_topic,
    "editforumtopic": edit_topic,
    "closeforumtopic": switcher("forum_topic_closed", closed=True),
    "reopenforumtopic": switcher("forum_topic_reopened", closed=False),
    "deleteforumtopic": delete_topic,
}


def _inside(number: int) -> Body:
    return {"message_thread_id": number, "is_topic_message": True}


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
