"""`glos sandbox`: a Telegram on this machine, the bot on it, and the register beside it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager, suppress
from secrets import randbelow, token_urlsafe
from typing import TYPE_CHECKING, Any, Final

import aiohttp
from msgspec import to_builtins
from pydantic import SecretStr

from bot import crew, log
from bot.conversation import load_catalog
from bot.house import until_stopped, work
from bot.records import opened
from bot.sections import Translation
from bot.settings import Conversation, Register, Settings, Storage, Team, Telegram
from flows.duty import DAYS
from flows.model import Text
from storage.register.export import entries
from storage.staff import Staff

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from locales.catalog import Catalog
    from storage.register.entry import Entry
    from storage.store import Store

START_SECONDS: Final = 30
TRANSLATION_SECONDS: Final = 30
"""A laptop that also draws the page is slower than a server, and a first sentence loads its model."""
LOOK_SECONDS: Final = 0.5
"""How often the register is looked at for the page."""

LISTS: Final = {
    "period": "",
    "role": "role",
    "incident_types": "incident_type",
    "grounds": "ground",
    "ground_details": "ground_detail",
    "district": "district",
    "area": "area",
    "place_type": "place_type",
    "time_band": "time_band",
    "frequency": "frequency",
    "perpetrators": "perpetrator",
    "perpetrator_count": "perpetrator_count",
    "victims_count": "victims_count",
    "harms": "harm",
    "bias_indicators": "bias_indicator",
    "reported_elsewhere": "reported_elsewhere",
    "reasons_not_reported": "reason_not_reported",
    "bystander_reaction": "bystander_reaction",
    "reporter_knowledge": "reporter_knowledge",
    "institution_type": "institution_type",
    "needs": "need",
    "age_band": "age_band",
    "class": "class",
    "sphere": "sphere",
}
"""Columns of the page's table, those first that say what happened, each with the list of its labels."""


class NoSandbox(Exception):
    """The sandbox does not start; says why in one sentence."""


async def play(
    folder: Path, port: int, speed: float, clock: Callable[[], datetime], tell: Callable[[str], None]
) -> None:
    """Run sandbox and bot until SIGINT or SIGTERM; raises NoSandbox, StorageRefused or StorageFailed."""
    log.configure("warning", "text")
    # Keys of a real installation, if this shell has them, have no business here.
    for secret in ("GLOS_STORAGE__MASTER_KEY", "GLOS_STORAGE__PEPPER"):
        os.environ.pop(secret, None)
    await until_stopped(_play(folder, port, speed, clock, tell))


async def _play(
    folder: Path, port: int, speed: float, clock: Callable[[], datetime], tell: Callable[[str], None]
) -> None:
    async with telegram(port, speed) as address, aiohttp.ClientSession() as http:
        team = _token()
        number = int(team.partition(":")[0])
        colleagues = await crew.set_up(http, address, team)
        settings = settings_for(folder, address, team, colleagues.group)
        async with opened(settings, clock, sandbox=True) as store, asyncio.TaskGroup() as group:
            await crew.enrol(colleagues, number, Staff(store), clock)
            await crew.greet(http, address, number, colleagues)
            group.create_task(work(settings, store, clock, speed))
            group.create_task(_mirror(store, load_catalog(settings), address))
            bot = settings.token().partition(":")[0]
            tell(
                f"The sandbox is at {address}/?bot={bot}&team={number}\n"
                f"Its data lie in {folder}. Ctrl-C ends it."
            )


def settings_for(folder: Path, address: str, team: str, group: int) -> Settings:
    """Return the sandbox's own settings, whatever the environment says.

    The bots are others at each start, because the sandbox has forgotten the chats of the last ones; `team` is
    the token of the team's bot, `group` where it announces. Somebody is always on duty.
    """
    return Settings.model_construct(
        telegram=Telegram(token=SecretStr(_token()), api=address),
        storage=Storage(
            url=f"sqlite:///{folder.absolute() / 'data' / 'glos.db'}", key_dir=folder.absolute() / "keys"
        ),
        team=Team(token=SecretStr(team), chat_id=group, hours=dict.fromkeys(DAYS, ("00:00-24:00",))),
        conversation=Conversation(),
        register_=Register(batch=1),
        translation=Translation(models=folder.absolute() / "models", seconds=TRANSLATION_SECONDS),
    )


def _token() -> str:
    return f"{7_000_000_000 + randbelow(10**9)}:{token_urlsafe(64)[:35]}"


@asynccontextmanager
async def telegram(port: int, speed: float) -> AsyncIterator[str]:
    """Run the sandbox as a program of its own and yield its address; raises NoSandbox."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox", "--port", str(port), "--speed", str(speed)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for this program, which then ends the other
    )
    try:
        yield await _address(child, port)
    finally:
        with suppress(ProcessLookupError):
            os.kill(
                child.pid, signal.SIGTERM
            )  # terminate() would look first, and reap it behind asyncio's back
        await child.wait()


async def _address(child: asyncio.subprocess.Process, port: int) -> str:
    assert child.stdout  # noqa: S101  it was asked for
    try:
        line = await asyncio.wait_for(child.stdout.readline(), START_SECONDS)
    except TimeoutError:
        line = b""
    if not line.startswith(b"http"):
        raise NoSandbox(f"The sandbox does not start; perhaps port {port} is in use: try --port 0.")
    return line.decode().strip()


# ---------------------------------------------------------------------------- the register on the page


async def _mirror(store: Store, catalog: Catalog, address: str) -> None:
    """Put the register on the page whenever it has changed."""
    shown: list[Entry] | None = None
    async with aiohttp.ClientSession() as http:
        while True:
            present = await entries(store)
            if present != shown:
                await http.post(f"{address}/panel", json=table(present, catalog))
                shown = present
            await asyncio.sleep(LOOK_SECONDS)


def table(register: list[Entry], catalog: Catalog) -> dict[str, Any]:
    """Return the register as the page's table, in English words and without empty columns."""
    rows = [to_builtins(entry) for entry in register]
    used = [column for column in LISTS if any(row.get(column) for row in rows)]
    return {
        "title": "Register",
        "columns": [column.replace("_", " ") for column in used],
        "rows": [[_cell(row, column, catalog) for column in used] for row in rows],
        "note": "A test: here each report is written at once. A real register waits and mixes several.",
    }


def _cell(row: Mapping[str, Any], column: str, catalog: Catalog) -> str:
    value = row[column]
    codes = [value] if isinstance(value, str) else value or ()
    return ", ".join(_label(f"{LISTS[column]}:{code}", code, catalog) for code in codes)


def _label(id_: str, code: str, catalog: Catalog) -> str:
    return catalog.sentence(Text(id_), "en") if id_ in catalog else code
