"""A `kill -9` between any two statements: what a case went through is there whole, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flows.orders import MoveReports, OpenTopic
from storage.store import Farewell, SeatPlace
from storage.work import REPORTER
from tests.storage.conftest import ALICE, report, say
from tests.storage.desk import (
    ANNOUNCED,
    END,
    OLGA,
    OLGAS_CHAT,
    TEAM_BOT,
    answered,
    case_of,
    deliver,
    do,
    head,
    open_case,
    wrote,
)
from tests.storage.test_ending import DRAFT, EVERYTHING, LAST, full
from tests.storage.test_erasing import Camera, changes, states

if TYPE_CHECKING:
    from storage.store import Store
    from tests.storage.conftest import House

pytestmark = pytest.mark.sqlite


async def look(store: Store) -> tuple[bool, int, int, int]:
    """Whether Alice has a case; how many errands, boxes and waiting reports there are."""
    boxes = [*await store.case_boxes(reporter=True), *await store.case_boxes(reporter=False)]
    return await case_of(store) is not None, len(await store.errands()), len(boxes), await store.waiting()


async def test_an_end_killed_between_any_two_steps_is_done_whole_or_not_at_all(
    house: House, store: Store
) -> None:
    key = await full(store)
    await deliver(store, key, OLGA)
    camera = Camera(house, store)
    await camera.watch(lambda: do(store, key, MoveReports(reports=(report(ground="sex"),)), END))
    assert len(camera.shots) > 20
    assert changes(await states(camera, look)) == [(True, 0, 0, 0), (False, 1, 0, 1)]


async def test_an_opening_killed_between_any_two_steps_is_kept_whole_or_not_at_all(
    house: House, store: Store
) -> None:
    camera = Camera(house, store)
    await camera.watch(lambda: open_case(store, orders=[ANNOUNCED, *wrote(1), *answered(2)]))
    assert changes(await states(camera, look)) == [(False, 0, 0, 0), (True, 0, 3, 0)]


async def test_erasing_everything_killed_between_any_two_steps_is_done_whole_or_not_at_all(
    house: House, store: Store
) -> None:
    await full(store)
    camera = Camera(house, store)
    await camera.watch(lambda: say(store, ALICE, EVERYTHING))

    async def seen(store: Store) -> tuple[object, ...]:
        delivery = await store.head(store.vault.look_up(*ALICE))
        return (*(await look(store))[:2], delivery and delivery.effect)

    assert changes(await states(camera, seen)) == [(True, 0, None), (False, 1, Farewell(LAST, (31, 41, 42)))]


async def test_leaving_killed_between_any_two_steps_is_done_whole_or_not_at_all(
    house: House, store: Store
) -> None:
    key = await full(store)
    await do(store, key, *answered(3))
    camera = Camera(house, store)
    await camera.watch(lambda: say(store, ALICE, DRAFT))

    async def seen(store: Store) -> tuple[object, ...]:
        case = await case_of(store)
        delivery = await store.head(store.vault.look_up(*ALICE))
        return case and case.unread, len(await store.case_boxes(reporter=True)), delivery and delivery.effect

    found = changes(await states(camera, seen))
    assert found == [((), 1, None), ((3,), 0, Farewell(LAST, (31, 41, 42)))]


async def test_a_delivery_killed_between_any_two_steps_is_brought_again_or_remembered(
    house: House, store: Store
) -> None:
    key = await open_case(store, orders=answered(1))
    post = await head(store, key, REPORTER)
    camera = Camera(house, store)
    await camera.watch(lambda: store.posted(post, 55))

    async def seen(store: Store) -> tuple[int, int]:
        return len(await store.case_boxes(reporter=True)), await store.line_at(key, REPORTER, 55)

    assert changes(await states(camera, seen)) == [(1, 0), (0, 1)]


async def test_an_errand_killed_between_any_two_steps_is_done_again_or_gone(
    house: House, store: Store
) -> None:
    key = await full(store)
    await do(store, key, END)
    [errand] = await store.errands()
    camera = Camera(house, store)
    await camera.watch(lambda: store.errand_done(errand.key))

    async def seen(store: Store) -> int:
        return len(await store.errands())

    assert changes(await states(camera, seen)) == [1, 0]


async def test_a_late_arrival_killed_between_any_two_steps_leaves_no_key_behind(
    house: House, store: Store
) -> None:
    key = await open_case(store, orders=[OpenTopic(to=OLGA), *answered(1)])
    topic, words = await head(store, key, OLGA), await head(store, key, REPORTER)
    await do(store, key, END)
    camera = Camera(house, store)

    async def late() -> None:
        await store.posted(topic, seat=SeatPlace(TEAM_BOT, OLGAS_CHAT, thread=71))
        await store.posted(words, 55)

    await camera.watch(late)

    async def seen(store: Store) -> tuple[int, int]:
        return len(await store.errands()), len(await store.boxes())

    assert changes(await states(camera, seen)) == [(0, 0), (1, 0), (1, 1)]
