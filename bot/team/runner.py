"""What colleagues do with the team's bot has its turns: in the group, in a topic, in their private chat."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog

from bot.files import take_in
from bot.handoff import RELAYED
from bot.media import MediaRefused
from bot.team.reading import Blocked, Commanded, Edited, Pressed, Wrote
from flows.model import text
from flows.orders import ShowCaseCard
from flows.teamfacts import (
    Claimed,
    ColleagueEdited,
    ColleagueLost,
    ColleaguePressed,
    ColleagueSentMedia,
    ColleagueWrote,
    HandOverAnswered,
    LineOpened,
    SecondAnswered,
)
from storage.store import StorageFailed
from storage.work import Taken

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.cases import Cases
    from bot.team.chats import Chats
    from bot.team.private import PrivateChats
    from bot.team.reading import Done
    from flows.model import Text
    from flows.teamfacts import TeamFact
    from storage.staff import Member

TURN_SECONDS: Final = 10
"""As in bot/runner.py."""
YES: Final = 0
"""Number of the key that says yes to a question outside a topic."""

log = structlog.get_logger()


class TeamRunner:
    """The turns of the team's bot. Whoever is not enrolled has no effect, is told so once a day."""

    def __init__(self, cases: Cases, chats: Chats, private: PrivateChats, wake: Callable[[], None]) -> None:
        """Take the cases, what shows something to colleagues, and what lets the couriers look."""
        self.cases = cases
        self.chats = chats
        self.private = private
        self.wake = wake

    async def take(self, did: Done) -> None:
        """Do all that something a colleague did asks for; never raises."""
        said: Text | None = None
        language = did.language
        try:
            async with asyncio.timeout(TURN_SECONDS):
                said = await self._take(did)
        except StorageFailed:
            log.warning("turn of the team not kept")
            said = text("err.busy")
        except Exception:
            log.exception("turn of the team failed")
            said = text("err.busy")
        finally:
            self.wake()
        await self._say(did, said, language)

    async def _take(self, did: Done) -> Text | None:
        """Return what is said to whoever did it, beyond what the couriers bring."""
        member = await self.cases.staff.member(self.chats.bot.id, did.user)
        if member is None or not member.enrolled:
            return await self._not_enrolled(did, member)
        if did.group:
            return await self._in_group(did, member)
        seat = await self.chats.seat(did)
        if seat is None:
            return await self._privately(did, member)
        record, place = seat
        if place == member.colleague.id:
            return await self._in_topic(did, member, record)
        return await self._asked(did, member, record, place)

    # ------------------------------------------------------------------------ who is who

    async def _not_enrolled(self, did: Done, member: Member | None) -> Text | None:
        if did.group:
            return await self._stranger(did) if isinstance(did, Pressed | Commanded) else None
        if member is None and isinstance(did, Commanded) and did.name == "start" and did.argument:
            member = await self.cases.staff.accept(did.argument, self.chats.bot.id, did.user)
            if member is None:
                return text("st.invite_bad")
            await self.private.begin(member)
            return None
        if member is None:
            return await self._stranger(did)
        return await self.private.take(did, member)

    async def _stranger(self, did: Done) -> Text | None:
        """Tell somebody who is not of the team that nothing follows, once a day; coordinators learn of it."""
        if not self.cases.staff.stranger(self.chats.bot.id, did.user):
            return None
        for coordinator in await self.cases.staff.coordinators():
            await self.chats.tell(coordinator, text("team.stranger_told"))
        return text("team.stranger")

    async def _privately(self, did: Done, member: Member) -> Text | None:
        if isinstance(did, Blocked):
            await self.lost(member.colleague.id)
            return None
        if did.thread:
            return text("team.topic_over")
        return await self.private.take(did, member)

    # ------------------------------------------------------------------------ cases

    async def _in_group(self, did: Done, member: Member) -> Text | None:
        if not isinstance(did, Pressed):
            return None
        seat = await self.chats.seat(did)
        if seat is None:
            return text("err.old_button")
        claimed = Claimed(by=member.colleague.id, as_interpreter=seat[1] == "interpreter")
        return await self._tell(did, seat[0], claimed)

    async def _asked(self, did: Done, member: Member, record: bytes, what: str) -> Text | None:
        """Take the answer to a question outside a topic: a hand-over, a second signature."""
        if not isinstance(did, Pressed):
            return await self.private.take(did, member)
        yes, by = did.press == YES, member.colleague.id
        fact = (
            SecondAnswered(by=by, confirmed=yes)
            if what == "second"
            else HandOverAnswered(by=by, accepted=yes)
        )
        return await self._tell(did, record, fact)

    async def _in_topic(self, did: Done, member: Member, record: bytes) -> Text | None:
        by, line_at = member.colleague.id, self.cases.store.line_at
        match did:
            case Pressed():
                return await self._tell(did, record, ColleaguePressed(by=by, card=did.card, press=did.press))
            case Edited():
                line = await line_at(record, by, did.message)
                return await self._tell(did, record, ColleagueEdited(by=by, text=did.text, line=line))
            case Wrote(kind=""):
                reply = await line_at(record, by, did.reply) if did.reply else 0
                return await self._tell(did, record, ColleagueWrote(by=by, text=did.text, reply=reply))
            case Wrote():
                return await self._sent(did, member, record)
            case Commanded(name="out"):
                line = await line_at(record, by, did.reply) if did.reply else 0
                return await self._tell(did, record, LineOpened(by=by, line=line))
            case Commanded():
                await self._card_below(did, member, record)
        return None

    async def _card_below(self, did: Done, member: Member, record: bytes) -> None:
        """Show the case card below everything: any command in a topic asks for it."""
        async with self.cases.store.case(record, (self.chats.bot.id, did.update)) as turn:
            if turn is not None and turn.case is not None:
                turn.work_on(turn.case, [ShowCaseCard(to=member.colleague.id, below=True)])

    async def _sent(self, did: Wrote, member: Member, record: bytes) -> Text | None:
        """Pass on a photo or a voice message; other files are refused kindly."""
        if did.kind not in RELAYED or not did.file:
            return text("talk.file_no")
        try:
            media = await take_in(self.chats.bot, did.kind, did.file)
        except MediaRefused as refused:
            return text(refused.id, **refused.values)
        by = member.colleague.id
        reply = await self.cases.store.line_at(record, by, did.reply) if did.reply else 0
        kind = "photo" if did.kind == "photo" else "voice"
        sent = ColleagueSentMedia(by=by, kind=kind, text=did.text, reply=reply)  # type: ignore[arg-type]  # checked where it is read
        return await self._tell(did, record, sent, media)

    async def _tell(self, did: Done, record: bytes, fact: TeamFact, media: bytes = b"") -> Text | None:
        async with self.cases.store.case(record, (self.chats.bot.id, did.update)) as turn:
            if turn is None:
                return None
            return await self.cases.tell(turn, fact, Taken(fact.by, did.message, media))

    async def lost(self, colleague: str) -> None:
        """Take the cases of a colleague from them who left, or whose access has ended."""
        for record, _ in await self.cases.store.cases_of(colleague):
            async with self.cases.store.case(record, None) as turn:
                if turn is not None:
                    await self.cases.tell(turn, ColleagueLost(by=colleague))
        self.wake()

    async def _say(self, did: Done, said: Text | None, language: str) -> None:
        """Answer the press or the words of whoever did something."""
        member = None
        try:
            member = await self.cases.staff.member(self.chats.bot.id, did.user)
        except StorageFailed:
            log.warning("nobody known")
        await self.chats.answer(did, said, member.colleague if member else None, language)
