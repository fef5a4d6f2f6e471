"""The clock wakes for what is due, and one failure does not silence it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.timers import Timers, fire_due
from tests.bot.conftest import DEADLINE, until

if TYPE_CHECKING:
    from tests.bot.conftest import Chat, Clock, House

WARSAW = ZoneInfo("Europe/Warsaw")


class Dues:
    """Owners whose timers have run out."""

    async def due(self) -> list[bytes]:
        """Return three of them."""
        return [b"one", b"two", b"three"]


async def test_where_one_conversation_fails_the_others_are_still_fired() -> None:
    fired: list[bytes] = []

    async def fire(owner: bytes) -> None:
        if owner == b"two":
            raise OSError
        fired.append(owner)

    await fire_due(Dues().due, fire)
    assert fired == [b"one", b"three"]


async def test_a_conversation_left_alone_ends_silently_with_a_neutral_card(
    house: House, person: Chat, clock: Clock
) -> None:
    await person.write("timer")
    await person.shows("timer", "timer/uk")
    await fire_due(house.store.due, house.runner.fire)
    clock.move(minutes=5)
    await fire_due(house.store.due, house.runner.fire)
    await person.shows("timer", "exit.neutral/pl")
    await until(house.idle)


async def test_work_that_fails_comes_again() -> None:
    calls = 0
    twice = asyncio.Event()

    async def work() -> None:
        nonlocal calls
        calls += 1
        if calls > 1:
            twice.set()
        raise OSError

    timers = Timers(WARSAW, speed=60)
    timers.every(60, work)
    timers.start()
    async with asyncio.timeout(DEADLINE):
        await twice.wait()
    timers.stop()


async def test_a_weekly_moment_is_meant_by_the_clock_of_the_centre() -> None:
    """Also in the week in which that clock is put forward."""

    async def work() -> None:
        pass

    timers = Timers(WARSAW)
    timers.weekly("mon", 4, 0, work)
    [moment] = timers.after(datetime(2026, 3, 25, tzinfo=UTC))
    assert moment == datetime(2026, 3, 30, 4, tzinfo=WARSAW)
    assert moment.astimezone(UTC).hour == 2
