"""The courier brings what waits in the outboxes to the people: each chat in order, the chats side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import structlog
from aiogram.exceptions import AiogramError, TelegramBadRequest

from bot.clearing import Clearing, before
from bot.rounds import Rounds
from bot.wire import gone, refused
from flows.model import RemoveTyped, Say
from storage.store import Chat, Farewell

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from bot.screen import Screen
    from storage.store import Delivery

    Lost = Callable[[bytes], Awaitable[None]]
    Redraw = Callable[[Chat], Awaitable[None]]

log = structlog.get_logger()


class Outboxes(Protocol):
    """What the courier needs of the store."""

    async def boxes(self) -> list[bytes]:
        """Return the boxes with something in them."""
        ...

    async def head(self, box: bytes) -> Delivery | None:
        """Return the oldest thing in a box, None for an empty one."""
        ...

    async def delivered(
        self, delivery: Delivery, card: int | None = None, gone: Collection[int] = ()
    ) -> None:
        """Take it out of its box; a card that came too late joins what the farewell removes."""
        ...

    async def shown(self, delivery: Delivery, card: int) -> None:
        """Remember in which message the last card of a farewell stands."""
        ...


class Courier:
    """Delivers at least once: what was sent is struck out only afterwards, so a crash may repeat one card."""

    def __init__(self, store: Outboxes, screen: Screen) -> None:
        """Take the outboxes and what shows their cards."""
        self.store = store
        self.screen = screen
        self.clearing = Clearing(screen)
        self.redraw: Redraw | None = None
        """What draws a card anew after the team has erased a talk; None where there is no team."""
        self._lost: Lost = _nobody
        self._rounds = Rounds(self, screen.waits)

    def wake(self) -> None:
        """Say that something may lie in a box."""
        self._rounds.wake()

    async def run(self, lost: Lost) -> None:
        """Deliver until cancelled, beginning with what an earlier process left.

        `lost` hears of a box whose person nothing will ever reach, and may raise StorageFailed.
        """
        self._lost = lost
        await self._rounds.run()

    async def boxes(self) -> list[bytes]:
        """Return the boxes with something in them."""
        return await self.store.boxes()

    async def deliver_next(self, box: bytes) -> bool:
        """Deliver the head of a box; False when the box is empty."""
        delivery = await self.store.head(box)
        if delivery is None:
            return False
        await self._deliver(delivery)
        return True

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            await self._perform(delivery)
        except AiogramError as fault:
            if gone(fault):
                await self._give_up(delivery)
            elif refused(fault):
                # Telegram will never take this one, so it must not hold up what comes after it.
                log.warning("card refused", kind=type(delivery.effect).__name__)
                await self.store.delivered(delivery)
            else:
                raise

    async def _give_up(self, delivery: Delivery) -> None:
        """Settle what can never arrive; the conversation learns it first, in case of a crash between."""
        if not isinstance(delivery.effect, Farewell):
            await self._lost(delivery.box)
        await self.store.delivered(delivery)

    async def _perform(self, delivery: Delivery) -> None:
        if delivery.route.bot != self.screen.bot.id:
            # The token is another bot's now: what the old one owed can never arrive.
            await self.store.delivered(delivery)
            return
        match delivery.effect:
            case Say() as say:
                await self._say(delivery, say)
            case RemoveTyped():
                await self.screen.remove(delivery.route.chat, [delivery.typed])
                await self.store.delivered(delivery)
            case Farewell() as farewell:
                await self._farewell(delivery, farewell)
                await self.store.delivered(delivery)

    async def _say(self, delivery: Delivery, say: Say) -> None:
        route = delivery.route
        if not say.fresh and route.card and await self.screen.edit(route.chat, route.card, say):
            await self.store.delivered(delivery, card=route.card)
            return
        if say.quiet:
            await self.store.delivered(delivery)
            return
        card = await self.screen.send(route.chat, say)
        removed = route.card and await self.screen.tried_to_remove(route.chat, route.card)
        await self.store.delivered(delivery, card=card, gone=[route.card] if removed else [])

    async def _farewell(self, delivery: Delivery, farewell: Farewell) -> None:
        """Show the last card, which says that it is over, before anything else; then clear the chat."""
        chat = delivery.route.chat
        card = await self._last_card(delivery, farewell.last) if farewell.last else 0
        own, typed = {*farewell.remove, delivery.route.card}, set(farewell.typed)
        if farewell.last and not farewell.last.quiet:
            own.update(set(before(max(own | typed | {card}))) - typed)
        lang = farewell.last.lang if farewell.last else farewell.lang
        await self.clearing.clear(chat, own - {0, card}, typed - {card}, lang)
        if farewell.last is None and self.redraw:
            await self.redraw(Chat(delivery.route.bot, chat))

    async def _last_card(self, delivery: Delivery, last: Say) -> int:
        """Put the last card where the living one stands, or send it; return its message, 0 for none."""
        route = delivery.route
        if route.card and await self.screen.edit(route.chat, route.card, last):
            return route.card
        if last.quiet:
            return 0
        try:
            card = await self.screen.send(route.chat, last)
        except TelegramBadRequest as fault:
            if gone(fault):
                raise
            log.warning("card refused", kind=type(last).__name__)
            return 0
        await self.store.shown(delivery, card)
        return card


async def _nobody(_box: bytes) -> None:
    """Stand in until `run` says who hears of a lost box."""
