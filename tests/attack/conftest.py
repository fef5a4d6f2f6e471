"""How much is attacked: a short form in `make test`, everything in `make attack`, which prints figures."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.storage.conftest import engine, house, postgresql, pytest_generate_tests, store

__all__ = ["engine", "house", "postgresql", "pytest_generate_tests", "store"]

if TYPE_CHECKING:
    from collections.abc import Callable

FULL = os.environ.get("ATTACK") == "full"
"""Whether this is `make attack`."""


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Say a line of what was measured; `make attack` prints all of them at its end."""
    return lambda line: record_property("figure", line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was measured, where everything was attacked."""
    reports = [one for kind in ("passed", "failed") for one in terminalreporter.stats.get(kind, [])]
    lines = [line for one in reports for name, line in one.user_properties if name == "figure"]
    if FULL and lines:
        terminalreporter.section(f"figures of {datetime.now(UTC).date().isoformat()}")
        for line in lines:
            terminalreporter.line(str(line))
