"""The records of this installation, opened with its keys for as long as somebody works with them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from storage import keyserver
from storage.address import database_at, is_new, path_of
from storage.store import Store
from storage.vault import Vault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from bot.settings import Settings
    from storage.database import Database


@asynccontextmanager
async def opened(
    settings: Settings, clock: Callable[[], datetime], *, sandbox: bool = False
) -> AsyncIterator[Store]:
    """Open key folder and database, and close both again; raises StorageRefused or StorageFailed.

    For an empty database keys are made. A sandbox has a marked database, and only a sandbox may use it.
    """
    url = settings.storage.url
    keys = await key_server(settings)
    vault = await Vault.open(settings.storage.key_dir, path_of(url), await is_new(url), keys)
    try:
        store = await Store.open(url, vault, clock, sandbox=sandbox)
        try:
            yield store
        finally:
            await store.close()
    finally:
        await vault.close()


async def key_server(settings: Settings) -> Database | None:
    """Return the key store that storage.keys_url names, if one does and it lies far enough from the data."""
    if settings.storage.keys_url is None:
        return None
    keys = database_at(settings.storage.keys_url, "storage.keys_url")
    data = database_at(settings.storage.url)
    try:
        await keyserver.refuse(keys, data, trying=settings.centre.untouched)
    finally:
        await data.close()
        await keys.close()
    return keys
