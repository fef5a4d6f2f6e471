"""When a rotation fails or is cut off, and how one is asked for."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

import pytest

from storage.keyfolder import MASTER, PEPPER, KeysUnreadable, write_next
from storage.rotating import ask, asked, held, look, rotate
from storage.store import StorageFailed, StorageRefused
from tests.storage.conftest import ALICE, House, card, say
from tests.storage.test_rotating import keys_in
from tests.storage.whole_house import found, furnish

if TYPE_CHECKING:
    from flows.questionnaire import Taxonomy
    from storage.store import Store


# ---------------------------------------------------------------------------- when something fails


async def test_a_rotation_that_cannot_be_written_changes_nothing(
    house: House, store: Store, taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch
) -> None:
    await furnish(store, taxonomy)
    before = await found(store)

    async def broken(*_: object) -> None:
        raise StorageFailed("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr("storage.rotating.rehash", broken)
        patched.setattr(store.vault.store, "rewrap", broken)
        for file in (PEPPER, MASTER):
            with pytest.raises(StorageFailed, match="disk is full"):
                await rotate(store, [file])
    assert await found(store) == before
    assert not list(house.keys.glob("*.next"))
    assert await found(await house.reopen()) == before


async def test_a_log_that_cannot_be_emptied_leaves_the_rest_to_the_next_look(
    house: House, store: Store, taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As while a long backup reads: the pepper has changed, and its file follows later."""
    await furnish(store, taxonomy)
    before = await found(store)

    async def busy() -> None:
        raise StorageFailed("The log is read.")

    with monkeypatch.context() as patched:
        patched.setattr(store.data, "truncate", busy)
        with pytest.raises(StorageFailed):
            await rotate(store, [PEPPER])
        assert await found(store) == before
        with pytest.raises(StorageFailed):
            await rotate(store, [MASTER])
        assert await found(store) == before
    assert (house.keys / "pepper.next").exists()
    assert await look(store) == []
    assert not (house.keys / "pepper.next").exists()
    assert len(keys_in(house, PEPPER)) == 2
    assert await found(await house.reopen()) == before


async def test_half_a_successor_is_dropped(house: House, store: Store) -> None:
    await say(store, ALICE, card(1))
    await house.close()
    for name in ("pepper.next", "master.next"):
        (house.keys / name).write_text("AAAA")
    store = await house.open()
    assert await store.boxes() == [store.vault.look_up(*ALICE)]
    assert not list(house.keys.glob("*.next"))


async def test_a_successor_that_nothing_follows_is_dropped_and_one_of_another_house_is_refused(
    house: House,
) -> None:
    await house.open()
    await house.close()
    write_next(house.keys, PEPPER, [bytes(32), bytes(32)])
    await house.open()
    await house.close()
    assert not (house.keys / "pepper.next").exists()
    (house.keys / PEPPER).write_text(b64encode(bytes(32)).decode())
    write_next(house.keys, PEPPER, [bytes(32), bytes(32)])
    with pytest.raises(StorageRefused, match="do not belong"):
        await house.open()
    assert (house.keys / "pepper.next").exists()


# ---------------------------------------------------------------------------- how it is asked for


async def test_a_running_bot_does_what_is_asked_for_and_asks_no_more(house: House, store: Store) -> None:
    assert await look(store) == []
    ask(house.keys, [PEPPER, MASTER])
    assert asked(house.keys) == [MASTER, PEPPER]
    with pytest.raises(KeysUnreadable, match="asked for already"):
        ask(house.keys, [PEPPER])
    assert await look(store) == [MASTER, PEPPER]
    assert asked(house.keys) == []
    assert await look(store) == []


async def test_nobody_changes_keys_while_another_process_has_them(house: House, store: Store) -> None:
    ask(house.keys, [PEPPER])
    beside = await house.open()  # as `glos register export` beside a running bot
    assert await look(store) == []
    assert asked(house.keys) == [PEPPER]
    await beside.close()
    await beside.vault.close()
    assert await look(store) == [PEPPER]


async def test_whether_somebody_has_the_keys_can_be_seen(house: House) -> None:
    assert not held(house.keys)
    await house.open()
    assert held(house.keys)
    await house.close()
    assert not held(house.keys)


async def test_keys_from_the_environment_are_left_alone(
    house: House, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLOS_STORAGE__PEPPER", (house.keys / PEPPER).read_text())
    ask(house.keys, [PEPPER])
    with pytest.raises(KeysUnreadable, match="GLOS_STORAGE__PEPPER comes from the environment"):
        await look(store)
    assert asked(house.keys) == []
    assert await rotate(store, [MASTER]) == [MASTER]
