"""Topics in forums, and in private chats of a bot with topic mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sandbox.test_media import check

if TYPE_CHECKING:
    from tests.sandbox.conftest import Rig

MISSING = (400, "Bad Request: message thread not found")


async def test_without_topic_mode_a_private_chat_has_no_topics(rig: Rig) -> None:
    person = await rig.person()
    assert (await rig.ok("getMe"))["has_topics_enabled"] is False
    refused = await rig.no("createForumTopic", chat_id=person, name="One")
    assert refused == (400, "Bad Request: the chat is not a forum")
    assert await rig.no("sendMessage", chat_id=person, text="x", message_thread_id=5) == MISSING


async def test_a_bot_with_topic_mode_talks_in_topics_of_a_private_chat(rig: Rig) -> None:
    person = await rig.person()
    await rig.do_patch("/bots/42", topics=True)
    assert (await rig.ok("getMe"))["has_topics_enabled"] is True
    topic = (await rig.ok("createForumTopic", chat_id=person, name="Case"))["message_thread_id"]
    sent = await rig.ok("sendMessage", chat_id=person, text="x", message_thread_id=topic)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic, True)
    await rig.act(person, "text", text="in the topic", thread=topic)
    assert (await rig.updates())[-1]["message"]["message_thread_id"] == topic
    await rig.act(person, "delete_topic", thread=topic)
    assert await rig.no("sendMessage", chat_id=person, text="x", message_thread_id=topic) == MISSING
    assert [message["text"] for message in (await rig.chat(person))["messages"]] == ["/start"]


async def test_a_forum_knows_its_topics_and_general_may_not_be_named(rig: Rig) -> None:
    await rig.person()
    forum = (await rig.do("/group", title="Team", bot=42, forum=True))["id"]
    topic = (await rig.ok("createForumTopic", chat_id=forum, name="One"))["message_thread_id"]
    place = {"chat_id": forum, "message_thread_id": topic}
    await rig.ok("sendMessage", **place, text="x")
    for wrong in (1, topic + 50):
        assert await rig.no("sendMessage", chat_id=forum, text="x", message_thread_id=wrong) == MISSING
    assert await rig.ok("editForumTopic", **place, name="Two") is True
    assert await rig.ok("closeForumTopic", **place) is True
    assert await rig.no("sendMessage", **place, text="x") == (400, "Bad Request: TOPIC_CLOSED")
    assert await rig.ok("reopenForumTopic", **place) is True
    await rig.ok("sendMessage", **place, text="x")
    assert await rig.ok("deleteForumTopic", **place) is True
    assert await rig.no("deleteForumTopic", **place) == MISSING


async def test_a_topics_name_has_1_to_128_units(rig: Rig) -> None:
    await rig.person()
    forum = (await rig.do("/group", title="Team", bot=42, forum=True))["id"]
    await rig.ok("createForumTopic", chat_id=forum, name="x" * 128)
    long = await rig.no("createForumTopic", chat_id=forum, name="x" * 129)
    assert long == (400, "Bad Request: TOPIC_TITLE_TOO_LONG")
    empty = await rig.no("createForumTopic", chat_id=forum, name=" ")
    assert empty == (400, "Bad Request: topic name must be non-empty")


async def private_topic(rig: Rig, person: int) -> dict[str, int]:
    await rig.do_patch("/bots/42", topics=True)
    made = await rig.ok("createForumTopic", chat_id=person, name="Case")
    return {"chat_id": person, "message_thread_id": made["message_thread_id"]}


async def test_a_topic_of_a_private_chat_is_renamed_and_deleted_but_never_closed(rig: Rig) -> None:
    person = await rig.person()
    place = await private_topic(rig, person)
    assert await rig.ok("editForumTopic", **place, name="Case, danger") is True
    assert await rig.no("editForumTopic", **place, name="Case, danger") == (
        400,
        "Bad Request: TOPIC_NOT_MODIFIED",
    )
    for method in ("closeForumTopic", "reopenForumTopic"):
        assert await rig.no(method, **place) == (400, "Bad Request: the chat is not a forum")
    shown = await rig.chat(person)
    assert [(topic["name"], topic["closed"]) for topic in shown["topics"]] == [("Case, danger", False)]
    assert shown["messages"][-1]["forum_topic_edited"] == {"name": "Case, danger"}
    await rig.ok("deleteForumTopic", **place)
    gone = await rig.chat(person)
    assert gone["topics"] == []
    assert [message.get("text") for message in gone["messages"]] == ["/start"]


async def test_what_a_topic_is_told_of_itself_stands_in_it_as_service_messages(rig: Rig) -> None:
    await rig.person()
    forum = (await rig.do("/group", title="Team", bot=42, forum=True))["id"]
    number = (await rig.ok("createForumTopic", chat_id=forum, name="One"))["message_thread_id"]
    place = {"chat_id": forum, "message_thread_id": number}
    await rig.ok("closeForumTopic", **place)
    assert await rig.no("closeForumTopic", **place) == (400, "Bad Request: TOPIC_NOT_MODIFIED")
    await rig.ok("reopenForumTopic", **place)
    kinds = [set(message) for message in (await rig.see(f"/group/{forum}/chat"))["messages"]]
    for kind, said in zip(("created", "closed", "reopened"), kinds, strict=True):
        assert f"forum_topic_{kind}" in said


async def test_a_topic_that_its_person_deleted_is_not_found_and_nobody_is_told(rig: Rig) -> None:
    person = await rig.person()
    place = await private_topic(rig, person)
    card = (await rig.ok("sendMessage", **place, text="card"))["message_id"]
    await rig.act(person, "delete_topic", thread=place["message_thread_id"])
    assert await rig.updates() == []
    for method, more in (
        ("sendMessage", {"text": "x"}),
        ("sendChatAction", {"action": "typing"}),
        ("editForumTopic", {"name": "x"}),
        ("deleteForumTopic", {}),
    ):
        assert await rig.no(method, **place, **more) == MISSING
    refused = await rig.upload("sendPhoto", "photo", person, message_thread_id=place["message_thread_id"])
    assert refused["description"] == MISSING[1]
    edited = await rig.no("editMessageText", chat_id=person, message_id=card, text="x")
    assert edited == (400, "Bad Request: message to edit not found")


async def test_what_founds_a_topic_goes_only_with_the_topic(rig: Rig) -> None:
    person = await rig.person()
    number = (await private_topic(rig, person))["message_thread_id"]
    refusal = (400, "Bad Request: message can't be deleted")
    assert await rig.no("deleteMessage", chat_id=person, message_id=number) == refusal
    await rig.act(person, "delete", status=409, message_id=number)


async def test_where_people_may_make_topics_nothing_stays_outside_of_them(rig: Rig) -> None:
    person = await rig.person()
    await rig.act(person, "add_topic", status=409, name="Mine")
    await rig.do_patch("/bots/42", topics=True, user_topics=True)
    assert (await rig.ok("getMe"))["allows_users_to_create_topics"] is True
    await rig.act(person, "text", text="hello there")
    await rig.act(person, "add_topic", name="Mine")
    founding, said, named = await rig.updates()
    for update in (founding, said, named):
        check(update)
    about = founding["message"]["forum_topic_created"]
    assert (about["name"], about["is_name_implicit"]) == ("hello there", True)
    assert said["message"]["message_thread_id"] == founding["message"]["message_id"]
    assert named["message"]["forum_topic_created"]["name"] == "Mine"
    assert [topic["name"] for topic in (await rig.chat(person))["topics"]] == ["hello there", "Mine"]


@pytest.mark.parametrize("ends_it", ["time", "a message"])
async def test_typing_is_shown_in_its_topic_for_five_seconds_or_until_the_message(
    rig: Rig, ends_it: str
) -> None:
    person = await rig.person()
    place = await private_topic(rig, person)
    await rig.ok("sendChatAction", **place, action="typing")
    await rig.ok("sendMessage", chat_id=person, text="in General")
    (action,) = (await rig.chat(person))["actions"]
    assert (action["thread"], action["action"]) == (place["message_thread_id"], "typing")
    assert 0 < action["left"] <= 5
    if ends_it == "time":
        await rig.do("/clock", seconds=5)
    else:
        await rig.ok("sendMessage", **place, text="x")
    assert (await rig.chat(person))["actions"] == []
