"""`glos keys`: the keys that seal everything are made, shown for the safe, changed and looked at."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.command import HERE, Config, set_up

# What a command needs is imported inside it: SQLAlchemy alone takes its time.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.checks import Finding
    from bot.settings import Settings

app = typer.Typer(help="The keys that seal everything.", no_args_is_help=True)

LOOK_SECONDS: Final = 1
TELL_EVERY: Final = 10
"""So many looks lie between two words of progress."""


class KeysFault(Exception):
    """Why a command about keys cannot do its work, in one sentence."""


@app.command()
def new(config: Config = HERE) -> None:
    """Make a master key and a pepper in storage.key_dir; keys that are there are never overwritten."""
    from storage.vault import make_keys

    folder = set_up(config).storage.key_dir
    make_keys(folder)
    typer.echo(f"There are new keys in {folder}; keep them apart from the data, and out of its backups.")


@app.command()
def show(config: Config = HERE) -> None:
    """Print the house key, which opens the register from a backup; keep it in a safe."""
    from bot.cli import clock
    from bot.records import opened

    async def house_key() -> str:
        async with opened(set_up(config), clock) as store:
            return store.vault.house_key_text()

    typer.echo(asyncio.run(house_key()))


@app.command()
def check(config: Config = HERE) -> None:
    """Look at the key folder, the primitives, and whether every record has its key; nothing is changed."""
    from bot.checks import BAD
    from bot.keys_check import findings as looked

    async def findings() -> list[Finding]:
        return [finding async for finding in looked(set_up(config))]

    found = asyncio.run(findings())
    for finding in found:
        typer.echo(f"{finding.mark} {finding.sentence}")
    if any(finding.mark == BAD for finding in found):
        raise typer.Exit(1)


# ---------------------------------------------------------------------------- new keys for old


@app.command()
def rotate(
    *,
    pepper: Annotated[bool, typer.Option("--pepper", help="The pepper, by which chats are found.")] = False,
    master: Annotated[bool, typer.Option("--master", help="The master key, which wraps all others.")] = False,
    config: Config = HERE,
) -> None:
    """Change pepper and master key, or one of them; a running bot does it within a minute and goes on."""
    from storage.keyfolder import MASTER, PEPPER

    both = pepper == master
    files = [MASTER] * (master or both) + [PEPPER] * (pepper or both)
    asyncio.run(_rotated(set_up(config), files))
    for file in files:
        typer.echo(DONE[file])


DONE: Final = {
    "master.key": "The master key is new; nothing that the old one wrapped is left in the key store.",
    "pepper.key": "The pepper is new; whoever has only the old one finds nobody any more.",
}


async def _rotated(settings: Settings, files: Sequence[str]) -> None:
    """Change keys here if nobody has them open, else let the one change them who has."""
    from storage.address import is_new
    from storage.rotating import ask, refuse_environment

    refuse_environment(files)
    if await is_new(settings.storage.url):
        raise KeysFault("There is no database yet, so there are no keys in use that could be changed.")
    if await _alone(settings, files):
        return
    folder = settings.storage.key_dir
    before = {file: (folder / file).read_bytes() for file in files}
    ask(folder, files)
    typer.echo("The process that has the keys is asked to change them; Ctrl-C takes that back.", err=True)
    await _waited(settings, files)
    if unchanged := [file for file in files if (folder / file).read_bytes() == before[file]]:
        raise KeysFault(f"{' and '.join(unchanged)} could not be changed; the log of the bot says why.")


async def _alone(settings: Settings, files: Sequence[str]) -> bool:
    """Change the keys in this process; False where another has them open."""
    from bot.cli import clock
    from bot.records import opened
    from storage.database import StorageRefused
    from storage.rotating import rotate as change

    try:
        async with opened(settings, clock) as store, store.vault.store.alone() as alone:
            if alone:
                await change(store, files)
            return alone
    except StorageRefused as fault:
        raise KeysFault(str(fault)) from None


async def _waited(settings: Settings, files: Sequence[str]) -> None:
    """Wait until it is done; where the other process ends meanwhile, do it here."""
    from storage.keyfolder import unfinished
    from storage.rotating import asked, held, withdraw

    folder = settings.storage.key_dir
    looks = 0
    try:
        while asked(folder) or unfinished(folder):
            await asyncio.sleep(LOOK_SECONDS)
            looks += 1
            if not held(folder):
                await _alone(settings, asked(folder))
            elif looks % TELL_EVERY == 0:
                typer.echo(f"Still waiting, {looks} seconds now; a bot looks every 20 seconds.", err=True)
    finally:
        for file in files:
            withdraw(folder, file)
