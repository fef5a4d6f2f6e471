"""What the packages say: frequent words, first names and surnames in their forms, names of other peoples."""

from __future__ import annotations

import importlib
import pkgutil
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import duckdb
import faker.providers.person
import marisa_trie
import morfeusz2
import pymorphy3
import russiannames
import wordfreq
import zxcvbn_pl
from english_words import get_english_words_set
from zxcvbn.frequency_lists import FREQUENCY_LISTS

HERE: Final = Path(__file__).parent
CASES: Final = {
    "nomn": "nom", "gent": "gen", "datv": "dat", "accs": "acc", "ablt": "ins", "loct": "loc", "voct": "voc",
    "nom": "nom", "gen": "gen", "dat": "dat", "acc": "acc", "inst": "ins", "loc": "loc", "voc": "voc",
}  # fmt: skip
_STRIPPED: Final = str.maketrans("ąćęłńóśźż", "acelnoszz")
_NOT_WORDS: Final = frozenset(
    "anna john maria jack jimmy jenny kelly betty peter nelly billy nancy molly polly maggie willy tommy"
    " teddy johnny"
    " jerry jess lucy susan tony sam ben dan ken ron tim tom bob ray jim joe max leo eva mira nina sara dora"
    " ana ali"
    " hans carl karl kurt emma julia laura alma hannah sarah david paul ann anne jane jean"
    " louis lewis adam simon".split()
)
"""English names that old dictionaries also list as words nobody uses."""


_CYRILLIC: Final = ("uk", "ru")


class Form(NamedTuple):
    """A form of a name: its kind, of whom ("m", "f", "" if not told), its case ("pl-gen" of a family)."""

    form: str
    lemma: str
    kind: str
    gender: str
    case: str


def stripped(word: str) -> str:
    """Return a Polish word without diacritics."""
    return word.translate(_STRIPPED)


def frequent(language: str, least: float, wordlist: str = "best") -> dict[str, float]:
    """Return words and how often they occur, from the web, subtitles, Wikipedia and news (wordfreq)."""
    every = {
        word.replace("’", "'"): often
        for word, often in wordfreq.get_frequency_dict(language, wordlist).items()
    }
    own = "CYRILLIC" if language in _CYRILLIC else "LATIN"
    return {
        word: often
        for word, often in every.items()
        if often >= least
        and word.replace("'", "").isalpha()
        and word[0].isalpha()
        and (wordlist == "small" or unicodedata.name(word[0]).startswith(own))
    }


# ---------------------------------------------------------------------------- Polish


def polish_list(name: str) -> dict[str, int]:
    """Return a list of zxcvbn-pl with ranks; its forms are inflected, also without diacritics."""
    file = Path(zxcvbn_pl.__file__).parent / "data" / f"pl_{name}.marisa"
    trie = marisa_trie.RecordTrie("<I").mmap(str(file))
    return {word: rank for word, (rank,) in trie.items() if word.isalpha()}


def polish_labels(words: Iterable[str]) -> Iterator[tuple[str, set[str]]]:
    """Yield what Morfeusz knows of each word: labels of it as a name, and "word" if it is also none."""
    morfeusz = morfeusz2.Morfeusz()
    for word in words:
        labels = {label for *_, (_, _, _, found, _) in morfeusz.analyse(word.capitalize()) for label in found}
        common = any(
            lemma[0].islower() and tag != "ign" for *_, (_, lemma, tag, _, _) in morfeusz.analyse(word)
        )
        yield word, (labels & {"imię", "nazwisko", "nazwa_geograficzna"}) | ({"word"} if common else set())


def polish_forms(kind: str, words: Iterable[str], label: str) -> Iterator[Form]:
    """Yield the forms of the names among the words, by Morfeusz."""
    morfeusz = morfeusz2.Morfeusz()
    lemmas = {
        lemma
        for word in words
        for *_, (_, lemma, _, labels, _) in morfeusz.analyse(word.capitalize())
        if label in labels
    }
    for lemma in sorted(lemmas):
        for form, base, tag, labels, _ in morfeusz.generate(lemma.split(":")[0]):
            if label in labels and base == lemma:
                yield from _polish_form(form, lemma.split(":")[0], kind, tag)


def _polish_form(form: str, lemma: str, kind: str, tag: str) -> Iterator[Form]:
    parts = tag.split(":")
    if parts[0] == "subst" and form[0].isupper():
        gender = "f" if parts[3].startswith("f") else "m"
        for case in parts[2].split("."):
            yield Form(form, lemma, kind, gender, ("pl-" if parts[1] == "pl" else "") + CASES[case])


# ---------------------------------------------------------------------------- Ukrainian, Russian

_KINDS: Final = {"Name": "first", "Surn": "last", "Patr": "patronymic", "Geox": "place"}


_VERBAL: Final = "verbal"


class Cyrillic(NamedTuple):
    """A dictionary of pymorphy3: forms of names, and which words it knows as anything else.

    A form of a first name that is else only a form of a verb (Женя, Вадим) is not counted as a word.
    """

    names: list[Form]
    words: set[str]


