"""The process that translates: it reads orders from a pipe, answers there, and has no other way out."""

from __future__ import annotations

import logging
import os
import resource
import signal
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from msgspec import Struct, json

from bot import argos, dumps

if TYPE_CHECKING:
    from collections.abc import Callable

NETWORK: Final = ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto")
"""Audit events (Python's "Audit events table") that would reach a network."""
NICENESS: Final = 5
"""The bot goes first where both want the processor."""


class Order(Struct, frozen=True, array_like=True):
    """Lines to translate, and the folders of the models to take them through one after the other."""

    lines: tuple[str, ...]
    models: tuple[str, ...]


class Answer(Struct, frozen=True, array_like=True):
    """The lines translated, or None with the kind of the fault; words of a fault could hold the text."""

    lines: tuple[str, ...] | None
    fault: str = ""
    missing: bool = False
    """Whether the library is not installed."""


def main() -> None:
    """Answer orders, one JSON value a line, until the bot closes the pipe by intent or by dying.

    The one argument is the number of seconds after which an order ends this process, also when nobody is left
    to kill it and when the library does not let Python run.
    """
    seconds = int(sys.argv[1])
    pipe = _shut_off()
    for line in sys.stdin.buffer:
        signal.alarm(seconds)
        pipe.write(json.encode(_answer(json.decode(line, type=Order))) + b"\n")
        pipe.flush()
        signal.alarm(0)


def _shut_off() -> BinaryIO:
    """Return the pipe to the bot after closing every other way out: output, log, files, dumps and network."""
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stderr.fileno())
    logging.disable(logging.CRITICAL)
    with suppress(OSError):  # where memory runs out, Linux ends this process and not the bot
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    dumps.none()
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(_stay_here)
    os.nice(NICENESS)
    return pipe


def _stay_here(event: str, _: tuple[Any, ...]) -> None:
    if event in NETWORK:
        raise PermissionError


def _answer(order: Order) -> Answer:
    try:
        return Answer(tuple(_translated(line, order.models) for line in order.lines))
    except Exception as fault:  # noqa: BLE001  whatever is wrong with a model, the next order may be for another
        missing = isinstance(fault, ImportError) and not argos.present()
        return Answer(None, type(fault).__name__, missing=missing)


def _translated(line: str, models: tuple[str, ...]) -> str:
    for folder in models:
        line = _model(folder)(line)
    return line


@cache
def _model(folder: str) -> Callable[[str], str]:
    return argos.load(folder)


if __name__ == "__main__":
    main()
