"""The forms of settings that need a look of their own: addresses, hours, weekly moments, zones, texts."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Annotated, Any, Final, Literal, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator

from flows.duty import DAYS
from flows.model import LANGUAGES

DAY: Final = 24 * 60
"""Minutes."""
RISING: Final = "a rising list of minutes up to 1440, like [5, 15, 60]"


class Weekly(NamedTuple):
    """A moment of each week, by the centre's clock."""

    day: str
    """One of DAYS."""
    hour: int
    minute: int


def _weekly(value: object) -> Weekly:
    """Read "Mon 04:00"; raises ValueError."""
    found = re.fullmatch(r"([A-Za-z]{3}) ([01]\d|2[0-3]):([0-5]\d)", str(value))
    if not found or found[1].lower() not in DAYS:
        raise ValueError(f'must be a day and a time like "Mon 04:00", not {shown(value)}')
    return Weekly(found[1].lower(), int(found[2]), int(found[3]))


def _span(value: str) -> str:
    """Accept "10:00-18:00", the later time behind; raises ValueError."""
    clock = r"(?:[01]\d|2[0-3]):[0-5]\d"
    if not re.fullmatch(f"{clock}-(?:{clock}|24:00)", value) or value[:5] >= value[6:]:
        raise ValueError(f'must be hours like "10:00-18:00", not {shown(value)}')
    return value


def _rising(value: tuple[int, ...]) -> tuple[int, ...]:
    """Accept minutes up to a day, each later than the one before; raises ValueError."""
    if not value or list(value) != sorted({minute for minute in value if 1 <= minute <= DAY}):
        raise ValueError(f"must be {RISING}, not {shown(list(value))}")
    return value


def _address(value: str) -> str:
    """Accept the base address of a Bot API server, plain http only on this machine; raises ValueError."""
    parts = urlsplit(value)
    if not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError(f"must be an address like https://api.telegram.org, not {shown(value)}")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(value)):
        raise ValueError(
            "must begin with https:// (plain http only reaches this machine itself, as 127.0.0.1)"
        )
    return value.rstrip("/")


def _zone(value: str) -> str:
    """Accept a name of the time zone database; raises ValueError."""
    try:
        ZoneInfo(value)
    except (ValueError, KeyError, OSError):
        raise ValueError(f'must be a time zone like "Europe/Warsaw", not {shown(value)}') from None
    return value


def _worded(value: Any) -> dict[str, str]:
    """Accept one text for all languages, or one for each; raises ValueError."""
    if _is_text(value):
        value = dict.fromkeys(LANGUAGES, value)
    if not isinstance(value, dict) or set(value) != set(LANGUAGES) or not all(map(_is_text, value.values())):
        raise ValueError(f"must be a text, or one text for each of {', '.join(LANGUAGES)}")
    return {lang: value[lang].strip() for lang in LANGUAGES}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _polling(value: object) -> str:
    if value == "webhook":
        raise ValueError('cannot be "webhook" yet: the bot only knows "polling"')
    if value != "polling":
        raise ValueError(f'must be "polling", not {shown(value)}')
    return "polling"


def is_loopback(address: str) -> bool:
    """Tell whether the host of an address is this machine itself."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def shown(value: object) -> str:
    """Return what somebody wrote as it may stand in a sentence: on one line, and short."""
    text = re.sub(r"\s+", " ", str(value))
    return f'"{text[:60]}"' if isinstance(value, str) else text[:60]


Moment = Annotated[Weekly, BeforeValidator(_weekly)]
Span = Annotated[str, AfterValidator(_span)]
Rising = Annotated[tuple[int, ...], AfterValidator(_rising)]
Address = Annotated[str, AfterValidator(_address)]
Zone = Annotated[str, AfterValidator(_zone)]
Worded = Annotated[dict[str, str], BeforeValidator(_worded)]
"""A text in each of the four languages."""
Polling = Annotated[Literal["polling"], BeforeValidator(_polling)]
