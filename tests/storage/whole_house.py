"""A house with something in every table, and a look that finds all of it again by who it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from flows.model import Erase, SendReport, SetTimer
from flows.orders import KeepRating
from storage.code import derive
from storage.mailbox import code_salt
from storage.register.flush import flush
from storage.register.opinions import tallies
from storage.rehashing import BOUND, FREE, HASH_BYTES
from storage.store import Chat
from tests.storage.conftest import ALICE, BOB, BOT, card, report, say, send_many
from tests.storage.desk import CASE, OLGA, OLGAS_CHAT, TEAM_BOT, case_of, do, enrol, open_case, wrote
from tests.storage.register.test_flush import NOW, WARSAW
from tests.storage.test_ending import full

if TYPE_CHECKING:
    from flows.questionnaire import Taxonomy
    from storage.store import Store

CODE = "000011112222333344445558"
CAROL = Chat(BOT, 700000003)


async def furnish(store: Store, taxonomy: Taxonomy) -> bytes:
    """Put something of everything into a house; return the key of Alice's case."""
    await send_many(store, 3)
    await open_case(store, CAROL)
    async with store.work(CAROL, 77) as turn:
        assert turn is not None
        assert turn.case is not None
        turn.work_on(turn.case, [KeepRating(answer="yes")])
    assert await flush(store, taxonomy, NOW, 1, WARSAW) == 3
    key = await full(store)
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        assert turn.case is not None
        opener = derive(CODE, await code_salt(store))
        turn.give_code(opener.id, opener.public)
        turn.work_on(turn.case, wrote(3))
    await say(store, ALICE, card(1), SendReport(report(ground="sex")), SetTimer("draft", 60))
    await say(store, BOB, card(1))
    await say(store, BOB, Erase("draft", card(9, "bye")))
    await do(store, key, KeepRating(answer="no"))
    await enrol(store, "Olga")
    await store.staff.invite("interpreter", ("uk",), cleared=False, now=store.clock())
    assert await store.first_time(TEAM_BOT, 5)
    return key


async def found(store: Store) -> dict[str, object]:
    """Everything that is found by a keyed hash, and whether it opens."""
    async with store.work(ALICE, None) as turn:
        assert turn is not None
        alice = turn.session is not None, turn.case == CASE, turn.due
    delivery = await store.head(store.vault.look_up(*BOB))
    async with store.work(CAROL, 77) as repeated:
        pass
    member = await store.staff.member(TEAM_BOT, OLGAS_CHAT)
    return {
        "alice": alice,
        "card": await store.head(store.vault.look_up(*ALICE)) is not None,
        "farewell": type(delivery.effect).__name__ if delivery else None,
        "carol": (await case_of(store, CAROL)) == CASE,
        "repeated": repeated is None,
        "repeated at the team": not await store.first_time(TEAM_BOT, 5),
        "seat": (await store.seat_of(TEAM_BOT, OLGAS_CHAT, thread=71) or (b"", ""))[1] == OLGA,
        "member": member.colleague.name if member else None,
        "tallies": [(one.period, one.yes) for one in await tallies(store)],
        "waiting": await store.waiting(),
        "salt": (await code_salt(store)).hex(),
    }


WHOLE = {
    "alice": (True, True, ()),
    "card": True,
    "farewell": "Farewell",
    "carol": True,
    "repeated": True,
    "repeated at the team": True,
    "seat": True,
    "member": "Olga",
    "tallies": [("2026-07", 1)],
    "waiting": 1,
}


async def hashes(store: Store) -> set[bytes]:
    """Every keyed hash that stands in the database."""
    found: set[bytes] = set()
    async with store.data.read() as connection:
        for column in (*FREE, *(bound.hashed for bound in BOUND)):
            values = (await connection.execute(select(column))).scalars()
            found |= {bytes(value) for value in values if len(value) == HASH_BYTES}
    return found
