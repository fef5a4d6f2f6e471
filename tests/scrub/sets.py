"""The development sets: reports with marked spans, as written by hand, and ordinary prose."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER: Final = Path(__file__).parent
LANGUAGES: Final = ("pl", "uk", "ru", "en")
KEEP: Final = "KEEP"

_MARK: Final = re.compile(r"\[([A-Z_]+) ([^\[\]]+)\]")
_HEAD: Final = re.compile(r"#\s*casing=(\w+)\s+script=(\w+)\s*")


class Mark(NamedTuple):
    """A marked span of a report: `text[start:end]`, and a kind or KEEP."""

    start: int
    end: int
    kind: str


class Report(NamedTuple):
    """A report without its marks, and the marks."""

    language: str
    casing: str
    script: str
    text: str
    marks: tuple[Mark, ...]


def reports(name: str, language: str) -> Iterator[Report]:
    """Yield the reports of a set ("dev", "prose") in a language; none where nobody has written them yet."""
    file = FOLDER / name / f"{language}.txt"
    if not file.exists():
        return
    for part in re.split(r"(?m)^---[ \t]*$", file.read_text("utf-8")):
        if part.strip():
            yield report(part.strip(), language)


def report(part: str, language: str) -> Report:
    """Return a report from how it is written down: a head, then the text with marks in brackets."""
    head = _HEAD.match(part)
    casing, script = head.groups() if head else ("normal", "latin")
    text, marks = unmarked(part[head.end() :] if head else part)
    return Report(language, casing, script, text, marks)


def unmarked(marked: str) -> tuple[str, tuple[Mark, ...]]:
    """Return the text without marks, and where they stood."""
    parts: list[str] = []
    marks: list[Mark] = []
    length = after = 0
    for match in _MARK.finditer(marked):
        parts += (marked[after : match.start()], match[2])
        length += match.start() - after
        marks.append(Mark(length, length + len(match[2]), match[1]))
        length += len(match[2])
        after = match.end()
    return "".join((*parts, marked[after:])), tuple(marks)
