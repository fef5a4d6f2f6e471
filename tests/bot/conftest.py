"""A bot of ours connected to a running sandbox, a person who writes to it, and patience with a deadline."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from bot.courier import Courier
from bot.polling import Poller, Reader
from bot.render import Painter
from bot.runner import Core, Runner
from bot.screen import Screen
from bot.telegram import ALLOWED, read
from bot.wire import connect
from flows.model import (
    ChoicePressed,
    DeliveryFailed,
    Effect,
    Erase,
    Event,
    Key,
    RemoveTyped,
    ReporterLeft,
    Say,
    Session,
    SetTimer,
    Text,
    TextSent,
    TimerFired,
    text,
)
from storage.store import Store
from storage.vault import Vault, make_keys
from tests.sandbox.conftest import TOKEN, Rig, make_rig

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from aiogram import Bot

    from bot.telegram import Incoming, Leave

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SPEED = 1000.0
"""Divides our waits before another try."""
DEADLINE = 60
"""Seconds of patience with a busy machine; nothing is meant to take so long."""


class Echo:
    """A catalogue that words a text by its id and language."""

    def sentence(self, text: Text, language: str) -> str:
        """Return "id/language"."""
        return f"{text.id}/{language}"


async def until(true: Callable[[], Awaitable[Any]]) -> Any:
    """Wait until something holds, and return it; the test fails where it never does."""
    async with asyncio.timeout(DEADLINE):
        while True:
            found = await true()
            if found:
                return found
            await asyncio.sleep(0.005)


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """A sandbox whose flood limits never bite."""
    async for one in make_rig(1e6):
        yield one


@pytest.fixture
async def bot(rig: Rig) -> AsyncIterator[Bot]:
    """The bot of the rig, over our own wire."""
    bot = connect(TOKEN, rig.url)
    yield bot
    await bot.session.close()


@pytest.fixture
def screen(bot: Bot) -> Screen:
    """The chats of the bot."""
    return Screen(bot, Painter(Echo()), SPEED)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        """Return now."""
        return self.now

    def move(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


NEUTRAL = Say(lang="pl", card=0, lines=(text("exit.neutral"),))


class Script:
    """A conversation of a few lines: every word is taken in and shown on the card, and some words do more."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def begin(self, phone: str, /) -> Session:
        """Begin in the language of the phone."""
        return Session(hint=phone)

    def step(self, session: Session, event: Event, /) -> tuple[Session, list[Effect]]:
        """Show the next card."""
        self.events.append(event)
        session = replace(session, card=session.card + 1)
        match event:
            case ReporterLeft() | DeliveryFailed():
                return session, [Erase("draft", None)]
            case TimerFired(timer="end"):
                return session, [Erase("draft", replace(NEUTRAL, quiet=True), talk_stays=True)]
            case TextSent(text="quit"):
                return session, [RemoveTyped(), Erase("draft", NEUTRAL)]
            case TextSent(text="timer"):
                return session, [SetTimer("end", 60), self.card(session, "timer")]
            case TextSent(text="anew"):
                return session, [RemoveTyped(), replace(self.card(session, "anew"), fresh=True)]
            case TextSent(text="too many keys"):
                keys = tuple((Key(text("key"), press),) for press in range(101))
                return session, [replace(self.card(session, "too many keys"), keys=keys)]
            case TextSent(text=words):
                return session, [RemoveTyped(), self.card(session, words)]
            case ChoicePressed(press=press):
                card = self.card(session, f"pressed {press}")
                return session, [replace(card, toast=text("toast"))]
        return session, [self.card(session, type(event).__name__)]

    def card(self, session: Session, words: str) -> Say:
        """Return a card with one key."""
        return Say(lang=session.hint, card=session.card, lines=(text(words),), keys=((Key(text("key"), 3),),))

    def help_only(self, phone: str, /) -> Say:
        """Return the card for when nothing can be kept."""
        return Say(lang=phone, card=0, lines=(text("sys.help_only"),))

    def busy(self, phone: str, /) -> Say:
        """Return the card for when something failed."""
        return Say(lang=phone, card=0, lines=(text("err.busy"),))

    def only_private(self, phone: str, /) -> Say:
        """Return what is said to a group."""
        return Say(lang=phone, card=0, lines=(text("sys.only_private"),))


class House:
    """A whole bot on real storage: what comes in has its turn, what must go out is brought."""

    def __init__(self, store: Store, screen: Screen, core: Core, clock: Clock) -> None:
        self.store, self.core, self.clock = store, core, clock
        self.courier = Courier(store, screen)
        self.runner = Runner(store, core, screen, self.courier, clock)
        reader: Reader[Incoming | Leave] = Reader(ALLOWED, read)
        self.poller = Poller(screen.bot, reader, self.runner.take, clock, SPEED)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[House]:
        """Poll and deliver for a while."""
        tasks = [
            asyncio.create_task(self.courier.run(self.runner.lost)),
            asyncio.create_task(self.poller.run()),
        ]
        try:
            yield self
        finally:
            for task in reversed(tasks):
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.runner.close()

    async def idle(self) -> bool:
        """Tell whether nothing waits in any outbox."""
        return not await self.store.boxes()


@pytest.fixture
def clock() -> Clock:
    """A clock at noon."""
    return Clock()


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    """An empty database with keys of its own."""
    file = tmp_path / "data" / "glos.db"
    make_keys(tmp_path / "keys")
    vault = await Vault.open(tmp_path / "keys", file, new=True)
    store = await Store.open(f"sqlite:///{file}", vault, clock)
    yield store
    await store.close()
    await vault.close()


@pytest.fixture
def script() -> Script:
    """The conversation of a few lines."""
    return Script()


@pytest.fixture
async def house(
    person: Chat, store: Store, screen: Screen, script: Script, clock: Clock
) -> AsyncIterator[House]:
    """A bot at work, which begins only when the person stands ready."""
    del person
    async with House(store, screen, script, clock).open() as house:
        yield house


class Chat:
    """One person's chat, acted on and looked at."""

    def __init__(self, rig: Rig, number: int) -> None:
        self.rig, self.number = rig, number

    async def write(self, words: str) -> int:
        """Write something and return its message id."""
        message: int = (await self.rig.act(self.number, "text", text=words))["message_id"]
        return message

    async def cards(self) -> list[dict[str, Any]]:
        """Return the bot's messages that stand in the chat."""
        return [message for message in (await self.rig.chat(self.number))["messages"] if not message["mine"]]

    async def texts(self) -> list[str]:
        """Return everything that stands in the chat."""
        return [message["text"] for message in (await self.rig.chat(self.number))["messages"]]

    async def shows(self, *texts: str) -> None:
        """Wait until exactly this stands in the chat."""
        try:
            await until(lambda: self._shows(texts))
        except TimeoutError:
            assert await self.texts() == list(texts)

    async def _shows(self, texts: tuple[str, ...]) -> bool:
        return await self.texts() == list(texts)


@pytest.fixture
async def person(rig: Rig) -> Chat:
    """Somebody who has opened the bot and emptied the chat."""
    number = await rig.person(language="uk")
    await rig.act(number, "clear")
    return Chat(rig, number)
