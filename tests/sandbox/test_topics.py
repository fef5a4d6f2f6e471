"""Topics in forums, and in private chats of a bot with topic mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
