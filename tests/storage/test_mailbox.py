"""The mailbox: words for somebody who left, opened by their code alone, for ninety days."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from flows.model import Erase, Session
from flows.orders import EndCase, KeepLine, PutIntoMailbox
from storage.code import CodeBroken, Opener, derive, new_code
from storage.mailbox import code_salt, empty, letters
from storage.retention import retain
from tests.storage.conftest import ALICE, BOB, House, say
from tests.storage.desk import END, OLGA, answered, do, line, open_case

if TYPE_CHECKING:
    from storage.store import Chat, Store


async def give_code(store: Store, chat: Chat = ALICE) -> Opener:
    """Give the reporter of a chat a return code."""
    opener = derive(new_code(), await code_salt(store))
    async with store.work(chat, None) as turn:
        assert turn is not None
        turn.give_code(opener.id, opener.public)
        turn.keep(turn.session or Session(), [])
    return opener


async def words(store: Store, opener: Opener) -> list[str] | None:
    found = await letters(store, opener.id, opener.private)
    return None if found is None else [letter.text for letter in found]


async def test_words_come_in_their_order_and_stay_until_they_are_read(house: House, store: Store) -> None:
    key = await open_case(store)
    opener = await give_code(store)
    assert await words(store, opener) == []
    for number in range(1, 13):
        await do(store, key, *answered(number, f"words {number}"), PutIntoMailbox(number=number))
    store = await house.reopen()
    for _ in range(2):
        assert await words(store, opener) == [f"words {number}" for number in range(1, 13)]
    await empty(store, opener.id)
    assert await words(store, opener) == [], "the code is still known"
    await do(store, key, *answered(13, "more"), PutIntoMailbox(number=13))
    assert await words(store, opener) == ["more"]


async def test_a_code_that_was_never_given_is_unknown(store: Store) -> None:
    await open_case(store)
    await give_code(store)
    assert await words(store, derive(new_code(), await code_salt(store))) is None


async def test_a_line_is_put_in_as_it_was_kept_but_for_who_wrote_it(store: Store) -> None:
    key = await open_case(store)
    opener = await give_code(store)
    phrase = line(1, "", "counsellor", by=OLGA, phrase="ph.hello", values={"day": "mon"})
    await do(store, key, KeepLine(line=phrase), PutIntoMailbox(number=1))
    assert await letters(store, opener.id, opener.private) == [replace(phrase, by="")]


async def test_words_are_put_in_in_the_turn_that_gives_the_code(store: Store) -> None:
    await open_case(store, orders=answered(1, "before"))
    opener = derive(new_code(), await code_salt(store))
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        assert turn.case is not None
        turn.work_on(turn.case, [PutIntoMailbox(number=1)])
        turn.give_code(opener.id, opener.public)
        turn.keep(turn.session or Session(), [])
    assert await words(store, opener) == ["before"]


async def test_the_newest_of_two_codes_gets_the_words_and_everything_erases_both(store: Store) -> None:
    key = await open_case(store)
    first = await give_code(store)
    await do(store, key, *answered(1, "one"), PutIntoMailbox(number=1))
    second = await give_code(store)
    await do(store, key, *answered(2, "two"), PutIntoMailbox(number=2))
    assert (await words(store, first), await words(store, second)) == (["one"], ["two"])
    await say(store, ALICE, Erase("everything", None))
    assert (await words(store, first), await words(store, second)) == (None, None)


async def test_without_a_code_and_without_a_line_nothing_is_put_in(store: Store) -> None:
    key = await open_case(store)
    await do(store, key, *answered(1), PutIntoMailbox(number=1))
    opener = await give_code(store)
    await do(store, key, PutIntoMailbox(number=7))
    assert await words(store, opener) == []


async def test_words_outlive_their_case_and_conversation(house: House, store: Store) -> None:
    key = await open_case(store)
    opener = await give_code(store)
    await do(store, key, *answered(1, "for you"), PutIntoMailbox(number=1))
    await say(store, ALICE, Erase("draft", None))
    await do(store, key, END)
    house.wait(days=89)
    await retain(store, house.now)
    assert await words(store, opener) == ["for you"]


@pytest.mark.parametrize("looks", [False, True], ids=["also unswept", "swept"])
async def test_words_are_gone_after_ninety_days_and_the_code_is_known_as_long_as_its_case_may_last(
    house: House, store: Store, looks: bool
) -> None:
    async def wait(days: int) -> None:
        house.wait(days=days)
        if looks:
            await retain(store, house.now)

    key = await open_case(store)
    opener = await give_code(store)
    await do(store, key, *answered(1, "first"), PutIntoMailbox(number=1))
    await wait(90)
    assert await words(store, opener) == []
    await wait(93)
    await do(store, key, *answered(2, "on the last day"), PutIntoMailbox(number=2), END)
    await wait(89)
    assert await words(store, opener) == ["on the last day"]
    await wait(1)
    assert await words(store, opener) is None


async def test_another_code_opens_nothing(store: Store) -> None:
    key = await open_case(store)
    opener = await give_code(store)
    await open_case(store, BOB)
    other = await give_code(store, BOB)
    await do(store, key, *answered(1), PutIntoMailbox(number=1))
    with pytest.raises(CodeBroken):
        await letters(store, opener.id, other.private)


@pytest.mark.sqlite
async def test_neither_the_operators_keys_nor_the_order_of_letters_tell_anything(
    house: House, store: Store
) -> None:
    """Letters lie under random keys, and all short ones have one size."""
    key = await open_case(store)
    await give_code(store)
    for number in range(1, 9):
        await do(store, key, *answered(number, "x" * number), PutIntoMailbox(number=number))
    with closing(sqlite3.connect(house.database)) as connection:
        rows = connection.execute("SELECT key, body, due FROM letter").fetchall()
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert len({len(row[1]) for row in rows}) == 1
    assert {row[2] for row in rows} == {int(house.now.timestamp() // 86400) + 90}


async def test_the_code_salt_is_made_once_and_never_changes(house: House, store: Store) -> None:
    salt = await code_salt(store)
    assert len(salt) == 16
    beside = await house.open()
    assert await code_salt(beside) == salt
    store = await house.reopen()
    assert await code_salt(store) == salt
    with closing(sqlite3.connect(house.keys / "keys.db")) as connection:
        [wrapped] = connection.execute("SELECT wrapped FROM key WHERE id = ?", (b"codes",)).fetchone()
    assert salt not in wrapped


async def test_two_processes_agree_on_the_code_salt(house: House, store: Store) -> None:
    """The second one to make it takes the first one's."""
    other = await house.open()
    await other.vault.store.settle(b"codes", other.vault._wrap(b"codes", b"s" * 16))
    await store.vault.store.settle(b"codes", store.vault._wrap(b"codes", b"t" * 16))
    assert await code_salt(store) == await code_salt(other) == b"s" * 16


@pytest.mark.parametrize(("wished", "found"), [(True, None), (False, ["one"])])
async def test_letters_outlive_their_case_unless_the_reporter_wanted_it_erased(
    store: Store, wished: bool, found: list[str] | None
) -> None:
    key = await open_case(store)
    opener = await give_code(store)
    await do(store, key, *answered(1, "one"), PutIntoMailbox(number=1))
    await do(store, key, EndCase(wished=wished))
    assert await words(store, opener) == found
