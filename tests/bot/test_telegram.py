"""Whatever comes in is read quickly into an event, or quietly left."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.raw import UPDATE_BYTES, number, parse
from bot.telegram import READERS, Incoming, Leave, read
from flows.model import (
    ChoicePressed,
    CommandSent,
    Event,
    LocationShared,
    MediaSent,
    ReporterLeft,
    TextEdited,
    TextSent,
)
from tests.bot.conftest import NOON

PERSON = {"id": 1001, "is_bot": False, "first_name": "Olena", "language_code": "uk"}
CHAT = {"id": 1001, "type": "private", "first_name": "Olena"}
GROUP = {"id": -100200, "type": "supergroup", "title": "Sąsiedzi"}
CHANNEL = {"id": -100300, "type": "channel", "title": "Wieści"}
POINT = {"latitude": 54.35, "longitude": 18.65}


def message(**content: Any) -> dict[str, Any]:
    return {"message_id": 7, "from": PERSON, "chat": CHAT, "date": 1772452800, **content}


def got(name: str, body: object) -> Incoming | Leave | None:
    return read({"update_id": 5, name: body}, NOON)


def event(name: str, body: object) -> Event:
    incoming = got(name, body)
    assert isinstance(incoming, Incoming)
    assert (incoming.update, incoming.chat) == (5, 1001)
    return incoming.event


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("/start", "start", ""),
        ("/start uk", "start", "uk"),
        ("/Start@GlosBot  uk ", "start", "uk"),
        ("/erase@GlosBot", "erase", ""),
        ("/help!", "help", "!"),
        ("/person\nplease", "person", "please"),
    ],
)
def test_a_command_is_told_by_its_name_and_what_follows_it(text: str, name: str, argument: str) -> None:
    assert event("message", message(text=text)) == CommandSent(
        at=NOON, name=name, argument=argument, phone="uk"
    )


@pytest.mark.parametrize(
    "text", ["Dzień dobry", "/старт", "/ start", "//start", "see /start", "/" + "x" * 40]
)
def test_other_words_are_a_text(text: str) -> None:
    assert event("message", message(text=text)) == TextSent(at=NOON, text=text, phone="uk")


def test_a_message_keeps_its_number_and_the_language_of_the_phone() -> None:
    incoming = got("message", message(text="a"))
    assert isinstance(incoming, Incoming)
    assert (incoming.typed, incoming.language) == (7, "uk")


@pytest.mark.parametrize(
    ("code", "phone", "language"),
    [("en-GB", "en", "en"), ("de", "de", "pl"), (None, "", "pl"), (5, "", "pl")],
)
def test_a_phone_in_another_language_is_answered_in_polish(code: object, phone: str, language: str) -> None:
    incoming = got("message", message(text="a", **{"from": {**PERSON, "language_code": code}}))
    assert isinstance(incoming, Incoming)
    assert incoming.language == language
    assert incoming.event == TextSent(at=NOON, text="a", phone=phone)


def test_an_edited_message_says_what_stands_there_now() -> None:
    assert event("edited_message", message(text="a name")) == TextEdited(at=NOON, text="a name")


@pytest.mark.parametrize(
    "gone", [{}, {"message": {"chat": CHAT, "message_id": 7, "date": 0}}, {"message": message(text="a card")}]
)
def test_a_press_names_its_card_whether_or_not_the_card_is_still_there(gone: dict[str, Any]) -> None:
    body = {"id": "88", "from": PERSON, "chat_instance": "1", "data": "12.403", **gone}
    assert event("callback_query", body) == ChoicePressed(at=NOON, card=12, press=403)
    incoming = got("callback_query", body)
    assert isinstance(incoming, Incoming)
    assert incoming.query == "88"


@pytest.mark.parametrize("data", [None, "", "12", "12.x", "-1.2", "1.2.3", "1" * 64 + ".1", "١.٢", 5, {}])
def test_a_forged_press_is_a_press_on_no_card(data: object) -> None:
    body = {"id": "88", "from": PERSON, "message": message(), "data": data}
    assert event("callback_query", body) == ChoicePressed(at=NOON, card=-1, press=-1)


@pytest.mark.parametrize(
    ("content", "live"),
    [
        ({"location": POINT}, False),
        ({"location": {**POINT, "live_period": 900}}, True),
        ({"venue": {"location": POINT, "title": "Dom", "address": "Biskupia 4"}}, False),
    ],
)
def test_a_point_is_a_point_also_where_it_has_a_name(content: dict[str, Any], live: bool) -> None:
    assert event("message", message(**content)) == LocationShared(
        at=NOON, latitude=54.35, longitude=18.65, live=live
    )


def test_a_live_location_that_moves_is_left_alone() -> None:
    assert got("edited_message", message(location={**POINT, "live_period": 900})) is None


@pytest.mark.parametrize("latitude", [float("nan"), float("inf"), 91, "54", None, True, 10**400])
def test_a_point_that_is_no_point_counts_as_something_sent(latitude: object) -> None:
    said = event("message", message(location={**POINT, "latitude": latitude}))
    assert said == MediaSent(at=NOON, kind="location", phone="uk")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"photo": [{"file_id": "a"}], "caption": "to on"}, "photo"),
        ({"voice": {"file_id": "a"}}, "voice"),
        ({"animation": {"file_id": "a"}, "document": {"file_id": "a"}}, "animation"),
        ({"document": {"file_id": "a"}}, "document"),
        ({"sticker": {"file_id": "a"}}, "sticker"),
        ({"contact": {"phone_number": "+48"}}, "contact"),
        ({"poll": {"id": "1"}}, "poll"),
        ({"rich_message": {"blocks": []}}, "other"),
        ({"something_new": {}}, "other"),
    ],
)
def test_whatever_else_is_sent_is_told_by_its_kind(content: dict[str, Any], kind: str) -> None:
    told = MediaSent(at=NOON, kind=kind, phone="uk", caption=content.get("caption", ""))
    assert event("message", message(**content)) == told


@pytest.mark.parametrize(
    "content",
    [{"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}}, {"pinned_message": {}}],
)
def test_what_telegram_itself_writes_into_a_chat_is_left_alone(content: dict[str, Any]) -> None:
    assert got("message", message(**content)) is None


@pytest.mark.parametrize(("status", "left"), [("kicked", True), ("member", False), ("unheard_of", False)])
def test_blocking_the_bot_is_leaving_and_coming_back_is_nothing(status: str, left: bool) -> None:
    body = {"chat": CHAT, "from": PERSON, "new_chat_member": {"status": status}}
    expected = Incoming(5, 1001, ReporterLeft(at=NOON)) if left else None
    assert got("my_chat_member", body) == expected


@pytest.mark.parametrize(
    ("name", "body", "group"),
    [
        ("message", message(chat=GROUP, text="hello"), True),
        ("my_chat_member", {"chat": GROUP, "from": PERSON, "new_chat_member": {"status": "member"}}, True),
        (
            "my_chat_member",
            {"chat": CHANNEL, "from": {}, "new_chat_member": {"status": "administrator"}},
            False,
        ),
        ("channel_post", {"chat": CHANNEL, "text": "a"}, False),
    ],
)
def test_groups_and_channels_are_left_and_only_groups_are_told_why(
    name: str, body: dict[str, Any], group: bool
) -> None:
    language = "uk" if group else "pl"
    assert got(name, body) == Leave(5, body["chat"]["id"], group=group, language=language)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("inline_query", {"id": "1", "from": PERSON, "query": "x"}),
        ("business_message", message(text="a")),
        ("message_reaction", {"chat": CHAT}),
        ("poll_answer", {"poll_id": "1"}),
        ("callback_query", {"id": "1", "from": PERSON, "inline_message_id": "x", "data": "1.1"}),
        ("callback_query", {"id": "1", "from": PERSON, "message": message(chat=GROUP), "data": "1.1"}),
        ("my_chat_member", {"chat": GROUP, "from": PERSON, "new_chat_member": {"status": "left"}}),
        ("message", message(chat={"id": True, "type": "private"}, text="a")),
        ("message", message(chat={"id": 2**60, "type": "private"}, text="a")),
    ],
)
def test_what_concerns_no_private_chat_has_no_effect(name: str, body: dict[str, Any]) -> None:
    assert got(name, body) is None


def deep(depth: int) -> bytes:
    text = '{"type":"bold","text":' * depth + '"a"' + "}" * depth
    rich = '{"blocks":[{"type":"paragraph","text":' + text + "}]}"
    head = json.dumps({"update_id": 5, "message": message()})
    return f'{head[:-2]},"rich_message":{rich}}}}}'.encode()


def test_rich_text_nested_two_hundred_deep_is_something_sent() -> None:
    """Validating its sixth level would never end in aiogram 3.31."""
    body = parse(deep(200))
    assert body
    incoming = read(body, NOON)
    assert isinstance(incoming, Incoming)
    assert incoming.event == MediaSent(at=NOON, kind="other", phone="uk")


@pytest.mark.parametrize(
    "raw",
    [
        deep(5_000),
        deep(5_000)[:-3],
        json.dumps({"update_id": 5, "message": message(text="a" * 5_000_000)}).encode(),
        b'{"update_id":5,"message":{"text":"\\ud800"}}',
        b'{"update_id":5,"message":\xff}',
    ],
    ids=["deep", "broken", "long", "half a letter", "no UTF-8"],
)
def test_what_cannot_be_read_can_still_be_acknowledged(raw: bytes) -> None:
    assert parse(raw) is None
    assert number(raw) == 5


@pytest.mark.parametrize("raw", [b"", b"[]", b"5", b"null", b'"update_id"'])
def test_what_is_no_update_at_all_has_no_number(raw: bytes) -> None:
    assert parse(raw) is None
    assert number(raw) is None


def test_the_longest_message_of_telegram_is_far_from_the_bound() -> None:
    text = "\U0001f600" * 2048
    marks = [{"type": "bold", "offset": at, "length": 1} for at in range(100)]
    whole = json.dumps(
        {"update_id": 5, "message": message(text=text, entities=marks, reply_to_message=message())}
    )
    assert len(whole) * 4 < UPDATE_BYTES


FIELDS = (
    *("chat", "from", "id", "type", "text", "location", "venue", "latitude", "longitude", "live_period"),
    *("data", "message", "message_id", "new_chat_member", "status", "language_code", "photo", "private"),
)
LIKELY = ("private", "group", "channel", "kicked", "member", CHAT, PERSON, POINT)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(LIKELY),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5),
    max_leaves=25,
)


@given(st.dictionaries(st.sampled_from([*READERS, "update_id", "poll"]), anything, max_size=3))
def test_no_types_however_wrong_make_it_raise(update: dict[str, Any]) -> None:
    incoming = read(update, NOON)
    assert incoming is None or 0 < abs(incoming.chat) < 2**53


@given(st.binary(max_size=200))
def test_no_bytes_make_the_parser_raise(raw: bytes) -> None:
    assert parse(raw) is None or isinstance(parse(raw), dict)
