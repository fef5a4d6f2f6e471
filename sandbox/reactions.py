"""Reactions: one emoji that a person or a bot puts under a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.methods import named_message, open_chat
from sandbox.refusal import Body, bad

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.params import Params
    from sandbox.state import Bot, Chat, Message, World

# Bot API, ReactionTypeEmoji.
OFFERED = """
    ❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥
    🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨
    🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""
EMOJI = frozenset(OFFERED.split())


def set_reaction(world: World, bot: Bot, params: Params) -> bool:
    """setMessageReaction: one emoji, or none to take it back."""
    chat = open_chat(world, bot, params)
    message = chat.messages.get(named_message(params))
    if message is None:
        raise bad("message to react not found")
    wanted = params.array("reaction") or []
    if len(wanted) > 1:
        raise bad("REACTIONS_TOO_MANY")
    emoji = _emoji(wanted[0]) if wanted else ""
    if "forum_topic_created" in message.body:
        raise bad("REACTION_INVALID")
    put(world, chat, message, bot.id, emoji)
    return True


def put(world: World, chat: Chat, message: Message, who: int, emoji: str) -> None:
    """Let somebody's reaction under a message be this emoji, or ("") none."""
    if emoji:
        message.reactions[who] = emoji
    else:
        message.reactions.pop(who, None)
    world.watchers.changed(chat.id, chat.bot.id, group=chat.person is None)


def shape(emoji: str | None) -> list[Body]:
    """Return a reaction as updates tell it."""
    return [{"type": "emoji", "emoji": emoji}] if emoji else []


METHODS: dict[str, Callable[[World, Bot, Params], Any]] = {"setmessagereaction": set_reaction}


def _emoji(given: object) -> str:
    emoji = given.get("emoji") if isinstance(given, dict) and given.get("type") == "emoji" else None
    if not isinstance(emoji, str) or emoji not in EMOJI:
        raise bad("REACTION_INVALID")
    return emoji
