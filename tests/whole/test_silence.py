"""The bot never begins to speak: only in answer to what a person has just done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.whole.phone import buttons

if TYPE_CHECKING:
    from tests.whole.conftest import Phones
    from tests.whole.installation import Installation
    from tests.whole.phone import Phone
    from tests.whole.telegram import Telegram

QUARTER = 16 * 60
DAY = 24 * 3600 + 120
LOUD = ("sendMessage", "sendPhoto", "sendDocument", "copyMessage", "forwardMessage", "sendChatAction")


async def drafts(phones: Phones) -> list[Phone]:
    """People who stopped in the middle: at a question, at the review, at an info, at the end."""
    asked, reviewing, early, done = [await phones("uk") for _ in range(4)]
    await asked.opened()
    await asked.press("incident_group:words", "btn.next")
    await reviewing.opened()
    await reviewing.press("incident_group:words", "btn.next", "incident_type:threat", "btn.send_now")
    await early.start()
    await done.opened()
    await done.reported()
    return [asked, reviewing, early, done]


async def passes(bot: Installation, telegram: Telegram, seconds: int) -> None:
    """Let time pass for the bot and for Telegram."""
    bot.ahead.write_text(str(float(bot.ahead.read_text("ascii")) + seconds), "ascii")
    await telegram.clock(seconds)


async def test_after_24_hours_the_draft_is_gone_and_nothing_was_sent(
    installed: Installation, phones: Phones, telegram: Telegram
) -> None:
    """The cards become neutral where they stand; not one message is sent, so no phone makes a sound."""
    await installed.start(moved=True)
    people = await drafts(phones)
    since = await telegram.count()
    await passes(installed, telegram, QUARTER)
    await people[1].reads("review.hidden")
    await passes(installed, telegram, DAY)
    for phone in people:
        card = await phone.reads("exit.neutral")
        assert buttons(card) == []
        assert len((await phone.chat())["messages"]) == 1
    assert await telegram.calls(*LOUD, since=since) == []
    for phone in people:
        await phone.start()
        await phone.reads("lang.all")


async def test_where_the_card_was_deleted_the_end_of_a_draft_sends_nothing(
    installed: Installation, phones: Phones, telegram: Telegram
) -> None:
    """A person who has emptied the chat must not be sent a message a day later."""
    await installed.start(moved=True)
    people = await drafts(phones)
    for phone in people:
        await phone.act("clear")
    since = await telegram.count()
    await passes(installed, telegram, QUARTER)
    await telegram.called("editMessageText", since)
    await passes(installed, telegram, DAY)
    await telegram.called("editMessageText", since, times=1 + len(people))
    await installed.delivered()
    other = await phones("uk")
    await other.start()
    loud = await telegram.calls(*LOUD, since=since)
    assert [call["params"]["chat_id"] for call in loud] == [other.number]


async def test_a_restart_sends_nothing_by_itself(
    installed: Installation, phones: Phones, telegram: Telegram
) -> None:
    """Also not where the draft ran out while the bot was down."""
    await installed.start(moved=True)
    people = await drafts(phones)
    await installed.stop()
    await passes(installed, telegram, DAY)
    since = await telegram.count()
    await installed.start(moved=True)
    for phone in people:
        await phone.reads("exit.neutral")
    assert await telegram.calls(*LOUD, since=since) == []
