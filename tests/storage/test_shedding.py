"""A conversation and a case go on under a new key: what is owed is brought once, old copies open nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from sqlalchemy import select, update

from flows.model import Erase, RemoveTyped, SendReport, Session, Shed
from flows.orders import MoveReports, OpenTopic, ShedAnswers, TellColleague, Withdraw
from flows.texts import text
from storage.errands import DropTopic
from storage.store import Farewell, Route, SeatPlace, StorageFailed
from storage.tables import CASE as CASE_
from storage.vault import SealBroken
from storage.work import REPORTER
from tests.storage.archive import Archive
from tests.storage.conftest import ALICE, BOT, card, report, say
from tests.storage.desk import (
    ANNOUNCED,
    CASE,
    END,
    GROUP_CHAT,
    OLGA,
    OLGAS_CHAT,
    TEAM_BOT,
    answered,
    case_of,
    deliver,
    do,
    head,
    open_case,
    wrote,
)
from tests.storage.test_erasing import Camera, changes, deliver_all, session_of, states

if TYPE_CHECKING:
    from storage.store import Delivery, Store
    from tests.storage.conftest import House

BARE = card(3, "thanks")
SHED = Shed(BARE)
SENT = (SendReport(report(ground="sex")), SHED, BARE)


async def delivery(store: Store) -> Delivery:
    found = await store.head(store.vault.look_up(*ALICE))
    assert found is not None
    return found


async def route(store: Store) -> Route:
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        return turn.route


# ---------------------------------------------------------------------------- the conversation


async def test_the_conversation_goes_on_and_its_old_key_is_dead(house: House, store: Store) -> None:
    archive = Archive(store)
    await say(store, ALICE, card(1, "review"), session=Session(lang="uk", answers={"v_ground": ("sex",)}))
    await say(store, ALICE, *SENT, session=Session(lang="uk", phase="end"))
    living = await archive.opened()
    assert {sealed.table for sealed, _ in living} == {"session", "outbox", "report"}
    assert not [plain for sealed, plain in living if sealed.table != "report" and b"sex" in plain]
    assert not [plain for _, plain in living if b"review" in plain]
    assert await session_of(await house.reopen()) == Session(lang="uk", phase="end")


async def test_what_was_typed_is_still_removed_and_one_card_is_brought(store: Store) -> None:
    await say(store, ALICE, card(1, "review"), RemoveTyped(), typed=30)
    await say(store, ALICE, *SENT)
    assert await deliver_all(store) == [RemoveTyped(), BARE]
    assert await store.boxes() == []


async def test_a_card_that_was_to_stand_below_everything_still_does(store: Store) -> None:
    await say(store, ALICE, card(1, "review", fresh=True))
    await say(store, ALICE, *SENT)
    assert await deliver_all(store) == [replace(BARE, fresh=True)]


async def test_where_nothing_is_said_what_was_not_brought_is_replaced(store: Store) -> None:
    """The timer says nothing itself; a card that shows answers does not outlive it."""
    await say(store, ALICE, card(1, "places"), RemoveTyped(), typed=30)
    await say(store, ALICE, SHED)
    assert await deliver_all(store) == [BARE, RemoveTyped()]
    await say(store, ALICE, SHED)
    assert await deliver_all(store) == [], "what was brought is left as it stands"


@pytest.mark.parametrize("fresh", [True, False])
async def test_a_card_that_arrives_while_the_key_changes_is_the_living_one(store: Store, fresh: bool) -> None:
    """Twice over; nothing is brought twice, and no message is forgotten."""
    await say(store, ALICE, card(1))
    await deliver_all(store)
    await say(store, ALICE, card(2, "review", fresh=fresh))
    under_way = await delivery(store)
    await say(store, ALICE, *SENT)
    await say(store, ALICE, SHED)
    await store.delivered(under_way, card=55)
    assert await route(store) == Route(BOT, ALICE.id, 55, (41,))
    last = await delivery(store)
    assert (last.effect, last.route.card) == (BARE, 55)
    await store.delivered(last, card=55)
    assert await store.boxes() == []


async def test_a_delivery_that_fails_while_the_key_changes_is_made_with_the_new_card(store: Store) -> None:
    await say(store, ALICE, card(2, "review", fresh=True))
    await delivery(store)
    await say(store, ALICE, *SENT)
    assert (await delivery(store)).effect == replace(BARE, fresh=True)


async def test_a_card_on_its_way_is_found_by_the_farewell_after_the_key_changed(store: Store) -> None:
    await say(store, ALICE, card(1))
    under_way = await delivery(store)
    await say(store, ALICE, *SENT)
    await say(store, ALICE, Erase("everything", BARE))
    await store.delivered(under_way, card=55)
    farewell = await delivery(store)
    assert isinstance(farewell.effect, Farewell)
    assert farewell.route.card == 55
    assert await store.waiting() == 0


async def test_the_way_is_read_within_the_transaction(store: Store) -> None:
    """A card may arrive between the decision and the writing of a turn."""
    await say(store, ALICE, card(1))
    under_way = await delivery(store)

    async with store.work(ALICE, None) as turn:
        assert turn is not None
        turn.keep(Session(lang="uk"), SENT)
        await store.delivered(under_way, card=55)
    assert (await route(store)).card == 55


async def test_keys_that_could_not_die_die_with_the_next(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await say(store, ALICE, card(1))
    old = await store.vault.store.ids()

    async def fails(_ids: object) -> None:
        raise StorageFailed("keys.db could not be written: disk I/O error.")

    with monkeypatch.context() as patched:
        patched.setattr(store.vault.store, "remove", fails)
        await say(store, ALICE, *SENT)
    assert old <= await store.vault.store.ids()
    await say(store, ALICE, SHED)
    assert not old & await store.vault.store.ids()
    assert len(await store.vault.store.ids()) == 2, "the session's and the report's"


@pytest.mark.sqlite
async def test_a_change_of_key_killed_between_any_two_steps_is_done_whole_or_not_at_all(
    house: House, store: Store
) -> None:
    await say(store, ALICE, card(1, "review"), RemoveTyped(), typed=30)
    camera = Camera(house, store)
    await camera.watch(lambda: say(store, ALICE, *SENT, session=Session(phase="end")))
    assert len(camera.shots) > 12

    async def seen(store: Store) -> tuple[object, ...]:
        session = await session_of(store)
        owed = await deliver_all(store)
        return session and session.phase, await store.waiting(), owed

    before = ("opening", 0, [card(1, "review"), RemoveTyped()])
    assert changes(await states(camera, seen)) == [before, ("end", 1, [RemoveTyped(), BARE])]


# ---------------------------------------------------------------------------- the case


async def full(store: Store) -> bytes:
    """A case with a topic, a card in the group, lines, and orders that wait."""
    key = await open_case(store, case=replace(CASE, role="victim"), orders=[ANNOUNCED, OpenTopic(to=OLGA)])
    group = SeatPlace(TEAM_BOT, GROUP_CHAT, message=9)
    await store.posted(await head(store, key, "group"), seat=group)
    await store.posted(await head(store, key, OLGA), seat=SeatPlace(TEAM_BOT, OLGAS_CHAT, thread=71))
    await do(store, key, *wrote(1), *answered(2))
    return key


CLOSE = (MoveReports(reports=(report(ground="sex"),)), ShedAnswers(), Withdraw(what="case"))


async def test_a_closed_case_goes_on_and_what_lay_there_before_is_dead(house: House, store: Store) -> None:
    archive = Archive(store)
    key = await full(store)
    before = [sealed for sealed in archive.kept if sealed.table in ("case_", "post", "seat")]
    bodies = [sealed for sealed in before if sealed.column == "body"]
    assert {sealed.table for sealed in bodies} == {"case_", "post", "seat"}
    await do(store, key, *CLOSE, state="closed", role="")
    for sealed in bodies:
        with pytest.raises(SealBroken):
            await store.vault.open_(*sealed)
    store = await house.reopen()
    assert await case_of(store) == replace(CASE, state="closed")
    assert await store.seat_of(TEAM_BOT, OLGAS_CHAT, thread=71) == (key, OLGA)
    assert [type(order).__name__ for order in await deliver(store, key, OLGA)] == ["RelayToColleague"]
    assert [type(order).__name__ for order in await deliver(store, key, REPORTER)] == ["RelayToReporter"]
    assert await deliver(store, key, "group") == [Withdraw(what="case")]
    assert await store.line_at(key, REPORTER, 501) == 2


async def test_an_order_that_is_carried_out_while_the_key_changes_is_struck_out_once(store: Store) -> None:
    key = await full(store)
    under_way = await head(store, key, REPORTER)
    await do(store, key, *CLOSE)
    await store.posted(under_way, 55)
    assert await deliver(store, key, REPORTER) == []
    assert await store.line_at(key, REPORTER, 55) == 2


async def test_after_it_has_ended_no_key_of_a_case_lives(store: Store) -> None:
    key = await full(store)
    await do(store, key, *CLOSE)
    await do(store, key, TellColleague(to=OLGA, lines=(text("team.erased"),)), END)
    [errand] = await store.errands()
    assert DropTopic(TEAM_BOT, OLGAS_CHAT, 71) in errand.chores
    await store.errand_done(errand.key)
    assert len(await store.vault.store.ids()) == 2, "the session's and the report's"


async def test_what_was_read_of_all_cases_is_not_stale_after_it(store: Store) -> None:
    key = await full(store)
    assert await store.waiting_cases() == 1
    await do(store, key, *CLOSE, state="closed")
    assert await store.waiting_cases() == 0
    assert await store.names_in_use() == (frozenset({"amber heron"}), 2)


@pytest.mark.sqlite
async def test_a_closing_killed_between_any_two_steps_is_done_whole_or_not_at_all(
    house: House, store: Store
) -> None:
    key = await full(store)
    camera = Camera(house, store)
    await camera.watch(lambda: do(store, key, *CLOSE, state="closed"))

    async def seen(store: Store) -> tuple[object, ...]:
        case = await case_of(store)
        owed = await store.post_head((await store.case_boxes(reporter=True))[0])
        return case and case.state, await store.waiting(), owed is not None

    assert changes(await states(camera, seen)) == [("waiting", 0, True), ("closed", 1, True)]


async def test_a_case_of_before_lies_under_one_key_until_it_is_closed(house: House, store: Store) -> None:
    """As the migration leaves it: the key of all is that of the body too, and does not die."""
    key = await full(store)
    await house.close()
    store = await older(house)
    assert await case_of(store) == replace(CASE, role="victim")
    await do(store, key, *CLOSE, state="closed")
    assert await case_of(await house.reopen()) == replace(CASE, role="victim", state="closed")


async def older(house: House) -> Store:
    """Open the database as if what lies in it had been written before keys could change."""
    store = await house.open()
    async with store.data.write() as connection:
        [row] = (await connection.execute(select(CASE_.c.key, CASE_.c.body_key, CASE_.c.body))).all()
        plain = await store.vault.open_(bytes(row.body_key), "case_", "body", bytes(row.key), row.body)
        sealed = await store.vault.seal(bytes(row.key), "case_", "body", bytes(row.key), plain)
        await connection.execute(update(CASE_), {"body": sealed})
        for statement in BACK:
            await connection.exec_driver_sql(statement)
    return await house.reopen()


BACK = (
    "DELETE FROM post",
    "DELETE FROM seat",
    "ALTER TABLE case_ DROP COLUMN body_key",
    "ALTER TABLE session DROP COLUMN record",
    "UPDATE alembic_version SET version_num = '0002'",
)
