"""Links into Telegram that open a bot, with the word that its /start command then carries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from sandbox.state import Bot, World

WEB = re.compile(r"(?:https?://)?(?:www\.)?(?:t|telegram)\.me/", re.IGNORECASE)
APP = re.compile(r"tg://resolve\b", re.IGNORECASE)


def linked(world: World, link: str) -> Bot | None:
    """Return the bot that a link opens, or None where it opens none of this world."""
    name = read(link)[0]
    return next((bot for bot in world.bots.values() if bot.user()["username"].lower() == name), None)


def read(link: str) -> tuple[str, str]:
    """Return the user name in a link, in lower case, and its start parameter; "" for what is not there."""
    try:
        parts = urlsplit(link.strip())
        query = parse_qs(parts.query)
    except ValueError:
        return "", ""
    if WEB.match(link.strip()):
        name = WEB.sub("", link.strip(), count=1).partition("?")[0].strip("/")
    elif APP.match(link.strip()):
        name = query.get("domain", [""])[0]
    else:
        return "", ""
    return name.lower(), query.get("start", [""])[0]
