"""Seats: where a case stands at the team, by whom it is found there, and what takes whose place."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from flows.model import text
from flows.orders import (
    Announce,
    AskColleague,
    DeleteTopic,
    OpenTopic,
    Withdraw,
    WithdrawQuestion,
)
from storage.store import SeatPlace
from storage.work import GROUP, REPORTER
from tests.storage.desk import (
    ANNOUNCED,
    CASE,
    GROUP_CHAT,
    IGOR,
    OLGA,
    OLGAS_CHAT,
    TEAM_BOT,
    box,
    deliver,
    do,
    head,
    hear,
    open_case,
    wrote,
)

if TYPE_CHECKING:
    from storage.store import Store
    from tests.storage.conftest import House

TOPIC = SeatPlace(TEAM_BOT, OLGAS_CHAT, thread=71, message=72)
CARD = SeatPlace(TEAM_BOT, GROUP_CHAT, message=9)
QUESTION = SeatPlace(TEAM_BOT, OLGAS_CHAT, message=73)
WORDS = (text("a"),)


async def test_a_topic_begins_with_its_history_and_is_found_by_its_thread(house: House, store: Store) -> None:
    case = replace(CASE, talk="rhr", counsellor=OLGA)
    key = await open_case(
        store, case=case, orders=[order for number in (1, 2, 3) for order in wrote(number)[:1]]
    )
    await do(store, key, OpenTopic(to=OLGA, history=(1, 3)), *wrote(4))
    post = await head(store, key, OLGA)
    assert [placed.line.number for placed in post.lines] == [1, 3]
    assert post.seat is None
    await store.posted(post, copies={1: 75, 3: 76}, seat=TOPIC)
    store = await house.reopen()
    assert await store.seat_of(TEAM_BOT, OLGAS_CHAT, thread=71) == (key, OLGA)
    assert await store.line_at(key, OLGA, 76) == 3
    assert (await head(store, key, OLGA)).seat == TOPIC


@pytest.mark.parametrize(
    ("bot", "chat", "thread", "message"),
    [
        (TEAM_BOT + 1, OLGAS_CHAT, 71, 0),
        (TEAM_BOT, OLGAS_CHAT + 1, 71, 0),
        (TEAM_BOT, OLGAS_CHAT, 70, 0),
        (TEAM_BOT, OLGAS_CHAT, 0, 71),
        (TEAM_BOT, OLGAS_CHAT, 0, 0),
    ],
)
async def test_no_other_chat_leads_to_a_case(
    store: Store, bot: int, chat: int, thread: int, message: int
) -> None:
    key = await open_case(store, orders=[OpenTopic(to=OLGA)])
    await store.posted(await head(store, key, OLGA), seat=TOPIC)
    assert await store.seat_of(bot, chat, thread, message) is None


async def test_a_press_on_the_groups_card_finds_its_case_until_the_card_is_a_dash(store: Store) -> None:
    key = await open_case(store, orders=[ANNOUNCED])
    await store.posted(await head(store, key, GROUP), 9, seat=CARD)
    assert await store.seat_of(TEAM_BOT, GROUP_CHAT, message=9) == (key, "case")
    await do(store, key, Withdraw(what="case"))
    post = await head(store, key, GROUP)
    assert post.seat == CARD
    await store.posted(post, gone=True)
    assert await store.seat_of(TEAM_BOT, GROUP_CHAT, message=9) is None


async def test_one_card_stands_for_each_and_a_new_one_takes_its_place(store: Store) -> None:
    """The courier is told which one to take away."""
    wanted = Announce(what="interpreter", lines=WORDS)
    key = await open_case(store, orders=[ANNOUNCED, wanted, ANNOUNCED])
    for message, before in ((9, None), (10, None), (11, CARD)):
        post = await head(store, key, GROUP)
        assert post.seat == before
        await store.posted(post, message, seat=replace(CARD, message=message))
    found = [await store.seat_of(TEAM_BOT, GROUP_CHAT, message=message) for message in (9, 10, 11)]
    assert found == [None, (key, "interpreter"), (key, "case")]


async def test_a_question_is_found_by_its_message_until_it_is_settled(store: Store) -> None:
    asked = AskColleague(to=OLGA, what="handover", lines=WORDS)
    key = await open_case(
        store, orders=[OpenTopic(to=OLGA), asked, WithdrawQuestion(to=OLGA, what="handover")]
    )
    await store.posted(await head(store, key, OLGA), seat=TOPIC)
    await store.posted(await head(store, key, OLGA), 73, seat=QUESTION)
    assert await store.seat_of(TEAM_BOT, OLGAS_CHAT, message=73) == (key, "handover")
    post = await head(store, key, OLGA)
    assert post.seat == QUESTION
    await store.posted(post, gone=True)
    assert await store.seat_of(TEAM_BOT, OLGAS_CHAT, message=73) is None
    assert await store.seat_of(TEAM_BOT, OLGAS_CHAT, thread=71) == (key, OLGA)


async def test_a_topic_that_was_lost_and_made_anew_takes_the_place_of_the_old_one(store: Store) -> None:
    key = await open_case(store, case=replace(CASE, talk="rr", counsellor=OLGA), orders=wrote(1)[:1])
    await do(store, key, OpenTopic(to=OLGA, history=(1,)), *wrote(2))
    await store.posted(await head(store, key, OLGA), copies={1: 75}, seat=TOPIC)
    anew = replace(TOPIC, thread=81, message=82)
    post = await head(store, key, OLGA)
    assert [placed.line.number for placed in await store.lines_of(post.box)] == [1], "2 is on its way"
    assert await store.seated(post, anew)
    assert await head(store, key, OLGA) == replace(post, seat=anew)
    await store.posted(post, 86, copies={1: 85}, seat=anew)
    assert await store.seat_of(TEAM_BOT, OLGAS_CHAT, thread=71) is None
    assert await store.seat_of(TEAM_BOT, OLGAS_CHAT, thread=81) == (key, OLGA)
    assert [await store.line_at(key, OLGA, message) for message in (75, 85, 86)] == [1, 1, 2]
    assert [placed.line.number for placed in await store.lines_of(post.box, 2)] == [2]


async def test_what_came_since_is_for_an_interpreter_only_what_is_shared(store: Store) -> None:
    """And for nobody a voice that waits for its button, or a line that was withdrawn."""
    case = replace(CASE, talk="rrhxr", counsellor=OLGA, interpreter=IGOR, helping="joined", shared=(5,))
    await open_case(store, case=case, orders=[order for number in range(1, 6) for order in wrote(number)[:1]])
    [(key, _)] = await store.cases_of(IGOR)
    shown = {to: [placed.line.number for placed in await store.lines_of(box(key, to))] for to in (OLGA, IGOR)}
    assert shown == {OLGA: [1, 2, 5], IGOR: [5]}


async def test_a_topic_that_was_deleted_leads_to_no_case(store: Store) -> None:
    key = await open_case(store, orders=[OpenTopic(to=OLGA), DeleteTopic(to=OLGA)])
    await store.posted(await head(store, key, OLGA), seat=TOPIC)
    post = await head(store, key, OLGA)
    assert post.seat == TOPIC
    await store.posted(post, gone=True)
    assert await store.seat_of(TEAM_BOT, OLGAS_CHAT, thread=71) is None


async def test_a_courier_and_turns_of_both_sides_lose_nothing_of_each_other(store: Store) -> None:
    """Copies are written while lines are amended and cases change."""
    key = await open_case(store)

    async def talk() -> None:
        for number in range(1, 31):
            await hear(store, *wrote(number), message=1000 + number)

    async def bring() -> None:
        brought = 0
        while brought < 30:
            brought += len(await deliver(store, key, OLGA, first=2001 + brought))
            await asyncio.sleep(0)

    async with asyncio.timeout(60):  # a line that is lost is waited for no longer
        await asyncio.gather(talk(), bring())
    for number in range(1, 31):
        assert await store.line_at(key, REPORTER, 1000 + number) == number
        assert await store.line_at(key, OLGA, 2000 + number) == number
