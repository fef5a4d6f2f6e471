"""Processes that translate in place of the real one, and what became of them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.translation import Translator, Worker
from tests.bot.conftest import until

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

REAL = Worker.command


def scripted(script: str) -> tuple[str, ...]:
    """A command that runs the real process after a few lines of its own."""
    return (sys.executable, "-P", "-c", f"{script}\nfrom bot import translation_worker as w\nw.main()")


HANGING = (sys.executable, "-c", "import sys, time\nsys.stdin.readline()\ntime.sleep(1000)")
DYING = (sys.executable, "-c", "import sys\nsys.stdin.readline()")
BABBLING = (sys.executable, "-c", "import sys\nfor _ in sys.stdin: print('{', flush=True)")
NEVER = ("/there/is/no/such/program",)
WITHOUT_EXTRA = scripted(
    "import sys\n"
    "class Blocker:\n"
    "    def find_spec(self, name, *_):\n"
    "        if name.startswith('argostranslate'): raise ModuleNotFoundError(name)\n"
    "sys.meta_path.insert(0, Blocker())"
)


def command(monkeypatch: pytest.MonkeyPatch, words: Sequence[str]) -> None:
    """Let the process be another one from its next start."""
    monkeypatch.setattr(Worker, "command", words)


def pid(translator: Translator) -> int:
    """The process that works for a translator."""
    process = translator._worker._process
    assert process
    return process.pid


async def gone(number: int) -> None:
    """Wait until a process has ended, be it that nobody has asked for its exit code yet."""

    async def ended() -> bool:
        try:
            return " Z " in Path(f"/proc/{number}/stat").read_text("ascii")
        except OSError:
            return True

    await until(ended)


def children() -> set[str]:
    """The processes that this one has started."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split())
