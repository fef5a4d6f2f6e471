"""What stays of a word however it is spelt: in Cyrillic, in Latin, with and without marks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

LATIN: Final = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ye", "ё": "yo", "ж": "zh",
    "з": "z", "и": "y",
    "і": "i", "ї": "yi", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "",
    "э": "e",
    "ю": "yu", "я": "ya", "ў": "w",
})  # fmt: skip
"""Letters as they are typed with a Latin keyboard; other habits are folded together below."""

_MARKED: Final = str.maketrans({
    "ł": "l", "ı": "i", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "ə": "e", "ð": "d", "'": "",
    "ż": "zh", "š": "sh", "č": "ch", "ž": "zh", "ş": "sh", "ç": "ch", "ґ": "g",
})  # fmt: skip
_SAME: Final = tuple(
    (re.compile(pattern), with_)
    for pattern, with_ in (
        ("shch|szcz|sch", "S"),
        ("sh|sz", "S"),
        ("tch|ch|cz", "C"),
        ("zh|rz", "Z"),
        ("kh|h", "h"),
        ("ts|tz", "c"),
        ("x", "ks"),
        ("q|ck", "k"),
        ("ph", "f"),
        ("w", "v"),
        ("oo|ou", "u"),
        ("ee", "i"),
        ("[iyj]+", "i"),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=20_000)
def skeleton(word: str) -> str:
    """Return the skeleton of a word in small letters: Юлия, Julia and yuliya have the same."""
    marked = unicodedata.normalize("NFD", word.translate(LATIN).translate(_MARKED))
    plain = "".join(character for character in marked if not unicodedata.combining(character))
    for pattern, with_ in _SAME:
        plain = pattern.sub(with_, plain)
    return plain
