"""Erasing: rows, then keys, then the farewell; and a start that goes on wherever a crash has cut it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from flows.model import Erase, RemoveTyped, Say, SendReport, Session, SetTimer
from storage.store import Farewell, Route, StorageFailed, StorageRefused
from storage.vault import SealBroken
from tests.storage.conftest import ALICE, BOB, BOT, House, card, owners, report, say, send

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from storage.store import Store

LAST = card(9, "bye")
DRAFT, EVERYTHING = Erase("draft", LAST), Erase("everything", LAST)


async def session_of(store: Store) -> Session | None:
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        return turn.session


async def deliver_all(store: Store) -> list[object]:
    """Empty the box of Alice and return what was in it."""
    seen: list[object] = []
    while (delivery := await store.head(store.vault.look_up(*ALICE))) is not None:
        seen.append(delivery.effect)
        await store.delivered(delivery, card=40 + len(seen) if isinstance(delivery.effect, Say) else None)
    return seen


async def test_the_draft_goes_with_timers_and_outbox_and_what_waits_stays(house: House, store: Store) -> None:
    await send(store, ALICE, report(ground="sex"))
    await say(store, ALICE, card(1), SetTimer("draft", 60))
    await say(store, ALICE, DRAFT)
    house.wait(days=1)
    assert await session_of(store) is None
    assert await store.due() == []
    assert await store.waiting() == 1
    assert await deliver_all(store) == [Farewell(LAST, ())]


async def test_everything_takes_back_every_report_of_the_chat_and_of_no_other(store: Store) -> None:
    for chat in (ALICE, ALICE, BOB):
        await send(store, chat, report(ground="sex"))
    await say(store, ALICE, SendReport(report(ground="age")), EVERYTHING)
    assert await store.waiting() == 1
    await say(store, BOB, EVERYTHING)
    assert await store.waiting() == 0


async def test_a_report_sent_in_the_turn_that_forgets_the_draft_waits(store: Store) -> None:
    await say(store, ALICE, SendReport(report(ground="age")), DRAFT)
    assert await store.waiting() == 1
    assert await session_of(store) is None


async def test_the_farewell_names_the_card_and_all_that_is_to_be_removed(house: House, store: Store) -> None:
    """Also what the person had typed and what was not removed yet."""
    for card_id in (11, 12):
        await say(store, ALICE, card(1))
        delivery = await store.head(store.vault.look_up(*ALICE))
        assert delivery is not None
        await store.delivered(delivery, card=card_id)
    await say(store, ALICE, RemoveTyped(), card(2), typed=30)
    await say(store, ALICE, RemoveTyped(), DRAFT, typed=31)
    store = await house.reopen()
    delivery = await store.head(store.vault.look_up(*ALICE))
    assert delivery is not None
    assert delivery.effect == Farewell(LAST, (11, 30, 31))
    assert delivery.route == Route(BOT, ALICE.id, 12)
    await store.delivered(delivery)
    assert await store.boxes() == []


async def test_a_card_that_arrives_while_everything_is_erased_is_removed_too(store: Store) -> None:
    await say(store, ALICE, card(1))
    under_way = await store.head(store.vault.look_up(*ALICE))
    assert under_way is not None
    await say(store, ALICE, DRAFT)
    await store.delivered(under_way, card=77)
    farewell = await store.head(store.vault.look_up(*ALICE))
    assert farewell is not None
    assert farewell.route.card == 77


async def test_nothing_is_said_to_somebody_who_left(store: Store) -> None:
    await say(store, ALICE, card(1))
    await say(store, ALICE, Erase("everything", None))
    assert await store.boxes() == []
    assert await store.vault.store.ids() == set()


async def test_what_stands_is_still_removed_for_somebody_who_left(store: Store) -> None:
    await say(store, ALICE, card(1))
    await deliver_all(store)
    await say(store, ALICE, Erase("draft", None))
    assert await deliver_all(store) == [Farewell(None, (41,))]


async def test_erasing_where_nothing_is_held_says_the_same(store: Store) -> None:
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        turn.keep(Session(), [EVERYTHING])
    assert await deliver_all(store) == [Farewell(LAST, ())]


async def test_a_new_conversation_may_begin_before_the_farewell_went_out(store: Store) -> None:
    await say(store, ALICE, DRAFT)
    await say(store, ALICE, card(2))
    await say(store, ALICE, Erase("draft", card(8)))
    await say(store, ALICE, card(3))
    assert await store.boxes() == owners(store, [ALICE])
    assert await deliver_all(store) == [Farewell(LAST, ()), Farewell(card(8), ()), card(3)]
    assert await session_of(store) is not None


async def test_after_the_farewell_no_key_and_no_row_is_left(house: House, store: Store) -> None:
    await send(store, ALICE, report(ground="sex"))
    await say(store, ALICE, card(1), SetTimer("draft", 60))
    await say(store, ALICE, EVERYTHING)
    await deliver_all(store)
    assert await store.vault.store.ids() == set()
    await house.close()
    assert await rows(house) == 0


async def rows(house: House) -> int:
    tables = ("session", "outbox", "farewell", "report", "timer", "dying")
    count = "SELECT count(*) FROM {}"
    return sum([(await house.rows(count.format(table)))[0][0] for table in tables])


@pytest.mark.sqlite
async def test_yesterdays_copy_of_the_data_opens_nothing_that_was_erased(
    tmp_path: Path, store: Store
) -> None:
    await send(store, ALICE, report(ground="sex"))
    await say(store, ALICE, card(1))
    with closing(sqlite3.connect(tmp_path / "data" / "glos.db")) as source:
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = tmp_path / "copy.db"
    shutil.copy(tmp_path / "data" / "glos.db", copy)
    await say(store, ALICE, EVERYTHING)
    with closing(sqlite3.connect(copy)) as connection:
        sealed = [
            (key, "session", column, owner, body)
            for owner, key, *bodies in connection.execute("SELECT owner, key, body, route FROM session")
            for column, body in zip(("body", "route"), bodies, strict=True)
        ]
        sealed += [
            (key, "report", "body", key, body)
            for key, body in connection.execute("SELECT key, body FROM report")
        ]
    assert len(sealed) == 3
    for key, table, column, row, body in sealed:
        with pytest.raises(SealBroken):
            await store.vault.open_(key, table, column, row, body)


@pytest.mark.sqlite
async def test_yesterdays_copy_of_the_data_is_refused_at_the_start(house: House, store: Store) -> None:
    await say(store, ALICE, card(1))
    await house.close()
    shutil.copytree(house.root / "data", house.root / "yesterday")
    store = await house.open()
    await say(store, ALICE, DRAFT)
    await house.close()
    shutil.rmtree(house.root / "data")
    (house.root / "yesterday").rename(house.root / "data")
    with pytest.raises(StorageRefused, match=r"^1 of the records in .* have no key in the key store"):
        await house.open()


async def test_nobody_reads_erased_before_the_keys_are_dead(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await say(store, ALICE, card(1))
    [key] = await store.vault.store.ids()
    living = store.vault.store.remove

    async def fails(_ids: object) -> None:
        raise StorageFailed("keys.db could not be written: disk I/O error.")

    monkeypatch.setattr(store.vault.store, "remove", fails)
    await say(store, ALICE, DRAFT)
    with pytest.raises(StorageFailed):
        await store.head(store.vault.look_up(*ALICE))
    monkeypatch.setattr(store.vault.store, "remove", living)
    assert await store.head(store.vault.look_up(*ALICE)) is not None
    assert key not in await store.vault.store.ids()


# ---------------------------------------------------------------------------- killed anywhere


class Camera:
    """Copies both folders before every statement and at the end: what a `kill -9` there would leave."""

    def __init__(self, house: House, store: Store) -> None:
        self.house = house
        self.shots: list[Path] = []
        self.engines = [store.data.engine.sync_engine, store.vault.store.database.engine.sync_engine]

    async def watch(self, work: Callable[[], Awaitable[object]]) -> None:
        names = ("before_cursor_execute", "commit")
        for engine in self.engines:
            for name in names:
                event.listen(engine, name, self.shoot)
        await work()
        for engine in self.engines:
            for name in names:
                event.remove(engine, name, self.shoot)
        self.shoot()

    def shoot(self, *_: object) -> None:
        target = self.house.root / f"shot{len(self.shots)}"
        for folder in ("data", "keys"):
            shutil.copytree(self.house.root / folder, target / folder, ignore=shutil.ignore_patterns("*-shm"))
            (target / folder).chmod(0o700)
        self.shots.append(target)


async def states(camera: Camera, look: Callable[[Store], Awaitable[object]]) -> list[object]:
    """Start anew on every shot, and return what is found; no key is left over and none is missing."""
    found = []
    for shot in camera.shots:
        house = House(shot)
        store = await house.open()
        found.append(await look(store))
        living = len(await store.vault.store.ids())
        await house.close()
        with closing(sqlite3.connect(house.database)) as connection:
            tables = ("session", "report", "farewell", "case_", "case_", "errand", "opinion")
            count = "SELECT count(*) FROM {}"
            needed = sum(connection.execute(count.format(table)).fetchone()[0] for table in tables)
            assert living == needed
            assert connection.execute("SELECT count(*) FROM dying").fetchone() == (0,)
    return found


def changes(found: list[object]) -> list[object]:
    """Return the states one after another, each as often as it was entered."""
    return [state for number, state in enumerate(found) if number == 0 or state != found[number - 1]]


async def look(store: Store) -> tuple[bool, int, list[object]]:
    """What is held of Alice: a session, how many reports wait, what is to be brought."""
    delivery = await store.head(store.vault.look_up(*ALICE))
    return await session_of(store) is not None, await store.waiting(), [delivery and delivery.effect]


@pytest.mark.sqlite
async def test_an_erasure_killed_between_any_two_steps_is_done_whole_or_not_at_all(
    house: House, store: Store
) -> None:
    await send(store, ALICE, report(ground="sex"))
    await say(store, ALICE, card(1), SetTimer("draft", 60))
    camera = Camera(house, store)
    await camera.watch(lambda: say(store, ALICE, EVERYTHING))
    assert len(camera.shots) > 12
    before, after = (True, 1, [card(1)]), (False, 0, [Farewell(LAST, ())])
    assert changes(await states(camera, look)) == [before, after]


@pytest.mark.sqlite
async def test_a_beginning_killed_between_any_two_steps_is_kept_whole_or_not_at_all(
    house: House, store: Store
) -> None:
    camera = Camera(house, store)
    await camera.watch(lambda: say(store, ALICE, card(1), SendReport(report(ground="sex"))))
    assert changes(await states(camera, look)) == [(False, 0, [None]), (True, 1, [card(1)])]


@pytest.mark.sqlite
async def test_a_farewell_killed_between_any_two_steps_is_brought_again_or_gone(
    house: House, store: Store
) -> None:
    await say(store, ALICE, DRAFT)
    camera = Camera(house, store)
    await camera.watch(lambda: deliver_all(store))
    assert changes(await states(camera, look)) == [(False, 0, [Farewell(LAST, ())]), (False, 0, [None])]
