"""The team's courier: what cases owe colleagues and the group, each box in its order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from aiogram.exceptions import AiogramError

from bot.wire import gone, refused
from flows.orders import DeleteTopic, WithdrawQuestion
from storage.work import GROUP

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.team.group import Group
    from bot.team.topics import Topics
    from storage.posting import Box
    from storage.posts import Post
    from storage.staff import Member, Staff
    from storage.store import Store

    Lost = Callable[[str], Awaitable[None]]

log = structlog.get_logger()


class TeamCourier:
    """Delivers at least once: an order is struck out only after it was carried out."""

    def __init__(self, store: Store, staff: Staff, topics: Topics, group: Group, lost: Lost) -> None:
        """Take where orders lie and who carries them out; `lost` hears whom nothing reaches any more."""
        self.store = store
        self.staff = staff
        self.topics = topics
        self.group = group
        self.lost = lost

    async def boxes(self) -> list[Box]:
        """Return the boxes with something for the team in them."""
        return await self.store.case_boxes(reporter=False)

    async def deliver_next(self, box: Box) -> bool:
        """Carry out the oldest order of a box; False when the box is empty."""
        post = await self.store.post_head(box)
        if post is None:
            return False
        if box.to == GROUP:
            await self._tried(post, self.group.perform(post))
            return True
        member = await self._member(box.to)
        if member is None and not isinstance(post.order, DeleteTopic | WithdrawQuestion):
            await self.store.posted(post)  # whoever is no longer of the team gets nothing more
        else:
            await self._tried(post, self.topics.perform(post, member), member)
        return True

    async def _member(self, colleague: str) -> Member | None:
        return next((one for one in await self.staff.members() if one.colleague.id == colleague), None)

    async def _tried(self, post: Post, work: Awaitable[None], member: Member | None = None) -> None:
        """Settle what can never be carried out; anything else is tried again."""
        try:
            await work
        except AiogramError as fault:
            if gone(fault) and member is not None:
                await self.lost(member.colleague.id)
            elif not gone(fault) and not refused(fault):
                raise
            log.warning("order not carried out", kind=type(post.order).__name__, error=type(fault).__name__)
            await self.store.posted(post)
