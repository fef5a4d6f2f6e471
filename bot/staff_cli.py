"""`glos staff`: who belongs to the team, invited by a link that works once."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path  # noqa: TC003  typer reads the annotations of the commands
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command import HERE, Config, set_up
from bot.settings import Settings, SettingsFault

# What a command needs is imported inside it: SQLAlchemy and aiogram alone take seconds.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from storage.staff import Member, Staff

app = typer.Typer(help="The team: counsellors, interpreters, coordinators, analysts.", no_args_is_help=True)


class Role(StrEnum):
    """What somebody of the team may do (R-GDPR-13)."""

    counsellor = "counsellor"
    interpreter = "interpreter"
    coordinator = "coordinator"
    analyst = "analyst"


class StaffFault(Exception):
    """Why a command about the team cannot do its work, in one sentence."""


@app.command()
def invite(
    role: Annotated[Role, typer.Option(help="What they may do.")],
    languages: Annotated[str, typer.Option(metavar="pl,uk,…", help="What they speak, the best first.")],
    *,
    cleared_for_minors: Annotated[
        bool, typer.Option("--cleared-for-minors", help="Checked for work with children (R-MIN-4).")
    ] = False,
    config: Config = HERE,
) -> None:
    """Print a link that works once, within three days: whoever opens it and confirms is on the team."""
    typer.echo(asyncio.run(_invited(config, role, _codes(languages), cleared=cleared_for_minors)))


async def _invited(config: Path, role: Role, languages: tuple[str, ...], *, cleared: bool) -> str:
    settings = _served(config)
    name = await _username(settings)
    async with _staff(settings) as staff:
        token = await staff.invite(role.value, languages, cleared, _clock()())
    return f"https://t.me/{name}?start={token}"


@app.command("list")
def list_(config: Config = HERE) -> None:
    """Show who is on the team, by working name, role and languages."""
    for member in asyncio.run(_members(config)):
        typer.echo(_line(member))


async def _members(config: Path) -> list[Member]:
    async with _staff(_served(config)) as staff:
        return await staff.members()


@app.command()
def revoke(
    who: Annotated[
        str, typer.Argument(help="The working name, or the first signs of the number in the list.")
    ],
    config: Config = HERE,
) -> None:
    """End somebody's access at once: their topics are deleted, their cases go back to the queue."""
    member = asyncio.run(_revoked(config, who))
    typer.echo(
        f"{_line(member)}\nhas no access any more; a running bot gives their cases back within a minute."
    )


async def _revoked(config: Path, who: str) -> Member:
    async with _staff(_served(config)) as staff:
        found = [member for member in await staff.members() if _is(member, who)]
        if len(found) != 1:
            raise StaffFault(f'"{who}" names {len(found)} people on the team; `glos staff list` shows them.')
        await staff.revoke(found[0].colleague.id)
        return found[0]


# ---------------------------------------------------------------------------- parts


def _line(member: Member) -> str:
    one = member.colleague
    cleared = "cleared for minors" if one.cleared else ""
    parts = (one.id[:8], one.name or f"({member.stage})", one.role, ",".join(one.languages), cleared)
    return "  ".join(part for part in parts if part)


def _is(member: Member, who: str) -> bool:
    one = member.colleague
    return who == one.name or (len(who) >= 4 and one.id.startswith(who.lower()))  # noqa: PLR2004  fewer name anybody


def _codes(languages: str) -> tuple[str, ...]:
    """Read the languages, each a code of the list interpreter_language; raises StaffFault."""
    from bot.conversation import source
    from flows.reading import read_taxonomy

    known = read_taxonomy(source("taxonomy.yaml")).lists["interpreter_language"]
    codes = tuple(dict.fromkeys(code.strip() for code in languages.split(",") if code.strip()))
    for code in codes:
        if code not in known:
            raise StaffFault(f'"{code}" is no language of the list: {", ".join(known)}.')
    if not codes:
        raise StaffFault("--languages must name at least one language, such as pl,uk.")
    return codes


def _served(config: Path) -> Settings:
    settings = set_up(config)
    if not settings.served:
        raise SettingsFault("no team is set up: team.token and team.chat_id are missing")
    return settings


def _clock() -> Callable[[], datetime]:
    from bot.cli import clock

    return clock


@asynccontextmanager
async def _staff(settings: Settings) -> AsyncIterator[Staff]:
    from bot.records import opened
    from storage.staff import Staff

    async with opened(settings, _clock()) as store:
        yield Staff(store)


async def _username(settings: Settings) -> str:
    """Ask Telegram what the team's bot is called; raises SettingsFault."""
    from aiogram.exceptions import AiogramError

    from bot.wire import connect

    bot = connect(settings.team_token() or "", settings.telegram.api)
    try:
        return (await bot.get_me()).username or ""
    except AiogramError as fault:
        raise StaffFault(
            f"Telegram cannot be asked what the team's bot is called ({type(fault).__name__})."
        ) from None
    finally:
        await bot.session.close()
