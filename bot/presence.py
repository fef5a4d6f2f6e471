"""What Telegram itself shows of the bot: its commands, name and descriptions, in each language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog
from aiogram.exceptions import AiogramError
from aiogram.types import BotCommand

from flows.model import LANGUAGES, text

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from aiogram import Bot

    from bot.render import Catalog

COMMANDS: Final = ("start", "person", "language", "privacy", "erase", "help")
"""Listed in this order, and "code" where a team is; what quits or stops works too, but is not listed for a
glance over the shoulder."""

DEFAULT: Final = ("", LANGUAGES[0])
"""Phones in any other language see Polish."""

log = structlog.get_logger()


async def show_commands(bot: Bot, catalog: Catalog, commands: Sequence[str], prefix: str = "cmd.") -> int:
    """Bring the list of commands into line with the catalogue, where `prefix` begins their texts' ids."""
    changed = 0
    for code, language in (DEFAULT, *zip(LANGUAGES, LANGUAGES, strict=True)):
        wanted = {name: catalog.sentence(text(prefix + name), language) for name in commands}
        try:
            changed += await _commands(bot, wanted, code)
        except AiogramError as fault:
            log.warning("presence not set", kind="commands", error=type(fault).__name__)
    return changed


async def show(bot: Bot, catalog: Catalog, commands: Sequence[str] = COMMANDS) -> int:
    """Bring what Telegram shows into line with the catalogue, and return how many calls that took.

    Only what differs is set, because Telegram allows few such calls; what fails is logged and left as it is.
    """
    changed = await show_commands(bot, catalog, commands)
    for code, language in (DEFAULT, *zip(LANGUAGES, LANGUAGES, strict=True)):
        for part in (_name, _description, _short):
            try:
                changed += await part(bot, catalog, code, language)
            except AiogramError as fault:
                log.warning("presence not set", kind=part.__name__.strip("_"), error=type(fault).__name__)
    return changed


async def _commands(bot: Bot, wanted: Mapping[str, str], code: str) -> bool:
    shown = await bot.get_my_commands(language_code=code or None)
    if [(command.command, command.description) for command in shown] == list(wanted.items()):
        return False
    commands = [BotCommand(command=name, description=description) for name, description in wanted.items()]
    return await bot.set_my_commands(commands, language_code=code or None)


async def _name(bot: Bot, catalog: Catalog, code: str, language: str) -> bool:
    wanted = catalog.sentence(text("bot.name"), language)
    return await _differs(
        wanted,
        (await bot.get_my_name(language_code=code or None)).name,
        lambda: bot.set_my_name(wanted, language_code=code or None),
    )


async def _description(bot: Bot, catalog: Catalog, code: str, language: str) -> bool:
    wanted = catalog.sentence(text("bot.description"), language)
    return await _differs(
        wanted,
        (await bot.get_my_description(language_code=code or None)).description,
        lambda: bot.set_my_description(wanted, language_code=code or None),
    )


async def _short(bot: Bot, catalog: Catalog, code: str, language: str) -> bool:
    wanted = catalog.sentence(text("bot.short"), language)
    return await _differs(
        wanted,
        (await bot.get_my_short_description(language_code=code or None)).short_description,
        lambda: bot.set_my_short_description(wanted, language_code=code or None),
    )


async def _differs(wanted: str, shown: str, change: Callable[[], Awaitable[bool]]) -> bool:
    return wanted != shown and await change()
