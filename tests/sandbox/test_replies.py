"""Answers: in which topic they stand, what they quote, and what a bot sees of the message they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox.test_media import check

if TYPE_CHECKING:
    from tests.sandbox.conftest import Rig


async def topic(rig: Rig, person: int, name: str = "Case") -> int:
    await rig.do_patch("/bots/42", topics=True)
    made: int = (await rig.ok("createForumTopic", chat_id=person, name=name))["message_thread_id"]
    return made


async def test_a_persons_answer_stands_in_the_topic_of_what_it_answers(rig: Rig) -> None:
    person = await rig.person()
    case = await topic(rig, person)
    sent = await rig.ok("sendMessage", chat_id=person, message_thread_id=case, text="How are you?")
    await rig.act(person, "text", text="Well", reply_to=sent["message_id"])
    update = (await rig.updates())[-1]
    check(update)
    assert update["message"]["message_thread_id"] == case
    assert update["message"]["reply_to_message"]["text"] == "How are you?"
    assert "reply_to_message" not in update["message"]["reply_to_message"]


async def test_a_bots_answer_needs_no_topic_of_its_own(rig: Rig) -> None:
    person = await rig.person()
    case = await topic(rig, person)
    said = await rig.act(person, "text", text="Hello", thread=case)
    sent = await rig.ok(
        "sendMessage", chat_id=person, text="x", reply_parameters={"message_id": said["message_id"]}
    )
    assert (sent["message_thread_id"], sent["reply_to_message"]["text"]) == (case, "Hello")


async def test_what_answers_nothing_in_a_topic_answers_its_founding_as_far_as_bots_can_see(rig: Rig) -> None:
    person = await rig.person()
    case = await topic(rig, person)
    await rig.act(person, "text", text="Hello", thread=case)
    update = (await rig.updates())[-1]
    check(update)
    root = update["message"]["reply_to_message"]
    assert (root["message_id"], root["forum_topic_created"]["name"]) == (case, "Case")
    await rig.act(person, "text", text="outside")
    assert "reply_to_message" not in (await rig.updates())[-1]["message"]


async def test_a_quote_is_a_part_of_what_is_answered(rig: Rig) -> None:
    person = await rig.person()
    sent = await rig.ok("sendMessage", chat_id=person, text="😀 one, two")
    number = sent["message_id"]
    await rig.act(person, "text", text="yes", reply_to=number, quote="two")
    update = (await rig.updates())[-1]
    check(update)
    assert update["message"]["quote"] == {"text": "two", "position": 8, "is_manual": True}
    again = {"message_id": update["message"]["message_id"], "quote": "yes"}
    answer = await rig.ok("sendMessage", chat_id=person, text="so", reply_parameters=again)
    assert answer["quote"]["text"] == "yes"
    wrong = await rig.no("sendMessage", chat_id=person, text="so", reply_parameters={**again, "quote": "no"})
    assert wrong == (400, "Bad Request: QUOTE_TEXT_INVALID")
    await rig.act(person, "text", status=409, text="x", reply_to=number, quote="three")


async def test_an_answer_to_another_topic_shows_whole_what_it_answers(rig: Rig) -> None:
    person = await rig.person()
    one, two = await topic(rig, person, "One"), await topic(rig, person, "Two")
    sent = await rig.ok("sendMessage", chat_id=person, message_thread_id=one, text="meant for one")
    await rig.act(person, "text", text="oh", thread=two, reply_to=sent["message_id"])
    update = (await rig.updates())[-1]
    check(update)
    message = update["message"]
    assert "reply_to_message" not in message
    assert message["external_reply"]["origin"]["sender_user"]["id"] == 42
    assert message["quote"] == {"text": "meant for one", "position": 0}
    assert message["message_thread_id"] == two


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [({"message_id": 99}, "message to be replied not found"), ({"message_id": "x"}, None), ({}, "")],
)
async def test_what_is_not_there_cannot_be_answered(
    rig: Rig, wanted: dict[str, Any], refusal: str | None
) -> None:
    person = await rig.person()
    answer = await rig.api("sendMessage", chat_id=person, text="x", reply_parameters=wanted)
    assert answer["ok"] is (not wanted)
    if refusal:
        assert answer["description"] == f"Bad Request: {refusal}"
    kept = {**wanted, "allow_sending_without_reply": True}
    sent = await rig.ok("sendMessage", chat_id=person, text="x", reply_parameters=kept)
    assert "reply_to_message" not in sent
    await rig.act(person, "text", status=404, text="x", reply_to=99)
