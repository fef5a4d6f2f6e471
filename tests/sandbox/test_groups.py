"""Groups: who is in them, who presses what there, and what the bot can ask of its members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox.test_media import check

if TYPE_CHECKING:
    from tests.sandbox.conftest import Rig

CLAIM = {"inline_keyboard": [[{"text": "Claim", "callback_data": "c1"}]]}


async def team(rig: Rig, **more: Any) -> tuple[int, list[int]]:
    """A group of three; the first of them founded it."""
    people = [(await rig.do("/phone", name=name))["id"] for name in ("Ewa", "Jan", "Iryna")]
    order = {"title": "Team", "bot": 42, "person": people[0], "members": people[1:], **more}
    group: int = (await rig.do("/group", **order))["id"]
    await rig.updates()
    return group, people


async def test_a_group_lists_its_members(rig: Rig) -> None:
    group, people = await team(rig)
    (shown,) = await rig.see("/group")
    assert (shown["id"], shown["title"], shown["bot"]) == (group, "Team", 42)
    statuses = ["creator", "member", "member"]
    assert [(one["id"], one["status"]) for one in shown["members"]] == list(
        zip(people, statuses, strict=True)
    )


async def test_a_bot_asks_who_is_in_the_group(rig: Rig) -> None:
    group, (ewa, jan, _) = await team(rig, admin=True)
    stranger = await rig.person()
    for who, status in ((ewa, "creator"), (jan, "member"), (stranger, "left"), (42, "administrator")):
        member = await rig.ok("getChatMember", chat_id=group, user_id=who)
        assert (member["status"], member["user"]["id"]) == (status, who)
    assert await rig.no("getChatMember", chat_id=group, user_id=9) == (
        400,
        "Bad Request: PARTICIPANT_ID_INVALID",
    )
    assert await rig.ok("getChatMemberCount", chat_id=group) == 4
    (first,) = await rig.ok("getChatAdministrators", chat_id=group)
    assert first["user"]["first_name"] == "Ewa"
    assert (await rig.ok("getChatMember", chat_id=stranger, user_id=stranger))["status"] == "member"
    code, _ = await rig.no("getChatAdministrators", chat_id=stranger)
    assert code == 400


async def test_who_joins_and_leaves_is_announced_in_the_group_and_to_the_bot(rig: Rig) -> None:
    group, _ = await team(rig, admin=True)
    await rig.ok("getUpdates", allowed_updates=["message", "chat_member"])
    person = (await rig.do("/phone", name="Olha"))["id"]
    await rig.do(f"/group/{group}/join", person=person)
    await rig.do(f"/group/{group}/join", person=person)
    await rig.do(f"/group/{group}/leave", person=person)
    updates = await rig.updates()
    for update in updates:
        check(update)
    assert [next(iter(update.keys() - {"update_id"})) for update in updates] == ["message", "chat_member"] * 2
    assert updates[0]["message"]["new_chat_members"][0]["first_name"] == "Olha"
    assert updates[2]["message"]["left_chat_member"]["id"] == person
    changes = [update["chat_member"]["new_chat_member"]["status"] for update in updates[1::2]]
    assert changes == ["member", "left"]


async def test_whoever_of_the_group_presses_is_the_one_the_bot_is_told_of(rig: Rig) -> None:
    group, (_, jan, iryna) = await team(rig)
    card = await rig.ok("sendMessage", chat_id=group, text="Amber heron waits", reply_markup=CLAIM)
    for person in (iryna, jan):
        await rig.do(f"/group/{group}/press", person=person, message_id=card["message_id"], label="Claim")
    first, second = [update["callback_query"] for update in await rig.updates()]
    assert [query["from"]["id"] for query in (first, second)] == [iryna, jan]
    await rig.ok("answerCallbackQuery", callback_query_id=second["id"], text="Iryna has it")
    shown = await rig.see(f"/group/{group}/chat")
    assert shown["toast"] == {"text": "Iryna has it", "alert": False, "to": jan}
    assert [one["id"] for one in shown["group"]["members"]][1:] == [jan, iryna]


async def test_an_answer_to_a_press_may_open_the_bots_own_chat_only(rig: Rig) -> None:
    group, (_, jan, _) = await team(rig)
    card = await rig.ok("sendMessage", chat_id=group, text="x", reply_markup=CLAIM)
    order = {"person": jan, "message_id": card["message_id"], "label": "Claim"}
    query = (await rig.do(f"/group/{group}/press", **order))["query"]
    for link in ("https://example.org", "t.me/somebody?start=a"):
        refused = await rig.no("answerCallbackQuery", callback_query_id=query, url=link)
        assert refused == (400, "Bad Request: URL_INVALID")
    link = "https://t.me/sandbox42_bot?start=a"
    assert await rig.ok("answerCallbackQuery", callback_query_id=query, url=link)
    assert (await rig.see(f"/group/{group}/chat"))["toast"]["url"] == link


async def test_who_acts_in_a_group_is_in_it(rig: Rig) -> None:
    group, _ = await team(rig)
    person = await rig.person()
    await rig.do(f"/group/{group}/text", person=person, text="/queue")
    assert (await rig.ok("getChatMember", chat_id=group, user_id=person))["status"] == "member"


@pytest.mark.parametrize(
    ("act", "order", "status"),
    [
        ("join", {"person": 9}, 404),
        ("join", {"role": "king"}, 400),
        ("dance", {}, 404),
        ("react", {"message_id": 99}, 404),
    ],
)
async def test_what_cannot_be_done_in_a_group_is_told_in_a_sentence(
    rig: Rig, act: str, order: dict[str, Any], status: int
) -> None:
    group, (_, jan, _) = await team(rig)
    assert (await rig.do(f"/group/{group}/{act}", status=status, **{"person": jan, **order}))["error"]
    await rig.do("/group", status=400, title="x", bot=42, members="all")
