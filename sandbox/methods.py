"""The Bot API methods that write, edit and delete messages and answer presses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox import limits
from sandbox.keyboards import inline_keyboard
from sandbox.links import linked
from sandbox.refusal import Body, bad, forbidden
from sandbox.replies import placed
from sandbox.text import formatted
from sandbox.topics import thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.params import Params
    from sandbox.state import Bot, Chat, Message, World

ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
ACTION = 5.0
PREVIEW = ("is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text")
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def find_chat(world: World, bot: Bot, params: Params) -> Chat:
    """Return the chat that chat_id names, whether or not the bot may write there."""
    address = params.text("chat_id")
    if not address:
        raise bad("chat_id is empty")
    number = params.number("chat_id")
    chat = world.find(bot, number)
    if chat is None and number in world.bots:
        raise forbidden("bots can't send messages to bots")
    if chat is None:
        raise bad("chat not found")
    return chat


def open_chat(world: World, bot: Bot, params: Params) -> Chat:
    """Return the chat that chat_id names, if the bot may write there."""
    chat = find_chat(world, bot, params)
    chat.check_reachable()
    return chat


def deliver(world: World, chat: Chat, params: Params, content: Body) -> Body:
    """Check what every sending method takes, count the message, and put it into the chat."""
    place = placed(chat, params)
    markup = inline_keyboard(params)
    limits.spend(world.clock, chat.rate, chat.bot.rate)
    extra: Body = {**place, **content}
    if params.flag("protect_content"):
        extra["has_protected_content"] = True
    if markup:
        extra["reply_markup"] = markup
    return world.post(chat, chat.bot.user(), extra, mine=False).body


def send_message(world: World, bot: Bot, params: Params) -> Body:
    """sendMessage."""
    chat = open_chat(world, bot, params)
    return deliver(world, chat, params, _text(params))


def edit_text(world: World, bot: Bot, params: Params) -> Body:
    """editMessageText; without a reply_markup the keyboard goes."""
    chat, message = editable(world, bot, params)
    if "text" not in message.body:
        raise bad("there is no text in the message to edit")
    kept = {
        name: value
        for name, value in message.body.items()
        if name not in ("entities", "link_preview_options")
    }
    return edit(world, chat, message, {**kept, **_text(params)}, inline_keyboard(params, only=True))


def edit_markup(world: World, bot: Bot, params: Params) -> Body:
    """editMessageReplyMarkup; without a reply_markup the keyboard goes."""
    chat, message = editable(world, bot, params)
    return edit(world, chat, message, dict(message.body), inline_keyboard(params, only=True))


def delete_message(world: World, bot: Bot, params: Params) -> bool:
    """deleteMessage: younger than 48 hours; a person's only in a private chat or as an administrator."""
    chat = find_chat(world, bot, params)
    number = named_message(params)
    if number not in chat.messages:
        raise bad("message to delete not found")
    _check_deletable(world, chat, [number])
    world.remove(chat, [number])
    return True


def delete_messages(world: World, bot: Bot, params: Params) -> bool:
    """deleteMessages: 1 to 100; missing ones are skipped."""
    chat = find_chat(world, bot, params)
    given = params.array("message_ids")
    if not given:
        raise bad("message identifiers are not specified")
    if len(given) > limits.DELETED_AT_ONCE:
        raise bad("too many message identifiers specified")
    if not all(isinstance(number, int) for number in given):
        raise bad("expected an Array of message identifiers")
    standing = [number for number in dict.fromkeys(given) if number in chat.messages]
    _check_deletable(world, chat, standing)
    world.remove(chat, standing)
    return True


def answer_query(world: World, bot: Bot, params: Params) -> bool:
    """answerCallbackQuery: once for each press, within a quarter of an hour."""
    number = params.text("callback_query_id")
    text, url = params.text("text"), params.text("url")
    limits.check_length(text, limits.TOAST, "MESSAGE_TOO_LONG")
    press = bot.queries.get(number)
    if press is None or world.clock.now() - press.since > limits.ANSWERABLE:
        raise bad(TOO_OLD)
    if url and linked(world, url) is not bot:
        raise bad("URL_INVALID")
    del bot.queries[number]
    if text or url:
        toast: Body = {"text": text, "alert": params.flag("show_alert")}
        if url:
            toast["url"] = url
        if press.chat.person is None:
            toast["to"] = press.person
        press.chat.toast = toast
        world.note(press.chat, "toast", "bot", **toast)
    return True


def chat_action(world: World, bot: Bot, params: Params) -> bool:
    """sendChatAction: shown for five seconds or until the bot's next message there."""
    chat = open_chat(world, bot, params)
    number = thread(chat, params)
    action = params.text("action")
    if action not in ACTIONS:
        raise bad("wrong parameter action in request")
    chat.actions[number or 0] = (action, world.clock.now() + ACTION)
    world.watchers.changed(chat.id, bot.id, group=chat.person is None)
    return True


def named_message(params: Params) -> int:
    """Return the message id that a call names."""
    if not params.text("message_id"):
        raise bad("message identifier is not specified")
    return params.number("message_id")


def editable(world: World, bot: Bot, params: Params) -> tuple[Chat, Message]:
    """Return the message of the bot's own that a call names, with its chat."""
    chat = open_chat(world, bot, params)
    message = chat.messages.get(named_message(params))
    if message is None:
        raise bad("message to edit not found")
    if message.mine:
        raise bad("message can't be edited")
    return chat, message


def edit(world: World, chat: Chat, message: Message, body: Body, markup: Body | None) -> Body:
    """Give a message another body and keyboard, which counts as a message sent."""
    limits.spend(world.clock, chat.rate, chat.bot.rate)
    body.pop("reply_markup", None)
    if markup:
        body["reply_markup"] = markup
    if body == message.body:
        raise bad(NOT_MODIFIED)
    world.change(chat, message, body)
    return message.body


METHODS: dict[str, Callable[[World, Bot, Params], Any]] = {
    "sendmessage": send_message,
    "editmessagetext": edit_text,
    "editmessagereplymarkup": edit_markup,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "answercallbackquery": answer_query,
    "sendchataction": chat_action,
}


def _text(params: Params) -> Body:
    content = formatted(params, "text", "entities", limits.TEXT, "message is too long")
    if not content:
        raise bad("message text is empty")
    options = params.mapping("link_preview_options") or {}
    kept = {name: options[name] for name in PREVIEW if isinstance(options.get(name), bool | str)}
    return {**content, "link_preview_options": kept} if kept else content


def _check_deletable(world: World, chat: Chat, numbers: list[int]) -> None:
    now = world.clock.now()
    oldest, thrown = now - limits.DELETABLE, now - limits.THROWN
    for number in numbers:
        message = chat.messages[number]
        foreign = message.mine and chat.person is None and not chat.admin
        founding = "forum_topic_created" in message.body
        fresh = chat.person is not None and "dice" in message.body and message.body["date"] > thrown
        if foreign or founding or fresh or message.body["date"] < oldest:
            raise bad("message can't be deleted")
