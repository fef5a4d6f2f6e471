"""Numbers with letters in them: documents, accounts, plates, and the numbers painted on trams and buses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from storage.register.scrub.numbers import DOCUMENT, blanked
from storage.register.scrub.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.register.scrub.finding import Mark
    from storage.register.scrub.shadow import Shadow

_ACCOUNT: Final = re.compile(r"(?<!\w)[a-z]{2} ?\d\d(?:[ .-]?[a-z]{4})?(?:[ .-]{0,2}[\dx*]){10,26}(?!\w)")
_ACCOUNT_LETTERS: Final = re.compile(
    r"(?<!\w)[a-z]{2}\d\d(?:[ .-]?[a-z0-9]{4}){3,7}(?:[ .-]?[a-z0-9]{1,4})?(?!\w)"
)

_SERIES: Final = re.compile(r"(?<!\w)([a-zа-яіїєґ]{1,3})([ -]?)(\d(?:[ -]?\d){5,8})(?![\w])")
_BELARUS: Final = re.compile(r"(?<!\w)\d{7}[a-z]\d{3}[a-z]{2}\d(?!\w)")
_LICENCE: Final = re.compile(r"(?<![\d/])\d{4,5}/\d\d/\d{4}(?![\d/])")
_AFTER_WORD: Final = re.compile(
    r"(?:[ :#№,.\-–(]|(?:nr|no|numer\w*|number\w*|num|seri[aięe]\w*|is|to|jest|номер\w*|ном|н"
    r"|сері[яії]|сери[яи]|my|mój"
    r"|moj|мій|мой|i|і|и|її|его|osobist\w*|polsk\w*|ukrai\w*|pobytu|ważn\w*|id|with|his|her|the|ma"
    r"|ending|на|за|о|osobistego"
    r"|особист\w*|закордонн\w*|загранич\w*|українськ\w*|украинск\w*|рф|ua|pl|ukrainian|student\w*"
    r"|card|of|cudzoziemca|permit"
    r"|karta|karty|biometr\w*|біометр\w*|studenc\w*|szkoln\w*|studentsk\w*|казахстан\w*|узбек\w*|грузи\w*"
    r"|беларус\w*)(?=[ :#№.,])){1,9}"
)
_NUMBER: Final = re.compile(
    r"(?P<name>(?=[a-zа-яіїєґ]{0,4}[ -]?\d)(?:[a-zа-яіїєґ]{1,4}[ -]?)?\d(?:[ /-]?[a-z\d]){3,14})(?![\w])"
)
_SPELT_OUT: Final = re.compile(
    r"(?<!\w)(?:seri\w+|сер[иі]\w+)[ :]{1,2}([^\W\d]{2,3})[ ,:]{1,3}"
    r"(?:nr|no|numer|number|номер|№)[ .:]{0,3}(\d(?:[ -]?\d){5,7})(?!\w)"
)
_FEWEST_DIGITS: Final = 4
_ID_CARD_WEIGHTS: Final = (7, 3, 1, 9, 7, 3, 1, 7, 3)
_NO_SERIES: Final = frozenset(
    "nr no do to na po od ok id we ze bo so tel fax ulm lok dom tak jak mam mój mob kom the and was"
    " for at in on of by"
    " на до по за від об під от тел моб ном ід ул из со во ні не так там тут як та це эт мой мій її"
    " dla pod nip pin"
    " rsd art lat ile kod numer pln usd eur uah грн руб лет рок год коло nad rok or my is as our call"
    " код том ему ей їй йому"
    " ему его её ее вот мне мені тебе нам вам нас вас они он его и а у в с о я but are has had її їх"
    " їм все всё dał ich jej"
    " jego mu ja on ona ci cię mi się za ze wa msc pesel".split()
)

_NO_NUMBER: Final = frozenset(
    "nr no tel ok id pin nip kod код тел ном m м z з в w x х g lok dom art tr pr l t т c с".split()
)

_POLISH: Final = re.compile(r"(?<!\w)([a-z]{2,3})([ -]?)((?=[a-z]{0,3}\d)[a-z0-9]{4,5})(?![\w])")
_VOIVODSHIP: Final = frozenset("bcdefghklnoprstwz")
"""First letters of plates; H is the police and other services."""
_TWO_LETTERS: Final = frozenset(
    "bi bl bs cb cg ct cw dw dx dj dl db el ep es fg fz ga gd gs ga gwe gk kr kk kn kt lb lc lu lz no"
    " ne op ok pk pl pn po py rk rp"
    " rt rz sb sc sd sg sh si sj sk sl sm so sr st sw sy sz ta tk wa wb wd we wf wh wi wj wk wl wn wo"
    " wp wr ws wt wu ww"
    " wx wy wz zk zs zz".split()
)
_PLAIN_WORDS: Final = frozenset(
    "do po no so ok st si sl op we wy za ze to pl nr rok kod tel gdy rsd pko pkp pkt prl sms zus sor"
    " dom raz syn fot czy bus"
    " lot sto sto rok dni dla pod nad ksw btw gym for get got big bed boy dog see two ten new who why"
    " was way win den del"
    " non car per sam tak tam top tor kpk kpa krs lub las wsi zł zl lat oko".split()
)
_UKRAINIAN: Final = re.compile(r"(?<!\w)[abcehikmoptx]{2}[ -]?\d{4}[ -]?[abcehikmoptx]{2}(?!\w)")
_RUSSIAN: Final = re.compile(r"(?<!\w)[abcehkmoptxy] ?\d{3} ?[abcehkmoptxy]{2} ?(?:\d{2,3})?(?: ?rus)?(?!\w)")
_BELARUSIAN: Final = re.compile(r"(?<!\w)\d{4} ?[abcehikmoptx]{2} ?- ?[0-8](?!\w)")
_BRITISH: Final = re.compile(r"(?<!\w)[a-z]{2}[5-7]\d ?[a-z]{3}(?!\w)")
_CUE: Final = re.compile(
    r"(?<!\w)(?:rejestrac\w*|rej\.?|tablic\w*|blach\w*|nume\w+ rej\w*|plates?|registration|reg\.?"
    r"|licen[cs]e plate|number plate|номер\w*"
    r"|номерн\w*|ном\.?|держномер\w*|госномер\w*|knyp\w*|nomer\w*|numer\w*|автомоб\w*|aut[oaem]\w*"
    r"|samoch\w*|машин\w*|авто\w*|car|van|taxi"
    r"|taks\w*|такс[иі]\w*|bolt\w*|uber\w*|болт\w*|убер\w*)"
)
_AFTER_CUE: Final = re.compile(
    r"(?:(?:[ :#№,.\-(\"]|(?:nr|no|to|is|był\w*|was|o|на|with|з|с|was|rejestracyjn\w*|rej\.?|numer\w*"
    r"|number|номер\w*|номерн\w*"
    r"|знак\w*|boczn\w*|plates?|tablic\w*|reg\.?|registration)(?=[ :#№.,]))){1,5}"
)
_PLATE: Final = re.compile(
    r"(?P<name>(?=[a-zа-яіїєґ0-9 -]{0,7}\d)(?=[0-9 -]{0,6}[a-zа-яіїєґ])"
    r"[a-zа-яіїєґ0-9]{1,4}(?:[ -]?[a-zа-яіїєґ0-9]{2,5}){1,3})(?![\w])"
)
_FILL: Final = r"(?:[ .:,(#№-]|(?<!\w)(?!z\b|o\b|о\b|з\b|с\b)[^\W\d]+)"
_VEHICLE: Final = (
    r"(?:tramwaj\w*|tram|trams|autobus\w*|bus|trolejbus\w*|трамва\w+|автобус\w*|тролейбус\w*"
    r"|троллейбус\w*|pesa|swing|wagon\w*|вагон\w*|pojazd\w*|skład\w*|wóz|wozu|tramvaj\w*|avtobus\w*)"
)
_FLEET: Final = (
    re.compile(
        rf"(?<!\w)(?:boczn\w+|taborow\w+|бортов\w+|fleet|vehicle|інвентарн\w+|инвентарн\w+|борт|борту"
        rf"|bortov\w+|burt\w+)(?!\w){_FILL}{{0,7}}?(\d{{3,5}})(?![\d:/]|\.\d)"
    ),
    re.compile(
        rf"(?<!\w)(?:{_VEHICLE}|side)(?!\w)[ ,.(]*(?:(?:o|с|з|z|nr|no|number|num|numer\w*|номер\w*"
        rf"|boczn\w+|was|is|#|№)(?!\w)[ .]*){{0,4}}(?<!\d)(\d{{4}})(?![\d:/]|\.\d)(?! ?r\b)"
    ),
)


def papers(shadow: Shadow) -> Iterator[Mark]:
    """Yield accounts, documents, plates and fleet numbers."""
    latin, low = shadow.latin.lower(), shadow.low
    latin = latin if len(latin) == len(low) else low
    yield from _accounts(latin)
    yield from _documents(latin, low)
    yield from _plates(shadow, latin)
    for pattern in _FLEET:
        yield from ((*match.span(1), Kind.PLATE) for match in pattern.finditer(low))


def _accounts(latin: str) -> Iterator[Mark]:
    for match in _ACCOUNT.finditer(latin):
        yield (*match.span(), Kind.IBAN)
    for match in _ACCOUNT_LETTERS.finditer(latin):
        if _remainder(match[0]) == 1:
            yield (*match.span(), Kind.IBAN)


def _remainder(account: str) -> int:
    """Return what ISO 13616 wants to be 1."""
    plain = re.sub(r"[ .-]", "", account)
    return int("".join(str(int(character, 36)) for character in plain[4:] + plain[:4])) % 97


def _documents(latin: str, low: str) -> Iterator[Mark]:
    for match in _SERIES.finditer(latin):
        letters, gap, digits = match.groups()
        series = low[match.start(1) : match.end(1)]
        if series in _NO_NUMBER or (gap and {letters, series} & _NO_SERIES):
            continue
        if not gap or (len(letters) > 1 and _sure(letters, digits, series)):
            yield (*match.span(), Kind.ID_DOC)
    for pattern in (_SPELT_OUT, _BELARUS, _LICENCE):
        yield from (
            (*match.span(), Kind.ID_DOC)
            for match in pattern.finditer(low if pattern is _SPELT_OUT else latin)
        )
    for word in DOCUMENT.finditer(low):
        gap = _AFTER_WORD.match(low, word.end())
        number = gap and _NUMBER.match(latin, gap.end())
        if number and sum(character.isdigit() for character in number["name"]) >= _FEWEST_DIGITS:
            yield (*number.span("name"), Kind.ID_DOC)


def _sure(letters: str, digits: str, series: str) -> bool:
    """Whether letters and digits with a gap between them are a document's number."""
    plain = re.sub(r"\D", "", digits)
    return letters.isascii() and (
        len(plain) in {6, 7, 8} and (len(letters) == 2 or id_card(letters + plain) or len(series) == 3)
    )


