"""Invented people: names of all who live in Gdańsk, inflected as each language does it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple

from training import lists
from training.endings import inflected

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_POLISH_OF: Final = str.maketrans({
    "а": "a", "б": "b", "в": "w", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "je", "ж": "ż", "з": "z",
    "и": "y", "і": "i", "ї": "ji",
    "й": "j", "к": "k", "л": "ł", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "ch",
    "ц": "c", "ч": "cz", "ш": "sz", "щ": "szcz", "ь": "", "ю": "iu", "я": "ia", "э": "e", "ы": "y",
    "ё": "jo", "ъ": "", "'": "",
})  # fmt: skip
_ENGLISH_OF: Final = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z",
    "и": "y", "і": "i", "ї": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu", "я": "ia", "э": "e", "ы": "y",
    "ё": "yo", "ъ": "", "'": "",
})  # fmt: skip
_CYRILLIC_OF: Final = (
    ("szcz", "щ"), ("shch", "щ"), ("sch", "ш"), ("sz", "ш"), ("sh", "ш"), ("cz", "ч"), ("ch", "ч"), ("rz",
    "ж"), ("zh", "ж"), ("kh", "х"),
    ("ph", "ф"), ("th", "т"), ("ck", "к"), ("dż", "дж"), ("ia", "я"), ("ja", "я"), ("ya", "я"), ("ju", "ю"),
    ("yu", "ю"), ("iu", "ю"),
    ("ee", "и"), ("oo", "у"), ("ou", "у"), ("ł", "л"), ("ó", "у"), ("ś", "сь"), ("ć", "ць"), ("ń", "нь"),
    ("ż", "ж"), ("ź", "зь"),
    ("ą", "он"), ("ę", "ен"), ("w", "в"), ("y", "и"), ("j", "й"), ("x", "кс"), ("q", "к"), ("c", "ц"), ("h",
    "х"), ("a", "а"), ("b", "б"),
    ("d", "д"), ("e", "е"), ("f", "ф"), ("g", "г"), ("i", "і"), ("k", "к"), ("l", "л"), ("m", "м"), ("n",
    "н"), ("o", "о"), ("p", "п"),
    ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"), ("v", "в"), ("z", "з"), ("-", "-"),
)  # fmt: skip


class Book(NamedTuple):
    """Names of one kind with their forms, and the running sum of their weights."""

    forms: list[Mapping[str, str]]
    sums: list[float]


def book(kinds: Mapping[str, Mapping[str, str]], often: Mapping[str, float]) -> Book:
    """Return names to choose from; frequent ones oftener, though not by as much."""
    forms: list[Mapping[str, str]] = []
    sums: list[float] = []
    total = 0.0
    for name, cases in kinds.items():
        if len(name.partition("|")[0]) > 2 and "nom" in cases:
            total += 0.02 + (often.get(cases["nom"], 0.0) * 1e6) ** 0.4
            forms.append(cases)
            sums.append(total)
    return Book(forms, sums)


def in_cyrillic(name: str, language: str) -> str:
    """Return a Latin name as it is written in Ukrainian or Russian."""
    for latin, letters in _CYRILLIC_OF:
        name = name.replace(latin, letters)
    return name if language == "uk" else name.replace("и", "ы").replace("і", "и")


class Persons:
    """Makes names for a language in a case."""

    def __init__(self, language: str, names: Path, chance: random.Random) -> None:
        self._language, self._chance = language, chance
        every = json.loads(names.read_text("utf-8"))
        often = {each: lists.frequent(each, 1e-8) for each in ("pl", "uk", "ru")}
        self._books = {
            each: {kind: book(forms, often[each]) for kind, forms in every[each].items()} for each in often
        }
        self._called = lists.diminutives(language)
        hand, faker = lists.by_hand(), lists.faker_names()
        self._foreign = {kind: (sorted(hand[kind]), sorted(faker[kind])) for kind in ("first", "last")}
        english, more = lists.english_names(), lists.faker_names(english=True)
        self._english = {kind: sorted(english[kind] | more[kind]) for kind in ("first", "last")}
        self._common = {kind: sorted(more[kind]) for kind in ("first", "last")}

    def name(self, kind: str, case: str) -> str:
        """Return a name of a kind (first, last, patronymic) in a case, in small letters."""
        chance = self._chance.random()
        if self._language == "en":
            return self._of_english(kind, chance)
        if kind == "first" and chance < 0.1:
            return inflected(self._chance.choice(self._called), case, self._language)
        if kind == "patronymic" and self._language == "pl":
            return self._neighbour(kind, case)
        if chance < 0.62 or kind == "patronymic":
            return self._own(self._language, kind, case)
        if chance < 0.69 and self._language != "pl":
            return self._own("pl", kind, "nom")
        if chance < 0.78:
            return self._neighbour(kind, case)
        return self._from_afar(kind, case)

    def _own(self, language: str, kind: str, case: str) -> str:
        forms = self._pick(language, kind)
        return forms.get(case) or forms.get(case.removeprefix("pl-")) or forms["nom"]

    def _pick(self, language: str, kind: str) -> Mapping[str, str]:
        names = self._books[language][kind]
        return self._chance.choices(names.forms, cum_weights=names.sums)[0]

    def _neighbour(self, kind: str, case: str) -> str:
        """Return a name of a neighbouring people, spelt in this language."""
        if self._language == "pl":
            name = self._pick(self._chance.choice(["uk", "uk", "ru"]), kind)["nom"]
            table = _POLISH_OF if self._chance.random() < 0.5 else _ENGLISH_OF
            return inflected(name.translate(table), case, "pl")
        if self._chance.random() < 0.5:
            return self._own("ru" if self._language == "uk" else "uk", kind, case)
        return inflected(in_cyrillic(self._pick("pl", kind)["nom"], self._language), case, self._language)

    def _from_afar(self, kind: str, case: str) -> str:
        hand, faker = self._foreign[kind]
        name = self._chance.choice(hand if self._chance.random() < 0.7 else faker)
        if self._language == "pl":
            return inflected(name, case, "pl")
        return inflected(in_cyrillic(name, self._language), case, self._language)

    def _of_english(self, kind: str, chance: float) -> str:
        if kind == "patronymic" or chance < 0.2:
            return self._pick(self._chance.choice(["uk", "ru"]), kind)["nom"].translate(_ENGLISH_OF)
        if chance < 0.4:
            return self._pick("pl", kind)["nom"]
        if chance < 0.7:
            hand, faker = self._foreign[kind]
            return self._chance.choice(hand if self._chance.random() < 0.7 else faker)
        return self._chance.choice((self._common if chance < 0.9 else self._english)[kind])

    def whole(self, slot: str) -> Sequence[str]:
        """Return the words of a name for a slot: "nom", "F.gen", "L.dat", "N.ins", "O.nom", "P.pl-gen"."""
        form, _, case = slot.rpartition(".")
        words = [self._capital(self.name(kind, case)) for kind in self._kinds(form)]
        if form == "P" and self._language == "en":
            words[-1] += "s"
        chance = self._chance.random()
        if form in {"", "N"} and len(words) > 1 and chance < 0.1:
            initial = words[0][0] + "."
            return [initial, *words[1:]] if chance < 0.05 else [words[0], words[-1][0] + "."]
        if form in {"N", "L"} and chance > 0.93:
            words[-1] += "-" + self._capital(self.name("last", case))
        return words

    def _kinds(self, form: str) -> Sequence[str]:
        if form == "O":
            return ("first", "patronymic")
        if form in {"F", ""} and (form or self._chance.random() < 0.55):
            return ("first",)
        if form in {"L", "P"}:
            return ("last",)
        if self._chance.random() < 0.04 and self._language != "en":
            return ("first", "patronymic", "last")
        return ("last", "first") if self._chance.random() < 0.08 else ("first", "last")

    @staticmethod
    def _capital(name: str) -> str:
        return name[:1].upper() + name[1:]
