"""`python -m locales.check`: tells what is wrong with the catalogues, one line for each fault."""

from __future__ import annotations

import fnmatch
import re
import sys
from collections import Counter
from gettext import c2py
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from flows.model import LANGUAGES
from locales.book import PLURALS, Book, forms, name, plural, read, texts, utf16
from locales.catalog import ALONE, PLACEHOLDER, STANDARD
from locales.extract import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from babel.messages.catalog import Catalog, Message

LIMITS: Final = (
    ("bot.name", 64),  # Bot API: setMyName, setMyDescription, setMyShortDescription, BotCommand
    ("bot.description", 512),
    ("bot.short", 120),
    ("cmd.*", 256),
    ("menu.title", 700),
    ("btn.*", 28),  # the keys of a card
    ("st.btn.*", 28),
    ("team.btn.*", 28),
    ("team.cmd.*", 256),
    ("lab.*", 28),
    ("key.*", 28),
    ("menu.*", 28),
    ("opt.*", 28),
    ("priv.*", 700),
    ("phrase*:*", 4096),
    ("contact:*", 60),
    ("*:*", 40),
    ("*", 4096),
)
"""Longest wording in UTF-16 units, by pattern of the id; the first that fits counts."""

# fmt: off
LATER: Final = (
    # the desk: its link and second factor, contacts to check, what waits, duplicates, who leaves the team
    "desk.*", "team.desk_link", "team.enrol.factor", "team.contact_check", "help.contact_unchecked",
    "st.queue", "team.duplicate", "team.revoke.confirm", "team.revoked",
    # a message that could not be delivered although the chat is there
    "team.no_route",
    # what the keys say in full words
    "btn.menu", "btn.more", "btn.help_now", "btn.dontknow", "btn.noanswer", "hint.single", "safety.phone",
    "lang.name",
)
# fmt: on
"""Texts that nothing uses because what they are for is not built yet."""


def faults(root: Path) -> list[str]:
    """Return what is wrong in the checkout at `root`, each fault with its place; nothing if all is well."""
    catalogs = {language: read(language, root / "locales") for language in LANGUAGES}
    books = {language: texts(catalog) for language, catalog in catalogs.items()}
    found: list[str] = []
    for language, catalog in catalogs.items():
        found += _file(root, language, catalog)
        found += (fault for message in catalog if message.id for fault in _message(language, message))
    return [*found, *_together(books), *_lengths(books), *_use(root, books["en"])]


# ---------------------------------------------------------------------------- one language


def _path(language: str) -> str:
    return f"locales/{language}/LC_MESSAGES/glos.po"


def _file(root: Path, language: str, catalog: Catalog) -> Iterator[str]:
    """Yield what is wrong with the header and the order of a file."""
    path, source = _path(language), (root / _path(language)).read_text("utf-8")
    header = source.split("\n\n", 1)[0]
    for line in (f"Language: {language}", "charset=utf-8"):
        if line not in header:
            yield f'{path}: the header does not say "{line}"'
    if "-Date:" in header:
        yield f"{path}: the header holds a date, which makes every edit a conflict"
    counted = c2py(catalog.plural_expr) if catalog.num_plurals == len(PLURALS[language]) else None
    if not counted or any(counted(n) != plural(n, language) for n in range(200)):
        yield f"{path}: Plural-Forms in the header is not the rule of this language"
    if "fuzzy" in header or catalog.obsolete:
        yield f"{path}: there are fuzzy or obsolete entries"
    ids = re.findall(r'^msgid "(.+)"$', source, re.MULTILINE)
    for id_, times in Counter(ids).items():
        if times > 1:
            yield f'{path}: "{id_}" stands there {times} times'
    for before, after in pairwise(ids):
        if before > after:
            yield f'{path}: "{after}" stands below "{before}", but the ids are in alphabetical order'


