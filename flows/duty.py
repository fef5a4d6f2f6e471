"""When somebody of the team is there to answer, by the centre's own clock, and what people are told of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import ceil
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec import Struct, field

from flows.texts import Text, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flows.facts import Span

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AHEAD: Final = 60
"""How many days are looked ahead for the next duty."""

Moment = TypeVar("Moment", int, datetime)


class Duty(Struct, frozen=True):
    """The hours in which people who write are answered."""

    hours: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Spans "HH:MM-HH:MM" by day (`DAYS`), each within its day; a day that is missing or empty is closed."""
    holidays: tuple[date, ...] = ()
    """Days that are closed from midnight to midnight."""
    zone: tzinfo = UTC
    """Of the centre."""
    answer_within: int = 900
    """Seconds in which somebody usually answers while on duty."""


# ---------------------------------------------------------------------------- the clock


def on_duty(duty: Duty, at: datetime) -> bool:
    """Tell whether somebody is there; `at` is an aware time, as everywhere here."""
    return ends(duty, at) is not None


def ends(duty: Duty, at: datetime) -> datetime | None:
    """Return when the running duty ends (UTC), None while nobody is there; spans that touch are one."""
    begin, end = next((span for span in _spans(duty, at) if span[1] > at), (None, None))
    return end if begin and begin <= at else None


def begins(duty: Duty, at: datetime) -> datetime | None:
    """Return when the next duty begins (UTC), later than `at`; None if none does within `AHEAD` days."""
    return next((begin for begin, _ in _spans(duty, at) if begin > at), None)


def _spans(duty: Duty, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield when somebody is there, from midnight before `at`, in order and never touching."""
    today = at.astimezone(duty.zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(AHEAD + 1))
    return _joined(span for day in days if day not in duty.holidays for span in _of_day(duty, day))


def _of_day(duty: Duty, day: date) -> Iterator[tuple[datetime, datetime]]:
    """Yield the spans of a day in UTC.

    Where the clock jumps, a time may come twice or never. The shorter reading holds then (the later of two
    beginnings, the earlier of two ends), so that nobody is said to be there who might not be.
    """
    written = (span.partition("-") for span in duty.hours.get(DAYS[day.weekday()], ()))
    for first, last in _joined(sorted((_minute(begin), _minute(end)) for begin, _, end in written)):
        begin, end = max(_moments(day, first, duty.zone)), min(_moments(day, last, duty.zone))
        if begin < end:
            yield begin, end


def _joined(spans: Iterable[tuple[Moment, Moment]]) -> Iterator[tuple[Moment, Moment]]:
    """Yield spans that come in order, those that touch or overlap as one."""
    running: tuple[Moment, Moment] | None = None
    for begin, end in spans:
        if running and begin <= running[1]:
            running = running[0], max(running[1], end)
        else:
            if running:
                yield running
            running = begin, end
    if running:
        yield running


def _minute(clock: str) -> int:
    """Return the minute of the day of "HH:MM"."""
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)


def _moments(day: date, minute: int, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return a wall-clock time in UTC by both readings, which differ only where the clock jumps."""
    wall = datetime.combine(day, time.min, zone) + timedelta(minutes=minute)
    return wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)


# ---------------------------------------------------------------------------- what people are told


def promise(duty: Duty, at: datetime) -> tuple[Text, ...]:
    """Return what somebody who asks for a person is told: that they may wait, or that nobody is there."""
    if on_duty(duty, at):
        return (text("ho.waiting", when=expected(duty, at)),)
    local = at.astimezone(duty.zone).date()
    closed = local in duty.holidays and duty.hours.get(DAYS[local.weekday()])
    nobody = text("ho.nobody", when=expected(duty, at))
    return (text("ho.holiday"), nobody) if closed else (nobody,)


def expected(duty: Duty, at: datetime) -> Text:
    """Return the sentence about when an answer may be expected, `{when}` of the cards.

    `answer_within` is only spoken of where it passes before the running duty ends.
    """
    end = ends(duty, at)
    if end is None:
        return text("ho.off", next=opening(duty, at))
    if at + timedelta(seconds=duty.answer_within) <= end:
        return text("ho.soon")
    local = end.astimezone(duty.zone)
    until = f"{local:%H:%M}" if local.time() != time.min else "24:00"
    return text("ho.late", until=until, next=opening(duty, at))


def opening(duty: Duty, at: datetime) -> Text:
    """Return the sentence about when the next duty begins, as people would say it on that day."""
    begin = begins(duty, at)
    if begin is None:
        return text("ho.next_unknown")
    local = begin.astimezone(duty.zone)
    return text("ho.next", day=day_of(local, at), clock=f"{local:%H:%M}")


def day_of(local: datetime, at: datetime) -> Text:
    """Return the day of a moment as people would say it at another; the clock is that of the first."""
    return _day(local.date(), at.astimezone(local.tzinfo).date())


def _day(day: date, today: date) -> Text:
    """Return a day as seen from today; tomorrow's name too, for a card may be read a day later."""
    weekday = text(f"hours.day.{DAYS[day.weekday()]}")
    ahead = (day - today).days
    if ahead == 0:
        return text("hours.today")
    if ahead == 1:
        return text("hours.tomorrow", weekday=weekday)
    if ahead < len(DAYS):
        return weekday
    return text("hours.date", weekday=weekday, number=day.day, month=text(f"hours.month.{day.month}"))


# ---------------------------------------------------------------------------- hours that suit a person


def within(span: Span, duty: Duty, at: datetime) -> bool:
    """Tell whether the centre's clock shows a time of the span."""
    local = at.astimezone(duty.zone)
    minute, (first, last) = local.hour * 60 + local.minute, span
    return first <= minute < last if first < last else minute >= first or minute < last


def until_within(span: Span, duty: Duty, at: datetime) -> int:
    """Return the seconds until the centre's clock shows a time of the span, 0 if it does.

    Minute by minute, because on the nights when the clock jumps a time may come twice or not at all.
    """
    minute = at.astimezone(UTC).replace(second=0, microsecond=0)
    while not within(span, duty, minute):
        minute += timedelta(minutes=1)
    return max(0, ceil((minute - at).total_seconds()))