def id_card(number: str) -> bool:
    """Whether the check digit of a Polish identity card (three letters, six digits) is right."""
    if not re.fullmatch(r"[a-z]{3}\d{6}", number):
        return False
    remainder = sum(w * int(c, 36) for w, c in zip(_ID_CARD_WEIGHTS, number, strict=True)) % 10
    return remainder == 0


def _plates(shadow: Shadow, latin: str) -> Iterator[Mark]:
    for match in _POLISH.finditer(latin):
        if _is_polish(match, shadow, latin):
            yield (*match.span(), Kind.PLATE)
    for pattern in (_UKRAINIAN, _RUSSIAN, _BELARUSIAN, _BRITISH):
        yield from ((*match.span(), Kind.PLATE) for match in pattern.finditer(latin))
    free = blanked(shadow)
    for cue in _CUE.finditer(shadow.low):
        gap = _AFTER_CUE.match(shadow.low, cue.end())
        found = gap and _PLATE.match(latin, gap.end())
        if (
            found
            and "\x00" not in free[found.start() : found.end()]
            and _mixed(shadow.low[found.start() : found.end()])
        ):
            yield (*found.span("name"), Kind.PLATE)


def _is_polish(match: re.Match[str], shadow: Shadow, latin: str) -> bool:
    place, gap, rest = str(match[1]), str(match[2]), str(match[3])
    if place[0] not in _VOIVODSHIP or (len(place) == 2 and place not in _TWO_LETTERS):
        return False
    digits = sum(character.isdigit() for character in rest)
    written = shadow.text[match.start() : match.end()]
    if _CUE.search(latin[max(0, match.start() - 30) : match.start()]):
        return digits >= 2
    if (
        written.isupper()
        and len(place) == 3
        and not rest.isdigit()
        and digits >= 2
        and place not in _PLAIN_WORDS
    ):
        return True
    if place in _PLAIN_WORDS or digits < 3:
        return digits >= 3 and written.isupper() and (not gap or not rest.isdigit() or len(rest) == 5)
    return not gap or written.isupper() or not rest.isdigit() or (len(rest) == 5 and len(place) == 3)


def _mixed(name: str) -> bool:
    letters = sum(character.isalpha() for character in name)
    digits = sum(character.isdigit() for character in name)
    words = name.split()
    return (
        1 <= letters <= 6
        and digits >= 2
        and not any(word.isalpha() and (len(word) > 3 or word in _NO_SERIES) for word in words)
    )
