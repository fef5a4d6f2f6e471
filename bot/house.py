"""The bot at work: its parts put together once, and running side by side until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

import structlog
from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramUnauthorizedError

from bot import presence
from bot.breach import purge
from bot.conversation import Conversation, load_catalog, load_flows
from bot.courier import Courier
from bot.intake import Intake
from bot.polling import Poller, Reader
from bot.records import opened
from bot.render import Painter
from bot.runner import Runner
from bot.screen import Screen
from bot.settings import SettingsFault
from bot.team.side import TeamSide
from bot.telegram import ALLOWED, read
from bot.timers import Timers, fire_due
from bot.wire import connect
from storage.database import StorageFailed, StorageRefused
from storage.register import intake
from storage.register.flush import flush
from storage.retention import retain
from storage.rotating import look

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from datetime import datetime

    from aiogram import Bot

    from bot.settings import Settings
    from bot.telegram import Incoming, Leave
    from storage.store import Store

    Clock = Callable[[], datetime]
    Work = Callable[[], Awaitable[None]]

TIMER_SECONDS: Final = 20
"""Timers are due to the minute, so nobody waits noticeably longer."""
HOUR: Final = 3600
"""Seconds between two looks at what has grown old."""
TRIAL_SECONDS: Final = 1
"""How soon a report is in the register where each is written at once."""

log = structlog.get_logger()


async def run_until_stopped(settings: Settings, clock: Clock) -> None:
    """Run the bot until SIGINT or SIGTERM; raises what keeps it from starting."""
    async with opened(settings, clock) as store:
        await until_stopped(work(settings, store, clock))


async def until_stopped(working: Awaitable[None]) -> None:
    """Await something, and let SIGINT or SIGTERM end it in good order."""
    task = asyncio.ensure_future(working)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, task.cancel)
    with suppress(asyncio.CancelledError):
        await task


async def work(settings: Settings, store: Store, clock: Clock, speed: float = 1.0) -> None:
    """Be the bot until cancelled; `speed` divides its waits. Raises SettingsFault, Faults or FlowsFault."""
    house = _House(settings, store, clock, speed)
    try:
        await _introduce(house.bot)
        async with _woken(settings, house.works(), speed):
            await house.run()
    finally:
        await house.close()


class _House:
    """The parts of the bot: the public side, and the team's where one is set up."""

    def __init__(self, settings: Settings, store: Store, clock: Clock, speed: float) -> None:
        catalog = load_catalog(settings)
        self.settings, self.store, self.clock = settings, store, clock
        self.core = Conversation(load_flows(settings, catalog))
        self.bot = connect(settings.token(), settings.telegram.api)
        screen = Screen(self.bot, Painter(catalog, test=settings.trial), speed)
        self.courier = Courier(store, screen)
        self.team = TeamSide(settings, store, self.courier, self.core, clock) if settings.served else None
        handoff = self.team.handoff if self.team else None
        self.runner = Runner(store, self.core, screen, self.courier, clock, handoff)
        self.runner.intake = Intake(store, self.core, settings.register_.daily_reports, clock)
        reader: Reader[Incoming | Leave] = Reader(ALLOWED, read)
        self.poller = Poller(self.bot, reader, self.runner.take, clock, speed)

    def works(self) -> _Works:
        return _Works(
            self._fire,
            self._mix,
            lambda: retain(self.store, self.clock()),
            self._purge,
            self._turn_keys,
        )

    async def run(self) -> None:
        """Let all parts run side by side until cancelled."""
        commands = (*presence.COMMANDS, "code") if self.team else presence.COMMANDS
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.courier.run(self.runner.lost))
                group.create_task(presence.show(self.bot, self.courier.screen.painter.catalog, commands))
                group.create_task(self.poller.run())
                if self.team:
                    group.create_task(self.team.run())
                log.info("bot started")
        finally:
            await self.runner.close()

    async def close(self) -> None:
        if self.team:
            await self.team.close()
        await self.bot.session.close()

    async def _fire(self) -> None:
        await fire_due(self.store.due, self.runner.fire)
        if self.team:
            await fire_due(self.store.cases_due, self.team.fire)
            await self.team.look_after()

    async def _mix(self) -> None:
        zone, batch = ZoneInfo(self.settings.centre.timezone), self.settings.register_.batch
        if await flush(self.store, self.core.flows.taxonomy, self.clock(), batch, zone):
            log.info("register flushed")

    async def _purge(self) -> None:
        """Erase all that is open, where that was ordered; the order stands until all of it is done."""
        if not await intake.purge_ordered(self.store):
            return
        await purge(self.store, self.core, self.team.cases if self.team else None)
        log.info("all that was open is erased")
        if self.team:
            self.team.wake()
            await self.team.switches.purged()
        else:
            self.courier.wake()

    async def _turn_keys(self) -> None:
        """Change the keys that `glos keys rotate` has asked for; the boxes of the couriers have new names."""
        try:
            if changed := await look(self.store):
                log.info("keys rotated", count=len(changed))
                (self.team or self.courier).wake()
        except (StorageRefused, StorageFailed) as fault:
            log.warning("keys not rotated", error=type(fault).__name__)


async def _introduce(bot: Bot) -> None:
    """Find out whether Telegram knows the token; where Telegram cannot be reached, that is seen to later."""
    try:
        await bot.get_me()
    except (TelegramUnauthorizedError, TelegramNotFound):
        raise SettingsFault("Telegram does not know the token; @BotFather shows the right one") from None
    except AiogramError as fault:
        log.warning("Telegram cannot be reached", error=type(fault).__name__)


class _Works(NamedTuple):
    """What the clock wakes for: timers that ran out, the flush, what grew old, a purge, a rotation."""

    fire: Work
    mix: Work
    forget: Work
    purge: Work
    turn_keys: Work


@asynccontextmanager
async def _woken(settings: Settings, works: _Works, speed: float) -> AsyncIterator[None]:
    """Wake for the works: the flush comes once a week, or at once in a trial."""
    timers = Timers(ZoneInfo(settings.centre.timezone), speed)
    busy = asyncio.Lock()

    def alone(work: Work) -> Work:
        async def worked() -> None:
            async with busy:
                await work()

        return worked

    await works.turn_keys()
    timers.every(TIMER_SECONDS, alone(works.turn_keys))
    timers.every(TIMER_SECONDS, alone(works.fire))
    timers.every(TIMER_SECONDS, alone(works.purge))
    timers.every(HOUR, alone(works.forget))
    if settings.trial:
        timers.every(TRIAL_SECONDS, alone(works.mix))
    else:
        timers.weekly(*settings.register_.flush, alone(works.mix))
    timers.start()
    try:
        yield
    finally:
        async with busy:  # what has begun comes to its end before the database is closed
            timers.stop()
