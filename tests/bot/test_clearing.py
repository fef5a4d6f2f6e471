"""A chat is cleared: what may go goes, what may not is made neutral, in few calls and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.clearing import BEFORE, Clearing, before
from tests.bot.conftest import Chat

if TYPE_CHECKING:
    from bot.screen import Screen
    from tests.sandbox.conftest import Rig

DAYS = 24 * 3600
OLD = "exit.old/uk"
KEYS = {"inline_keyboard": [[{"text": "key", "callback_data": "1.3"}]]}


@pytest.fixture
def clearing(screen: Screen) -> Clearing:
    """What clears the chats of the bot of the rig."""
    return Clearing(screen)


async def said(rig: Rig, person: Chat, count: int) -> list[int]:
    """Let the bot say something so often, with keys; return the numbers."""
    sent = [
        await rig.ok("sendMessage", chat_id=person.number, text=f"canary {n}", reply_markup=KEYS)
        for n in range(count)
    ]
    return [message["message_id"] for message in sent]


async def calls(rig: Rig) -> list[dict[str, Any]]:
    """Return the calls that clearing a chat has made."""
    known = ("deleteMessages", "editMessageText", "editMessageCaption")
    return [call for call in await rig.see("/calls") if call["method"] in known]


async def test_what_is_too_old_is_made_neutral_and_has_no_keys(
    rig: Rig, person: Chat, clearing: Clearing
) -> None:
    """Words of a photo and a voice go too; what the person sent stays as it is, and is not tried."""
    old = await said(rig, person, 2)
    photo = (await rig.upload("sendPhoto", "photo", person.number, caption="canary"))["result"]["message_id"]
    bare = (await rig.upload("sendPhoto", "photo", person.number))["result"]["message_id"]
    typed = await person.write("my own words")
    await rig.do("/clock", seconds=3 * DAYS)
    new = [*await said(rig, person, 1), await person.write("new words")]
    await clearing.clear(person.number, {*old, photo, bare, new[0]}, {typed, new[1]}, "uk")
    standing = (await rig.chat(person.number))["messages"]
    assert [one["message_id"] for one in standing] == [*old, photo, bare, typed]
    assert [one.get("text") for one in standing] == [OLD, OLD, None, None, "my own words"]
    assert "canary" not in str(standing)
    assert "callback_data" not in str(standing)
    tried = [call["params"]["message_id"] for call in await calls(rig) if "edit" in call["method"]]
    assert typed not in tried


async def test_what_is_gone_already_costs_no_more_than_the_one_call_of_its_hundred(
    rig: Rig, person: Chat, clearing: Clearing
) -> None:
    numbers = await said(rig, person, 5)
    await rig.act(person.number, "clear")
    await clearing.clear(person.number, numbers, (), "uk")
    assert [call["status"] for call in await calls(rig)] == [200]


async def test_what_is_gone_and_old_costs_at_most_one_harmless_edit_each(
    rig: Rig, person: Chat, clearing: Clearing
) -> None:
    """Beside others that are old and stand: only trying tells which is which."""
    numbers = await said(rig, person, 8)
    for number in numbers[:2]:
        await rig.act(person.number, "delete", message_id=number)
    await rig.do("/clock", seconds=3 * DAYS)
    await clearing.clear(person.number, numbers, (), "uk")
    assert await person.texts() == [OLD] * 6
    edits = [call for call in await calls(rig) if call["method"] == "editMessageText"]
    assert sorted(call["params"]["message_id"] for call in edits) == numbers


async def test_the_calls_are_few_however_much_is_old(rig: Rig, person: Chat, clearing: Clearing) -> None:
    """250 messages, 90 of them too old: three hundreds, three searches of seven steps, an edit for each."""
    old = await said(rig, person, 90)
    await rig.do("/clock", seconds=3 * DAYS)
    new = await said(rig, person, 160)
    await clearing.clear(person.number, {*old, *new}, (), "uk")
    assert await person.texts() == [OLD] * 90
    made = [call["method"] for call in await calls(rig)]
    assert made.count("deleteMessages") <= 3 + 3 * 8
    assert made.count("editMessageText") == 90
    assert made.index("editMessageText") > max(n for n, name in enumerate(made) if name == "deleteMessages")


async def test_a_dice_of_today_holds_up_nothing(rig: Rig, person: Chat, clearing: Clearing) -> None:
    """Telegram keeps it for a day; all around it goes."""
    first = await said(rig, person, 40)
    dice = (await rig.act(person.number, "media", kind="dice"))["message_id"]
    second = await said(rig, person, 40)
    await clearing.clear(person.number, {*first, *second}, {dice}, "uk")
    assert [one["message_id"] for one in (await rig.chat(person.number))["messages"]] == [dice]


async def test_the_numbers_before_reach_what_nothing_knows_of_and_no_other_chat(
    rig: Rig, person: Chat, clearing: Clearing
) -> None:
    other = Chat(rig, await rig.person())
    orphans, theirs = await said(rig, person, 2), await said(rig, other, 3)
    newest = (await said(rig, person, 1))[0]
    await clearing.clear(person.number, {*before(newest), newest}, (), "uk")
    assert await person.cards() == []
    assert set(orphans) < set(before(newest))
    assert [one["message_id"] for one in await other.cards()][-3:] == theirs
    assert [len(call["params"]["message_ids"]) for call in await calls(rig)] <= [BEFORE, 1]


@pytest.mark.parametrize("answer", [{"status": 429, "retry_after": 1}, {"status": 500}, {"drop": True}])
async def test_bad_weather_is_waited_out(
    rig: Rig, person: Chat, clearing: Clearing, answer: dict[str, Any]
) -> None:
    old = await said(rig, person, 2)
    await rig.do("/clock", seconds=3 * DAYS)
    for method in ("deleteMessages", "editMessageText"):
        await rig.do("/weather", method=method, times=2, answer=answer)
    await clearing.clear(person.number, old, (), "uk")
    assert await person.texts() == [OLD, OLD]


async def test_where_the_person_has_blocked_the_bot_nothing_more_is_tried(
    rig: Rig, person: Chat, clearing: Clearing
) -> None:
    numbers = await said(rig, person, 150)
    await rig.do("/weather", method="deleteMessages", times=1, answer={"status": 403})
    await clearing.clear(person.number, numbers, (), "uk")
    assert len(await calls(rig)) == 1


def test_the_first_numbers_of_a_chat_have_none_before_them() -> None:
    assert list(before(3)) == [1, 2]
    assert list(before(0)) == []
