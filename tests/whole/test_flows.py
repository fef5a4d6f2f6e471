"""Every flow in every language, by the buttons alone, and what the register says of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from flows.model import LANGUAGES
from tests.whole.installation import GLOS
from tests.whole.phone import buttons
from tests.whole.stories import DERIVED, STORIES, pressed, told
from tests.whole.telegram import until

if TYPE_CHECKING:
    from tests.whole.conftest import Phones
    from tests.whole.installation import Installation
    from tests.whole.phone import Phone
    from tests.whole.telegram import Telegram

WHEN = dict(zip(LANGUAGES, ("today", "this_month", "last_12_months", "over_three_years"), strict=True))
"""Tells apart in the register in which language something was told."""


async def tells(phones: Phones, role: str, language: str) -> Phone:
    """Tell the story of a role on a phone of its own, from /start to the thanks."""
    phone = await phones("de" if language == "pl" else language, name=f"{role} {language}")
    await phone.opened(language, role)
    await phone.press(*pressed(role, WHEN[language]))
    await phone.reads("review.title")
    await phone.press("btn.send")
    await phone.reads("thanks.register")
    return phone


async def test_every_flow_in_every_language_reaches_the_register_as_it_was_picked(
    bot: Installation, phones: Phones
) -> None:
    every = [(role, language) for role in STORIES for language in LANGUAGES]
    done = await asyncio.gather(*(tells(phones, role, language) for role, language in every))
    rows = await bot.rows(len(every))
    for role, language in every:
        found = [row for row in rows if (row["role"], row["time_band"]) == (role, WHEN[language])]
        assert len(found) == 1
        assert_told(found[0], role, language)
    for phone in done:
        cards = await phone.cards()
        assert len(cards) == 1, "there is one living card and nothing else"
        assert len((await phone.chat())["messages"]) == 1


def assert_told(row: dict[str, Any], role: str, language: str) -> None:
    expected = told(role, WHEN[language])
    assert {name: row[name] for name in expected} == expected
    assert {name: row[name] for name in DERIVED[role]} == DERIVED[role]


async def test_the_command_runs_the_bot_until_it_is_told_to_stop(
    installed: Installation, phones: Phones, telegram: Telegram
) -> None:
    """`glos run` as an operator starts it; the other tests spare themselves the import of its libraries."""
    with installed.log.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(GLOS, "run", "--config", installed.config), stderr=log, env=installed.environment
        )
    try:
        phone = await phones("uk")
        await phone.act("text", text="/start")
        await until(phone.cards, "the first card")
        await phone.press("lang.name.uk", "safety:safe", "btn.start_report", "btn.yes", "role:victim")
        await phone.reported()
        await installed.rows(1)
        process.terminate()
        assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
    await phone.act("text", text="/help")
    await installed.start()
    await phone.reads("help.text")


async def test_a_report_needs_few_taps_and_few_calls(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    """The least report: ten taps, one message sent, each further card an edit of it."""
    phone = await phones("en")
    await phone.opened("en")
    await phone.reported()
    assert phone.taps == 10
    calls = [
        call["method"]
        for call in await telegram.calls()
        if call["params"].get("chat_id") == phone.number and call["ok"]
    ]
    assert calls.count("sendMessage") == 1
    assert calls.count("editMessageText") <= phone.taps
    assert calls.count("deleteMessages") == 1, "of what the person typed: /start"
    await bot.rows(1)


async def test_no_card_is_beyond_what_a_phone_shows_well(bot: Installation, phones: Phones) -> None:
    """At most eight choices on a page, no label cut off, and the three keys of help on every card."""
    phone = await phones("ru")
    card = await phone.opened("ru", "victim")
    for label in pressed("victim", "today"):
        card = await phone.press(label)
        rows = buttons(card)
        assert rows[-1] == [phone.word(key) for key in ("key.emergency", "key.person", "key.more")]
        assert len([row for row in rows if len(row) == 1]) <= 8 + 2, rows
        assert "[" not in card["text"].partition("\n")[0]
