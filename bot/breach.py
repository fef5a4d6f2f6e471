"""After a breach: what is held is told for the notice (GDPR, article 33), and all that is open is erased."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Protocol
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from flows.facts import Purged
from flows.leaving import neutral
from flows.model import Erase, Lines, Text, text
from storage import purging
from storage.register import intake

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.cases import Cases
    from bot.settings import Settings
    from flows.model import Session
    from storage.purging import Held
    from storage.store import Store, Turn

FEW: Final = 5
"""A number below it is told as "fewer than 5"."""
WAIT_SECONDS: Final = 90
"""How long the command waits for the running bot, which looks for orders every 20 seconds."""

# ---------------------------------------------------------------------------- what is held


def sheet(held: Held) -> tuple[Text, ...]:
    """Return what has to be told within 72 hours, in paragraphs: kinds of records and data, no content."""
    return (
        text("team.held.title"),
        text("team.held.numbers", lines=Lines(tuple(_line(*one) for one in held._asdict().items()))),
        text("team.held.kinds"),
        text("team.held.asked"),
        text("team.held.sealed"),
        text("team.held.todo"),
    )


def _line(kind: str, count: int) -> Text:
    number = text("team.held.few", limit=FEW) if count < FEW else count
    return text("team.held.line", what=text(f"team.held.{kind}"), number=number)


# ---------------------------------------------------------------------------- the purge


class Beginning(Protocol):
    """What a purge needs of the core."""

    def begin(self, phone: str, /) -> Session:
        """Make the session of somebody who writes for the first time."""
        ...


async def purge(store: Store, core: Beginning, cases: Cases | None) -> None:
    """Erase every conversation, case, return code and waiting report; register and team stay.

    Each chat is erased in a turn of its own, as its person would do it; colleagues are told. To be called by
    the one process that takes turns. Raises StorageFailed, and can then be called again.
    """
    for chat in await purging.chats(store):
        async with store.work(chat, None) as turn:
            if turn is not None:
                await _erase(turn, core, cases)
    await purging.forget_rest(store)
    await intake.purge_done(store)


async def _erase(turn: Turn, core: Beginning, cases: Cases | None) -> None:
    """Erase all that is kept of a chat; nothing is sent, at most the card that stands becomes neutral."""
    if cases is not None:
        await cases.tell(turn, Purged())
    last = replace(neutral(turn.session), quiet=True) if turn.session else None
    turn.keep(turn.session or core.begin(""), [Erase("everything", last)])


# ---------------------------------------------------------------------------- the command


async def command(
    settings: Settings,
    clock: Callable[[], datetime],
    language: str,
    tell: Callable[[str], None],
    *,
    purges: bool,
) -> None:
    """Pause the intake, print what is held, and where it is wanted erase all that is open."""
    from bot.conversation import load_catalog  # noqa: PLC0415  as in bot/cli.py
    from bot.records import opened  # noqa: PLC0415  as above

    catalog = load_catalog(settings)
    async with opened(settings, clock) as store:
        await intake.pause(store)
        tell(f"{clock().astimezone(ZoneInfo(settings.centre.timezone)):%Y-%m-%d %H:%M}")
        for paragraph in sheet(await purging.held(store)):
            tell(f"\n{catalog.sentence(paragraph, language)}")
        tell("\nNo new reports are taken until `glos register resume`.")
        if purges:
            await intake.order_purge(store)
            tell(await _purged(settings, store, clock))


async def _purged(settings: Settings, store: Store, clock: Callable[[], datetime]) -> str:
    """Erase what is open, or wait until the running bot has done it; return what is to be said of it."""
    async with store.vault.store.alone() as alone:
        if alone:
            await purge(store, *_parts(settings, store, clock))
            return "All that was open is erased; what is to go from chats and topics goes when the bot runs."
    for _ in range(WAIT_SECONDS):
        if not await intake.purge_ordered(store):
            return "The running bot has erased all that was open."
        await asyncio.sleep(1)
    return "The running bot has not erased it yet; it will, as soon as it can, or at its next start."


def _parts(settings: Settings, store: Store, clock: Callable[[], datetime]) -> tuple[Beginning, Cases | None]:
    """Return the core, and where a team is set up what tells its cases."""
    from bot.cases import Cases  # noqa: PLC0415  as above
    from bot.conversation import Conversation, load_catalog, load_flows, source  # noqa: PLC0415  as above
    from flows.codenames import read_codenames  # noqa: PLC0415  as above
    from storage.staff import Staff  # noqa: PLC0415  as above

    flows = load_flows(settings, load_catalog(settings))
    names = read_codenames(source("codenames.yaml"))
    cases = Cases(flows, store, Staff(store), names, clock) if settings.served else None
    return Conversation(flows), cases
