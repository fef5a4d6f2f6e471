"""How a case ends: its rows go in one transaction with what the team's bot has still to do, its key after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from sqlalchemy import BindParameter, bindparam, delete, select, update

from flows.orders import TellColleague, TellCoordinators
from storage import errands, lines, mailbox, posting, seats, staff
from storage.database import whole
from storage.erasing import condemn
from storage.sealed import route_of, sealed_route
from storage.tables import CASE, LINE, MEDIA, POST, SEAT, TIMER
from storage.work import REPORTER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Executable
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.errands import Chore
    from storage.staff import Member
    from storage.store import Store
    from storage.turn import Turn
    from storage.vault import Vault
    from storage.work import Work

_OWNER: Final[BindParameter[bytes]] = bindparam("whose")
_RECORD: Final[BindParameter[bytes]] = bindparam("of")
_OWN: Final = select(CASE.c.key, CASE.c.route, CASE.c.mail).where(CASE.c.owner == _OWNER)
_MAIL: Final = select(CASE.c.mail).where(CASE.c.key == _RECORD)
_WAY: Final = select(CASE.c.route).where(CASE.c.key == _RECORD)
_ROUTE: Final = update(CASE).where(CASE.c.key == _RECORD)
_BODY_KEY: Final = select(CASE.c.body_key).where(CASE.c.key == _RECORD)
_BOXES: Final = select(POST.c.box).where(POST.c.record == _RECORD).distinct()
_WITHDRAW: Final = delete(POST).where(POST.c.record == _RECORD, POST.c.box == REPORTER.encode())
_GO: Final[tuple[Executable, ...]] = (
    *(delete(table).where(table.c.record == _RECORD) for table in (LINE, MEDIA, POST, SEAT)),
    delete(TIMER).where(TIMER.c.owner == _RECORD),
    delete(CASE).where(CASE.c.key == _RECORD),
)

# ---------------------------------------------------------------------------- the case goes


async def end(vault: Vault, connection: AsyncConnection, records: Iterable[bytes], key: bytes) -> None:
    """Within a transaction take cases away; what the team's bot still has to do goes under the key `key`."""
    ended = list(dict.fromkeys(records))
    chores: list[Chore] = []
    dying = list(ended)
    for record in ended:
        dying += map(bytes, (await connection.execute(_BODY_KEY, {"of": record})).scalars())
        chores += await _left_over(vault, connection, record)
        for statement in _GO:
            await connection.execute(statement, {"of": record})
    await errands.send(vault, connection, key, chores)
    await condemn(connection, list(dict.fromkeys(dying)))


async def _left_over(vault: Vault, connection: AsyncConnection, record: bytes) -> list[Chore]:
    """Topics, cards and questions that still stand, and what was still to be told outside any topic."""
    chores = [errands.clearing(seat.at) for seat in await seats.every(vault, connection, record)]
    told: list[tuple[TellColleague | TellCoordinators, str]] = []
    for box in (await connection.execute(_BOXES, {"of": record})).scalars().all():
        where = posting.Box(record, bytes(box).decode())
        for _, order in await posting.waiting(vault, connection, where):
            if isinstance(order, TellColleague | TellCoordinators):
                told.append((order, where.to))
    members = await staff.members(vault, connection) if told else []
    return chores + [tell for order, to in told for tell in _tells(order, to, members)]


def _tells(order: TellColleague | TellCoordinators, to: str, members: Sequence[Member]) -> list[errands.Tell]:
    """Say to whom of the team something goes."""
    coordinating = isinstance(order, TellCoordinators)
    return [
        errands.Tell(member.colleague.id, member.chat, order.lines)
        for member in members
        if member.enrolled and (member.coordinates if coordinating else member.colleague.id == to)
    ]


# ---------------------------------------------------------------------------- the conversation goes


async def of_owner(vault: Vault, connection: AsyncConnection, owner: bytes) -> list[bytes]:
    """Within a transaction take away the letters for a chat's return codes; return the keys of its cases."""
    rows = (await connection.execute(_OWN, {"whose": owner})).all()
    for row in rows:
        if row.mail is not None:
            mails = await mailbox.mails_of(vault, bytes(row.key), row.mail)
            await mailbox.forget(connection, [mail.mailbox for mail in mails])
    return [bytes(row.key) for row in rows]


async def empty_mailboxes(vault: Vault, connection: AsyncConnection, record: bytes) -> None:
    """Within a transaction take away the letters for the return codes of a case."""
    sealed = (await connection.execute(_MAIL, {"of": record})).scalar_one_or_none()
    if sealed is not None:
        mails = await mailbox.mails_of(vault, record, sealed)
        await mailbox.forget(connection, [mail.mailbox for mail in mails])


@whole
async def recall(store: Store, turn: Turn) -> None:
    """Let what is on its way to the reporter of a turn's case wait to be opened."""
    async with store.data.read() as connection:
        await _recall(store.vault, connection, turn.works[:1])


async def withdraw(vault: Vault, connection: AsyncConnection, turn: Turn) -> None:
    """Within a transaction take out what lay in the reporter's boxes: all of it where the chat is left."""
    if turn.leaves:
        await _recall(vault, connection, turn.works)
    recalled = [work.record for work in turn.works if work.recalls]
    for record in turn.records if turn.leaves else recalled:
        await connection.execute(_WITHDRAW, {"of": record})


async def _recall(vault: Vault, connection: AsyncConnection, works: Sequence[Work]) -> None:
    for work in works:
        if not work.recalls and not work.begins:
            box = posting.Box(work.record, REPORTER)
            work.recall([order for _, order in await posting.waiting(vault, connection, box)])


async def leave_chat(vault: Vault, connection: AsyncConnection, owner: bytes) -> list[int]:
    """Within a transaction forget what stands of a chat's cases in that chat; return its message ids."""
    messages: list[int] = []
    for row in (await connection.execute(_OWN, {"whose": owner})).all():
        record = bytes(row.key)
        messages += await lines.leave(vault, connection, record, REPORTER)
        route = await route_of(vault, record, record, row.route, "case_")
        messages += route.others
        if route.others:
            body = await sealed_route(vault, record, record, replace(route, others=()), "case_")
            await connection.execute(_ROUTE, {"of": record, "route": body})
    return messages


async def stands_in_chat(
    vault: Vault, connection: AsyncConnection, record: bytes, messages: Sequence[int]
) -> None:
    """Within a transaction remember messages of the bot's own in the reporter's chat."""
    sealed = (await connection.execute(_WAY, {"of": record})).scalar_one()
    route = await route_of(vault, record, record, sealed, "case_")
    route = replace(route, others=(*route.others, *messages))
    body = await sealed_route(vault, record, record, route, "case_")
    await connection.execute(_ROUTE, {"of": record, "route": body})
