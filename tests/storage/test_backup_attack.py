"""Whoever takes last night's backup and today's whole key folder opens nothing that has died between."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import select

from flows.model import Erase
from storage.returning import BY_KEY, BY_RECORD, OF_THE_HOUSE
from storage.store import Chat
from storage.tables import CASE, OPINION, REPORT, SESSION, WRAPPED
from storage.vault import HOUSE, Vault
from tests.storage.backups import backed_up, emptied, restored
from tests.storage.conftest import ALICE, BOT, House, card, say
from tests.storage.desk import case_of, hear, wrote
from tests.storage.whole_house import CAROL, furnish

if TYPE_CHECKING:
    from pathlib import Path

    from flows.questionnaire import Taxonomy
    from storage.store import Store

pytestmark = pytest.mark.sqlite

EVERYTHING = Erase("everything", card(9, "bye"))
WORD = "canary_in_the_mine"


async def test_what_was_erased_or_has_expired_since_the_backup_is_opened_by_nothing(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    """Neither the file with today's whole key folder nor a system restored from both, every byte searched."""
    await furnish(store, taxonomy)
    await hear(store, *wrote(7, WORD))
    file = await backed_up(house)
    every = sealed(file)
    assert not [one for one in every if not await opens(house, one)]
    gone = await keys_of_chats(store, ALICE, SILENT)
    assert len(gone) == 5  # Alice's conversation, case, report, opinion; the other conversation
    await say(store, ALICE, EVERYTHING)
    await say(store, SILENT, Erase("draft", None))  # as the timer does after 24 hours
    for chat in (ALICE, SILENT):
        while (delivery := await store.head(store.vault.look_up(*chat))) is not None:
            await store.delivered(delivery)
    dead = [one for one in every if one.key in gone]
    assert {one.table for one in dead} == {
        *("session", "outbox", "case_", "line", "media", "post", "seat", "report", "opinion")
    }
    assert [one.table for one in dead if await opens(house, one)] == []
    assert [one.table for one in every if one.key not in gone and not await opens(house, one)] == []
    await emptied(house)
    done = await restored(file, house)
    assert {table: count for table, count in done.dropped.items() if table in TOLD} == TOLD
    store = await house.open()
    assert await case_of(store) is None
    assert await case_of(store, CAROL) is not None
    assert await store.waiting() == 0
    written = b"".join(one.read_bytes() for one in (house.root / "data").iterdir())
    assert [one.table for one in dead if one.body in written] == []
    assert not any(key in written for key in gone)
    assert WORD.encode() not in file.read_bytes() + written


TOLD = {"session": 1 + 1, "case_": 1, "report": 1, "opinion": 1, "mailbox": 1, "media": 1}
"""What a restored system says it has dropped."""
SILENT = Chat(BOT, 1)
"""One of those who sent a report and said nothing more."""


class Sealed(NamedTuple):
    """A sealed body, and the id of its key."""

    table: str
    key: bytes
    body: bytes


def sealed(file: Path) -> list[Sealed]:
    """All that a key opens in a database; letters are sealed to return codes."""
    found = []
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        for table in (*OF_THE_HOUSE, *BY_KEY, *BY_RECORD):
            own = HOUSE if table in OF_THE_HOUSE else None
            columns = [name for name in ("body", "route", "mail") if name in table.c]
            for row in connection.execute(f"SELECT * FROM {table.name}"):  # noqa: S608  # names of ours
                key = own or row["key" if table in BY_KEY else "record"]
                found += [Sealed(table.name, key, row[name]) for name in columns if row[name] is not None]
    return found


async def opens(house: House, one: Sealed) -> bool:
    """Whether any key of the key folder opens a body, wherever it lies and whatever it is sealed for."""
    return any(decrypts(key, one.body) for key in await keys_of(house))


async def keys_of(house: House) -> list[bytes]:
    """All keys of the key folder, as whoever has it unwraps them."""
    vault = await Vault.open(house.keys, None, new=False)
    async with vault.store.database.read() as connection:
        rows = (await connection.execute(select(WRAPPED))).all()
    keys = [vault._unwrap(bytes(row.id), bytes(row.wrapped)) for row in rows]
    await vault.close()
    return [key for key in keys if len(key) == 32]


def decrypts(key: bytes, body: bytes) -> bool:
    """Whether a key gives a body its form of length, plain and zeros; the tag, and so the place, is let be.

    AES-GCM is AES-CTR with a tag, its first block counted from 2 (NIST SP 800-38D, 7.1).
    """
    start = body[:12] + (2).to_bytes(4, "big")
    padded = Cipher(algorithms.AES(key), modes.CTR(start)).decryptor().update(body[12:-16])
    length = int.from_bytes(padded[:4], "big")
    return length <= len(padded) - 4 and not any(padded[4 + length :])


async def keys_of_chats(store: Store, *chats: Chat) -> set[bytes]:
    gone: set[bytes] = set()
    owners = [store.vault.look_up(*chat) for chat in chats]
    async with store.data.read() as connection:
        for table in (SESSION, REPORT, CASE, OPINION):
            found = await connection.execute(select(table.c.key).where(table.c.owner.in_(owners)))
            gone |= {bytes(key) for key in found.scalars()}
    return gone
