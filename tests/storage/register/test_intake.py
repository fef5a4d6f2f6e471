"""A pause of the intake and an order to erase: kept in the database, seen by whoever looks next."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from storage.register import intake

if TYPE_CHECKING:
    from storage.store import Store
    from tests.storage.conftest import House


async def test_a_pause_holds_across_restarts_until_it_is_ended(house: House, store: Store) -> None:
    assert not await intake.paused(store)
    await intake.pause(store)
    await intake.pause(store)
    store = await house.reopen()
    assert await intake.paused(store)
    await intake.resume(store)
    await intake.resume(store)
    assert not await intake.paused(await house.reopen())


async def test_a_pause_by_one_process_is_seen_by_another_at_once(house: House, store: Store) -> None:
    other = await house.open()
    await intake.pause(other)
    assert await intake.paused(store)
    await intake.resume(store)
    assert not await intake.paused(other)


async def test_an_order_to_erase_stands_until_it_is_done(house: House, store: Store) -> None:
    await intake.order_purge(store)
    store = await house.reopen()
    assert await intake.purge_ordered(store)
    assert not await intake.paused(store)
    await intake.purge_done(store)
    assert not await intake.purge_ordered(store)


@pytest.mark.sqlite
async def test_the_marks_say_neither_who_nor_when(house: House, store: Store) -> None:
    await intake.pause(store)
    with closing(sqlite3.connect(house.database)) as connection:
        assert dict(connection.execute("SELECT name, value FROM meta WHERE name <> 'check'")) == {
            "paused": b"1"
        }
