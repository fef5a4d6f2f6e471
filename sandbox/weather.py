"""Weather: what is to go wrong with the next calls of a method, so that a bot can be tried in it."""

from __future__ import annotations

import asyncio
import math
import random  # noqa: TID251  weather is chance, and seeded, so that a storm can come again
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from sandbox.refusal import Refusal, forbidden, too_many

if TYPE_CHECKING:
    from sandbox.refusal import Body

NAMES = {500: "Internal Server Error", 502: "Bad Gateway"}


class CutError(Exception):
    """The connection is to be cut instead of an answer."""


@dataclass(slots=True)
class Storm:
    """What happens to the next `times` calls of a method ("*": of any), of one bot or of all."""

    method: str
    bot: int | None
    times: float
    chance: float
    luck: random.Random
    status: int
    retry_after: int
    delay: tuple[float, float]
    drop: bool
    lost: bool

    def strikes(self, method: str, bot: int) -> bool:
        """Tell whether this call is struck; chance is asked only where it could be."""
        meant = self.method in ("*", method.lower()) and self.bot in (None, bot)
        return meant and (self.chance >= 1 or self.luck.random() < self.chance)

    async def before(self) -> None:
        """Wait, cut the connection, or refuse, before anything is done."""
        if self.delay[1]:
            await asyncio.sleep(self.luck.uniform(*self.delay))
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
        """Take `{"method", "bot", "times", "chance", "seed", "answer"}`; raises TypeError or ValueError.

        With a chance below 1 and no `times` it lasts until the weather is cleared.
        """
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

    def next(self, method: str, bot: int) -> Storm | None:
        """Return what happens to this call, which uses it up once."""
        for storm in self._storms:
            if storm.strikes(method, bot):
                storm.times -= 1
                if storm.times <= 0:
                    self._storms.remove(storm)
                return storm
        return None


def _storm(order: Body, answer: Body) -> Storm:
    bot, chance = order.get("bot"), order.get("chance", 1)
    if bot is not None and type(bot) is not int:
        raise ValueError("bot must be a bot's number")
    if not isinstance(chance, int | float) or not 0 < chance <= 1:
        raise ValueError("chance must be above 0 and at most 1")
    times = order.get("times", 1 if chance == 1 else None)
    return Storm(
        method=order["method"].lower(),
        bot=bot,
        times=math.inf if times is None else int(times),
        chance=chance,
        luck=random.Random(int(order.get("seed", 0))),  # noqa: S311  nothing secret hangs on the weather
        status=answer.get("status", 0),
        retry_after=int(answer.get("retry_after", 1)),
        delay=_delay(answer.get("delay", 0)),
        drop=bool(answer.get("drop", False)),
        lost=bool(answer.get("lost", False)),
    )


def _delay(given: Any) -> tuple[float, float]:
    """Read a number of seconds, or the least and the most of them."""
    low, high = given if isinstance(given, list) and len(given) == 2 else (given, given)  # noqa: PLR2004  a pair
    if not all(isinstance(end, int | float) and end >= 0 for end in (low, high)):
        raise ValueError("delay must be seconds, or a list of the least and the most of them")
    return float(low), float(high)
