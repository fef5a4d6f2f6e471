"""`glos sandbox` as a process of its own, with keys and data in a folder that is thrown away."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.whole.installation import BOXES

if TYPE_CHECKING:
    from collections.abc import Iterator

GLOS = Path(sys.executable).with_name("glos")
SPEED = "100"
"""Divides the waits that the sandbox imposes on a bot, so that nobody here waits for a limit."""


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Start it on a free port, yield the address that it prints for a person, and end it as Ctrl-C does.

    What lies in `folder`/data before the start is its own.
    """
    command: list[str | Path] = [
        GLOS,
        "sandbox",
        "--folder",
        folder / "data",
        "--port",
        "0",
        "--speed",
        SPEED,
    ]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GLOS_")}
    log = folder / "glos.log"
    with (
        log.open("wb") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, cwd=folder, env=clean) as process,
    ):
        try:
            assert process.stdout
            address = re.search(r"http://\S+", process.stdout.readline().decode())
            assert address, f"glos sandbox did not start: {log.read_text('utf-8')}"
            yield address[0]
        finally:
            process.terminate()


def delivered(folder: Path) -> bool:
    """Whether all that its bots owe was sent, and they know where it stands."""
    with closing(sqlite3.connect(folder / "data" / "data" / "glos.db")) as data:
        return not any(data.execute(f"SELECT 1 FROM {box} LIMIT 1").fetchone() for box in BOXES)  # noqa: S608  names of our own
