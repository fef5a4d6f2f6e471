"""A case in a colleague's private chat: a topic with the case card at its head and the talk below it."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Final
from zlib import crc32

from aiogram.exceptions import TelegramBadRequest
from msgspec.structs import replace

from bot.messages import Media
from bot.render import TEXT_UNITS, units
from flows.case import reads
from flows.casecard import card
from flows.casewords import line_at
from flows.model import Key, Say, text
from flows.orders import (
    AmendAtColleague,
    AskColleague,
    DeleteTopic,
    OpenTopic,
    RelayToColleague,
    SayToColleague,
    ShowCaseCard,
    TellColleague,
    WithdrawQuestion,
)
from storage.seats import SeatPlace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.cases import Cases
    from bot.lines import Wording
    from bot.messages import Messages
    from bot.screen import Screen
    from storage.lines import Placed
    from storage.posts import Post
    from storage.staff import Member

NO_TOPIC: Final = ("message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID", "TOPIC_CLOSED")
"""What Telegram says of a topic that somebody deleted (notes on the Bot API)."""
COLOURS: Final = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
"""Colours that a topic may have (Bot API, createForumTopic); by them talks are told apart at a glance."""
WHOLE: Final = 5
"""So many lines of the history are messages of their own, to be answered; older ones stand together."""


class Topics:
    """The orders that reach a colleague; every method raises aiogram's exceptions and StorageFailed."""

    def __init__(self, cases: Cases, screen: Screen, messages: Messages, wording: Wording) -> None:
        """Take the cases, the team's bot's screen and messages, and what words the lines."""
        self.cases = cases
        self.store = cases.store
        self.screen = screen
        self.messages = messages
        self.wording = wording

    async def perform(self, post: Post, member: Member | None) -> None:
        """Carry out an order; `member` is None for who is no longer of the team, whose topics still go."""
        match post.order:
            case DeleteTopic():
                await self._delete(post)
            case WithdrawQuestion():
                await self._dash(post)
            case AskColleague() | TellColleague() if member:
                await self._outside(post, member)
            case (
                OpenTopic() | RelayToColleague() | AmendAtColleague() | SayToColleague() | ShowCaseCard()
            ) if member:
                await self._in_topic(post, member)
            case _:
                await self.store.posted(post)

    # ------------------------------------------------------------------------ outside any topic

    async def _outside(self, post: Post, member: Member) -> None:
        order, language = post.order, reads(member.colleague)
        if isinstance(order, AskColleague):
            keys = ((Key(text("btn.yes"), 0),), (Key(text("btn.no"), 1),))
            asked = await self.screen.send(member.chat, Say(language, 0, order.lines, keys))
            await self.store.posted(post, seat=SeatPlace(self.screen.bot.id, member.chat, message=asked))
        elif isinstance(order, TellColleague):
            await self.screen.send(member.chat, Say(language, 0, order.lines))
            await self.store.posted(post)

    async def _dash(self, post: Post) -> None:
        if post.seat:
            await self.screen.edit(post.seat.chat, post.seat.message, Say("pl", 0, (text("team.none"),)))
        await self.store.posted(post, gone=True)

    # ------------------------------------------------------------------------ the topic itself

    async def _delete(self, post: Post) -> None:
        if post.seat:
            await delete_topic(self.screen, post.seat.chat, post.seat.thread)
        await self.store.posted(post, gone=True)

    async def _in_topic(self, post: Post, member: Member) -> None:
        """Do something in a topic; where somebody deleted it, in one that is made anew."""
        if isinstance(post.order, OpenTopic):
            await self._open(post, member)
            return
        seat, copies = await self._standing(post, member)
        try:
            await self._done(post, member, seat, copies)
        except TelegramBadRequest as fault:
            if not any(words in fault.message for words in NO_TOPIC):
                raise
            await self._done(post, member, *await self._anew(post, member))

    async def _open(self, post: Post, member: Member) -> None:
        """Open the topic, then show the card, then the history."""
        if post.seat:  # an earlier process was interrupted
            seat, copies = await self._anew(post, member)
            await self.store.posted(post, copies=copies, seat=seat)
        elif seat := await self._topic(post, member):
            copies = await self._history(seat, post, member, post.lines)
            await self.store.posted(post, copies=copies, seat=seat)

    async def _standing(self, post: Post, member: Member) -> tuple[SeatPlace | None, dict[int, int]]:
        """Return the topic; one that an earlier process only began to fill, or that is gone, is made anew."""
        return (post.seat, {}) if post.seat and post.seat.message else await self._anew(post, member)

    async def _topic(self, post: Post, member: Member) -> SeatPlace | None:
        """Make a topic with the case card in it; None where the case has ended meanwhile.

        It is remembered at once, so that it can be deleted, and with its card only when all stands in it.
        """
        name = post.case.codename
        colour = COLOURS[crc32(name.encode()) % len(COLOURS)]
        made = await self.screen.bot.create_forum_topic(member.chat, name, icon_color=colour)
        seat = SeatPlace(self.screen.bot.id, member.chat, made.message_thread_id)
        if not await self.store.seated(post, seat):
            return None
        say = await self._card(post, member)
        shown = await self.messages.insist(partial(self.screen.send, member.chat, say, seat.thread))
        return replace(seat, message=shown)

    async def _anew(self, post: Post, member: Member) -> tuple[SeatPlace | None, dict[int, int]]:
        """Make a topic again that was deleted, or left half by a crash, and tell again what they may know."""
        if post.seat:
            await delete_topic(self.screen, post.seat.chat, post.seat.thread)
        seat = await self._topic(post, member)
        if seat is None:
            return None, {}
        said = Say(reads(member.colleague), 0, (text("team.topic_anew"),))
        await self.messages.insist(partial(self.screen.send, member.chat, said, seat.thread))
        case, own = post.case, member.colleague.id
        known = case.history if own == case.counsellor else case.shared
        lines = [placed for placed in await self.store.lines_of(post.box) if placed.line.number in known]
        copies = await self._history(seat, post, member, lines)
        return (seat, copies) if await self.store.seated(post, seat) else (None, {})

    async def _history(
        self, seat: SeatPlace, post: Post, member: Member, lines: Sequence[Placed]
    ) -> dict[int, int]:
        """Send the talk so far; return the message of each line that stands alone."""
        older = [placed for placed in lines[:-WHOLE] if not placed.line.media]
        worded = [
            await self.wording.for_history(post.case, placed.line, member.colleague) for placed in older
        ]
        for chunk in _joined(worded):
            await self.messages.words(seat.chat, chunk, thread=seat.thread, further=True)
        copies: dict[int, int] = {}
        for placed in (one for number, one in enumerate(lines) if one not in older):
            send = partial(self._sent, seat, post, member, placed)
            copies[placed.line.number] = (await self.messages.insist(send))[0]
        return copies

    async def _sent(
        self, seat: SeatPlace, post: Post, member: Member, placed: Placed, reply: int = 0
    ) -> list[int]:
        line = placed.line
        wording = self.wording.for_colleague(post.case, line, member.colleague)
        words, _ = await asyncio.gather(wording, self.messages.typing(seat.chat, seat.thread))
        body = await self.store.media_of(post.box.record, line.number) if line.media else b""
        media = Media(line.media, body) if body else None
        return await self.messages.send(seat.chat, words, media, thread=seat.thread, reply=reply)

    # ------------------------------------------------------------------------ within the topic

    async def _done(self, post: Post, member: Member, seat: SeatPlace | None, copies: dict[int, int]) -> None:
        """Carry out an order in a topic; `copies` are the messages of lines that it was filled with anew."""
        if seat is None:
            await self.store.posted(post)
            return
        match post.order:
            case RelayToColleague():
                await self._relay(post, member, seat, copies)
            case AmendAtColleague():
                await self._amend(post, member, seat, copies)
            case SayToColleague(lines=lines):
                await self.screen.send(seat.chat, Say(reads(member.colleague), 0, lines), seat.thread)
                await self.store.posted(post, copies=copies)
            case ShowCaseCard(below=below):
                await self._show(post, member, seat, copies, below=below)
            case _:
                await self.store.posted(post, copies=copies)

    async def _relay(self, post: Post, member: Member, seat: SeatPlace, copies: dict[int, int]) -> None:
        if post.line is None:
            return
        reply = 0
        if post.answered:
            line = post.answered.line.number
            reply = copies.get(line) or post.answered.copies.get(member.colleague.id, 0)
        sent, *more = await self._sent(seat, post, member, post.line, reply)
        await self.store.posted(post, sent, more=more, copies=copies)

    async def _amend(self, post: Post, member: Member, seat: SeatPlace, copies: dict[int, int]) -> None:
        """Edit a line where it stands; where that cannot be, send it anew, so that nothing is kept back."""
        if post.line is None:
            return
        line, own = post.line.line, member.colleague.id
        message = copies.get(line.number) or post.line.copies.get(own, 0)
        words = await self.wording.for_colleague(post.case, line, member.colleague)
        if await self.messages.change(seat.chat, message, words, media=bool(line.media)):
            await self.store.posted(post, message, copies=copies)
            return
        sent, *more = await self.messages.words(seat.chat, words, thread=seat.thread, reply=message)
        await self.store.posted(post, sent, more=more, copies=copies)

    async def _show(
        self, post: Post, member: Member, seat: SeatPlace, copies: dict[int, int], *, below: bool
    ) -> None:
        say = await self._card(post, member)
        if not below and seat.message and await self.screen.edit(seat.chat, seat.message, say):
            await self.store.posted(post, copies=copies)
            return
        shown = await self.screen.send(seat.chat, say, seat.thread)
        if seat.message:
            await self.screen.tried_to_remove(seat.chat, seat.message)
        await self.store.posted(post, copies=copies, seat=replace(seat, message=shown))

    async def _card(self, post: Post, member: Member) -> Say:
        roster = await self.cases.staff.roster() | {member.colleague.id: member.colleague}
        own = member.colleague.id
        words = await self._words(post, own)
        return card(self.cases.flows, roster, post.case, own, self.cases.clock(), words)

    async def _words(self, post: Post, colleague: str) -> str:
        """Return the words of the line that the colleague takes some out of, "" where they do not."""
        seat = post.case.seats.get(colleague)
        number = line_at(seat.at) if seat else 0
        lines = await self.store.lines_of(post.box) if number else []
        return next((placed.line.text for placed in lines if placed.line.number == number), "")


async def delete_topic(screen: Screen, chat: int, thread: int) -> None:
    """Delete a topic with all its messages (Bot API, deleteForumTopic); one that is gone is no fault."""
    try:
        await screen.bot.delete_forum_topic(chat, thread)
    except TelegramBadRequest as fault:
        if not any(words in fault.message for words in NO_TOPIC):
            raise


def _joined(worded: Sequence[str]) -> Iterator[str]:
    """Yield the history in as few messages as it takes."""
    chunk = ""
    for words in worded:
        longer = f"{chunk}\n\n{words}" if chunk else words
        if chunk and units(longer) > TEXT_UNITS:
            yield chunk
            longer = words
        chunk = longer
    if chunk:
        yield chunk
