"""The Bot API methods about the bot itself: who it is, how its updates reach it, which chats it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox import limits
from sandbox.members import standing, tell
from sandbox.methods import open_chat
from sandbox.refusal import Body, bad, too_many
from sandbox.updates import BY_WEBHOOK_SET
from sandbox.webhook import Webhook

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.params import Params
    from sandbox.state import Bot, World

TEN_MINUTES = 600


def get_me(_world: World, bot: Bot, _params: Params) -> Body:
    """getMe."""
    return {
        **bot.user(),
        "can_join_groups": bot.groups,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": bot.topics,
        "allows_users_to_create_topics": bot.topics and bot.user_topics,
    }


async def get_updates(_world: World, bot: Bot, params: Params) -> list[Body]:
    """getUpdates; the timeout is in real seconds whatever the speed, so that polling never spins."""
    bot.inbox.allow(params.texts("allowed_updates"))
    return await bot.inbox.poll(
        params.number("offset"), params.number("limit", 100), params.number("timeout")
    )


async def set_webhook(world: World, bot: Bot, params: Params) -> bool:
    """setWebhook; an empty url takes it away."""
    url, secret = params.text("url"), params.text("secret_token")
    if not url:
        return await delete_webhook(world, bot, params)
    if not url.startswith(("https://", "http://")):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if len(secret) > limits.SECRET_LENGTH:
        raise bad("secret token is too long")
    if secret and not limits.SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    await _end_webhook(bot)
    bot.inbox.allow(params.texts("allowed_updates"))
    if params.flag("drop_pending_updates"):
        bot.inbox.clear()
    bot.inbox.end_poll(BY_WEBHOOK_SET)
    connections = min(max(params.number("max_connections", 40), 1), 100)
    bot.webhook = Webhook(world, bot, url, secret, connections)
    bot.webhook.start()
    return True


async def delete_webhook(_world: World, bot: Bot, params: Params) -> bool:
    """deleteWebhook; what was not delivered waits for getUpdates."""
    await _end_webhook(bot)
    if params.flag("drop_pending_updates"):
        bot.inbox.clear()
    return True


def webhook_info(_world: World, bot: Bot, _params: Params) -> Body:
    """getWebhookInfo."""
    hook = bot.webhook
    waiting = bot.inbox.count()
    allowed = {"allowed_updates": sorted(bot.inbox.allowed)} if bot.inbox.allowed else {}
    if hook is None:
        return {"url": "", "has_custom_certificate": False, "pending_update_count": waiting, **allowed}
    return {**hook.face(), "pending_update_count": waiting, **allowed}


def log_out(world: World, bot: Bot, _params: Params) -> bool:
    """logOut: for ten minutes this server refuses the bot."""
    bot.out_until = world.clock.flow() + TEN_MINUTES
    return True


async def close(world: World, bot: Bot, _params: Params) -> bool:
    """Close the bot's instance, refused in the first ten minutes after its launch (Bot API, close)."""
    wait = bot.since + TEN_MINUTES - world.clock.flow()
    if wait > 0:
        raise too_many(max(1, round(wait / world.clock.speed)))
    await _end_webhook(bot)
    return True


def leave_chat(world: World, bot: Bot, params: Params) -> bool:
    """leaveChat: groups and supergroups only."""
    chat = open_chat(world, bot, params)
    if chat.person is not None:
        raise bad("chat member status can't be changed in private chats")
    chat.opened = False
    tell(world, chat, bot.user(), standing(chat), "left")
    world.note(chat, "left", "bot")
    return True


def get_file(world: World, bot: Bot, params: Params) -> Body:
    """getFile."""
    return world.files.describe(params.text("file_id"), bot.id)


METHODS: dict[str, Callable[[World, Bot, Params], Any]] = {
    "getme": get_me,
    "getupdates": get_updates,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": webhook_info,
    "logout": log_out,
    "close": close,
    "leavechat": leave_chat,
    "getfile": get_file,
}


async def _end_webhook(bot: Bot) -> None:
    if bot.webhook is not None:
        await bot.webhook.stop()
        bot.webhook = None
