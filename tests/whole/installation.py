"""An installation of the bot: its settings, keys, data and log in one folder, and its process."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import yaml

from bot.conversation import load_catalog, source
from bot.records import opened
from bot.settings import read
from flows.reading import read_taxonomy
from storage.register.flush import flush
from tests.whole.telegram import until

if TYPE_CHECKING:
    from locales.catalog import Catalog
    from tests.whole.nursery import Nursery
    from tests.whole.telegram import Telegram

ROOT = Path(__file__).parents[2]
GLOS = Path(sys.executable).with_name("glos")
BOXES = ("outbox", "farewell", "post", "errand")
"""Tables in which things wait that are to be delivered."""
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Installation:
    """One bot, whose process is started, stopped, killed and started again."""

    def __init__(self, folder: Path, telegram: Telegram, nursery: Nursery, batch: int = 1) -> None:
        self.folder, self.telegram, self.nursery = folder, telegram, nursery
        self.token = f"{telegram.bot}:" + "A" * 35
        self.config = folder / "config.yaml"
        self.log = folder / "glos.log"
        self.data = folder / "data" / "glos.db"
        self.keys = folder / "keys"
        self.ahead = folder / "ahead"
        """Seconds by which the bot's clock is ahead where it is started with `moved`."""
        self.pid = 0
        """0 while the bot does not run."""
        self.ahead.write_text("0", "ascii")
        self.config.write_text(yaml.safe_dump(self._settings(batch)), "utf-8")

    def _settings(self, batch: int) -> dict[str, Any]:
        """Every setting of its own; where reports wait, the flush is days away."""
        far = DAYS[(datetime.now(UTC) + timedelta(days=3)).weekday()]
        return {
            "telegram": {"api": self.telegram.url},
            "storage": {"url": "sqlite:///data/glos.db", "key_dir": "keys"},
            "register": {"batch": batch, "flush": f"{far} 12:00"},
            "log": {"level": "debug", "format": "json"},
        }

    def change(self, section: str, **keys: Any) -> None:
        """Write settings anew; a bot that runs goes on with the old ones."""
        settings = yaml.safe_load(self.config.read_text("utf-8"))
        settings[section] = settings.get(section, {}) | keys
        self.config.write_text(yaml.safe_dump(settings), "utf-8")

    @property
    def environment(self) -> dict[str, str]:
        """The environment without settings of anybody else's."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GLOS_")}
        return kept | {"GLOS_TELEGRAM__TOKEN": self.token}

    def catalog(self) -> Catalog:
        """Read the sentences with this installation's facts."""
        return load_catalog(read(self.config))

    # ------------------------------------------------------------------ the process

    async def start(self, *, moved: bool = False, speed: float = 1, death: str = "") -> None:
        """Start the bot and wait until it asks for updates.

        `moved`: with a clock that `ahead` moves, looked at each second; `speed` divides its waits; `death`:
        where it kills itself.
        """
        since = await self.telegram.count()
        arguments = ["run", "--config", str(self.config)]
        ahead = self.ahead if moved else None
        self.pid = self.nursery.start(arguments, self.token, self.log, ahead, speed, death)

        async def polls() -> bool:
            assert self.nursery.ended(self.pid) is None, self.log.read_text("utf-8")[-2000:]
            return bool(await self.telegram.calls("getUpdates", since=since))

        await until(polls, "the first getUpdates")

    def send(self, number: signal.Signals) -> None:
        """Send the process a signal."""
        os.kill(self.pid, number)

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End the process by a signal and return its exit code, negative for a signal."""
        self.send(number)
        if number != signal.SIGKILL:
            self.send(signal.SIGCONT)
        code: list[int | None] = [None]

        async def ended() -> bool:
            code[0] = self.nursery.ended(self.pid)
            return code[0] is not None

        await until(ended, "the end of the process")
        self.pid = 0
        assert code[0] is not None
        return code[0]

    async def kill(self) -> None:
        """kill -9."""
        assert await self.stop(signal.SIGKILL) == -signal.SIGKILL

    async def delivered(self) -> None:
        """Wait until nothing lies in any box: all was sent, and where it stands is known."""

        async def empty() -> bool:
            with closing(sqlite3.connect(self.data)) as data:
                return not any(data.execute(f"SELECT 1 FROM {box} LIMIT 1").fetchone() for box in BOXES)  # noqa: S608  names of our own

        await until(empty, "empty boxes")

    async def glos(self, *arguments: str) -> bytes:
        """Run another command of `glos` beside the bot and return what it prints."""
        process = await asyncio.create_subprocess_exec(
            *map(str, (GLOS, *arguments, "--config", self.config)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self.environment,
        )
        out, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        return out

    async def beside(self, *arguments: str) -> str:
        """Run another command likewise, without importing its libraries anew; return what it prints."""
        said = self.folder / "said.txt"
        said.unlink(missing_ok=True)
        pid = self.nursery.start([*arguments, "--config", str(self.config)], self.token, said, None)
        code: list[int | None] = [None]

        async def ended() -> bool:
            code[0] = self.nursery.ended(pid)
            return code[0] is not None

        await until(ended, f"the end of {arguments}")
        assert code == [0], said.read_text("utf-8")
        lines = said.read_text("utf-8").splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith("{"))  # what is left is no log

    # ------------------------------------------------------------------ the register

    async def register(self) -> list[dict[str, Any]]:
        """Return the register as `glos register export` tells it."""
        out = self.folder / "register"
        await self.beside("register", "export", "--format", "json", "--out", str(out))
        rows: list[dict[str, Any]] = json.loads(out.read_bytes())
        return rows

    async def rows(self, count: int) -> list[dict[str, Any]]:
        """Wait until the register has so many rows, and return them."""
        found: list[dict[str, Any]] = []

        async def enough() -> bool:
            found[:] = await self.register()
            return len(found) >= count

        await until(enough, f"{count} rows in the register")
        assert len(found) == count, found
        return found

    async def mix(self, batch: int) -> int:
        """Do what the weekly moment does while the bot is stopped; return how many entries were made."""
        settings = read(self.config)
        zone = ZoneInfo(settings.centre.timezone)
        async with opened(settings, now) as store:
            return await flush(store, read_taxonomy(source("taxonomy.yaml")), now(), batch, zone)


def now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)
