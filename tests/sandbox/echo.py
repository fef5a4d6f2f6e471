"""A small bot that echoes, with the sandbox it runs on: what the tests of the page look at."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, TypeVar

import aiohttp

import sandbox
from tests.sandbox.conftest import DEADLINE

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")
TOKEN = "4242:" + "A" * 35
GREETINGS = {"pl": "Dzień dobry", "uk": "Добрий день", "ru": "Добрый день", "en": "Good day"}
LONG = "A long answer that does not fit on one line of a telephone and has to wrap"
SHORT = [{"text": label, "callback_data": label} for label in ("Yes", "No")]
KEYBOARD = {"inline_keyboard": [SHORT, [{"text": LONG, "callback_data": "long"}]]}


class EchoBot:
    """Greets at /start with a keyboard, edits that message on a press, and deletes whatever else is typed."""

    token = TOKEN

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url, self.http = url, http

    async def call(self, method: str, **params: object) -> Any:
        async with self.http.post(f"{self.url}/bot{self.token}/{method}", json=params) as answer:
            return (await answer.json())["result"]

    async def introduce(self) -> None:
        await self.call("setMyCommands", commands=[{"command": "start", "description": "Begin"}])
        await self.call("setMyDescription", description="An echo for trying the page.")
        await self.call("setMyName", name="Echo")
        await self.call("setMyName", name="Луна", language_code="uk")

    async def run(self) -> None:
        await self.introduce()
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=20):
                offset = update["update_id"] + 1
                await self.answer(update)

    async def answer(self, update: dict[str, Any]) -> None:
        if query := update.get("callback_query"):
            card = {"chat_id": query["message"]["chat"]["id"], "message_id": query["message"]["message_id"]}
            await self.call(
                "editMessageText", **card, text=f"Pressed: {query['data']}", reply_markup=KEYBOARD
            )
            await self.call(
                "answerCallbackQuery",
                callback_query_id=query["id"],
                text="Noted",
                show_alert=query["data"] == "long",
            )
        elif message := update.get("message"):
            await self.take(message)

    async def take(self, message: dict[str, Any]) -> None:
        chat = message["chat"]["id"]
        greeting = GREETINGS[message["from"]["language_code"]]
        if message.get("text") == "/start":
            await self.call(
                "sendMessage", chat_id=chat, text=f"{greeting}! Is that so?", reply_markup=KEYBOARD
            )
        elif "location" in message:
            await self.call(
                "sendMessage", chat_id=chat, text=f"{greeting}! North {message['location']['latitude']}"
            )
        elif message.get("text") != "keep":
            await self.call("deleteMessage", chat_id=chat, message_id=message["message_id"])


class Town:
    """A sandbox server and the echo bot, running in a thread of their own beside the browser."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.server, self.http = self.do(self._open())
        self.url = self.server.url.rstrip("/")
        self.bot: asyncio.Task[None] | None = None
        self.others: list[asyncio.Task[None]] = []

    async def _open(self) -> tuple[Any, aiohttp.ClientSession]:
        return await sandbox.start(port=0), aiohttp.ClientSession()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(DEADLINE)

    def start_bot(self) -> None:
        async def begin() -> asyncio.Task[None]:
            return asyncio.create_task(EchoBot(self.url, self.http).run())

        self.bot = self.do(begin())

    def run(self, *bots: EchoBot) -> None:
        """Let more bots run here until the town ends."""

        async def begin() -> None:
            self.others += [asyncio.create_task(bot.run()) for bot in bots]

        self.do(begin())

    def post(self, path: str, body: dict[str, Any], verb: str = "POST") -> Any:
        async def send() -> object:
            async with self.http.request(verb, self.url + path, json=body) as answer:
                return await answer.json()

        return self.do(send())

    def call(self, method: str, bot: int = 4242, **params: object) -> Any:
        """Call a Bot API method as the echo bot, or as another one."""
        return self.post(f"/bot{bot}:{'A' * 35}/{method}", params)["result"]

    def restart(self) -> None:
        """End the server and start an empty one at the same address; the bot stays away."""

        async def again() -> None:
            await self._stop_bot()
            await self.server.close()
            self.server = await sandbox.start(port=int(self.url.rsplit(":", 1)[1]))

        self.do(again())

    async def _stop_bot(self) -> None:
        running = [*self.others, *([self.bot] if self.bot else [])]
        for bot in running:
            bot.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        self.bot, self.others = None, []

    def close(self) -> None:
        async def end() -> None:
            await self._stop_bot()
            await self.http.close()
            await self.server.close()

        self.do(end())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(DEADLINE)
        self.loop.close()
