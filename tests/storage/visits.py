"""People who tell something to the real core over a real store, and the team beside them; no Telegram."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from bot.cases import Cases
from bot.codes import Codes
from bot.conversation import Conversation, source
from bot.handoff import HandOff
from bot.scrubbing import Scrubbing
from flows import casecard
from flows.codenames import read_codenames
from flows.facts import CaseTimerFired
from flows.model import ChoicePressed, CommandSent, Press, Say, SendReport, TextSent, TimerFired
from flows.orders import Announce, AskColleague, DeleteTopic, OpenTopic, Withdraw, WithdrawQuestion
from storage.staff import Staff
from storage.store import Box, SeatPlace
from storage.work import GROUP, REPORTER
from tests.flows.bundles import flows, team
from tests.flows.watch import catalog
from tests.storage.desk import TEAM_BOT

if TYPE_CHECKING:
    from random import Random
    from typing import Self

    from aiogram import Bot

    from bot.lines import Wording
    from flows.case import Case
    from flows.facts import Report
    from flows.model import Effect, Event, Session
    from flows.orders import CaseOrder
    from flows.teamfacts import TeamFact
    from storage.store import Chat, Store, Turn
    from tests.storage.conftest import House

SPARED = (
    *("btn.person", "btn.quick_exit", "btn.no", "btn.purpose_training", "age_band:under_13"),
    *("age_band:13_15", "age_band:16_17"),
    *("person_knows:does_not_want", "btn.erase", "btn.edit", "btn.only_talk"),
)
"""Keys that lead away from what is to be sent."""


STANDS = (OpenTopic, Announce, AskColleague)
OVER = (DeleteTopic, Withdraw, WithdrawQuestion)
"""Orders after which something stands at the team, or nothing more does."""


class Place:
    """An installation without Telegram: the store, the core, and a team where one is wanted."""

    def __init__(self, house: House, store: Store, *, staffed: bool = True) -> None:
        """Put the parts together as the bot does."""
        self.house = house
        self.store = store
        self.core = Conversation(team() if staffed else flows())
        names = read_codenames(source("codenames.yaml"))
        self.cases = Cases(self.core.flows, store, Staff(store), names, store.clock)
        codes = Codes(store, cast("Wording", None), store.clock)  # nobody reads letters here
        self.handoff = HandOff(
            cast("Bot", None), self.core, self.cases, codes, Scrubbing(catalog()), lambda: None
        )
        self.staffed = staffed
        self.reports: list[Report] = []

    async def step(self, turn: Turn, session: Session, event: Event) -> tuple[Session, list[Effect]]:
        """Do one turn of a conversation, as the runner does."""
        if self.staffed:
            return await self.handoff.step(turn, session, event)
        return self.core.step(session, event)

    async def case(self, key: bytes) -> Case:
        """Return how a case stands."""
        async with self.store.case(key) as turn:
            assert turn is not None
            assert turn.case is not None
            return turn.case

    async def told(self, key: bytes, *facts: TeamFact | CaseTimerFired) -> None:
        """Let a case hear facts of the team or the clock, a turn for each."""
        for fact in facts:
            async with self.store.case(key) as turn:
                assert turn is not None
                refusal = await self.cases.tell(turn, fact)
                assert refusal is None, refusal

    async def keys(self, key: bytes, who: str) -> dict[str, int]:
        """Return the keys of a colleague's case card by the ids of their labels; "" is the card's number."""
        roster = await self.cases.staff.roster()
        card = casecard.card(self.core.flows, roster, await self.case(key), who, self.store.clock())
        return {"": card.card} | {one.label.id: one.press for row in card.keys for one in row}

    async def brought(self, key: bytes, who: str) -> list[CaseOrder]:
        """Be the couriers of a case until the boxes of reporter, group and a colleague are empty."""
        seen: list[CaseOrder] = []
        for box in (Box(key, to) for to in (REPORTER, GROUP, who)):
            while (post := await self.store.post_head(box)) is not None:
                message = 500 + len(seen)
                over = isinstance(post.order, OVER)
                here = SeatPlace(TEAM_BOT, 1, message if isinstance(post.order, OpenTopic) else 0, message)
                stands = here if isinstance(post.order, STANDS) else None
                await self.store.posted(post, message, seat=stands, gone=over)
                seen.append(post.order)
        return seen

    async def wait(self, **time: float) -> None:
        """Let time pass, and fire every timer that has run out."""
        self.house.wait(**time)
        for owner in await self.store.due():
            async with self.store.wake(owner) as turn:
                await self._fire(turn)
        for key in await self.store.cases_due():
            async with self.store.wake(key) as turn:
                if turn is not None and turn.case is not None:
                    for timer in turn.due:
                        await self.cases.tell(turn, CaseTimerFired(timer=timer))

    async def _fire(self, turn: Turn | None) -> None:
        if turn is None or turn.session is None:
            return
        session = turn.session
        effects: list[Effect] = []
        for timer in turn.due:
            fired = TimerFired(at=self.store.clock(), timer=timer)
            session, more = await self.step(turn, session, fired)
            effects += more
        turn.keep(session, effects)


class Visitor:
    """Somebody who writes to the bot; cards are brought after each turn, unless `offline`."""

    def __init__(self, place: Place, chat: Chat) -> None:
        """Stand before an empty chat."""
        self.place = place
        self.chat = chat
        self.said: Say | None = None
        self.offline = False
        self.messages = 100

    async def happens(self, event: Event) -> Self:
        async with self.place.store.work(self.chat, None) as turn:
            assert turn is not None
            session, effects = await self.place.step(turn, turn.session or self.place.core.begin("en"), event)
            turn.keep(session, effects, self._message())
        for effect in effects:
            if isinstance(effect, Say):
                self.said = effect
            elif isinstance(effect, SendReport):
                self.place.reports.append(effect.report)
        if not self.offline:
            await self.brought()
        return self

    def _message(self) -> int:
        self.messages += 1
        return self.messages

    async def brought(self) -> list[object]:
        """Be the courier of this chat until its box is empty."""
        seen: list[object] = []
        store, owner = self.place.store, self.place.store.vault.look_up(*self.chat)
        while (delivery := await store.head(owner)) is not None:
            shown = isinstance(delivery.effect, Say)
            card = (delivery.route.card or self._message()) if shown else None
            await store.delivered(delivery, card=card)
            seen.append(delivery.effect)
        return seen

    async def session(self) -> Session:
        async with self.place.store.work(self.chat, None) as turn:
            assert turn is not None
            assert turn.session is not None
            return turn.session

    async def case_key(self) -> bytes:
        async with self.place.store.work(self.chat, None) as turn:
            assert turn is not None
            return turn.case_key

    async def writes(self, words: str) -> Self:
        return await self.happens(TextSent(at=self.place.store.clock(), text=words))

    async def command(self, name: str) -> Self:
        return await self.happens(CommandSent(at=self.place.store.clock(), name=name))

    async def number(self, press: int) -> Self:
        assert self.said is not None
        return await self.happens(
            ChoicePressed(at=self.place.store.clock(), card=self.said.card, press=press)
        )

    async def press(self, *labels: str) -> Self:
        """Press keys by the id of their label, turning pages to find them."""
        for label in labels:
            while label not in self.keys and "key.later" in self.keys:
                await self.number(Press.LATER)
            assert label in self.keys, f"{label} is not among {list(self.keys)}"
            await self.number(self.keys[label])
        return self

    @property
    def keys(self) -> dict[str, int]:
        """The keys of the card that stands, by the ids of their labels."""
        rows = self.said.keys if self.said else ()
        return {key.label.id: key.press for row in rows for key in row}

    @property
    def ticked(self) -> bool:
        return any(key.ticked for row in (self.said.keys if self.said else ()) for key in row)

    async def tells(self, role: str, chance: Random, *needs: str) -> Self:
        """Answer every question by chance and come to the review; `needs` are what is wished for."""
        await self.command("start")
        await self.press("lang.name.en", "safety:safe", "btn.start_report", "btn.yes")
        return await self.goes_on(f"role:{role}", chance, *needs)

    async def goes_on(self, role: str, chance: Random, *needs: str) -> Self:
        """Say who writes, answer every question by chance and come to the review."""
        await self.press(role)
        while (await self.session()).phase == "interview":
            await self._answered(chance, needs)
        return self

    async def _answered(self, chance: Random, needs: tuple[str, ...]) -> None:
        choices = [label for label, press in self.keys.items() if press < Press.BACK and label not in SPARED]
        wished = [label for label in self.keys if label in needs]
        purpose = [label for label in choices if label.startswith("btn.purpose")]
        if wished or purpose:
            await self.press(*(wished or purpose[:1]))
        elif any(label.startswith("need:") for label in choices):
            await self.press("need:register_only" if "need:register_only" in choices else "btn.skip")
        elif choices:
            await self.press(chance.choice(choices))
        if "btn.next" in self.keys and (self.ticked or not choices):
            await self.press("btn.next")
        elif not choices:
            await self.press("btn.skip")
