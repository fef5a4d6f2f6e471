"""What couriers bring for cases: each box in its order, furnished with all that is needed, and remembered."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.model import text
from flows.orders import (
    DELIVERED,
    AmendAtColleague,
    AskColleague,
    DeleteTopic,
    KeepLine,
    OpenTopic,
    RelayToColleague,
    RelayToReporter,
    SayToColleague,
    SayToReporter,
    ShowCaseCard,
    TellColleague,
    TellCoordinators,
    Withdraw,
    WithdrawQuestion,
)
from storage.lines import Placed
from storage.posting import Box, box_of
from storage.store import Route
from storage.work import GROUP, REPORTER, Taken
from tests.storage.conftest import ALICE, BOB, BOT, House
from tests.storage.desk import (
    ANNOUNCED,
    CASE,
    IGOR,
    OLGA,
    SAID,
    answered,
    box,
    deliver,
    do,
    head,
    hear,
    line,
    open_case,
    wrote,
)

if TYPE_CHECKING:
    from flows.orders import CaseOrder
    from storage.store import Store

WORDS = (text("a"),)

EACH: list[CaseOrder] = [
    RelayToReporter(number=1),
    SAID,
    SayToReporter(lines=WORDS),
    RelayToColleague(to=OLGA, number=1),
    RelayToColleague(to=IGOR, number=1),
    AmendAtColleague(to=OLGA, number=1),
    SayToColleague(to=IGOR, lines=WORDS),
    AskColleague(to=IGOR, what="handover", lines=WORDS),
    WithdrawQuestion(to=IGOR, what="handover"),
    TellColleague(to=OLGA, lines=WORDS),
    OpenTopic(to=OLGA, history=(1,)),
    DeleteTopic(to=OLGA),
    ShowCaseCard(to=IGOR),
    ANNOUNCED,
    Withdraw(what="case"),
    TellCoordinators(lines=WORDS),
]


# ---------------------------------------------------------------------------- order


@given(
    st.lists(
        st.one_of(
            st.lists(st.sampled_from(EACH), max_size=6),
            st.tuples(st.sampled_from([REPORTER, OLGA, IGOR, GROUP]), st.integers(1, 3)),
        ),
        max_size=12,
    )
)
@settings(max_examples=25)
def test_what_is_ordered_comes_in_order_in_each_box_once_however_turns_and_rounds_alternate(
    plan: list[list[CaseOrder] | tuple[str, int]],
) -> None:
    """A list is a turn with these orders; a pair lets a courier bring so many of one box."""
    with TemporaryDirectory() as folder:
        asyncio.run(_in_order(House(Path(folder)), plan))


async def _in_order(house: House, plan: list[list[CaseOrder] | tuple[str, int]]) -> None:
    try:
        store = await house.open()
        key = await open_case(store, orders=[KeepLine(line=line(1))])
        other = await open_case(store, BOB, orders=[KeepLine(line=line(1)), *EACH])
        ordered: dict[str, list[CaseOrder]] = {to: [] for to in (REPORTER, OLGA, IGOR, GROUP)}
        brought: dict[str, list[CaseOrder]] = {to: [] for to in ordered}
        for step in [*plan, *((to, 999) for to in ordered)]:
            if isinstance(step, list):
                await do(store, key, *step)
                for order in step:
                    ordered[box_of(order)].append(order)
            else:
                brought[step[0]] += await _bring(store, Box(key, step[0]), step[1])
        assert brought == ordered
        assert {each.record for each in await _boxes(store)} == {other}
    finally:
        await house.close()


async def _bring(store: Store, where: Box, count: int) -> list[CaseOrder]:
    seen: list[CaseOrder] = []
    while len(seen) < count and (post := await store.post_head(where)) is not None:
        assert await store.post_head(where) == post
        await store.posted(post)
        seen.append(post.order)
    return seen


async def _boxes(store: Store) -> list[Box]:
    return [*await store.case_boxes(reporter=True), *await store.case_boxes(reporter=False)]


@pytest.mark.parametrize("order", EACH)
async def test_an_order_comes_back_as_what_it_was(house: House, store: Store, order: CaseOrder) -> None:
    assert isinstance(order, DELIVERED)
    key = await open_case(store, orders=[KeepLine(line=line(1)), order])
    post = await head(await house.reopen(), key, box_of(order))
    assert post.order == order
    assert type(post.order) is type(order)
    assert post.case == CASE


async def test_boxes_are_those_to_reporters_and_those_to_the_team(store: Store) -> None:
    key = await open_case(store, orders=[*answered(1), *wrote(2), ANNOUNCED])
    other = await open_case(store, BOB, orders=answered(1))
    assert set(await store.case_boxes(reporter=True)) == {Box(key, REPORTER), Box(other, REPORTER)}
    assert set(await store.case_boxes(reporter=False)) == {Box(key, OLGA), Box(key, GROUP)}


async def test_an_order_of_another_version_is_dropped(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    key = await open_case(store)
    with monkeypatch.context() as patched:
        patched.setattr("storage.posting.encode_order", lambda _: b'{"type": "Dance"}')
        await do(store, key, SAID)
    assert await store.post_head(box(key, REPORTER)) is None
    assert await store.case_boxes(reporter=True) == []
    await do(store, key, SAID)
    assert (await head(store, key, REPORTER)).order == SAID


async def test_only_the_reporters_box_knows_the_way_to_the_reporter(store: Store) -> None:
    key = await open_case(store, orders=[*answered(1), *wrote(2), ANNOUNCED])
    assert (await head(store, key, REPORTER)).route == Route(BOT, ALICE.id)
    assert (await head(store, key, OLGA)).route is None
    assert (await head(store, key, GROUP)).route is None


# ---------------------------------------------------------------------------- lines and their copies


async def test_a_line_comes_with_the_line_it_answers_and_where_both_stand(house: House, store: Store) -> None:
    key = await open_case(store)
    await hear(store, *wrote(1), message=31)
    await deliver(store, key, OLGA, first=71)
    reply: list[CaseOrder] = [KeepLine(line=line(2, "yes", "counsellor", reply=1)), RelayToReporter(number=2)]
    await do(store, key, *reply, taken=Taken(OLGA, 74))
    post = await head(await house.reopen(), key, REPORTER)
    assert post.line == Placed(line(2, "yes", "counsellor", reply=1), {OLGA: 74})
    assert post.answered == Placed(line(1), {REPORTER: 31, OLGA: 71})


async def test_a_translation_comes_with_what_it_translates(store: Store) -> None:
    key = await open_case(store, orders=wrote(1))
    translated = line(2, "tak było", "interpreter", reply=1, translates=1)
    await do(store, key, KeepLine(line=translated), RelayToColleague(to=OLGA, number=2))
    await store.posted(await head(store, key, OLGA), 71)
    post = await head(store, key, OLGA)
    assert post.line is not None
    assert post.line.line == translated
    assert post.answered == Placed(line(1), {OLGA: 71})


async def test_a_line_is_found_by_the_message_in_which_it_was_brought(house: House, store: Store) -> None:
    key = await open_case(store, orders=[*answered(1), *wrote(2)])
    await deliver(store, key, REPORTER, first=41)
    await deliver(store, key, OLGA, first=71)
    store = await house.reopen()
    assert await store.line_at(key, REPORTER, 41) == 1
    assert await store.line_at(key, OLGA, 71) == 2
    assert await store.line_at(key, REPORTER, 71) == 0


async def test_what_was_given_up_is_struck_out_and_stands_nowhere(store: Store) -> None:
    key = await open_case(store, orders=answered(1))
    await store.posted(await head(store, key, REPORTER))
    assert await store.case_boxes(reporter=True) == []
    await do(store, key, RelayToReporter(number=1))
    post = await head(store, key, REPORTER)
    assert post.line is not None
    assert post.line.copies == {}


async def test_the_bots_own_words_in_the_talk_are_remembered_on_the_way(store: Store) -> None:
    key = await open_case(store, orders=[SAID, *answered(1)])
    await deliver(store, key, REPORTER, first=41)
    await do(store, key, SAID)
    assert (await head(store, key, REPORTER)).route == Route(BOT, ALICE.id, others=(41,))