def cyrillic(language: str) -> Cyrillic:
    """Return what the dictionary of a language knows; its words are walked through once (a minute)."""
    dictionary = pymorphy3.MorphAnalyzer(lang=language).dictionary
    tags: dict[tuple[int, int], tuple[str, str, str]] = {}
    names: list[Form] = []
    words: set[str] = set()
    verbal: set[str] = set()
    for word, place in dictionary.words.iteritems():
        if place not in tags:
            tags[place] = _grammar(dictionary.build_tag_info(*place).grammemes)
        kind, gender, case = tags[place]
        if kind:
            names.append(Form(word, dictionary.build_normal_form(*place, word), kind, gender, case))
        else:
            (verbal if gender == _VERBAL else words).add(word)
    return Cyrillic(names, words | (verbal - {name.form for name in names if name.kind == "first"}))


def _grammar(grammemes: Iterable[str]) -> tuple[str, str, str]:
    known = set(grammemes)
    kind = next((kind for tag, kind in _KINDS.items() if tag in known), "")
    case = next((CASES[tag] for tag in known if tag in CASES), "nom")
    if not kind and known & {"VERB", "INFN", "GRND", "PRTF", "PRTS"}:
        return kind, _VERBAL, ""
    gender = "f" if "femn" in known else "m" if "masc" in known else ""
    return kind, gender, ("pl-" if "plur" in known else "") + case


def russian_counts(table: str, least: int) -> dict[str, tuple[int, str]]:
    """Return names of russiannames that so many people bear, with how many, and their gender."""
    file = Path(russiannames.__file__).parent / "data" / f"{table}.parquet"
    query = (
        f"select lower(text), max(count), any_value(gender) from '{file}' where count >= {least} group by 1"  # noqa: S608  a file of a package
    )
    return {
        word: (count, gender or "") for word, count, gender in duckdb.sql(query).fetchall() if word.isalpha()
    }


def diminutives(language: str) -> list[str]:
    """Return the names of `diminutives.txt` in their first case."""
    return _line("diminutives.txt", language)


def _line(file: str, language: str) -> list[str]:
    lines = (HERE / file).read_text("utf-8").splitlines()
    return (
        next(line for line in lines if line.startswith(f"{language}:"))
        .partition(":")[2]
        .replace("ʼ", "'")
        .split()
    )


def places(language: str) -> list[str]:
    """Return places, peoples and shops of `places.txt`, in all their cases where a dictionary has them."""
    line = next(
        line for line in (HERE / "places.txt").read_text("utf-8").splitlines() if line.startswith(language)
    )
    words = line.partition(":")[2].replace("ʼ", "'").split()
    if language in {"uk", "ru"}:
        morph = pymorphy3.MorphAnalyzer(lang=language)
        lexemes = [(word, morph.parse(word)[0].lexeme) for word in words]
        return [_cased(form.word, word) for word, forms in lexemes for form in forms]
    if language == "pl":
        morfeusz = morfeusz2.Morfeusz()
        return [
            form
            for word in words
            for form in sorted({word, *(form for form, *_ in _generated(morfeusz, word))})
        ]
    return words


def _generated(morfeusz: morfeusz2.Morfeusz, word: str) -> list[tuple[str, ...]]:
    return [form for form in morfeusz.generate(word) if form[2].startswith("subst")]


def _cased(form: str, like: str) -> str:
    return form.capitalize() if like[0].isupper() else form


# ---------------------------------------------------------------------------- English, others


def english_words() -> set[str]:
    """Return what old dictionaries write with a small letter."""
    return {word for word in get_english_words_set(["web2"], lower=False) if word.islower()} - _NOT_WORDS


def english_names() -> dict[str, set[str]]:
    """Return first names and surnames of the census of the United States (by zxcvbn)."""
    return {
        "first": set(FREQUENCY_LISTS["male_names"]) | set(FREQUENCY_LISTS["female_names"]),
        "last": set(FREQUENCY_LISTS["surnames"][:10_000]),
    }


_SLAVIC: Final = ("pl_", "uk_", "ru_")
_ENGLISH: Final = ("en_GB", "en_US", "en_IE", "en_NZ", "en")


def faker_names(*, english: bool = False) -> dict[str, set[str]]:
    """Return first names and surnames in Latin letters from Faker, of English speakers or of others."""
    names: dict[str, set[str]] = defaultdict(set)
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        if module.name.startswith(_SLAVIC) or (module.name in _ENGLISH) != english:
            continue
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in dir(provider):
            kind = (
                "first"
                if attribute.startswith("first_names")
                else "last"
                if attribute.startswith("last_names")
                else ""
            )
            if kind:
                found = getattr(provider, attribute)
                names[kind].update(_words(found if isinstance(found, Iterable) else ()))
    return names


def _words(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        for word in name.lower().replace("-", " ").split():
            if len(word) > 1 and word.isalpha() and "LATIN" in unicodedata.name(word[0]):
                yield word


def by_hand() -> dict[str, set[str]]:
    """Return the names of `foreign.txt`."""
    names: dict[str, set[str]] = defaultdict(set)
    for line in (HERE / "foreign.txt").read_text("utf-8").splitlines():
        head, _, words = line.partition(":")
        names[head.split()[0]].update(words.split())
    return {kind: names[kind] for kind in ("first", "last")}
