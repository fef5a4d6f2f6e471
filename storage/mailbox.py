"""The mailbox of a return code: words of the team that only whoever has the code can open."""

from __future__ import annotations

from contextlib import suppress
from secrets import token_bytes
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace
from sqlalchemy import and_, bindparam, delete, insert, select

from flows.case import Line, decode_line, encode
from storage.code import open_with, seal_to
from storage.database import StorageFailed, whole
from storage.keystore import ID_BYTES
from storage.sealed import day
from storage.tables import LETTER, MAILBOX
from storage.upsert import add_missing
from storage.work import Mail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Executable
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.store import Store
    from storage.vault import Vault

LETTER_DAYS: Final = 90
"""How long words wait for their code, in days (design § 7)."""
MAILBOX_DAYS: Final = 183 + LETTER_DAYS
"""How long a code is known: a case lives six months at most, and words of its last day wait after it."""

_OPEN: Final = add_missing(MAILBOX)
_PUT: Final = insert(LETTER)
_READ: Final = (
    select(MAILBOX.c.id, LETTER.c.body)
    .outerjoin(LETTER, and_(LETTER.c.mailbox == MAILBOX.c.id, LETTER.c.due > bindparam("today")))
    .where(MAILBOX.c.id == bindparam("wanted"), MAILBOX.c.due > bindparam("today"))
)
_EMPTY: Final = delete(LETTER).where(LETTER.c.mailbox == bindparam("read"))
_CLOSE: Final = delete(MAILBOX).where(MAILBOX.c.id == bindparam("read"))
_OLD: Final[tuple[Executable, ...]] = tuple(
    delete(table).where(table.c.due <= bindparam("today")) for table in (LETTER, MAILBOX)
)


async def code_salt(store: Store) -> bytes:
    """Return the salt under which return codes are derived, 16 bytes; raises StorageFailed."""
    return await store.vault.code_salt()


@whole
async def letters(store: Store, mailbox_id: bytes, private: bytes) -> list[Line] | None:
    """Return the lines that wait in a mailbox, in their order; None where no such mailbox is known.

    Raises CodeBroken for another's `private`, and StorageFailed.
    """
    async with store.data.read() as connection:
        wanted = {"wanted": mailbox_id, "today": day(store.clock())}
        rows = (await connection.execute(_READ, wanted)).all()
    if not rows:
        return None
    found = [decode_line(open_with(private, row.body)) for row in rows if row.body is not None]
    return sorted(found, key=lambda line: line.number)


@whole
async def empty(store: Store, mailbox_id: bytes) -> None:
    """Take away letters that were read; their code stays known."""
    async with store.data.write() as connection:
        await connection.execute(_EMPTY, {"read": mailbox_id})
    with suppress(StorageFailed):  # retention does it again
        await store.data.truncate()


# ---------------------------------------------------------------------------- within a transaction


async def open_(connection: AsyncConnection, mailbox_id: bytes, now: datetime) -> None:
    """Let a mailbox be known."""
    await connection.execute(_OPEN, {"id": mailbox_id, "due": day(now) + MAILBOX_DAYS})


async def put(connection: AsyncConnection, mail: Mail, line: Line, now: datetime) -> None:
    """Seal a line for whoever has the code; who of the team wrote it is left out."""
    body = seal_to(mail.public, encode(replace(line, by="")))
    letter = {"key": token_bytes(ID_BYTES), "mailbox": mail.mailbox, "due": day(now) + LETTER_DAYS}
    await connection.execute(_PUT, letter | {"body": body})


async def forget(connection: AsyncConnection, mailboxes: Sequence[bytes]) -> None:
    """Take away letters and that the mailboxes were ever known."""
    for mailbox_id in mailboxes:
        for statement in (_EMPTY, _CLOSE):
            await connection.execute(statement, {"read": mailbox_id})


async def retain(connection: AsyncConnection, now: datetime) -> None:
    """Take away what is over its term."""
    for statement in _OLD:
        await connection.execute(statement, {"today": day(now)})


async def mails_of(vault: Vault, record: bytes, sealed: bytes) -> list[Mail]:
    """Open where letters of a case go; the newest code stands last."""
    body = await vault.open_(record, "case_", "mail", record, sealed)
    return msgspec.json.decode(body, type=list[Mail])


async def sealed_mails(vault: Vault, record: bytes, mails: Sequence[Mail]) -> bytes:
    """Seal where letters of a case go."""
    return await vault.seal(record, "case_", "mail", record, msgspec.json.encode(mails))
