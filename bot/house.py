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
from bot.conversation import Conversation, load_catalog, load_flows
from bot.courier import Courier
from bot.polling import Poller
from bot.records import opened
from bot.render import Painter
from bot.runner import Runner
from bot.screen import Screen
from bot.settings import SettingsFault
from bot.timers import Timers, fire_due
from bot.wire import connect
from storage.register.flush import flush
from storage.retention import retain

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from datetime import datetime

    from aiogram import Bot

    from bot.settings import Settings
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
    catalog = load_catalog(settings)
    flows = load_flows(settings, catalog)
    bot = connect(settings.token(), settings.telegram.api)
    try:
        await _introduce(bot)
        screen = Screen(bot, Painter(catalog, test=settings.trial), speed)
        courier = Courier(store, screen)
        runner = Runner(store, Conversation(flows), screen, courier, clock)

        async def mix() -> None:
            zone, batch = ZoneInfo(settings.centre.timezone), settings.register_.batch
            if await flush(store, flows.taxonomy, clock(), batch, zone):
                log.info("register flushed")

        works = _Works(lambda: fire_due(store, runner.fire), mix, lambda: retain(store, clock()))
        async with _woken(settings, works, speed):
            await _side_by_side(Poller(bot, runner.take, clock, speed), courier, runner)
    finally:
        await bot.session.close()


async def _introduce(bot: Bot) -> None:
    """Find out whether Telegram knows the token; where Telegram cannot be reached, that is seen to later."""
    try:
        await bot.get_me()
    except (TelegramUnauthorizedError, TelegramNotFound):
        raise SettingsFault("Telegram does not know the token; @BotFather shows the right one") from None
    except AiogramError as fault:
        log.warning("Telegram cannot be reached", error=type(fault).__name__)


class _Works(NamedTuple):
    """What the clock wakes for: timers that have run out, the flush, and what has grown old."""

    fire: Work
    mix: Work
    forget: Work


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

    timers.every(TIMER_SECONDS, alone(works.fire))
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


async def _side_by_side(poller: Poller, courier: Courier, runner: Runner) -> None:
    screen = courier.screen
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(courier.run(runner.lost))
            group.create_task(presence.show(screen.bot, screen.painter.catalog))
            group.create_task(poller.run())
            log.info("bot started")
    finally:
        await runner.close()
