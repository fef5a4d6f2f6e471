"""Words of one's own are scrubbed before their turn: a word for each kind stands where something was."""

from __future__ import annotations

import asyncio
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Final

import structlog
from msgspec.structs import replace

from flows.crisis import crisis
from flows.model import LANGUAGES, MediaSent, TextSent, text
from flows.people import spoken
from flows.typed import is_scrubbed
from storage.register.scrub import Kind, Scrubber, ScrubFailed, masked

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.render import Catalog
    from flows.bundle import Flows
    from flows.model import Event, Session
    from storage.register.scrub import Found

OUT: Final = "[{}]"
"""The one form of what stands in place of something: for people with a word in it, for machines a number."""

log = structlog.get_logger()


class Scrubbing:
    """The scrubber as this installation uses it: loaded once, when it is first needed, and off the loop.

    It fails closed: nothing of a text that was not scrubbed is handed on, and none of it is ever logged.
    """

    def __init__(self, catalog: Catalog, load: Callable[[], Scrubber] = Scrubber.load) -> None:
        """Take the words that are put in place, and what loads the scrubber (raises ScrubFailed)."""
        self._catalog = catalog
        self._load = load
        self._lock = Lock()
        self._scrubber: Scrubber | None = None

    async def seen(self, flows: Flows, session: Session, event: Event) -> Event:
        """Return the event as the conversation may have it: words of one's own scrubbed, or not there."""
        if not is_scrubbed(flows, session, event) or not isinstance(event, TextSent | MediaSent):
            return event
        return await asyncio.to_thread(self.scrubbed, event, spoken(session))

    def scrubbed(self, event: TextSent | MediaSent, language: str) -> TextSent | MediaSent:
        """Return an event with its words scrubbed, without any where that failed (blocking)."""
        words = event.caption if isinstance(event, MediaSent) else event.text
        event = replace(event, crisis=crisis(words))
        try:
            found = self.find(words, language)
        except ScrubFailed:
            log.warning("words not scrubbed")
            return replace(_saying(event, ""), scrubbed="failed")
        rest = masked(words, found.spans, lambda _: "")
        unread = not found.language and any(map(str.isalpha, rest))
        kept = masked(words, found.spans, partial(self.word, language))
        return replace(_saying(event, kept), scrubbed="yes", replaced=len(found.spans), unread=unread)

    def find(self, words: str, language: str) -> Found:
        """Return what identifies somebody (blocking); raises ScrubFailed, also where there is no scrubber."""
        with self._lock:
            if self._scrubber is None:
                self._scrubber = self._load()
        return self._scrubber.find(words, language)

    def word(self, language: str, kind: Kind) -> str:
        """Return what stands in place of something of this kind, as "[name]"."""
        return OUT.format(self._catalog.sentence(text(f"mask.{kind.lower()}"), language))

    def kinds(self) -> dict[str, Kind]:
        """Return which kind each of these words stands for, in all four languages."""
        return {self.word(language, kind): kind for language in LANGUAGES for kind in Kind}


def _saying(event: TextSent | MediaSent, words: str) -> TextSent | MediaSent:
    """Return the event with other words."""
    return replace(event, caption=words) if isinstance(event, MediaSent) else replace(event, text=words)
