"""A house for storage tests: a data folder, a key folder apart, a clock that stands until it is moved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from flows.model import Report, Say, SendReport, Session, text
from flows.reading import read_taxonomy
from storage.database import is_new
from storage.store import Chat, Store
from storage.vault import Vault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from flows.model import Effect
    from flows.questionnaire import Taxonomy


@dataclass
class House:
    """Two folders, and what is open in them."""

    root: Path
    now: datetime = datetime(2026, 7, 14, 12, 0, 30, tzinfo=UTC)
    opened: list[Store] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.root / "data" / "glos.db"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.database}"

    async def open(self, *, sandbox: bool = False) -> Store:
        vault = await Vault.open(self.keys, self.database, new=is_new(self.url))
        try:
            store = await Store.open(self.url, vault, lambda: self.now, sandbox=sandbox)
        except BaseException:
            await vault.close()
            raise
        self.opened.append(store)
        return store

    async def close(self) -> None:
        while self.opened:
            store = self.opened.pop()
            await store.close()
            await store.vault.close()

    async def reopen(self) -> Store:
        await self.close()
        return await self.open()

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    house = House(tmp_path)
    yield house
    await house.close()


@pytest.fixture
async def store(house: House) -> Store:
    return await house.open()


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return read_taxonomy(files("flows").joinpath("taxonomy.yaml").read_text("utf-8"))


BOT = 1000
ALICE = Chat(BOT, 700000001)
BOB = Chat(BOT, 700000002)


def card(number: int, words: str = "v.group", *, fresh: bool = False) -> Say:
    return Say("uk", number, (text(words),), fresh=fresh)


def report(**codes: str) -> Report:
    """A report of a victim; codes of a list are divided by blanks."""
    return Report("victim", {list_: tuple(picked.split()) for list_, picked in codes.items()})


async def say(
    store: Store, chat: Chat, *effects: Effect, typed: int = 0, session: Session | None = None
) -> None:
    """Take a turn that keeps the session as it is, or as given."""
    async with store.work(chat, None) as turn:
        assert turn is not None
        turn.keep(session or turn.session or Session(lang="uk"), effects, typed)


async def send(store: Store, chat: Chat, codes: Report) -> None:
    await say(store, chat, SendReport(codes))


async def send_many(store: Store, count: int, first: int = 1) -> None:
    for number in range(first, first + count):
        await send(store, Chat(BOT, number), report(ground="sex"))


def owners(store: Store, chats: Sequence[Chat]) -> list[bytes]:
    return [store.vault.look_up(*chat) for chat in chats]