def _message(language: str, message: Message) -> Iterator[str]:
    """Yield what is wrong with one text."""
    id_, worded = name(message), forms(message)
    place = f'{_path(language)}:{message.lineno}: "{id_}"'
    if message.fuzzy:
        yield f"{place} is fuzzy"
    if not all(worded):
        yield f"{place} is not translated"
    wanted = len(PLURALS[language]) if message.pluralizable else 1
    if len(worded) != wanted:
        yield f"{place} has {len(worded)} plural forms, not {wanted}"
    if any(form != form.strip() for form in worded):
        yield f"{place} begins or ends with a space"
    if any("{" in rest or "}" in rest for rest in (PLACEHOLDER.sub("", form) for form in worded)):
        yield f"{place} has a brace that belongs to no value like {{count}}"
    if len(set(map(_values, worded))) > 1:
        yield f"{place} does not use the same values in all plural forms"
    if ("count" in _values(worded[0])) != message.pluralizable:
        yield f"{place} must have plural forms exactly if it uses {{count}}"


def _values(form: str) -> frozenset[str]:
    return frozenset(PLACEHOLDER.findall(form))


# ---------------------------------------------------------------------------- the four together


def _together(books: Mapping[str, Book]) -> Iterator[str]:
    """Yield where the languages differ, and what no variant and no family explains."""
    every = sorted(set().union(*books.values()))
    for id_ in every:
        missing = [language for language in LANGUAGES if id_ not in books[language]]
        if missing:
            yield f'"{id_}" is missing in {", ".join(missing)}'
            continue
        values = {language: _values(books[language][id_][0]) for language in LANGUAGES}
        if len(set(values.values())) > 1:
            told = ", ".join(
                f"{language}: {' '.join(sorted(names)) or '–'}" for language, names in values.items()
            )
            yield f'"{id_}" does not use the same values everywhere ({told})'
        if len({len(books[language][id_]) > 1 for language in LANGUAGES}) > 1:
            yield f'"{id_}" has plural forms in some languages only'
        if ":" not in id_ and id_.split(".")[0] not in FAMILIES:
            yield f'"{id_}" belongs to no family of locales/extract.py'
    yield from _variants(books["en"])


def _variants(book: Book) -> Iterator[str]:
    for id_ in book:
        if not id_.endswith(ALONE):
            continue
        base = id_.removesuffix(ALONE)
        if base not in book:
            yield f'"{id_}" is the variant of "{base}", which does not exist'
        elif extra := _values(book[id_][0]) - _values(book[base][0]) - STANDARD:
            yield f'"{id_}" uses values that "{base}" does not get: {", ".join(sorted(extra))}'


def _lengths(books: Mapping[str, Book]) -> Iterator[str]:
    for language, book in books.items():
        for id_, worded in book.items():
            limit = next(limit for pattern, limit in LIMITS if fnmatch.fnmatchcase(id_, pattern))
            longest = max(map(utf16, worded))
            if longest > limit:
                yield f'{_path(language)}: "{id_}" has {longest} characters, {limit} are the most'


# ---------------------------------------------------------------------------- use


def _use(root: Path, book: Book) -> Iterator[str]:
    """Yield ids that are used and do not exist, and ids that exist and nobody uses."""
    used = dict(_used(root))
    for id_, place in sorted(used.items()):
        if id_ not in book and not fnmatch.filter(book, id_):
            yield f'{place}: there is no text "{id_}"'
    begun = [id_ for id_ in used if id_.endswith("*")]
    for id_ in book:
        base = id_.removesuffix(ALONE)
        if base not in used and not _fits(base, (*begun, *LATER)):
            yield f'"{id_}" is used nowhere'


def _used(root: Path) -> Iterator[tuple[str, str]]:
    with (root / "locales" / "babel.cfg").open() as mapping:
        methods, _ = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    for path, line, id_, _, _ in extract_from_dir(root, methods):
        yield str(id_), f"{path}:{line}"


def _fits(id_: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(id_, pattern) for pattern in patterns)


def main() -> int:
    """Print the faults of this checkout and return the exit code."""
    found = faults(Path(__file__).parent.parent)
    for fault in found:
        print(fault, file=sys.stderr)  # noqa: T201  this is what the command is for
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
