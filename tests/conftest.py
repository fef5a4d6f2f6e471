"""For every test: it reaches no other machine, needs no setting of this one, and in CI is not skipped."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Generator

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

HERE = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "", None}  # noqa: S104  names of this machine


def _stay_here(event: str, args: tuple[Any, ...]) -> None:
    """Refuse a connection to another machine before it is made."""
    if event == "socket.connect" and isinstance(args[1], tuple) and args[1][0] not in HERE:
        raise PermissionError(f"a test tried to reach {args[1][0]}")
    if event == "socket.getaddrinfo" and args[0] not in HERE:
        raise PermissionError(f"a test tried to look up {args[0]}")


# On a busy machine an example may take any time; loaded here, so that --hypothesis-profile still has its say.
settings.register_profile(
    "glos", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("glos")


def pytest_configure() -> None:
    """Begin to watch; an audit hook cannot be taken off again."""
    sys.addaudithook(_stay_here)
    for name in [name for name in os.environ if name.startswith("GLOS_") and name != "GLOS_CI"]:
        del os.environ[name]  # a bot that this machine is set up for, with its keys perhaps


def _failed_if_skipped(report: Report) -> Report:
    if os.environ.get("GLOS_CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, which GLOS_CI forbids: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failure where GLOS_CI says that everything is installed."""
    return _failed_if_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a skipped file into a failure likewise."""
    return _failed_if_skipped((yield))
