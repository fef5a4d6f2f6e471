"""Machine translation on this machine: text in, text or nothing out, within a time that is never exceeded.

It is done by a process of its own, because a thread that hangs cannot be ended: the process is killed, and
models, plaintext and the faults of a library in C++ stay out of the bot.
"""

from __future__ import annotations

import asyncio
import math
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

import structlog
from msgspec import json

from bot import argos, models
from bot.translation_text import Line, kept
from bot.translation_worker import Answer, Order

if TYPE_CHECKING:
    from collections.abc import Sequence

TRIES: Final = 3
"""Faults in a row after which translation rests, so that no message waits for what does not work."""
REST_SECONDS: Final = 60
IDLE_SECONDS: Final = 300
"""After so long without work the process ends, and with it what its memory may still hold of a text."""
PATIENCE_SECONDS: Final = 2
"""The process ends itself so much later than it should have been killed."""
TRIAL_SECONDS: Final = 60
LONGEST_LINE: Final = 2**22
"""Bytes of an answer; a text of 4,096 letters has some ten thousand."""
ROOT: Final = Path(__file__).parent.parent
PASSED_ON: Final = ("PATH", "LD_LIBRARY_PATH")
"""All that the process gets of the bot's environment, where tokens and keys are."""

log = structlog.get_logger()


class Translation(NamedTuple):
    """A machine-made translation, never shown without its original."""

    text: str
    source: str
    target: str


class Translator:
    """Translates one text after the other, and says None rather than keep a message waiting.

    `folder` holds the models, and may be filled while the bot runs. A text waits at most `seconds` for its
    turn and takes at most `seconds` from then on.
    """

    def __init__(self, folder: Path, seconds: float = 8.0) -> None:
        self._folder = folder.absolute()
        self._seconds = seconds
        self._worker = Worker(self._folder, seconds)
        self._turn = asyncio.Lock()
        self._seen: tuple[int, tuple[models.Model, ...]] = (-1, ())
        self._missing = not argos.present()
        self._closed = False
        self._told: set[str] = set()
        self._faults = 0
        self._rests_until = -math.inf

    def pairs(self) -> frozenset[tuple[str, str]]:
        """Return which languages can be translated into which, also through a third; never raises."""
        return frozenset() if self._off() else models.pairs(self._models())

    async def translate(self, text: str, source: str, target: str) -> Translation | None:
        """Return the translation; None for the same language, without a model, after a fault or too late.

        A text without a word comes back as it is. Nothing is raised but CancelledError.
        """
        if source == target:
            return None
        lines = [Line.of(line) for line in text.split("\n")]
        if not any(line.speaks for line in lines):
            return Translation(text, source, target)
        way = models.way(self._models(), source, target)
        if not way or self._off():
            return None
        order = Order(
            tuple(line.words for line in lines if line.speaks), tuple(str(model.folder) for model in way)
        )
        said = await self._in_turn(order)
        if said is None or len(said) != len(order.lines) or not all(line.strip() for line in said):
            return None
        rest = iter(said)
        translated = "\n".join(line.with_words(next(rest) if line.speaks else line.words) for line in lines)
        return Translation(translated, source, target) if kept(text, translated) else None

    async def close(self) -> None:
        """End the process; who still waits gets None, and so does everybody later."""
        self._closed = True
        await self._worker.end()

    def _models(self) -> tuple[models.Model, ...]:
        """Return the installed models; they are read again when something in the folder came or went."""
        try:
            changed = self._folder.stat().st_mtime_ns
        except OSError:
            return ()
        if self._seen[0] != changed:
            self._seen = (changed, models.installed(self._folder))
        return self._seen[1]

    def _off(self) -> bool:
        if self._missing and self._models():
            self._tell_once("the extra is not installed")
        return self._missing or self._closed

    async def _in_turn(self, order: Order) -> tuple[str, ...] | None:
        try:
            async with asyncio.timeout(self._seconds):
                await self._turn.acquire()
        except TimeoutError:
            return None
        try:
            resting = asyncio.get_running_loop().time() < self._rests_until
            return None if resting or self._off() else await self._asked(order)
        finally:
            self._turn.release()

    async def _asked(self, order: Order) -> tuple[str, ...] | None:
        """Ask the process; after a fault, or where nobody waits for the answer any more, it is killed."""
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._worker.ask(order)
        except asyncio.CancelledError:
            self._worker.kill()
            raise
        except Exception as fault:  # noqa: BLE001  whatever it was, the original goes out without a translation
            self._worker.kill()
            self._failed(type(fault).__name__)
            return None
        if answer.lines is None:
            self._missing = self._missing or answer.missing
            self._tell_once(answer.fault)
        self._faults = 0
        return answer.lines

    def _tell_once(self, error: str) -> None:
        """Log what will not change by itself once, and not at each message."""
        if error not in self._told:
            self._told.add(error)
            log.warning("a text cannot be translated", kind=error)

    def _failed(self, error: str) -> None:
        if self._closed:
            return
        log.warning("translation failed", error=error)
        self._faults += 1
        if self._faults >= TRIES:
            self._faults = 0
            self._rests_until = asyncio.get_running_loop().time() + REST_SECONDS
            log.warning("translation rests", seconds=REST_SECONDS)


