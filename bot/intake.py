"""What a turn may know of the intake: a pause, how many reports a chat sent today, how fast it writes."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal, Protocol

from flows.coordinating import Overview
from flows.duty import DAYS, day_of
from flows.model import ChoicePressed, CommandSent, SendReport, TimerFired, text
from storage.register import intake

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from bot.forms import Weekly
    from bot.sections import Register
    from flows.model import Effect, Event, Session
    from storage.store import Chat, Store

KEY_BYTES: Final = 32
DAY: Final = 86_400
"""Seconds."""
BURST: Final = 30
"""So many messages of one chat in the seconds below are more than anybody types or attaches by hand."""
BURST_SECONDS: Final = 10
MOST: Final = 100_000
"""So many chats are counted at a time; a flood beyond fills no memory, and what it sends is still taken."""


class Core(Protocol):
    """What the intake needs of the conversation."""

    def slowed(self, session: Session, event: Event, /) -> Sequence[Effect] | None:
        """Say what follows from words that come too fast, None for what is never slowed."""
        ...


class Intake:
    """The intake of one installation, as its turns see it."""

    def __init__(self, store: Store, core: Core, daily: int, clock: Callable[[], datetime]) -> None:
        """Take where a pause is marked, the core, how many reports a chat may send a day, and the time."""
        self.store = store
        self.core = core
        self.clock = clock
        self.reports = Quota(daily, DAY)
        self.messages = Quota(BURST, BURST_SECONDS)

    async def of(self, chat: Chat, session: Session) -> Literal["open", "quota", "paused"]:
        """Return whether a report of this chat is taken now; in a talk nobody asks. Raises StorageFailed."""
        if session.phase == "talk":
            return "open"
        if await intake.paused(self.store):
            return "paused"
        return "quota" if self.reports.spent(chat, self.clock()) else "open"

    def slowed(self, chat: Chat, session: Session, event: Event) -> Sequence[Effect] | None:
        """Count a message; return what follows where the chat sends them too fast, None where it is taken."""
        if isinstance(event, ChoicePressed | CommandSent | TimerFired):
            return None
        now = self.clock()
        fast = self.messages.spent(chat, now)
        self.messages.count(chat, now)
        return self.core.slowed(session, event) if fast else None

    def took(self, chat: Chat, effects: Sequence[Effect]) -> None:
        """Count the reports that a turn sends for the register."""
        for effect in effects:
            if isinstance(effect, SendReport):
                self.reports.count(chat, self.clock())


class Quota:
    """How often each chat did something within the running period, in memory only.

    Chats are known by a keyed hash whose key is of this process and this period (a day begins in UTC), as in
    storage.code.Tries. With the key the counts go: after a restart, after midnight and at another process a
    chat may send as many again.
    """

    def __init__(self, most: int, seconds: int) -> None:
        """Take how often a chat may do it in a period of so many seconds."""
        self.most = most
        self.seconds = seconds
        self._period = -1
        self._key = b""
        self._counts: dict[bytes, int] = {}

    def spent(self, chat: Chat, now: datetime) -> bool:
        """Return whether a chat has done it as often as it may."""
        return self._counts.get(self._who(chat, now), 0) >= self.most

    def count(self, chat: Chat, now: datetime) -> None:
        """Count once."""
        who = self._who(chat, now)
        if who in self._counts or len(self._counts) < MOST:
            self._counts[who] = self._counts.get(who, 0) + 1

    def _who(self, chat: Chat, now: datetime) -> bytes:
        period = int(now.timestamp()) // self.seconds
        if period != self._period:
            self._period, self._key, self._counts = period, secrets.token_bytes(KEY_BYTES), {}
        return hmac.digest(self._key, f"{chat.bot}|{chat.id}".encode(), sha256)


# ---------------------------------------------------------------------------- what coordinators see


async def overview(store: Store, register: Register, zone: ZoneInfo, now: datetime) -> Overview:
    """Return how the register and the intake stand; raises StorageFailed."""
    at = next_flush(register.flush, zone, now)
    return Overview(
        waiting=await store.waiting(),
        needed=register.batch,
        flush=text("team.next_flush", day=day_of(at, now), clock=f"{at:%H:%M}"),
        paused=await intake.paused(store),
    )


def next_flush(weekly: Weekly, zone: ZoneInfo, now: datetime) -> datetime:
    """Return when the weekly moment comes next, by the clock of `zone`; `now` is aware."""
    local = now.astimezone(zone)
    ahead = (DAYS.index(weekly.day) - local.weekday()) % 7
    at = local.replace(hour=weekly.hour, minute=weekly.minute, second=0, microsecond=0) + timedelta(ahead)
    return at if at > local else at + timedelta(7)
