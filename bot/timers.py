"""The clock that wakes the bot: for timers that have run out, for the flush, for what has grown old."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # it ships no types
from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]  # as above
from apscheduler.triggers.interval import IntervalTrigger  # type: ignore[import-untyped]  # as above

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from apscheduler.triggers.base import BaseTrigger  # type: ignore[import-untyped]  # as above

log = structlog.get_logger()


async def fire_due(
    due: Callable[[], Awaitable[list[bytes]]], fire: Callable[[bytes], Awaitable[None]]
) -> None:
    """Fire what `due` says has run out; where one fails, its timer stays and the others still fire."""
    for owner in await due():
        try:
            await fire(owner)
        except Exception:
            log.exception("timer not fired")


class Timers:
    """Wakes for work by the centre's clock; work that fails is logged and comes again at its next time."""

    def __init__(self, zone: ZoneInfo, speed: float = 1.0) -> None:
        """Take the time zone in which a day and an hour are meant; `speed` divides the seconds of `every`."""
        self.zone = zone
        self.speed = speed
        # A machine that slept does late work once, not as often as it was missed.
        options = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = AsyncIOScheduler(timezone=zone, job_defaults=options)

    def every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        """Do something again and again."""
        self._add(IntervalTrigger(seconds=max(1, round(seconds / self.speed)), timezone=self.zone), work)

    def weekly(self, day: str, hour: int, minute: int, work: Callable[[], Awaitable[None]]) -> None:
        """Do something on one day ("mon" … "sun") of each week."""
        self._add(CronTrigger(day_of_week=day, hour=hour, minute=minute, timezone=self.zone), work)

    def start(self) -> None:
        """Begin to wake, within a running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Wake no more; work that has begun goes on."""
        self._scheduler.shutdown(wait=False)

    def after(self, moment: datetime) -> list[datetime]:
        """Return when each work comes next after a moment."""
        return [job.trigger.get_next_fire_time(None, moment) for job in self._scheduler.get_jobs()]

    def _add(self, trigger: BaseTrigger, work: Callable[[], Awaitable[None]]) -> None:
        self._scheduler.add_job(work, trigger)
