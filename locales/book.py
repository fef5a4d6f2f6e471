"""One .po file per language, read as a book of texts by their ids."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final

from babel import Locale
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from babel.messages.catalog import Catalog, Message

Forms = tuple[str, ...]
"""The wordings of one text: one, or where it counts something one for each plural form."""
Book = dict[str, Forms]

SLAVIC: Final = ("one", "few", "many")
PLURALS: Final = {"pl": SLAVIC, "uk": SLAVIC, "ru": SLAVIC, "en": ("one", "other")}
"""CLDR names of the plural forms, in the order of the .po file of each language."""


def read(language: str, folder: Traversable | None = None) -> Catalog:
    """Read the .po file of a language from a folder, by default from this package.

    Raises OSError, UnicodeDecodeError or babel's PoFileError.
    """
    file = (folder or files("locales")) / language / "LC_MESSAGES" / "glos.po"
    with file.open("rb") as lines:
        return read_po(lines, locale=language, abort_invalid=True)


def texts(catalog: Catalog) -> Book:
    """Return the texts of a language by id, without the header."""
    return {name(message): forms(message) for message in catalog if message.id}


def name(message: Message) -> str:
    """Return the id of a text; a counting one stands there twice, as msgid and as msgid_plural."""
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> Forms:
    """Return the wordings of a text, "" for each that is missing."""
    string = message.string or ""
    return (string,) if isinstance(string, str) else tuple(string)


def plural(count: int, language: str) -> int:
    """Return which plural form a whole number takes."""
    return PLURALS[language].index(Locale.parse(language).plural_form(count))


def utf16(text: str) -> int:
    """Return the length in UTF-16 units, as Telegram counts: an emoji has two."""
    return len(text.encode("utf-16-le")) // 2
