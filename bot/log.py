"""The log: what the bot does, never for whom, because only named and harmless values pass its gate."""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import threading
import warnings
from contextlib import contextmanager, suppress
from io import StringIO
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, TextIO, cast

import structlog

from bot import dumps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from structlog.typing import EventDict, Processor

KEYS: Final = (
    "timestamp",
    "level",
    "event",
    "logger",
    "kind",
    "method",
    "status",
    "count",
    "seconds",
    "error",
    "place",
)
"""All that a line of the log may carry, in the order in which it is written."""
PLAIN: Final = re.compile(r"(?!.*\d{7})[\w.:<>/ -]{1,100}", re.ASCII)
"""Words a programmer wrote: no message, no name in Cyrillic letters, no number long enough to be an id."""


def configure(level: str, format_: str) -> None:
    """Send everything that is logged, by us or by a library, through the gate to standard error.

    `level` is "debug", "info", "warning" or "error"; `format_` is "text" or "json". Core dumps are switched
    off, because they would hold what the gate keeps back.
    """
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%MZ", utc=True),
            _without_traceback,
            _gate,
            _writer(format_),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", _Stderr())),
        cache_logger_on_first_use=False,
    )
    _take_over_libraries(level)
    warnings.showwarning = _warned
    sys.excepthook = _excepthook
    threading.excepthook = lambda args: _unhandled("thread failed", args.exc_value)
    sys.unraisablehook = lambda args: _unhandled("clean-up failed", args.exc_value)
    dumps.none()


@contextmanager
def alone() -> Iterator[None]:
    """Let nobody but the log write to standard output and error meanwhile.

    Some print what an exception says without asking any hook: traceback, multiprocessing, logging itself.
    """
    kept = sys.stdout, sys.stderr
    _Stderr.stream = sys.stderr
    sys.stdout = sys.stderr = _Nowhere()
    try:
        yield
    finally:
        sys.stdout, sys.stderr = kept
        _Stderr.stream = None


class _Nowhere(StringIO):
    """Takes whatever is written, and keeps none of it."""

    def write(self, text: str, /) -> int:
        return len(text)


class _Stderr:
    """Standard error; a line that cannot be written (full disk) never stops the work that it is about."""

    stream: TextIO | None = None
    """The real one, while nobody else may write there."""

    def write(self, line: str) -> None:
        with suppress(OSError):
            (self.stream or sys.stderr).write(line)

    def flush(self) -> None:
        with suppress(OSError):
            (self.stream or sys.stderr).flush()


def place(fault: BaseException) -> str:
    """Return where an exception was raised, as "file.py:12" without folders; "" where nobody knows."""
    traceback: TracebackType | None = fault.__traceback__
    while traceback and traceback.tb_next:
        traceback = traceback.tb_next
    if traceback is None:
        return ""
    return f"{PurePath(traceback.tb_frame.f_code.co_filename).name}:{traceback.tb_lineno}"


# ---------------------------------------------------------------------------- the gate


def _without_traceback(_: Any, __: str, line: EventDict) -> EventDict:
    """Keep of an exception its type and place; its words may hold anything."""
    fault = line.pop("exc_info", None)
    fault = sys.exc_info()[1] if fault is True else fault
    fault = fault[1] if isinstance(fault, tuple) else fault
    if isinstance(fault, BaseException):
        line.update(error=type(fault).__name__, place=place(fault))
    return line


def _gate(_: Any, __: str, line: EventDict) -> EventDict:
    return {key: line[key] for key in KEYS if key in line and _harmless(line[key])}


def _harmless(value: object) -> bool:
    if isinstance(value, (int, float)):
        return abs(value) < 1_000_000  # noqa: PLR2004  as PLAIN: six digits are no id of Telegram's
    return isinstance(value, str) and PLAIN.fullmatch(value) is not None


def _writer(format_: str) -> Processor:
    if format_ == "json":
        return structlog.processors.JSONRenderer()
    return _as_text


def _as_text(_: Any, __: str, line: EventDict) -> str:
    head = " ".join(str(line.pop(key)) for key in KEYS[:3] if key in line)
    return " ".join([head, *(f"{key}={value}" for key, value in line.items())])


# ---------------------------------------------------------------------------- what others say


def _library(logger: logging.Logger, record: logging.LogRecord) -> None:
    """Say of a record only who logged it, how grave it is, which exception and where."""
    fault = record.exc_info[1] if record.exc_info else None
    about = {"error": type(fault).__name__} if fault else {}
    where = (fault and place(fault)) or f"{PurePath(record.pathname).name}:{record.lineno}"
    level = min(max(record.levelno // 10 * 10, logging.DEBUG), logging.CRITICAL)
    structlog.get_logger().log(level, "library", logger=logger.name, place=where, **about)


def _take_over_libraries(level: str) -> None:
    """Let records pass by every handler, also by those that a library adds later (SQLAlchemy's echo does)."""
    logging.Logger.callHandlers = _library  # type: ignore[assignment, method-assign]
    logging.raiseExceptions = (
        False  # a handler that somebody calls all the same prints no record that it spoils
    )
    # Below a warning a library has nothing to say that would be left after the gate.
    logging.getLogger().setLevel("DEBUG" if level == "debug" else "ERROR" if level == "error" else "WARNING")


def _warned(
    message: Warning | str,  # noqa: ARG001  the signature is that of warnings.showwarning
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001  as above
    line: str | None = None,  # noqa: ARG001  as above
) -> None:
    where = f"{PurePath(filename).name}:{lineno}"
    structlog.get_logger().warning("library", error=category.__name__, place=where)


def _excepthook(_: type[BaseException], fault: BaseException, __: TracebackType | None) -> None:
    _unhandled("stopped by a fault", fault)


def _unhandled(event: str, fault: BaseException | None) -> None:
    if isinstance(fault, (KeyboardInterrupt, asyncio.CancelledError)):
        return
    with suppress(Exception):  # where a hook fails, Python prints both faults with all their words
        structlog.get_logger().error(event, exc_info=fault)
