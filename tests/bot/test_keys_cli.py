"""`glos keys`: a rotation with and without a running bot, and what a look at the keys tells."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.keys_check import findings
from bot.records import opened
from bot.settings import read
from storage import answers
from storage.keyfolder import PEPPER, write_next
from storage.rotating import ask, asked, look
from storage.store import Chat
from tests.bot.test_cli import GLOS, fault, folder, glos, house, make
from tests.storage.conftest import card, say

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["folder", "house"]

ALICE = Chat(1000, 700000001)
DEADLINE = 120


def now() -> datetime:
    return datetime.now(UTC)


def secrets(house: Path) -> tuple[str, str]:
    keys = house / "keys"
    return (keys / "master.key").read_text(), (keys / "pepper.key").read_text()


async def found(house: Path) -> bool:
    async with opened(read(house / "config.yaml"), now) as store:
        return await store.boxes() == [store.vault.look_up(*ALICE)]


async def tell(house: Path) -> None:
    async with opened(read(house / "config.yaml"), now) as store:
        await say(store, ALICE, card(1))


def marks(house: Path) -> dict[str, str]:
    async def looked() -> dict[str, str]:
        found = [finding async for finding in findings(read(house / "config.yaml"))]
        return {finding.sentence: finding.mark for finding in found}

    return asyncio.run(looked())


def bad(house: Path) -> list[str]:
    return [sentence for sentence, mark in marks(house).items() if mark == "✗"]


def mind(house: Path) -> list[str]:
    return [sentence for sentence, mark in marks(house).items() if mark == "!"]


# ---------------------------------------------------------------------------- new keys for old


def test_without_a_bot_the_command_changes_both_keys_itself(house: Path) -> None:
    asyncio.run(tell(house))
    master, pepper = secrets(house)
    done = glos(house, "keys", "rotate")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "The master key is new; nothing that the old one wrapped is left in the key store.",
        "The pepper is new; whoever has only the old one finds nobody any more.",
    ]
    assert secrets(house)[0] != master
    assert secrets(house)[1].startswith(pepper)
    assert asyncio.run(found(house))


@pytest.mark.parametrize(("word", "changed"), [("--master", (True, False)), ("--pepper", (False, True))])
def test_one_of_them_can_be_changed_alone(house: Path, word: str, changed: tuple[bool, bool]) -> None:
    before = secrets(house)
    assert glos(house, "keys", "rotate", word).returncode == 0
    assert tuple(one != other for one, other in zip(before, secrets(house), strict=True)) == changed


async def command(house: Path) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(GLOS, "keys", "rotate", cwd=house, stdout=pipe, stderr=pipe)


async def asked_for(house: Path) -> None:
    async with asyncio.timeout(DEADLINE):
        while len(asked(house / "keys")) < 2:  # noqa: ASYNC110  another process writes it
            await asyncio.sleep(0.05)


async def test_a_running_bot_is_asked_does_it_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("", "utf-8")
    await make(tmp_path)
    await tell(tmp_path)
    before = secrets(tmp_path)
    async with opened(read(tmp_path / "config.yaml"), now) as store:
        box = store.vault.look_up(*ALICE)
        under_way = await store.head(box)
        assert under_way is not None
        asking = await command(tmp_path)
        await asked_for(tmp_path)
        second = await command(tmp_path)
        _, words = await second.communicate()
        assert second.returncode == 1
        assert "asked for already" in words.decode()
        assert len(await look(store)) == 2
        out, words = await asyncio.wait_for(asking.communicate(), DEADLINE)
        assert asking.returncode == 0, words
        assert out.decode().count("is new") == 2
        await store.delivered(under_way, card=7)
        assert await store.boxes() == []
    assert [one != other for one, other in zip(before, secrets(tmp_path), strict=True)] == [True, True]


HOLD = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.records import opened
from bot.settings import read

async def hold():
    async with opened(read(Path("config.yaml")), lambda: datetime.now(UTC)):
        print("held", flush=True)
        await asyncio.sleep(600)

asyncio.run(hold())
"""