# ---------------------------------------------------------------------------- the process


class Worker:
    """The process that holds the models, started when it is needed; see bot/translation_worker.py."""

    command: ClassVar[Sequence[str]] = (sys.executable, "-P", "-m", "bot.translation_worker")

    def __init__(self, folder: Path, seconds: float) -> None:
        self._folder = folder
        self._limit = math.ceil(seconds) + PATIENCE_SECONDS
        self._process: asyncio.subprocess.Process | None = None
        self._killed: list[asyncio.subprocess.Process] = []
        self._idle: asyncio.TimerHandle | None = None
        self._ended = False

    async def ask(self, order: Order) -> Answer:
        """Return the answer to an order; raises OSError, EOFError or ValueError where there is none.

        Whoever does not wait for the answer must kill the process, or the next order would be given it.
        """
        if self._idle:
            self._idle.cancel()
        process = await self._running()
        if not process.stdin or not process.stdout:
            raise EOFError
        process.stdin.write(json.encode(order) + b"\n")
        await process.stdin.drain()
        line = await process.stdout.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        self._idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self.kill)
        return json.decode(line, type=Answer)

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *self.command,
                str(self._limit),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=self._environment(),
                start_new_session=True,  # Ctrl-C is for the bot, which ends the process when it is done
                limit=LONGEST_LINE,
            )
        if self._ended:
            self.kill()
            raise EOFError
        return self._process

    def _environment(self) -> dict[str, str]:
        """Return what the library reads: its folders, and one thread, as two spin against each other."""
        folders = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "ARGOS_PACKAGES_DIR")
        return {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {
            **dict.fromkeys(folders, str(self._folder)),
            "ARGOS_DEVICE_TYPE": "cpu",
            "ARGOS_INTRA_THREADS": "1",
            "ARGOS_BATCH_SIZE": "512",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(ROOT),
        }

    def kill(self) -> None:
        """Kill the process if there is one, without waiting for its end."""
        if self._idle:
            self._idle.cancel()
        process, self._process = self._process, None
        if process and process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            self._killed = [*(one for one in self._killed if one.returncode is None), process]

    async def end(self) -> None:
        """Kill the process, see it and those before it gone, and never start another."""
        self._ended = True
        self.kill()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                for process in self._killed:
                    await process.wait()


async def loads(model: Path) -> bool:
    """Whether a model says anything at all; True without the library, where nobody can tell."""
    worker = Worker(model.parent, TRIAL_SECONDS)
    try:
        async with asyncio.timeout(TRIAL_SECONDS):
            answer = await worker.ask(Order(("Hello.",), (str(model),)))
    except (OSError, EOFError, ValueError):  # TimeoutError is an OSError
        return False
    finally:
        await worker.end()
    return answer.missing or bool(answer.lines)
