"""The process that translates has no way out but its pipe, and ends with the bot, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from bot.translation import Translator
from tests.bot.test_translation import TEACHER
from tests.translation.installed import PAIRS, unpack
from tests.translation.processes import gone, pid

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SECRETS = {"GLOS_TELEGRAM__TOKEN": "sesame", "GLOS_STORAGE__MASTER_KEY": "sesame", "ARGOS_DEBUG": "1"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the four models."""
    return unpack(tmp_path / "models")


@pytest.fixture
async def translator(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Translator]:
    """A translator that has worked, for a bot with secrets in its environment."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    one = Translator(folder, 30)
    assert await one.translate(TEACHER, "uk", "pl")
    yield one
    await one.close()


def of(number: int, name: str) -> str:
    """What the system tells about a process."""
    return Path(f"/proc/{number}/{name}").read_text("utf-8")


# ---------------------------------------------------------------------------- no way out


async def test_neither_secrets_nor_the_debug_switch_reach_the_process(translator: Translator) -> None:
    environment = of(pid(translator), "environ")
    assert "ARGOS_PACKAGES_DIR=" in environment
    assert "sesame" not in environment
    assert "ARGOS_DEBUG" not in environment


async def test_the_process_can_write_no_file_and_no_core_dump(translator: Translator) -> None:
    limits = of(pid(translator), "limits").splitlines()
    least = [line.split("  ")[0] for line in limits if line.split()[-3:-1] in (["0", "0"], ["1", "1"])]
    assert {"Max file size", "Max core file size"} <= set(least)


async def test_the_process_holds_its_two_pipes_and_nothing_else(translator: Translator) -> None:
    held = {int(entry.name): str(entry.readlink()) for entry in Path(f"/proc/{pid(translator)}/fd").iterdir()}
    assert held[0].startswith("pipe:")
    assert held[1] == held[2] == os.devnull
    assert sorted(held[number].partition(":")[0] for number in held if number > 2) == [os.devnull, "pipe"]


async def test_nothing_is_left_in_the_folder_in_the_log_or_on_the_screen(
    translator: Translator, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with capture_logs() as lines:
        for text in (TEACHER, "Водій [1] образив мене.", f"{TEACHER}\n\n{TEACHER}"):
            await translator.translate(text, "uk", "pl")
    assert lines == []
    assert capfd.readouterr() == ("", "")
    assert {path.name for path in folder.iterdir()} == {f"translate-{pair}-1_0" for pair in PAIRS}


NO_NETWORK = """
import os, socket, sys
from bot import translation_worker
pipe = translation_worker._shut_off()
print("nobody reads this")
for reach in (lambda: socket.create_connection(("127.0.0.1", 9)), lambda: socket.getaddrinfo("localhost", 9)):
    try:
        reach()
    except PermissionError:
        pipe.write(b"refused ")
try:
    with open("trace", "w") as trace:
        trace.write("a text")
except OSError:
    pipe.write(b"refused")
"""


def test_a_library_that_would_download_or_write_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", NO_NETWORK],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (b"refused refused refused", b"")
    assert (tmp_path / "trace").read_bytes() == b""


# ---------------------------------------------------------------------------- no life of its own


BOT = """
import asyncio, pathlib, sys
from bot.translation import Translator, Worker
{prepared}
async def main():
    translator = Translator(pathlib.Path(sys.argv[1]), 2)
    working = asyncio.create_task(translator.translate("Водій образив мене.", "uk", "en"))
    while not (process := translator._worker._process):
        await asyncio.sleep(0)
    print(process.pid, flush=True)
    print(await working, flush=True)
    await asyncio.sleep(1000)
asyncio.run(main())
"""
STUCK = """
Worker.command = (sys.executable, "-P", "-c", '''
from bot import translation_worker
translation_worker._answer = lambda order: {hang}
translation_worker.main()
''')
"""


def started(folder: Path, prepared: str = "") -> subprocess.Popen[str]:
    """A bot of its own that translates."""
    return subprocess.Popen(
        [sys.executable, "-c", BOT.replace("{prepared}", prepared), str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": "."},
    )


async def test_the_process_ends_when_the_bot_is_killed(folder: Path) -> None:
    with started(folder) as bot:
        assert bot.stdout
        number = int(bot.stdout.readline())
        assert "The driver insulted me." in bot.stdout.readline()
        assert of(number, "comm")
        bot.send_signal(signal.SIGKILL)
    await gone(number)


@pytest.mark.parametrize(
    "hang",
    ["__import__('time').sleep(1000)", "__import__('ctypes').PyDLL(None).sleep(1000)"],
    ids=["waits", "does not let Python run"],
)
async def test_a_process_that_hangs_ends_too_when_the_bot_is_killed(folder: Path, hang: str) -> None:
    with started(folder, STUCK.replace("{hang}", hang)) as bot:
        assert bot.stdout
        number = int(bot.stdout.readline())
        bot.send_signal(signal.SIGKILL)
    await gone(number)
