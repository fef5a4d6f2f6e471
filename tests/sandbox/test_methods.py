"""Writing, editing, deleting and answering presses, with the sentence of every refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sandbox.conftest import Rig

KEYBOARD = {
    "inline_keyboard": [[{"text": "Yes", "callback_data": "y"}, {"text": "No", "callback_data": "n"}]]
}
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the"
    " same as a current content and reply markup of the message"
)


async def press(rig: Rig, person: int) -> str:
    sent = await rig.ok("sendMessage", chat_id=person, text="?", reply_markup=KEYBOARD)
    await rig.act(person, "press", message_id=sent["message_id"], row=0, column=0)
    query: str = (await rig.updates())[-1]["callback_query"]["id"]
    return query


async def test_a_sent_message_comes_back_and_stands_on_the_phone(rig: Rig) -> None:
    person = await rig.person()
    sent = await rig.ok(
        "sendMessage", chat_id=person, text="  Good day \n", reply_markup=KEYBOARD, protect_content=True
    )
    assert sent["text"] == "Good day"
    assert sent["reply_markup"] == KEYBOARD
    assert sent["has_protected_content"] is True
    assert sent["message_id"] == 2
    standing = (await rig.chat(person))["messages"][-1]
    assert standing == {**sent, "mine": False, "edits": 0}


async def test_dates_are_unix_seconds(rig: Rig) -> None:
    person = await rig.person()
    sent = await rig.ok("sendMessage", chat_id=person, text="x")
    now = (await rig.do("/clock", seconds=0))["now"]
    assert isinstance(sent["date"], int)
    assert 0 <= now - sent["date"] < 60


@pytest.mark.parametrize("text", ["x" * 4096, "я" * 4096, "😀" * 2048])
async def test_a_text_of_4096_units_is_taken(rig: Rig, text: str) -> None:
    assert (await rig.ok("sendMessage", chat_id=await rig.person(), text=text))["text"] == text


@pytest.mark.parametrize("text", ["x" * 4097, "😀" * 2048 + "x"])
async def test_a_text_of_4097_units_is_refused(rig: Rig, text: str) -> None:
    person = await rig.person()
    refusal = (400, "Bad Request: message is too long")
    assert await rig.no("sendMessage", chat_id=person, text=text) == refusal
    sent = await rig.ok("sendMessage", chat_id=person, text="x")
    assert (
        await rig.no("editMessageText", chat_id=person, message_id=sent["message_id"], text=text) == refusal
    )


@pytest.mark.parametrize("given", [{}, {"text": ""}, {"text": "  \n "}])
async def test_an_empty_text_is_refused(rig: Rig, given: dict[str, str]) -> None:
    person = await rig.person()
    assert await rig.no("sendMessage", chat_id=person, **given) == (400, "Bad Request: message text is empty")


async def test_a_lone_surrogate_is_refused(rig: Rig) -> None:
    person = await rig.person()
    answer = await rig.no("sendMessage", chat_id=person, text="\ud800")
    assert answer == (400, "Bad Request: strings must be encoded in UTF-8")


async def test_a_parse_mode_is_refused_plainly(rig: Rig) -> None:
    person = await rig.person()
    answer = await rig.no("sendMessage", chat_id=person, text="x", parse_mode="HTML")
    assert answer == (400, "Bad Request: unsupported parse_mode")


async def test_who_may_not_be_written_to(rig: Rig) -> None:
    person = await rig.person(started=False)
    first = "Forbidden: bot can't initiate conversation with a user"
    assert await rig.no("sendMessage", text="x") == (400, "Bad Request: chat_id is empty")
    assert await rig.no("sendMessage", chat_id=7, text="x") == (400, "Bad Request: chat not found")
    assert await rig.no("sendMessage", chat_id="@nobody", text="x") == (400, "Bad Request: chat not found")
    assert await rig.no("sendMessage", chat_id=person, text="x") == (403, first)
    await rig.act(person, "start", parameter="uk")
    await rig.ok("sendMessage", chat_id=person, text="x")


async def test_blocking_and_deactivation_refuse_every_writing_method(rig: Rig) -> None:
    person = await rig.person()
    sent = await rig.ok("sendMessage", chat_id=person, text="x")
    calls = {
        "sendMessage": {"text": "y"},
        "editMessageText": {"text": "y", "message_id": sent["message_id"]},
        "sendChatAction": {"action": "typing"},
    }
    await rig.act(person, "block")
    for method, params in calls.items():
        answer = await rig.no(method, chat_id=person, **params)
        assert answer == (403, "Forbidden: bot was blocked by the user")
    await rig.act(person, "unblock")
    await rig.ok("sendMessage", chat_id=person, text="x")
    await rig.act(person, "deactivate")
    for method, params in calls.items():
        assert await rig.no(method, chat_id=person, **params) == (403, "Forbidden: user is deactivated")


async def test_an_upgraded_group_tells_its_new_id(rig: Rig) -> None:
    await rig.person()
    group = await rig.do("/group", title="Team", bot=42)
    new = await rig.do(f"/group/{group['id']}/upgrade")
    answer = await rig.api("sendMessage", chat_id=group["id"], text="x")
    assert answer["error_code"] == 400
    assert answer["parameters"] == {"migrate_to_chat_id": new["id"]}
    await rig.ok("sendMessage", chat_id=new["id"], text="x")
    told = [update["message"] for update in await rig.updates() if "message" in update]
    assert [message.get("migrate_to_chat_id") for message in told] == [new["id"], None]
    assert told[1]["migrate_from_chat_id"] == group["id"]


async def test_an_answer_carries_what_it_answers_without_its_own_reply(rig: Rig) -> None:
    person = await rig.person()
    first = await rig.ok("sendMessage", chat_id=person, text="1")
    second = await rig.ok(
        "sendMessage", chat_id=person, text="2", reply_parameters={"message_id": first["message_id"]}
    )
    third = await rig.ok(
        "sendMessage", chat_id=person, text="3", reply_parameters={"message_id": second["message_id"]}
    )
    assert third["reply_to_message"]["text"] == "2"
    assert "reply_to_message" not in third["reply_to_message"]
    gone = {"message_id": 999}
    answer = await rig.no("sendMessage", chat_id=person, text="4", reply_parameters=gone)
    assert answer == (400, "Bad Request: message to be replied not found")
    gone["allow_sending_without_reply"] = True
    await rig.ok("sendMessage", chat_id=person, text="4", reply_parameters=gone)


async def test_an_edit_without_a_keyboard_removes_the_keyboard(rig: Rig) -> None:
    person = await rig.person()
    sent = await rig.ok("sendMessage", chat_id=person, text="x", reply_markup=KEYBOARD)
    place = {"chat_id": person, "message_id": sent["message_id"]}
    edited = await rig.ok("editMessageText", **place, text="y")
    assert edited["text"] == "y"
    assert "reply_markup" not in edited
    assert edited["edit_date"] >= edited["date"] == sent["date"]
    assert (await rig.chat(person))["messages"][-1]["edits"] == 1
    assert (await rig.ok("editMessageReplyMarkup", **place, reply_markup=KEYBOARD))[
        "reply_markup"
    ] == KEYBOARD
    assert "reply_markup" not in await rig.ok("editMessageReplyMarkup", **place)


async def test_an_edit_to_the_same_is_refused(rig: Rig) -> None:
    person = await rig.person()
    sent = await rig.ok("sendMessage", chat_id=person, text="x", reply_markup=KEYBOARD)
    place = {"chat_id": person, "message_id": sent["message_id"]}
    same = await rig.no("editMessageText", **place, text="x", reply_markup=KEYBOARD)
    assert same == (400, NOT_MODIFIED)
    await rig.ok("editMessageText", **place, text="x")
    assert await rig.no("editMessageText", **place, text="x") == (400, NOT_MODIFIED)
    assert await rig.no("editMessageReplyMarkup", **place) == (400, NOT_MODIFIED)


async def test_what_cannot_be_edited(rig: Rig) -> None:
    person = await rig.person()
    place = {"chat_id": person, "text": "y"}
    assert await rig.no("editMessageText", **place) == (
        400,
        "Bad Request: message identifier is not specified",
    )
    missing = await rig.no("editMessageText", **place, message_id=99)
    assert missing == (400, "Bad Request: message to edit not found")
    theirs = await rig.no("editMessageText", **place, message_id=1)
    assert theirs == (400, "Bad Request: message can't be edited")


async def test_both_sides_messages_are_deleted_in_a_private_chat(rig: Rig) -> None:
    person = await rig.person()
    sent = await rig.ok("sendMessage", chat_id=person, text="x")
    for number in (1, sent["message_id"]):
        assert await rig.ok("deleteMessage", chat_id=person, message_id=number) is True
    assert (await rig.chat(person))["messages"] == []
    gone = await rig.no("deleteMessage", chat_id=person, message_id=1)
    assert gone == (400, "Bad Request: message to delete not found")


async def test_a_dice_is_deleted_only_after_a_day(rig: Rig) -> None:
    person = await rig.person()
    thrown = await rig.act(person, "media", kind="dice")
    order = {"chat_id": person, "message_ids": [thrown["message_id"]]}
    assert await rig.no("deleteMessages", **order) == (400, "Bad Request: message can't be deleted")
    await rig.do("/clock", seconds=24 * 3600 + 60)
    assert await rig.ok("deleteMessages", **order)


async def test_after_48_hours_nothing_is_deleted(rig: Rig) -> None:
    person = await rig.person()
    await rig.do("/clock", seconds=48 * 3600 + 60)
    fresh = await rig.ok("sendMessage", chat_id=person, text="x")
    refusal = (400, "Bad Request: message can't be deleted")
    assert await rig.no("deleteMessage", chat_id=person, message_id=1) == refusal
    both = [1, fresh["message_id"]]
    assert await rig.no("deleteMessages", chat_id=person, message_ids=both) == refusal
    assert await rig.ok("deleteMessage", chat_id=person, message_id=fresh["message_id"])


async def test_in_a_group_only_an_administrator_deletes_others_messages(rig: Rig) -> None:
    person = await rig.person()
    for admin in (False, True):
        group = await rig.do("/group", title="Team", bot=42, admin=admin)
        said = await rig.do(f"/group/{group['id']}/text", person=person, text="hello")
        order = {"chat_id": group["id"], "message_id": said["message_id"]}
        if admin:
            assert await rig.ok("deleteMessage", **order)
        else:
            assert await rig.no("deleteMessage", **order) == (400, "Bad Request: message can't be deleted")


async def test_delete_messages_skips_what_is_missing(rig: Rig) -> None:
    person = await rig.person()
    sent = await rig.ok("sendMessage", chat_id=person, text="x")
    numbers = [sent["message_id"], 500, 1, 1]
    assert await rig.ok("deleteMessages", chat_id=person, message_ids=numbers) is True
    assert (await rig.chat(person))["messages"] == []


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ([], "message identifiers are not specified"),
        (list(range(1, 102)), "too many message identifiers specified"),
        (["a"], "expected an Array of message identifiers"),
    ],
)
async def test_delete_messages_takes_1_to_100(rig: Rig, numbers: list[object], reason: str) -> None:
    person = await rig.person()
    answer = await rig.no("deleteMessages", chat_id=person, message_ids=numbers)
    assert answer == (400, f"Bad Request: {reason}")
    assert await rig.ok("deleteMessages", chat_id=person, message_ids=list(range(2, 102)))


async def test_a_press_is_answered_once_and_shows_a_toast(rig: Rig) -> None:
    person = await rig.person()
    query = await press(rig, person)
    assert await rig.ok("answerCallbackQuery", callback_query_id=query, text="Noted", show_alert=True) is True
    assert (await rig.chat(person))["toast"] == {"text": "Noted", "alert": True}
    assert await rig.no("answerCallbackQuery", callback_query_id=query) == (400, TOO_OLD)


async def test_a_press_cannot_be_answered_late_wrongly_or_by_another_bot(rig: Rig) -> None:
    person = await rig.person()
    query = await press(rig, person)
    assert await rig.no("answerCallbackQuery", callback_query_id="1") == (400, TOO_OLD)
    assert await rig.no("answerCallbackQuery") == (400, TOO_OLD)
    other = f"/bot43:{'A' * 35}/answerCallbackQuery"
    async with rig.http.post(other, json={"callback_query_id": query}) as answer:
        assert answer.status == 400
    await rig.do("/clock", seconds=15 * 60 + 1)
    assert await rig.no("answerCallbackQuery", callback_query_id=query) == (400, TOO_OLD)


async def test_a_toast_has_at_most_200_units(rig: Rig) -> None:
    query = await press(rig, await rig.person())
    answer = await rig.no("answerCallbackQuery", callback_query_id=query, text="x" * 201)
    assert answer == (400, "Bad Request: MESSAGE_TOO_LONG")
    assert await rig.ok("answerCallbackQuery", callback_query_id=query, text="x" * 200)


async def test_only_known_chat_actions_are_taken(rig: Rig) -> None:
    person = await rig.person()
    assert await rig.ok("sendChatAction", chat_id=person, action="typing") is True
    answer = await rig.no("sendChatAction", chat_id=person, action="dancing")
    assert answer == (400, "Bad Request: wrong parameter action in request")


async def test_entities_are_kept_where_the_text_is_trimmed(rig: Rig) -> None:
    person = await rig.person()
    marks = [{"type": "bold", "offset": 0, "length": 6}]
    sent = await rig.ok("sendMessage", chat_id=person, text="  bold ", entities=marks)
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    marks[0]["length"] = 99
    code, reason = await rig.no("sendMessage", chat_id=person, text="bold", entities=marks)
    assert (code, reason.split(" ends")[0]) == (400, "Bad Request: entity beginning at UTF-16 offset 0")
