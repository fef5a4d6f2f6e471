"""In bad weather, and on a full disk, the person ends with the right card, and help is never blocked."""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING, Any

import pytest

from tests.whole.phone import look
from tests.whole.telegram import until

if TYPE_CHECKING:
    from tests.whole.conftest import Phones
    from tests.whole.installation import Installation
    from tests.whole.phone import Message, Phone
    from tests.whole.telegram import Telegram

STORMS: dict[str, dict[str, Any]] = {
    "429": {"status": 429, "retry_after": 1},
    "500": {"status": 500},
    "502": {"status": 502},
    "dropped": {"drop": True},
    "lost": {"lost": True},
}
EVERY = pytest.mark.parametrize("storm", STORMS)


async def standing(phone: Phone, count: int = 1) -> list[Message]:
    """Wait until so many messages stand in the chat, whoever wrote them."""

    async def stand() -> list[Message] | None:
        messages: list[Message] = (await phone.chat())["messages"]
        return messages if len(messages) == count else None

    found: list[Message] = await until(stand, f"a chat with {count} messages")
    return found


@EVERY
async def test_a_first_card_that_did_not_come_through_comes_again(
    bot: Installation, phones: Phones, telegram: Telegram, storm: str
) -> None:
    """Where only the answer was lost, nobody can know that it came: then it stands twice, and both serve."""
    phone = await phones("en")
    await telegram.storm("sendMessage", **STORMS[storm])
    await phone.act("text", text="/start")
    await phone.reads("lang.all")
    cards = await standing(phone, 2 if storm == "lost" else 1)
    assert len({card["text"] for card in cards}) == 1
    await phone.tap(cards[0], phone.place(cards[0], "lang.name.en"))
    await phone.reads("safety.q")


@EVERY
async def test_an_edit_that_did_not_come_through_comes_again(
    bot: Installation, phones: Phones, telegram: Telegram, storm: str
) -> None:
    phone = await phones("en")
    await phone.opened("en")
    since = await telegram.count()
    for label in ("incident_group:words", "btn.next", "incident_type:threat", "btn.send_now", "btn.send"):
        await telegram.storm("editMessageText", **STORMS[storm])
        await phone.press(label)
    await phone.reads("thanks.register")
    await standing(phone)
    assert await telegram.calls("sendMessage", since=since) == []
    await bot.rows(1)


@EVERY
async def test_what_was_not_removed_is_removed_later(
    bot: Installation, phones: Phones, telegram: Telegram, storm: str
) -> None:
    phone = await phones("en")
    await phone.opened("en")
    await telegram.storm("deleteMessages", **STORMS[storm])
    await phone.act("text", text="something I should not have written")
    await phone.reads("text.use_buttons")
    await standing(phone)


@EVERY
async def test_an_old_card_that_was_not_removed_goes_at_the_latest_with_the_conversation(
    bot: Installation, phones: Phones, telegram: Telegram, storm: str
) -> None:
    phone = await phones("en")
    await phone.opened("en")
    await telegram.storm("deleteMessage", **STORMS[storm])
    await phone.says("/help")
    await phone.reads("help.text")
    await phone.says("/quit")
    await phone.reads("exit.neutral")
    await standing(phone)


async def test_a_card_that_the_person_deleted_is_sent_anew(bot: Installation, phones: Phones) -> None:
    phone = await phones("en")
    await phone.opened("en")
    await phone.act("clear")
    await phone.says("hello?")
    await phone.reads("v.group")
    await standing(phone)
    await phone.press("incident_group:words")
    await standing(phone)


async def test_one_chat_that_must_wait_holds_up_no_other(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    """The first is told to wait for an hour; the other's answers come while it waits."""
    slow, other = await phones("en"), await phones("en")
    since = await telegram.count()
    await telegram.storm("sendMessage", status=429, retry_after=3600)
    await slow.act("text", text="/start")
    await telegram.called("sendMessage", since)
    await other.opened("en")
    await other.reported()
    assert await slow.cards() == []


async def test_a_telegram_that_is_away_is_waited_for(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    phone = await phones("en")
    card = await phone.start()
    since = await telegram.count()
    await telegram.storm("*", times=10_000, drop=True)
    await phone.tap(card, phone.place(card, "lang.name.en"))
    await telegram.called("getUpdates", since, times=2)
    await telegram.calm()
    await phone.reads("safety.q")


# ---------------------------------------------------------------------------- a full disk


def disk(bot: Installation, *, full: bool) -> None:
    """Let the bot's process write nothing more to any file, its log included; or let it write again."""
    unlimited = resource.RLIM_INFINITY
    resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (0 if full else unlimited, unlimited))


async def test_on_a_full_disk_help_goes_out_and_later_all_goes_on(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    """112 and contacts come directly and say that nothing was kept; the draft of before is still there."""
    phone, new = await phones("en"), await phones("en")
    await phone.opened("en")
    card = await phone.press("incident_group:words", "btn.next", "incident_type:threat")
    disk(bot, full=True)
    await phone.tap(card, phone.place(card, "btn.next"))
    help_ = await phone.reads("sys.help_only")
    assert "112" in help_["text"]
    assert len(await phone.cards()) == 2
    await new.act("text", text="/start")
    assert "112" in (await new.reads("sys.help_only"))["text"]
    assert bot.nursery.ended(bot.pid) is None
    disk(bot, full=False)
    await new.start()
    await new.reads("lang.all")
    await phone.says("/start")
    await phone.press("btn.resume")
    await phone.reads("v.type")
    assert f"✓ {phone.word('incident_type:threat')}" in str(await phone.card())
    await phone.press("btn.send_now", "btn.send")
    await phone.reads("thanks.register")
    assert [row["incident_types"] for row in await bot.rows(1)] == [["threat"]]
    assert await bot.stop() == 0


async def test_on_a_full_disk_nothing_is_confirmed(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    phone = await phones("en")
    await phone.opened("en")
    card = await phone.press("incident_group:words", "btn.next", "incident_type:threat", "btn.send_now")
    disk(bot, full=True)
    await phone.tap(card, phone.place(card, "btn.send"))
    await phone.reads("sys.help_only")
    disk(bot, full=False)
    assert look((await phone.cards())[0]) == look(card), "the review still stands, nothing was thanked for"
    await bot.kill()
    assert await bot.register() == []
    await bot.start()
    await phone.tap(card, phone.place(card, "btn.send"))

    async def thanked() -> bool:
        return phone.says_text((await phone.cards())[0], "thanks.register")

    await until(thanked, "the thanks")
    await bot.rows(1)
