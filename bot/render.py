"""A card is put on the screen as a text and a keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

import structlog
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from flows.model import Key, Say, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXT_UNITS: Final = 4096
"""A message holds so many UTF-16 units (Bot API, sendMessage)."""
TOAST_UNITS: Final = 200
"""What flashes up holds so many (Bot API, answerCallbackQuery)."""

PRESSED: Final = re.compile(r"(\d{1,10})\.(\d{1,4})")

log = structlog.get_logger()


class Catalog(Protocol):
    """What turns a text of the core into a sentence."""

    def sentence(self, text: Text, language: str) -> str:
        """Return the sentence in one of the four languages."""
        ...


class Card(NamedTuple):
    """What is sent."""

    text: str
    keyboard: InlineKeyboardMarkup | None


class Painter:
    """Draws the cards of one bot; with `test` each begins with a line that says so."""

    def __init__(self, catalog: Catalog, *, test: bool = False) -> None:
        """Take the sentences."""
        self.catalog = catalog
        self.banner = (Text("test.banner"),) if test else ()

    def card(self, say: Say) -> Card:
        """Draw a card: its lines with an empty line between them, and its keys (None where it has none)."""
        lines = [self.catalog.sentence(line, say.lang) for line in (*self.banner, *say.lines)]
        return Card(shortened([line for line in lines if line]), self._keyboard(say))

    def toast(self, say: Say) -> str:
        """Return the word that flashes up, at most 200 units long, or "" where there is none."""
        return cut(self.catalog.sentence(say.toast, say.lang), TOAST_UNITS) if say.toast else ""

    def _keyboard(self, say: Say) -> InlineKeyboardMarkup | None:
        rows = [[self._button(say, key) for key in row] for row in say.keys if row]
        return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None

    def _button(self, say: Say, key: Key) -> InlineKeyboardButton:
        label = self.catalog.sentence(key.label, say.lang)
        label = f"✓ {label}" if key.ticked else label
        return InlineKeyboardButton(text=label, callback_data=f"{say.card}.{key.press}")


def parse(data: object) -> tuple[int, int] | None:
    """Read what a button carries into (card, press); None for anything that no button of ours carries."""
    found = PRESSED.fullmatch(data) if isinstance(data, str) and data.isascii() else None
    return (int(found[1]), int(found[2])) if found else None


def units(text: str) -> int:
    """Count UTF-16 units, as Telegram does."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def shortened(paragraphs: Sequence[str]) -> str:
    """Join paragraphs; where they are too long for a message, leave out the last ones and say so with "…"."""
    whole = "\n\n".join(paragraphs)
    if units(whole) <= TEXT_UNITS:
        return whole
    log.warning("card too long")
    if len(paragraphs) == 1:
        return cut(whole, TEXT_UNITS)
    kept = list(paragraphs)
    while len(kept) > 1 and units("\n\n".join([*kept, "…"])) > TEXT_UNITS:
        kept.pop()
    return cut("\n\n".join([*kept, "…"]), TEXT_UNITS)


def cut(text: str, most: int) -> str:
    """Cut a text to at most so many UTF-16 units, the last of them "…"."""
    if units(text) <= most:
        return text
    kept = text.encode("utf-16-le")[: 2 * (most - 1)]
    return kept.decode("utf-16-le", errors="ignore") + "…"
