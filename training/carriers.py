"""The hand-written sentences: `carriers/<language>.txt`, with alternatives (a|b) and slots for names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random

FOLDER: Final = Path(__file__).parent / "carriers"
_CHOICE: Final = re.compile(r"\(([^()]*\|[^()]*)\)")


def carriers(language: str) -> tuple[list[str], list[str]]:
    """Return the sentences with names, and those in which everything stays."""
    lines = (FOLDER / f"{language}.txt").read_text("utf-8").splitlines()
    every = [line for line in lines if line and not line.startswith("#")]
    return [line for line in every if "{" in line], [line for line in every if "{" not in line]


def chosen(carrier: str, chance: random.Random) -> str:
    """Return a sentence with one of each alternatives."""
    while match := _CHOICE.search(carrier):
        carrier = carrier[: match.start()] + chance.choice(match[1].split("|")) + carrier[match.end() :]
    return carrier
