"""Timers of a case: its own, to the minute, and settled only by the turn that takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.model import Erase, SetTimer
from flows.orders import (
    SetCaseTimer,
    StopCaseTimer,
)
from tests.storage.conftest import ALICE, owners, say
from tests.storage.desk import (
    do,
    hear,
    open_case,
    wrote,
)

if TYPE_CHECKING:
    from storage.store import Store
    from tests.storage.conftest import House


async def test_timers_of_a_case_are_its_own(house: House, store: Store) -> None:
    await say(store, ALICE, SetTimer("remind", 600))
    key = await open_case(store, orders=[SetCaseTimer(timer="remind", seconds=300)])
    house.wait(seconds=330)
    assert (await store.due(), await store.cases_due()) == ([], [key])
    house.wait(seconds=330)
    assert (await store.due(), await store.cases_due()) == (owners(store, [ALICE]), [key])


async def test_a_timer_of_a_case_is_settled_by_the_turn_that_takes_it(house: House, store: Store) -> None:
    key = await open_case(
        store, orders=[SetCaseTimer(timer="late", seconds=600), SetCaseTimer(timer="early", seconds=60)]
    )
    house.wait(hours=1)
    async with store.wake(key) as turn:
        assert turn is not None
        assert turn.due == ("early", "late")
    assert await store.cases_due() == [key], "nobody took it"
    async with store.wake(key) as turn:
        assert turn is not None
        assert turn.case is not None
        turn.work_on(turn.case, [SetCaseTimer(timer="late", seconds=600)])
    assert await store.cases_due() == []
    house.wait(minutes=11)
    async with store.wake(key) as turn:
        assert turn is not None
        assert turn.due == ("late",)


async def test_a_fact_of_the_team_settles_no_timer(house: House, store: Store) -> None:
    key = await open_case(store, orders=[SetCaseTimer(timer="retention", seconds=60)])
    house.wait(hours=1)
    await do(store, key, *wrote(1))
    await hear(store, *wrote(2))
    assert await store.cases_due() == [key]


async def test_a_stopped_timer_does_not_fire(house: House, store: Store) -> None:
    key = await open_case(store, orders=[SetCaseTimer(timer="remind", seconds=60)])
    await do(store, key, StopCaseTimer(timer="remind"))
    house.wait(hours=1)
    assert await store.cases_due() == []


async def test_forgetting_the_conversation_leaves_the_timers_of_its_case(house: House, store: Store) -> None:
    key = await open_case(store, orders=[SetCaseTimer(timer="retention", seconds=60)])
    await say(store, ALICE, Erase("draft", None))
    house.wait(hours=1)
    assert await store.cases_due() == [key]
