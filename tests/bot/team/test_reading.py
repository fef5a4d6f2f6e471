"""What a colleague does is read from an update, whatever somebody has put into it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.team.reading import Blocked, Commanded, Done, Edited, Pressed, Wrote, read

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ALICE = {"id": 501, "is_bot": False, "first_name": "Alice", "language_code": "pl-PL"}
CHAT = {"id": 501, "type": "private"}
GROUP = {"id": -77, "type": "supergroup", "title": "GCRT"}


def message(chat: dict[str, Any] = CHAT, **content: Any) -> dict[str, Any]:
    return {"message_id": 9, "date": 0, "chat": chat, "from": ALICE, **content}


def done(kind: str, body: Any) -> Done | None:
    return read({"update_id": 3, kind: body}, NOON)


def test_words_in_a_topic_say_where_they_stand_and_what_they_answer() -> None:
    body = message(text="Dzień dobry", message_thread_id=40, reply_to_message={"message_id": 8})
    told = done("message", body)
    assert isinstance(told, Wrote)
    assert (told.chat, told.user, told.thread, told.message, told.reply) == (501, 501, 40, 9, 8)
    assert (told.text, told.kind, told.group, told.language) == ("Dzień dobry", "", False, "pl")


def test_a_command_is_told_with_what_follows_it() -> None:
    told = done("message", message(text="/duty@glos_team_bot  off "))
    assert isinstance(told, Commanded)
    assert (told.name, told.argument) == ("duty", "off")


def test_a_press_in_the_group_tells_who_pressed() -> None:
    body = {
        "id": "1",
        "from": ALICE,
        "data": "0.0",
        "message": message(GROUP, text="card") | {"from": {"id": 1}},
    }
    told = done("callback_query", body)
    assert isinstance(told, Pressed)
    assert (told.group, told.chat, told.user, told.message, told.card, told.press) == (
        True,
        -77,
        501,
        9,
        0,
        0,
    )


def test_of_a_photo_the_largest_size_is_taken() -> None:
    sizes = [
        {"file_id": "small", "width": 90},
        {"file_id": "large", "width": 1280},
        {"file_id": "mid", "width": 320},
    ]
    told = done("message", message(photo=sizes, caption="słowa"))
    assert isinstance(told, Wrote)
    assert (told.kind, told.file, told.text) == ("photo", "large", "słowa")


def test_an_edit_brings_the_new_words() -> None:
    told = done("edited_message", message(text="inaczej", edit_date=1))
    assert isinstance(told, Edited)
    assert told.text == "inaczej"


def test_a_colleague_who_blocks_the_bot_is_known_to_be_gone() -> None:
    body = {"chat": CHAT, "from": ALICE, "new_chat_member": {"status": "kicked"}}
    assert isinstance(done("my_chat_member", body), Blocked)


@pytest.mark.parametrize(
    "body",
    [
        message(forum_topic_created={"name": "x"}),
        message(forum_topic_closed={}),
        {"message_id": 9, "chat": CHAT},
        {"message_id": 9, "from": ALICE},
        message({"id": -5, "type": "channel"}, text="x"),
    ],
)
def test_what_nobody_did_is_nothing(body: dict[str, Any]) -> None:
    assert done("message", body) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = (
    "message_id",
    "chat",
    "from",
    "text",
    "photo",
    "voice",
    "data",
    "message",
    "reply_to_message",
    "message_thread_id",
)


@given(
    st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member"]),
    st.dictionaries(st.sampled_from(FIELDS), JSON),
)
def test_whatever_stands_in_an_update_it_is_read_or_left(kind: str, odd: dict[str, Any]) -> None:
    """Each field of an ordinary update is replaced by anything at all."""
    whole = message(text="x", photo=[], message=message(text="card"), data="1.2")
    told = done(kind, whole | odd)
    assert told is None or (told.chat and told.user)
