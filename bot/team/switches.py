"""What coordinators decide on the intake in their private chat, and what they are shown of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.breach import sheet
from bot.intake import overview
from flows.model import text
from storage import purging
from storage.register import intake

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.settings import Settings
    from bot.team.chats import Chats
    from flows.coordinating import Order, Overview
    from storage.staff import Member, Staff
    from storage.store import Store


class Switches:
    """Pause, resume and the breach switch (R-GDPR-16); every method raises StorageFailed."""

    def __init__(
        self, settings: Settings, store: Store, staff: Staff, chats: Chats, clock: Callable[[], datetime]
    ) -> None:
        """Take the settings, where all is kept, who coordinates, their chats, and the time."""
        self.settings = settings
        self.store = store
        self.staff = staff
        self.chats = chats
        self.clock = clock

    async def overview(self) -> Overview:
        """Return how the register and the intake stand."""
        zone = ZoneInfo(self.settings.centre.timezone)
        return await overview(self.store, self.settings.register_, zone, self.clock())

    async def set(self, order: Order, by: Member) -> None:
        """Do what a coordinator has decided; what is open is erased with the next look of the clock."""
        match order:
            case "pause":
                await intake.pause(self.store)
            case "resume":
                await intake.resume(self.store)
            case "breach" | "purge":
                await self._stop(by, purges=order == "purge")

    async def _stop(self, by: Member, *, purges: bool) -> None:
        """Stop the intake at once, count before anything goes, and let every coordinator know."""
        await intake.pause(self.store)
        held = await purging.held(self.store)
        if purges:
            await intake.order_purge(self.store)
        told = (text("team.breach.purging"),) if purges else ()
        for coordinator in await self.staff.coordinators():
            stopped = text("team.breach.stopped", staff=by.colleague.name)
            await self.chats.tell(coordinator, stopped, *told)
        await self.chats.tell(by, *sheet(held))

    async def purged(self) -> None:
        """Tell every coordinator that all that was open is erased."""
        for coordinator in await self.staff.coordinators():
            await self.chats.tell(coordinator, text("team.breach.done"))
