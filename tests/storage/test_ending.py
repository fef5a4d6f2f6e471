"""How cases end: with what the team still has to do, and with what stands in the chat removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from flows.model import Erase, SendReport, Session, text
from flows.orders import (
    AskColleague,
    EndCase,
    KeepRating,
    MoveReports,
    OpenTopic,
    PutIntoMailbox,
    SetCaseTimer,
    TellColleague,
    TellCoordinators,
)
from storage import code, mailbox
from storage.errands import Dash, DropTopic, Tell
from storage.store import Farewell, SeatPlace
from storage.vault import SealBroken
from storage.work import GROUP, REPORTER, Taken
from tests.storage.conftest import ALICE, BOB, card, report, say
from tests.storage.desk import (
    ANNOUNCED,
    CASE,
    END,
    GROUP_CHAT,
    IGOR,
    OLGA,
    OLGAS_CHAT,
    SAID,
    TEAM_BOT,
    answered,
    case_of,
    deliver,
    do,
    enrol,
    head,
    hear,
    open_case,
    wrote,
)

if TYPE_CHECKING:
    from storage.store import Store
    from tests.storage.conftest import House

LAST = card(9, "bye")
DRAFT, EVERYTHING = Erase("draft", LAST), Erase("everything", LAST)
TABLES = ("case_", "line", "media", "post", "seat", "timer", "errand", "opinion", "farewell", "dying")


async def rows(house: House) -> dict[str, int]:
    """How many rows each table of a case holds, where there are any."""
    count = "SELECT count(*) FROM {}"
    counts = {table: (await house.rows(count.format(table)))[0][0] for table in TABLES}
    return {table: count for table, count in counts.items() if count}


async def full(store: Store) -> bytes:
    """A case of Alice with all that a case can have: topic, card, question, lines, media, timer."""
    key = await open_case(
        store, orders=[ANNOUNCED, OpenTopic(to=OLGA), SetCaseTimer(timer="limit", seconds=60)]
    )
    await do(store, key, AskColleague(to=IGOR, what="handover", lines=(text("team.handover_q"),)))
    for to, seat in (
        (GROUP, SeatPlace(TEAM_BOT, GROUP_CHAT, message=9)),
        (OLGA, SeatPlace(TEAM_BOT, OLGAS_CHAT, thread=71, message=72)),
        (IGOR, SeatPlace(TEAM_BOT, 800000002, message=73)),
    ):
        await store.posted(await head(store, key, to), seat=seat)
    await hear(store, *wrote(1), message=31, media=b"photo")
    await do(store, key, *answered(2), SAID, taken=Taken(OLGA, 75))
    await deliver(store, key, REPORTER, first=41)
    return key


async def said_farewell(store: Store) -> list[Farewell]:
    """Empty the box of Alice and return the farewells in it."""
    seen = []
    while (delivery := await store.head(store.vault.look_up(*ALICE))) is not None:
        if isinstance(delivery.effect, Farewell):
            seen.append(delivery.effect)
        await store.delivered(delivery)
    return seen


# ---------------------------------------------------------------------------- by the team or the clock


async def test_an_ended_case_leaves_nothing_but_what_the_team_still_has_to_do(
    house: House, store: Store
) -> None:
    key = await full(store)
    await do(store, key, END)
    [errand] = await (store := await house.reopen()).errands()
    assert set(errand.chores) == {
        DropTopic(TEAM_BOT, OLGAS_CHAT, 71),
        Dash(TEAM_BOT, GROUP_CHAT, 9),
        Dash(TEAM_BOT, 800000002, 73),
    }
    assert await case_of(store) is None
    assert key not in await store.vault.store.ids()
    assert await rows(house) == {"errand": 1}
    await store.errand_done(errand.key)
    assert await store.errands() == []
    assert await rows(house) == {}
    assert errand.key not in await store.vault.store.ids()


async def test_a_case_where_nothing_stands_leaves_nothing(house: House, store: Store) -> None:
    key = await open_case(store, orders=[ANNOUNCED])
    await do(store, key, END)
    assert await store.errands() == []
    assert await rows(house) == {}


async def test_an_ended_case_removes_nothing_from_the_reporters_chat(store: Store) -> None:
    """It ends long after; a message to nobody would be a sign of life (flows.md X-17)."""
    key = await full(store)
    await do(store, key, END)
    assert await said_farewell(store) == []
    assert await store.case_boxes(reporter=True) == []


async def test_at_the_reporters_wish_the_talk_goes_from_their_chat_and_the_conversation_goes_on(
    house: House, store: Store
) -> None:
    """The team erases it: nothing is said, and what the session holds, its card too, is the reporter's."""
    key = await full(store)
    await say(store, ALICE, card(1))
    delivery = await store.head(store.vault.look_up(*ALICE))
    assert delivery is not None
    await store.delivered(delivery, card=50)
    await do(store, key, EndCase(wished=True))
    assert await said_farewell(store) == [Farewell(None, (41, 42), (31,), "uk")]
    assert await rows(house) == {"errand": 1}
    assert len(await store.vault.store.ids()) == 2, "the session's and the errand's"


