"""A webhook gets a bot's updates by POST, each chat's in order, again and again until it answers 2xx."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from http import HTTPStatus
from typing import TYPE_CHECKING

import aiohttp

from sandbox.params import Params
from sandbox.perform import perform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.refusal import Body
    from sandbox.state import Bot, World
    from sandbox.updates import Waiting

LONGEST_WAIT = 90.0  # Telegram's own longest wait lies between 60 and 120 s
PATIENCE = aiohttp.ClientTimeout(total=60)
LARGEST_REPLY = 1024 * 1024


def delays(speed: float) -> Iterator[float]:
    """Yield the seconds between one try and the next, without end."""
    wait = 1.0
    while True:
        yield wait / speed
        wait = min(wait * 2, LONGEST_WAIT)


class Webhook:
    """The delivery of one bot's updates to one address."""

    def __init__(self, world: World, bot: Bot, url: str, secret: str, connections: int) -> None:
        """Take the address, the secret for the header ("" for none) and how many posts may run at once."""
        self._world = world
        self._bot = bot
        self._url = url
        self._connections = connections
        self._headers = {"Content-Type": "application/json"}
        if secret:
            self._headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        self._chats: dict[int, deque[int]] = {}
        self._ready: asyncio.Queue[int] = asyncio.Queue()
        self._workers: list[asyncio.Task[None]] = []
        self._error: Body = {}

    def start(self) -> None:
        """Begin to deliver what waits and what will come."""
        self._http = aiohttp.ClientSession(timeout=PATIENCE, connector=aiohttp.TCPConnector(limit=0))
        inbox = self._bot.inbox
        inbox.delivery = self._enqueue
        for number, waiting in inbox.waiting.items():
            self._enqueue(number, waiting)
        self._workers = [asyncio.create_task(self._work()) for _ in range(self._connections)]

    async def stop(self) -> None:
        """Deliver no more; what is not delivered stays in the inbox."""
        self._bot.inbox.delivery = None
        me = asyncio.current_task()  # a webhook's own reply may be deleteWebhook
        others = [worker for worker in self._workers if worker is not me]
        for worker in others:
            worker.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._http.close()

    def face(self) -> Body:
        """Return the webhook's part of WebhookInfo."""
        info: Body = {"url": self._url, "has_custom_certificate": False, "max_connections": self._connections}
        return {**info, **self._error}

    def _enqueue(self, number: int, waiting: Waiting) -> None:
        queue = self._chats.get(waiting.chat)
        if queue is None:
            self._chats[waiting.chat] = deque([number])
            self._ready.put_nowait(waiting.chat)
        else:
            queue.append(number)

    async def _work(self) -> None:
        while self._bot.webhook is self:
            chat = await self._ready.get()
            queue = self._chats[chat]
            await self._deliver(queue.popleft())
            if queue:
                self._ready.put_nowait(chat)
            else:
                del self._chats[chat]

    async def _deliver(self, number: int) -> None:
        for delay in delays(self._world.clock.speed):
            waiting = self._bot.inbox.waiting.get(number)
            error = await self._post(number, waiting) if waiting else None
            if error is None:
                return
            self._error = {"last_error_date": self._world.clock.today(), "last_error_message": error}
            await asyncio.sleep(delay)

    async def _post(self, number: int, waiting: Waiting) -> str | None:
        """Post one update; return what went wrong, or None after doing what the reply asks."""
        try:
            async with self._http.post(
                self._url, data=json.dumps(waiting.body), headers=self._headers
            ) as answer:
                if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
                    return f"Wrong response from the webhook: {answer.status} {answer.reason}"
                reply = await answer.content.read(LARGEST_REPLY)
        except TimeoutError:
            return "Read timeout expired"
        except (aiohttp.ClientError, OSError, ValueError):
            return "Connection refused"
        self._bot.inbox.waiting.pop(number, None)
        await self._obey(reply)
        return None

    async def _obey(self, reply: bytes) -> None:
        """Carry out the method in a reply; its outcome is told to nobody, as with the real one."""
        try:
            values = json.loads(reply) if reply.strip() else None
        except (ValueError, RecursionError):
            return
        if isinstance(values, dict) and isinstance(values.get("method"), str):
            method = values.pop("method")
            await perform(self._world, self._bot, method, Params(values))
