"""A turn of the conversation where a team is set up: its case, its files and its return codes are seen to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from msgspec.structs import replace

from bot.files import take_in
from bot.media import MediaRefused
from flows.facts import CaseOpened, ErasedByReporter, ReporterEdited
from flows.model import (
    EmptyMailbox,
    Erase,
    MakeCode,
    MediaSent,
    Say,
    TellCase,
    TryCode,
    text,
)
from flows.people import spoken
from flows.relay import relays
from storage import mailbox
from storage.work import REPORTER, Taken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from aiogram import Bot

    from bot.cases import Cases
    from bot.codes import Codes
    from bot.scrubbing import Scrubbing
    from bot.telegram import Incoming
    from flows.facts import ReporterFact
    from flows.model import Effect, Event, Session
    from storage.store import Chat, Turn

RELAYED: Final = ("photo", "voice")
"""What passes in a talk (flows.md X-14)."""


class Conversing(Protocol):
    """What the hand-off needs of the core."""

    def step(self, session: Session, event: Event, /) -> tuple[Session, Sequence[Effect]]:
        """Say what an event changes, and what is to be done."""
        ...

    def screen(self, session: Session, /) -> Say:
        """Return the card that stands where the session stands."""
        ...

    def redrawn(self, session: Session, at: datetime, /) -> tuple[Session, Sequence[Effect]]:
        """Follow the case of an open talk though the person did nothing."""
        ...


class HandOff:
    """What a turn needs beyond the conversation itself."""

    def __init__(
        self,
        bot: Bot,
        core: Conversing,
        cases: Cases,
        codes: Codes,
        scrubbing: Scrubbing,
        wake: Callable[[], None],
    ) -> None:
        """Take the public bot, whose files these are, the parts, and what lets the couriers look."""
        self.bot = bot
        self.core = core
        self.cases = cases
        self.codes = codes
        self.scrubbing = scrubbing
        self.wake = wake

    async def step(
        self, turn: Turn, session: Session, event: Event, incoming: Incoming | None = None
    ) -> tuple[Session, list[Effect]]:
        """Do one turn of the conversation, and all that follows of it for the case; return the rest."""
        session = replace(session, talk=turn.talk, waiting=await self._waiting(turn, session))
        event, media = await self._taken_in(session, event, incoming)
        event = await self.scrubbing.seen(self.cases.flows, session, event)
        session, effects = await self._stepped(turn, session, event)
        opened = False
        for effect in effects:
            if isinstance(effect, TellCase):
                await self._tell(turn, effect.fact, incoming, media)
                opened = opened or isinstance(effect.fact, CaseOpened)
            elif isinstance(effect, EmptyMailbox):
                await mailbox.empty(self.cases.store, bytes.fromhex(effect.mailbox))
        if any(isinstance(effect, Erase) and effect.scope == "everything" for effect in effects):
            await self.cases.tell(turn, ErasedByReporter())
        left: list[Effect] = [effect for effect in effects if not isinstance(effect, TellCase | EmptyMailbox)]
        return session, self._shown_anew(turn, session, left) if opened else left

    async def redraw(self, chat: Chat) -> None:
        """Let the card of an open talk say how its case stands now; nothing is sent where none stands."""
        async with self.cases.store.work(chat, None) as turn:
            if turn is not None and turn.session is not None and not turn.due:
                session, effects = self.core.redrawn(
                    replace(turn.session, talk=turn.talk), self.cases.clock()
                )
                turn.keep(session, effects)
        self.wake()

    async def _waiting(self, turn: Turn, session: Session) -> int:
        """Count who waits, where somebody may be told of it."""
        wanted = session.asking is not None or (
            turn.case is not None and turn.case.state in ("waiting", "closed")
        )
        return await self.cases.store.waiting_cases() if wanted else 0

    async def _stepped(self, turn: Turn, session: Session, event: Event) -> tuple[Session, list[Effect]]:
        """Let the core decide; what it orders of return codes is answered at once, within the turn."""
        session, decided = self.core.step(session, event)
        effects = list(decided)
        asked = next((effect for effect in effects if isinstance(effect, MakeCode | TryCode)), None)
        if asked is None:
            return session, effects
        owner = self.cases.store.vault.look_up(turn.route.bot, turn.route.chat)
        answer = await self.codes.answer(turn, owner, asked, spoken(session))
        session, more = self.core.step(replace(session, talk=turn.talk), answer)
        return session, [*(one for one in effects if one is not asked and not isinstance(one, Say)), *more]

    async def _tell(self, turn: Turn, fact: ReporterFact, incoming: Incoming | None, media: bytes) -> None:
        typed, reply = (incoming.typed, incoming.reply) if incoming else (0, 0)
        if isinstance(fact, ReporterEdited):
            fact = replace(fact, line=await self._line(turn, typed))
        answered = await self._line(turn, reply)
        await self.cases.tell(turn, fact, Taken(REPORTER, typed, media), answered)

    async def _line(self, turn: Turn, message: int) -> int:
        """Return the line that stands in a message of the reporter's chat, 0 if none does."""
        return (
            await self.cases.store.line_at(turn.case_key, REPORTER, message)
            if message and turn.case_key
            else 0
        )

    async def _taken_in(
        self, session: Session, event: Event, incoming: Incoming | None
    ) -> tuple[Event, bytes]:
        """Fetch and clean a photo or voice where the talk takes one; nothing else is ever fetched."""
        if not isinstance(event, MediaSent) or event.kind not in RELAYED or not incoming or not incoming.file:
            return event, b""
        if not relays(session):
            return event, b""
        try:
            body = await take_in(self.bot, event.kind, incoming.file)
        except MediaRefused as refused:
            return replace(event, refused=text(refused.id, **refused.values)), b""
        return replace(event, taken=True), body

    def _shown_anew(self, turn: Turn, session: Session, effects: list[Effect]) -> list[Effect]:
        """Draw the last card again, now that the case is there and its place in the queue is known."""
        card = self.core.screen(replace(session, talk=turn.talk, waiting=turn.before))
        return [
            replace(card, card=effect.card, fresh=effect.fresh, toast=effect.toast)
            if isinstance(effect, Say)
            else effect
            for effect in effects
        ]
