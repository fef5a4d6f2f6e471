"""The wire to Telegram: JSON goes out, and of an answer only what is used here is read."""

from __future__ import annotations

import re
from functools import cache
from http import HTTPStatus
from itertools import chain, repeat, takewhile
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiohttp import ClientError, ClientTimeout

if TYPE_CHECKING:
    from collections.abc import Iterator

CALL_SECONDS: Final = 15
"""How long one call may take before it is tried again."""

BRACKETS: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{}]', re.DOTALL)
UPDATE_DEPTH: Final = 3
"""An update is an object in the list in the answer."""


class _Answer(msgspec.Struct):
    ok: bool
    result: Any = None
    description: str = ""
    error_code: int = 0
    parameters: dict[str, Any] | None = None


class _Batch(msgspec.Struct):
    result: list[msgspec.Raw]


_answers = msgspec.json.Decoder(_Answer)
_batches = msgspec.json.Decoder(_Batch)


@cache
def _hold(returning: Any) -> Any:
    """Keep aiogram's answer class alive: pydantic holds it weakly, and would build it again and again."""
    return Response[returning]


def loads(content: str) -> dict[str, Any]:
    """Read an answer; a message in it is cut to its number, date and chat.

    Nothing here wants more of a message, and validating nested rich text can take for ever.
    """
    answer = _answers.decode(content)
    if isinstance(answer.result, dict) and "message_id" in answer.result:
        answer.result = {name: answer.result.get(name) for name in ("message_id", "date", "chat")}
    return msgspec.structs.asdict(answer)


def split(content: bytes) -> list[bytes]:
    """Divide the answer of getUpdates into its updates, unread; one nested too deeply harms no other."""
    try:
        return [bytes(raw) for raw in _batches.decode(content).result]
    except (msgspec.MsgspecError, RecursionError):
        return list(_scan(content))


def _scan(content: bytes) -> Iterator[bytes]:
    depth = start = 0
    for token in BRACKETS.finditer(content):
        if token[0] in (b"{", b"["):
            depth += 1
            start = token.start() if depth == UPDATE_DEPTH else start
        elif token[0] in (b"}", b"]"):
            depth -= 1
            if depth == UPDATE_DEPTH - 1:
                yield content[start : token.end()]


class LeanSession(AiohttpSession):
    """aiogram's session, sending JSON instead of a form and reading answers with `loads`."""

    def __init__(self, api: str) -> None:
        """Take the base address of the Bot API server."""
        super().__init__(api=TelegramAPIServer.from_base(api), json_loads=loads, timeout=CALL_SECONDS)

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ASYNC109  aiogram's signature
    ) -> Any:
        """Call a method of the Bot API; raises aiogram's exceptions."""
        files: dict[str, Any] = {}
        fields = method.model_dump(warnings=False).items()
        body = {name: self.prepare_value(value, bot, files, _dumps_json=False) for name, value in fields}
        if files:
            return await super().make_request(bot, method, timeout)
        status, content = await self._post(bot, method, body, timeout or self.timeout)
        _hold(method.__returning__)
        return self.check_response(bot, method, status, content.decode(errors="replace")).result

    async def updates(self, bot: Bot, method: GetUpdates) -> list[bytes]:
        """Call getUpdates and return each update as it came; raises aiogram's exceptions."""
        body = method.model_dump(exclude_none=True)
        status, content = await self._post(bot, method, body, (method.timeout or 0) + CALL_SECONDS)
        if status != HTTPStatus.OK:
            self.check_response(bot, method, status, content.decode(errors="replace"))
        return split(content)

    async def _post(
        self, bot: Bot, method: TelegramMethod[Any], body: dict[str, Any], seconds: float
    ) -> tuple[int, bytes]:
        session = await self.create_session()
        url = self.api.api_url(bot.token, method.__api_method__)
        filled = {name: value for name, value in body.items() if value is not None}
        try:
            async with session.post(url, json=filled, timeout=ClientTimeout(total=seconds)) as answer:
                return answer.status, await answer.read()
        except (ClientError, OSError, TimeoutError) as fault:
            raise TelegramNetworkError(method, type(fault).__name__) from None


def connect(token: str, api: str) -> Bot:
    """Make the bot for a token at a Bot API server; nothing is sent yet."""
    return Bot(token, session=LeanSession(api))


def session_of(bot: Bot) -> LeanSession:
    """Return the session of a bot made by `connect`."""
    return cast("LeanSession", bot.session)


def growing(speed: float = 1.0) -> Iterator[float]:
    """Yield waits in seconds: 1, 2, 4, … 32, then 60 for ever, each divided by `speed`."""
    doubling = takewhile(lambda seconds: seconds < 60, (2.0**step for step in range(9)))  # noqa: PLR2004  # a minute
    return (seconds / speed for seconds in chain(doubling, repeat(60.0)))


def pause(fault: Exception, waits: Iterator[float]) -> float:
    """Return the seconds to wait before another try: what Telegram asks for, else the next of `waits`."""
    return float(fault.retry_after) if isinstance(fault, TelegramRetryAfter) else next(waits)


UNREACHABLE: Final = ("chat not found", "user not found", "PEER_ID_INVALID", "user is deactivated")


def gone(fault: AiogramError) -> bool:
    """Tell whether nothing will ever reach this chat: blocked, or the account or the chat is no more."""
    if isinstance(fault, TelegramForbiddenError):
        return True
    return isinstance(fault, TelegramBadRequest) and any(words in fault.message for words in UNREACHABLE)


def refused(fault: AiogramError) -> bool:
    """Tell whether Telegram will refuse this very call for ever, however often it is tried."""
    return isinstance(fault, TelegramBadRequest)
