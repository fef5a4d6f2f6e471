"""`glos register`: the anonymous register, its flush, and whether new reports are taken for it."""

from __future__ import annotations

import asyncio
import sys
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path  # noqa: TC003  typer reads the annotations of the commands
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.command import HERE, Config, Language, set_up

# What a command needs is imported inside it: SQLAlchemy alone takes seconds.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from bot.settings import Settings
    from storage.store import Store

app = typer.Typer(help="The anonymous register, and the intake of reports.", no_args_is_help=True)


class Format(StrEnum):
    """The forms in which the register leaves the house."""

    json = "json"
    csv = "csv"
    xlsx = "xlsx"


@app.command()
def export(
    format_: Annotated[Format, typer.Option("--format", help="The form.")] = Format.json,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Else it is printed.")] = None,
    config: Config = HERE,
) -> None:
    """Write the register as coded rows, in an order that tells nothing."""
    from bot.cli import put
    from storage.register import export as exports

    async def entries() -> Any:
        async with _store(set_up(config)) as store:
            return await exports.entries(store)

    written = {"json": exports.to_json, "csv": exports.to_csv, "xlsx": exports.to_xlsx}[format_](
        asyncio.run(entries())
    )
    if out is None:
        sys.stdout.buffer.write(written)
    else:
        put(out, written)


# ---------------------------------------------------------------------------- the flush


@app.command()
def flush(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would happen; write nothing.")
    ] = False,
    config: Config = HERE,
) -> None:
    """Write all waiting reports into the register, if enough of them wait; the bot may run meanwhile."""
    typer.echo(asyncio.run(_flushed(set_up(config), dry_run=dry_run)))


async def _flushed(settings: Settings, *, dry_run: bool) -> str:
    from storage.register import flush as flushes

    now, zone, batch = _clock(), ZoneInfo(settings.centre.timezone), settings.register_.batch
    async with _store(settings) as store:
        waiting = await store.waiting()
        if dry_run:
            goes = f"go into {flushes.period(now, zone)}" if waiting >= batch else "go on waiting"
            return f"{_reports(waiting, 'waits', 'wait')}; {batch} are needed: now they would {goes}."
        written = await flushes.flush(store, _taxonomy(), now, batch, zone)
        waiting = await store.waiting()
    if written:
        return f"{_reports(written, 'is', 'are')} in the register, under {flushes.period(now, zone)}."
    return f"Nothing was written: {_reports(waiting, 'waits', 'wait')}, and {batch} are needed."


def _reports(count: int, one: str, more: str) -> str:
    return f"{count} report {one}" if count == 1 else f"{count} reports {more}"


def _taxonomy() -> Any:
    from bot.conversation import source
    from flows.reading import read_taxonomy

    return read_taxonomy(source("taxonomy.yaml"))


# ---------------------------------------------------------------------------- the intake


@app.command()
def pause(config: Config = HERE) -> None:
    """Take no new reports until `resume`; help, talks, messages and erasing work as always."""
    asyncio.run(_set_intake(set_up(config), paused=True))
    typer.echo("No new reports are taken until `glos register resume`; help and talks work as always.")


@app.command()
def resume(config: Config = HERE) -> None:
    """Take new reports again."""
    asyncio.run(_set_intake(set_up(config), paused=False))
    typer.echo("New reports are taken.")


async def _set_intake(settings: Settings, *, paused: bool) -> None:
    from storage.register import intake

    async with _store(settings) as store:
        await (intake.pause(store) if paused else intake.resume(store))


@app.command()
def breach(
    *,
    purge: Annotated[
        bool,
        typer.Option("--purge", help="Erase all that is open, after it was counted; the register stays."),
    ] = False,
    language: Annotated[Language, typer.Option(help="The language of the sheet.")] = Language.pl,
    config: Config = HERE,
) -> None:
    """After a breach: take no new reports, and print what is held for the notice within 72 hours."""
    from bot import breach as breaches

    asyncio.run(breaches.command(set_up(config), _clock, language.value, typer.echo, purges=purge))


# ---------------------------------------------------------------------------- parts


def _clock() -> datetime:
    from bot.cli import clock

    return clock()


@asynccontextmanager
async def _store(settings: Settings) -> AsyncIterator[Store]:
    from bot.records import opened

    async with opened(settings, _clock) as store:
        yield store
