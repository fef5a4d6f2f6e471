"""What lies of a case in the files of an installation: rows, keys, and whether their bytes are gone again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.records import opened
from bot.settings import read
from storage.keystore import ID_BYTES
from storage.retention import retain
from tests.whole import search
from tests.whole.installation import now

if TYPE_CHECKING:
    from pathlib import Path

    from tests.whole.served import House
    from tests.whole.team import Team

DAY = 24 * 3600
LASTING = {"meta", "staff", "seen", "tally", "alembic_version"}
"""Tables that may hold something when nobody's case or conversation is kept."""


class Traces:
    """Sealed rows and wrapped keys as they lay in the files, to be looked for once they must be gone."""

    def __init__(self, house: House | Team) -> None:
        self.house = house
        self.keys = self.living()
        """The keys that were there before the case."""
        self.sealed: dict[str, set[bytes]] = {}

    def living(self) -> dict[bytes, bytes]:
        """Return the keys of records, wrapped, by their ids; the house's own have shorter names."""
        file = self.house.installation.keys / "keys.db"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
            every = db.execute("SELECT id, wrapped FROM key").fetchall()
        return {id_: wrapped for id_, wrapped in every if len(id_) == ID_BYTES}

    def own(self) -> dict[bytes, bytes]:
        """Return the keys that came with the case."""
        return {id_: key for id_, key in self.living().items() if id_ not in self.keys}

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Return the rows of every table that holds any, without those that outlive every case."""
        with closing(sqlite3.connect(f"file:{self.house.installation.data}?mode=ro", uri=True)) as db:
            names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            rows = {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608  names of ours
        return {name: found for name, found in rows.items() if found and name not in LASTING}

    def note(self) -> None:
        """Remember what lies there now."""
        for name, rows in self.rows().items():
            blobs = {part[:24] for row in rows for part in row if isinstance(part, bytes) and len(part) > 64}
            self.sealed[name] = self.sealed.get(name, set()) | blobs
        self.sealed["key"] = {key[:24] for key in self.own().values()}

    def left(self) -> dict[str, int]:
        """Return of what is still there how much."""
        counted = {name: len(rows) for name, rows in self.rows().items()}
        return counted | ({"key": len(self.own())} if self.own() else {})

    def in_files(self) -> set[str]:
        """Return the tables whose sealed rows still stand somewhere in a file."""
        hay = b"".join(file.read_bytes() for file in records(self.house))
        return {name for name, blobs in self.sealed.items() if any(blob in hay for blob in blobs)}


def records(house: House | Team) -> list[Path]:
    """Return the files of database and key store, logs and shared memory included."""
    one = house.installation
    return [*one.data.parent.iterdir(), *one.keys.iterdir()]


def in_files(wanted: dict[str, set[bytes]], files: list[Path]) -> set[tuple[str, str]]:
    """Return what was found, and in which file."""
    return {(file.name, name) for file in files for name in search.found(wanted, file.read_bytes())}


async def moved(house: House, days: float) -> None:
    """Let days pass for the bot and for Telegram."""
    ahead = house.installation.ahead
    ahead.write_text(str(float(ahead.read_text("ascii")) + days * DAY), "ascii")
    await house.public.clock(days * DAY)


async def forgotten(house: House | Team) -> None:
    """Do what the bot does each hour: forget what has grown old, and empty the logs of the database."""
    settings = read(house.installation.config)
    ahead = timedelta(seconds=float(house.installation.ahead.read_text("ascii")))
    async with opened(settings, lambda: now() + ahead) as store:
        await retain(store, now() + ahead)
