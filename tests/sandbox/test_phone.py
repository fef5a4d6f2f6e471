"""What people do in their chats, and what the bot is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.conftest import Rig

KEYBOARD = {
    "inline_keyboard": [
        [{"text": "Yes", "callback_data": "y"}],
        [{"text": "No", "callback_data": "n"}, {"text": "Help", "url": "https://example.org"}],
    ]
}


async def test_a_person_appears_as_telegram_would_show_them(rig: Rig) -> None:
    person = await rig.do("/phone", language="uk", name="Olena", username="olena_77")
    assert person["id"] == 1001
    assert (await rig.see("/phone")) == [person]
    await rig.act(1001, "text", text="/start uk")
    message = (await rig.updates())[0]["message"]
    assert message["from"] == {
        "id": 1001,
        "is_bot": False,
        "first_name": "Olena",
        "language_code": "uk",
        "username": "olena_77",
    }
    assert message["chat"] == {"id": 1001, "type": "private", "first_name": "Olena", "username": "olena_77"}
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


async def test_the_phones_language_can_be_changed(rig: Rig) -> None:
    person = await rig.person(language="uk")
    assert (await rig.do_patch(f"/phone/{person}", language="pl"))["language"] == "pl"
    await rig.act(person, "text", text="x")
    assert (await rig.updates())[0]["message"]["from"]["language_code"] == "pl"


@pytest.mark.parametrize("order", [{"row": 1, "column": 0}, {"label": "No"}, {"data": "n"}])
async def test_a_press_reaches_the_bot_with_its_message(rig: Rig, order: dict[str, Any]) -> None:
    person = await rig.person()
    sent = await rig.ok("sendMessage", chat_id=person, text="?", reply_markup=KEYBOARD)
    answer = await rig.act(person, "press", message_id=sent["message_id"], **order)
    query = (await rig.updates())[0]["callback_query"]
    assert query["id"] == answer["query"]
    assert (query["data"], query["message"], query["from"]["id"]) == ("n", sent, person)
    assert query["chat_instance"]


async def test_a_button_that_is_not_there_cannot_be_pressed(rig: Rig) -> None:
    person = await rig.person()
    sent = await rig.ok("sendMessage", chat_id=person, text="?", reply_markup=KEYBOARD)
    orders: list[dict[str, Any]] = [
        {"row": 2, "column": 0},
        {"row": 0, "column": 1},
        {"row": -1, "column": 0},
    ]
    for order in [*orders, {"label": "Maybe"}]:
        await rig.act(person, "press", status=404, message_id=sent["message_id"], **order)
    await rig.act(person, "press", status=404, message_id=99, row=0, column=0)
    await rig.act(person, "press", status=409, message_id=sent["message_id"], label="Help")
    await rig.act(person, "press", status=400, message_id=sent["message_id"])
    assert await rig.updates() == []


async def test_a_stale_press_comes_with_an_inaccessible_message(rig: Rig) -> None:
    person = await rig.person()
    sent = await rig.ok("sendMessage", chat_id=person, text="?", reply_markup=KEYBOARD)
    await rig.ok("deleteMessage", chat_id=person, message_id=sent["message_id"])
    await rig.act(person, "press", message_id=sent["message_id"], data="y")
    query = (await rig.updates())[0]["callback_query"]
    assert query["message"] == {"chat": sent["chat"], "message_id": sent["message_id"], "date": 0}


async def test_a_person_edits_and_answers_and_deletes(rig: Rig) -> None:
    person = await rig.person()
    sent = await rig.ok("sendMessage", chat_id=person, text="?")
    said = await rig.act(person, "text", text="one", reply_to=sent["message_id"])
    await rig.act(person, "edit", message_id=said["message_id"], text="two")
    heard = await rig.updates()
    assert heard[0]["message"]["reply_to_message"] == sent
    assert heard[1]["edited_message"]["text"] == "two"
    assert heard[1]["edited_message"]["edit_date"] >= said["date"]
    assert heard[0]["message"]["text"] == "one"
    await rig.act(person, "edit", status=404, message_id=sent["message_id"], text="forged")
    await rig.act(person, "delete", message_id=said["message_id"])
    await rig.act(person, "delete", status=404, message_id=said["message_id"])
    assert await rig.updates() == []


async def test_a_cleared_chat_is_empty_and_can_still_be_written_to(rig: Rig) -> None:
    person = await rig.person()
    sent = await rig.ok("sendMessage", chat_id=person, text="?")
    await rig.act(person, "clear")
    assert (await rig.chat(person))["messages"] == []
    answer = await rig.no("editMessageText", chat_id=person, message_id=sent["message_id"], text="x")
    assert answer == (400, "Bad Request: message to edit not found")
    assert (await rig.ok("sendMessage", chat_id=person, text="?"))["message_id"] > sent["message_id"]


async def test_blocking_tells_the_bot_once(rig: Rig) -> None:
    person = await rig.person()
    for act in ("block", "block", "unblock", "unblock"):
        await rig.act(person, act)
    statuses = [
        (
            update["my_chat_member"]["old_chat_member"]["status"],
            update["my_chat_member"]["new_chat_member"]["status"],
        )
        for update in await rig.updates()
    ]
    assert statuses == [("member", "kicked"), ("kicked", "member")]


async def test_who_has_blocked_the_bot_cannot_write(rig: Rig) -> None:
    person = await rig.person()
    await rig.act(person, "block")
    refusal = await rig.act(person, "text", status=409, text="x")
    assert "unblock" in refusal["error"]
    assert (await rig.chat(person))["blocked"] is True


@pytest.mark.parametrize("parameter", ["uk", "A-z_9", "x" * 64])
async def test_a_link_starts_the_bot_with_its_parameter(rig: Rig, parameter: str) -> None:
    person = await rig.person(started=False)
    assert (await rig.act(person, "start", parameter=parameter))["text"] == f"/start {parameter}"


@pytest.mark.parametrize("parameter", ["x" * 65, "a b", "я", "a+b"])
async def test_a_link_takes_1_to_64_plain_characters(rig: Rig, parameter: str) -> None:
    person = await rig.person(started=False)
    await rig.act(person, "start", status=400, parameter=parameter)
    assert await rig.updates() == []


async def test_locations_may_be_live(rig: Rig) -> None:
    person = await rig.person()
    await rig.act(person, "location", latitude=54.35, longitude=18.65)
    await rig.act(person, "location", latitude=54.35, longitude=18.65, live=True)
    plain, live = [update["message"]["location"] for update in await rig.updates()]
    assert plain == {"latitude": 54.35, "longitude": 18.65}
    assert live["live_period"] == 3600
    await rig.act(person, "location", status=400, latitude=91, longitude=0)


async def test_a_raw_update_passes_as_it_is(rig: Rig) -> None:
    person = await rig.person(started=False)
    odd: dict[str, Any] = {"message": {"rich_message": {"blocks": [[]]}}, "future": 5}
    answer = await rig.act(person, "raw", **odd)
    assert await rig.updates() == [{**odd, **answer}]


async def test_the_log_tells_everything_in_order(rig: Rig) -> None:
    person = await rig.person()
    sent = await rig.ok("sendMessage", chat_id=person, text="one", reply_markup=KEYBOARD)
    await rig.ok("editMessageText", chat_id=person, message_id=2, text="two", reply_markup=KEYBOARD)
    query = (await rig.act(person, "press", message_id=sent["message_id"], label="Yes"))["query"]
    await rig.ok("answerCallbackQuery", callback_query_id=query, text="Thanks")
    await rig.ok("deleteMessage", chat_id=person, message_id=2)
    await rig.no("deleteMessage", chat_id=person, message_id=2)
    log = (await rig.chat(person))["log"]
    assert [(line["event"], line["by"]) for line in log] == [
        ("sent", "person"),
        ("sent", "bot"),
        ("edited", "bot"),
        ("toast", "bot"),
        ("deleted", "bot"),
        ("refused", "bot"),
    ]
    assert [log[n]["message"]["text"] for n in (1, 2, 4)] == ["one", "two", "two"]
    assert log[3]["text"] == "Thanks"
    assert log[5]["description"] == "Bad Request: message to delete not found"


async def test_the_log_keeps_the_last_two_hundred_lines(rig: Rig) -> None:
    person = await rig.person()
    for number in range(205):
        await rig.no("deleteMessage", chat_id=person, message_id=1000 + number)
    log = (await rig.chat(person))["log"]
    assert len(log) == 200
    assert {line["event"] for line in log} == {"refused"}


async def test_a_group_hears_commands_and_answers_only_unless_the_bot_is_admin(rig: Rig) -> None:
    person = await rig.person()
    group = (await rig.do("/group", title="Team", bot=42))["id"]
    joined = (await rig.updates())[0]["my_chat_member"]
    assert joined["new_chat_member"]["status"] == "member"
    sent = await rig.ok("sendMessage", chat_id=group, text="?", reply_markup=KEYBOARD)
    say = f"/group/{group}/text"
    await rig.do(say, person=person, text="among ourselves")
    await rig.do(say, person=person, text="/queue")
    await rig.do(say, person=person, text="an answer", reply_to=sent["message_id"])
    await rig.do(f"/group/{group}/press", person=person, message_id=sent["message_id"], label="Yes")
    heard = await rig.updates()
    assert [update.get("message", {}).get("text") for update in heard] == ["/queue", "an answer", None]
    assert heard[-1]["callback_query"]["message"]["chat"]["id"] == group
    assert len((await rig.see(f"/group/{group}/chat"))["messages"]) == 4


async def test_a_group_the_bot_has_left_is_closed_to_it(rig: Rig) -> None:
    person = await rig.person()
    group = (await rig.do("/group", title="Team", bot=42))["id"]
    assert await rig.ok("leaveChat", chat_id=group) is True
    refusal = (403, "Forbidden: bot was kicked from the group chat")
    assert await rig.no("sendMessage", chat_id=group, text="x") == refusal
    assert [u["my_chat_member"]["new_chat_member"]["status"] for u in await rig.updates()] == [
        "member",
        "left",
    ]
    await rig.do(f"/group/{group}/text", person=person, text="/queue")
    assert await rig.updates() == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/phone/9/42/text", 404),
        ("/phone/x/42/text", 404),
        ("/phone/1001/x/text", 404),
        ("/phone/1001/42/dance", 404),
        ("/phone/1001/42/text", 400),
        ("/phone/1001/42/edit", 400),
        ("/phone/1001/42/media", 400),
        ("/group/-5/text", 404),
        ("/group", 404),
    ],
)
async def test_what_cannot_be_done_is_told_in_a_sentence(rig: Rig, path: str, status: int) -> None:
    await rig.person()
    assert (await rig.do(path, status=status))["error"]
