"""Backups for tests: made, and restored after the database was lost."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from storage.address import database_at
from storage.backup import create
from storage.restoring import Request, Restored, restore
from tests.storage.desk import TEAM_BOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.storage.conftest import House


def nothing(_table: str, _count: int) -> None:
    """Hear of progress."""


def never() -> bytes:
    raise AssertionError("the house key was asked for")


async def backed_up(house: House, name: str = "night.glos") -> Path:
    database = database_at(house.url)
    try:
        await create(database, house.root / name, nothing)
    finally:
        await database.close()
    return house.root / name


async def restored(
    file: Path, house: House, key: Callable[[], bytes] = never, bot: int | None = TEAM_BOT
) -> Restored:
    return await restore(Request(file, house.url, house.keys, bot, key))


async def emptied(house: House) -> None:
    """Lose the database; the key folder is left."""
    await house.close()
    if house.server:
        await house.do("DROP SCHEMA public CASCADE")
        await house.do("CREATE SCHEMA public")
    else:
        shutil.rmtree(house.root / "data")
