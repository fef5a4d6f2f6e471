"""What goes to the translator is scrubbed first: marks stand for names and numbers, which come back after."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.scrubbing import OUT
from bot.translation import Translation
from flows.takeout import OUT as GONE
from storage.register.scrub import ScrubFailed, masked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.lines import Translates
    from bot.scrubbing import Scrubbing
    from storage.register.scrub import Kind

_MARK: Final = re.compile(r"\[[^\[\]\n]+\]")


class _Order(NamedTuple):
    """A text as the translator gets it, and what its marks ("[1]") stand for."""

    words: str
    put: dict[str, str]


class ScrubbedTranslator:
    """Lets a translator see no name and no number; whoever reads the translation sees them.

    Where a text cannot be scrubbed there is no translation, and the original goes out as it is.
    """

    def __init__(self, translator: Translates, scrubbing: Scrubbing) -> None:
        """Take the machine that translates, and what finds names and numbers."""
        self._translator = translator
        self._scrubbing = scrubbing

    async def translate(self, text: str, source: str, target: str) -> Translation | None:
        """Return a machine's translation, None where there is none."""
        try:
            order = await asyncio.to_thread(self._order, text, source, target)
            made = await self._translator.translate(order.words, source, target)
            if made is None:
                return None
            said = await asyncio.to_thread(self._looked_at, made.text, target, order)
        except ScrubFailed:
            return None
        return Translation(said, source, target)

    def _order(self, text: str, source: str, target: str) -> _Order:
        """Put a mark in place of each detail; a word of the scrubber comes back in the other language."""
        own = self._scrubbing.kinds()
        known = {mark: self._scrubbing.word(target, kind) for mark, kind in own.items()} | {GONE: GONE}
        put: dict[str, str] = {}
        numbers = (OUT.format(number) for number in range(1, len(text) + 2) if OUT.format(number) not in text)

        def marked(words: str) -> str:
            mark = next(numbers)
            put[mark] = known.get(words, words)
            return mark

        parts: list[str] = []
        for words, found in self._parts(text, source):
            parts.append(marked(words) if found or words in known else words)
        return _Order("".join(parts), put)

    def _parts(self, text: str, source: str) -> Iterator[tuple[str, bool]]:
        """Yield a text in pieces, with whether each is a detail; what stands in brackets is a piece."""
        after = 0
        for start, end, _ in self._scrubbing.find(text, source).spans:
            yield from ((piece, False) for piece in _pieces(text[after:start]))
            yield text[start:end], True
            after = end
        yield from ((piece, False) for piece in _pieces(text[after:]))

    def _looked_at(self, made: str, target: str, order: _Order) -> str:
        """Look for details in the translation too, then bring back what the marks stand for."""

        def word(kind: Kind) -> str:
            return self._scrubbing.word(target, kind)

        found = self._scrubbing.find(made, target).spans
        new = [span for span in found if not any(mark in made[span.start : span.end] for mark in order.put)]
        return _MARK.sub(lambda mark: order.put.get(mark[0], mark[0]), masked(made, new, word))


def _pieces(text: str) -> Iterator[str]:
    """Yield a text in what stands in brackets and what stands between."""
    after = 0
    for mark in _MARK.finditer(text):
        yield from (text[after : mark.start()], mark[0])
        after = mark.end()
    yield text[after:]
