"""A line of a talk is worded for whoever reads it: in their language, with the original below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from msgspec.structs import replace

from bot.render import TEXT_UNITS, units
from flows.case import reads
from flows.model import LANGUAGES, text
from flows.phrasebook import phrase
from flows.takeout import joined

if TYPE_CHECKING:
    from bot.render import Catalog
    from bot.translation import Translation
    from flows.case import Case, Colleague, Line

CAPTION_UNITS: Final = 1024
"""A caption holds so many UTF-16 units (Bot API, sendPhoto)."""


class Translates(Protocol):
    """What puts a text into another language, or None where it cannot in time."""

    async def translate(self, text: str, source: str, target: str) -> Translation | None:
        """Return a machine's translation."""
        ...


class Wording:
    """Words lines for reporters and colleagues; a translator that fails never holds a line up."""

    def __init__(self, catalog: Catalog, translator: Translates) -> None:
        """Take the sentences and the machine that translates."""
        self.catalog = catalog
        self.translator = translator

    async def for_reporter(self, case: Case, line: Line) -> str:
        """Return what the reporter is shown of a line."""
        interpreted = case.helping == "joined"
        shown = await self._read_by(line, case.lang, frozenset({case.lang}), interpreted=interpreted)
        return self._marked(line, shown, case.lang)

    async def letter(self, line: Line, language: str) -> str:
        """Return what somebody with a return code is shown of a line."""
        shown = await self._read_by(line, language, frozenset({language}))
        return self._marked(line, shown, language)

    async def for_colleague(self, case: Case, line: Line, reader: Colleague) -> str:
        """Return what a colleague is shown of a line, with whose words these are above it."""
        language = reads(reader)
        known = frozenset({*reader.languages, language})
        line = _in_own_language(case, line)
        interpreted = case.helping == "joined" and reader.id != case.interpreter
        own = await self._read_by(line, language, known, interpreted=interpreted)
        shown = self._marked(line, own, language)
        if line.author == "reporter" and reader.id != case.interpreter:
            return shown
        return "\n".join(part for part in (self._said(f"team.said.{line.author}", language), shown) if part)

    async def for_history(self, case: Case, line: Line, reader: Colleague) -> str:
        """Return a line of the talk so far, with whose words these are above it."""
        shown = await self.for_colleague(case, line, reader)
        if line.author != "reporter" or reader.id == case.interpreter:
            return shown
        return f"{self._said('team.said.reporter', reads(reader))}\n{shown}"

    def untouched(self, line: Line, language: str) -> str:
        """Return a line as it was written, or in the exact words of the phrasebook."""
        if line.phrase:
            return self.catalog.sentence(phrase(line.phrase, line.values), language)
        return joined(line.text)

    async def _read_by(
        self, line: Line, language: str, known: frozenset[str], *, interpreted: bool = False
    ) -> str:
        own = self.untouched(line, language)
        if not own or line.phrase or line.translates or line.lang in known:
            return own
        if interpreted:
            return f"{own}\n\n{self._said('talk.interp_follows', language)}"
        four = line.lang in LANGUAGES
        made = await self.translator.translate(line.text, line.lang, language) if four else None
        if made is None:
            return f"{own}\n\n{self._said('talk.untranslated', language)}"
        label, original = self._said("ho.mt_label", language), self._said("ho.original", language)
        return f"{made.text}\n\n{label}. {original}:\n{own}"

    def _marked(self, line: Line, shown: str, language: str) -> str:
        human = self._said("talk.by_interpreter", language) if line.translates else ""
        edited = self._said("talk.edited", language) if line.edited else ""
        return "\n\n".join(part for part in (shown, human, edited) if part)

    def _said(self, id_: str, language: str) -> str:
        return self.catalog.sentence(text(id_), language)


def _in_own_language(case: Case, line: Line) -> Line:
    """Return a reporter's line as of the language they asked to speak, if that is none of the four."""
    if line.author != "reporter" or case.speaks in ("", *LANGUAGES):
        return line
    return replace(line, lang=case.speaks)


def parts(words: str, first: int = TEXT_UNITS) -> list[str]:
    """Divide what is too long for one message, at an empty line, a line or a space where there is one."""
    pieces: list[str] = []
    while units(words) > (limit := first if not pieces else TEXT_UNITS):
        head = words.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", errors="ignore")
        breaks = [at for mark in ("\n\n", "\n", " ") if (at := head.rfind(mark)) > 0]
        at = breaks[0] if breaks else len(head)
        pieces.append(words[:at])
        words = words[at:].lstrip()
    return [*pieces, words] if words or not pieces else pieces
