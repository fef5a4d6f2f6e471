"""The lexicon from the lists: bits for each form, skeletons of names, words of other languages."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from storage.register.scrub import lexicon as bits_of
from storage.register.scrub.skeleton import skeleton
from training import lists, tables
from training.endings import CASES, inflected

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

OTHERS: Final = (
    "de fr es it pt ro cs sk tr vi hu lt lv nl sv da fi sl sh id bg mk el ar fa hi he ca nb".split()
)
"""Languages that are told from our four."""
_BIT: Final = {
    "first": bits_of.FIRST,
    "last": bits_of.LAST,
    "patronymic": bits_of.PATRONYMIC,
    "place": bits_of.PLACE,
}
_FOREIGN: Final = {"first": bits_of.FOREIGN_FIRST, "last": bits_of.FOREIGN_LAST}
_LABELS: Final = {
    "imię": bits_of.FIRST,
    "nazwisko": bits_of.LAST,
    "nazwa_geograficzna": bits_of.PLACE,
    "word": bits_of.WORD,
}
_RARE: Final = 2e-7
_RARE_SKELETON: Final = 3e-6
_RARE_ELSEWHERE: Final = 5e-5
_SHORT: Final = 3
_BEARERS: Final = 40

Bits = defaultdict[str, int]


def bucket(often: float) -> int:
    """Return 1 (once in a hundred million words) to 15 (once in a hundred)."""
    return max(1, min(15, round((math.log10(often) + 8) * 2.3) + 1))


def _put(bits: Bits, word: str, value: int, language: str) -> None:
    bits[word] |= value << bits_of.SECOND * bits_of.SIDE[language]


def _often(bits: Bits, word: str, often: float, language: str) -> None:
    """Keep the greater frequency, where a word without diacritics is several words."""
    shift = bits_of.FREQUENCY + 4 * bits_of.SIDE[language]
    if bucket(often) > bits[word] >> shift & 15:
        bits[word] = bits[word] & ~(15 << shift) | bucket(often) << shift


def latin() -> Bits:
    """Return forms in Latin letters: Polish, also without diacritics; English; names of others."""
    bits: Bits = defaultdict(int)
    words = lists.frequent("pl", _RARE)
    first, last = lists.polish_list("first_names"), lists.polish_list("last_names")
    for word, often in words.items():
        _often(bits, word, often, "pl")
    for kind, names in (("first", first), ("last", last)):
        for name in names:
            _put(bits, name, _BIT[kind], "pl")
    for word, labels in lists.polish_labels({*words, *first, *last}):
        for label in labels:
            _put(bits, word, _LABELS[label], "pl")
    for word in [word for word in bits if lists.stripped(word) != word]:
        shift = bits_of.FREQUENCY
        _put(bits, lists.stripped(word), bits[word] & 31, "pl")
        if often_ := bits[word] >> shift & 15:
            _often(bits, lists.stripped(word), 10 ** ((often_ - 1) / 2.3 - 8), "pl")
    _english(bits)
    for language in ("pl", "en"):
        _called(bits, language)
        for word in lists.places(language):
            _put(bits, word.lower(), bits_of.PLACE, language)
        _stay(bits, language)
    return bits


def _stay(bits: Bits, language: str) -> None:
    """Mark what stays, unless it is also somebody's first name: Kuba is a country and a boy."""
    for place in lists.places(language):
        word = place.lower()
        for spelt in {word, lists.stripped(word)}:
            if (
                not (bits[spelt] >> bits_of.SECOND * bits_of.SIDE[language]) & bits_of.FIRST
                and len(word) > _SHORT
            ):
                bits[spelt] |= bits_of.STAYS


def _called(bits: Bits, language: str) -> None:
    """Add the diminutives in all their cases."""
    for name in lists.diminutives(language):
        for case in CASES if language != "en" else ("nom",):
            form = inflected(name, case, language)
            _put(bits, form, bits_of.FIRST, language)
            if language == "pl":
                _put(bits, lists.stripped(form), bits_of.FIRST, language)


def _english(bits: Bits) -> None:
    dictionary = lists.english_words()
    for word, often in lists.frequent("en", 2e-7).items():
        _often(bits, word, often, "en")
        if _english_word(word, dictionary):
            _put(bits, word, bits_of.WORD, "en")
    for names in (lists.english_names(), lists.faker_names(english=True)):
        for kind in ("first", "last"):
            for name in names[kind]:
                _put(bits, name, _BIT[kind], "en")
    for names in (lists.faker_names(), lists.by_hand()):
        for kind in ("first", "last"):
            for name in names[kind]:
                bits[name] |= _FOREIGN[kind]


