"""Cases: what a turn does to one is kept with the turn, found again by chat, key, topic or colleague."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from flows.case import Case
from flows.facts import Report
from flows.model import Erase, SendReport, Session, SetTimer, Talk
from flows.orders import (
    MoveReports,
    RelayToColleague,
    SetCaseTimer,
)
from storage.store import Chat, Route
from storage.work import REPORTER, Taken
from tests.storage.conftest import ALICE, BOB, BOT, card, report, say
from tests.storage.desk import (
    ANNOUNCED,
    CASE,
    IGOR,
    OLGA,
    TEAM_BOT,
    answered,
    case_of,
    deliver,
    do,
    head,
    open_case,
    wrote,
)

if TYPE_CHECKING:
    from storage.store import Store
    from tests.storage.conftest import House


async def test_a_chat_without_a_case_has_none(store: Store) -> None:
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        assert (turn.case, turn.talk, turn.case_key) == (None, None, b"")


async def test_a_case_is_there_in_the_next_turn_and_after_a_restart(house: House, store: Store) -> None:
    key = await open_case(store)
    assert len(key) == 16
    for open_store in (store, await house.reopen()):
        async with open_store.work(ALICE, None) as turn:
            assert turn is not None
            assert (turn.case, turn.case_key) == (CASE, key)
        assert await case_of(open_store, BOB) is None


async def test_the_case_outlives_the_conversation(store: Store) -> None:
    await open_case(store)
    await say(store, ALICE, Erase("draft", None))
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        assert (turn.session, turn.case) == (None, CASE)


async def test_what_the_conversation_may_know_of_its_case_is_shown_and_never_kept(store: Store) -> None:
    case = Case("amber heron", 1, "uk", state="claimed", talk="rc", unread=(2,), flags=("quiet", "minor"))
    await open_case(store, case=case)
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        assert turn.talk == Talk("claimed", wish="report", lang="uk", quiet=True, unread=1, minor=True)
        turn.keep(Session(lang="uk", talk=turn.talk), [])
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        assert turn.session == Session(lang="uk")


async def test_who_waits_is_told_how_many_came_before(store: Store) -> None:
    waiting = [
        CASE,
        replace(CASE, codename="b", queue=2),
        replace(CASE, codename="c", queue=3, state="closed"),
    ]
    for number, case in enumerate(waiting, 1):
        await open_case(store, Chat(BOT, number), case)
    await open_case(store, case=replace(CASE, codename="d", queue=4))
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        assert turn.talk is not None
        assert turn.talk.before == 2
    assert await store.waiting_cases() == 3


async def test_several_facts_of_one_turn_add_up(store: Store) -> None:
    key = await open_case(store)
    async with store.case(key) as turn:
        assert turn is not None
        for number in (1, 2, 3):
            assert turn.case is not None
            turn.work_on(replace(turn.case, talk="r" * number), wrote(number), Taken(OLGA, 70 + number))
    case = await case_of(store)
    assert case is not None
    assert case.lines == 3
    assert [await store.line_at(key, OLGA, 70 + number) for number in (1, 2, 3)] == [1, 2, 3]
    assert len(await deliver(store, key, OLGA)) == 3


async def test_a_turn_that_fails_leaves_the_case_as_it_was(store: Store) -> None:
    key = await open_case(store)
    with pytest.raises(ZeroDivisionError):  # noqa: PT012  it is raised inside the turn
        async with store.case(key, (TEAM_BOT, 7)) as turn:
            assert turn is not None
            turn.work_on(replace(CASE, talk="r"), wrote(1))
            raise ZeroDivisionError
    assert await case_of(store) == CASE
    assert await store.case_boxes(reporter=False) == []
    async with store.case(key, (TEAM_BOT, 7)) as turn:
        assert turn is not None


async def test_an_update_of_the_team_is_taken_in_once(house: House, store: Store) -> None:
    key = await open_case(store)
    for number, open_store in enumerate((store, await house.reopen())):
        async with open_store.case(key, (TEAM_BOT, 7)) as turn:
            assert (turn is None) is bool(number)
    async with house.opened[0].case(key, (TEAM_BOT, 8)) as turn:
        assert turn is not None


async def test_an_update_about_no_case_is_taken_in_once_too(store: Store) -> None:
    assert [await store.first_time(TEAM_BOT, 5) for _ in range(3)] == [True, False, False]


async def test_a_case_that_is_gone_has_no_turn(store: Store) -> None:
    async with store.case(b"x" * 16, (TEAM_BOT, 7)) as turn:
        assert turn is None
    async with store.wake(b"x" * 16) as turn:
        assert turn is None


async def test_the_session_is_untouched_by_a_turn_of_the_case(store: Store) -> None:
    await say(store, ALICE, card(1), SetTimer("draft", 60), session=Session(lang="ru", card=3))
    key = await open_case(store)
    await do(store, key, *wrote(1), talk="r")
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        assert turn.session == Session(lang="ru", card=3)


async def test_reporter_and_team_take_turns_with_a_case(store: Store) -> None:
    """What one of them adds the other sees, though all start at once."""
    key = await open_case(store)

    async def add(*, team: bool) -> None:
        async with store.case(key) if team else store.work(ALICE, None) as turn:
            assert turn is not None
            assert turn.case is not None
            await asyncio.sleep(0)
            number = turn.case.lines + 1
            turn.work_on(replace(turn.case, talk=turn.case.talk + "r"), wrote(number))
            if not team:
                turn.keep(turn.session or Session(), [])

    await asyncio.gather(*(add(team=bool(number % 2)) for number in range(40)))
    wanted = [RelayToColleague(to=OLGA, number=number) for number in range(1, 41)]
    assert await deliver(store, key, OLGA) == wanted


async def test_a_closed_case_is_kept_beside_the_one_that_follows_it(house: House, store: Store) -> None:
    old = await open_case(store, case=replace(CASE, state="closed"))
    await do(store, old, SetCaseTimer(timer="retention", seconds=3600))
    new = await open_case(store, case=replace(CASE, codename="blue otter", queue=2))
    assert old != new
    case = await case_of(store)
    assert case is not None
    assert case.codename == "blue otter"
    house.wait(hours=2)
    assert await store.cases_due() == [old]
    async with store.wake(old) as turn:
        assert turn is not None
        assert turn.case is not None
        assert (turn.case.codename, turn.due) == ("amber heron", ("retention",))
        turn.work_on(turn.case, [])
    assert await case_of(store) == case


# ---------------------------------------------------------------------------- all together


async def test_names_in_use_are_those_of_all_kept_cases_and_no_place_is_given_twice(store: Store) -> None:
    assert await store.names_in_use() == (frozenset(), 1)
    await open_case(store, case=replace(CASE, queue=7, state="closed"))
    await open_case(store, case=replace(CASE, codename="blue otter", queue=8))
    found = await asyncio.gather(*(store.names_in_use() for _ in range(5)))
    assert {names for names, _ in found} == {frozenset({"amber heron", "blue otter"})}
    assert sorted(place for _, place in found) == [9, 10, 11, 12, 13]


async def test_the_cases_of_a_colleague_are_those_that_name_them(store: Store) -> None:
    parts = [
        {"counsellor": OLGA},
        {"interpreter": OLGA},
        {"offered": OLGA},
        {"second": OLGA},
        {"counsellor": IGOR},
    ]
    for number, part in enumerate(parts, 1):
        case = replace(CASE, codename=str(number), queue=10 - number, **part)
        await open_case(store, Chat(BOT, number), case)
    cases = await store.cases_of(OLGA)
    assert [case.codename for _, case in cases] == ["4", "3", "2", "1"]
    async with store.case(cases[0][0]) as turn:
        assert turn is not None
        assert turn.case == cases[0][1]


async def test_what_was_read_of_all_cases_is_never_stale(house: House, store: Store) -> None:
    """All cases are read at many turns, so what has not changed is not opened again."""
    key = await open_case(store)
    assert await store.waiting_cases() == 1
    await do(store, key, state="claimed")
    assert await store.waiting_cases() == 0
    beside = await house.open()
    await do(beside, key, state="waiting")
    assert await store.waiting_cases() == 1
    await say(store, ALICE, Erase("everything", None))
    assert await store.waiting_cases() == 0
    assert store.cases_read == {}


# ---------------------------------------------------------------------------- reports that are moved


async def test_moved_reports_wait_in_the_reporters_record_so_that_erase_takes_them(store: Store) -> None:
    key = await open_case(store)
    moved = (report(ground="sex"), Report("victim", {"ground": ("age",)}, "info_given"))
    await do(store, key, MoveReports(reports=moved))
    await say(store, BOB, SendReport(report(ground="sex")))
    assert await store.waiting() == 3
    await say(store, ALICE, Erase("everything", None))
    assert await store.waiting() == 1


# ---------------------------------------------------------------------------- after an upgrade


async def other_version(store: Store, monkeypatch: pytest.MonkeyPatch) -> bytes:
    with monkeypatch.context() as patched:
        patched.setattr("storage.cases.encode", lambda _: b'{"codename": 5}')
        return await open_case(store, orders=[ANNOUNCED, SetCaseTimer(timer="limit", seconds=3600)])


async def test_a_case_of_another_version_counts_as_none_and_another_may_open(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = await other_version(store, monkeypatch)
    assert await case_of(store) is None
    assert await store.names_in_use() == (frozenset(), 1)
    assert await store.post_head((await store.case_boxes(reporter=False))[0]) is None
    async with store.case(key) as turn:
        assert turn is not None
        assert turn.case is None
    await open_case(store)
    assert await case_of(store) == CASE


async def test_a_case_of_another_version_is_erased_when_its_time_is_over(
    house: House, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = await other_version(store, monkeypatch)
    house.wait(hours=2)
    assert await store.cases_due() == [key]
    async with store.wake(key) as turn:
        assert turn is not None
    assert await store.cases_due() == []
    assert key not in await store.vault.store.ids()


async def test_the_way_to_the_reporter_is_known_without_a_conversation(store: Store) -> None:
    key = await open_case(store)
    await say(store, ALICE, Erase("draft", None))
    await do(store, key, *answered(1))
    assert (await head(store, key, REPORTER)).route == Route(BOT, ALICE.id)
