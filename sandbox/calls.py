"""The sandbox remembers the last ten thousand Bot API calls, so that a test can ask what a bot did."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.refusal import Body

KEPT = 10_000
# Fields that are words even where they look like numbers or JSON.
WORDS = frozenset(
    [
        "action",
        "callback_query_id",
        "caption",
        "description",
        "file_id",
        "language_code",
        "name",
        "parse_mode",
        "secret_token",
        "short_description",
        "text",
        "title",
        "url",
    ]
)


@dataclass(slots=True)
class Call:
    """One call as it came in; `status` is None until it is answered and 0 when the connection was cut."""

    n: int
    bot: int
    method: str
    params: Body
    ok: bool | None = None
    status: int | None = None

    def end(self, status: int) -> None:
        """Note how the call was answered."""
        self.status = status
        self.ok = status == HTTPStatus.OK

    def shown(self) -> Body:
        """Return the call as `/calls` tells it, with parameters decoded whatever their encoding was."""
        call = replace(self, params=_readable(self.params))
        return {name: getattr(call, name) for name in ("n", "bot", "method", "params", "ok", "status")}


class Calls:
    """The calls in the order they came in, numbered from 1."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=KEPT)
        self._count = 0

    def begin(self, bot: int, method: str, params: Body) -> Call:
        """Note a call that has come in."""
        self._count += 1
        call = Call(self._count, bot, method, params)
        self._calls.append(call)
        return call

    def since(self, number: int, bot: int | None) -> list[Body]:
        """Return the calls after `number`, of one bot or (None) of all."""
        return [call.shown() for call in self._calls if call.n > number and bot in (None, call.bot)]


def _readable(params: Body) -> Body:
    try:
        plain = {name: _plain(name, value) for name, value in params.items()}
        json.dumps(plain)
    except RecursionError:
        return {"unreadable": "nested too deeply"}
    return plain


def _plain(name: str, value: object) -> object:
    if name in WORDS or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
