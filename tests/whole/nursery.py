"""Starts `glos` again and again without importing its libraries each time, which alone takes seconds.

It imports everything once, and then forks a process for each order on standard input, in which nothing of the
bot has run yet. Such a process is killed and restarted like any other. test_flows.py starts `glos` itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot import cli, files, house, media, runner, wire
from bot.team import runner as team_runner
from storage import database, sqlite

ROOT = Path(__file__).parents[2]
PATIENCE = 5
"""Seconds that a bot in a hurry waits for an answer: a busy machine is often a second late, never so many."""
LONG = 120
"""Seconds that anything else may take; what happens where it takes longer is tested part by part."""


class Nursery:
    """The side of the tests."""

    def __init__(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GLOS_")}
        self._process = subprocess.Popen(
            [sys.executable, "-P", __file__],  # by its path: a library brings a package `tests` of its own
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment,
        )

    def start(self, arguments: list[str], token: str, log: Path, ahead: Path | None, speed: float = 1) -> int:
        """Start `glos` and return the process's id.

        Where `ahead` is given, its seconds move the clock; `speed` divides the waits, as in the sandbox.
        """
        order = {"arguments": arguments, "token": token, "log": str(log), "ahead": str(ahead or "")}
        return int(self._asked({**order, "speed": speed}))

    def ended(self, pid: int) -> int | None:
        """Return the exit code of a process, negative for a signal; None while it runs."""
        code = self._asked({"ended": pid})
        return None if code is None else int(code)

    def close(self) -> None:
        """End it."""
        self._process.communicate()

    def _asked(self, order: dict[str, Any]) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


# ---------------------------------------------------------------------------- the other side


def serve() -> None:
    """Do as is told, line by line, until standard input ends."""
    for line in sys.stdin:
        order = json.loads(line)
        answer = _ended(order["ended"]) if "ended" in order else _started(order)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _ended(pid: int) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _started(order: dict[str, Any]) -> int:
    pid = os.fork()
    if pid == 0:
        _become(order)
    return pid


def _become(order: dict[str, Any]) -> None:
    """Be `glos` with these arguments, and nothing of the process that forked it."""
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for stream, file in enumerate((nothing, log, log)):
        os.dup2(file, stream)
    os.environ["GLOS_TELEGRAM__TOKEN"] = order["token"]
    sys.argv = ["glos", *order["arguments"]]
    _take_time()
    if order["ahead"]:
        _move(Path(order["ahead"]))
    if order["speed"] != 1:
        _hurry(order["speed"])
    try:
        cli.main()
    except SystemExit as end:
        os._exit(end.code if isinstance(end.code, int) else 0)
    os._exit(0)


def _take_time() -> None:
    """Let nothing fail because the machine is busy: a turn, a locked file, a photo, a download."""
    runner.TURN_SECONDS = team_runner.TURN_SECONDS = LONG  # type: ignore[misc]  # as in the modules' own tests
    database.BUSY_SECONDS = sqlite.CHECKPOINT_SECONDS = LONG
    media.SECONDS = files.SECONDS = LONG  # type: ignore[misc]  # as above


def _move(ahead: Path) -> None:
    """Put the clock ahead by the seconds in a file, and look each second at the timers that are due."""
    cli.clock = lambda: datetime.now(UTC) + timedelta(seconds=float(ahead.read_text("ascii")))
    house.TIMER_SECONDS = 1  # type: ignore[misc]  # what is due is found at once, not twenty seconds later


def _hurry(speed: float) -> None:
    """Wait less between tries, as `glos sandbox --speed` does, and for an answer."""
    house.work = partial(house.work, speed=speed)
    wire.CALL_SECONDS = PATIENCE  # type: ignore[misc]  # as above


if __name__ == "__main__":
    serve()
