"""Weather: what is to go wrong with the next calls of a method, so that a bot can be tried in it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from sandbox.refusal import Refusal, forbidden, too_many

if TYPE_CHECKING:
    from sandbox.refusal import Body

NAMES = {500: "Internal Server Error", 502: "Bad Gateway"}


class CutError(Exception):
    """The connection is to be cut instead of an answer."""


@dataclass(slots=True)
class Storm:
    """What happens to the next `times` calls of a method ("*": of any)."""

    method: str
    times: int
    status: int
    retry_after: int
    delay: float
    drop: bool
    lost: bool

    async def before(self) -> None:
        """Wait, cut the connection, or refuse, before anything is done."""
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.drop:
            raise CutError
        if self.status:
            raise self._refusal()

    def after(self) -> None:
        """Cut the connection when the work is done and only its answer is to be lost."""
        if self.lost:
            raise CutError

    def _refusal(self) -> Refusal:
        if self.status == HTTPStatus.TOO_MANY_REQUESTS:
            return too_many(self.retry_after)
        if self.status == HTTPStatus.FORBIDDEN:
            return forbidden("bot was blocked by the user")
        return Refusal(self.status, NAMES[self.status])


class Weather:
    """The storms that are still to come, oldest first."""

    def __init__(self) -> None:
        self._storms: list[Storm] = []

    def add(self, order: Body) -> None:
        """Take `{"method", "times", "answer"}`; TypeError or ValueError says what is wrong with it."""
        answer = order.get("answer", {})
        if not isinstance(order.get("method"), str) or not isinstance(answer, dict):
            raise TypeError("weather needs a method and an answer")
        status = answer.get("status", 0)
        if status not in (0, 403, 429, *NAMES):
            raise ValueError("status must be 403, 429, 500 or 502")
        if not status and not {"drop", "delay", "lost"} & answer.keys():
            raise ValueError("an answer needs a status, drop, delay or lost")
        self._storms.append(_storm(order, answer))

    def clear(self) -> None:
        """Make the weather fair again."""
        self._storms.clear()

    def next(self, method: str) -> Storm | None:
        """Return what happens to this call, which uses it up once."""
        for storm in self._storms:
            if storm.method in ("*", method.lower()):
                storm.times -= 1
                if storm.times <= 0:
                    self._storms.remove(storm)
                return storm
        return None


def _storm(order: Body, answer: Body) -> Storm:
    return Storm(
        method=order["method"].lower(),
        times=int(order.get("times", 1)),
        status=answer.get("status", 0),
        retry_after=int(answer.get("retry_after", 1)),
        delay=float(answer.get("delay", 0)),
        drop=bool(answer.get("drop", False)),
        lost=bool(answer.get("lost", False)),
    )
