"""The flush: together or not at all, in an order that says nothing, and once only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec.structs import replace

from flows.model import Erase
from storage.register.entry import Entry
from storage.register.export import entries
from storage.register.flush import flush
from storage.store import Chat
from storage.vault import HOUSE
from tests.storage.conftest import ALICE, BOT, card, report, say, send, send_many
from tests.storage.register.test_entry import LISTS, ONES
from tests.storage.test_erasing import Camera, changes, states

if TYPE_CHECKING:
    from flows.questionnaire import Taxonomy
    from storage.store import Store
    from tests.storage.conftest import House

WARSAW = ZoneInfo("Europe/Warsaw")
NOW = datetime(2026, 7, 20, 2, 0, tzinfo=UTC)
BATCH = 5


async def mix(store: Store, taxonomy: Taxonomy, now: datetime = NOW, batch: int = BATCH) -> int:
    return await flush(store, taxonomy, now, batch, WARSAW)


async def test_fewer_than_a_batch_go_on_waiting(store: Store, taxonomy: Taxonomy) -> None:
    await send_many(store, BATCH - 1)
    assert await mix(store, taxonomy) == 0
    assert await store.waiting() == BATCH - 1
    assert await entries(store) == []


async def test_a_batch_is_written_whole_and_waits_no_more(store: Store, taxonomy: Taxonomy) -> None:
    await send_many(store, BATCH + 2)
    assert await mix(store, taxonomy) == BATCH + 2
    assert await store.waiting() == 0
    assert [entry.grounds for entry in await entries(store)] == [("sex",)] * (BATCH + 2)
    assert await mix(store, taxonomy) == 0


async def test_an_empty_waiting_room_is_never_a_batch(store: Store, taxonomy: Taxonomy) -> None:
    assert await mix(store, taxonomy, batch=0) == 0


@pytest.mark.parametrize(
    ("now", "period"),
    [
        (datetime(2026, 7, 31, 21, 59, tzinfo=UTC), "2026-07"),
        (datetime(2026, 7, 31, 22, 0, tzinfo=UTC), "2026-08"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "2027-01"),
    ],
)
async def test_the_period_is_the_month_in_warsaw(
    store: Store, taxonomy: Taxonomy, now: datetime, period: str
) -> None:
    await send_many(store, BATCH)
    await mix(store, taxonomy, now)
    assert {entry.period for entry in await entries(store)} == {period}


async def test_the_keys_of_mixed_reports_are_dead_and_their_sessions_live(
    store: Store, taxonomy: Taxonomy
) -> None:
    await send_many(store, BATCH)
    assert len(await store.vault.store.ids()) == 2 * BATCH
    await mix(store, taxonomy)
    assert len(await store.vault.store.ids()) == BATCH


@pytest.mark.sqlite
async def test_after_the_flush_both_logs_are_empty(house: House, store: Store, taxonomy: Taxonomy) -> None:
    await send_many(store, BATCH)
    await mix(store, taxonomy)
    assert house.database.with_name("glos.db-wal").stat().st_size == 0
    assert (house.keys / "keys.db-wal").stat().st_size == 0


async def test_a_report_taken_back_before_the_flush_is_not_missed(store: Store, taxonomy: Taxonomy) -> None:
    """Neither a number nor a gap tells that somebody took a report back."""
    await send_many(store, 2)
    await send(store, ALICE, report(ground="age"))
    await send_many(store, 3, first=3)
    await say(store, ALICE, Erase("everything", card(9)))
    assert await mix(store, taxonomy) == BATCH
    assert [entry.grounds for entry in await entries(store)] == [("sex",)] * BATCH


@pytest.mark.sqlite
async def test_neither_the_table_nor_the_file_tells_in_which_order_reports_came(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    """Both orders are as far from that of arrival as chance puts them.

    40 things in random order have 390 inversions on average, with a deviation of 43: six of these either way
    are exceeded once in some 500 million runs.
    """
    arrived = list(taxonomy.lists["district"])[:40]
    for number, district in enumerate(arrived, 1):
        await send(store, Chat(BOT, number), report(district=district))
    await mix(store, taxonomy)
    rows = await house.rows("SELECT key, body FROM entry")
    file = house.database.read_bytes()
    table = [arrived.index(await district_of(store, *row)) for row in rows]
    pages = [
        place
        for _, place in sorted(zip((file.index(body[2000:2040]) for _, body in rows), table, strict=True))
    ]
    for order in (table, pages):
        assert 132 < inversions(order) < 648


def inversions(order: list[int]) -> int:
    return sum(earlier > later for at, later in enumerate(order) for earlier in order[:at])


async def district_of(store: Store, key: bytes, body: bytes) -> str:
    plain = await store.vault.open_(HOUSE, "entry", "body", key, body)
    return str(msgspec.json.decode(plain, type=Entry).district)


async def test_the_longest_report_and_the_shortest_have_one_size_when_sealed(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    longest = {list_: " ".join(taxonomy.lists[list_]) for list_ in LISTS}
    longest |= {list_: max(taxonomy.lists[list_], key=len) for list_ in ONES}
    outcome = max(taxonomy.lists["outcome"], key=len)
    await send(store, ALICE, replace(report(**longest), outcome=outcome))
    await send_many(store, BATCH)
    assert len(set(await house.rows("SELECT length(body) FROM report"))) == 1
    await mix(store, taxonomy)
    assert len(set(await house.rows("SELECT length(body) FROM entry"))) == 1


@pytest.mark.sqlite
async def test_a_flush_killed_between_any_two_steps_is_done_whole_or_not_at_all(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    await send_many(store, BATCH)
    camera = Camera(house, store)
    await camera.watch(lambda: mix(store, taxonomy))

    async def look(store: Store) -> tuple[int, int]:
        return await store.waiting(), len(await entries(store))

    assert changes(await states(camera, look)) == [(BATCH, 0), (0, BATCH)]
