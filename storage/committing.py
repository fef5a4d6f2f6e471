"""How a turn is read and how it is written: everything of it in one transaction, or nothing."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import and_, bindparam, delete, insert, literal, select, update

from flows.model import decode_session, encode
from storage import cases, ending
from storage.carrying import SET, carry_out
from storage.database import StorageFailed, whole
from storage.erasing import Standing, bury, erase
from storage.sealed import BODY_BYTES, due, minute, route_of, sealed_route, sealed_waiting
from storage.shedding import shed
from storage.tables import CASE, OUTBOX, REPORT, SEEN, SESSION, TIMER
from storage.turn import Draft, Route, Turn
from storage.upsert import add_missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Executable, Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from flows.model import Session
    from storage.store import Store

    Parameters = dict[str, Any]
    Order = tuple[Executable, list[Parameters]]


_ONE: Final = select(literal(1).label("one")).subquery()
_DUE: Final = and_(TIMER.c.owner == bindparam("owner"), TIMER.c.due <= bindparam("now"))
_SEEN: Final = SEEN.c.mark == bindparam("mark")
_LOAD: Final = (
    select(
        *(SESSION.c.key, SESSION.c.record, SESSION.c.body, SESSION.c.route, TIMER.c.name, SEEN.c.mark),
        *(CASE.c.key.label("case_key"), CASE.c.current, CASE.c.body_key, CASE.c.body.label("case_body")),
    )
    .select_from(_ONE)
    .outerjoin(SESSION, SESSION.c.owner == bindparam("owner"))
    .outerjoin(TIMER, _DUE)
    .outerjoin(SEEN, _SEEN)
    .outerjoin(CASE, CASE.c.owner == bindparam("owner"))
    .order_by(TIMER.c.due, TIMER.c.name)
)
_LOAD_CASE: Final = (
    select(CASE.c.body_key, CASE.c.body, TIMER.c.name, SEEN.c.mark)
    .select_from(CASE)
    .outerjoin(TIMER, _DUE)
    .outerjoin(SEEN, _SEEN)
    .where(CASE.c.key == bindparam("owner"))
    .order_by(TIMER.c.due, TIMER.c.name)
)
_LIMITS: Final = frozenset({"retention", "limit"})
"""The timers that end a case."""
_SEE: Final = insert(SEEN)
_SEE_ONCE: Final = add_missing(SEEN)
_BEGIN: Final = insert(SESSION)
_GO_ON: Final = update(SESSION).where(SESSION.c.owner == bindparam("whose"))
_ORDER: Final = insert(OUTBOX)
_WAIT: Final = insert(REPORT)
_RUN_OUT: Final = delete(TIMER).where(TIMER.c.owner == bindparam("whose"), TIMER.c.name == bindparam("which"))


# ---------------------------------------------------------------------------- reading


@whole
async def load(store: Store, owner: bytes, mark: bytes | None, fresh: Route | None) -> Turn | None:
    """Return the turn of an owner as it stands, beginning with route `fresh` where nothing is held.

    None where the update was taken in before, or where nothing is held and no route is given.
    """
    async with store.data.read() as connection:
        now = minute(store.clock())
        rows = (await connection.execute(_LOAD, {"owner": owner, "mark": mark, "now": now})).all()
    held, names = rows[0], tuple(dict.fromkeys(row.name for row in rows if row.name is not None))
    if held.mark is not None or (held.key is None and fresh is None):
        return None
    turn = await _resumed(store, owner, held, names) if held.key else Turn(None, names, fresh or Route(0, 0))
    turn.records = list(dict.fromkeys(bytes(row.case_key) for row in rows if row.case_key is not None))
    current = next((row for row in rows if row.current), None)
    if current is not None:
        await _with_case(store, turn, current)
    return turn


async def _resumed(store: Store, owner: bytes, held: Row[*tuple[Any, ...]], names: tuple[str, ...]) -> Turn:
    key = bytes(held.key)
    body = await store.vault.open_(key, "session", "body", owner, held.body)
    draft = msgspec.json.decode(body, type=Draft)
    turn = Turn(_session(draft), names, await route_of(store.vault, owner, key, held.route))
    turn.record, turn.key, turn.next = bytes(held.record), key, draft.next
    return turn


def _session(draft: Draft) -> Session | None:
    """Return the session, or None for one that an other version wrote and this one cannot read."""
    try:
        return decode_session(bytes(draft.session))
    except msgspec.ValidationError:
        return None


async def _with_case(store: Store, turn: Turn, row: Row[*tuple[Any, ...]]) -> None:
    """Show the chat's case in its turn, and how many came before it where it waits."""
    work = await cases.work_of(store, bytes(row.case_key), bytes(row.body_key), row.case_body)
    if work is not None:
        turn.works.append(work)
        if work.case.state == "waiting":
            turn.before = await cases.waiting(store, work.case.queue)


