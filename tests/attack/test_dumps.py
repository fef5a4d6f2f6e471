"""No process of ours leaves a core file, which would hold what the log's gate keeps back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from bot.translation_worker import Order
from tests.bot.test_log import CANARY
from tests.whole.conftest import bot, installed, nursery, sandbox, telegram

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.whole.installation import Installation

__all__ = ["bot", "installed", "nursery", "sandbox", "telegram"]


def limits(pid: int) -> tuple[str, str]:
    """Return how large a core file of a process may be: soft and hard limit."""
    lines = Path(f"/proc/{pid}/limits").read_text("ascii").splitlines()
    line = next(line for line in lines if line.startswith("Max core file size"))
    return line.split()[4], line.split()[5]


def test_who_aborts_leaves_no_core(tmp_path: Path) -> None:
    script = "from bot import log; log.configure('debug', 'text'); import os; os.abort()"
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", f"import os; os.chdir({str(tmp_path)!r}); {script}"],
        {**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status)
    assert not os.WCOREDUMP(status)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """The process that translates, as the bot starts it."""
    command = [sys.executable, "-m", "bot.translation_worker", "60"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as one:
        yield one
        one.kill()


async def test_the_running_bot_dumps_no_core(bot: Installation) -> None:
    assert set(limits(bot.pid)) <= {"0", "1"}


def test_the_translator_dumps_no_core_and_says_nothing_but_its_answer(
    worker: subprocess.Popen[bytes],
) -> None:
    assert worker.stdin is not None
    assert worker.stdout is not None
    assert worker.stderr is not None
    worker.stdin.write(msgspec.json.encode(Order((CANARY,), (f"/nowhere/{CANARY}",))) + b"\n")
    worker.stdin.flush()
    answer = worker.stdout.readline()
    assert CANARY.encode() not in answer
    assert b"canary" not in answer
    assert set(limits(worker.pid)) <= {"0", "1"}
    worker.stdin.close()
    assert worker.stderr.read() == b""
    assert os.waitstatus_to_exitcode(os.waitpid(worker.pid, 0)[1]) == 0
