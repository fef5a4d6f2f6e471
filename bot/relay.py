"""The relay to reporters: colleagues' words and the bot's own in a talk, each a message of its own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog
from aiogram.exceptions import AiogramError

from bot.messages import Messages, media_of
from bot.wire import gone, refused
from flows.facts import NotDelivered
from flows.model import Say
from flows.orders import AmendAtReporter, RelayToReporter, SayToReporter
from storage.store import Chat
from storage.work import REPORTER

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.cases import Cases
    from bot.lines import Wording
    from bot.screen import Screen
    from storage.posting import Box
    from storage.posts import Post
    from storage.turn import Route

log = structlog.get_logger()


class Relay:
    """Carries what cases owe their reporters; each order is struck out only after it arrived."""

    def __init__(
        self, cases: Cases, screen: Screen, wording: Wording, redraw: Callable[[Chat], Awaitable[None]]
    ) -> None:
        """Take where orders lie, the public bot's screen, what words the lines, and what redraws a card."""
        self.cases = cases
        self.store = cases.store
        self.screen = screen
        self.messages = Messages(screen.bot, screen.waits)
        self.wording = wording
        self.redraw = redraw

    async def boxes(self) -> list[Box]:
        """Return the boxes with something for a reporter in them."""
        return await self.store.case_boxes(reporter=True)

    async def deliver_next(self, box: Box) -> bool:
        """Deliver the oldest order of a box; False when the box is empty."""
        post = await self.store.post_head(box)
        if post is None:
            return False
        if post.route is None or post.route.bot != self.screen.bot.id:
            # The token is another bot's now: what the old one owed can never arrive.
            await self.store.posted(post)
            return True
        try:
            await self._perform(post, post.route)
        except AiogramError as fault:
            await self._failed(post, fault)
        return True

    async def _failed(self, post: Post, fault: AiogramError) -> None:
        """Settle what can never arrive; the case learns it first, in case of a crash between."""
        if gone(fault):
            await self._not_delivered(post)
        elif refused(fault):
            # Telegram will never take this one, so it must not hold up what comes after it.
            log.warning("message refused", kind=type(post.order).__name__)
        else:
            raise fault
        await self.store.posted(post)

    async def _not_delivered(self, post: Post) -> None:
        async with self.store.case(post.box.record) as turn:
            if turn is not None:
                await self.cases.tell(turn, NotDelivered())

    async def _perform(self, post: Post, route: Route) -> None:
        match post.order:
            case RelayToReporter():
                await self._relay(post, route)
            case AmendAtReporter():
                await self._amend(post, route)
            case SayToReporter(lines=lines, keys=keys):
                sent = await self.screen.send(route.chat, Say(post.case.lang, 0, lines, keys))
                await self.store.posted(post, sent)
                await self.redraw(Chat(route.bot, route.chat))
            case _:
                await self.store.posted(post)

    async def _relay(self, post: Post, route: Route) -> None:
        """Send a line, as an answer to the line that it answers where that stands here."""
        if post.line is None:
            return
        words = self.wording.for_reporter(post.case, post.line.line)
        text, _ = await asyncio.gather(words, self.messages.typing(route.chat))
        reply = post.answered.copies.get(REPORTER, 0) if post.answered else 0
        media = await media_of(self.store, post)
        sent, *more = await self.messages.send(route.chat, text, media, reply=reply)
        await self.store.posted(post, sent, more=more)

    async def _amend(self, post: Post, route: Route) -> None:
        """Edit a line where it stands; where that cannot be, send it anew, so that nothing is kept back."""
        if post.line is None:
            return
        message, line = post.line.copies.get(REPORTER, 0), post.line.line
        text = await self.wording.for_reporter(post.case, line)
        if await self.messages.change(route.chat, message, text, media=bool(line.media)):
            await self.store.posted(post, message)
            return
        sent, *more = await self.messages.words(route.chat, text, reply=message)
        await self.store.posted(post, sent, more=more)
