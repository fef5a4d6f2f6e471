"""Whatever a bot or a phone asks, the sandbox answers by its own rules and never fails inside."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.app import METHODS
from sandbox.clock import Clock
from sandbox.params import Params
from sandbox.people import ACTS
from sandbox.perform import perform
from sandbox.phone import Phone
from sandbox.refusal import RefusedError
from sandbox.state import Person, World
from tests.sandbox.conftest import BOT

NAMES = """
    chat_id text caption entities reply_markup reply_parameters link_preview_options message_id message_ids
    message_thread_id callback_query_id show_alert commands scope language_code name description
    short_description offset limit allowed_updates secret_token url photo document file_id action icon_color
    reaction media voice duration user_id
"""
ORDERS = """
    text entities reply_to thread message_id row column label data kind caption content name size latitude
    longitude live parameter emoji quote album
"""
USUAL = {"kind": "document", "message_id": 1, "text": "x", "latitude": 1, "longitude": 1}
KEYBOARD = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}

plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
likely = st.sampled_from([1001, "1001", 1, 2, "x", KEYBOARD, [1], {"type": "chat"}, {"message_id": 1}])
anything = likely | st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
)


def inhabited() -> tuple[World, Person]:
    """A world in which person 1001 has written to bot 42."""
    world = World(Clock(1e9), METHODS)
    person = world.add_person("Anna", None, "en")
    Phone(world, world.private(world.bot(BOT), person), person).write({"text": "/start"})
    return world, person


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=20, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES.split()), anything, max_size=6), st.booleans())
def test_no_parameters_make_a_method_fail(method: str, given_values: dict[str, Any], as_text: bool) -> None:
    world, _ = inhabited()
    values = {"chat_id": 1001, "text": "x", **given_values}
    if as_text:
        values = {name: json.dumps(value) for name, value in values.items()}
    status, body = asyncio.run(perform(world, world.bot(BOT), method, Params(values)))
    assert status in (200, 400, 401, 403, 404, 409, 429)
    assert body["ok"] is (status == 200)
    json.dumps(body)


@pytest.mark.parametrize("act", ACTS)
@settings(max_examples=20, deadline=None)
@given(st.dictionaries(st.sampled_from(ORDERS.split()), anything, max_size=6))
def test_no_order_makes_a_phone_fail(act: str, order: dict[str, Any]) -> None:
    world, person = inhabited()
    phone = Phone(world, world.private(world.bot(BOT), person), person)
    with contextlib.suppress(RefusedError):
        ACTS[act](phone, {**USUAL, **order})
    json.dumps(phone.look())
    for message in phone.look()["messages"]:
        file_id = message.get("document", {}).get("file_id", "")
        status, _ = asyncio.run(perform(world, world.bot(BOT), "getFile", Params({"file_id": file_id})))
        assert status in (200, 400)
