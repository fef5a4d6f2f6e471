"""The endings that Polish, Ukrainian and Russian give to names no dictionary knows."""

from __future__ import annotations

from typing import Final

CASES: Final = ("nom", "gen", "dat", "acc", "ins", "loc", "voc")

_HARD: Final = {
    "pl": {"nom": "", "gen": "a", "dat": "owi", "acc": "a", "ins": "em", "loc": "ie", "voc": "ie"},
    "uk": {"nom": "", "gen": "а", "dat": "у", "acc": "а", "ins": "ом", "loc": "ові", "voc": "е"},
    "ru": {"nom": "", "gen": "а", "dat": "у", "acc": "а", "ins": "ом", "loc": "е", "voc": ""},
}
_SOFT: Final = {
    "pl": {"nom": "a", "gen": "y", "dat": "ie", "acc": "ę", "ins": "ą", "loc": "ie", "voc": "o"},
    "uk": {"nom": "а", "gen": "и", "dat": "і", "acc": "у", "ins": "ою", "loc": "і", "voc": "о"},
    "ru": {"nom": "а", "gen": "ы", "dat": "е", "acc": "у", "ins": "ой", "loc": "е", "voc": "а"},
}
_IA: Final = {
    "pl": {"nom": "ia", "gen": "ii", "dat": "ii", "acc": "ię", "ins": "ią", "loc": "ii", "voc": "io"},
    "uk": {"nom": "я", "gen": "ї", "dat": "ї", "acc": "ю", "ins": "єю", "loc": "ї", "voc": "є"},
    "ru": {"nom": "я", "gen": "и", "dat": "е", "acc": "ю", "ins": "ей", "loc": "е", "voc": "я"},
}
_VOWELS: Final = "eiouyąęóеиоуєіїюэыё"
_SOFTENED: Final = {
    "pl": ("dat loc", {"k": "c", "g": "dz", "r": "rz", "ch": "sz"}),
    "uk": ("dat loc", {"к": "ц", "г": "з", "х": "с"}),
    "ru": ("", {}),
}
"""In which cases, and how, the consonant before an a changes: Zuzka, Zuzce; Вовка, Вовці."""
_FLEETING: Final = {"pl": "ek", "uk": "ок", "ru": "ок"}
"""Endings that lose their vowel: Bartek, Bartka."""
_AFTER_K: Final = {"ins": "iem", "loc": "u", "voc": "u"}
_HUSHING: Final = "kgкгхшжчщ"


def inflected(name: str, case: str, language: str) -> str:
    """Return a foreign name with the ending that the language gives it."""
    if language == "en" or case == "nom":
        return name
    case = case.removeprefix("pl-")
    if name.endswith(_IA[language]["nom"]):
        return name.removesuffix(_IA[language]["nom"]) + _IA[language][case]
    if name.endswith(_SOFT[language]["nom"]) and len(name) > 1:
        return _soft(name[:-1], case, language)
    if name[-1] in _VOWELS:
        return name
    stem = name[:-2] + name[-1] if name.endswith(_FLEETING[language]) else name
    if language == "pl" and stem[-1] in "kg" and case in _AFTER_K:
        return stem + _AFTER_K[case]
    return stem + _HARD[language][case]


def _soft(stem: str, case: str, language: str) -> str:
    """Return the stem of a name in -a with the ending of a case."""
    ending = _SOFT[language][case]
    cases, changes = _SOFTENED[language]
    if stem[-1] in _HUSHING and ending in {"y", "и", "ы"}:
        return stem + {"y": "i", "и": "и", "ы": "и"}[ending]
    if case in cases.split():
        for consonant, other in changes.items():
            if stem.endswith(consonant):
                return stem.removesuffix(consonant) + other + ("e" if language == "pl" else ending)
    return stem + ending
