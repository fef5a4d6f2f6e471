"""What is open is counted by kind and found by chat, and what no chat leads to is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.model import Erase, Session, SetTimer, text
from flows.orders import Announce, KeepLine, KeepRating, PutIntoMailbox
from storage import purging
from storage.code import derive
from storage.purging import Held
from storage.register.flush import flush
from storage.store import Chat, Store
from storage.work import REPORTER, Taken
from tests.storage.conftest import ALICE, BOB, BOT, card, report, say, send, send_many
from tests.storage.desk import CASE, END, do, enrol, line, open_case
from tests.storage.register.test_flush import NOW, WARSAW
from tests.storage.test_erasing import rows

if TYPE_CHECKING:
    from flows.questionnaire import Taxonomy
    from tests.storage.conftest import House

NOTHING = Held(*(0 for _ in Held._fields))


async def with_code(store: Store, chat: Chat = BOB) -> bytes:
    """A case with a photo, a return code and an answer under it."""
    opener = derive("1" * 24, b"salt" * 4)
    async with store.work(chat, None) as turn:
        assert turn is not None
        turn.open_case(CASE, [])
        turn.work_on(CASE, [KeepLine(line=line(1, media="photo"))], Taken(REPORTER, 7, b"picture" * 99))
        turn.give_code(opener.id, opener.public)
        turn.work_on(CASE, [PutIntoMailbox(number=1), Announce(what="case", lines=(text("st.card"),))])
        turn.keep(Session(lang="uk"), [])
    return turn.case_key


async def test_each_kind_of_record_is_counted(store: Store, taxonomy: Taxonomy) -> None:
    assert await purging.held(store) == NOTHING
    await send_many(store, 3, first=31)
    await flush(store, taxonomy, NOW, 3, WARSAW)
    for number in (31, 32, 33):
        await say(store, Chat(BOT, number), Erase("draft", None))
    await send(store, ALICE, report(ground="age"))
    key = await with_code(store)
    await do(store, key, KeepRating(answer="yes"))
    await enrol(store, "Olga")
    assert await purging.held(store) == Held(
        chats=2,
        sessions=2,
        reports=1,
        cases=1,
        lines=1,
        media=1,
        mailboxes=1,
        letters=1,
        opinions=1,
        staff=1,
        entries=3,
    )


async def test_every_chat_is_found_by_its_conversation_or_its_case(store: Store) -> None:
    await say(store, ALICE, card(1))
    await open_case(store, BOB)
    await say(store, BOB, Erase("draft", None, talk_stays=True))
    gone = Chat(BOT, 77)
    await send(store, gone, report(ground="age"))
    await say(store, gone, Erase("draft", None))
    assert sorted(await purging.chats(store)) == [ALICE, BOB]


async def test_what_no_chat_leads_to_any_more_is_erased_with_its_keys(house: House, store: Store) -> None:
    """A report whose conversation has ended, an opinion and the letters of a case that is gone."""
    await send(store, ALICE, report(ground="age"))
    await say(store, ALICE, SetTimer("retention", 60), Erase("draft", None))
    key = await with_code(store)
    await do(store, key, KeepRating(answer="no"), END)
    await say(store, BOB, Erase("draft", None))
    for errand in await store.errands():
        await store.errand_done(errand.key)
    before = await purging.held(store)
    assert (before.reports, before.opinions, before.mailboxes, before.letters) == (1, 1, 1, 1)
    await purging.forget_rest(store)
    assert await purging.held(store) == NOTHING
    boxes = [delivery.box for box in await store.boxes() if (delivery := await store.head(box))]
    assert len(await store.vault.store.ids()) == len(boxes), "farewells alone"
    await purging.forget_rest(store)
    assert await rows(house) == len(boxes)
