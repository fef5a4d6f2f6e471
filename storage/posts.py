"""What couriers bring for cases: the oldest order of each box with all it needs, and what came of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, select

from flows.case import Case  # noqa: TC001  msgspec reads the annotations when the class is made
from flows.orders import (
    AmendAtColleague,
    AmendAtReporter,
    CaseOrder,
    OpenTopic,
    RelayToColleague,
    RelayToReporter,
)
from storage import cases, ending, errands, lines, posting, seats
from storage.database import whole
from storage.erasing import say_farewell
from storage.lines import Placed
from storage.posting import Box
from storage.sealed import route_of
from storage.seats import Seated, SeatPlace
from storage.tables import CASE, POST
from storage.turn import Leaving, Route
from storage.work import REPORTER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.store import Store
    from storage.vault import Vault

OF_A_LINE: Final = (RelayToReporter, RelayToColleague, AmendAtReporter, AmendAtColleague)
"""Orders that name a line."""


class Post(Struct, frozen=True):
    """The oldest order of a box."""

    box: Box
    number: int
    order: CaseOrder
    case: Case
    route: Route | None = None
    """The way to the reporter, in their box; `others` are the bot's own messages of the talk there."""
    seat: SeatPlace | None = None
    """At the team: the topic, the card or the question that the order is about, where one stands."""
    line: Placed | None = None
    """The line that the order names, with the messages in which it stands."""
    answered: Placed | None = None
    """The line that this one translates or else answers."""
    lines: tuple[Placed, ...] = ()
    """For OpenTopic: the talk so far."""


class Outcome(NamedTuple):
    """What came of an order: see `Store.posted`."""

    message: int
    more: Sequence[int]
    copies: Mapping[int, int]
    seat: SeatPlace | None
    gone: bool

    @property
    def messages(self) -> tuple[int, ...]:
        """What now stands in the chat of the box."""
        return (self.message, *self.more) if self.message else ()


_BOXES: Final = select(POST.c.record, POST.c.box).distinct()
_TO_REPORTER: Final = POST.c.box == REPORTER.encode()
_CASE: Final = select(CASE.c.body_key, CASE.c.body, CASE.c.route).where(CASE.c.key == bindparam("of"))
_LIVES: Final = select(CASE.c.key).where(CASE.c.key == bindparam("of"))


@whole
async def boxes(store: Store, *, reporter: bool) -> list[Box]:
    """Return the boxes with something in them."""
    query = _BOXES.where(_TO_REPORTER if reporter else ~_TO_REPORTER)
    async with store.data.read() as connection:
        rows = (await connection.execute(query)).all()
    return [Box(bytes(row.record), bytes(row.box).decode()) for row in rows]


# ---------------------------------------------------------------------------- the oldest


@whole
async def head(store: Store, box: Box) -> Post | None:
    """Return the oldest order of a box that can be carried out; those before it are dropped."""
    while True:
        async with store.data.read() as connection:
            oldest = await posting.first(store.vault, connection, box)
            if oldest is None:
                return None
            case, route = await _of_case(store.vault, connection, box)
            if case is None:
                return None
            number, order = oldest
            if order is not None:
                post = Post(box, number, order, case, route if box.to == REPORTER else None)
                if (furnished := await _furnished(store.vault, connection, post)) is not None:
                    return furnished
        async with store.data.write() as connection:
            await posting.strike(connection, box, number)


async def _of_case(vault: Vault, connection: AsyncConnection, box: Box) -> tuple[Case | None, Route]:
    row = (await connection.execute(_CASE, {"of": box.record})).one()
    case, _ = await cases.case_of(vault, box.record, bytes(row.body_key), row.body)
    return case, await route_of(vault, box.record, box.record, row.route, "case_")


