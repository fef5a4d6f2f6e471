"""The team's side of a running bot: its parts put together once, and running beside the public bot's."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramUnauthorizedError

from bot import presence
from bot.cases import Cases
from bot.codes import Codes
from bot.conversation import source
from bot.handoff import HandOff
from bot.lines import Wording
from bot.messages import Messages
from bot.polling import Poller, Reader
from bot.relay import Relay
from bot.render import Painter
from bot.rounds import Rounds
from bot.screen import Screen
from bot.scrubbing import Scrubbing
from bot.settings import SettingsFault
from bot.team.chats import Chats
from bot.team.courier import TeamCourier
from bot.team.errands import Errands
from bot.team.group import Group
from bot.team.private import PrivateChats
from bot.team.reading import ALLOWED, read
from bot.team.runner import TeamRunner
from bot.team.switches import Switches
from bot.team.topics import Topics
from bot.translation import Translator
from bot.translation_scrub import ScrubbedTranslator
from bot.wire import connect
from flows.codenames import read_codenames
from flows.facts import CaseTimerFired
from storage.staff import Staff

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.conversation import Conversation
    from bot.courier import Courier
    from bot.settings import Settings
    from bot.team.reading import Done
    from storage.store import Store

    Clock = Callable[[], datetime]

COMMANDS: Final = ("duty", "cases", "out", "help")
"""What the team's bot lists; any command within a topic shows the case card below everything.

/out, as a reply to a message, shows its words there.
"""

log = structlog.get_logger()


class TeamSide:
    """Everything that is there only where a team is set up."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        public: Courier,
        core: Conversation,
        clock: Callable[[], datetime],
    ) -> None:
        """Take the settings, the records, the public bot's courier, the core, and the time."""
        there = public.screen
        catalog, speed = there.painter.catalog, there.speed
        self.store = store
        self.public = public
        self.bot = connect(settings.team_token() or "", settings.telegram.api)
        self.screen = Screen(self.bot, Painter(catalog, test=settings.trial), speed)
        self.translator = Translator(settings.translation.models, settings.translation.seconds)
        scrubbing = Scrubbing(catalog)
        wording = Wording(catalog, ScrubbedTranslator(self.translator, scrubbing))
        self.staff = Staff(store)
        names = read_codenames(source("codenames.yaml"))
        self.cases = Cases(core.flows, store, self.staff, names, clock)
        codes = Codes(store, wording, clock)
        self.handoff = HandOff(there.bot, core, self.cases, codes, scrubbing, self.wake)
        public.redraw = self.handoff.redraw
        chats = Chats(store, self.screen)
        self.switches = Switches(settings, store, self.staff, chats, clock)
        private = PrivateChats(self.cases, chats, self.switches)
        self.runner = TeamRunner(self.cases, chats, private, self.wake)
        relay = Relay(self.cases, there, wording, self.handoff.redraw)
        waits = self.screen.waits
        topics = Topics(self.cases, self.screen, Messages(self.bot, waits), wording)
        group = Group(store, self.staff, self.screen, settings.team.chat_id or 0)
        courier = TeamCourier(store, self.staff, topics, group, self.runner.lost)
        errands = Errands(store, self.staff, self.screen)
        self._rounds = (Rounds(relay, waits), Rounds(courier, waits), Rounds(errands, waits))
        reader: Reader[Done] = Reader(ALLOWED, read)
        self._poller = Poller(self.bot, reader, self.runner.take, clock, speed)

    def wake(self) -> None:
        """Say that something may lie in a box, of a case or of a conversation whose card changes with it."""
        self.public.wake()
        for rounds in self._rounds:
            rounds.wake()

    async def run(self) -> None:
        """Be the team's side until cancelled; raises SettingsFault where Telegram does not know the token."""
        await self._introduce()
        async with asyncio.TaskGroup() as group:
            for rounds in self._rounds:
                group.create_task(rounds.run())
            group.create_task(
                presence.show_commands(self.bot, self.screen.painter.catalog, COMMANDS, "team.cmd.")
            )
            group.create_task(self._poller.run())

    async def fire(self, record: bytes) -> None:
        """Let the timers of a case that have run out have their turn; raises StorageFailed."""
        async with self.store.wake(record) as turn:
            if turn is not None:
                for timer in turn.due:
                    await self.cases.tell(turn, CaseTimerFired(timer=timer))
        self.wake()

    async def look_after(self) -> None:
        """Take cases from whoever is no longer of the team, and look for orders of another process."""
        roster = await self.staff.roster()
        for colleague in await self.cases.named():
            if colleague not in roster:
                await self.runner.lost(colleague)
        self.wake()

    async def close(self) -> None:
        """Let go of Telegram and of the translator."""
        await self.translator.close()
        await self.bot.session.close()

    async def _introduce(self) -> None:
        try:
            me = await self.bot.get_me()
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise SettingsFault("Telegram does not know the token of the team's bot") from None
        except AiogramError as fault:
            log.warning("Telegram cannot be reached", error=type(fault).__name__)
            return
        if not me.has_topics_enabled:
            raise SettingsFault(
                "the team's bot has no topics in private chats; `glos check` says how to switch them on"
            )
