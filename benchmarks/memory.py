"""What it costs that freed memory is overwritten (bot/memory.py): `python -m benchmarks.memory`.

Turns of conversations on real storage, each with its commit and the delivery of its card, in processes of
their own: with CPython's allocator and with the one under which `glos run` works, by turns.
"""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Final

from bot.cli import clock
from bot.memory import ALLOCATOR, OVERWRITING
from flows.model import Say, Session, text
from storage.address import is_new
from storage.store import Chat, Store
from storage.vault import Vault

CHATS: Final = 20
TURNS: Final = 600
ROUNDS: Final = 3
KINDS: Final = {"CPython's": {ALLOCATOR: "pymalloc"}, "overwriting": OVERWRITING}


def main() -> None:
    """Measure each kind, and tell the figures; with `turns` be one of the processes that are measured."""
    if sys.argv[1:] == ["turns"]:
        asyncio.run(_turns())
        return
    found: dict[str, list[tuple[float, float, int]]] = {kind: [] for kind in KINDS}
    for _ in range(ROUNDS):
        for kind, environment in KINDS.items():
            found[kind].append(_measured(environment))
    for kind, rows in found.items():
        rate, used, most = (median(column) for column in zip(*rows, strict=True))
        print(f"{kind:12} {rate:6.0f} turns/s  {used * 1000:6.2f} ms CPU a turn  {most // 1024} MB at most")  # noqa: T201  the figures are what it is run for


def _measured(environment: dict[str, str]) -> tuple[float, float, int]:
    command = [sys.executable, "-m", "benchmarks.memory", "turns"]
    done = subprocess.run(  # noqa: S603  this file once more
        command, env=os.environ | environment, capture_output=True, text=True, check=True
    )
    rate, used, most = done.stdout.split()
    return float(rate), float(used), int(most)


async def _turns() -> None:
    """Take the turns and print turns a second, seconds of CPU a turn, and the most memory in KiB."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        url = f"sqlite:///{root / 'data' / 'glos.db'}"
        vault = await Vault.open(root / "keys", root / "data" / "glos.db", await is_new(url))
        store = await Store.open(url, vault, clock)
        began, cpu = time.perf_counter(), time.process_time()
        for turn in range(TURNS):
            await _turn(store, Chat(1, 1 + turn % CHATS), turn)
        whole, used = time.perf_counter() - began, time.process_time() - cpu
        await store.close()
        await vault.close()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(TURNS / whole, used / TURNS, most)  # noqa: T201  what the process is started for


async def _turn(store: Store, chat: Chat, number: int) -> None:
    async with store.work(chat, number) as turn:
        if turn is not None:
            session = turn.session or Session(lang="uk")
            turn.keep(session, [Say("uk", number, tuple(text("v.group") for _ in range(8)))])
    if (delivery := await store.head(store.vault.look_up(*chat))) is not None:
        await store.delivered(delivery, card=7)


if __name__ == "__main__":
    main()
