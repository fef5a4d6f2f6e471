"""A town of people who report over some weeks, and the real bot without its network: core, turns, storage."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import event

from bot.cases import Cases
from bot.conversation import Conversation, source
from bot.handoff import HandOff
from bot.runner import Runner
from bot.scrubbing import Scrubbing
from bot.telegram import Incoming
from bot.timers import fire_due
from flows.codenames import read_codenames
from flows.facts import CaseTimerFired
from flows.model import ChoicePressed, CommandSent, Say, TextSent
from flows.teamfacts import CaseClosed, Claimed, ColleagueWrote
from storage.address import is_new, path_of
from storage.register.flush import flush
from storage.retention import retain
from storage.sqlite import SqliteFile
from storage.store import Chat, Farewell, SeatPlace, Store
from storage.vault import Vault
from tests.attack.people import first_keys, next_press, person
from tests.flows.bundles import team
from tests.flows.watch import catalog
from tests.storage.desk import GROUP_CHAT, OLGAS_CHAT, TEAM_BOT, enrol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from flows.model import Event
    from tests.attack.people import Person

BOT = 1000
WARSAW = ZoneInfo("Europe/Warsaw")
MONDAY = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
"""Four in the morning in Warsaw, when the register is flushed."""
SENT = {"thanks.register", "thanks.case", "minor.end", "talk.safe_time"}
"""What stands on the card of somebody whose report was sent."""
GAVE_UP = {"review.empty"}
"""What somebody is told who has skipped so much that nothing can be sent."""
OUTCOMES = ("info_given", "legal_advice", "psych_support", "referred", "resolved", "no_contact")


class Town:
    """What happens, in the order of a simulated clock; `chance` is seeded, the product's own is not."""

    def __init__(self, folder: Path, seed: int, language: str = "", long: int = 1, server: str = "") -> None:
        """Build it in a folder, its records perhaps on a server.

        All speak `language` if one is given, and write `long` times as much.
        """
        self.folder = folder
        self.url = server or f"sqlite:///{self.database}"
        self.language, self.long = language, long
        self.now = MONDAY - timedelta(days=7)
        self.chance = Random(seed)
        self.flows = team()
        self.cards: dict[int, Say] = {}
        self.sent: dict[bytes, list[datetime]] = {}
        """The exact times at which each owner sent a report."""
        self.people: dict[bytes, Person] = {}
        self._updates, self._messages, self._order = count(1), count(1), count()
        self._coming: list[tuple[datetime, int, Callable[[], Awaitable[None]]]] = []

    # ------------------------------------------------------------------ the house

    @property
    def database(self) -> Path:
        return self.folder / "data" / "glos.db"

    async def open(self) -> None:
        """Open an installation with a team of three."""
        new, keys = await is_new(self.url), self.folder / "keys"
        self.vault = await Vault.open(keys, path_of(self.url), new=new)
        self.store = await Store.open(self.url, self.vault, lambda: self.now)
        for database in (self.store.data, self.vault.store.database):
            if isinstance(database, SqliteFile):
                event.listen(database.engine.sync_engine, "connect", _quick)
                await database.engine.dispose()  # so that the next connection is a quick one
        self.staff = [(await enrol(self.store, name, user=OLGAS_CHAT + at)) for at, name in enumerate("ABC")]
        names = read_codenames(source("codenames.yaml"))
        self.cases = Cases(self.flows, self.store, self.store.staff, names, lambda: self.now)
        core, nobody = Conversation(self.flows), cast("Any", None)
        handoff = HandOff(nobody, core, self.cases, nobody, Scrubbing(catalog()), lambda: None)
        screen = cast("Any", SimpleNamespace(bot=SimpleNamespace(id=BOT)))
        self.runner = Runner(self.store, core, screen, nobody, lambda: self.now, handoff)

    async def close(self) -> None:
        await self.store.close()
        await self.vault.close()

    # ------------------------------------------------------------------ time

    def later(self, at: datetime, work: Callable[[], Awaitable[None]]) -> None:
        heappush(self._coming, (at, next(self._order), work))

    async def until(self, end: datetime) -> None:
        """Let everything happen that comes before some moment."""
        while self._coming and self._coming[0][0] <= end:
            at, _, work = heappop(self._coming)
            self.now = max(self.now, at)
            await self._tick()
            await work()
        self.now = max(self.now, end)
        await self._tick()

    async def _tick(self) -> None:
        await fire_due(self.store.due, self.runner.fire)
        await fire_due(self.store.cases_due, self._fire_case)
        await self._deliver_all()

    async def _fire_case(self, record: bytes) -> None:
        async with self.store.wake(record) as turn:
            if turn is not None:
                for timer in turn.due:
                    await self.cases.tell(turn, CaseTimerFired(timer=timer))

    async def flush(self) -> int:
        """Do what is done once a week."""
        return await flush(self.store, self.flows.taxonomy, self.now, 5, WARSAW)

    async def retain(self) -> None:
        await retain(self.store, self.now)

    # ------------------------------------------------------------------ reporters

    def expects(self, chat: int, start: datetime) -> None:
        """Let somebody write at some time."""
        who = person(chat, self.chance)
        who = who._replace(language=self.language or who.language)
        self.people[self.vault.look_up(BOT, chat)] = who
        self.later(start, lambda: self._report(who))

    async def _report(self, who: Person) -> None:
        self._pass(1)
        await self.happens(who, CommandSent(at=self.now, name="start"))
        for label in first_keys(who):
            await self.presses(who, label)
        for _ in range(150):
            if self._shows(who, SENT):
                break
            if self._shows(who, GAVE_UP):
                return
            did = next_press(who, self.cards[who.chat], self.chance)
            if isinstance(did, str):
                await self.happens(who, TextSent(at=self.now, text=" ".join([did] * self.long)))
            else:
                await self._press(who, did)
        else:
            raise AssertionError(f"{who} never came to an end: {self.cards[who.chat]}")
        self.sent.setdefault(self.vault.look_up(BOT, who.chat), []).append(self.now)
        await self._after(who)

    def _shows(self, who: Person, ids: set[str]) -> bool:
        return any(line.id in ids for line in self.cards[who.chat].lines)

    async def _after(self, who: Person) -> None:
        if self.chance.random() < 0.5:  # most look at what can be done now
            keys = {key.label.id: key.press for row in self.cards[who.chat].keys for key in row}
            if "key.later" in keys:
                await self._press(who, keys["key.later"])
        if who.wish:
            self._team_follows(who)
        if who.after == "quit":
            await self.happens(who, CommandSent(at=self.now, name="quit"))
        if who.after == "erase":
            at = self.now + timedelta(hours=self.chance.expovariate(1 / 20))
            self.later(at, lambda: self._erase(who))

    async def _erase(self, who: Person) -> None:
        await self.happens(who, CommandSent(at=self.now, name="erase"))
        await self.presses(who, "btn.erase_yes")

    async def presses(self, who: Person, label: str) -> None:
        """Let somebody press the key with this label."""
        await self._press(who, self._key(who, label))

    def _key(self, who: Person, label: str) -> int:
        for row in self.cards[who.chat].keys:
            for key in row:
                if key.label.id == label:
                    return key.press
        raise AssertionError(f"no {label} for {who} on {self.cards[who.chat]}")

    async def _press(self, who: Person, press: int) -> None:
        self._pass(self.chance.uniform(2, 15))
        await self.happens(who, ChoicePressed(at=self.now, card=self.cards[who.chat].card, press=press))

    async def happens(self, who: Person, happened: Event) -> None:
        """Let something have its turn, and bring what follows."""
        typed = next(self._messages) if isinstance(happened, TextSent | CommandSent) else 0
        incoming = Incoming(next(self._updates), who.chat, happened, typed, language=who.language)
        await self.runner._answer(incoming)
        await self._deliver(self.vault.look_up(BOT, who.chat), who.chat)

    def _pass(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    # ------------------------------------------------------------------ couriers

    async def _deliver(self, box: bytes, chat: int) -> None:
        while (delivery := await self.store.head(box)) is not None:
            card = None
            effect = delivery.effect
            shown = effect.last if isinstance(effect, Farewell) else effect
            if isinstance(shown, Say):
                self.cards[chat] = shown
                card = delivery.route.card or next(self._messages)
            await self.store.delivered(delivery, card=card)

    async def _deliver_all(self) -> None:
        for owner in await self.store.boxes():
            await self._deliver(owner, self.people[owner].chat)
        for box in (
            *await self.store.case_boxes(reporter=True),
            *await self.store.case_boxes(reporter=False),
        ):
            while (post := await self.store.post_head(box)) is not None:
                message = next(self._messages)
                thread = {"OpenTopic": message}.get(type(post.order).__name__, 0)
                opens = type(post.order).__name__ in ("OpenTopic", "Announce")
                chat = OLGAS_CHAT if thread else GROUP_CHAT
                seat = SeatPlace(TEAM_BOT, chat, thread, message) if opens else None
                await self.store.posted(post, message, seat=seat)
        for errand in await self.store.errands():
            await self.store.errand_done(errand.key)

    # ------------------------------------------------------------------ the team

    def _team_follows(self, who: Person) -> None:
        """Let most cases be claimed and closed after some talk; the others lapse."""
        if self.chance.random() < 0.25:
            return
        colleague = self.chance.choice(self.staff).colleague.id
        at = self.now + timedelta(minutes=self.chance.uniform(5, 600))
        self.later(at, lambda: self._tell(who, Claimed(by=colleague)))
        wrote = ColleagueWrote(by=colleague, text="I have read it. What would help you now?")
        for _ in range(self.chance.randrange(4)):
            at += timedelta(minutes=self.chance.uniform(2, 60))
            self.later(at, lambda: self._tell(who, wrote))
        at += timedelta(hours=self.chance.uniform(1, 60))
        closed = CaseClosed(by=colleague, outcomes=(self.chance.choice(OUTCOMES),), count=True)
        self.later(at, lambda: self._tell(who, closed))

    async def _tell(self, who: Person, fact: Any) -> None:
        async with self.store.work(Chat(BOT, who.chat), None) as turn:
            key = turn.case_key if turn is not None else b""
        if key:
            async with self.store.case(key) as turn:
                if turn is not None:
                    await self.cases.tell(turn, fact)
        await self._deliver_all()


def _quick(connection: Any, _record: object) -> None:
    """Spare the disk: what is written is the same, only nobody waits until it lies there."""
    connection.execute("PRAGMA synchronous=OFF")
