"""What dies by age alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from flows.model import Erase
from flows.orders import OpenTopic, PutIntoMailbox
from storage.mailbox import letters
from storage.retention import retain
from storage.store import StorageFailed
from storage.tables import ERRAND
from tests.storage.conftest import ALICE, card, say
from tests.storage.desk import END, OLGA, answered, deliver, do, enrol, open_case
from tests.storage.test_mailbox import give_code

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


async def test_invitations_and_what_a_code_opens_are_gone_after_their_term_though_nobody_looked(
    house: House, store: Store
) -> None:
    """The process may have slept for months: the first look clears all that is over."""
    await store.staff.invite("counsellor", ("pl",), cleared=False, now=house.now)
    olga = await enrol(store, "Olga")
    key = await open_case(store)
    opener = await give_code(store)
    await do(store, key, *answered(1), PutIntoMailbox(number=1))
    house.wait(days=300)
    store = await house.reopen()
    await retain(store, house.now)
    await house.close()
    left = {table: await house.rows(COUNT.format(table)) for table in TERMS}
    assert left == {"seen": [(0,)], "staff": [(1,)], "mailbox": [(0,)], "letter": [(0,)]}
    store = await house.open()
    assert await letters(store, opener.id, opener.private) is None
    assert [member.colleague for member in await store.staff.members()] == [olga.colleague]


async def test_what_could_not_be_brought_or_done_for_a_week_is_given_up_with_its_key(
    house: House, store: Store
) -> None:
    """A farewell and an errand hold the way to a chat; nothing works, and after a week they end."""
    key = await open_case(store, orders=[OpenTopic(to=OLGA), *answered(1)])
    await deliver(store, key, OLGA)
    await do(store, key, END)
    await say(store, ALICE, Erase("everything", card(9, "bye")))
    house.wait(days=7)
    await retain(store, house.now)
    assert len(await store.errands()) == len(await store.boxes()) == 1
    house.wait(days=1)
    await retain(store, house.now)
    assert (await store.errands(), await store.boxes()) == ([], [])
    assert await store.vault.store.ids() == set()


async def test_an_errand_of_another_version_is_given_up(house: House, store: Store) -> None:
    """Nobody here can do it, and nobody can tell how old it is."""
    [key] = await store.vault.new_keys(1)
    body = await store.vault.seal(key, "errand", "body", key, b'[{"type": "Sing"}]')
    async with store.data.write() as connection:
        await connection.execute(insert(ERRAND), {"key": key, "body": body})
    assert await store.errands() == []
    await retain(store, house.now)
    assert await store.vault.store.ids() == set()


@pytest.mark.sqlite
async def test_what_was_deleted_stands_in_no_log_after_a_look(house: House, store: Store) -> None:
    await say(store, ALICE, card(1))
    await retain(store, house.now)
    assert house.database.with_name("glos.db-wal").stat().st_size == 0


TERMS = ("seen", "staff", "mailbox", "letter")
COUNT = "SELECT count(*) FROM {}"


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
