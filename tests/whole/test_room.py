"""Room for everyone: ten counsellors with three talks each, under Telegram's limits."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tests.whole.room import A_MINUTE, COUNSELLORS, TALKS, TEAM, Room
from tests.whole.served import served

if TYPE_CHECKING:
    from pathlib import Path

    from tests.whole.nursery import Nursery

SPEED = 60
"""A minute of the talks, and of Telegram's limits, in a second; the bot is as fast as it is."""


async def test_everything_arrives_once_and_in_order_where_everybody_talks_at_once(
    tmp_path: Path, nursery: Nursery
) -> None:
    async with served(tmp_path, nursery, TEAM, speed=SPEED) as house:
        room = Room(house)
        await room.fill()
        await room.talk(minutes=1)
    arrived = [words for words, _ in room.arrivals()]
    assert len(arrived) == len(set(arrived)) == COUNSELLORS * TALKS * A_MINUTE * 2
    ways: dict[str, list[int]] = defaultdict(list)
    for words in arrived:
        way, _, number = words.rpartition("-")
        ways[way].append(int(number))
    assert all(numbers == sorted(numbers) for numbers in ways.values())
    assert len(ways) == COUNSELLORS * TALKS * 2
