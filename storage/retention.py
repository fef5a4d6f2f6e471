"""What dies by age alone; conversations have timers of their own, and reports go with the flush."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, delete

from storage.database import whole
from storage.erasing import bury
from storage.sealed import minute
from storage.tables import SEEN

if TYPE_CHECKING:
    from datetime import datetime

    from storage.store import Store

SEEN_HOURS: Final = 24
"""How long a repeated update is known again; Telegram keeps updates no longer (Bot API, getUpdates)."""
_FORGET: Final = delete(SEEN).where(SEEN.c.hour < bindparam("before"))


@whole
async def retain(store: Store, now: datetime) -> None:
    """Forget updates that were seen more than 24 hours ago, and end every erasure that could not be ended.

    Raises StorageFailed, and can then be called again.
    """
    async with store.data.write() as connection:
        await connection.execute(_FORGET, {"before": minute(now) // 60 - SEEN_HOURS})
    await bury(store.data, store.vault)
