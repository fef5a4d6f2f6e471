"""A bot's updates wait in its inbox until the bot has acknowledged them or 24 hours have passed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from sandbox.refusal import conflict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sandbox.clock import Clock
    from sandbox.refusal import Body

KEPT = 24 * 3600
LONGEST_POLL = 50
MOST = 100
# What a bot must ask for by name (Bot API, getUpdates, allowed_updates).
ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
BY_ANOTHER = "terminated by other getUpdates request; make sure that only one bot instance is running"
BY_WEBHOOK_SET = "terminated by setWebhook request"
BY_WEBHOOK = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


@dataclass(slots=True)
class Waiting:
    """An update that is not acknowledged yet; `chat` keeps a webhook's deliveries of one chat in order."""

    body: Body
    since: float
    chat: int


class Inbox:
    """The queue of one bot, emptied by getUpdates or by a webhook, never by both."""

    def __init__(self, clock: Clock) -> None:
        """Begin empty, with every kind of update allowed that Telegram allows by default."""
        self._clock = clock
        # Above every id of an earlier sandbox, because a bot remembers what it has seen.
        self._next = (clock.today() - 1_600_000_000) * 4
        self._poller: asyncio.Future[None] | None = None
        self.waiting: dict[int, Waiting] = {}
        self.allowed: frozenset[str] = frozenset()
        self.delivery: Callable[[int, Waiting], None] | None = None

    def wants(self, kind: str) -> bool:
        """Tell whether the bot has asked for this kind of update."""
        return kind in self.allowed if self.allowed else kind not in ONLY_ON_REQUEST

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Remember `allowed_updates`; None leaves what was, an empty list means the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds)

    def put(self, kind: str, content: Body, chat: int) -> None:
        """Add an update of one kind if the bot wants that kind."""
        if self.wants(kind):
            self.put_raw({kind: content}, chat)

    def put_raw(self, update: Body, chat: int) -> int:
        """Add an update as it is, whatever the bot has asked for; return its id."""
        self._expire()
        number = self._next
        self._next += 1
        waiting = Waiting({**update, "update_id": number}, self._clock.now(), chat)
        self.waiting[number] = waiting
        if self.delivery is not None:
            self.delivery(number, waiting)
        self._wake()
        return number

    async def poll(self, offset: int, limit: int, patience: float) -> list[Body]:
        """Acknowledge below `offset`, then return up to `limit` updates, waiting for the first."""
        if self.delivery is not None:
            raise conflict(BY_WEBHOOK)
        self.end_poll(BY_ANOTHER)
        self._expire()
        self._acknowledge(offset)
        if not self.waiting and patience > 0:
            await self._arrival(min(patience, LONGEST_POLL))
        most = limit if 1 <= limit <= MOST else MOST
        return [waiting.body for waiting in islice(self.waiting.values(), most)]

    def end_poll(self, reason: str) -> None:
        """End the poll that waits, if one does, with 409."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(conflict(reason))
        self._poller = None

    def count(self) -> int:
        """Return how many updates wait."""
        self._expire()
        return len(self.waiting)

    def clear(self) -> None:
        """Forget everything that waits (drop_pending_updates)."""
        self.waiting.clear()

    async def _arrival(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        poller = self._poller = loop.create_future()
        alarm = loop.call_later(seconds, _end, poller)
        try:
            await poller
        finally:
            alarm.cancel()

    def _wake(self) -> None:
        if self._poller is not None:
            _end(self._poller)

    def _acknowledge(self, offset: int) -> None:
        if offset < 0:
            known = list(self.waiting)
            offset = known[offset] if len(known) >= -offset else 0
        while self.waiting and (number := next(iter(self.waiting))) < offset:
            del self.waiting[number]

    def _expire(self) -> None:
        oldest = self._clock.now() - KEPT
        while self.waiting:
            number = next(iter(self.waiting))
            if self.waiting[number].since > oldest:
                return
            del self.waiting[number]


def _end(poller: asyncio.Future[None]) -> None:
    if not poller.done():
        poller.set_result(None)