async def test_at_the_reporters_wish_nothing_is_left_to_do_where_nothing_stands(
    house: House, store: Store
) -> None:
    key = await open_case(store, orders=[ANNOUNCED])
    await do(store, key, EndCase(wished=True))
    assert await rows(house) == {}
    assert len(await store.vault.store.ids()) == 1


async def test_colleagues_hear_of_the_end_also_what_waited_to_be_told(store: Store) -> None:
    olga = await enrol(store, "Olga")
    chief = await enrol(store, "Ewa", "coordinator", 800000009)
    key = await open_case(store)
    earlier, now, news = (text("earlier"),), (text("team.erased"),), (text("team.lapsed"),)
    await do(store, key, TellColleague(to=olga.colleague.id, lines=earlier))
    await do(
        store,
        key,
        TellColleague(to=olga.colleague.id, lines=now),
        TellColleague(to=IGOR, lines=now),
        TellCoordinators(lines=news),
        END,
    )
    [errand] = await store.errands()
    assert sorted(errand.chores, key=str) == sorted(
        [
            Tell(olga.colleague.id, OLGAS_CHAT, earlier),
            Tell(olga.colleague.id, OLGAS_CHAT, now),
            Tell(chief.colleague.id, 800000009, news),
        ],
        key=str,
    )


async def test_what_somebody_is_told_stands_after_what_is_done_again_without_harm(store: Store) -> None:
    olga = await enrol(store, "Olga")
    key = await full(store)
    await do(store, key, TellColleague(to=olga.colleague.id, lines=(text("a"),)), END)
    [errand] = await store.errands()
    assert [isinstance(chore, Tell) for chore in errand.chores] == [False, False, False, True]


async def test_what_is_moved_out_with_the_end_stays(store: Store) -> None:
    key = await open_case(store)
    await do(store, key, MoveReports(reports=(report(ground="sex"),)), KeepRating(answer="yes"), END)
    assert await store.waiting() == 1
    assert len(await store.vault.store.ids()) == 3, "the session's, the report's, the opinion's"


async def test_a_case_may_end_in_the_turn_in_which_it_opened(house: House, store: Store) -> None:
    await open_case(store, orders=[ANNOUNCED, *wrote(1), END])
    assert await case_of(store) is None
    assert await rows(house) == {}


# ---------------------------------------------------------------------------- the reporter erases everything


async def test_everything_ends_all_cases_of_the_chat_and_none_of_another(house: House, store: Store) -> None:
    old = await full(store)
    new = await open_case(store, case=replace(CASE, codename="blue otter", queue=2), orders=[ANNOUNCED])
    other = await open_case(store, BOB)
    await say(store, ALICE, SendReport(report(ground="sex")), EVERYTHING)
    assert await case_of(store) is None
    assert await case_of(store, BOB) == CASE
    assert await store.vault.store.ids() & {old, new, other} == {other}
    assert len((await store.errands())[0].chores) == 3
    assert await said_farewell(store) == [Farewell(LAST, (41, 42), (31,))]


async def test_everything_takes_letters_opinions_and_moved_reports_too(house: House, store: Store) -> None:
    opener = code.derive(code.new_code(), b"salt" * 4)
    key = await open_case(store)
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        turn.give_code(opener.id, opener.public)
        turn.work_on(CASE, [*answered(1), PutIntoMailbox(number=1), KeepRating(answer="no")])
        turn.keep(turn.session or Session(), [])
    await do(store, key, MoveReports(reports=(report(ground="age"),)))
    assert await mailbox.letters(store, opener.id, opener.private)
    await say(store, ALICE, EVERYTHING)
    assert await mailbox.letters(store, opener.id, opener.private) is None
    assert await store.waiting() == 0
    await said_farewell(store)
    assert await rows(house) == {}
    assert await store.vault.store.ids() == set()


async def test_orders_of_the_same_turn_are_heeded_when_everything_is_erased(store: Store) -> None:
    olga = await enrol(store, "Olga")
    await full(store)
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        case = turn.case
        assert case is not None
        told = TellColleague(to=olga.colleague.id, lines=(text("st.wiped"),))
        turn.work_on(case, [told, EndCase()])
        assert (turn.case, turn.talk) == (None, None)
        turn.keep(turn.session or Session(), [EVERYTHING])
    [errand] = await store.errands()
    assert errand.chores[-1] == Tell(olga.colleague.id, OLGAS_CHAT, told.lines)
    assert await store.vault.store.ids() & {errand.key} == {errand.key}


async def test_yesterdays_copy_opens_nothing_of_an_ended_case(house: House, store: Store) -> None:
    key = await full(store)
    [(body,)] = await house.rows("SELECT body FROM case_")
    await say(store, ALICE, EVERYTHING)
    with pytest.raises(SealBroken):
        await store.vault.open_(key, "case_", "body", key, body)
