"""Reply markup, checked as Telegram checks it: how many buttons, how wide a row, how long a button's data."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from sandbox.limits import BUTTONS, DATA, MARKUP, ROW
from sandbox.refusal import Body, bad

if TYPE_CHECKING:
    from sandbox.params import Params

# A button does exactly one of these (Bot API, InlineKeyboardButton).
ACTIONS = frozenset(
    [
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    ]
)
ADDRESS = re.compile(r"(https?|tg)://\S+|[\w.-]+\.\w{2,}(/\S*)?")
OTHER_KINDS = ("keyboard", "remove_keyboard", "force_reply")
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
BUTTON = "can't parse inline keyboard button: "


def inline_keyboard(params: Params, *, only: bool = False) -> Body | None:
    """Return the checked inline keyboard of a call, or None; `only` refuses the other kinds (edits)."""
    markup = params.mapping("reply_markup")
    if not markup:
        return None
    if "inline_keyboard" in markup:
        rows = markup["inline_keyboard"]
        _check_rows(rows)
        return {"inline_keyboard": rows} if any(rows) else None
    if only:
        raise bad("inline keyboard expected")
    if not any(kind in markup for kind in OTHER_KINDS):
        raise bad("object expected as reply markup")
    return None


def find_button(markup: Body, row: int, column: int) -> Body | None:
    """Return the button at a place of an inline keyboard, counted from 0."""
    rows = markup.get("inline_keyboard", [])
    if 0 <= row < len(rows) and 0 <= column < len(rows[row]):
        return dict(rows[row][column])
    return None


def find_label(markup: Body, label: str) -> Body | None:
    """Return the first button that shows this label."""
    buttons = (button for row in markup.get("inline_keyboard", []) for button in row)
    return next((dict(button) for button in buttons if button["text"] == label), None)


def _check_rows(rows: object) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" must be of type Array of Arrays')
    buttons = [button for row in rows for button in row]
    if len(buttons) > BUTTONS or any(len(row) > ROW for row in rows):
        raise bad("reply markup is too long")
    for button in buttons:
        _check_button(button)
    if len(encode(rows).encode()) > MARKUP:
        raise bad("reply markup is too long")


def _check_button(button: object) -> None:
    if not isinstance(button, dict):
        raise bad(BUTTON + "expected an Object")
    if not isinstance(button.get("text"), str):
        raise bad(BUTTON + 'field "text" must be of type String')
    if not button["text"].strip():
        raise bad(BUTTON + "text can't be empty")
    if "callback_data" in button:
        _check_data(button["callback_data"])
    elif ACTIONS.isdisjoint(button):
        raise bad(BUTTON + "text buttons are unallowed in the inline keyboard")
    if "url" in button and not ADDRESS.fullmatch(str(button["url"])):
        raise bad("BUTTON_URL_INVALID")


def _check_data(data: object) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= DATA:
        raise bad("BUTTON_DATA_INVALID")
