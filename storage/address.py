"""What a storage address means: which engine, which database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from storage.database import StorageRefused
from storage.postgres import PostgresDatabase
from storage.sqlite import SqliteFile

if TYPE_CHECKING:
    from storage.database import Database

SQLITE: Final = frozenset({"sqlite", "sqlite+aiosqlite"})
POSTGRESQL: Final = frozenset({"postgresql", "postgresql+asyncpg"})


def database_at(url: str, setting: str = "storage.url") -> Database:
    """Return the database behind an address, not opened yet; raises StorageRefused, naming the setting."""
    parsed = _parsed(url, setting)
    if parsed.drivername in POSTGRESQL:
        return PostgresDatabase(_whole_address(parsed, setting))
    return SqliteFile(_file(parsed, url, setting))


def path_of(url: str) -> Path | None:
    """Return the file that storage.url names, None for PostgreSQL; raises StorageRefused."""
    parsed = _parsed(url, "storage.url")
    return None if parsed.drivername in POSTGRESQL else _file(parsed, url, "storage.url")


async def is_new(url: str) -> bool:
    """Say whether no Glos database has been set up yet behind storage.url, so that keys may be made for it.

    Raises StorageRefused or StorageFailed.
    """
    data = database_at(url)
    try:
        return await data.is_new()
    finally:
        await data.close()


def _parsed(url: str, setting: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        shown = "" if "@" in url else f": {url!r}"  # it may hold a password
        raise StorageRefused(f"{setting} is not a database address{shown}.") from None
    if parsed.drivername not in SQLITE | POSTGRESQL:
        raise StorageRefused(
            f"{setting} begins with {parsed.drivername}:, "
            "but only sqlite:///… and postgresql://… are supported."
        )
    return parsed


def _file(parsed: URL, url: str, setting: str) -> Path:
    if parsed.host or parsed.query or parsed.database in {None, "", ":memory:"}:
        raise StorageRefused(
            f"{setting} must name a file, such as sqlite:///data/glos.db, and nothing more: {url!r}."
        )
    return Path(str(parsed.database))


def _whole_address(parsed: URL, setting: str) -> URL:
    """Refuse an address that leaves something to the environment, or would set a parameter of ours."""
    if parsed.query or not (parsed.username and parsed.host and parsed.database):
        raise StorageRefused(
            f"{setting} must name user, host and database, and nothing more but a password and a port: "
            "postgresql://user@host:5432/glos."
        )
    return parsed
