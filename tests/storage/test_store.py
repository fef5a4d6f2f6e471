"""Turns: what is kept, in which order, and that nobody else comes between."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from flows.model import RemoveTyped, SendReport, Session, SetTimer
from tests.storage.conftest import ALICE, BOB, BOT, card, owners, report, say

if TYPE_CHECKING:
    from storage.store import Store
    from tests.storage.conftest import House
from storage.store import Chat, Route

SESSION = Session(
    lang="uk", phase="interview", at="v_type", answers={"v_group": ("words",)}, trail=("v_group",)
)


async def test_nothing_is_held_of_a_chat_that_never_spoke(store: Store) -> None:
    async with store.work(ALICE, 1) as turn:
        assert turn is not None
        assert (turn.session, turn.due, turn.route) == (None, (), Route(BOT, ALICE.id))


async def test_a_session_is_there_in_the_next_turn_and_after_a_restart(house: House, store: Store) -> None:
    await say(store, ALICE, session=SESSION)
    for open_store in (store, await house.reopen()):
        async with open_store.work(ALICE, None) as turn:
            assert turn is not None
            assert turn.session == SESSION


async def test_chats_and_bots_are_kept_apart(store: Store) -> None:
    await say(store, ALICE, session=SESSION)
    for other in (BOB, Chat(BOT + 1, ALICE.id)):
        async with store.work(other, None) as turn:
            assert turn is not None
            assert turn.session is None


async def test_an_update_is_taken_in_once_even_after_a_restart(house: House, store: Store) -> None:
    async with store.work(ALICE, 7) as turn:
        assert turn is not None
        turn.keep(SESSION, [])
    for open_store in (store, await house.reopen()):
        async with open_store.work(ALICE, 7) as turn:
            assert turn is None
        async with open_store.work(Chat(BOT + 1, ALICE.id), None) as turn:
            assert turn is not None


async def test_a_turn_that_fails_leaves_everything_as_it_was(store: Store) -> None:
    await say(store, ALICE, session=SESSION)
    with pytest.raises(ZeroDivisionError):  # noqa: PT012  it is raised inside the turn
        async with store.work(ALICE, 8) as turn:
            assert turn is not None
            turn.keep(Session(lang="pl"), [card(1), SendReport(report(ground="sex"))])
            raise ZeroDivisionError
    async with store.work(ALICE, 8) as turn:  # not counted as seen
        assert turn is not None
        assert turn.session == SESSION
    assert await store.boxes() == []
    assert await store.waiting() == 0


async def test_a_turn_without_keep_only_remembers_its_update(store: Store) -> None:
    async with store.work(ALICE, 9):
        pass
    async with store.work(ALICE, 9) as turn:
        assert turn is None
    async with store.work(ALICE, 10) as turn:
        assert turn is not None
        assert turn.session is None


async def test_reports_wait_and_are_counted(store: Store) -> None:
    await say(store, ALICE, SendReport(report(ground="sex")), SendReport(report(ground="age")))
    await say(store, BOB, SendReport(report(ground="age")))
    assert await store.waiting() == 3


# ---------------------------------------------------------------------------- after an upgrade


async def unreadable(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a session that no version of this code has written."""
    with monkeypatch.context() as patched:
        patched.setattr("storage.committing.encode", lambda _: b'{"phase": "of another version"}')
        await say(store, ALICE, SetTimer("draft", 60))


async def test_a_session_of_another_version_counts_as_none_and_may_begin_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await unreadable(store, monkeypatch)
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        assert turn.session is None
        turn.keep(SESSION, [card(1)])
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        assert turn.session == SESSION


