"""The records of this installation, opened with its keys for as long as somebody works with them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from storage.database import is_new, path_of
from storage.store import Store
from storage.vault import Vault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from bot.settings import Settings


@asynccontextmanager
async def opened(
    settings: Settings, clock: Callable[[], datetime], *, sandbox: bool = False
) -> AsyncIterator[Store]:
    """Open key folder and database, and close both again; raises StorageRefused or StorageFailed.

    For an empty database keys are made. A sandbox has a marked database, and only a sandbox may use it.
    """
    url = settings.storage.url
    vault = await Vault.open(settings.storage.key_dir, path_of(url), is_new(url))
    try:
        store = await Store.open(url, vault, clock, sandbox=sandbox)
        try:
            yield store
        finally:
            await store.close()
    finally:
        await vault.close()
