"""Whether new reports are taken, and whether all that is open shall be erased: two marks of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, delete, insert, select

from storage.database import whole
from storage.tables import META

if TYPE_CHECKING:
    from storage.store import Store

PAUSED: Final = "paused"
PURGE: Final = "purge"
_MARKED: Final = select(META.c.name).where(META.c.name == bindparam("mark"))
_MARK: Final = insert(META)
_UNMARK: Final = delete(META).where(META.c.name == bindparam("mark"))

# Each function raises StorageFailed. What one process marks, another sees at its next turn.


async def paused(store: Store) -> bool:
    """Return whether no new reports are taken now."""
    return await _marked(store, PAUSED)


async def pause(store: Store) -> None:
    """Take no new reports from now on, across restarts, until `resume`."""
    await _mark(store, PAUSED)


async def resume(store: Store) -> None:
    """Take reports again."""
    await _unmark(store, PAUSED)


async def order_purge(store: Store) -> None:
    """Say that all that is open shall be erased: the running bot does it, or the next start."""
    await _mark(store, PURGE)


async def purge_ordered(store: Store) -> bool:
    """Return whether all that is open shall be erased."""
    return await _marked(store, PURGE)


async def purge_done(store: Store) -> None:
    """Say that all that was open is erased."""
    await _unmark(store, PURGE)


@whole
async def _marked(store: Store, mark: str) -> bool:
    async with store.data.read() as connection:
        return (await connection.execute(_MARKED, {"mark": mark})).one_or_none() is not None


@whole
async def _mark(store: Store, mark: str) -> None:
    async with store.data.write() as connection:
        await connection.execute(_UNMARK, {"mark": mark})
        await connection.execute(_MARK, {"name": mark, "value": b"1"})


@whole
async def _unmark(store: Store, mark: str) -> None:
    async with store.data.write() as connection:
        await connection.execute(_UNMARK, {"mark": mark})
