"""All that is open, counted by kind and found by chat, so that it can be erased at once after a breach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import Table, delete, func, select, union

from storage.database import whole
from storage.erasing import bury, condemn
from storage.sealed import route_of
from storage.tables import (
    CASE,
    ENTRY,
    FAREWELL,
    LETTER,
    LINE,
    MAILBOX,
    MEDIA,
    OPINION,
    REPORT,
    SESSION,
    STAFF,
)
from storage.turn import Chat

if TYPE_CHECKING:
    from storage.store import Store


class Held(NamedTuple):
    """How many records of each kind there are."""

    chats: int
    """Chats with a way back to a person: of conversations, cases, and last cards not delivered yet."""
    sessions: int
    reports: int
    """Finished reports that wait for the flush."""
    cases: int
    lines: int
    media: int
    mailboxes: int
    letters: int
    opinions: int
    staff: int
    entries: int


_TABLES: Final[dict[str, Table]] = {
    "sessions": SESSION,
    "reports": REPORT,
    "cases": CASE,
    "lines": LINE,
    "media": MEDIA,
    "mailboxes": MAILBOX,
    "letters": LETTER,
    "opinions": OPINION,
    "staff": STAFF,
    "entries": ENTRY,
}
_OWNERS: Final = union(*(select(table.c.owner) for table in (SESSION, CASE, FAREWELL))).subquery()
_REST: Final = tuple(delete(table).returning(table.c.key) for table in (REPORT, OPINION))
_LETTERS: Final = (delete(LETTER), delete(MAILBOX))


@whole
async def held(store: Store) -> Held:
    """Return how much is held, without opening anything; raises StorageFailed."""
    async with store.data.read() as connection:
        counts = {
            name: int((await connection.execute(select(func.count()).select_from(table))).scalar_one())
            for name, table in _TABLES.items()
        }
        owners = (await connection.execute(select(func.count()).select_from(_OWNERS))).scalar_one()
    return Held(chats=int(owners), **counts)


@whole
async def chats(store: Store) -> list[Chat]:
    """Return every chat with an open conversation or a case, in no order; raises StorageFailed."""
    async with store.data.read() as connection:
        sessions = (await connection.execute(select(SESSION.c.owner, SESSION.c.key, SESSION.c.route))).all()
        cases = (await connection.execute(select(CASE.c.key, CASE.c.route))).all()
    routes = [
        *[await route_of(store.vault, bytes(row.owner), bytes(row.key), row.route) for row in sessions],
        *[await route_of(store.vault, bytes(row.key), bytes(row.key), row.route, "case_") for row in cases],
    ]
    return list({Chat(route.bot, route.chat) for route in routes})


@whole
async def forget_rest(store: Store) -> None:
    """Erase what no chat leads to any more: waiting reports, opinions, return codes and their letters.

    Raises StorageFailed, and can then be called again. When it returns, no key of them lives.
    """
    dying: list[bytes] = []
    async with store.data.write() as connection:
        for statement in _REST:
            dying += map(bytes, (await connection.execute(statement)).scalars())
        for letters in _LETTERS:
            await connection.execute(letters)
        await condemn(connection, dying)
    await bury(store.data, store.vault)
    await store.data.truncate()
