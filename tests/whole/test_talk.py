"""Whatever a person does in the chat is met kindly, and never holds up anybody else."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING, Any

import pytest

from tests.whole.phone import look
from tests.whole.telegram import until

if TYPE_CHECKING:
    from tests.whole.conftest import Phones
    from tests.whole.installation import Installation
    from tests.whole.phone import Message, Phone
    from tests.whole.telegram import Telegram

REFUSED = {
    **dict.fromkeys(("voice", "audio", "video_note"), "voice.warn"),
    **dict.fromkeys(("photo", "video", "document", "animation", "contact"), "text.not_text"),
    **dict.fromkeys(("sticker", "poll"), "text.other"),
    "venue": "location.not_now",
}
"""What can be sent, and the sentence it is met with where the question is not about a place."""

COMMANDS = {
    "help": "help.text",
    "person": "alone.person",
    "privacy": "priv.short",
    "language": "lang.choose",
    "erase": "erase.confirm",
    "stop": "erase.confirm",
    "delete": "erase.confirm",
    "report": "resume.q",
    "start": "resume.q",
    "start from-a-poster": "resume.q",
    "nonsense": "err.unknown",
    "quit": "exit.neutral",
}


async def asked(phone: Phone) -> Message:
    """Bring somebody to a question that is not about a place."""
    await phone.opened(phone.language)
    return await phone.press("incident_group:words", "btn.next")


async def only(phone: Phone, *ids: str) -> Message:
    """Wait until one card with these texts is all that stands in the chat."""

    async def stands() -> Message | None:
        messages = (await phone.chat())["messages"]
        alone = len(messages) == 1 and all(phone.says_text(messages[0], id_) for id_ in ids)
        return messages[0] if alone else None

    found: Message = await until(stands, f"one card with {ids}")
    return found


# ---------------------------------------------------------------------------- what is sent


async def test_no_file_is_ever_downloaded(bot: Installation, phones: Phones, telegram: Telegram) -> None:
    """Each kind of message gets one sentence above the open question, is removed, and is never fetched."""
    phone = await phones("en")
    question = await asked(phone)
    for kind, sentence in REFUSED.items():
        await phone.sends(kind, caption="look at this")
        card = await only(phone, sentence, "v.type")
        assert card["reply_markup"] == question["reply_markup"]
        assert card["text"].endswith(question["text"].removeprefix(phone.word("test.banner")))
    assert await telegram.calls("getFile") == []


async def test_a_dice_is_answered_though_telegram_keeps_it_for_a_day(
    bot: Installation, phones: Phones
) -> None:
    phone = await phones("en")
    await asked(phone)
    await phone.act("media", kind="dice")

    async def answered() -> bool:
        return any(phone.says_text(card, "text.other") for card in await phone.cards())

    await until(answered, "an answer")


async def test_words_and_places_are_met_with_one_sentence(bot: Installation, phones: Phones) -> None:
    phone = await phones("en")
    await phone.start()
    await phone.says("They called me names on the tram")
    await only(phone, "sys.early_text", "lang.all")
    await phone.press("lang.name.en", "safety:safe", "btn.start_report", "btn.yes", "role:victim")
    await phone.says("They called me names on the tram")
    await only(phone, "text.use_buttons", "v.group")
    for live, sentence in ((False, "location.not_now"), (True, "location.live")):
        await phone.act("location", latitude=54.35, longitude=18.65, live=live)
        await only(phone, sentence, "v.group")


async def test_a_location_becomes_a_district_where_that_is_asked(bot: Installation, phones: Phones) -> None:
    phone = await phones("uk")
    await phone.opened()
    await phone.press("btn.skip", "ground:age", "btn.next")
    while not phone.says_text(card := await phone.has("btn.skip"), "q.area"):
        await phone.push(card, phone.place(card, "btn.skip"))
    await phone.act("location", latitude=54.4103, longitude=18.5609, live=False)
    card = await only(phone, "location.saved")
    assert phone.word("district:oliwa") in card["text"]
    await phone.press("btn.confirm_district", "btn.send_now", "btn.send")
    (row,) = await bot.rows(1)
    assert (row["district"], row["area"]) == ("oliwa", "coast")


async def test_an_edited_message_is_met_with_one_sentence(bot: Installation, phones: Phones) -> None:
    """Written and changed before the bot looks: both come at once."""
    phone = await phones("en")
    await phone.opened("en")
    bot.send(signal.SIGSTOP)
    message = await phone.act("text", text="first")
    await phone.act("edit", message_id=message["message_id"], text="second")
    bot.send(signal.SIGCONT)
    await only(phone, "text.edited", "v.group")


@pytest.mark.parametrize("language", ["pl", "uk", "ru", "en"])
async def test_every_command_is_answered_also_those_that_are_not_listed(
    bot: Installation, phones: Phones, language: str
) -> None:
    phone = await phones(language)
    await asked(phone)
    for command, sentence in COMMANDS.items():
        await phone.says(f"/{command}")
        await only(phone, sentence)
    await phone.says("/start en")
    phone.language = "en"
    await phone.reads("safety.q")


async def test_a_language_switched_on_the_phone_changes_no_open_conversation(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    phone = await phones("uk")
    await asked(phone)
    await telegram.do(f"/phone/{phone.number}", {"language": "en"}, verb="PATCH")
    await phone.says("hello")
    await only(phone, "text.use_buttons", "v.type")
    await phone.press("key.more", "btn.language", "lang.name.ru")
    await only(phone, "lang.changed", "v.type")
    await phone.says("/quit")
    await only(phone, "exit.neutral")
    phone.language = "en"
    await phone.start()
    await phone.press("btn.skip")
    await phone.reads("safety.q")


# ---------------------------------------------------------------------------- too much at once


async def test_two_fast_first_messages_make_one_card(bot: Installation, phones: Phones) -> None:
    phone = await phones("en")
    await asyncio.gather(phone.act("text", text="/start"), phone.act("text", text="hello?"))
    await only(phone, "lang.all")
    await phone.press("lang.name.en")
    await only(phone, "safety.q")


async def test_a_double_press_counts_once(bot: Installation, phones: Phones, telegram: Telegram) -> None:
    """Also "Send report", where the second press would be a second report."""
    phone = await phones("en")
    card = await phone.opened("en")
    await twice(phone, card, "incident_group:words", telegram)
    card = await phone.has("btn.next")
    assert f"✓ {phone.word('incident_group:words')}" in str(card)
    await twice(phone, card, "btn.next", telegram)
    await only(phone, "v.type")
    card = await phone.press("incident_type:threat", "btn.send_now")
    await twice(phone, card, "btn.send", telegram)
    await only(phone, "thanks.register")
    assert len(await bot.rows(1)) == 1


async def twice(phone: Phone, card: Message, label: str, telegram: Telegram) -> None:
    place = phone.place(card, label)
    assert place
    since = await telegram.count()
    await asyncio.gather(phone.tap(card, place), phone.tap(card, place))
    await telegram.called("answerCallbackQuery", since, times=2)
    await phone.until(lambda now: look(now) != look(card))


async def test_thirty_presses_in_a_second_leave_one_right_card(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    phone, other = await phones("en"), await phones("pl")
    card = await phone.opened("en")
    keys = [f"incident_group:{group}" for group in ("words", "violence", "property", "unequal", "other")]
    places = [place for key in keys if (place := phone.place(card, key))] * 6
    since = await telegram.count()
    await asyncio.gather(*(phone.tap(card, place) for place in places), other.start())
    await telegram.called("answerCallbackQuery", since, times=len(places))

    async def all_ticked() -> bool:
        card = await only(phone, "v.group")
        return all(f"✓ {phone.word(key)}" in str(card) for key in keys)

    await until(all_ticked, "five ticks")
    await other.reads("lang.all")


# ---------------------------------------------------------------------------- garbage


def garbage(person: int) -> list[dict[str, Any]]:
    """Updates that no phone sends: nested, long, of wrong types, of kinds that do not exist."""
    chat = {"id": person, "type": "private", "first_name": "X"}
    head = {"message_id": 7, "date": 1, "chat": chat, "from": {"id": person, "language_code": 5}}
    nested: dict[str, Any] = {"type": "paragraph"}
    for _ in range(200):
        nested = {"type": "block", "blocks": [nested]}
    return [
        {"message": {**head, "rich_message": nested}},
        {"message": {**head, "text": "x" * 300_000}},
        {"message": {**head, "text": {"not": "a text"}}},
        {"message": {**head, "chat": 3}},
        {"message": {**head, "chat": {"id": "5", "type": "private"}}},
        {"message": {**head, "location": {"latitude": "north", "longitude": None}}},
        {"message": []},
        {"message": None, "edited_message": 7},
        {"callback_query": {"id": 5, "from": {"id": person}, "data": ["1.2"], "message": {"chat": chat}}},
        {"callback_query": {"id": "5", "from": {"id": person}, "data": "9" * 64, "message": {"chat": chat}}},
        {"my_chat_member": {"chat": chat, "new_chat_member": "kicked"}},
        {"a_kind_of_the_future": {"chat": chat}},
        {},
    ]


async def test_garbage_holds_up_nobody(bot: Installation, phones: Phones, telegram: Telegram) -> None:
    """All of it lies before the press of another phone in one and the same answer of getUpdates."""
    strange, phone = await phones("en"), await phones("en")
    await asked(strange)
    card = await asked(phone)
    bot.send(signal.SIGSTOP)
    numbers = [(await strange.act("raw", **body))["update_id"] for body in garbage(strange.number)]
    await phone.tap(card, phone.place(card, "incident_type:threat"))
    bot.send(signal.SIGCONT)
    await phone.until(lambda now: look(now) != look(card))

    async def acknowledged() -> bool:
        return bool((await telegram.calls("getUpdates"))[-1]["params"]["offset"] > max(numbers))

    await until(acknowledged, "the acknowledgement of all of it")
    assert "update not readable" in bot.log.read_text("utf-8")
    await strange.press("incident_type:threat", "btn.next")
    assert (await bot.stop()) == 0, "and the bot is still the same process"


async def test_a_forged_press_changes_nothing(bot: Installation, phones: Phones, telegram: Telegram) -> None:
    phone = await phones("en")
    card = await asked(phone)
    since = await telegram.count()
    forged = ("1.405", "999999.405", "-1.-1", "0", "x.y", "", "4" * 64, "1.9999", "99999999999.1")
    for data in forged:
        await phone.act("press", message_id=card["message_id"], data=data)
    await phone.act("press", message_id=1, data="1.0")
    answers = await telegram.called("answerCallbackQuery", since, times=len(forged) + 1)
    toast = phone.word("err.old_button")
    assert [call["params"].get("text") for call in answers] == [toast] * len(answers)
    assert look(await only(phone, "v.type")) == look(card)


# ---------------------------------------------------------------------------- where it does not belong


async def test_in_a_group_it_says_one_sentence_and_leaves(
    bot: Installation, phones: Phones, telegram: Telegram
) -> None:
    phone = await phones("en")
    group = await telegram.do("/group", {"title": "Neighbours", "bot": telegram.bot, "person": phone.number})
    await telegram.called("leaveChat")
    messages = (await telegram.see(f"/group/{group['id']}/chat"))["messages"]
    assert [message["text"] for message in messages] == [
        f"{phone.word('test.banner')}\n\n{phone.word('sys.only_private')}"
    ]
    await telegram.do(f"/group/{group['id']}/text", {"person": phone.number, "text": "/start"})
    await phone.start()
    assert len(await telegram.calls("sendMessage")) == 2
