"""What dies by age alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flows.model import Erase
from storage.retention import retain
from storage.store import StorageFailed
from tests.storage.conftest import ALICE, card, say

if TYPE_CHECKING:
    from storage.store import Store, Turn
    from tests.storage.conftest import House


async def seen(store: Store, update: int) -> bool:
    turn: Turn | None
    async with store.work(ALICE, update) as turn:
        return turn is None


async def test_an_update_is_known_again_for_a_day_and_forgotten_after_it(house: House, store: Store) -> None:
    assert not await seen(store, 7)
    house.wait(hours=24)
    await retain(store, house.now)
    assert await seen(store, 7)
    house.wait(hours=1)
    await retain(store, house.now)
    assert not await seen(store, 7)


async def test_an_erasure_whose_keys_could_not_die_is_ended(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_ids: object) -> None:
        raise StorageFailed("keys.db could not be written: disk I/O error.")

    await say(store, ALICE, card(1))
    with monkeypatch.context() as patched:
        patched.setattr(store.vault.store, "remove", fails)
        await say(store, ALICE, Erase("draft", None))
        assert len(await store.vault.store.ids()) == 2
        with pytest.raises(StorageFailed):
            await retain(store, store.clock())
    await retain(store, store.clock())
    assert await store.vault.store.ids() == set()
