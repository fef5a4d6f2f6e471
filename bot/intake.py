"""What a turn may know of the intake: whether it is paused, and how many reports this chat sent today."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal

from flows.coordinating import Overview
from flows.duty import DAYS, day_of
from flows.model import SendReport, text
from storage.register import intake

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from bot.forms import Weekly
    from bot.sections import Register
    from flows.model import Effect, Session
    from storage.store import Chat, Store

KEY_BYTES: Final = 32
MOST: Final = 100_000
"""So many chats are counted a day; a flood beyond has no memory to fill, and its reports are still taken."""


class Intake:
    """The intake of one installation, as its turns see it."""

    def __init__(self, store: Store, daily: int, clock: Callable[[], datetime]) -> None:
        """Take where a pause is marked, how many reports a chat may send a day, and the time."""
        self.store = store
        self.quota = Quota(daily)
        self.clock = clock

    async def of(self, chat: Chat, session: Session) -> Literal["open", "quota", "paused"]:
        """Return whether a report of this chat is taken now; in a talk nobody asks. Raises StorageFailed."""
        if session.phase == "talk":
            return "open"
        if await intake.paused(self.store):
            return "paused"
        return "quota" if self.quota.spent(chat, self.clock()) else "open"

    def took(self, chat: Chat, effects: Sequence[Effect]) -> None:
        """Count the reports that a turn sends for the register."""
        for effect in effects:
            if isinstance(effect, SendReport):
                self.quota.count(chat, self.clock())


class Quota:
    """How many reports for the register each chat sent today, in memory only.

    Chats are known by a keyed hash whose key is of this process and this day (UTC), as in storage.code.Tries.
    With the key the counts go: after a restart, after midnight and at another process a chat may send as
    many again.
    """

    def __init__(self, daily: int) -> None:
        """Take how many a chat may send a day."""
        self.daily = daily
        self._day: date | None = None
        self._key = b""
        self._sent: dict[bytes, int] = {}

    def spent(self, chat: Chat, now: datetime) -> bool:
        """Return whether a chat has sent as many as it may today."""
        return self._sent.get(self._who(chat, now), 0) >= self.daily

    def count(self, chat: Chat, now: datetime) -> None:
        """Count a report."""
        who = self._who(chat, now)
        if who in self._sent or len(self._sent) < MOST:
            self._sent[who] = self._sent.get(who, 0) + 1

    def _who(self, chat: Chat, now: datetime) -> bytes:
        if now.date() != self._day:
            self._day, self._key, self._sent = now.date(), secrets.token_bytes(KEY_BYTES), {}
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
