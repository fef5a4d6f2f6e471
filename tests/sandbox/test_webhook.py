"""Webhooks: the secret header, retries, order, and methods in the reply."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from sandbox.webhook import delays
from tests.sandbox.conftest import DEADLINE, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.sandbox.conftest import Rig

IN_THE_WAY = (
    "Conflict: can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)


class Receiver:
    """A webhook that keeps what it gets and answers as it is told."""

    def __init__(self) -> None:
        self.url = ""
        self.got: asyncio.Queue[tuple[dict[str, Any], str | None]] = asyncio.Queue()
        self.answers: list[web.Response] = []

    async def take(self, request: web.Request) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self.got.put_nowait((await request.json(), secret))
        return self.answers.pop(0) if self.answers else web.Response()

    async def next(self) -> tuple[dict[str, Any], str | None]:
        return await asyncio.wait_for(self.got.get(), DEADLINE)


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    one = Receiver()
    app = web.Application()
    app.router.add_post("/hook", one.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    one.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield one
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret(rig: Rig) -> None:
    person = await rig.person()
    async with receiver() as hook:
        assert await rig.ok("setWebhook", url=hook.url, secret_token="s3cret_-") is True
        await rig.act(person, "text", text="hello")
        update, secret = await hook.next()
        assert update["message"]["text"] == "hello"
        assert secret == "s3cret_-"
        info = await until(lambda: settled(rig))
        assert info["url"] == hook.url


async def settled(rig: Rig) -> Any:
    info = await rig.ok("getWebhookInfo")
    return info if info["pending_update_count"] == 0 else None


async def test_what_waited_before_is_delivered_unless_it_is_dropped(rig: Rig) -> None:
    person = await rig.person()
    async with receiver() as hook:
        await rig.act(person, "text", text="dropped")
        await rig.ok("setWebhook", url=hook.url, drop_pending_updates=True)
        await rig.ok("deleteWebhook")
        await rig.act(person, "text", text="kept")
        await rig.ok("setWebhook", url=hook.url)
        assert (await hook.next())[0]["message"]["text"] == "kept"


async def test_a_failed_delivery_is_tried_again_and_told_of(rig: Rig) -> None:
    person = await rig.person()
    async with receiver() as hook:
        hook.answers = [web.Response(status=500), web.Response(status=503)]
        await rig.ok("setWebhook", url=hook.url)
        await rig.act(person, "text", text="a")
        await rig.act(person, "text", text="b")
        got = [(await hook.next())[0]["message"]["text"] for _ in range(4)]
        assert got == ["a", "a", "a", "b"]
        info = await rig.ok("getWebhookInfo")
        assert info["last_error_message"].startswith("Wrong response from the webhook: 503")


async def test_one_chats_trouble_does_not_hold_up_another(slow: Rig) -> None:
    first, second = await slow.person(), await slow.person()
    async with receiver() as hook:
        hook.answers = [web.Response(status=500)]
        await slow.ok("setWebhook", url=hook.url)
        await slow.act(first, "text", text="stuck")
        await hook.next()
        await slow.act(second, "text", text="through")
        assert (await hook.next())[0]["message"]["text"] == "through"


def test_the_waits_between_tries_grow_to_between_60_and_120_seconds() -> None:
    waits = list(islice(delays(1.0), 20))
    assert waits == sorted(waits)
    assert waits[0] < 5
    assert 60 <= waits[-1] <= 120
    assert list(islice(delays(10.0), 20)) == [wait / 10 for wait in waits]


async def test_a_dead_address_is_noted_and_the_update_stays(rig: Rig) -> None:
    person = await rig.person()
    await rig.ok("setWebhook", url="http://127.0.0.1:9/nobody")
    await rig.act(person, "text", text="hello")

    async def failed() -> Any:
        info = await rig.ok("getWebhookInfo")
        return info if "last_error_date" in info else None

    info = await until(failed)
    assert info["pending_update_count"] == 1
    await rig.ok("deleteWebhook")
    assert len(await rig.updates()) == 1


async def test_a_method_in_the_reply_is_carried_out(rig: Rig) -> None:
    person = await rig.person()
    async with receiver() as hook:
        hook.answers = [web.json_response({"method": "sendMessage", "chat_id": person, "text": "in reply"})]
        await rig.ok("setWebhook", url=hook.url)
        await rig.act(person, "text", text="hello")

        async def said() -> Any:
            return (await rig.chat(person))["messages"][-1]["text"] == "in reply"

        assert await until(said)
        calls = await rig.see("/calls")
        assert calls[-1]["method"] == "sendMessage"


async def test_a_reply_may_take_the_webhook_away(rig: Rig) -> None:
    person = await rig.person()
    async with receiver() as hook:
        hook.answers = [web.json_response({"method": "deleteWebhook"})]
        await rig.ok("setWebhook", url=hook.url)
        await rig.act(person, "text", text="hello")

        async def gone() -> Any:
            return (await rig.ok("getWebhookInfo"))["url"] == ""

        assert await until(gone)
        assert await rig.ok("getUpdates") == []


async def test_polling_and_a_webhook_exclude_each_other(rig: Rig) -> None:
    poll = asyncio.create_task(rig.no("getUpdates", timeout=50))
    await rig.until_polling()
    await rig.ok("setWebhook", url="http://127.0.0.1:9/")
    assert await asyncio.wait_for(poll, DEADLINE) == (409, "Conflict: terminated by setWebhook request")
    assert await rig.no("getUpdates") == (409, IN_THE_WAY)
    await rig.ok("setWebhook", url="")
    assert await rig.ok("getUpdates") == []


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"url": "ftp://x"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://x", "secret_token": "é"}, "secret token contains unallowed characters"),
        ({"url": "https://x", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_a_wrong_webhook_is_refused(rig: Rig, params: dict[str, str], reason: str) -> None:
    assert await rig.no("setWebhook", **params) == (400, f"Bad Request: {reason}")
    assert (await rig.ok("getWebhookInfo"))["url"] == ""
