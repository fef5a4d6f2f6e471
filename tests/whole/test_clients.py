"""Two independent clients of the Bot API lead the whole victim conversation on the sandbox's server."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, Self

import aiogram
import aiohttp
import pytest
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest

import sandbox
from bot.render import Painter
from bot.telegram import Incoming, read
from flows.model import Report, Say, SendReport, text
from flows.step import begin, step
from locales.catalog import Catalog, Facts
from tests.flows.talk import flows
from tests.whole.telegram import DEADLINE, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.render import Card

TOKEN = "7000000009:" + "C" * 35
WAITS = dict.fromkeys(("draft_time", "chat_time", "case_time", "minor_time", "code_time", "time"), 86_400)
PICKED = (
    *("lang.name.en", "safety:safe", "btn.start_report", "btn.yes", "role:victim"),
    *("incident_group:words", "btn.next", "incident_type:verbal_insult", "btn.next"),
    *(
        "ground:religion_belief",
        "btn.next",
        "ground_detail:muslim",
        "btn.next",
        "bias_indicator:slurs",
        "btn.next",
    ),
    *(
        "time_band:this_week",
        "frequency:once",
        "area:wrzeszcz",
        "district:strzyza",
        "place_type:street_square",
    ),
    *("perpetrator:stranger", "btn.next", "perpetrator_count:one", "harm:distress", "btn.next"),
    *("reported_elsewhere:no", "btn.next", "reason_not_reported:not_worth", "btn.next"),
    *("need:psychological", "btn.next", "age_band:30_44", "btn.send"),
)


@cache
def catalog() -> Catalog:
    facts = Facts(funder="F", controller="C", dpo="D", contact="K", bot="B", link="L", hours={}, **WAITS)
    return Catalog.load(facts, team=False)


class Client(Protocol):
    """What a bot needs of a client library; updates come as they are in JSON."""

    async def updates(self, offset: int) -> list[dict[str, Any]]: ...
    async def send(self, chat: int, card: Card) -> int: ...
    async def edit(self, chat: int, message: int, card: Card) -> None: ...
    async def answer(self, query: str) -> None: ...
    async def remove(self, chat: int, message: int) -> None: ...


class Aiogram:
    def __init__(self, url: str) -> None:
        server = TelegramAPIServer.from_base(url)
        self.bot = aiogram.Bot(TOKEN, session=AiohttpSession(api=server))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.bot.session.close()

    async def updates(self, offset: int) -> list[dict[str, Any]]:
        found = await self.bot.get_updates(offset=offset, timeout=5)
        return [update.model_dump(mode="json", by_alias=True, exclude_none=True) for update in found]

    async def send(self, chat: int, card: Card) -> int:
        return (await self.bot.send_message(chat, card.text, reply_markup=card.keyboard)).message_id

    async def edit(self, chat: int, message: int, card: Card) -> None:
        try:
            await self.bot.edit_message_text(
                card.text, chat_id=chat, message_id=message, reply_markup=card.keyboard
            )
        except TelegramBadRequest as fault:
            if "not modified" not in fault.message:
                raise

    async def answer(self, query: str) -> None:
        await self.bot.answer_callback_query(query)

    async def remove(self, chat: int, message: int) -> None:
        await self.bot.delete_message(chat, message)


class Ptb:
    def __init__(self, url: str) -> None:
        self.bot = telegram.Bot(TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot")

    async def __aenter__(self) -> Self:
        await self.bot.initialize()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.bot.shutdown()

    async def updates(self, offset: int) -> list[dict[str, Any]]:
        return [update.to_dict() for update in await self.bot.get_updates(offset=offset, timeout=5)]

    async def send(self, chat: int, card: Card) -> int:
        return (await self.bot.send_message(chat, card.text, reply_markup=self._keyboard(card))).message_id

    async def edit(self, chat: int, message: int, card: Card) -> None:
        await self.bot.edit_message_text(card.text, chat, message, reply_markup=self._keyboard(card))

    async def answer(self, query: str) -> None:
        await self.bot.answer_callback_query(query)

    async def remove(self, chat: int, message: int) -> None:
        await self.bot.delete_message(chat, message)

    def _keyboard(self, card: Card) -> telegram.InlineKeyboardMarkup | None:
        if card.keyboard is None:
            return None
        return telegram.InlineKeyboardMarkup.de_json(card.keyboard.model_dump(exclude_none=True), self.bot)


class Minimal:
    """The smallest bot around the core: no storage, one chat, one client library."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.painter = Painter(catalog())
        self.session = begin("en")
        self.card = 0
        self.offset = 0
        self.reports: list[Report] = []

    async def run(self) -> None:
        while not self.reports:
            for update in await self.client.updates(self.offset):
                self.offset = update["update_id"] + 1
                incoming = read(update, datetime.now(UTC))
                if isinstance(incoming, Incoming):
                    await self._turn(incoming)

    async def _turn(self, incoming: Incoming) -> None:
        self.session, effects = step(flows(), self.session, incoming.event)
        if incoming.query:
            await self.client.answer(incoming.query)
        if incoming.typed:
            await self.client.remove(incoming.chat, incoming.typed)
        for effect in effects:
            if isinstance(effect, SendReport):
                self.reports.append(effect.report)
            elif isinstance(effect, Say):
                await self._show(incoming.chat, effect)

    async def _show(self, chat: int, say: Say) -> None:
        if self.card and not say.fresh:
            await self.client.edit(chat, self.card, self.painter.card(say))
        else:
            self.card = await self.client.send(chat, self.painter.card(say))


class Thumb:
    """The person: presses what the sandbox shows on the phone."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.http = http
        self.url = url
        self.chat = ""

    async def begin(self) -> None:
        async with self.http.post(f"{self.url}/phone", json={"language": "en"}) as answer:
            person = (await answer.json())["id"]
        self.chat = f"{self.url}/phone/{person}/{TOKEN.partition(':')[0]}"
        async with self.http.post(f"{self.chat}/text", json={"text": "/start"}) as answer:
            assert answer.status == 200

    async def press(self, id_: str) -> None:
        label = catalog().sentence(text(id_), "en")
        message = await until(lambda: self._standing(label), f"[{label}]")
        body = {"message_id": message["message_id"], "label": label}
        async with self.http.post(f"{self.chat}/press", json=body) as answer:
            assert answer.status == 200

    async def _standing(self, label: str) -> dict[str, Any] | None:
        async with self.http.get(f"{self.chat}/chat") as answer:
            messages = (await answer.json())["messages"]
        for message in messages:
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            if any(button["text"] == label for row in rows for button in row):
                return dict(message)
        return None


@pytest.fixture
async def server() -> AsyncIterator[sandbox.Sandbox]:
    running = await sandbox.start(speed=100)
    yield running
    await running.close()


@pytest.mark.parametrize("library", [Aiogram, Ptb])
async def test_a_client_leads_the_whole_victim_conversation(
    library: type[Any], server: sandbox.Sandbox
) -> None:
    async with (
        library(server.url) as client,
        aiohttp.ClientSession() as http,
        asyncio.TaskGroup() as group,
        asyncio.timeout(DEADLINE),
    ):
        bot = Minimal(client)
        working = group.create_task(bot.run())
        thumb = Thumb(http, server.url)
        await thumb.begin()
        for id_ in PICKED:
            await thumb.press(id_)
        await working
    told = {f"{list_}:{code}" for list_, codes in bot.reports[0].codes.items() for code in codes}
    assert told == {
        id_ for id_ in PICKED if ":" in id_ and not id_.startswith(("safety", "role", "incident_group"))
    }
