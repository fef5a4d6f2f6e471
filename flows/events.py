"""What every event has, and what comes with words that somebody wrote."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  msgspec reads the annotations when the classes are made
from typing import Literal

from msgspec import Struct


class Event(Struct, frozen=True, kw_only=True):
    """Something that has happened."""

    at: datetime
    """When, as an aware time in UTC; the core has no clock of its own."""


class Worded(Event, frozen=True, kw_only=True):
    """Words came. Those of one's own (`flows.typed.is_scrubbed`) the edge scrubs before the turn."""

    scrubbed: Literal["", "yes", "failed"] = ""
    """Whether it did; where it could not, it hands on no words at all."""
    replaced: int = 0
    """How many details have a word for their kind in their place."""
    unread: bool = False
    """Whether they are in none of the four languages, so that names were not looked for."""
    crisis: bool = False
    """Whether words of a crisis stood in them before (flows.md X-16)."""
