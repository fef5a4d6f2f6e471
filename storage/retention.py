"""What dies by age alone; conversations and cases have timers of their own, reports go with the flush."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, delete

from storage import erasing, errands, mailbox, staff
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
    """Forget updates of more than 24 hours ago, letters, codes and invitations that are over their term.

    What could not be brought to a chat or done for the team for a week is given up, with its key.

    It ends every erasure that could not be ended, and empties the log of the database, where what was deleted
    may still stand. Raises StorageFailed, and can then be called again.
    """
    async with store.data.write() as connection:
        await connection.execute(_FORGET, {"before": minute(now) // 60 - SEEN_HOURS})
        await mailbox.retain(connection, now)
        await staff.retain(store.vault, connection, now)
        await errands.retain(store.vault, connection, now)
        await erasing.retain(store.vault, connection, now)
    await bury(store.data, store.vault)
    await store.data.truncate()