def _english_word(word: str, dictionary: set[str]) -> bool:
    endings = ("", "s", "es", "ed", "d", "ing", "ly", "er", "ers", "ness", "n")
    bases = [word.removesuffix(ending) for ending in endings if word.endswith(ending)]
    return any(
        base in dictionary or f"{base}e" in dictionary or base[:-1] in dictionary
        for base in bases
        if len(base) > 2
    )


def cyrillic(of: Mapping[str, lists.Cyrillic]) -> Bits:
    """Return forms in Cyrillic letters: Ukrainian and Russian, and what others are called in them."""
    bits: Bits = defaultdict(int)
    bearers = lists.russian_counts("midnames", 100)
    for language, known in of.items():
        for word, often in lists.frequent(language, _RARE).items():
            _often(bits, word, often, language)
            if word in known.words:
                _put(bits, word, bits_of.WORD, language)
        _called(bits, language)
        for word in lists.places(language):
            _put(bits, word.lower(), bits_of.PLACE, language)
        for form in known.names:
            if form.kind != "patronymic" or form.lemma in bearers or language == "uk":
                _put(bits, form.form, _BIT[form.kind], language)
        _stay(bits, language)
    for table, kind in (("names", "first"), ("surnames", "last")):
        for name in lists.russian_counts(table, _BEARERS):
            bits[name] |= _FOREIGN[kind]
    return bits


def skeletons(of: Mapping[str, lists.Cyrillic]) -> Bits:
    """Return skeletons of Ukrainian and Russian names and frequent words, and of everybody else's names."""
    bits: Bits = defaultdict(int)
    for language, known in of.items():
        _folded_words(bits, known, language)
        _folded_names(bits, known, language)
    for names in (lists.faker_names(), lists.by_hand(), lists.faker_names(english=True)):
        for kind in ("first", "last"):
            for name in names[kind]:
                bits[skeleton(name)] |= _FOREIGN[kind]
    return bits


def _folded_words(bits: Bits, known: lists.Cyrillic, language: str) -> None:
    for word, often in lists.frequent(language, _RARE_SKELETON).items():
        _often(bits, skeleton(word), often, language)
        if word in known.words:
            _put(bits, skeleton(word), bits_of.WORD, language)
    for word in lists.places(language):
        _put(bits, skeleton(word.lower()), bits_of.PLACE, language)


def _folded_names(bits: Bits, known: lists.Cyrillic, language: str) -> None:
    for name in lists.diminutives(language):
        for case in CASES:
            _put(bits, skeleton(inflected(name, case, language)), bits_of.FIRST, language)
    bearers = lists.russian_counts("surnames", 150)
    for form in known.names:
        if form.kind == "first" or (form.kind == "last" and form.lemma in bearers):
            for spelt in _spellings(form.form, language):
                _put(bits, spelt, _BIT[form.kind], language)


def _spellings(form: str, language: str) -> set[str]:
    """Return the skeletons under which a form may be met: г as g and h, х as h and ch, е as e and ye."""
    forms = {form}
    if language == "uk":
        forms |= {form.replace("г", "х")}
    spelt = {skeleton(each) for each in forms}
    if "х" in form:
        spelt.add(skeleton(form.replace("х", "ch")))
    if form[0] == "е":
        spelt.add(skeleton(f"є{form[1:]}"))
    return spelt


def others() -> Bits:
    """Return the most frequent words of other languages, a bit for each language."""
    bits: Bits = defaultdict(int)
    for place, language in enumerate(OTHERS):
        for word in lists.frequent(language, _RARE_ELSEWHERE, "small"):
            bits[word] |= 1 << place
    return bits


def build(folder: Path, between: Path) -> None:
    """Write the tables, and for the training the forms of names."""
    of = {language: lists.cyrillic(language) for language in ("uk", "ru")}
    tables.write(folder, "words", latin() | cyrillic(of))
    tables.write(folder, "skeletons", skeletons(of))
    tables.write(folder, "others", others())
    names = {language: _book(known.names) for language, known in of.items()}
    polish = [
        *lists.polish_forms("first", lists.polish_list("first_names"), "imię"),
        *lists.polish_forms("last", lists.polish_list("last_names"), "nazwisko"),
    ]
    between.write_text(json.dumps(names | {"pl": _book(polish)}, ensure_ascii=False, indent=0), "utf-8")


def _book(forms: Iterable[lists.Form]) -> dict[str, dict[str, dict[str, str]]]:
    """Return forms by kind, then by lemma and gender, then by case."""
    book: dict[str, dict[str, dict[str, str]]] = {"first": {}, "last": {}, "patronymic": {}}
    for form in forms:
        if form.kind in book:
            book[form.kind].setdefault(f"{form.lemma.lower()}|{form.gender}", {}).setdefault(
                form.case, form.form.lower()
            )
    return book
