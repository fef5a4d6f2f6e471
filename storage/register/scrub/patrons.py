"""Names that stay: whom a school, a street, a church or a monument is named after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storage.register.scrub.tokens import Token

_COUNTED: Final = {
    4: "im imienia імені ім имени им imeni",
    3: "ul ulica ulicy ulicę ulice ulicą al aleja alei aleje alejach pl plac placu вул вулиця вулиці"
    " вулицю ул улица улице улицы улицу площа площі площадь площади алея алеї алею аллея аллее"
    " skwer skweru skwerze rondo rondzie pomnik pomnika pomniku pomnikiem pamiatnik памятник"
    " памятника памятнику памятником памятнике пам'ятник пам'ятника пам'ятнику пам'ятником",
    2: "św sw świętego świętej święty swietego swietej святого святої святой св saint st os osiedle"
    " osiedlu park parku parkiem парк парку парке сквер сквері сквере",
    1: "gwiazda gwiazdę gwiazdy зірка зірку звезда звезду звезды fontanna fontanny fontannie monument statue",
}
_AFTER: Final = {word: most for most, words in _COUNTED.items() for word in words.split()}
"""How many words behind such a word belong to the name of a place."""
_BY_CAPITAL: Final = frozenset("ABUI")
_RANKS: Final = frozenset(
    "ks gen dr prof bp abp kard płk mjr rtm hr o kpt por marsz brata siostry księdza"
    " generała papieża króla королю кс ген".split()
)
_SHORT: Final = frozenset(["im", "al", "pl", "os", "ім", "им", "st", "св"])
_SCHOOLS: Final = ("szk", "sp", "lic", "podst", "lo", "zso", "школ", "ліц", "лиц", "гімн", "гимн")
_TWO_WORDS: Final = 2


def patrons(found: Sequence[Token]) -> Iterator[int]:
    """Yield the places of tokens that name a patron or the like.

    Where a text is cased, only capitals are followed; where it is not, at most two words ("im jana pawła").
    """
    for place, token in enumerate(found):
        most = _AFTER.get(token.low, 0)
        if most and not _another_word(found, place):
            yield from _followed(found, place + 1, most)


def _another_word(found: Sequence[Token], place: int) -> bool:
    """Whether a short word stands here as itself: "im" (to them), "pl", "st"."""
    if found[place].low not in _SHORT or (place + 1 < len(found) and found[place + 1].text == "."):
        return False
    before = found[place - 1] if place else None
    named = before is not None and (before.shape == "0" or before.low.startswith(_SCHOOLS))
    return not named and not (
        place + 1 < len(found) and found[place + 1].shape == "A" and found[place].low == "im"
    )


def _followed(found: Sequence[Token], place: int, most: int) -> Iterator[int]:
    words = 0
    while place < len(found) and words < most:
        token = found[place]
        if token.text == "." and words <= 1 and (not words or found[place - 1].low in _RANKS):
            place += 1
            continue
        if not token.word and token.text != "-":
            return
        if token.word and not _may_follow(token, words):
            return
        yield place
        words += token.word and token.low not in _RANKS
        place += 1


def _may_follow(token: Token, words: int) -> bool:
    if token.shape in _BY_CAPITAL or token.low in _RANKS:
        return True
    return token.shape in {"l", "u"} and words < _TWO_WORDS