async def _furnished(vault: Vault, connection: AsyncConnection, post: Post) -> Post | None:
    """Put in what the order needs; None where the line that it names is gone."""
    order, record = post.order, post.box.record
    line = answered = seat = None
    if isinstance(order, OF_A_LINE):
        line = await lines.one(vault, connection, record, order.number)
        if line is None:
            return None
        if (number := line.line.translates or line.line.reply) != 0:
            answered = await lines.one(vault, connection, record, number)
        if answered is not None and answered.line.translates and post.box.to not in answered.copies:
            # Who answers the interpreter's words answers what these put into another language.
            answered = await lines.one(vault, connection, record, answered.line.translates)
    if post.box.to != REPORTER:
        seat = seats.at(await seats.every(vault, connection, record), order, post.box.to)
    talk = await _history(vault, connection, record, order) if isinstance(order, OpenTopic) else ()
    return replace(post, seat=seat, line=line, answered=answered, lines=talk)


async def _history(
    vault: Vault, connection: AsyncConnection, record: bytes, order: OpenTopic
) -> tuple[Placed, ...]:
    """Return the lines that a topic begins with, in the order in which they are named."""
    found = [await lines.one(vault, connection, record, number) for number in order.history]
    return tuple(placed for placed in found if placed is not None)


# ---------------------------------------------------------------------------- what came of it


@whole
async def seated(store: Store, post: Post, seat: SeatPlace) -> bool:
    """Remember a seat; False where the case has ended, and what stands there is cleared away."""
    async with store.data.write() as connection:
        if lives := await _lives(connection, post.box.record):
            await _seat(store, connection, post, seat)
    if not lives:
        await _clear(store, seat)
    return lives


@whole
async def posted(store: Store, post: Post, outcome: Outcome) -> None:
    """Strike an order out and remember what came of it, or take away what came too late."""
    to_reporter = post.box.to == REPORTER
    async with store.data.write() as connection:
        lay = await posting.strike(connection, post.box, post.number)
        lives = await _lives(connection, post.box.record)
        if in_time := lives and (lay or not to_reporter):
            await _remember(store, connection, post, outcome)
    if in_time:
        return
    if outcome.seat is not None:
        await _clear(store, outcome.seat)
    if post.route is not None and outcome.messages:
        await _take_back(store, post.route, outcome.messages)


async def _lives(connection: AsyncConnection, record: bytes) -> bool:
    return (await connection.execute(_LIVES, {"of": record})).one_or_none() is not None


async def _remember(store: Store, connection: AsyncConnection, post: Post, outcome: Outcome) -> None:
    record, to, order = post.box.record, post.box.to, post.order
    brought = {number: outcome._replace(message=id_, more=()) for number, id_ in outcome.copies.items()}
    if outcome.messages and isinstance(order, OF_A_LINE):
        brought[order.number] = outcome
    elif outcome.messages and to == REPORTER:
        await ending.stands_in_chat(store.vault, connection, record, outcome.messages)
    for number, one in brought.items():
        stands = partial(Placed.brought, place_=to, message=one.message, more=one.more)
        await lines.change(store.vault, connection, record, number, stands)
    if outcome.seat is not None:
        await _seat(store, connection, post, outcome.seat)
    elif outcome.gone:
        await seats.leave(store.vault, connection, record, seats.place_of(order), to)


async def _seat(store: Store, connection: AsyncConnection, post: Post, seat: SeatPlace) -> None:
    seated = Seated(seats.place_of(post.order), post.box.to, seat)
    await seats.take(store.vault, connection, post.box.record, seated)


async def _clear(store: Store, seat: SeatPlace) -> None:
    """Let an errand clear away what came to the team after the case had ended."""
    [key] = await store.vault.new_keys(1)
    async with store.data.write() as connection:
        await errands.send(store.vault, connection, key, [errands.clearing(seat)])


async def _take_back(store: Store, route: Route, messages: tuple[int, ...]) -> None:
    """Let a farewell remove what came into a chat after its conversation had ended."""
    [key] = await store.vault.new_keys(1)
    leaving = Leaving(None, Route(route.bot, route.chat, others=messages))
    async with store.data.write() as connection:
        owner = store.vault.look_up(route.bot, route.chat)
        await say_farewell(store.vault, connection, owner, key, leaving)
