"""The commands as somebody types them: each fault is one sentence, and the exit code says its kind."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.records import opened
from bot.settings import read

if TYPE_CHECKING:
    from collections.abc import Iterator

GLOS = Path(sys.executable).parent / "glos"
TOKEN = "123456:" + "A" * 35
FILLED = "centre: {name: n, controller: c, funder: f, dpo: d, contact: x, link: l}\n"


def glos(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command itself in a folder, with no settings but these in the environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GLOS_")}
    return subprocess.run(
        [GLOS, *words],
        cwd=folder,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def fault(done: subprocess.CompletedProcess[str]) -> str:
    """The one line on standard error with which a command ended."""
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with settings that are all defaults."""
    (tmp_path / "config.yaml").write_text("", "utf-8")
    return tmp_path


async def make(folder: Path, *, sandbox: bool = False) -> None:
    async with opened(read(folder / "config.yaml"), lambda: datetime.now(UTC), sandbox=sandbox):
        pass


@pytest.fixture
def house(folder: Path) -> Path:
    """An installation with keys and an empty database."""
    asyncio.run(make(folder))
    return folder


# ---------------------------------------------------------------------------- use


COMMANDS = [
    *("run", "sandbox", "check", "chat"),
    *(f"keys{command}" for command in ("", " new", " show", " rotate", " check")),
    *(f"register{command}" for command in ("", " export", " flush", " pause", " resume", " breach")),
    *(f"backup{command}" for command in ("", " create", " verify", " restore")),
]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_each_command_explains_itself(command: str) -> None:
    done = CliRunner().invoke(app, [*command.split(), "--help"], prog_name="glos")
    assert (done.exit_code, done.stderr) == (0, "")
    assert f"Usage: glos {command}".strip() in done.stdout


@pytest.mark.parametrize(
    "words", ["dance", "chat --language de", "chat nobody", "register export --format pdf"]
)
def test_wrong_use_ends_with_2(folder: Path, words: str) -> None:
    done = glos(folder, *words.split())
    assert (done.returncode, done.stdout) == (2, "")


def test_python_m_bot_is_the_same_command(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--help"], capture_output=True, check=False, cwd=folder
    )
    assert done.returncode == 0


# ---------------------------------------------------------------------------- settings and token


def test_settings_that_are_missing_or_broken_are_told(folder: Path) -> None:
    (folder / "broken.yaml").write_text("register: {batch: many}", "utf-8")
    assert fault(glos(folder, "check", "--config", "nowhere.yaml")) == (
        "nowhere.yaml: cannot be read (no such file or directory)"
    )
    assert fault(glos(folder, "keys", "show", "--config", "broken.yaml")) == (
        'broken.yaml: register.batch must be a whole number of at least 3, not "many"'
    )


def test_against_the_real_telegram_the_bot_does_not_start_with_placeholders(folder: Path) -> None:
    """R-GDPR-1: people must be able to read who is responsible before they agree."""
    told = fault(glos(folder, "run", GLOS_TELEGRAM__TOKEN=TOKEN))
    assert told.startswith("config.yaml: people must know who runs the bot, so fill in centre.name, centre.")


def test_without_a_token_the_bot_does_not_start(folder: Path) -> None:
    (folder / "config.yaml").write_text(FILLED, "utf-8")
    assert fault(glos(folder, "run")).startswith("there is no token: put it into GLOS_TELEGRAM__TOKEN")
    told = fault(glos(folder, "run", GLOS_TELEGRAM__TOKEN="sesame"))
    assert told.startswith("the token is not one that @BotFather hands out")
    assert "sesame" not in told


class Nobody(BaseHTTPRequestHandler):
    """A Bot API that knows no token."""

    def do_GET(self) -> None:
        body = json.dumps({"ok": False, "error_code": 401, "description": "Unauthorized"}).encode()
        self.send_response(401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815  the name is the library's

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def nobody() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Nobody)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_token_that_telegram_does_not_know_is_told(house: Path, nobody: str) -> None:
    sentence = "Telegram does not know the token; @BotFather shows the right one"
    environment = {"GLOS_TELEGRAM__TOKEN": TOKEN, "GLOS_TELEGRAM__API": nobody}
    assert fault(glos(house, "run", **environment)) == sentence
    done = glos(house, "check", **environment)
    assert done.returncode == 1
    assert f"✗ {sentence}\n" in done.stdout
    assert "✓ keys and database belong together\n" in done.stdout


# ---------------------------------------------------------------------------- keys and database


