"""What the tests of cases are made of: a case, its lines, and who does something with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from msgspec.structs import replace

from flows.case import Case, Line
from flows.colleague import Private
from flows.model import Session, text
from flows.orders import (
    Announce,
    EndCase,
    KeepLine,
    OpenTopic,
    RelayToColleague,
    RelayToReporter,
    SayToReporter,
)
from storage.posting import Box
from storage.seats import SeatPlace
from storage.work import REPORTER, Taken
from tests.storage.conftest import ALICE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.case import Role
    from flows.orders import CaseOrder
    from storage.posts import Post
    from storage.staff import Member
    from storage.store import Chat, Store

TEAM_BOT = 2000
GROUP_CHAT = -1007000
OLGA = "0a" * 16
"""A counsellor."""
IGOR = "0b" * 16
"""An interpreter."""
OLGAS_CHAT = 800000001

CASE = Case(codename="amber heron", queue=1, lang="uk", talk="")
ANNOUNCED = Announce(what="case", lines=(text("st.card", case="amber heron"),))
SAID = SayToReporter(lines=(text("ho.joined"),))


Author = Literal["reporter", "counsellor", "interpreter", "note"]


def line(number: int, words: str = "so it was", author: Author = "reporter", **more: Any) -> Line:
    return Line(number, author, "uk", words, **more)


def wrote(number: int, words: str = "so it was", to: str = OLGA) -> list[CaseOrder]:
    """The orders that follow when the reporter has written."""
    return [KeepLine(line=line(number, words)), RelayToColleague(to=to, number=number)]


def answered(number: int, words: str = "I am here") -> list[CaseOrder]:
    """The orders that follow when the counsellor has written."""
    kept = KeepLine(line=line(number, words, "counsellor", by=OLGA))
    return [kept, RelayToReporter(number=number)]


async def open_case(
    store: Store, chat: Chat = ALICE, case: Case = CASE, orders: Sequence[CaseOrder] = ()
) -> bytes:
    """Open a case in a turn that keeps the session too; return the case's key."""
    async with store.work(chat, None) as turn:
        assert turn is not None
        turn.open_case(case, orders)
        turn.keep(turn.session or Session(lang="uk"), [])
    return turn.case_key


async def do(
    store: Store, key: bytes, *orders: CaseOrder, taken: Taken | None = None, **changes: object
) -> None:
    """Take a turn of a case, as a fact of the team or the clock has it."""
    async with store.case(key) as turn:
        assert turn is not None
        assert turn.case is not None
        turn.work_on(replace(turn.case, **changes), orders, taken or Taken())


async def hear(
    store: Store, *orders: CaseOrder, message: int = 0, media: bytes = b"", chat: Chat = ALICE
) -> None:
    """Take a turn of the reporter's chat that the case hears of."""
    async with store.work(chat, None) as turn:
        assert turn is not None
        assert turn.case is not None
        turn.work_on(turn.case, orders, Taken(REPORTER, message, media))
        turn.keep(turn.session or Session(lang="uk"), [])


async def case_of(store: Store, chat: Chat = ALICE) -> Case | None:
    async with store.work(chat, None) as turn:
        assert turn is not None
        return turn.case


async def head(store: Store, key: bytes, to: str) -> Post:
    post = await store.post_head(box(key, to))
    assert post is not None
    return post


def box(key: bytes, to: str) -> Box:
    return Box(key, to)


async def deliver(store: Store, key: bytes, to: str, first: int = 501) -> list[CaseOrder]:
    """Empty a box as a courier does, with message ids from `first` on; return what was in it."""
    seen: list[CaseOrder] = []
    while (post := await store.post_head(box(key, to))) is not None:
        message = first + len(seen)
        seats = {
            OpenTopic: SeatPlace(TEAM_BOT, OLGAS_CHAT, thread=message, message=message + 1000),
            Announce: SeatPlace(TEAM_BOT, GROUP_CHAT, message=message),
        }
        await store.posted(post, message, seat=seats.get(type(post.order)))
        seen.append(post.order)
    return seen


async def enrol(store: Store, name: str, role: Role = "counsellor", user: int = OLGAS_CHAT) -> Member:
    """Invite somebody and let them join at once."""
    token = await store.staff.invite(role, ("pl", "uk"), cleared=False, now=store.clock())
    member = await store.staff.accept(token, TEAM_BOT, user)
    assert member is not None
    member = replace(
        member, colleague=replace(member.colleague, name=name), private=Private(stage="enrolled")
    )
    await store.staff.keep(member)
    return member


END = EndCase()
