"""Check docs/rules.md: every rule once, with texts and tests that exist or what will bring them."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

ROOT: Final = Path(__file__).parents[1]

RULES: Final = {"X": 20, "R-GDPR": 16, "R-SDC": 13, "R-LEG": 8, "R-MIN": 5, "R-DV": 7, "R-ETH": 6}
"""Groups of rules with the number of the last one; each group is numbered from 1."""

COMING: Final = ("desk", "nothing lost")
"""What is still to be built and will bring the tests of some rules."""

_HEAD: Final = ("id", "rule", "texts", "kept by")
_NAMED: Final = re.compile(r"`([^`]+)`")


class Row(NamedTuple):
    """A row of the table and the line of the page where it stands."""

    line: int
    cells: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of the rule."""
        return self.cells[0]


def ids() -> list[str]:
    """Return the id of every rule, in order."""
    return [f"{group}-{number}" for group, last in RULES.items() for number in range(1, last + 1)]


def rows(page: str) -> Iterator[Row]:
    """Yield the rows of all tables of the page, without their heads."""
    for number, line in enumerate(page.splitlines(), 1):
        cells = tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
        rule = all(re.fullmatch(r":?-+:?", cell) for cell in cells)
        if line.startswith("|") and not rule and cells != _HEAD:
            yield Row(number, cells)


def faults(page: str, texts: Collection[str], root: Path) -> list[str]:
    """Return a line for everything that is wrong with the page; `texts` are the ids in the catalogue."""
    table = list(rows(page))
    found = [f"docs/rules.md:{row.line}: {fault}" for row in table for fault in _faults_of(row, texts, root)]
    seen = Counter(row.id for row in table)
    found += [f"docs/rules.md: {id_} is missing" for id_ in ids() if not seen[id_]]
    return found + [
        f"docs/rules.md: {id_} stands there {times} times" for id_, times in seen.items() if times > 1
    ]


def _faults_of(row: Row, texts: Collection[str], root: Path) -> Iterator[str]:
    if len(row.cells) != len(_HEAD):
        yield f"{row.id} has {len(row.cells)} cells, not {len(_HEAD)}"
        return
    id_, rule, needed, kept = row.cells
    if id_ not in ids():
        yield f"{id_} is not a rule"
    if not rule:
        yield f"{id_} does not say its rule"
    yield from (
        f"{id_}: the catalogue has no text {text}" for text in _NAMED.findall(needed) if text not in texts
    )
    if _NAMED.sub("", needed).replace(",", "").strip() not in ("", "–"):
        yield f'{id_}: the texts are ids in `…`, divided by commas, or "–"'
    yield from (f"{id_}: {fault}" for part in kept.split("<br>") if (fault := _fault_of(part.strip(), root)))


def _fault_of(part: str, root: Path) -> str:
    """Return what is wrong with one test, or with one word on what brings it; "" where nothing is."""
    if test := _NAMED.fullmatch(part):
        path, _, name = test[1].partition("::")
        return (
            ""
            if name.startswith("test_") and name in functions_of(root / path)
            else f"there is no test {test[1]}"
        )
    if coming := re.fullmatch(r"comes with: ([a-z-]+(?: [a-z]+)*)(?: \(.+\))?", part):
        return "" if coming[1] in COMING else f'"{coming[1]}" is none of {", ".join(COMING)}'
    return f'"{part}" is neither a test in `…` nor "comes with: …"'


@cache
def functions_of(path: Path) -> frozenset[str]:
    """Return the names of the functions that a file of tests defines at its top level; none for no file."""
    if not path.is_file():
        return frozenset()
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return frozenset(node.name for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def catalogue(root: Path) -> frozenset[str]:
    """Return the ids of all texts."""
    with (root / "locales/en/LC_MESSAGES/glos.po").open("rb") as file:
        messages = list(read_po(file))
    return frozenset(message.id if isinstance(message.id, str) else message.id[0] for message in messages)


def main(root: Path = ROOT) -> int:
    """Say every fault on a line of its own; return 1 if there is one, else 0."""
    page = (root / "docs/rules.md").read_text(encoding="utf-8")
    found = faults(page, catalogue(root), root)
    for fault in found:
        sys.stderr.write(f"{fault}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
