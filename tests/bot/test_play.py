"""`glos sandbox` as somebody starts it: a report sent on the phone stands in the register beside it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

GLOS = Path(sys.executable).parent / "glos"
SECONDS = 300
"""Of patience with a busy machine, each."""


@asynccontextmanager
async def started(folder: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str, str]]:
    """A sandbox on a free port: its process, its address and its bot."""
    process = await asyncio.create_subprocess_exec(
        *(GLOS, "sandbox", "--folder", str(folder), "--port", "0", "--speed", "50"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"GLOS_TELEGRAM__TOKEN": "never used", "GLOS_REGISTER__BATCH": "7"},
    )
    assert process.stdout
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), SECONDS)).decode()
        found = re.search(r"(http://127\.0\.0\.1:\d+)/\?bot=(\d+)", line)
        assert found, line
        yield process, found[1], found[2]
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.wait(), SECONDS)


class Phone:
    """Somebody who uses the page, by the requests that the page makes."""

    def __init__(self, http: aiohttp.ClientSession, address: str, bot: str) -> None:
        self.http, self.address, self.bot = http, address, bot
        self.person = 0

    async def ask(self, method: str, path: str, **body: Any) -> Any:
        async with self.http.request(method, self.address + path, json=body or None) as answer:
            return await answer.json()

    async def start(self) -> None:
        self.person = (await self.ask("POST", "/phone", language="en"))["id"]
        await self.do("text", text="/start")

    async def do(self, action: str, **body: Any) -> None:
        await self.ask("POST", f"/phone/{self.person}/{self.bot}/{action}", **body)

    async def press(self, label: str) -> str:
        """Wait for a card with that key, press it, and return the card's text."""
        async with asyncio.timeout(SECONDS):
            while True:
                chat = await self.ask("GET", f"/phone/{self.person}/{self.bot}/chat")
                for message in reversed(chat["messages"]):
                    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
                    if label in [key["text"] for row in rows for key in row]:
                        await self.do("press", message_id=message["message_id"], label=label)
                        return str(message["text"])
                await asyncio.sleep(0.02)

    async def panel(self) -> Any:
        """Wait until a row stands in the register."""
        async with asyncio.timeout(SECONDS):
            while not (panel := await self.ask("GET", "/panel"))["rows"]:  # noqa: ASYNC110  over HTTP
                await asyncio.sleep(0.05)
        return panel


WAY = (
    *("English", "Yes, it is safe", "Start the report", "Yes", "It happened to me"),
    *("Words, threats, harassment", "Next", "Threats", "Send what I have", "Send report"),
)


async def test_a_report_sent_on_the_phone_stands_in_the_register_beside_it(tmp_path: Path) -> None:
    async with started(tmp_path / "sandbox") as (process, address, bot):
        async with aiohttp.ClientSession() as http:
            phone = Phone(http, address, bot)
            await phone.start()
            cards = [await phone.press(label) for label in WAY]
            panel = await phone.panel()
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), SECONDS) == 0
        assert process.stderr
        assert (await process.stderr.read()).decode() == ""
    assert all(card.startswith("TEST") for card in cards)
    assert panel["columns"][:3] == ["period", "role", "incident types"]
    assert panel["rows"][0][1:3] == ["It happened to me", "Threats"]


async def test_a_port_that_is_taken_is_told_in_one_sentence(tmp_path: Path) -> None:
    server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(GLOS, "sandbox", "--folder", str(tmp_path / "sandbox"), "--port", str(port)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, told = await asyncio.wait_for(process.communicate(), SECONDS)
    server.close()
    sentence = f"The sandbox does not start; perhaps port {port} is in use: try --port 0.\n"
    assert (process.returncode, out, told.decode()) == (1, b"", sentence)