@whole
async def load_case(store: Store, key: bytes, mark: bytes | None, *, woken: bool) -> Turn | None:
    """Return the turn of a case alone; its timers that have run out are shown where it was woken for them.

    None where the update was taken in before, or where the case is gone.
    """
    async with store.data.read() as connection:
        now = minute(store.clock())
        rows = (await connection.execute(_LOAD_CASE, {"owner": key, "mark": mark, "now": now})).all()
    if not rows or rows[0].mark is not None:
        return None
    names = tuple(row.name for row in rows if row.name is not None) if woken else ()
    turn = Turn(None, names, Route(0, 0))
    turn.of_case = True
    work = await cases.work_of(store, key, bytes(rows[0].body_key), rows[0].body)
    if work is not None:
        turn.works.append(work)
    elif _LIMITS.intersection(names):
        turn.outlived = key
    return turn


# ---------------------------------------------------------------------------- writing


@whole
async def first_time(store: Store, bot: int, update: int) -> bool:
    """Remember an update that belongs to no turn; False where it was taken in before."""
    async with store.data.write() as connection:
        row = {"mark": store.vault.mark(bot, update), "hour": minute(store.clock()) // 60}
        written = await connection.execute(_SEE_ONCE, row)
        return written.rowcount == 1


@whole
async def commit(store: Store, owner: bytes, mark: bytes | None, turn: Turn) -> None:
    """Write the turn; raises StorageFailed where nothing of it could be written."""
    turn.end_unreadable()
    begins = turn.kept is not None and turn.erase is None and not turn.record
    needed = len(turn.reports) + sum(work.keys for work in turn.works) + turn.ends_cases
    needed += begins or turn.erase is not None or turn.shed is not None
    keys = iter(await store.vault.new_keys(needed) if needed else [])
    orders = [*_events(store, owner, mark, turn), (_WAIT, await _reports(store, owner, keys, turn))]
    key = next(keys) if begins or turn.shed else turn.key
    if turn.kept is not None and turn.erase is None:
        orders += await _conversation(store, owner, turn, turn.kept, key)
    async with store.data.write() as connection:
        if turn.shed is not None:
            await shed(store.vault, connection, owner, turn, key)
        for statement, rows in orders:
            if rows:
                await connection.execute(statement, rows)
        await _of_cases(store, connection, owner, turn, keys)
    if turn.lets_keys_die:
        with suppress(StorageFailed):  # the commit stands; the farewell waits until the keys are dead
            await bury(store.data, store.vault)


async def _of_cases(
    store: Store, connection: AsyncConnection, owner: bytes, turn: Turn, keys: Iterator[bytes]
) -> None:
    """Write the cases of the turn; where the conversation ends, what stands of them in its chat goes too."""
    await ending.withdraw(store.vault, connection, turn)
    await carry_out(store, connection, owner, turn, keys)
    ended = [work.record for work in turn.works if work.ends] + [turn.outlived] * bool(turn.outlived)
    if turn.erase is not None:
        held = turn.records or turn.works
        leaves = held and turn.leaves
        talk = await ending.leave_chat(store.vault, connection, owner) if leaves else Standing()
        await erase(store, connection, owner, turn, talk, next(keys))
        if turn.erase.scope == "everything" and held:
            ended += await ending.of_owner(store.vault, connection, owner)
    for work in turn.works:
        if work.wished:
            await ending.at_wish(store, connection, owner, work, next(keys))
    if turn.ends_cases:
        await ending.end(store, connection, ended, next(keys))


def _events(store: Store, owner: bytes, mark: bytes | None, turn: Turn) -> list[Order]:
    """The update was seen; where the turn kept something, the timers that had run out are settled."""
    hour = minute(store.clock()) // 60
    names = turn.due if turn.keeps else ()
    whose = turn.case_key if turn.of_case else owner
    return [
        (_SEE, [] if mark is None else [{"mark": mark, "hour": hour}]),
        (_RUN_OUT, [{"whose": whose, "which": name} for name in names]),
    ]


async def _reports(store: Store, owner: bytes, keys: Iterator[bytes], turn: Turn) -> list[Parameters]:
    return [
        {
            "key": key,
            "owner": owner,
            "body": await store.vault.seal(key, "report", "body", key, encode(report), BODY_BYTES),
        }
        for report, key in zip(turn.reports, keys, strict=False)  # the keys that are left have other uses
    ]


async def _conversation(store: Store, owner: bytes, turn: Turn, session: Session, key: bytes) -> list[Order]:
    """The session, its outbox and its timers."""
    record = turn.record or key
    draft = Draft(msgspec.Raw(encode(session)), turn.next + len(turn.says))
    plain = msgspec.json.encode(draft)
    body = await store.vault.seal(key, "session", "body", owner, plain, BODY_BYTES)
    if turn.record:
        order: Order = (_GO_ON, [{"whose": owner, "body": body}])
    else:
        route = await sealed_route(store.vault, owner, key, turn.route)
        row = {"owner": owner, "key": key, "record": record, "body": body, "route": route}
        order = (_BEGIN, [row])
    now = store.clock()
    timers = [
        {"owner": owner, "name": name, "due": due(now, seconds)} for name, seconds in turn.timers.items()
    ]
    return [order, (_ORDER, await _outbox(store, owner, turn, key)), (SET, timers)]


async def _outbox(store: Store, owner: bytes, turn: Turn, key: bytes) -> list[Parameters]:
    rows: list[Parameters] = []
    for number, effect in enumerate(turn.says, turn.next):
        sealed = await sealed_waiting(store.vault, key, number, effect, turn.typed)
        rows.append({"owner": owner, "number": number, "record": turn.record or key, "body": sealed})
    return rows
