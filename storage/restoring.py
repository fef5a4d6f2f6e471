"""A backup becomes a system again: what its keys still open is kept, and what has died since stays dead.

Beside the key folder it was made with, every row is dropped whose key has died. With a new key folder and the
house key, the register, the team and the tallies come back, and nothing that was sealed by a key of its own.
"""

from __future__ import annotations

import asyncio
import hmac
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import insert, select

from storage.address import database_at, is_new, path_of
from storage.backup import AT_ONCE, BackupRefused, reading, verify
from storage.database import whole
from storage.keyfolder import (
    PEPPER,
    KeysUnreadable,
    check_apart,
    drop_next,
    make_folder,
    read_next,
    take_next,
    unfinished,
)
from storage.keystore import KeyStore
from storage.migrations import migrate, revisions
from storage.rehashing import CHECK, rehash
from storage.returning import ORDER, Anew, Living
from storage.sealing import SealBroken, opened
from storage.sqlite import SqliteFile
from storage.tables import ENTRY, META, STAFF, TALLY
from storage.vault import HOUSE, Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.database import Database
    from storage.returning import Row


class Restored(NamedTuple):
    """What came of a backup."""

    kept: dict[str, int]
    dropped: dict[str, int]
    """Rows by table."""
    newer: int
    """Keys of records that are not in the backup; they die at the next start."""
    new_house: bool
    """Whether a new key store was made around the house key."""


class Request(NamedTuple):
    """What is to be restored where."""

    file: Path
    url: str
    folder: Path
    """The key folder."""
    bot: int | None
    """The team's bot, by which colleagues are found; None where none is set up."""
    house_key: Callable[[], bytes]
    """Asks for the house key, where it is needed."""
    keys_url: str | None = None
    """The key store, where it is not keys.db in the folder."""


@whole
async def restore(request: Request) -> Restored:
    """Put a backup into an empty database; raises BackupRefused, KeysUnreadable or StorageFailed.

    All of it or nothing: cut off, it can be begun again.
    """
    contents = await asyncio.to_thread(verify, request.file)
    if not await is_new(request.url):
        raise BackupRefused("The database of storage.url has content; a backup goes into an empty one only.")
    with TemporaryDirectory() as scratch:
        file = request.file
        if contents.revision != revisions()[0]:
            file = await _brought_up(file, contents.revision, Path(scratch))
        with reading(file) as source:
            vault, fresh = await _vault(request, source)
            try:
                async with vault.store.alone() as alone:
                    if not alone:
                        raise BackupRefused("Another process has the key folder open; stop the bot first.")
                    return await _restored(request, vault, source, fresh=fresh)
            finally:
                await vault.close()


async def _brought_up(file: Path, revision: str, scratch: Path) -> Path:
    """Return a copy of a backup of an earlier version that has the schema of this one."""
    copy = scratch / "backup.db"
    shutil.copyfile(file, copy)
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        connection.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
    data = SqliteFile(copy)
    await migrate(data)
    await data.close()
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # `reading` looks at no log
    return copy


# ---------------------------------------------------------------------------- which keys


async def _vault(request: Request, source: Connection) -> tuple[Vault, bool]:
    """Open the key folder; a fresh one, without keys, begins with the house key of the backup."""
    data = path_of(request.url)
    if data is not None:
        check_apart(request.folder, data)
    make_folder(request.folder)
    store = KeyStore(_keys(request) or SqliteFile(request.folder / "keys.db"))
    await store.open()
    try:
        fresh = await store.get(HOUSE) is None
    finally:
        await store.close()
    house = _house_key(request, source) if fresh else b""
    return await Vault.open(request.folder, data, fresh, _keys(request), house=house), fresh


def _keys(request: Request) -> Database | None:
    return database_at(request.keys_url, "storage.keys_url") if request.keys_url else None


def _house_key(request: Request, source: Connection) -> bytes:
    _ask_for_team(request, source)
    key = request.house_key()
    for table, name, row in _samples(source):
        try:
            opened(AESGCM(key), table.name, "body", bytes(row[name]), bytes(row["body"]))
        except SealBroken:
            raise BackupRefused("This house key does not open the register of this backup.") from None
    return key


def _ask_for_team(request: Request, source: Connection) -> None:
    if request.bot is None and source.execute(select(STAFF.c.key)).first() is not None:
        raise BackupRefused(
            "The backup has a team, who are found by the number of the team's bot: set team.token first."
        )


def _samples(source: Connection) -> Iterator[tuple[Table, str, Row]]:
    """Yield a row of each table of the house, with the column by whose value it was sealed."""
    for table, name in ((ENTRY, "key"), (STAFF, "key"), (TALLY, "mark")):
        row = source.execute(select(table).limit(1)).first()
        if row is not None:
            yield table, name, dict(row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it


async def _links_since(vault: Vault, check: bytes) -> int | None:
    """Return how many links of the chain of peppers the backup has; None for one of other keys."""
    after = read_next(vault.folder, PEPPER) if PEPPER in unfinished(vault.folder) else None
    if after is not None and hmac.compare_digest(check, await vault.check(after)):
        vault.peppers = after  # the database that had followed it is lost
        take_next(vault.folder, PEPPER)
    for links in range(len(vault.peppers), 0, -1):
        if hmac.compare_digest(check, await vault.check(vault.peppers[:links])):
            drop_next(vault.folder, PEPPER)
            return links
    return None


# ---------------------------------------------------------------------------- doing it


async def _restored(request: Request, vault: Vault, source: Connection, *, fresh: bool) -> Restored:
    check = bytes(source.execute(select(META.c.value).where(META.c.name == CHECK)).scalar_one())
    links = await _links_since(vault, check)
    selection: Living | Anew
    if links is None:
        _ask_for_team(request, source)
        if not fresh and (await vault.store.ids() or not _belongs(vault, source)):
            raise KeysUnreadable(
                "The key folder holds keys of another database; set storage.key_dir to a new, empty folder."
            )
        await vault.claim()
        selection = Anew(vault, request.bot or 0)
    else:
        selection = await Living.of(vault, source)
    data = database_at(request.url)
    try:
        await data.prepare()
        await migrate(data)
        async with data.write() as connection:
            for table in ORDER:
                await _filled(connection, source, table, selection)
            if links is not None:
                await rehash(vault, connection, vault.peppers[links:])
        await data.truncate()
    finally:
        await data.close()
    newer = len(await vault.store.ids() - selection.used)
    return Restored(selection.kept, selection.dropped, newer, links is None)


def _belongs(vault: Vault, source: Connection) -> bool:
    """Say whether the house key in the key folder is that of the backup: a restoring was cut off."""
    try:
        found = [vault.of_house(table.name, row[name], row["body"]) for table, name, row in _samples(source)]
    except SealBroken:
        return False
    return bool(found)


async def _filled(connection: AsyncConnection, source: Connection, table: Table, by: Living | Anew) -> None:
    by.kept[table.name] = by.dropped[table.name] = 0
    for some in source.execute(select(table)).partitions(AT_ONCE):
        rows = [dict(row._mapping) for row in some]  # noqa: SLF001  as above
        chosen = [one for row in rows if (one := await by.chosen(table, row)) is not None]
        by.kept[table.name] += len(chosen)
        by.dropped[table.name] += len(rows) - len(chosen)
        if chosen:
            await connection.execute(insert(table), chosen)
