"""How a turn is read and how it is written: everything of it in one transaction, or nothing."""

from __future__ import annotations

from contextlib import suppress
from math import ceil
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import and_, bindparam, delete, insert, literal, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from flows.model import decode_session, encode
from storage.database import StorageFailed, whole
from storage.erasing import bury, erase
from storage.sealed import BODY_BYTES, minute, route_of, sealed_route, sealed_waiting
from storage.tables import OUTBOX, REPORT, SEEN, SESSION, TIMER
from storage.turn import Draft, Route, Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Executable, Row

    from flows.model import Session
    from storage.store import Store

    Parameters = dict[str, Any]
    Order = tuple[Executable, list[Parameters]]


_ONE: Final = select(literal(1).label("one")).subquery()
_LOAD: Final = (
    select(SESSION.c.key, SESSION.c.body, SESSION.c.route, TIMER.c.name, SEEN.c.mark)
    .select_from(_ONE)
    .outerjoin(SESSION, SESSION.c.owner == bindparam("owner"))
    .outerjoin(TIMER, and_(TIMER.c.owner == bindparam("owner"), TIMER.c.due <= bindparam("now")))
    .outerjoin(SEEN, SEEN.c.mark == bindparam("mark"))
    .order_by(TIMER.c.due, TIMER.c.name)
)
_SEE: Final = insert(SEEN)
_BEGIN: Final = insert(SESSION)
_GO_ON: Final = update(SESSION).where(SESSION.c.owner == bindparam("whose"))
_ORDER: Final = insert(OUTBOX)
_WAIT: Final = insert(REPORT)
_SET: Final = upsert(TIMER).on_conflict_do_update(
    index_elements=[TIMER.c.owner, TIMER.c.name], set_={"due": upsert(TIMER).excluded.due}
)
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
    held, due = rows[0], tuple(row.name for row in rows if row.name is not None)
    if held.mark is not None:
        return None
    if held.key is None:
        return None if fresh is None else Turn(None, due, fresh)
    return await _resumed(store, owner, held, due)


async def _resumed(store: Store, owner: bytes, held: Row[*tuple[Any, ...]], due: tuple[str, ...]) -> Turn:
    record = bytes(held.key)
    body = await store.vault.open_(record, "session", "body", owner, held.body)
    draft = msgspec.json.decode(body, type=Draft)
    turn = Turn(_session(draft), due, await route_of(store.vault, owner, record, held.route))
    turn.record, turn.next = record, draft.next
    return turn


def _session(draft: Draft) -> Session | None:
    """Return the session, or None for one that an other version wrote and this one cannot read."""
    try:
        return decode_session(bytes(draft.session))
    except msgspec.ValidationError:
        return None


# ---------------------------------------------------------------------------- writing


@whole
async def commit(store: Store, owner: bytes, mark: bytes | None, turn: Turn) -> None:
    """Write the turn; raises StorageFailed where nothing of it could be written."""
    turn.end_unreadable()
    begins = turn.kept is not None and turn.erase is None and not turn.record
    needed = len(turn.reports) + (begins or turn.erase is not None)
    keys = await store.vault.new_keys(needed) if needed else []
    orders = [*_events(store, owner, mark, turn), (_WAIT, await _reports(store, owner, keys, turn))]
    if turn.kept is not None and turn.erase is None:
        orders += await _conversation(store, owner, turn, turn.kept, keys[-1] if begins else turn.record)
    async with store.data.write() as connection:
        for statement, rows in orders:
            if rows:
                await connection.execute(statement, rows)
        if turn.erase is not None:
            await erase(store.vault, connection, owner, turn, turn.erase, keys[-1])
    if turn.erase is not None:
        with suppress(StorageFailed):  # the commit stands; the farewell waits until the keys are dead
            await bury(store.data, store.vault)


def _events(store: Store, owner: bytes, mark: bytes | None, turn: Turn) -> list[Order]:
    """The update was seen; where the turn kept something, the timers that had run out are settled."""
    hour = minute(store.clock()) // 60
    due = turn.due if turn.kept is not None else ()
    return [
        (_SEE, [] if mark is None else [{"mark": mark, "hour": hour}]),
        (_RUN_OUT, [{"whose": owner, "which": name} for name in due]),
    ]


async def _reports(store: Store, owner: bytes, keys: Sequence[bytes], turn: Turn) -> list[Parameters]:
    return [
        {
            "key": key,
            "owner": owner,
            "body": await store.vault.seal(key, "report", "body", key, encode(report), BODY_BYTES),
        }
        for key, report in zip(keys, turn.reports, strict=False)  # one key more may be the session's
    ]


async def _conversation(
    store: Store, owner: bytes, turn: Turn, session: Session, record: bytes
) -> list[Order]:
    """The session, its outbox and its timers."""
    draft = Draft(msgspec.Raw(encode(session)), turn.next + len(turn.says))
    body = await store.vault.seal(record, "session", "body", owner, msgspec.json.encode(draft))
    if turn.record:
        order: Order = (_GO_ON, [{"whose": owner, "body": body}])
    else:
        route = await sealed_route(store.vault, owner, record, turn.route)
        order = (_BEGIN, [{"owner": owner, "key": record, "body": body, "route": route}])
    now = store.clock().timestamp()
    timers = [
        {"owner": owner, "name": name, "due": ceil((now + seconds) / 60)}
        for name, seconds in turn.timers.items()
    ]
    return [order, (_ORDER, await _outbox(store, owner, turn, record)), (_SET, timers)]


async def _outbox(store: Store, owner: bytes, turn: Turn, record: bytes) -> list[Parameters]:
    rows: list[Parameters] = []
    for number, effect in enumerate(turn.says, turn.next):
        sealed = await sealed_waiting(store.vault, record, number, effect, turn.typed)
        rows.append({"owner": owner, "number": number, "record": record, "body": sealed})
    return rows