async def test_where_the_bot_dies_meanwhile_the_command_does_it(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("", "utf-8")
    await make(tmp_path)
    await tell(tmp_path)
    before = secrets(tmp_path)
    pipe = asyncio.subprocess.PIPE
    bot = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLD, cwd=tmp_path, stdout=pipe)
    assert bot.stdout is not None
    assert await bot.stdout.readline() == b"held\n"
    asking = await command(tmp_path)
    await asked_for(tmp_path)
    bot.kill()
    await bot.wait()
    _, words = await asyncio.wait_for(asking.communicate(), DEADLINE)
    assert asking.returncode == 0, words
    assert [one != other for one, other in zip(before, secrets(tmp_path), strict=True)] == [True, True]
    assert asked(tmp_path / "keys") == []
    assert await found(tmp_path)


def test_what_was_asked_of_a_bot_that_died_is_done_by_the_next_look(house: Path) -> None:
    ask(house / "keys", [PEPPER])
    assert mind(house) == ["a rotation is asked for: pepper.key"]

    async def started() -> list[str]:
        async with opened(read(house / "config.yaml"), now) as store:
            return await look(store)

    assert asyncio.run(started()) == [PEPPER]


def test_keys_from_the_environment_are_the_operators_to_change(house: Path) -> None:
    before = secrets(house)
    told = fault(glos(house, "keys", "rotate", GLOS_STORAGE__MASTER_KEY=before[0].strip()))
    assert told.startswith("GLOS_STORAGE__MASTER_KEY comes from the environment")
    assert "master.key" in told
    assert secrets(house) == before


def test_where_nothing_is_there_yet_there_is_nothing_to_change(folder: Path) -> None:
    assert fault(glos(folder, "keys", "rotate")).startswith("There is no database yet")


# ---------------------------------------------------------------------------- a look


def test_a_sound_house_has_no_fault_and_no_secret_is_told(house: Path) -> None:
    asyncio.run(tell(house))
    done = glos(house, "keys", "check")
    assert done.returncode == 0
    assert [line[0] for line in done.stdout.splitlines()] == ["✓"] * 5
    told = done.stdout + done.stderr
    house_key = glos(house, "keys", "show").stdout
    assert not any(secret.strip() in told for secret in (*secrets(house), house_key))
    assert "the pepper has 1 link" in told
    assert "all 1 records that have a key of their own have it" in told


def test_a_folder_or_a_file_open_to_others_is_bad(house: Path) -> None:
    (house / "keys" / "pepper.key").chmod(0o644)
    assert bad(house) == ["others may read pepper.key; close it with `chmod 600`"]
    (house / "keys").chmod(0o755)
    assert "is open to others" in bad(house)[0]
    assert glos(house, "keys", "check").returncode == 1


def test_missing_files_are_bad_and_nothing_is_made(house: Path) -> None:
    (house / "keys" / "keys.db").unlink()
    assert bad(house) == ["keys.db is missing, and with it every key; restore the right key folder"]
    assert not (house / "keys" / "keys.db").exists()
    (house / "keys" / "master.key").unlink()
    assert bad(house) == ["master.key is missing; restore the right key folder"]


def test_keys_of_another_house_are_bad(house: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "config.yaml").write_text("", "utf-8")
    asyncio.run(make(other))
    (house / "keys").rename(house / "own")
    (other / "keys").rename(house / "keys")
    assert bad(house) == ["the keys do not belong to this database"]


def test_a_record_without_a_key_is_bad_and_a_key_without_a_record_is_said(house: Path) -> None:
    asyncio.run(tell(house))
    with closing(sqlite3.connect(house / "data" / "glos.db")) as connection, connection:
        [record] = connection.execute("SELECT * FROM session").fetchall()
        connection.execute("DELETE FROM session")
    assert mind(house) == ["keys without a record: 1; the next start lets them die"]
    with closing(sqlite3.connect(house / "data" / "glos.db")) as connection, connection:
        connection.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?)", record)
    with closing(sqlite3.connect(house / "keys" / "keys.db")) as connection, connection:
        connection.execute("DELETE FROM key WHERE length(id) = 16")
    assert bad(house) == ["records without a key: 1; an older copy, or another's key store"]


def test_an_unfinished_rotation_is_said_and_left_alone(house: Path) -> None:
    write_next(house / "keys", PEPPER, [os.urandom(32)] * 2)
    assert mind(house) == ["a rotation of the keys was cut off; the next start of the bot finishes it"]
    assert (house / "keys" / "pepper.next").exists()


def test_a_primitive_that_gives_another_answer_is_bad(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(answers.ANSWERS, "X25519", lambda: False)
    assert bad(house) == ["X25519 on this machine: not what the standard says; use another"]
