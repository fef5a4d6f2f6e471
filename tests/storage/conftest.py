"""A house for storage tests: data, a key folder apart, a clock that stands until it is moved.

Each test that asks for a house runs on SQLite and on PostgreSQL, unless it is marked to look into files.
"""

from __future__ import annotations

import sqlite3
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from flows.model import Report, Say, SendReport, Session, text
from flows.reading import read_taxonomy
from storage.address import database_at, is_new, path_of
from storage.store import Chat, Store
from storage.vault import Vault
from tests import postgres
from tests.postgres import PostgresServer, postgresql

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from flows.model import Effect
    from flows.questionnaire import Taxonomy

__all__ = ["postgresql"]


@dataclass
class House:
    """A key folder, a database beside it or on a server, and what is open in them."""

    root: Path
    server: str = ""
    """Address of the database on a server; "" for a file."""
    keys_url: str = ""
    """Address of the key store on a server; "" for keys.db."""
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
        return self.server or f"sqlite:///{self.database}"

    @property
    def place(self) -> str:
        """What the database is called where it is refused."""
        return database_at(self.url).place

    @property
    def name(self) -> str:
        """What it is called where something failed."""
        return database_at(self.url).name

    def files(self) -> list[Path]:
        """Return the files of the data, if they lie in any of ours, and of the keys."""
        return [file for folder in ("data", "keys") for file in (self.root / folder).glob("*")]

    async def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Return what a statement finds in the database, beside what is open."""
        if self.server:
            return await postgres.rows(self.server, statement)
        with closing(sqlite3.connect(self.database)) as connection, connection:
            return connection.execute(statement).fetchall()

    async def do(self, statement: str) -> None:
        """Change something in the database behind the store's back."""
        await self.rows(statement)

    async def open(self, *, sandbox: bool = False) -> Store:
        keys = database_at(self.keys_url) if self.keys_url else None
        vault = await Vault.open(self.keys, path_of(self.url), await is_new(self.url), keys)
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


ENGINES = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        only = [name for name in ENGINES if metafunc.definition.get_closest_marker(name)]
        metafunc.parametrize("engine", only or ENGINES, indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> PostgresServer | None:
    """Where the database lies; None for a file."""
    return request.getfixturevalue("postgresql") if request.param == "postgresql" else None


@pytest.fixture
async def house(engine: PostgresServer | None, tmp_path: Path) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        house = House(tmp_path, await stack.enter_async_context(engine.database()) if engine else "")
        stack.push_async_callback(house.close)
        yield house


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
