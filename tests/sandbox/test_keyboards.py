"""The limits of inline keyboards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.conftest import Rig


def rows(buttons: int, width: int, data: str = "d", label: str = "x") -> dict[str, Any]:
    keys = [{"text": label, "callback_data": data} for _ in range(buttons)]
    return {"inline_keyboard": [keys[i : i + width] for i in range(0, buttons, width)]}


@pytest.mark.parametrize("markup", [rows(100, 8), rows(8, 8), rows(1, 1, "x" * 64), rows(1, 1, "я" * 32)])
async def test_a_keyboard_at_its_limits_is_taken(rig: Rig, markup: dict[str, Any]) -> None:
    sent = await rig.ok("sendMessage", chat_id=await rig.person(), text="x", reply_markup=markup)
    assert sent["reply_markup"] == markup


@pytest.mark.parametrize("markup", [rows(101, 8), rows(9, 9), rows(100, 8, label="x" * 100)])
async def test_a_keyboard_beyond_them_is_too_long(rig: Rig, markup: dict[str, Any]) -> None:
    answer = await rig.no("sendMessage", chat_id=await rig.person(), text="x", reply_markup=markup)
    assert answer == (400, "Bad Request: reply markup is too long")


@pytest.mark.parametrize("data", ["", "x" * 65, "я" * 33, 5])
async def test_callback_data_is_1_to_64_bytes(rig: Rig, data: Any) -> None:
    answer = await rig.no("sendMessage", chat_id=await rig.person(), text="x", reply_markup=rows(1, 1, data))
    assert answer == (400, "Bad Request: BUTTON_DATA_INVALID")


@pytest.mark.parametrize(
    "markup",
    ["{", [], {"inline_keyboard": 5}, {"inline_keyboard": [5]}, {"inline_keyboard": [[5]]}, {"other": 1}]
    + [
        {"inline_keyboard": [[button]]}
        for button in ({"text": "x"}, {"callback_data": "x"}, {"text": " ", "url": "a"})
    ]
    + [{"inline_keyboard": [[{"text": "x", "url": "not a link"}]]}],
)
async def test_a_malformed_keyboard_is_a_bad_request(rig: Rig, markup: Any) -> None:
    person = await rig.person()
    if markup == []:
        markup = [1]
    code, reason = await rig.no("sendMessage", chat_id=person, text="x", reply_markup=markup)
    assert code == 400
    assert reason.startswith("Bad Request: ")
    assert len((await rig.chat(person))["messages"]) == 1


async def test_an_edit_takes_inline_keyboards_only(rig: Rig) -> None:
    person = await rig.person()
    ordinary = {"keyboard": [[{"text": "x"}]]}
    sent = await rig.ok("sendMessage", chat_id=person, text="x", reply_markup=ordinary)
    assert "reply_markup" not in sent
    place = {"chat_id": person, "message_id": sent["message_id"]}
    answer = await rig.no("editMessageText", **place, text="y", reply_markup=ordinary)
    assert answer == (400, "Bad Request: inline keyboard expected")
