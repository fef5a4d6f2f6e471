"""The lengths and rates Telegram allows, each with the sentence it refuses with (Bot API and its FAQ)."""

from __future__ import annotations

import math
import re
from collections import deque
from typing import TYPE_CHECKING

from sandbox.refusal import bad, too_many

if TYPE_CHECKING:
    from sandbox.clock import Clock

TEXT = 4096
CAPTION = 1024
TOAST = 200
DATA = 64  # bytes, not letters
BUTTONS = 100
ROW = 8
MARKUP = 10 * 1024
COMMANDS = 100
TOPIC = 128
DELETED_AT_ONCE = 100
DELETABLE = 48 * 3600
THROWN = 24 * 3600  # a dice in a private chat goes only when it is older (Bot API, deleteMessage)
# Telegram does not say how long a press may wait for its answer; developers report up to a quarter of an
# hour, and the sandbox takes that.
ANSWERABLE = 15 * 60
DOWNLOAD = 20 * 1024 * 1024
UPLOAD = 4 * 1024 * 1024  # the sandbox's own: the real one takes 50 MB

SECRET_LENGTH = 256
SECRET = re.compile(r"[A-Za-z0-9_-]+")
START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
TOKEN = re.compile(r"(\d{1,16}):[A-Za-z0-9_-]{35}")
HALF_TOKEN = re.compile(r"[1-9]\d*:.+")

# One message a second in a chat, short bursts allowed (Bots FAQ); how short is not said: here five at once.
BURST = 5
PER_SECOND = 30
PER_MINUTE_IN_GROUP = 20


def length(text: str) -> int:
    """Count a text as Telegram does, in UTF-16 units."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def check_length(text: str, most: int, reason: str) -> None:
    """Refuse a text of more than `most` UTF-16 units with "Bad Request: `reason`"."""
    if len(text) * 2 > most and length(text) > most:
        raise bad(reason)


class Window:
    """At most so many events in so many seconds, the last ones counted exactly."""

    def __init__(self, most: int, seconds: float) -> None:
        """Allow `most` events in any `seconds` of flow time."""
        self._seconds = seconds
        self._times: deque[float] = deque(maxlen=most)

    def wait(self, flow: float) -> float:
        """Return how many seconds of flow time are still to wait; 0 when one more may pass."""
        if len(self._times) < (self._times.maxlen or 0):
            return 0.0
        return max(0.0, self._times[0] + self._seconds - flow)

    def spend(self, flow: float) -> None:
        """Count one event."""
        self._times.append(flow)


class Bucket:
    """One event a second, and `burst` at once after a rest."""

    __slots__ = ("_burst", "_full_at")

    def __init__(self, burst: int) -> None:
        self._burst = burst
        self._full_at = 0.0

    def wait(self, flow: float) -> float:
        """Return how many seconds of flow time are still to wait; 0 when one more may pass."""
        return max(0.0, self._full_at - (self._burst - 1) - flow)

    def spend(self, flow: float) -> None:
        """Count one event."""
        self._full_at = max(self._full_at, flow) + 1.0


def spend(clock: Clock, *rates: Window | Bucket) -> None:
    """Count one message against every rate, or refuse with 429 and count nothing."""
    flow = clock.flow()
    wait = max(rate.wait(flow) for rate in rates)
    if wait > 0:
        raise too_many(max(1, math.ceil(wait / clock.speed)))
    for rate in rates:
        rate.spend(flow)
