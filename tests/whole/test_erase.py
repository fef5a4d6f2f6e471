"""What somebody erases is gone: from the records, from the register-to-be, and from the chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.whole.phone import buttons
from tests.whole.telegram import until

if TYPE_CHECKING:
    from tests.whole.conftest import Phones
    from tests.whole.installation import Installation
    from tests.whole.phone import Phone
    from tests.whole.telegram import Telegram


@pytest.fixture
async def bot(waiting: Installation) -> Installation:
    """A running bot whose reports wait to be mixed."""
    await waiting.start()
    return waiting


async def erases(phone: Phone, command: str = "/erase") -> None:
    await phone.says(command)
    await phone.press("btn.erase_yes")
    await phone.reads("erase.done")


async def alone(phone: Phone, id_: str) -> None:
    """Wait until one card with this text, without a key, is all that stands in the chat."""

    async def stands() -> bool:
        return len((await phone.chat())["messages"]) == 1

    await phone.reads(id_)
    await until(stands, "a chat with one message")
    card = await phone.card()
    assert card
    assert buttons(card) == []
    assert card["text"] == phone.word(id_)


async def test_erase_takes_the_draft_and_what_waits(bot: Installation, phones: Phones) -> None:
    """Of two people with two waiting reports each, one erases: only the other's can ever be mixed."""
    anna, borys = await phones("uk"), await phones("pl")
    for phone, type_ in ((anna, "incident_type:threat"), (borys, "incident_type:online_hate")):
        await phone.opened(phone.language)
        await phone.reported(type_)
        await phone.press("btn.again", "role:victim")
        await phone.reported(type_)
    await anna.press("btn.again", "role:victim", "incident_group:violence", "btn.next")
    await erases(anna)
    await anna.start()
    await anna.reads("lang.all")
    assert await bot.stop() == 0
    assert await bot.mix(3) == 0, "two wait, and three are needed"
    assert await bot.mix(2) == 2
    assert [row["incident_types"] for row in await bot.register()] == [["online_hate"]] * 2


@pytest.mark.parametrize("command", ["/erase", "/stop", "/delete"])
async def test_erase_before_the_flush_leaves_an_empty_register_after_it(
    bot: Installation, phones: Phones, command: str
) -> None:
    phone = await phones("uk")
    await phone.opened()
    await phone.reported()
    await erases(phone, command)
    await bot.stop()
    assert await bot.mix(1) == 0
    assert await bot.register() == []


async def test_quick_exit_keeps_what_was_sent_and_drops_the_draft(bot: Installation, phones: Phones) -> None:
    phone = await phones("en")
    await phone.opened("en")
    await phone.reported()
    await phone.press("btn.again", "role:victim", "incident_group:words", "btn.next")
    await phone.press("key.more", "btn.quick_exit")
    await alone(phone, "exit.neutral")
    await phone.start()
    await phone.reads("lang.all")
    await bot.stop()
    assert await bot.mix(1) == 1


async def cluttered(phone: Phone, telegram: Telegram) -> None:
    """Talk in weather in which old cards and typed words stay behind in the chat for a while."""
    await phone.opened(phone.language)
    for command, label in (("/help", "btn.back"), ("/privacy", "")):
        since = await telegram.count()
        await telegram.storm("deleteMessage", times=1, status=500)
        await phone.says(command)
        await telegram.called("deleteMessage", since)
        if label:
            await phone.press(label)
    assert len(await phone.cards()) == 3
    await telegram.calm()


async def test_erase_removes_the_messages_of_the_bot(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    phone = await phones("ru")
    await cluttered(phone, telegram)
    await erases(phone)
    await alone(phone, "erase.done")


async def test_quick_exit_removes_the_messages_of_the_bot(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    """Nothing but the neutral card stays, whichever way out was taken."""
    by_key, by_command, watched = await phones("ru"), await phones("uk"), await phones("pl")
    await cluttered(by_key, telegram)
    await by_key.press("btn.back", "key.more", "btn.quick_exit")
    await cluttered(by_command, telegram)
    await by_command.says("/quit")
    await watched.start()
    await watched.press("lang.name.pl", "safety:watched")
    for phone in (by_key, by_command, watched):
        await alone(phone, "exit.neutral")


async def test_what_is_removed_includes_what_the_person_had_typed(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    phone = await phones("en")
    await phone.opened("en")
    await telegram.storm("deleteMessages", times=1, status=500)
    since = await telegram.count()
    await phone.act("text", text="This stays until the next try")
    await telegram.called("deleteMessages", since)
    await phone.says("/quit")
    await alone(phone, "exit.neutral")


async def test_after_a_block_nothing_is_kept_and_nothing_is_sent(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    phone, other = await phones("en"), await phones("en")
    await phone.opened("en")
    await phone.press("incident_group:words", "btn.next")
    since = await telegram.count()
    await phone.act("block")
    await other.start()
    await phone.act("unblock")
    await phone.start()
    await phone.reads("lang.all")
    sends = [call["params"]["chat_id"] for call in await telegram.calls("sendMessage", since=since)]
    assert sorted(sends) == sorted([phone.number, other.number])
