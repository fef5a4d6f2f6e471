"""The sandbox as a program of its own."""

from __future__ import annotations

import asyncio
import signal
import sys

import aiohttp
import pytest

from sandbox import start
from tests.sandbox.conftest import DEADLINE, TOKEN


async def test_the_first_line_is_the_address_and_a_signal_ends_it() -> None:
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--speed", "10", "--calls", "200000"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    async with asyncio.timeout(DEADLINE):
        url = (await process.stdout.readline()).decode().strip()
        async with aiohttp.ClientSession() as http, http.get(f"{url}/bot{TOKEN}/getMe") as answer:
            assert (await answer.json())["ok"] is True
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


@pytest.mark.parametrize(
    ("option", "value"), [("--speed", "0"), ("--speed", "-1"), ("--speed", "fast"), ("--calls", "0")]
)
async def test_an_option_that_makes_no_sense_is_refused(option: str, value: str) -> None:
    command = [sys.executable, "-m", "sandbox", "--port", "0", option, value]
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    _, error = await asyncio.wait_for(process.communicate(), DEADLINE)
    assert process.returncode == 2
    assert option.encode() in error


async def test_a_port_that_is_taken_is_told_in_one_sentence() -> None:
    taken = await start()
    port = taken.url.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "sandbox", "--port", port]
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    _, error = await asyncio.wait_for(process.communicate(), DEADLINE)
    await taken.close()
    assert process.returncode == 1
    assert error.decode().startswith(f"The sandbox cannot listen on port {port}: ")
    assert error.count(b"\n") == 1
