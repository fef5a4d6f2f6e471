"""Numbers that name somebody: PESEL, documents, accounts, cards and telephones."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from storage.register.scrub.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.register.scrub.finding import Mark
    from storage.register.scrub.shadow import Shadow

_RUN: Final = re.compile(r"(?:\+ ?|(?<!\d)\( ?\+?)?\d(?:[ \-./()]{0,4}\d){3,}")
_NOT_DIGIT: Final = re.compile(r"\D")

_MONTH: Final = (
    r"stycz\w*|luty|lutego|mar[cz]\w*|kwie\w*|maj\w?|czerw\w*|lip\w*|sierp\w*|wrze\w*|pa[zź]dz\w*"
    r"|listopad\w*|grud\w*"
    r"|січ\w*|лют\w*|берез\w*|квіт\w*|трав\w*|черв\w*|лип\w*|серп\w*|верес\w*|жовт\w*|листопад\w*|груд\w*"
    r"|янв\w*|фев\w*|март\w*|апр\w*|ма[йя]|июн\w*|июл\w*|авг\w*|сент\w*|окт\w*|ноя\w*|дек\w*"
    r"|jan\w*|feb\w*|march|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*"
)
MONTH: Final = rf"(?:{_MONTH})"
_MONEY: Final = (
    r"(?:z[łl](?:ot\w*)?|pln|eur\w*|€|usd|dol\w*|\$|£|gbp|funt\w*|pounds?|грн|гривень|гривен\w*|uah|₴"
    r"|руб\w*|р\b|₽"
    r"|злот\w*|зл\b|євро|евро|дол\w*|zlot\w*|hryvn\w*|тис\w*|тыс\w*|tys\w*|k\b|млн|mln)"
)
_DAY, _MONTH_NUMBER, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_REGISTERS: Final = r"\b(?:rsd|ds|ko|kp|k|c|p|wok|bpo|or|pr|w|са|к)[ .-]{1,3}(?:[a-z]{1,3}[ .-]{1,2})?"
_KEPT: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\d./-]){_DAY}(?P<by>[./-]){_MONTH_NUMBER}(?P=by){_YEAR}(?!\d|[./-]\d)",
        rf"(?<![\d./-])(?<!\d ){_DAY}(?P<by>[./]){_MONTH_NUMBER}(?P=by)\d\d(?!\d|[ ./-]\d)",
        rf"(?<![\d./-]){_YEAR}(?P<by>[./-])(?:0[1-9]|1[0-2])(?P=by)(?:0[1-9]|[12]\d|3[01])(?!\d|[./-]\d)",
        rf"(?<!\d)\d{{1,2}} ?(?:-?го|st|nd|rd|th)? ?{MONTH},? ?{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR} ?[-/.] ?{_YEAR}(?!\d)",
        r"(?<!\d)\d{1,2}[.:]\d\d ?(?:-|do|to|до) ?\d{1,2}[.:]\d\d(?!\d)",
        rf"(?<![\d+])(?:\d{{1,3}}(?:[ .,]\d{{3}})*|\d{{1,7}})(?:[.,]\d\d?)? ?(?:-|zł )? ?{_MONEY}",
        r"[$£€] ?\d[\d ,.]{0,12}\d",
        r"(?<![\d/])(?<!\d )\d{1,6}/(?:19|20)?\d\d(?![\d/])",
        rf"{_REGISTERS}(?:\d+[ .-]{{0,2}}ds\.?)? ?\d{{1,6}}[./]\d{{2,4}}(?:\.[a-z]{{1,3}}\b)?",
        r"(?<![\w.])[\w.-]{0,30}[a-z][\w-]{0,12}\.\d{2,5}\.(?:\d{1,5}\.)?(?:19|20)\d\d(?:\.[a-z]{1,3}\b)?",
        r"(?:art|§|ст|paragraf\w*|параграф\w*|статт\w*|стать\w*)\.? ?\d{1,3}(?:[ ,]*§ ?\d+)?",
    )
)
"""What is no telephone, with digits enough: dates, years, hours, money, case numbers, paragraphs."""

_PESEL: Final = re.compile(r"pes[eE]l|песел|pesl")
_ACCOUNT: Final = re.compile(
    r"iban|kont[oaeu]|konci|rachun|account|рахун|счет|счёт|nrb|przelew|перевод|переказ|acc\b"
)
_CARD: Final = re.compile(
    r"kart[aęyo]|karcie|card|visa|mastercard|master ?card|карт[аиуоы]|карті|картк|картц|revolut|виза"
)
_TAX: Final = re.compile(
    r"\bnip\b|ніп|нип|tax|іпн|инн|рнокпп|regon|podatk|налог|податк|nin\b|national insurance"
)
DOCUMENT: Final = re.compile(
    r"pas+[zs]?port\w*|paszp\w*|dow[oó]d\w*|\bdo?w\.? ?os|id card|\bid\b|identity|karty? pobytu"
    r"|kart[aęyo] pobytu"
    r"|pobyt\w*|residence|\bpermit|\btrc\b|\bvisa\b|\bwiz[aęyoie]+\b|prawo jazdy|prawa jazdy|prawka"
    r"|driving|licen[cs]e"
    r"|legitymacj\w*|student|album\w*|indeks\w*|seri[aięiey]+|паспорт\w*|пасп\w*|посвідчен\w*"
    r"|карт[аиуіоы]\w* поб"
    r"|карт[аиуіоы]\w* пребыв|пребыван\w*|побиту|побыту|проживан\w*|віз[аиуі]\b|виз[аыуе]\b|права\b"
    r"|водійськ\w*|водительск\w*"
    r"|посвідк\w*|студентськ\w*|студенческ\w*|студак\w*|квиток|билет|серія|серії|серия|серии"
    r"|удостоверен\w*|удостовер\w*|dokument\w*|документ\w*"
    r"|вид на жит\w*|kart\w* pol|blankiet\w*|подорож\w*|загран\w*|дові?д\w*|ukr id|id-карт\w*"
    r"|ід-карт\w*|айді|matricul\w*|\bais\b|снилс|lehitym\w*|pasport\w*|zakordonn\w*|posvidch\w*"
    r"|zahran\w*|zagran\w*"
)
_WORDS_BEFORE: Final = 34

_LUHN: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_PESEL_WEIGHTS: Final = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
_NIP_WEIGHTS: Final = (6, 5, 7, 2, 3, 4, 5, 6, 7)
_ACCOUNT_DIGITS: Final = range(20, 30)
_CARD_DIGITS: Final = range(13, 20)
_FEWEST, _MOST = 7, 15
_PESEL_DIGITS: Final = 11
_NIP_DIGITS: Final = 10


def blanked(shadow: Shadow) -> str:
    """Return the digits reading with what must stay (dates, money, case numbers …) made unreadable."""
    low = shadow.digits.lower() if len(shadow.digits.lower()) == len(shadow.digits) else shadow.low
    read = list(shadow.digits)
    for pattern in _KEPT:
        for match in pattern.finditer(low):
            read[match.start() : match.end()] = "\x00" * (match.end() - match.start())
    return "".join(read)


def numbers(shadow: Shadow) -> Iterator[Mark]:
    """Yield every long number as what it most likely is."""
    for match in _RUN.finditer(blanked(shadow)):
        start, end = match.span()
        if kind := _kind(match[0], shadow.low[max(0, start - _WORDS_BEFORE) : start]):
            yield start, end, kind


def _kind(run: str, before: str) -> Kind | None:
    digits = _NOT_DIGIT.sub("", run)
    if len(digits) in _ACCOUNT_DIGITS:
        return Kind.IBAN
    if run.startswith(("+", "00")) and len(digits) <= _MOST:
        return Kind.PHONE if len(digits) >= _FEWEST else None
    if len(digits) > _MOST or (len(digits) in _CARD_DIGITS and (luhn(digits) or _CARD.search(before))):
        return Kind.IBAN if _ACCOUNT.search(before) and not luhn(digits) else Kind.CARD
    if _is_pesel(digits, run, before):
        return Kind.PESEL
    if _is_tax_number(digits, run, before):
        return Kind.ID_DOC
    if len(digits) < _FEWEST:
        return None
    return Kind.ID_DOC if _last(DOCUMENT, before) and not run.startswith(("+", "00")) else Kind.PHONE


def _last(pattern: re.Pattern[str], before: str) -> bool:
    """Whether such a word stands before, with no other number or sentence between."""
    found = [match.end() for match in pattern.finditer(before)]
    return bool(found) and not re.search(r"\d|[.!?;] |\btel|тел|phone", before[found[-1] :])


def _is_pesel(digits: str, run: str, before: str) -> bool:
    if len(digits) != _PESEL_DIGITS or run.startswith("+"):
        return bool(_PESEL.search(before[-14:])) and len(digits) in {10, 11, 12}
    return bool(_PESEL.search(before)) or (_pesel_sum(digits) and _pesel_date(digits))


def _is_tax_number(digits: str, run: str, before: str) -> bool:
    if len(digits) != _NIP_DIGITS:
        return bool(_TAX.search(before[-16:])) and len(digits) in range(8, 15)
    return bool(_TAX.search(before[-16:])) or (
        _nip_sum(digits) and bool(re.fullmatch(r"\d{3}-\d{3}-\d\d-\d\d|\d{3}-\d\d-\d\d-\d{3}", run))
    )


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    turned = [int(digit) for digit in reversed(digits)]
    return (sum(turned[::2]) + sum(_LUHN[digit] for digit in turned[1::2])) % 10 == 0


def _pesel_sum(digits: str) -> bool:
    return (sum(w * int(d) for w, d in zip(_PESEL_WEIGHTS, digits, strict=False)) + int(digits[10])) % 10 == 0


def _pesel_date(digits: str) -> bool:
    """Whether a PESEL begins with a date of birth: years of 1900 to 2099, the month plus 20 from 2000."""
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    century = {0: 1900, 1: 2000}.get(month // 20)
    if century is None:
        return False
    try:
        date(century + year, month % 20, day)
    except ValueError:
        return False
    return True


def _nip_sum(digits: str) -> bool:
    return sum(w * int(d) for w, d in zip(_NIP_WEIGHTS, digits, strict=False)) % 11 == int(digits[9])
