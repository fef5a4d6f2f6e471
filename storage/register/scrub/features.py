"""What the tagger of names sees of each token: lexicon, frequency, endings, shape, and its neighbours."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from storage.register.scrub import lexicon as bits_of
from storage.register.scrub.cues import cue
from storage.register.scrub.skeleton import skeleton

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from storage.register.scrub.lexicon import Lexicon
    from storage.register.scrub.tokens import Token

_STRIPPED: Final = str.maketrans(
    "ąćęłńóśźżàáâãäåçèéêëìíîïñòôõöùúûüýğışčšžřůťďňřăâîșț",
    "acelnoszzaaaaaaceeeeiiiinoooouuuuygiscszrutdnraaist",
)
_ENDINGS: Final = {
    "pl": "a u ovi em iem im ego emu i e o ov ami ah om ie m ka",
    "uk": "a u om em oi ei ou eu i e ovi evi ami am ah iu im ogo omu m ka",
    "ru": "a u om em oi ei ou eu i e ami am ah iu im ogo omu ov ev m ka",
    "en": "s",
}
_CONTRACTED: Final = re.compile(r"'(?:s|m|ve|ll|d|re|t)?$")
_SHORTEST: Final = 4
_SAME: Final = 6
"""Words at least so frequent (a bucket of the lexicon) are themselves a feature."""
_CYRILLIC: Final = range(0x400, 0x530)


class Seen(NamedTuple):
    """What is seen of a word: letters for what it is known as, frequency, plain form, what it announces."""

    code: str
    frequency: int
    plain: str
    cue: str


UNSEEN: Final = Seen("", 0, "", "")


def plain(low: str, language: str) -> str:
    """Return the form that stands for a word however it is typed."""
    if language in {"uk", "ru"}:
        return skeleton(low)
    return low.translate(_STRIPPED)


class Eyes:
    """Sees words of one language; not safe between threads but for its cache."""

    def __init__(self, lexicon: Lexicon, language: str) -> None:
        self._lexicon = lexicon
        self._language = language
        self._side = bits_of.SIDE[language]
        self.see = lru_cache(maxsize=30_000)(self._see)

    def stays(self, low: str) -> bool:
        """Whether a word is one of the places and peoples that are never somebody."""
        return bool(self._lexicon.words.get(low) & bits_of.STAYS)

    def _see(self, low: str) -> Seen:
        """Return what is known of a word in small letters."""
        word = _CONTRACTED.sub("", low) if self._language == "en" else low
        cyrillic = ord(word[0]) in _CYRILLIC
        at_home = cyrillic == (self._language in {"uk", "ru"})
        bits = self._lexicon.words.get(word)
        bones = skeleton(word)
        folded = self._lexicon.skeletons.get(bones)
        own = bits if at_home else folded if self._language in {"uk", "ru"} else 0
        frequency = own >> (bits_of.FREQUENCY + 4 * self._side) & 15
        code = _code(own >> bits_of.SECOND * self._side, "FLPGW") + _code(
            own >> bits_of.SECOND * (1 - self._side), "flpgw"
        )
        code += _code(own >> 10, "XY")
        if not at_home:
            code += _code(bits, "ABCDE") + _code(bits >> bits_of.SECOND, "ABCDE")
        if "W" not in code:
            code += self._of_others(bones, folded, code)
        stands_for = plain(word, self._language)
        return Seen("".join(sorted(set(code))), frequency, stands_for, cue(stands_for, self._language))

    def _of_others(self, bones: str, folded: int, code: str) -> str:
        """Return letters for a name of another language that is spelt or inflected in the way of this one."""
        found = _code(folded, "hijkm") + _code(folded >> bits_of.SECOND, "hijkm") + _code(folded >> 10, "xy")
        if found.strip("m") or set(code) & set("FLPX"):
            return found
        for ending in _ENDINGS[self._language].split():
            base = bones.removesuffix(ending)
            if base != bones and len(base) >= _SHORTEST:
                stem = self._lexicon.skeletons.get(base) or self._lexicon.skeletons.get(f"{base}a")
                found += _code(stem, "st") + _code(stem >> bits_of.SECOND, "st") + _code(stem >> 10, "zZ")
        return found


def _code(bits: int, letters: str) -> str:
    return "".join(letter for place, letter in enumerate(letters) if bits >> place & 1)


def features(found: Sequence[Token], eyes: Eyes, hidden: Collection[int] = ()) -> list[list[str]]:
    """Return the features of each token; of those in `hidden` the lexicon is not asked (for the training)."""
    seen = [
        (_unknown(eyes.see(token.low)) if place in hidden else eyes.see(token.low)) if token.word else UNSEEN
        for place, token in enumerate(found)
    ]
    alone = [_alone(token, see) for token, see in zip(found, seen, strict=True)]
    return [_of(place, found, seen, alone) for place in range(len(found))]


def _unknown(seen: Seen) -> Seen:
    return seen._replace(code="?", frequency=0)


def _alone(token: Token, seen: Seen) -> tuple[str, str]:
    """Return what a neighbour says: the word itself where it is frequent, else its kind; and its ending."""
    if not token.word:
        return token.shape, ""
    said = seen.plain if seen.frequency >= _SAME else f"={seen.code}"
    return said, seen.plain[-3:]


def _of(
    place: int, found: Sequence[Token], seen: Sequence[Seen], alone: Sequence[tuple[str, str]]
) -> list[str]:
    token, see = found[place], seen[place]
    code, shape = see.code, token.shape
    features_ = ["1", f"s{shape}"]
    if token.word:
        features_ += _own(see, shape, len(token.low))
    for step in (-3, -2, -1, 1, 2):
        at = place + step
        if not 0 <= at < len(found):
            features_.append(f"{step}|")
            continue
        said, ending = alone[at]
        if seen[at].cue:
            features_ += (
                f"{step}q{seen[at].cue}",
                f"{step}q{seen[at].cue}|{code}",
                f"{step}q{seen[at].cue}|{shape}",
            )
        features_.append(f"{step}{said}")
        if step in {-1, 1}:
            features_ += (
                f"{step}s{found[at].shape}",
                f"{step}e{ending}",
                f"{step}{said}|{code}",
                f"{step}c{seen[at].code}|{code}",
            )
            features_.append(f"{step}s{found[at].shape}|{shape}|{code}")
    return features_


def _own(see: Seen, shape: str, length: int) -> list[str]:
    code, often = see.code, see.frequency
    kinds = [f"k{letter}{shape}" for letter in code]
    return [
        f"c{code}",
        f"c{code}{shape}",
        f"c{code}f{often // 2}",
        f"f{often // 2}{shape}",
        f"2{see.plain[-2:]}",
        f"3{see.plain[-3:]}",
        f"3{see.plain[-3:]}{shape}",
        f"4{see.plain[-4:]}",
        f"n{min(length, 8)}{shape}",
        f"w{see.plain}" if often >= _SAME else "w?",
        *kinds,
    ]