def test_keys_are_made_once(folder: Path) -> None:
    assert glos(folder, "keys", "new").returncode == 0
    assert (folder / "keys" / "master.key").stat().st_mode & 0o077 == 0
    assert "never overwritten" in fault(glos(folder, "keys", "new"))


def test_the_house_key_is_shown_for_the_safe(house: Path) -> None:
    done = glos(house, "keys", "show")
    assert (done.returncode, len(done.stdout.split())) == (0, 13)


def test_keys_in_or_above_the_folder_of_the_data_are_refused(folder: Path) -> None:
    for place in ("data/keys", "data", "."):
        (folder / "config.yaml").write_text(f"storage: {{key_dir: {place}}}", "utf-8")
        assert "data" in fault(glos(folder, "keys", "show"))
    assert not (folder / "data" / "glos.db").exists()


def test_keys_that_cannot_be_read_are_told(house: Path) -> None:
    (house / "keys" / "master.key").write_text("no key", "utf-8")
    assert "master.key is not a key" in fault(glos(house, "keys", "show"))
    (house / "keys" / "master.key").unlink()
    assert "master.key" in fault(glos(house, "keys", "show"))


def test_a_key_folder_that_is_a_file_is_told(folder: Path) -> None:
    (folder / "keys").write_text("", "utf-8")
    assert str(folder / "keys") in fault(glos(folder, "keys", "show"))


def test_keys_of_another_installation_are_refused(
    house: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "config.yaml").write_text("", "utf-8")
    asyncio.run(make(other))
    told = fault(glos(house, "register", "export", GLOS_STORAGE__KEY_DIR=str(other / "keys")))
    assert "do not belong to the database" in told


def test_a_database_of_a_newer_version_is_refused(house: Path) -> None:
    with closing(sqlite3.connect(house / "data" / "glos.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    assert "was written by a newer Glos (9999)" in fault(glos(house, "register", "export"))


def test_a_file_that_is_no_database_is_refused(house: Path) -> None:
    for leftover in (house / "data").glob("glos.db-*"):
        leftover.unlink()
    (house / "data" / "glos.db").write_text("once upon a time " * 1000, "utf-8")
    assert "file is not a database" in fault(glos(house, "register", "export"))


def test_a_database_of_something_else_is_refused(folder: Path) -> None:
    (folder / "data").mkdir()
    with closing(sqlite3.connect(folder / "data" / "glos.db")) as database:
        database.execute("CREATE TABLE recipes (name)")
    assert "holds tables that are not of Glos" in fault(glos(folder, "register", "export"))


def test_the_bot_refuses_the_database_of_a_sandbox(folder: Path, nobody: str) -> None:
    asyncio.run(make(folder, sandbox=True))
    told = fault(glos(folder, "run", GLOS_TELEGRAM__TOKEN=TOKEN, GLOS_TELEGRAM__API=nobody))
    assert "belongs to the sandbox" in told


# ---------------------------------------------------------------------------- register, check, chat


@pytest.mark.parametrize(("form", "begin"), [("json", b"[]"), ("csv", b"period,"), ("xlsx", b"PK")])
def test_the_register_is_printed_or_written(house: Path, form: str, begin: bytes) -> None:
    done = glos(house, "register", "export", "--format", form, "--out", "register")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (house / "register").read_bytes().startswith(begin)


def test_a_file_that_cannot_be_written_is_told(house: Path) -> None:
    told = fault(glos(house, "register", "export", "--out", "nowhere/register.json"))
    assert told == "nowhere/register.json cannot be written: no such file or directory."


def test_a_chat_is_recorded_and_told_again(folder: Path) -> None:
    command = [str(GLOS), "chat", "victim", "--language", "uk", "--record", "story.yaml"]
    done = subprocess.run(
        command, input="1\n/quit\n", capture_output=True, text=True, check=False, cwd=folder
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert glos(folder, "chat", "--replay", "story.yaml").returncode == 0
    story = (folder / "story.yaml").read_text("utf-8")
    (folder / "story.yaml").write_text(story.replace("112", "997"), "utf-8")
    done = glos(folder, "chat", "--replay", "story.yaml")
    assert (done.returncode, "another card came" in done.stdout) == (1, True)


def test_a_story_that_is_none_is_told(folder: Path) -> None:
    (folder / "story.yaml").write_text("once upon a time", "utf-8")
    assert fault(glos(folder, "chat", "--replay", "story.yaml")).startswith("this is no story: ")
    assert fault(glos(folder, "chat", "--replay", "nowhere.yaml")) == "nowhere.yaml cannot be read."
