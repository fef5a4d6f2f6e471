"""The reporter leaves: what stands in the chat goes, what was on its way waits, what is late is removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from flows.model import Key, Press, Session, text
from flows.orders import (
    AmendAtReporter,
    OpenTopic,
    SayToReporter,
)
from storage.errands import DropTopic
from storage.store import Farewell, SeatPlace
from storage.work import REPORTER
from tests.storage.conftest import ALICE, say
from tests.storage.desk import (
    CASE,
    END,
    OLGA,
    OLGAS_CHAT,
    SAID,
    TEAM_BOT,
    answered,
    box,
    case_of,
    deliver,
    do,
    head,
    open_case,
)

if TYPE_CHECKING:
    import pytest

    from storage.store import Store
    from tests.storage.conftest import House
from tests.storage.test_ending import DRAFT, EVERYTHING, LAST, full, said_farewell


async def test_what_stands_of_the_talk_in_the_chat_goes_with_the_conversation(
    house: House, store: Store
) -> None:
    """What the reporter wrote, what was brought, what the bot said; at the team all stays."""
    key = await full(store)
    await say(store, ALICE, DRAFT)
    assert await said_farewell(store) == [Farewell(LAST, (41, 42), (31,))]
    assert await store.line_at(key, REPORTER, 31) == 0
    assert await store.line_at(key, OLGA, 75) == 2
    assert await store.seat_of(TEAM_BOT, OLGAS_CHAT, thread=71) == (key, OLGA)
    await say(store, ALICE, DRAFT)
    assert await said_farewell(store) == [Farewell(LAST, ())], "nothing is removed twice"


async def test_silence_leaves_the_talk_in_the_chat_and_what_is_on_its_way_still_comes(store: Store) -> None:
    key = await full(store)
    await do(store, key, *answered(3, "late"))
    await say(store, ALICE, replace(DRAFT, talk_stays=True))
    assert await said_farewell(store) == [Farewell(LAST, ())]
    assert await store.line_at(key, REPORTER, 31) == 1
    case = await case_of(store)
    assert case is not None
    assert case.unread == ()
    assert await head(store, key, REPORTER) is not None


async def test_every_message_of_a_long_line_goes_and_where_it_stood_before(store: Store) -> None:
    """A line that was too long for one message, and one that could not be edited and was sent anew."""
    key = await open_case(store)
    await do(store, key, *answered(1), AmendAtReporter(number=1), SAID)
    for message, more in ((41, [42, 43]), (44, []), (45, [46])):
        await store.posted(await head(store, key, REPORTER), message, more=more)
    assert [await store.line_at(key, REPORTER, message) for message in range(41, 47)] == [1, 1, 1, 1, 0, 0]
    await say(store, ALICE, DRAFT)
    assert await said_farewell(store) == [Farewell(LAST, (41, 42, 43, 44, 45, 46))]
    assert await store.line_at(key, REPORTER, 42) == 0


async def test_what_was_on_its_way_waits_to_be_opened_when_the_chat_is_left(store: Store) -> None:
    key = await open_case(store, case=replace(CASE, unread=(1,), carded=True))
    offer = SayToReporter(lines=(text("talk.interp"),), keys=((Key(text("yes"), Press.INTERPRETER_YES),),))
    closing = SayToReporter(lines=(text("ho.closed"),), keys=((Key(text("again"), Press.REOPEN),),))
    await do(store, key, *answered(3), SAID, *answered(2), offer, closing)
    await say(store, ALICE, DRAFT)
    assert await store.case_boxes(reporter=True) == []
    case = await case_of(store)
    assert case is not None
    assert (case.unread, case.pending, case.carded) == ((1, 2, 3), ("interpreter", "closed"), False)


async def test_what_a_case_says_as_it_hears_that_the_chat_was_left_is_brought(store: Store) -> None:
    key = await open_case(store)
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        turn.work_on(replace(CASE, carded=True), [SAID])
        turn.keep(turn.session or Session(), [DRAFT])
    assert (await head(store, key, REPORTER)).order == SAID
    case = await case_of(store)
    assert case is not None
    assert case.carded


async def test_a_case_may_learn_what_was_on_its_way_before_it_hears_that_nothing_arrives(
    store: Store,
) -> None:
    """So that it can put the words into the mailbox; they are not brought any more."""
    key = await open_case(store)
    await do(store, key, *answered(1), *answered(2))
    async with store.case(key) as turn:
        assert turn is not None
        await store.recall(turn)
        assert turn.case is not None
        assert turn.case.unread == (1, 2)
        turn.work_on(replace(turn.case, unread=()), [SAID])
    assert await deliver(store, key, REPORTER) == [SAID]


async def test_words_that_arrive_while_the_chat_is_left_are_removed_and_wait_as_unread(store: Store) -> None:
    key = await open_case(store, orders=answered(1))
    under_way = await head(store, key, REPORTER)
    await say(store, ALICE, DRAFT)
    await store.posted(under_way, 55, more=[56])
    assert await said_farewell(store) == [Farewell(LAST, ()), Farewell(None, (55, 56))]
    case = await case_of(store)
    assert case is not None
    assert case.unread == (1,)


async def test_words_that_arrive_while_everything_is_erased_are_removed(house: House, store: Store) -> None:
    key = await open_case(store, orders=answered(1))
    under_way = await head(store, key, REPORTER)
    await say(store, ALICE, EVERYTHING)
    await store.posted(under_way, 55)
    store = await house.reopen()
    assert await said_farewell(store) == [Farewell(LAST, ()), Farewell(None, (55,))]
    assert await store.vault.store.ids() == set()


async def test_a_topic_that_is_made_while_its_case_ends_is_deleted(house: House, store: Store) -> None:
    key = await open_case(store, orders=[OpenTopic(to=OLGA)])
    under_way = await head(store, key, OLGA)
    seat = SeatPlace(TEAM_BOT, OLGAS_CHAT, thread=71)
    await do(store, key, END)
    assert await store.errands() == []
    assert not await store.seated(under_way, seat)
    [errand] = await (store := await house.reopen()).errands()
    assert errand.chores == (DropTopic(TEAM_BOT, OLGAS_CHAT, 71),)
    await store.errand_done(errand.key)
    await store.posted(under_way, seat=seat)
    assert len(await store.errands()) == 1, "it says so again, in case the first time got lost"
    assert await store.post_head(box(key, OLGA)) is None


async def test_an_errand_of_another_version_is_left_alone(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = await full(store)
    with monkeypatch.context() as patched:
        patched.setattr("storage.errands.msgspec.json.encode", lambda _: b'[{"type": "Dance"}]')
        await do(store, key, END)
    assert await store.errands() == []
