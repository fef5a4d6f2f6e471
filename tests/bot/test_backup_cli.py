"""`glos backup`: made beside a running bot, verified without keys, restored with words about what is gone."""

from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING

from bot.conversation import source
from bot.records import opened
from bot.settings import read
from flows.model import Erase, SendReport
from flows.reading import read_taxonomy
from storage.register.flush import flush
from tests.bot.test_cli import fault, folder, glos, house
from tests.bot.test_keys_cli import ALICE, now
from tests.storage.conftest import card, report, say, send_many
from tests.storage.register.test_flush import NOW, WARSAW

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

__all__ = ["folder", "house"]


async def fill(house: Path) -> None:
    async with opened(read(house / "config.yaml"), now) as store:
        await send_many(store, 3)
        await flush(store, read_taxonomy(source("taxonomy.yaml")), NOW, 3, WARSAW)
        await say(store, ALICE, card(1), SendReport(report(ground="sex")))


async def erase(house: Path) -> None:
    async with opened(read(house / "config.yaml"), now) as store:
        await say(store, ALICE, Erase("everything", None))


def test_a_backup_is_made_and_verified_without_any_key(house: Path) -> None:
    asyncio.run(fill(house))
    (house / "keys").rename(house / "safe")
    done = glos(house, "backup", "create", "night.glos")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("night.glos: ")
    assert "3 of them register entries." in done.stdout
    verified = glos(house, "backup", "verify", "night.glos")
    assert verified.stdout.splitlines()[0].startswith("night.glos is whole")
    assert "        3  register entries" in verified.stdout
    assert not (house / "keys").exists()
    assert "is there already" in fault(glos(house, "backup", "create", "night.glos"))


def test_a_backup_never_lies_among_the_keys(house: Path) -> None:
    assert "would lie in the key folder" in fault(glos(house, "backup", "create", "keys/night.glos"))
    assert not (house / "keys" / "night.glos").exists()


def test_nothing_is_made_of_nothing(folder: Path) -> None:
    assert fault(glos(folder, "backup", "create", "b")).startswith("There is no database yet")
    assert fault(glos(folder, "backup", "verify", "b")) == "There is no backup b."
    assert fault(glos(folder, "backup", "restore", "b")) == "There is no backup b."
    assert sorted(one.name for one in folder.iterdir()) == ["config.yaml"]


def test_restored_beside_its_keys_it_says_what_has_died_since(house: Path) -> None:
    asyncio.run(fill(house))
    glos(house, "backup", "create", "night.glos")
    register = glos(house, "register", "export").stdout
    assert "has content" in fault(glos(house, "backup", "restore", "night.glos"))
    asyncio.run(erase(house))
    shutil.rmtree(house / "data")
    done = glos(house, "backup", "restore", "night.glos")
    assert done.returncode == 0, done.stderr
    kept, dropped = done.stdout.split("Dropped (their keys have died since, or theirs have):")
    assert "3  register entries" in kept
    assert "1  waiting reports" in dropped
    assert "1  conversations" in dropped
    assert glos(house, "register", "export").stdout == register
    assert glos(house, "keys", "check").returncode == 0


def test_restored_with_the_house_key_it_asks_for_it_and_says_so(house: Path, tmp_path: Path) -> None:
    asyncio.run(fill(house))
    glos(house, "backup", "create", "night.glos")
    written = glos(house, "keys", "show").stdout.strip()
    register = glos(house, "register", "export").stdout
    other = tmp_path / "other"
    other.mkdir()
    (other / "config.yaml").write_text("", "utf-8")
    backup = str(house / "night.glos")
    wrong = "AAAA " * 13
    told = fault(glos(other, "backup", "restore", backup, GLOS_STORAGE__HOUSE_KEY=wrong))
    assert told == "This house key does not open the register of this backup."
    done = glos(other, "backup", "restore", backup, GLOS_STORAGE__HOUSE_KEY=written)
    assert done.returncode == 0, done.stderr
    assert "Dropped (no house key opens them):" in done.stdout
    assert "return codes given so far open nothing" in done.stdout
    assert written.split()[0] not in done.stdout
    assert glos(other, "register", "export").stdout == register
    assert glos(other, "keys", "show").stdout.strip() == written


def test_the_house_key_is_typed_unseen(house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from bot.cli import app

    asyncio.run(fill(house))
    glos(house, "backup", "create", "night.glos")
    written = glos(house, "keys", "show").stdout.strip()
    other = tmp_path / "other"
    other.mkdir()
    (other / "config.yaml").write_text("", "utf-8")
    monkeypatch.chdir(other)
    monkeypatch.delenv("GLOS_STORAGE__HOUSE_KEY", raising=False)
    done = CliRunner().invoke(app, ["backup", "restore", str(house / "night.glos")], input=written + "\n")
    assert done.exit_code == 0, done.output
    assert written not in done.output
    assert "register entries" in done.output
