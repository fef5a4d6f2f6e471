"""The cases that are kept: how one is found and read, and what is known of all together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
from sqlalchemy import bindparam, select

from flows.case import Case, decode_case, encode
from flows.orders import RelayToColleague
from storage import lines, posting, seats
from storage.database import whole
from storage.tables import CASE, LINE
from storage.vault import SealBroken
from storage.work import Held, Work

if TYPE_CHECKING:
    from sqlalchemy import Row

    from storage.lines import Placed
    from storage.posting import Box
    from storage.seats import SeatPlace
    from storage.store import Store
    from storage.vault import Vault

CASE_BYTES: Final = 4096
"""Most cases have this size when sealed."""
_OWNER: Final = select(CASE.c.owner).where(CASE.c.key == bindparam("of"))
_BODIES: Final = select(CASE.c.key, CASE.c.current, CASE.c.body_key, CASE.c.body)
_NEWEST: Final = (
    select(LINE.c.number, LINE.c.body).where(LINE.c.record == bindparam("of")).order_by(LINE.c.number.desc())
)


class Found(NamedTuple):
    """A case that is kept."""

    key: bytes
    current: bool
    case: Case


# ---------------------------------------------------------------------------- one


async def sealed_case(vault: Vault, record: bytes, key: bytes, case: Case, next_: int) -> bytes:
    """Seal a case (`record`) with the number of its next order for a courier, under the key of its body."""
    body = msgspec.json.encode(Held(msgspec.Raw(encode(case)), next_))
    return await vault.seal(key, "case_", "body", record, body, CASE_BYTES)


async def case_of(vault: Vault, record: bytes, key: bytes, sealed: bytes) -> tuple[Case | None, int]:
    """Open a case and the number of its next order; None for one that this version cannot read."""
    held = msgspec.json.decode(await vault.open_(key, "case_", "body", record, sealed), type=Held)
    try:
        return decode_case(bytes(held.case)), held.next
    except msgspec.ValidationError:
        return None, held.next


async def work_of(store: Store, record: bytes, key: bytes, sealed: bytes) -> Work | None:
    """Return a case for a turn; None for one that this version cannot read."""
    case, next_ = await case_of(store.vault, record, key, sealed)
    return None if case is None else Work(record, case, next_, key)


@whole
async def owner_of(store: Store, key: bytes) -> bytes | None:
    """Return the owner of a case, None where the case is gone."""
    async with store.data.read() as connection:
        owner = (await connection.execute(_OWNER, {"of": key})).scalar_one_or_none()
        return None if owner is None else bytes(owner)


# ---------------------------------------------------------------------------- all


@whole
async def kept(store: Store) -> list[Found]:
    """Return all cases that this version can read; one that is closed or erased just now may be missing."""
    async with store.data.read() as connection:
        rows = (await connection.execute(_BODIES)).all()
    read = {bytes(row.key): (row.body, await _read(store, row)) for row in rows}
    store.cases_read = read
    found = ((bytes(row.key), row.current, read[bytes(row.key)][1]) for row in rows)
    return [Found(key, current, case) for key, current, case in found if case is not None]


async def _read(store: Store, row: Row[*tuple[Any, ...]]) -> Case | None:
    """Open a case, unless it is sealed as it was the last time: this is asked at every turn of who waits."""
    record = bytes(row.key)
    body, case = store.cases_read.get(record, (b"", None))
    if body == row.body:
        return case
    try:
        return (await case_of(store.vault, record, bytes(row.body_key), row.body))[0]
    except SealBroken:
        return None


async def waiting(store: Store, earlier_than: int | None = None) -> int:
    """Return how many cases wait, all of them or those with a lower place in the queue."""
    queue = [one.case.queue for one in await kept(store) if one.current and one.case.state == "waiting"]
    return sum(earlier_than is None or place < earlier_than for place in queue)


async def of_colleague(store: Store, colleague: str) -> list[tuple[bytes, Case]]:
    """Return the cases that name a colleague, in the order in which they were opened."""
    own = [one for one in await kept(store) if colleague in named_in(one.case)]
    return [(one.key, one.case) for one in sorted(own, key=lambda one: one.case.queue)]


def named_in(case: Case) -> tuple[str, ...]:
    """Return the colleagues that a case names, "" for a part that nobody has."""
    return case.counsellor, case.interpreter, case.offered, case.second


# ---------------------------------------------------------------------------- what belongs to one


@whole
async def seat_of(store: Store, at: SeatPlace) -> tuple[bytes, str] | None:
    """Return the case that stands at a topic or message of the team, and at which place of it."""
    async with store.data.read() as connection:
        return await seats.find(store.vault, connection, at)


@whole
async def line_at(store: Store, key: bytes, place: str, message: int) -> int:
    """Return the number of the line that stands in a message at a place, 0 where none does."""
    async with store.data.read() as connection:
        rows = (await connection.execute(_NEWEST, {"of": key})).all()
    for row in rows:  # what is answered or changed is nearly always among the newest
        placed = await lines.opened(store.vault, key, row.number, row.body)
        if placed is not None and message in placed.at(place):
            return placed.line.number
    return 0


@whole
async def lines_of(store: Store, box: Box, since: int) -> list[Placed]:
    """Return what belongs into a colleague's topic: see `Store.lines_of`."""
    async with store.data.read() as connection:
        body = (await connection.execute(_BODIES.where(CASE.c.key == box.record))).one_or_none()
        if body is None:
            return []
        case, _ = await case_of(store.vault, box.record, bytes(body.body_key), body.body)
        orders = [order for _, order in await posting.waiting(store.vault, connection, box)]
        talk = await lines.every(store.vault, connection, box.record)
    if case is None:
        return []
    coming = {order.number for order in orders if isinstance(order, RelayToColleague)}
    theirs = set(case.shared if box.to == case.interpreter else case.history) - coming
    return [placed for placed in talk if placed.line.number >= since and placed.line.number in theirs]


@whole
async def media_of(store: Store, key: bytes, number: int) -> bytes:
    """Return the photo or voice of a line; b"" where there is none."""
    async with store.data.read() as connection:
        return await lines.media(store.vault, connection, key, number)
