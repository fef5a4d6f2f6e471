"""The day's quota of a chat: in memory only, under a key that dies with the day; and when the flush comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.forms import Weekly
from bot.intake import BURST, BURST_SECONDS, DAY, MOST, Intake, Quota, next_flush
from bot.records import opened
from bot.settings import read
from flows.model import ChoicePressed, Report, SendReport, Session, TextSent
from storage.register.intake import pause
from storage.store import Chat

if TYPE_CHECKING:
    from pathlib import Path

    from bot.settings import Settings
    from flows.model import Effect, Event

WARSAW = ZoneInfo("Europe/Warsaw")
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ALICE, BOB = Chat(1000, 700000001), Chat(1000, 700000002)


def test_a_chat_sends_as_many_as_it_may_and_no_other_feels_it() -> None:
    quota = Quota(3, DAY)
    for _ in range(3):
        assert not quota.spent(ALICE, NOON)
        quota.count(ALICE, NOON)
    assert quota.spent(ALICE, NOON)
    assert not quota.spent(BOB, NOON)
    assert not quota.spent(Chat(2000, ALICE.id), NOON)


def test_with_the_day_the_key_dies_and_with_it_every_count() -> None:
    quota = Quota(1, DAY)
    quota.count(ALICE, NOON)
    key, known = quota._key, set(quota._counts)
    tomorrow = NOON + timedelta(days=1)
    assert not quota.spent(ALICE, tomorrow)
    assert quota._key != key
    assert quota._counts == {}
    quota.count(ALICE, tomorrow)
    assert known.isdisjoint(quota._counts)


def test_no_chat_is_known_by_its_number_or_by_a_hash_that_another_process_could_make() -> None:
    one, other = Quota(1, DAY), Quota(1, DAY)
    for quota in (one, other):
        quota.count(ALICE, NOON)
    assert set(one._counts).isdisjoint(other._counts)
    assert str(ALICE.id) not in repr(vars(one))


def test_a_flood_of_chats_fills_no_memory_and_refuses_nobody() -> None:
    quota = Quota(1, DAY)
    quota._who(ALICE, NOON)
    quota._counts = {number.to_bytes(32, "big"): 1 for number in range(MOST)}
    quota.count(ALICE, NOON)
    assert len(quota._counts) == MOST
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


class Slow:
    """A core that slows whatever it is asked about."""

    def slowed(self, _: Session, __: Event, /) -> list[Effect]:
        """Say to wait."""
        return []


async def test_only_messages_beyond_what_a_hand_can_send_are_put_off(tmp_path: Path) -> None:
    moment = [NOON]
    async with opened(read_settings(tmp_path), lambda: moment[0]) as store:
        intake = Intake(store, Slow(), 1, lambda: moment[0])
        word, press = TextSent(at=NOON, text="hello"), ChoicePressed(at=NOON, card=1, press=0)
        for _ in range(BURST):
            assert intake.slowed(ALICE, Session(), word) is None
        assert intake.slowed(ALICE, Session(), word) == []
        assert intake.slowed(ALICE, Session(), press) is None
        assert intake.slowed(BOB, Session(), word) is None
        moment[0] += timedelta(seconds=BURST_SECONDS)
        assert intake.slowed(ALICE, Session(), word) is None


async def test_a_turn_knows_a_pause_before_a_quota_and_a_talk_knows_neither(tmp_path: Path) -> None:
    async with opened(read_settings(tmp_path), lambda: NOON) as store:
        intake = Intake(store, Slow(), 1, lambda: NOON)
        assert await intake.of(ALICE, Session()) == "open"
        intake.took(ALICE, [SendReport(Report("victim", {}))])
        assert await intake.of(ALICE, Session()) == "quota"
        assert await intake.of(BOB, Session()) == "open"
        await pause(store)
        assert await intake.of(ALICE, Session()) == "paused"
        assert await intake.of(ALICE, Session(phase="talk", at="waiting")) == "open"


def read_settings(folder: Path) -> Settings:
    (folder / "config.yaml").write_text("", "utf-8")
    return read(folder / "config.yaml")
