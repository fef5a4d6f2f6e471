"""Who is in a chat and with which rights, and how a bot is told that this has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.methods import open_chat
from sandbox.refusal import Body, bad

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.params import Params
    from sandbox.state import Bot, Chat, Person, World

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
        "old_chat_member": _member(chat.bot.user(), before),
        "new_chat_member": _member(chat.bot.user(), after),
    }
    chat.bot.inbox.put("my_chat_member", change, chat.id)


def standing(chat: Chat) -> str:
    """Return the bot's status in a group it is in."""
    return "administrator" if chat.admin else "member"


def join(world: World, chat: Chat, person: Person, status: str = "member") -> None:
    """Put a person into a group, of which it and the bot are told."""
    if person.id in chat.members:
        return
    chat.members[person.id] = status
    _announce(world, chat, person, {"new_chat_members": [person.user()]}, ("left", status))


def leave(world: World, chat: Chat, person: Person) -> None:
    """Take a person out of a group, of which it and the bot are told."""
    status = chat.members.pop(person.id, None)
    if status is not None:
        _announce(world, chat, person, {"left_chat_member": person.user()}, (status, "left"))


def get_member(world: World, bot: Bot, params: Params) -> Body:
    """getChatMember; who was never there has left."""
    chat = open_chat(world, bot, params)
    number = params.number("user_id")
    if number == bot.id:
        return _member(bot.user(), "member" if chat.person else standing(chat))
    person = world.people.get(number)
    if person is None or (chat.person is not None and chat.person is not person):
        raise bad("PARTICIPANT_ID_INVALID")
    return _member(person.user(), "member" if chat.person else chat.members.get(number, "left"))


def administrators(world: World, bot: Bot, params: Params) -> list[Body]:
    """getChatAdministrators, without bots."""
    chat = _group(world, bot, params)
    return [
        _member(world.people[number].user(), status)
        for number, status in chat.members.items()
        if status in ("creator", "administrator")
    ]


def count_members(world: World, bot: Bot, params: Params) -> int:
    """getChatMemberCount, the bot among them."""
    return len(_group(world, bot, params).members) + 1


METHODS: dict[str, Callable[[World, Bot, Params], Any]] = {
    "getchatmember": get_member,
    "getchatadministrators": administrators,
    "getchatmembercount": count_members,
}


def _group(world: World, bot: Bot, params: Params) -> Chat:
    chat = open_chat(world, bot, params)
    if chat.person is not None:
        raise bad("there are no administrators in the private chat")
    return chat


def _announce(world: World, chat: Chat, person: Person, service: Body, change: tuple[str, str]) -> None:
    message = world.post(chat, person.user(), service, mine=True)
    world.watchers.people()
    if not chat.opened:
        return
    chat.bot.inbox.put("message", message.body, chat.id)
    if chat.admin:
        before, after = (_member(person.user(), status) for status in change)
        about = {"chat": chat.face(), "from": person.user(), "date": world.clock.today()}
        update = {**about, "old_chat_member": before, "new_chat_member": after}
        chat.bot.inbox.put("chat_member", update, chat.id)


def _member(user: Body, status: str) -> Body:
    member: Body = {"user": user, "status": status}
    if status == "kicked":
        member["until_date"] = 0
    if status == "creator":
        member["is_anonymous"] = False
    if status == "administrator":
        member |= dict.fromkeys(RIGHTS, True) | {"can_be_edited": False, "is_anonymous": False}
    return member
