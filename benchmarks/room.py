"""How long a message is on its way when ten counsellors have three talks each: `make bench`.

Everything is real but Telegram: the bot is a process of its own with its database on the disk, and the
sandbox keeps Telegram's limits. At speed 1 people write as often as people do, three messages a minute each
way in thirty talks, and a second is a second. At speed N people write N times as often and the limits are N
times as wide, while the bot is no faster than it is: that shows how much room there is.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Final

from tests.whole.nursery import Nursery
from tests.whole.room import A_MINUTE, COUNSELLORS, MINUTE, TALKS, TEAM, Room
from tests.whole.served import served

if TYPE_CHECKING:
    from tests.whole.served import House

LONGEST: Final = 5.0
"""Seconds that nobody shall wait longer than."""
GOAL: Final = 0.1
"""Seconds within which half of all messages shall be on their way; a goal, and no mark to pass."""


def main() -> None:
    """Measure at each speed, and tell the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument(
        "--speed", type=float, nargs="+", default=[1.0, 4.0], help="one or several; see above"
    )
    parser.add_argument("--minutes", type=float, default=1.0, help="of the talks, divided by the speed")
    wanted = parser.parse_args()
    nursery = Nursery()
    _tell(
        f"{COUNSELLORS} counsellors, {TALKS} talks each, {A_MINUTE} messages a minute each way, "
        "under Telegram's limits, without translation.\n"
    )
    try:
        for speed in wanted.speed:
            asyncio.run(_measured(nursery, speed, wanted.minutes))
    finally:
        nursery.close()


async def _measured(nursery: Nursery, speed: float, minutes: float) -> None:
    with tempfile.TemporaryDirectory(prefix="glos-bench-") as folder:
        async with served(Path(folder), nursery, TEAM, speed=speed) as house:
            room = Room(house)
            await room.fill()
            before, put_off = _worked(house), room.refused()
            await room.talk(minutes)
            busy = (_worked(house) - before) / (minutes * MINUTE / speed)
            _report(room, speed, busy, room.refused() - put_off)


def _worked(house: House) -> float:
    """Return the seconds of a processor that the bot has used so far (proc(5), utime and stime)."""
    fields = Path(f"/proc/{house.installation.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _report(room: Room, speed: float, busy: float, put_off: int) -> None:
    waits = room.waits()
    tenths, hundredths = quantiles(waits, n=10), quantiles(waits, n=100)
    late = sum(wait > LONGEST for wait in waits)
    _tell(
        f"\nSpeed {speed:g}: {len(waits)} of {len(room.written)} messages arrived, {late} after more than "
        f"{LONGEST:g} s\n"
        f"  on their way   median {_ms(median(waits))} (goal {_ms(GOAL)}), p90 {_ms(tenths[8])}, "
        f"p99 {_ms(hundredths[98])}, longest {_ms(waits[-1])}\n"
        f"  the bot        {busy:.0%} of a processor, {put_off} calls put off by Telegram (429)\n"
    )


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _tell(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
