"""A backup: the sealed rows of a running system in one file, made and verified without any key.

The file is a SQLite database with the tables of this version, whatever the system runs on. It holds nothing
that opens it: erase a record, and what stands of it in every backup is dead with its key.
"""

from __future__ import annotations

import os
from contextlib import asynccontextmanager, contextmanager, suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import create_engine, event, insert, inspect, select, text
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from storage.database import StorageRefused, whole
from storage.migrations import revisions
from storage.tables import DATA

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.database import Database

FORMAT: Final = "glos backup 1"
AT_ONCE: Final = 500
"""So many rows are in memory at a time."""
_REVISION: Final = "SELECT version_num FROM alembic_version"


class BackupRefused(StorageRefused):
    """A backup cannot be made, or used; says why in one sentence."""


class Contents(NamedTuple):
    """What a backup says of itself."""

    revision: str
    """Of the schema."""
    counts: dict[str, int]
    """How many rows each table has."""


# ---------------------------------------------------------------------------- making one


@whole
async def create(database: Database, file: Path, told: Callable[[str, int], None]) -> Contents:
    """Write the state of one moment into a new file that only its owner can read; no key is needed.

    `told` hears of each table with how many rows of it are written. Raises BackupRefused where the file is
    there already or cannot be written, StorageFailed where the database cannot be read.
    """
    part = file.with_name(file.name + ".part")
    _begin(file, part)
    try:
        async with _moment(database) as connection:
            contents = await _copied(connection, part, told)
        _settle(part, file)
    except OSError as error:
        raise BackupRefused(f"{file} cannot be written: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
    return contents


def _begin(file: Path, part: Path) -> None:
    if file.exists():
        raise BackupRefused(f"{file} is there already; backups are never overwritten.")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise BackupRefused(
            f"{part} is there already: another backup is being made, or one was cut off; delete it then."
        ) from None
    except OSError as error:
        raise BackupRefused(f"{file} cannot be written: {error.strerror}.") from None


def _settle(part: Path, file: Path) -> None:
    """Let the file stand on the disk under its name, or not at all."""
    for path in (part, part.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if path == part:
            part.rename(file)


@asynccontextmanager
async def _moment(database: Database) -> AsyncIterator[AsyncConnection]:
    """Read the database as it is at one moment, while others go on writing."""
    async with database.read() as connection:
        if connection.dialect.name == "sqlite":
            await connection.exec_driver_sql("BEGIN")  # from the first statement on it sees one state
        else:
            await connection.execution_options(isolation_level="REPEATABLE READ")
        try:
            yield connection
        finally:
            await connection.rollback()


async def _copied(connection: AsyncConnection, part: Path, told: Callable[[str, int], None]) -> Contents:
    revision = str((await connection.execute(text(_REVISION))).scalar_one())
    if revision != revisions()[0]:
        raise BackupRefused(
            f"The database has the schema {revision} and this version {revisions()[0]}; start the bot first."
        )
    counts: dict[str, int] = {}
    with _written(part) as target:
        DATA.create_all(target)
        for table in DATA.sorted_tables:
            counts[table.name] = 0
            digest = sha256()
            rows = await connection.stream(select(table).order_by(*table.primary_key))
            async for some in rows.partitions(AT_ONCE):
                values = [dict(row._mapping) for row in some]  # noqa: SLF001  SQLAlchemy's public name for it
                _digest(digest, values)
                target.execute(insert(table), values)
                counts[table.name] += len(values)
                told(table.name, counts[table.name])
            _note(target, table.name, f"{counts[table.name]} {digest.hexdigest()}")
        _note(target, "revision", revision)
        _note(target, "format", FORMAT)
    return Contents(revision, counts)


@contextmanager
def _written(part: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{part}", hide_parameters=True)
    # No log beside it and no sync of its own: a file that is not whole never gets its name.
    event.listen(engine, "connect", lambda raw, _: _plain(raw))
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE backup (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
            yield connection
    except SQLAlchemyError as error:
        raise BackupRefused(f"{part} cannot be filled ({type(error).__name__}).") from None
    finally:
        engine.dispose()


def _plain(raw: sqlite3.Connection) -> None:
    raw.execute("PRAGMA journal_mode=OFF")
    raw.execute("PRAGMA synchronous=OFF")


def _note(target: Connection, name: str, value: str) -> None:
    target.execute(text("INSERT INTO backup VALUES (:name, :value)"), {"name": name, "value": value})


def _digest(digest: Any, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        values = [bytes(value) if isinstance(value, memoryview) else value for value in row.values()]
        digest.update(repr(values).encode())


# ---------------------------------------------------------------------------- reading one


@contextmanager
def reading(file: Path) -> Iterator[Connection]:
    """Open a backup to read it; raises BackupRefused where it is none or cannot be read."""
    if not file.is_file():
        raise BackupRefused(f"There is no backup {file}.")
    engine = create_engine(f"sqlite:///file:{file.absolute()}?mode=ro&immutable=1&uri=true")
    try:
        with engine.connect() as connection:
            yield connection
    except DatabaseError:
        raise BackupRefused(f"{file} is no backup of Glos, or it is damaged.") from None
    finally:
        engine.dispose()


def verify(file: Path) -> Contents:
    """Look whether a backup is whole: format, revision, every row as it was written; raises BackupRefused."""
    with reading(file) as connection:
        notes = _notes(connection, file)
        if connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() != "ok":
            raise BackupRefused(f"{file} is damaged.")
        if notes["revision"] not in revisions():
            raise BackupRefused(
                f"{file} was made by a newer Glos (schema {notes['revision']}); use that version."
            )
        present = set(inspect(connection).get_table_names())
        counts = {
            table.name: _counted(connection, table, notes, file)
            for table in DATA.sorted_tables
            if table.name in present | set(notes)
        }
    return Contents(notes["revision"], counts)


def _notes(connection: Connection, file: Path) -> dict[str, str]:
    notes: dict[str, str] = {}
    with suppress(DatabaseError):
        rows = connection.exec_driver_sql("SELECT name, value FROM backup").all()
        notes = {str(name): str(value) for name, value in rows}
    if notes.get("format") != FORMAT or "revision" not in notes:
        raise BackupRefused(f"{file} is no backup of Glos, or it is damaged.")
    return notes


def _counted(connection: Connection, table: Table, notes: dict[str, str], file: Path) -> int:
    columns = [column["name"] for column in inspect(connection).get_columns(table.name)]
    chosen = [table.c[name] for name in columns if name in table.c]
    digest, count = sha256(), 0
    for some in connection.execute(select(*chosen).order_by(*table.primary_key)).partitions(AT_ONCE):
        _digest(digest, [dict(row._mapping) for row in some])  # noqa: SLF001  as above
        count += len(some)
    if notes.get(table.name) != f"{count} {digest.hexdigest()}":
        raise BackupRefused(f"{file} is damaged: its rows of the table {table.name} are not those it had.")
    return count
