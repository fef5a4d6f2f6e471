"""Whoever watches chats is told, once for many changes, which of them have changed."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.refusal import Body


class Watcher:
    """One open event stream; changes that are not fetched yet are kept once each."""

    def __init__(self, phone: int | None) -> None:
        """Watch one phone, or all of them (None)."""
        self.phone = phone
        self.ended = False
        self._news: dict[str, None] = {}
        self._some = asyncio.Event()

    def tell(self, news: Body) -> None:
        """Keep a piece of news until it is fetched."""
        self._news[json.dumps(news)] = None
        self._some.set()

    def end(self) -> None:
        """End the stream."""
        self.ended = True
        self._some.set()

    async def fetch(self) -> list[str]:
        """Wait for news and return it as JSON texts."""
        await self._some.wait()
        self._some.clear()
        news, self._news = list(self._news), {}
        return news


class Watchers:
    """All open event streams."""

    def __init__(self) -> None:
        self._open: list[Watcher] = []

    def add(self, phone: int | None) -> Watcher:
        """Open a stream."""
        watcher = Watcher(phone)
        self._open.append(watcher)
        return watcher

    def drop(self, watcher: Watcher) -> None:
        """Close a stream."""
        self._open.remove(watcher)

    def changed(self, chat: int, bot: int, *, group: bool) -> None:
        """Tell of a change in a chat: `{"phone", "bot"}`, or `{"group", "bot"}`."""
        for watcher in self._for(chat):
            watcher.tell({"group" if group else "phone": chat, "bot": bot})

    def people(self) -> None:
        """Tell everybody that there are other people, or that they are in other groups."""
        for watcher in self._open:
            watcher.tell({"people": True})

    def panel(self) -> None:
        """Tell everybody that the panel has changed."""
        for watcher in self._open:
            watcher.tell({"panel": True})

    def end(self) -> None:
        """End all streams."""
        for watcher in self._open:
            watcher.end()

    def _for(self, chat: int) -> Iterator[Watcher]:
        return (watcher for watcher in self._open if watcher.phone in (None, chat))
