"""`glos register`: the flush by hand, the pause, and the breach switch."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.records import opened
from bot.settings import read
from flows.model import Erase, Report, Say, SendReport, Session, text
from flows.orders import KeepLine
from storage import purging
from storage.register import intake
from storage.register.export import entries
from storage.store import Chat
from tests.storage.desk import CASE, line

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from storage.store import Store

MONTH = f"{datetime.now(UTC):%Y-%m}"


def now() -> datetime:
    return datetime.now(UTC)


class House:
    """An installation, and the commands that are typed in it."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "config.yaml"
        self.config.write_text("centre: {timezone: UTC}", "utf-8")

    def glos(self, *words: str) -> str:
        """Return what a command prints; it must succeed."""
        done = CliRunner().invoke(app, ["register", *words, "--config", str(self.config)])
        assert done.exit_code == 0, (done.output, done.exception)
        return done.output

    def does(self, work: Callable[[Store], Awaitable[Any]]) -> Any:
        """Do something with the records."""

        async def done() -> Any:
            async with opened(read(self.config), now) as store:
                return await work(store)

        return asyncio.run(done())

    def sends(self, count: int) -> None:
        """Let so many chats send a report each."""

        async def send(store: Store) -> None:
            for number in range(1, count + 1):
                async with store.work(Chat(1000, number), None) as turn:
                    assert turn
                    report = Report("victim", {"ground": ("sex",)})
                    turn.keep(Session(lang="uk"), [SendReport(report), Say("uk", 1, (text("welcome"),))])

        self.does(send)

    @property
    def stands(self) -> tuple[int, int]:
        """How many reports wait, and how many entries there are."""

        async def look(store: Store) -> tuple[int, int]:
            return await store.waiting(), len(await entries(store))

        found: tuple[int, int] = self.does(look)
        return found


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


# ---------------------------------------------------------------------------- the flush


def test_a_dry_run_says_what_would_happen_and_writes_nothing(house: House) -> None:
    house.sends(4)
    assert house.glos("flush", "--dry-run") == "4 reports wait; 5 are needed: now they would go on waiting.\n"
    house.sends(5)
    told = house.glos("flush", "--dry-run")
    assert told == f"9 reports wait; 5 are needed: now they would go into {MONTH}.\n"
    assert house.stands == (9, 0)


def test_the_flush_by_hand_keeps_to_the_same_rule_as_the_weekly_one(house: House) -> None:
    house.sends(1)
    assert house.glos("flush") == "Nothing was written: 1 report waits, and 5 are needed.\n"
    assert house.stands == (1, 0)
    house.sends(4)
    assert house.glos("flush") == f"5 reports are in the register, under {MONTH}.\n"
    assert house.stands == (0, 5)
    assert house.glos("flush") == "Nothing was written: 0 reports wait, and 5 are needed.\n"


# ---------------------------------------------------------------------------- pause and breach


def test_a_pause_is_set_and_ended_by_a_command(house: House) -> None:
    house.glos("pause")
    assert house.does(intake.paused)
    house.glos("resume")
    assert not house.does(intake.paused)


def test_after_a_breach_the_intake_stops_and_the_sheet_tells_kinds_and_numbers_and_nothing_else(
    house: House,
) -> None:
    """R-GDPR-16. Nothing is erased, no codename is told, and a small number is "fewer than 5"."""
    house.sends(6)
    house.does(case)
    told = house.glos("breach", "--language", "en")
    assert house.does(intake.paused)
    assert "sent reports that wait for the register: 6\n" in told
    assert "cases of the team: fewer than 5\n" in told
    assert "photos and voice recordings: fewer than 5\n" in told, "none at all is told likewise"
    assert CASE.codename not in told
    assert "so it was" not in told
    assert "(GDPR art. 33)" in told
    assert house.stands == (6, 0)
    assert "(art. 33 RODO)" in house.glos("breach")


async def case(store: Store) -> None:
    async with store.work(Chat(1000, 99), None) as turn:
        assert turn
        turn.open_case(CASE, [KeepLine(line=line(1))])
        turn.keep(Session(lang="uk"), [])


async def falls_silent(store: Store) -> None:
    """Only the case leads back to this chat from now on."""
    async with store.work(Chat(1000, 99), None) as turn:
        assert turn
        turn.keep(Session(), [Erase("draft", None, talk_stays=True)])


def test_a_purge_while_no_bot_runs_erases_all_that_is_open_and_keeps_the_register(house: House) -> None:
    house.sends(5)
    house.glos("flush")
    house.sends(2)
    house.does(case)
    house.does(falls_silent)
    told = house.glos("breach", "--purge")
    assert "All that was open is erased" in told
    held = house.does(purging.held)
    kept = {"chats": 5, "entries": 5}
    assert held == purging.Held(**dict.fromkeys(purging.Held._fields, 0) | kept)
    assert held.chats == 5, "ways to chats that the bot has still to empty"
    assert not house.does(intake.purge_ordered)
    assert house.does(intake.paused)
