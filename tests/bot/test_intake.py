"""The day's quota of a chat: in memory only, under a key that dies with the day; and when the flush comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.forms import Weekly
from bot.intake import MOST, Quota, next_flush
from storage.store import Chat

WARSAW = ZoneInfo("Europe/Warsaw")
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ALICE, BOB = Chat(1000, 700000001), Chat(1000, 700000002)


def test_a_chat_sends_as_many_as_it_may_and_no_other_feels_it() -> None:
    quota = Quota(3)
    for _ in range(3):
        assert not quota.spent(ALICE, NOON)
        quota.count(ALICE, NOON)
    assert quota.spent(ALICE, NOON)
    assert not quota.spent(BOB, NOON)
    assert not quota.spent(Chat(2000, ALICE.id), NOON)


def test_with_the_day_the_key_dies_and_with_it_every_count() -> None:
    quota = Quota(1)
    quota.count(ALICE, NOON)
    key, known = quota._key, set(quota._sent)
    tomorrow = NOON + timedelta(days=1)
    assert not quota.spent(ALICE, tomorrow)
    assert quota._key != key
    assert quota._sent == {}
    quota.count(ALICE, tomorrow)
    assert known.isdisjoint(quota._sent)


def test_no_chat_is_known_by_its_number_or_by_a_hash_that_another_process_could_make() -> None:
    one, other = Quota(1), Quota(1)
    for quota in (one, other):
        quota.count(ALICE, NOON)
    assert set(one._sent).isdisjoint(other._sent)
    assert str(ALICE.id) not in repr(vars(one))


def test_a_flood_of_chats_fills_no_memory_and_refuses_nobody() -> None:
    quota = Quota(1)
    quota._who(ALICE, NOON)
    quota._sent = {number.to_bytes(32, "big"): 1 for number in range(MOST)}
    quota.count(ALICE, NOON)
    assert len(quota._sent) == MOST
    assert not quota.spent(ALICE, NOON)


@pytest.mark.parametrize(
    ("now", "comes"),
    [
        (datetime(2026, 11, 21, 12, tzinfo=UTC), "2026-11-23 04:00"),
        (datetime(2026, 11, 23, 2, 59, tzinfo=UTC), "2026-11-23 04:00"),
        (datetime(2026, 11, 23, 3, 0, tzinfo=UTC), "2026-11-30 04:00"),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), "2026-10-26 04:00"),
    ],
    ids=["a Saturday", "a minute before", "the very moment", "over the night when the clock jumps"],
)
def test_the_next_flush_comes_by_the_clock_of_the_centre(now: datetime, comes: str) -> None:
    assert f"{next_flush(Weekly('mon', 4, 0), WARSAW, now):%Y-%m-%d %H:%M}" == comes
