"""Boxes are emptied, each in its order, all side by side; nothing is dropped because a try failed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import structlog
from aiogram.exceptions import AiogramError

from bot.wire import pause
from storage.store import StorageFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Box = TypeVar("Box")
Kind = TypeVar("Kind")

log = structlog.get_logger()


class Carrier(Protocol[Kind]):
    """What the rounds carry out: where something lies, and how the oldest of it is brought."""

    async def boxes(self) -> Sequence[Kind]:
        """Return the boxes with something in them."""
        ...

    async def deliver_next(self, box: Kind, /) -> bool:
        """Deliver the oldest thing of a box; False when the box is empty."""
        ...


class Rounds(Generic[Box]):
    """Goes the rounds of a carrier whenever it is woken; what fails is tried again after a growing wait."""

    def __init__(self, carrier: Carrier[Box], waits: Callable[[], Iterator[float]]) -> None:
        """Take the carrier, and what yields the waits between tries in seconds."""
        self.carrier = carrier
        self.waits = waits
        self._called = asyncio.Event()
        self._rounds: dict[Box, asyncio.Task[None]] = {}
        self._again: set[Box] = set()

    def wake(self) -> None:
        """Say that something may lie in a box."""
        self._called.set()

    async def run(self) -> None:
        """Deliver until cancelled, beginning with what an earlier process left."""
        self.wake()
        waits = self.waits()
        try:
            while True:
                await self._called.wait()
                self._called.clear()
                try:
                    await self._look()
                except Exception as fault:  # noqa: BLE001  `_put_off` logs it
                    self.wake()
                    await self._put_off(fault, waits)
                else:
                    waits = self.waits()
        finally:
            for task in self._rounds.values():
                task.cancel()
            await asyncio.gather(*self._rounds.values(), return_exceptions=True)

    async def _look(self) -> None:
        for box in await self.carrier.boxes():
            self._again.add(box)
            if box not in self._rounds:
                self._rounds[box] = asyncio.create_task(self._round(box))

    async def _round(self, box: Box) -> None:
        """Empty one box; whoever fills it meanwhile has put it into `_again`."""
        waits = self.waits()
        while box in self._again:
            self._again.discard(box)
            try:
                while await self.carrier.deliver_next(box):
                    waits = self.waits()
            except Exception as fault:  # noqa: BLE001  `_put_off` logs it
                self._again.add(box)
                await self._put_off(fault, waits)
        del self._rounds[box]

    async def _put_off(self, fault: Exception, waits: Iterator[float]) -> None:
        """Wait before the next try: nothing is dropped because something else is broken."""
        foreseen = isinstance(fault, AiogramError | StorageFailed)
        log.warning("delivery put off", error=type(fault).__name__, exc_info=None if foreseen else fault)
        await asyncio.sleep(pause(fault, waits))
