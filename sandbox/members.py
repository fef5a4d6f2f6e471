"""A bot's membership of a chat, as it is told to the bot when it changes (Bot API, ChatMemberUpdated)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.refusal import Body
    from sandbox.state import Bot, Chat, World

RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_manage_topics",
    "can_send_welcome_messages",
)


def tell(world: World, chat: Chat, sender: Body, before: str, after: str) -> None:
    """Give the bot a my_chat_member: its status in this chat was `before` and is now `after`."""
    change = {
        "chat": chat.face(),
        "from": sender,
        "date": world.clock.today(),
        "old_chat_member": _member(chat.bot, before),
        "new_chat_member": _member(chat.bot, after),
    }
    chat.bot.inbox.put("my_chat_member", change, chat.id)


def standing(chat: Chat) -> str:
    """Return the bot's status in a group it is in."""
    return "administrator" if chat.admin else "member"


def _member(bot: Bot, status: str) -> Body:
    member: Body = {"user": bot.user(), "status": status}
    if status == "kicked":
        member["until_date"] = 0
    if status == "administrator":
        member |= dict.fromkeys(RIGHTS, True) | {"can_be_edited": False, "is_anonymous": False}
    return member