async def test_a_session_of_another_version_is_erased_when_its_timer_runs_out(
    house: House, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await unreadable(store, monkeypatch)
    house.wait(hours=1)
    async with store.wake(store.vault.look_up(*ALICE)) as turn:
        assert turn is not None
        assert turn.session is None
    assert await store.due() == []
    assert await store.vault.store.ids() == set()


# ---------------------------------------------------------------------------- timers


async def test_a_timer_is_due_at_the_end_of_its_minute(house: House, store: Store) -> None:
    await say(store, ALICE, SetTimer("draft", 60))  # at 12:00:30, so 12:01:30 becomes 12:02
    house.wait(seconds=89)
    assert await store.due() == []
    house.wait(seconds=1)
    assert await store.due() == owners(store, [ALICE])


async def test_timers_come_oldest_first_and_once(house: House, store: Store) -> None:
    await say(store, BOB, SetTimer("late", 600), SetTimer("early", 300))
    await say(store, ALICE, SetTimer("soon", 60))
    house.wait(hours=1)
    assert await store.due() == owners(store, [ALICE, BOB])
    async with store.wake(store.vault.look_up(*BOB)) as turn:
        assert turn is not None
        assert turn.due == ("early", "late")
        assert turn.session is not None
        turn.keep(turn.session, [])
    assert await store.due() == owners(store, [ALICE])


async def test_a_timer_set_again_starts_anew(house: House, store: Store) -> None:
    await say(store, ALICE, SetTimer("draft", 60))
    house.wait(seconds=45)
    await say(store, ALICE, SetTimer("draft", 60))
    house.wait(seconds=60)
    assert await store.due() == []
    house.wait(seconds=60)
    assert await store.due() == owners(store, [ALICE])


async def test_a_timer_that_is_set_by_its_own_turn_lives_on(house: House, store: Store) -> None:
    await say(store, ALICE, SetTimer("draft", 60))
    house.wait(hours=1)
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        assert turn.due == ("draft",)
        turn.keep(SESSION, [SetTimer("draft", 60)])
    assert await store.due() == []
    house.wait(hours=1)
    assert await store.due() == owners(store, [ALICE])


async def test_a_failed_turn_leaves_its_timers_due(house: House, store: Store) -> None:
    await say(store, ALICE, SetTimer("draft", 60))
    house.wait(hours=1)
    owner = store.vault.look_up(*ALICE)
    with pytest.raises(ZeroDivisionError):
        async with store.wake(owner):
            raise ZeroDivisionError
    assert await store.due() == [owner]


async def test_a_turn_that_keeps_nothing_leaves_its_timers_due(house: House, store: Store) -> None:
    """A timer may be what erases the conversation, so it must not get lost."""
    await say(store, ALICE, SetTimer("draft", 60))
    house.wait(hours=1)
    async with store.work(ALICE, 3):
        pass
    assert await store.due() == owners(store, [ALICE])


async def test_nobody_is_woken_where_nothing_is_held(store: Store) -> None:
    async with store.wake(store.vault.look_up(*ALICE)) as turn:
        assert turn is None


# ---------------------------------------------------------------------------- side by side


async def test_fifty_chats_side_by_side_each_keep_their_own_order(store: Store) -> None:
    """A turn reads what the turn before has written, though all are started at once."""
    inside: set[int] = set()

    async def take(chat: Chat, number: int) -> None:
        async with store.work(chat, chat.id * 100 + number) as turn:
            assert turn is not None
            assert chat.id not in inside, "two turns of one chat at once"
            inside.add(chat.id)
            session = turn.session or Session()
            await asyncio.sleep(0)
            turn.keep(
                Session(card=session.card + 1, trail=(*session.trail, str(number))), [RemoveTyped()], number
            )
            inside.discard(chat.id)

    chats = [Chat(BOT, number) for number in range(1, 51)]
    await asyncio.gather(*(take(chat, number) for number in range(20) for chat in chats))
    for chat in chats:
        async with store.work(chat, None) as turn:
            assert turn is not None
            assert turn.session is not None
            assert turn.session.trail == tuple(map(str, range(20)))
    delivery = await store.head(owners(store, chats)[49])
    assert delivery is not None
    assert (delivery.number, delivery.typed) == (1, 0)


async def test_locks_are_forgotten_when_nobody_needs_them(store: Store) -> None:
    await asyncio.gather(*(say(store, Chat(BOT, number), card(1)) for number in range(1, 30)))
    assert len(store._locks) == 0


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 5, 8, 13, 21, 34, 55])
async def test_a_turn_cancelled_anywhere_is_kept_whole_or_not_at_all(
    house: House, store: Store, steps: int
) -> None:
    """The task is cancelled after so many rounds of the event loop."""
    task = asyncio.create_task(
        say(store, ALICE, card(1), SendReport(report(ground="sex")), SetTimer("draft", 60))
    )
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    store = await house.reopen()
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        kept = turn.session is not None
    assert (await store.waiting() == 1) is kept
    assert (await store.boxes() == owners(store, [ALICE])) is kept
    await say(store, ALICE, card(2))


async def test_a_turn_cancelled_in_its_commit_holds_the_chat_until_it_is_kept(store: Store) -> None:
    task = asyncio.create_task(say(store, ALICE, session=SESSION))
    async with asyncio.timeout(30):
        while not store.data._turnstile.locked():  # noqa: ASYNC110  a lock has no event for being taken
            await asyncio.sleep(0)
    task.cancel()
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        assert turn.session == SESSION
    with pytest.raises(asyncio.CancelledError):
        await task
