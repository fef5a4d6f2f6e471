"""`glos backup`: sealed rows into one file and back again; the file opens nothing that was erased."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.command import HERE, Config, set_up

# What a command needs is imported inside it: SQLAlchemy alone takes its time.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from storage.restoring import Restored

app = typer.Typer(help="Backups of the sealed rows, without any key.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")]
TELL_EVERY: Final = 5_000
"""So many rows lie between two words of progress."""

KINDS: Final = {
    "entry": "register entries",
    "staff": "colleagues and invitations",
    "tally": "monthly tallies of one-tap answers",
    "session": "conversations",
    "outbox": "cards still to be brought",
    "farewell": "goodbyes still to be said",
    "report": "waiting reports",
    "opinion": "waiting one-tap answers",
    "case_": "cases",
    "line": "lines of talks",
    "media": "photos and voices",
    "post": "orders still to be carried out",
    "seat": "places at the team",
    "errand": "errands",
    "timer": "timers",
    "seen": "marks of updates",
    "mailbox": "mailboxes of return codes",
    "letter": "letters in mailboxes",
    "dying": "keys about to die",
    "meta": "notes of the database on itself",
}
"""What the rows of a table are called; a table that is not named here is called by its name."""


class BackupFault(Exception):
    """Why a command about backups cannot do its work, in one sentence."""


@app.command()
def create(file: File, config: Config = HERE) -> None:
    """Write a backup while the bot runs, into a new file; no key is opened for it."""
    from storage.address import database_at, is_new
    from storage.backup import create as make

    settings = set_up(config)
    url, keys = settings.storage.url, settings.storage.key_dir
    if asyncio.run(is_new(url)):
        raise BackupFault("There is no database yet, so there is nothing to keep a copy of.")
    if file.absolute().parent.resolve().is_relative_to(keys.absolute().resolve()):
        raise BackupFault(f"{file} would lie in the key folder, which is never copied; name another place.")

    async def made() -> dict[str, int]:
        database = database_at(url)
        try:
            return (await make(database, file, _progress)).counts
        finally:
            await database.close()

    counts = asyncio.run(made())
    typer.echo(f"{file}: {sum(counts.values())} rows, {counts['entry']} of them register entries.")


@app.command()
def verify(file: File) -> None:
    """Look whether a backup is whole, without any key."""
    from storage.backup import verify as look

    contents = look(file)
    typer.echo(f"{file} is whole; its schema is {contents.revision}.")
    _list(contents.counts)


@app.command()
def restore(file: File, config: Config = HERE) -> None:
    """Put a backup into an empty database, beside its key folder or with the house key."""
    from storage.restoring import Request
    from storage.restoring import restore as bring_back

    settings = set_up(config)
    team = settings.team_token() if settings.served else None
    bot = int(team.partition(":")[0]) if team else None
    storage = settings.storage
    request = Request(file, storage.url, storage.key_dir, bot, _house_key, storage.keys_url)
    _tell(asyncio.run(bring_back(request)))


# ---------------------------------------------------------------------------- words


def _house_key() -> bytes:
    """Ask for the house key, which is not shown while it is typed."""
    from storage.keyfolder import house_key_of

    given = os.environ.get("GLOS_STORAGE__HOUSE_KEY")
    if not given:
        typer.echo("The key folder is empty: the house key opens the register of this backup.", err=True)
        given = typer.prompt("House key", hide_input=True, err=True)
    return house_key_of(str(given))


def _tell(restored: Restored) -> None:
    typer.echo("Restored:")
    _list(restored.kept)
    dropped = {table: count for table, count in restored.dropped.items() if count}
    if dropped:
        why = (
            "no house key opens them" if restored.new_house else "their keys have died since, or theirs have"
        )
        typer.echo(f"Dropped ({why}):")
        _list(dropped)
    if restored.dropped.get("letter"):
        typer.echo("Letters are never restored: nobody can tell which were read since.")
    if restored.new_house:
        typer.echo("There are new keys around the old house key; return codes given so far open nothing.")
    if restored.newer:
        typer.echo(
            f"Newer than this backup are {restored.newer} records, whose keys die at the next start: "
            "if there is a newer backup, restore that one instead, now."
        )
    if restored.kept.get("staff"):
        typer.echo("Whoever was taken from the team since is on it again: look at `glos staff list`.")


def _list(counts: dict[str, int]) -> None:
    for table, count in counts.items():
        if count:
            typer.echo(f"  {count:>7}  {KINDS.get(table, table)}")


def _progress(table: str, count: int) -> None:
    if count % TELL_EVERY == 0:
        typer.echo(f"{count} {KINDS.get(table, table)} so far", err=True)
