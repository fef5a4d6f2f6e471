"""The sandbox has a clock of its own, which can be moved forward and whose waits can be made shorter."""

from __future__ import annotations

import time


class Clock:
    """Tells two times: the date (for messages) and the flow (for flood limits, `speed` times faster)."""

    def __init__(self, speed: float = 1.0) -> None:
        """Begin at the machine's date; `speed` divides every wait and must be above 0."""
        if speed <= 0:
            raise ValueError("speed must be above 0")
        self.speed = speed
        self._start = time.time() - time.monotonic()
        self._moved = 0.0

    def now(self) -> float:
        """Return the sandbox's date in Unix seconds."""
        return self._start + time.monotonic() + self._moved

    def today(self) -> int:
        """Return the date in whole Unix seconds, as the Bot API writes it."""
        return int(self.now())

    def flow(self) -> float:
        """Return seconds that pass `speed` times faster: the time the flood limits count."""
        return time.monotonic() * self.speed + self._moved

    def move(self, seconds: float) -> None:
        """Put the clock forward (a negative number puts it back)."""
        self._moved += seconds
