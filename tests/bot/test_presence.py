"""What Telegram shows of the bot is set in each language, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from bot import presence
from tests.bot.conftest import Echo
from tests.sandbox.conftest import BOT

if TYPE_CHECKING:
    from aiogram import Bot

    from tests.sandbox.conftest import Rig


async def shown(rig: Rig, language: str) -> dict[str, Any]:
    """Return how the bot looks on a phone in this language."""
    person = await rig.person(language=language)
    chat: dict[str, Any] = await rig.see(f"/phone/{person}/{BOT}/chat")
    return chat


@pytest.mark.parametrize(
    ("phone", "language"), [("pl", "pl"), ("uk", "uk"), ("ru", "ru"), ("en", "en"), ("de", "pl")]
)
async def test_each_phone_sees_the_bot_in_its_language_or_in_polish(
    rig: Rig, bot: Bot, phone: str, language: str
) -> None:
    await presence.show(bot, Echo())
    chat = await shown(rig, phone)
    assert chat["bot"] == {
        "name": f"bot.name/{language}",
        "description": f"bot.description/{language}",
        "short_description": f"bot.short/{language}",
    }
    listed = [(command["command"], command["description"]) for command in chat["commands"]]
    assert listed == [
        ("start", f"cmd.start/{language}"),
        ("person", f"cmd.person/{language}"),
        ("language", f"cmd.language/{language}"),
        ("privacy", f"cmd.privacy/{language}"),
        ("erase", f"cmd.erase/{language}"),
        ("help", f"cmd.help/{language}"),
    ]


async def test_what_is_as_it_should_be_is_not_set_again(rig: Rig, bot: Bot) -> None:
    """Polish names and descriptions are those for everybody, which Telegram falls back on."""
    assert await presence.show(bot, Echo()) == 17
    assert await presence.show(bot, Echo()) == 0
    await rig.ok("setMyDescription", description="changed", language_code="uk")
    assert await presence.show(bot, Echo()) == 1


async def test_what_fails_is_told_and_stops_nothing_else(rig: Rig, bot: Bot) -> None:
    await rig.do("/weather", method="setMyName", times=1, answer={"status": 429, "retry_after": 3600})
    with capture_logs() as lines:
        await presence.show(bot, Echo())
    assert [(line["event"], line["kind"]) for line in lines] == [("presence not set", "name")]
    assert await presence.show(bot, Echo()) == 1
