"""The commands of `glos`: the composition root, where settings, clock and parts are put together."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path  # typer reads the annotations of the commands
from typing import Annotated, Any

import typer

from bot import backup_cli, keys_cli, log, memory, register_cli, scrub_cli, staff_cli, translate_cli
from bot.command import HERE, Config, Language, set_up
from bot.settings import SettingsFault

# What a command needs is imported inside it: aiogram alone takes seconds, which `glos --help` should not.
# ruff: noqa: PLC0415

app = typer.Typer(
    help="Glos: a Telegram bot for reporting discrimination and hate; nobody is asked for a name.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(register_cli.app, name="register")
app.add_typer(keys_cli.app, name="keys")
app.add_typer(backup_cli.app, name="backup")
app.add_typer(staff_cli.app, name="staff")
app.add_typer(translate_cli.app, name="translate")
app.command()(scrub_cli.scrub)


class Flow(StrEnum):
    """Who tells something."""

    victim = "victim"
    witness = "witness"
    professional = "professional"


class Fault(Exception):
    """Why a command cannot do its work, in one sentence."""


def clock() -> datetime:
    """Return now, in UTC; everything else is handed its clock."""
    return datetime.now(UTC)


def main() -> None:
    """Run a command: exit code 0, 1 after a fault told in one sentence, 2 after wrong use."""
    if sys.argv[1:2] == ["run"]:
        memory.overwrite()
    try:
        app()
    except Exception as fault:  # noqa: BLE001  whatever it was, it is told in one sentence and without a traceback
        typer.echo(_told(fault), err=True)
        sys.exit(1)


def _told(fault: BaseException) -> str:
    """Return a fault of ours as the sentence it is, a foreign one without words that might hold anything."""
    if isinstance(fault, BaseExceptionGroup):
        return _told(fault.exceptions[0])
    if type(fault).__module__.partition(".")[0] in {"bot", "storage", "locales", "flows"}:
        return str(fault)
    return f"Glos has a fault of its own: {type(fault).__name__} at {log.place(fault)}."


# ---------------------------------------------------------------------------- the bot


@app.command()
def run(config: Config = HERE) -> None:
    """Run the bot until it is told to stop (Ctrl-C or SIGTERM)."""
    settings = set_up(config)
    if (open_ := settings.centre.placeholders) and settings.real:
        keys_ = ", ".join(f"centre.{key}" for key in open_)
        raise SettingsFault(
            f"{config.name}: people must know who runs the bot, so fill in {keys_} before it meets Telegram"
        )
    settings.token()
    settings.team_token()
    from bot.house import run_until_stopped

    with log.alone():
        asyncio.run(run_until_stopped(settings, clock))


@app.command()
def sandbox(
    folder: Annotated[Path, typer.Option(metavar="DIR", help="Where its keys and data lie.")] = Path(
        "sandbox-data"
    ),
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port on 127.0.0.1; 0 is any free one.")
    ] = 8081,
    speed: Annotated[float, typer.Option(min=0.1, help="Divides its limits and waits.")] = 1.0,
) -> None:
    """Try the bot in a Telegram on this machine, with a register that shows each report at once."""
    from bot.play import play

    asyncio.run(play(folder, port, speed, clock, typer.echo))


@app.command()
def check(
    config: Config = HERE,
    *,
    offline: Annotated[bool, typer.Option("--offline", help="Leave out keys, database and token.")] = False,
) -> None:
    """Look at settings, questionnaires, catalogues, contacts, keys, database and token."""
    from bot import checks

    settings = set_up(config)
    findings = list(checks.offline(settings, clock().date().isoformat()))
    if not offline:
        findings += asyncio.run(_gathered(checks.online(settings, clock)))
    for finding in findings:
        typer.echo(f"{finding.mark} {finding.sentence}")
    if any(finding.mark == checks.BAD for finding in findings):
        raise typer.Exit(1)


async def _gathered(findings: Any) -> list[Any]:
    return [finding async for finding in findings]


@app.command()
def chat(
    flow: Annotated[
        Flow | None, typer.Argument(help="Begin with its first question; else with /start.")
    ] = None,
    language: Annotated[Language, typer.Option(help="The language of the phone.")] = Language.pl,
    record: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the conversation down.")] = None,
    replay: Annotated[Path | None, typer.Option(metavar="FILE", help="Tell a conversation again.")] = None,
    config: Config = HERE,
) -> None:
    """Have the conversation in this terminal; nothing is stored."""
    from bot import chat as chats
    from bot.conversation import load_catalog, load_flows

    settings = set_up(config).alone()
    catalog = load_catalog(settings)
    flows = load_flows(settings, catalog)
    if replay:
        differences = chats.replay(chats.read(_text_of(replay)), flows, catalog, clock)
        typer.echo("\n".join(differences) or "The conversation comes out as it was written down.")
        raise typer.Exit(1 if differences else 0)
    talk = chats.Talk(flows, catalog, language, clock)
    story = chats.converse(talk, flow or "", _ask, _tell)
    typer.echo(
        "".join(f"\nSent for the register:\n{chats.shown(codes)}" for codes in story.reports), nl=False
    )
    if record:
        put(record, chats.write(story).encode())


def _ask() -> str | None:
    try:
        return input("\n> ")
    except EOFError:
        return None


def _tell(card: str) -> None:
    typer.echo(f"\n{'─' * 60}\n{card}")


# ---------------------------------------------------------------------------- files


def _text_of(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Fault(f"{file} cannot be read.") from None


def put(file: Path, content: bytes) -> None:
    """Write a file that a command was asked for; raises Fault."""
    try:
        file.write_bytes(content)
    except OSError as fault:
        raise Fault(f"{file} cannot be written: {(fault.strerror or 'unknown reason').lower()}.") from None
