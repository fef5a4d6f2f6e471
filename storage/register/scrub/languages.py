"""Which of the four languages a text is in, however it is typed, or none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from storage.register.scrub import lexicon as bits_of
from storage.register.scrub.skeleton import skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.register.scrub.lexicon import Lexicon
    from storage.register.scrub.tokens import Token

_RARE: Final = 5
"""The bucket of words that say little of a language, because they stray into the lists of others."""
_ELSEWHERE: Final = 6.3
"""What a frequent word of another language weighs: about as much as one of ours on average."""
_LETTERS: Final = {"pl": frozenset("ąćęłńśźż"), "uk": frozenset("іїєґ"), "ru": frozenset("ыэё")}
_FOREIGN_LETTERS: Final = frozenset("ўѓќљњђћџјѕәғқңөұүһ")
_CYRILLIC: Final = range(0x400, 0x530)
_LATIN: Final = range(0x24F)
_OURS: Final = 0.5
"""So much of the letters must be Latin or Cyrillic."""
_FEWEST_WORDS: Final = 3
_AHEAD: Final = 1.25


def recognised(found: Sequence[Token], lexicon: Lexicon, hint: str = "") -> str:
    """Return the language of a text, "" where it is none of the four; `hint` decides where words do not."""
    words = [token.low for token in found if token.word]
    if not words:
        return hint if hint in bits_of.LANGUAGES else ""
    latin = [word for word in words if ord(word[0]) in _LATIN or ord(word[0]) >> 8 == 0x1E]
    cyrillic = [word for word in words if ord(word[0]) in _CYRILLIC]
    if len(latin) + len(cyrillic) < _OURS * len(words):
        return ""
    if len(cyrillic) >= len(latin):
        return _of_cyrillic(cyrillic, lexicon, hint)
    return _of_latin(latin, lexicon, hint)


def _of_cyrillic(words: Sequence[str], lexicon: Lexicon, hint: str) -> str:
    scores = {language: _score(words, lexicon, language) for language in ("uk", "ru")}
    letters = "".join(words)
    for language in scores:
        scores[language] += _own_letters(letters, language)
    if any(letter in _FOREIGN_LETTERS for letter in letters) or _another(
        words, lexicon, max(scores.values())
    ):
        return ""
    return _best(scores, hint)


def _of_latin(words: Sequence[str], lexicon: Lexicon, hint: str) -> str:
    scores = {language: _score(words, lexicon, language) for language in ("pl", "en")}
    scores["pl"] += _own_letters("".join(words), "pl")
    bones = [skeleton(word) for word in words]
    for language in ("uk", "ru"):
        scores[language] = 0.85 * _folded(bones, lexicon, language)
    if _another(words, lexicon, max(scores.values())):
        return ""
    return _best(scores, hint)


def _own_letters(letters: str, language: str) -> float:
    return 3.0 * sum(letter in _LETTERS[language] for letter in letters)


def _score(words: Sequence[str], lexicon: Lexicon, language: str) -> float:
    shift = bits_of.FREQUENCY + 4 * bits_of.SIDE[language]
    return sum(_weight(lexicon.words.get(word) >> shift & 15) for word in words)


def _folded(bones: Sequence[str], lexicon: Lexicon, language: str) -> float:
    shift = bits_of.FREQUENCY + 4 * bits_of.SIDE[language]
    return sum(_weight(lexicon.skeletons.get(bone) >> shift & 15) for bone in bones)


def _weight(frequency: int) -> float:
    return max(0.2 if frequency else 0.0, frequency - _RARE)


def _another(words: Sequence[str], lexicon: Lexicon, best: float) -> bool:
    """Whether a language that is none of ours fits better."""
    found = [lexicon.others.get(word) for word in words]
    most = _ELSEWHERE * max(sum(bits >> place & 1 for bits in found) for place in range(32))
    return len(words) >= _FEWEST_WORDS and most > _AHEAD * best


def _best(scores: dict[str, float], hint: str) -> str:
    if hint in scores:
        scores[hint] = 1.1 * scores[hint] + 2.0
    language = max(scores, key=lambda language: scores[language])
    return language if scores[language] > 0 else ""
