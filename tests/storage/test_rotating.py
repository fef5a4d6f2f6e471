"""A new pepper and a new master key while the bot runs: all is found, and nothing by the old ones alone."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import LargeBinary

from flows.model import Erase
from storage.gate import Gate
from storage.keyfolder import MASTER, PEPPER, KeysUnreadable
from storage.rehashing import BOUND, FREE
from storage.rotating import rotate
from storage.store import StorageFailed, StorageRefused
from storage.tables import DATA
from tests.storage.conftest import ALICE, BOB, House, card, say
from tests.storage.whole_house import WHOLE, found, furnish, hashes

if TYPE_CHECKING:
    from flows.questionnaire import Taxonomy
    from storage.store import Store


def contents(house: House) -> bytes:
    """All bytes of both folders but the files of the operator's keys."""
    files = [file for folder in ("data", "keys") for file in (house.root / folder).glob("*")]
    return b"".join(file.read_bytes() for file in files if file.suffix != ".key")


def keys_in(house: House, file: str) -> list[bytes]:
    return [b64decode(line) for line in (house.keys / file).read_text().split()]


async def test_after_a_new_pepper_everything_is_found_and_the_next_start_finds_it_too(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    await furnish(store, taxonomy)
    before = await found(store)
    assert {name: before[name] for name in WHOLE} == WHOLE
    for links in (2, 3):
        assert await rotate(store, [PEPPER]) == [PEPPER]
        assert len(keys_in(house, PEPPER)) == links
        assert await found(store) == before
        store = await house.reopen()
        assert await found(store) == before


async def test_after_a_new_pepper_no_former_keyed_hash_stands_anywhere(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    await furnish(store, taxonomy)
    former = await hashes(store)
    assert len(former) > 10
    await rotate(store, [PEPPER])
    written = contents(house)
    assert [value.hex() for value in former if value in written] == []
    assert len(now := await hashes(store)) == len(former)
    assert former.isdisjoint(now)


async def test_the_old_pepper_alone_finds_nobody(house: House, store: Store, taxonomy: Taxonomy) -> None:
    await furnish(store, taxonomy)
    old = (house.keys / PEPPER).read_bytes()
    gone = {store.vault.look_up(*ALICE), store.vault.look_up(*BOB), store.vault.mark(1000, 77)}
    assert gone <= await hashes(store)
    await rotate(store, [PEPPER])
    assert gone.isdisjoint(await hashes(store))
    await house.close()
    (house.keys / PEPPER).write_bytes(old)
    with pytest.raises(StorageRefused, match="do not belong to the database"):
        await house.open()


def test_every_column_that_holds_a_keyed_hash_follows() -> None:
    """An owner, a mark, or a column added later must be named in storage/rehashing.py, or here."""
    elsewhere = {"key", "record", "body", "route", "mail", "box", "value", "id", "mailbox"} | {"body_key"}
    columns = {
        column
        for table in DATA.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary) and column.name not in elsewhere
    }
    assert columns == {*FREE, *(bound.hashed for bound in BOUND)}


async def test_keys_of_cases_among_the_timers_stay_as_they_are(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    key = await furnish(store, taxonomy)
    house.wait(hours=1)
    assert await store.cases_due() == [key]
    await rotate(store, [PEPPER])
    assert await store.cases_due() == [key]
    assert await store.due() == [store.vault.look_up(*ALICE)]


async def test_after_a_new_master_key_everything_opens_and_nothing_wrapped_by_the_old_one_is_left(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    await furnish(store, taxonomy)
    before, old = await found(store), (house.keys / MASTER).read_bytes()
    wrapped = [await store.vault.store.get(id_) for id_ in (*await store.vault.store.ids(), b"house")]
    assert len(wrapped) > 5
    assert await rotate(store, [MASTER]) == [MASTER]
    written = contents(house)
    assert [one for one in wrapped if one is not None and one in written] == []
    assert await found(store) == before
    store = await house.reopen()
    assert await found(store) == before
    await house.close()
    (house.keys / MASTER).write_bytes(old)
    with pytest.raises(KeysUnreadable, match="does not open the key store"):
        await house.open()


# ---------------------------------------------------------------------------- with a running bot


async def test_what_is_being_delivered_meanwhile_is_settled_and_not_brought_twice(store: Store) -> None:
    await say(store, ALICE, card(1))
    box = store.vault.look_up(*ALICE)
    under_way = await store.head(box)
    assert under_way is not None
    for _ in range(2):
        await rotate(store, [PEPPER])
    assert await store.boxes() == [box]  # one round per box: under a new name a second one would begin
    await store.delivered(under_way, card=501)
    assert await store.head(box) is None
    assert await store.boxes() == []
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        assert turn.route.card == 501
    await say(store, ALICE, card(2))
    assert await store.boxes() == [box]
    assert await store.head(box) is not None


async def test_a_last_card_that_is_shown_meanwhile_is_not_sent_a_second_time(store: Store) -> None:
    await say(store, ALICE, card(1))
    await say(store, ALICE, Erase("everything", card(2, "bye")))
    box = store.vault.look_up(*ALICE)
    farewell = await store.head(box)
    assert farewell is not None
    await rotate(store, [PEPPER])
    await store.shown(farewell, 77)
    again = await store.head(box)
    assert again is not None
    assert again.route.card == 77


async def test_a_box_of_which_nothing_is_under_way_has_its_new_name(store: Store) -> None:
    await say(store, ALICE, card(1))
    old = store.vault.look_up(*ALICE)
    await rotate(store, [PEPPER])
    assert await store.boxes() == [store.vault.look_up(*ALICE)] != [old]
    assert await store.head(old) is None


async def test_who_is_lost_meanwhile_is_found_by_the_name_of_the_box(store: Store) -> None:
    await say(store, ALICE, card(1))
    box = store.vault.look_up(*ALICE)
    await store.head(box)
    await rotate(store, [PEPPER])
    async with store.wake(box) as turn:
        assert turn is not None
        assert turn.session is not None


async def test_a_rotation_waits_for_running_turns_and_holds_new_ones_only_for_its_moment(
    store: Store,
) -> None:
    await say(store, ALICE, card(1))
    order: list[str] = []

    async def turn_of_bob() -> None:
        await say(store, BOB, card(1))
        order.append("bob")

    async with store.work(ALICE, None) as turn:
        assert turn is not None
        rotation = asyncio.create_task(rotate(store, [PEPPER]))
        while store.gate._turns.is_set():  # noqa: ASYNC110  it begins within a few steps of the loop
            await asyncio.sleep(0)
        bob = asyncio.create_task(turn_of_bob())
        assert await store.waiting_cases() == 0
        assert await store.staff.member(1, 2) is None  # a look within a turn goes through
        assert not rotation.done()
        order.append("alice")
        assert turn.session is not None
        turn.keep(turn.session, [card(2)])
    await rotation
    order.append("rotated")
    await bob
    assert order[0] == "alice"
    assert set(order) == {"alice", "bob", "rotated"}
    assert set(await store.boxes()) == {store.vault.look_up(*ALICE), store.vault.look_up(*BOB)}


async def test_a_turn_that_lasts_lets_others_in_while_the_rotation_is_patient(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.rotating.PATIENCE_SECONDS", 0.01)
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        rotation = asyncio.create_task(rotate(store, [PEPPER]))
        await say(store, BOB, card(1))
        await say(store, BOB, card(2))
        assert not rotation.done()
    assert await rotation == [PEPPER]


async def test_many_turns_and_both_rotations_at_once_lose_nothing(store: Store) -> None:
    chats = [ALICE._replace(id=number) for number in range(1, 9)]

    async def talk(chat: object) -> None:
        for number in range(1, 6):
            await say(store, chat, card(number))  # type: ignore[arg-type]  # one of the values that the type names

    await asyncio.gather(*(talk(chat) for chat in chats), rotate(store, [PEPPER, MASTER]))
    for chat in chats:
        delivery = await store.head(store.vault.look_up(*chat))
        assert delivery is not None
        assert delivery.effect == card(5)
        assert delivery.number == 5


async def test_two_rotations_at_once_come_one_after_the_other(house: House, store: Store) -> None:
    await say(store, ALICE, card(1))
    await asyncio.gather(rotate(store, [PEPPER]), rotate(store, [PEPPER]))
    assert len(keys_in(house, PEPPER)) == 3
    assert await (await house.reopen()).boxes() != []


async def test_a_shut_gate_lets_nobody_in() -> None:
    gate = Gate()
    gate.shut = True
    with pytest.raises(StorageFailed):
        async with gate.turn():
            pass
    with pytest.raises(StorageFailed):
        async with gate.look():
            pass
