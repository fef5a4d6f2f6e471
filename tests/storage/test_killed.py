"""Killed (really, by SIGKILL) before every step of a rotation: the next start finishes it or drops it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def kills(tmp_path_factory: pytest.TempPathFactory) -> list[list[Any]]:
    """What tests/storage/killed.py has to tell of each kill."""
    command = [sys.executable, "-m", "tests.storage.killed", str(tmp_path_factory.mktemp("killed"))]
    root = Path(__file__).parent.parent.parent
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("file", ["pepper.key", "master.key"])
def test_killed_at_any_step_all_is_found_and_nothing_unfinished_is_left(
    kills: list[list[Any]], file: str
) -> None:
    mine = [kill for kill in kills if kill[0] == file]
    steps = [what for _, what, _, _, _ in mine]
    assert len(steps) > 15
    assert steps[-1] == ""  # the last one came to its end
    assert {"fsync", "os.rename", "PRAGMA wal_checkpoint(TRUNCATE", "commit"} <= set(steps)
    assert [what for _, what, _, _, good in mine if not good] == []


@pytest.mark.parametrize("file", ["pepper.key", "master.key"])
def test_it_is_the_commit_that_decides_which_keys_the_next_start_takes(
    kills: list[list[Any]], file: str
) -> None:
    mine = [kill for kill in kills if kill[0] == file]
    decided = [what for _, what, _, _, _ in mine].index("commit")
    assert [changed for _, _, _, changed, _ in mine] == [number > decided for number in range(len(mine))]
    assert {links for _, _, links, changed, _ in mine if not changed} == {1}
    assert {links for _, _, links, changed, _ in mine if changed} == {2 if file == "pepper.key" else 1}
