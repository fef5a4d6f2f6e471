"""The sandbox remembers the Bot API calls and every byte in them, so that a test can ask what a bot did."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.params import Upload
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
    files: Mapping[str, Upload] = field(default_factory=dict)
    chat: int | None = None
    ok: bool | None = None
    status: int | None = None

    def end(self, status: int) -> None:
        """Note how the call was answered."""
        self.status = status
        self.ok = status == HTTPStatus.OK

    def shown(self) -> Body:
        """Return the call as `/calls` tells it, with parameters decoded whatever their encoding was."""
        plain = {name: getattr(self, name) for name in ("n", "bot", "chat", "method", "ok", "status")}
        files = {name: _face(file) for name, file in self.files.items()}
        return {**plain, "params": _readable(self.params), "files": files}


class Calls:
    """The calls in the order they came in, numbered from 1."""

    def __init__(self, kept: int = KEPT) -> None:
        """Keep the last `kept` calls with the files that came with them."""
        self._calls: deque[Call] = deque(maxlen=kept)
        self._count = 0

    def begin(
        self,
        bot: int,
        method: str,
        params: Body,
        files: Mapping[str, Upload] | None = None,
        chat: int | None = None,
    ) -> Call:
        """Note a call that has come in; `chat` is where what it sends is seen."""
        self._count += 1
        call = Call(self._count, bot, method, params, files or {}, chat)
        self._calls.append(call)
        return call

    def since(self, number: int, bot: int | None = None, chat: int | None = None) -> list[Body]:
        """Return the calls after `number`, of one bot or (None) of all, to one chat or (None) to any."""
        return [
            call.shown()
            for call in islice(self._calls, max(0, number - self._count + len(self._calls)), None)
            if bot in (None, call.bot) and chat in (None, call.chat)
        ]

    def file(self, number: int, name: str) -> bytes | None:
        """Return the bytes of the file that came under a name with a call, or None."""
        place = number - self._count + len(self._calls) - 1
        if not 0 <= place < len(self._calls):
            return None
        upload = self._calls[place].files.get(name)
        return None if upload is None else upload.content


def _face(file: Upload) -> Body:
    digest = hashlib.sha256(file.content).hexdigest()
    return {"name": file.name, "type": file.type, "size": len(file.content), "sha256": digest}


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
