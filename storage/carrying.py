"""What a case's orders do in the database, within the one transaction of their turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from sqlalchemy import BindParameter, bindparam, delete, insert, select, update

from flows import takeout
from flows.model import encode
from flows.orders import (
    DELIVERED,
    AmendLine,
    DropLine,
    KeepLine,
    KeepRating,
    MoveReports,
    PutIntoMailbox,
    SetCaseTimer,
    ShortenLine,
    StopCaseTimer,
)
from storage import lines, mailbox, posting, seats
from storage.cases import sealed_case
from storage.erasing import condemn
from storage.lines import Placed
from storage.register import opinions
from storage.sealed import BODY_BYTES, due, sealed_route
from storage.tables import CASE, REPORT, TIMER
from storage.turn import Route
from storage.upsert import put

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.ext.asyncio import AsyncConnection

    from flows.case import Line
    from flows.facts import Report
    from flows.orders import CaseOrder
    from storage.store import Store
    from storage.turn import Turn
    from storage.work import Mail, Taken, Work

_RECORD: Final[BindParameter[bytes]] = bindparam("of")
_RETIRE: Final = update(CASE).where(CASE.c.owner == bindparam("whose"), CASE.c.current).values(current=False)
_OPEN: Final = insert(CASE)
_GO_ON: Final = update(CASE).where(CASE.c.key == _RECORD)
_MAIL: Final = select(CASE.c.mail).where(CASE.c.key == _RECORD)
_WAIT: Final = insert(REPORT)
SET: Final = put(TIMER)
_STOP: Final = delete(TIMER).where(TIMER.c.owner == _RECORD, TIMER.c.name == bindparam("which"))


async def carry_out(
    store: Store, connection: AsyncConnection, owner: bytes, turn: Turn, keys: Iterator[bytes]
) -> None:
    """Write every case of the turn and what its orders ask for; `keys` yields new keys, synced already."""
    for work in turn.works:
        if work.changed:
            await _Carrier(store, connection, owner, work, keys).carry_out(turn.route)


class _Carrier:
    """One case in the transaction of its turn."""

    def __init__(
        self, store: Store, connection: AsyncConnection, owner: bytes, work: Work, keys: Iterator[bytes]
    ) -> None:
        self.vault = store.vault
        self.now = store.clock()
        self.connection = connection
        self.owner = owner
        self.work = work
        self.keys = keys

    async def carry_out(self, route: Route) -> None:
        work = self.work
        delivered = [order for order, _ in work.orders if isinstance(order, DELIVERED)]
        if work.begins:
            work.record, work.body_key = next(self.keys), next(self.keys)
            await self._open(route, work.next + len(delivered))
        else:
            if work.sheds:
                await self._shed(next(self.keys))
            body = await self._sealed(work.next + len(delivered))
            await self.connection.execute(_GO_ON, {"of": work.record, "body": body})
        if work.mail is not None:
            await self._give_code()
        for order, taken in work.orders:
            await self._carry(order, taken)
        await posting.put(self.vault, self.connection, work, delivered)

    async def _sealed(self, next_: int) -> bytes:
        return await sealed_case(self.vault, self.work.record, self.work.body_key, self.work.case, next_)

    async def _shed(self, key: bytes) -> None:
        """Lay body, posts and seats under a new key; the former one dies, if it opens nothing else."""
        await posting.seal_anew(self.vault, self.connection, self.work, key)
        await seats.seal_anew(self.vault, self.connection, self.work.record, key)
        await self.connection.execute(_GO_ON, {"of": self.work.record, "body_key": key})
        if self.work.body_key != self.work.record:  # a case of before 0003 lay under one key for all
            await condemn(self.connection, [self.work.body_key])
        self.work.body_key = key

    async def _open(self, route: Route, next_: int) -> None:
        record = self.work.record
        way = Route(route.bot, route.chat)
        row = {
            "key": record,
            "owner": self.owner,
            "current": True,
            "body_key": self.work.body_key,
            "body": await self._sealed(next_),
            "route": await sealed_route(self.vault, record, record, way, "case_"),
        }
        await self.connection.execute(_RETIRE, {"whose": self.owner})
        await self.connection.execute(_OPEN, row)

    async def _carry(self, order: CaseOrder, taken: Taken) -> None:
        match order:
            case KeepLine() | AmendLine() | ShortenLine() | DropLine():
                await self._write(order, taken)
            case SetCaseTimer() | StopCaseTimer():
                await self._time(order)
            case MoveReports():
                for report in order.reports:
                    await self._move(report)
            case KeepRating():
                key = next(self.keys)
                await opinions.wait(self.vault, self.connection, self.owner, key, order.answer)
            case PutIntoMailbox():
                await self._post(order.number)

    async def _write(self, order: KeepLine | AmendLine | ShortenLine | DropLine, taken: Taken) -> None:
        record = self.work.record
        match order:
            case KeepLine(line=line):
                copies = {taken.place: taken.message} if taken.message else {}
                await lines.keep(self.vault, self.connection, record, Placed(line, copies), taken.media)
            case AmendLine(number=number, text=text):
                await self._change(number, lambda line: replace(line, text=text, edited=True))
            case ShortenLine(number=number, place=place):
                await self._change(number, lambda line: replace(line, text=takeout.without(line.text, place)))
            case DropLine(number=number):
                await lines.drop(self.connection, record, number)

    async def _change(self, number: int, changed: Callable[[Line], Line]) -> None:
        def placed(before: Placed) -> Placed:
            return replace(before, line=changed(before.line))

        await lines.change(self.vault, self.connection, self.work.record, number, placed)

    async def _time(self, order: SetCaseTimer | StopCaseTimer) -> None:
        record = self.work.record
        if isinstance(order, SetCaseTimer):
            row = {"owner": record, "name": order.timer, "due": due(self.now, order.seconds)}
            await self.connection.execute(SET, row)
        else:
            await self.connection.execute(_STOP, {"of": record, "which": order.timer})

    async def _move(self, report: Report) -> None:
        """Let an answer wait for the flush in the reporter's own record, so that erase finds it."""
        key = next(self.keys)
        body = await self.vault.seal(key, "report", "body", key, encode(report), BODY_BYTES)
        await self.connection.execute(_WAIT, {"key": key, "owner": self.owner, "body": body})

    async def _give_code(self) -> None:
        if self.work.mail is not None:
            mails = [*await self._mails(), self.work.mail]
            body = await mailbox.sealed_mails(self.vault, self.work.record, mails)
            await self.connection.execute(_GO_ON, {"of": self.work.record, "mail": body})
            await mailbox.open_(self.connection, self.work.mail.mailbox, self.now)

    async def _mails(self) -> list[Mail]:
        sealed = (await self.connection.execute(_MAIL, {"of": self.work.record})).scalar_one_or_none()
        return [] if sealed is None else await mailbox.mails_of(self.vault, self.work.record, sealed)

    async def _post(self, number: int) -> None:
        """Put a line into the mailbox of the newest code; without a code there is none."""
        line = await lines.one(self.vault, self.connection, self.work.record, number)
        mails = await self._mails()
        if line is not None and mails:
            await mailbox.put(self.connection, mails[-1], line.line, self.now)
