"""The runner gives each chat its turns: lock, load, step, commit, and only then does anything go out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Protocol

import structlog
from msgspec.structs import replace

from bot.telegram import Leave
from flows.model import DeliveryFailed, Event, Say, TimerFired
from storage.store import Chat, StorageFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from bot.courier import Courier
    from bot.handoff import HandOff
    from bot.intake import Intake
    from bot.screen import Screen
    from bot.telegram import Incoming
    from flows.model import Effect, Session
    from storage.store import Turn

TURN_SECONDS: Final = 10
"""A turn that takes longer is given up, so that one chat never stops the others."""

log = structlog.get_logger()


class Turns(Protocol):
    """What the runner needs of the store."""

    def work(self, chat: Chat, update: int | None) -> AbstractAsyncContextManager[Turn | None]:
        """Lock a chat for one turn."""
        ...

    def wake(self, owner: bytes) -> AbstractAsyncContextManager[Turn | None]:
        """Lock a chat for one turn without anything that came in."""
        ...


class Core(Protocol):
    """The conversation, and the three cards that must also stand without it."""

    def begin(self, phone: str, /) -> Session:
        """Make the session of somebody who writes for the first time."""
        ...

    def step(self, session: Session, event: Event, /) -> tuple[Session, Sequence[Effect]]:
        """Say what an event changes, and what is to be done."""
        ...

    def help_only(self, phone: str, /) -> Say:
        """Return the card for when nothing can be kept: 112 and contacts."""
        ...

    def busy(self, phone: str, /) -> Say:
        """Return the card for when something failed on our side."""
        ...

    def only_private(self, phone: str, /) -> Say:
        """Return what is said to a group."""
        ...


class Overdue(Exception):
    """Timers have run out that must have a turn of their own first."""


class Runner:
    """One bot's turns."""

    def __init__(
        self,
        store: Turns,
        core: Core,
        screen: Screen,
        courier: Courier,
        clock: Callable[[], datetime],
        handoff: HandOff | None = None,
    ) -> None:
        """Take the parts; `handoff` where a team is set up."""
        self.store = store
        self.core = core
        self.screen = screen
        self.courier = courier
        self.clock = clock
        self.handoff = handoff
        self.intake: Intake | None = None
        """Says whether reports are taken now; without it they always are."""
        self._aside: set[asyncio.Task[None]] = set()
        self._strays: dict[int, list[int]] = {}
        """Messages that lie in no outbox and on no route, by chat; empty unless something is broken."""

    async def take(self, incoming: Incoming | Leave) -> None:
        """Do all that an update asks for; when this returns, the update may be acknowledged. Never raises."""
        try:
            async with asyncio.timeout(TURN_SECONDS):
                if isinstance(incoming, Leave):
                    await self._leave(incoming)
                else:
                    await self._answer(incoming)
        except StorageFailed:
            log.warning("turn not kept")
            await self._direct(incoming, self.core.help_only)
        except Exception:
            log.exception("turn failed")
            await self._direct(incoming, self.core.busy)
        finally:
            # Also after a failure: a turn that was given up may have been committed all the same.
            self._wake()

    async def fire(self, owner: bytes) -> None:
        """Let the timers of one conversation that have run out have their turn; raises StorageFailed."""
        async with self.store.wake(owner) as turn:
            await self._fire(turn)
        self._wake()

    async def lost(self, owner: bytes) -> None:
        """Tell a conversation that nothing reaches its person any more; raises StorageFailed."""
        async with self.store.wake(owner) as turn:
            if turn and turn.session:
                failed = DeliveryFailed(at=self.clock(), permanent=True)
                turn.keep(*await self._stepped(turn, turn.session, failed))
        self._wake()

    def _wake(self) -> None:
        wake = self.handoff.wake if self.handoff else self.courier.wake
        wake()

    async def close(self) -> None:
        """Wait for what goes on aside."""
        await asyncio.gather(*self._aside, return_exceptions=True)

    async def _answer(self, incoming: Incoming) -> None:
        say = None
        try:
            say = await self._turn(incoming)
        except Overdue:
            async with self.store.work(Chat(self.screen.bot.id, incoming.chat), None) as turn:
                await self._fire(turn)
            await self._answer(incoming)
            return
        if incoming.chat in self._strays:
            self._start(self._remove_strays(incoming.chat))
        if incoming.query:
            self._start(self.screen.toast(incoming.query, say))

    async def _turn(self, incoming: Incoming) -> Say | None:
        """Keep what follows from one event; return the card it ends with. Overdue undoes the turn."""
        async with self.store.work(Chat(self.screen.bot.id, incoming.chat), incoming.update) as turn:
            if turn is None:
                return None
            if turn.due:
                # A timer may erase the conversation, and nothing more can happen in the turn of an erasure.
                raise Overdue
            session = turn.session or self.core.begin(incoming.language)
            session, effects = await self._stepped(turn, session, incoming.event, incoming)
            turn.keep(session, effects, incoming.typed)
        return next((effect for effect in reversed(effects) if isinstance(effect, Say)), None)

    async def _fire(self, turn: Turn | None) -> None:
        if turn is None or turn.session is None:
            return
        session = turn.session
        effects: list[Effect] = []
        for timer in turn.due:
            session, more = await self._stepped(turn, session, TimerFired(at=self.clock(), timer=timer))
            effects += more
        turn.keep(session, effects)

    async def _stepped(
        self, turn: Turn, session: Session, event: Event, incoming: Incoming | None = None
    ) -> tuple[Session, Sequence[Effect]]:
        if self.intake is None:
            return await self._decided(turn, session, event, incoming)
        chat = Chat(turn.route.bot, turn.route.chat)
        if (slowed := self.intake.slowed(chat, replace(session, talk=turn.talk), event)) is not None:
            return session, slowed
        known = replace(session, intake=await self.intake.of(chat, session))
        session, effects = await self._decided(turn, known, event, incoming)
        self.intake.took(chat, effects)
        return replace(session, intake="open"), effects  # never kept

    async def _decided(
        self, turn: Turn, session: Session, event: Event, incoming: Incoming | None
    ) -> tuple[Session, Sequence[Effect]]:
        if self.handoff is None:
            return self.core.step(session, event)
        return await self.handoff.step(turn, session, event, incoming)

    async def _leave(self, incoming: Leave) -> None:
        if incoming.group:
            await self.screen.say_at_once(incoming.chat, self.core.only_private(incoming.language))
        await self.screen.leave(incoming.chat)

    async def _direct(self, incoming: Incoming | Leave, card: Callable[[str], Say]) -> None:
        if isinstance(incoming, Leave):
            return
        if incoming.chat in self._strays:
            self._start(self._remove_strays(incoming.chat))
        if incoming.query:
            self._start(self.screen.toast(incoming.query, None))
        self._start(self._say_at_once(incoming.chat, card(incoming.language)))

    async def _say_at_once(self, chat: int, say: Say) -> None:
        message = await self.screen.say_at_once(chat, say)
        if message:
            self._strays.setdefault(chat, []).append(message)

    async def _remove_strays(self, chat: int) -> None:
        """Take away what was said at once, now that the talk goes on; no farewell would know of it."""
        for message in self._strays.pop(chat, []):
            await self.screen.tried_to_remove(chat, message)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        """Let something go on beside the turns; kept in a set, because a task nobody holds may vanish."""
        task = asyncio.create_task(work)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)
