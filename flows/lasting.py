"""Lengths of time in words: as much as people say, no seconds."""

from __future__ import annotations

from flows.model import Text, text

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def lasting(seconds: int) -> Text:
    """Return so many seconds in whole days or hours, else in minutes."""
    for unit, length in (("days", DAY), ("hours", HOUR)):
        if seconds >= length and seconds % length == 0:
            return text(f"dur.{unit}", count=seconds // length)
    return text("dur.minutes", count=seconds // MINUTE)
