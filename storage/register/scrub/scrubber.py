"""The scrubber: everything that identifies somebody in a text, or ScrubFailed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from storage.register.scrub import lexicon as bits_of
from storage.register.scrub.formats import formats
from storage.register.scrub.languages import recognised
from storage.register.scrub.lexicon import Lexicon
from storage.register.scrub.people import People
from storage.register.scrub.shadow import shadow, straightened
from storage.register.scrub.spans import Found, ScrubFailed, check, settled
from storage.register.scrub.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.register.scrub.shadow import Shadow
    from storage.register.scrub.spans import Span

DATA: Final = Path(__file__).parent / "data"
SUMS: Final = "sums.json"


class Scrubber:
    """Finds identifying text; may be asked from several threads.

    Made by `load`. What a text holds goes nowhere: nothing is logged, kept or sent, no exception carries it.
    """

    def __init__(self, lexicon: Lexicon, people: People) -> None:
        self._lexicon = lexicon
        self._people = people

    @classmethod
    def load(cls, folder: Path = DATA) -> Self:
        """Return a scrubber with its data mapped (blocking, a fraction of a second); raises ScrubFailed."""
        try:
            _compare(folder)
            lexicon = Lexicon(folder)
            return cls(lexicon, People(folder, lexicon, bits_of.LANGUAGES))
        except Exception:  # noqa: BLE001  whatever is wrong with the data, nothing may be scrubbed with it
            raise ScrubFailed(f"the scrubber's data in {folder} is missing or broken") from None

    def find(self, text: str, language: str = "") -> Found:
        """Return what was found; `language` is a hint (pl, uk, ru, en); the same text gives the same spans.

        Raises ScrubFailed, whatever went wrong; then nothing of the text may be kept.
        """
        try:
            return self._find(text, language)
        except Exception:  # noqa: BLE001  it fails closed, and a foreign exception might carry the text
            raise ScrubFailed("the text could not be scrubbed") from None

    def _find(self, text: str, hint: str) -> Found:
        seen = shadow(text)
        readings = [one for one in (seen, straightened(text)) if one]
        spans = [span for one in readings for span in formats(one)]
        language = recognised(tokens(seen.text), self._lexicon, hint)
        if language:
            spans += [span for one in readings for span in self._named(one, language)]
        whole = settled([_trimmed(text, span) for span in spans])
        check(text, whole)
        return Found(whole, language)

    def _named(self, seen: Shadow, language: str) -> Iterator[Span]:
        for mark in self._people.find(tokens(seen.text), language):
            yield seen.span(*mark)


def _trimmed(text: str, span: Span) -> Span:
    """Return a span without the white space at its ends."""
    start, end, _ = span
    while end - start > 1 and text[end - 1].isspace():
        end -= 1
    while end - start > 1 and text[start].isspace():
        start += 1
    return span._replace(start=start, end=end)


def sums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each data file."""
    files = sorted(file for file in folder.iterdir() if file.suffix in {".marisa", ".bits", ".crf"})
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _compare(folder: Path) -> None:
    if json.loads((folder / SUMS).read_text("utf-8")) != sums(folder):
        raise ValueError(SUMS)
