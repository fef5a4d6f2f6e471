"""A program that changes keys and is killed at every step of it, each time as a process of its own.

    python -m tests.storage.killed FOLDER

For each kill it prints one JSON line: which keys were to change, before what it was killed, how many links
the chain of the pepper has after the next start, and whether all is found and nothing unfinished is left.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from flows.reading import read_taxonomy
from storage.keyfolder import MASTER, PEPPER, unfinished
from storage.rotating import rotate
from tests.storage.conftest import House
from tests.storage.whole_house import found, furnish

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.store import Store


class Executioner:
    """Kills this process before its n-th effect: a file opened, synced, renamed, a statement, a commit."""

    def __init__(self, last: int, note: Path) -> None:
        self.left = last
        self.note = note
        self.ready = False

    def step(self, what: str) -> None:
        if self.ready:
            self.left -= 1
            if self.left == 0:
                self.note.write_text(what)
                os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, store: Store) -> None:
        for database in (store.data, store.vault.store.database):
            engine = database.engine.sync_engine
            event.listen(engine, "before_cursor_execute", lambda *args: self.step(args[2][:30]))
            event.listen(engine, "commit", lambda _: self.step("commit"))
        os.fsync = self.wrapped("fsync", os.fsync)  # type: ignore[assignment]  # this process lives a second
        sys.addaudithook(
            lambda name, _: self.step(name) if name in {"open", "os.rename", "os.remove"} else None
        )
        self.ready = True

    def wrapped(self, name: str, real: Callable[[int], None]) -> Callable[[Any], None]:
        def stepped(descriptor: int) -> None:
            self.step(name)
            real(descriptor)

        return stepped


async def rotated(house: House, file: str, executioner: Executioner) -> None:
    store = await house.open()
    executioner.watch(store)
    await rotate(store, [file])
    executioner.ready = False
    await house.close()


async def looked(house: House) -> dict[str, object]:
    seen = await found(await house.open())
    await house.close()
    return seen


async def furnished(house: House) -> dict[str, object]:
    taxonomy = read_taxonomy(files("flows").joinpath("taxonomy.yaml").read_text("utf-8"))
    await furnish(await house.open(), taxonomy)
    await house.close()
    return await looked(house)


def killed(folder: Path, original: House, file: str, last: int) -> str:
    """Change keys in a copy, in a process that is killed; return before what, "" where it came to its end."""
    shutil.copytree(original.root, folder)
    note = folder / "note"
    child = os.fork()
    if child == 0:
        asyncio.run(rotated(House(folder), file, Executioner(last, note)))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return note.read_text()
    assert os.WEXITSTATUS(status) == 0
    return ""


def main(folder: Path) -> None:
    """Kill at every step of both rotations, and look what the next start makes of it."""
    original = House(folder / "original")
    whole = asyncio.run(furnished(original))
    for file in (PEPPER, MASTER):
        for last in count(1):
            house = House(folder / f"{file}{last}")
            what = killed(house.root, original, file, last)
            seen = asyncio.run(looked(house))
            links = len((house.keys / PEPPER).read_text().split())
            same = (original.keys / file).read_bytes() == (house.keys / file).read_bytes()
            left = unfinished(house.keys)
            line = json.dumps([file, what, links, not same, seen == whole and not left])
            sys.stdout.write(line + "\n")
            sys.stdout.flush()  # a child would write again what is left in the buffer
            if not what:
                break


if __name__ == "__main__":
    main(Path(sys.argv[1]))
