"""Numbers, months and durations as each language writes them (CLDR, by way of Babel), and rows of answers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from babel.dates import format_skeleton
from babel.numbers import format_decimal

from flows.model import Text, text

if TYPE_CHECKING:
    from collections.abc import Sequence


def number(value: int, language: str) -> str:
    """Return 12345 as "12 345" or "12,345"."""
    return format_decimal(value, locale=language)


def month(period: str, language: str) -> str:
    """Return "2026-11" as "November 2026"; raises ValueError for anything that is no month."""
    return format_skeleton("yMMMM", date.fromisoformat(f"{period}-01"), locale=language)


def duration(seconds: int) -> Text:
    """Return a length of time in the unit people use for it, rounded up so that it is never too short."""
    minutes = max(1, -(-seconds // 60))
    hours = -(-minutes // 60)
    if minutes < 60 or (hours == 2 and minutes % 60):  # noqa: PLR2004  90 minutes, but 2 hours
        return text("dur.minutes", count=minutes)
    if hours < 48:  # noqa: PLR2004  24 hours, but 2 days
        return text("dur.hours", count=hours)
    return text("dur.days", count=-(-hours // 24))


def listing(parts: Sequence[str]) -> str:
    """Return answers in a row with dots between them, because many of them hold commas themselves.

    A row that goes over several lines breaks behind the dot, never before it.
    """
    return "\u00a0· ".join(parts)
