"""What Telegram shows of the bot before anything is said: in the phone's language, and neutral."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from bot.presence import COMMANDS
from flows.model import LANGUAGES, Text
from tests.whole.telegram import until

if TYPE_CHECKING:
    from tests.whole.conftest import Phones
    from tests.whole.installation import Installation
    from tests.whole.telegram import Telegram

TELLING = re.compile(
    r"dyskrymin|nienawi|przemoc|ofiar|дискрим|ненав|насил|жертв|насиль|постражд|discrimin|hate|violen|victim|racis|rasiz",
    re.IGNORECASE,
)
PLACES = {"name": "bot.name", "description": "bot.description", "short_description": "bot.short"}


async def introduced(telegram: Telegram) -> None:
    """Wait until the bot has told Telegram the last of what it tells of itself, and that has worked."""

    async def told() -> bool:
        calls = await telegram.calls("setMyShortDescription")
        return any(call["ok"] and call["params"].get("language_code") == LANGUAGES[-1] for call in calls)

    await until(told, "the introduction")


async def shown(bot: Installation, phones: Phones, telegram: Telegram, language: str) -> dict[str, Any]:
    """Look at the bot on a phone that has never written to it, as soon as it is introduced."""
    await introduced(telegram)
    phone = await phones("de" if language == "pl" else language)
    await phone.start()
    chat = await phone.chat()
    return {"commands": chat["commands"], **chat["bot"]}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_name_descriptions_and_commands_stand_in_the_phones_language_and_are_neutral(
    bot: Installation, phones: Phones, telegram: Telegram, language: str
) -> None:
    """A phone in a language that the bot does not speak sees Polish."""
    catalog = bot.catalog()
    seen = await shown(bot, phones, telegram, language)
    for place, id_ in PLACES.items():
        assert seen[place] == catalog.sentence(Text(id_), language)
        assert not TELLING.search(seen[place]), seen[place]
    expected = {name: catalog.sentence(Text(f"cmd.{name}"), language) for name in COMMANDS}
    assert {command["command"]: command["description"] for command in seen["commands"]} == expected
    assert not TELLING.search(str(seen["commands"])), seen["commands"]


async def test_what_would_betray_a_hurry_is_not_listed(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    names = {command["command"] for command in (await shown(bot, phones, telegram, "uk"))["commands"]}
    assert names == {"start", "person", "language", "privacy", "erase", "help"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_first_and_the_last_card_are_neutral_and_hold_together(
    waiting: Installation, phones: Phones, telegram: Telegram, language: str
) -> None:
    """Also as a notification shows them; and no message can be passed on or shows a preview."""
    await waiting.start()
    phone = await phones(language)
    first = await phone.start()
    await phone.says("/quit")
    last = await phone.reads("exit.neutral")
    for card in (first, last):
        assert not TELLING.search(card["text"]), card["text"]
    for call in await telegram.calls("sendMessage"):
        assert call["params"]["protect_content"] is True
        assert call["params"]["link_preview_options"]["is_disabled"] is True


async def test_a_second_start_sets_nothing_that_is_already_right(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    """Telegram allows few such calls a day."""
    await introduced(telegram)
    await bot.stop()
    since = await telegram.count()
    await bot.start()
    await telegram.called("getMyShortDescription", since, times=5)
    await (await phones()).start()  # what would be set after the last look is set by now
    changed = [
        call["method"] for call in await telegram.calls(since=since) if call["method"].startswith("set")
    ]
    assert changed == []
