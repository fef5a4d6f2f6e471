"""Addresses: a street with a house number and whatever is joined to it; a street alone stays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from storage.register.scrub.numbers import MONTH
from storage.register.scrub.spans import Kind
from storage.register.scrub.streets import KNOWN, LIKE_A_STREET, NOT_A_STREET, SURELY_A_STREET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.register.scrub.finding import Mark
    from storage.register.scrub.shadow import Shadow

_LETTER: Final = r"[^\W\d_]"
_WORD: Final = rf"{_LETTER}[\w'’]*(?:-{_LETTER}[\w'’]*)*\.?"
_GAP: Final = r"[ ,]{1,3}"

_DESIGNATOR: Final = (
    r"(?:ulic\w{1,3}|ul\b\.?|alej\w{1,3}|al\.|osiedl\w{1,3}|os\.|plac(?:u|em|owi|yku)?\b|pl\."
    r"|skwer\w*|rond\w{1,2}\b|trakt(?:u|em|cie)?\b|bulwar\w*"
    r"|вул[иі]ц\w{1,3}|вул\b\.?|ул[иі]ц\w{1,3}|ул\b\.?|алле\w{1,2}|але[яїюйе]\w{0,2}|просп\w*\.?"
    r"|пр-т\w*|площ\w{1,3}|пл\.|переул\w*|пер\.|пров\w*\.?"
    r"|осед\w{1,3}|бульвар\w*|б-р|шоссе|набереж\w*|ulits\w{1,2}|ulic\w{1,2}|vul\b\.?|vulyts\w{1,2}"
    r"|vulic\w{1,3}|street|str\.|avenue|ave\.)"
)
_OTHER_WORDS: Final = (
    r"(?:(?:i|im|gen|ks|dr|prof|bp|płk|kpt|mjr|marsz|św|sw|abp|kard|рядного|кс|ген|св|of|the|de|van)\.? )"
)

_NUMBER: Final = (
    r"\d{1,4}(?:[^\W\d_](?![\w'])| [a-hа-д](?![\w']))?"
    r"(?: ?[/\\] ?\d{1,4}(?:[a-zа-я](?![\w']))?){0,2}(?:-\d{1,3}(?![\d-]))?"
)
_NUMBER_WORD: Final = (
    r"(?:nr|numer\w*|no\.?|number|дом\w*|д\.|буд\w*\.?|б\.|№|номер\w*|num\.?|dom\w*|bud\.?|dim|house"
    r"|block|blok\w*|блок\w*|#)"
)
_UNIT: Final = (
    r"(?:m\.?|mieszk\w*\.?|miesz\.?|lok\w*\.?|kl\.?|klat\w*|piętr\w*|pietr\w*|p\.|wejśc\w*|wejsc\w*"
    r"|pok\.|pok[oó]j\w*|domofon\w*|kod\w* (?:do )?domofon\w*"
    r"|кв\w{0,6}\.?|м\.?|кл\.?|п[іо]д[’'ъ]?[їе]зд\w*|под\.|під\.|пар\.|парадн\w*|эт\w*\.?|поверх\w*"
    r"|пов\.|клатк\w*|кім\w*\.?|комн\w*\.?|корп\w*\.?|к\.|стр\.|секц\w*"
    r"|вхід|вход|помешк\w*|мешк\w*|оф\.|домофон\w*|kv\w{0,5}\.?|pidizd\w*|podezd\w*|podyezd\w*"
    r"|etazh\w*|poverh\w*|flat|apt\.?|apartment|ap\.|room|floor|entrance"
    r"|staircase|unit|suite|stairs|door)"
)
_JOINED: Final = (
    rf"(?:(?:[ ,;/(-]{{1,3}}(?:i |та |и |and )?{_UNIT} ?(?:(?:nr|no|numer|number|№"
    rf"|номер)\.? ?)?(?:\d{{1,4}}[a-zа-д]?|[a-hа-г])(?![\w./:]\d)(?!\w))"
    rf"|(?:[ ,;]{{1,3}}\d{{1,3}}(?:st|nd|rd|th|-?[йймиеая]{{1,3}})? (?:floor|entrance|поверх|этаж"
    rf"|etazh|підʼїзд|под[ъ']езд|під'їзд|подъезд|piętro|pietro|klatka)(?!\w))){{0,4}}"
)
_TAIL: Final = rf"(?P<number>{_NUMBER}){_JOINED}"
_WHOLE_TAIL: Final = rf"(?:{_NUMBER_WORD} ?)?(?P<number>{_NUMBER}){_JOINED}"

_NOT_AFTER: Final = (
    r"(?! ?(?:z[łl]\b|zlot|złot|pln|eur|€|\$|usd|uah|грн|руб|злот|lat\b|lata\b|latek|rok|roku|miesi"
    r"|tygod|dni\b|dzie[nń]|godz|min|sek|os[oó]b|facet|go[sś][ck]|kole[gs]|kibic|uczni|dziew|kobiet|m[eę][zż]cz|policj|student|женщ|мужч|парн|хлопц|жін|дівч|подрост|пацан|guy|ludzi"
    r"|razy|raz\b|km\b|m2|metr|proc|%|kg\b|szt|tys|mln|klas|letni|-letn|-lat|year|month|week|day|hour"
    r"|minut|people|person|pln|pound|times|kids|man\b|men\b|wom"
    rf"|годин|хвил|рок|ріk|років|літ|місяц|тижн|дн|людей|осіб|чолов|раз|лет|год|час|мину|месяц|недел"
    rf"|человек|{MONTH}|am\b|pm\b|stop|przystan|зупин|останов"
    r"|o['’]?clock|people|boys|girls|guys|old|meter|metre|st\b|nd\b|rd\b"
    r"|th\b|pok[oó]i|pokoj|комнат|кімнат|typ|gości|chłop|pan[oó]w|[:.]\d|°"
    r"|\+))"
)
_END: Final = r"(?![\w]|[.,:]\d|/\d{3,})"

_WITH: Final = re.compile(
    rf"(?<!\w){_DESIGNATOR} ?(?:{_OTHER_WORDS}){{0,2}}"
    rf"(?P<street>(?:\d{{1,2}} )?{_WORD}(?: {_WORD}){{0,3}}?){_GAP}(?:303 (?:nr )?)?"
    rf"{_WHOLE_TAIL}{_END}{_NOT_AFTER}"
)
_NUMBERED: Final = re.compile(
    rf"(?<![\w./:])(?P<number>\d{{1,4}}[a-d]?(?:/\d{{1,4}})?),? "
    rf"(?P<street>{_WORD}(?: {_WORD}){{0,2}}?) (?:street"
    rf"|st|road|rd|avenue|ave|lane|square|str)\b\.?{_JOINED}"
)
_FLAT_FIRST: Final = re.compile(
    r"(?<!\w)(?:flat|apartment|apt|room|unit|кв\w{0,6}|кв\.|m\.|mieszkani[ea]) ?(?:no\.? |nr "
    r"|number )?\d{1,4}[a-d]?,? (?:at |in |on |na |przy |в |у |на |po |по )?$"
)
_BARE: Final = re.compile(
    rf"(?<![\w'-])(?P<street>(?:{_WORD} ){{0,2}}?{_WORD})(?:(?<=[а-яіїєґ]),)? {_TAIL}{_END}{_NOT_AFTER}"
)
_INSIDE: Final = re.compile(
    r"(?<!\w)(?:klatk\w+|kl\.?|клатк\w+|кл\.|blok\w*|блок\w*|п[іо]д['ъ]?[їе]зд\w*|парадн\w+|staircase"
    r"|entrance) (?:\d{1,2}|[a-h])[a-h]?,? (?:i |and )?"
    r"(?:m\.?|mieszk\w*|lok\w*\.?|кв\w{0,6}\.?|м\.?|flat|apt\.?|apartment) ?(?:nr )?\d{1,4}[a-h]?(?!\w)"
)
_POSTCODE: Final = re.compile(r"(?<![\w-])\d\d ?- ?\d{3}(?![\w-])(?!-\d)(?! \d{2,3}[ -]\d{2})")
_POSTCODE_AND_TOWN: Final = re.compile(
    r"(?<![\w-])(?<!\d )8\d ?\d{3}(?=,? (?:gda[nń]|gdyni|sopo|гда|ґда|соп|гдин))"
)
_PREPOSITION: Final = re.compile(
    r"(?:^|\W)(?:na|przy|pod|z|do|mieszka\w*|ul|adres\w*|on|at|address|live\w*|в|у|на|по|біля|возле"
    r"|адрес\w*|адресою|живу|живе\w*|мешка\w*|прожива\w*|zhyv\w*|zhiv\w*"
    r"|v|po|from|near|of|in|pri|za|od|із|з|від|от|с|из|к|до|під|wynaj\w*|kamienic\w*|blok\w*"
    r"|dom\w*)[ :,-]{1,2}$"
)
_LEADING: Final = frozenset(
    "na przy w we z ze do od po i is the at on in to jest mam adres mieszkam mieszka live"
    " на у в во з с із до від по я живу живе адрес адреса".split()
)
_OF_A_YEAR: Final = r"\d+/(?:19|20)\d\d"
_SHORTEST: Final = 4
_APART: Final = re.compile(r"[,;.]$")


def addresses(shadow: Shadow) -> Iterator[Mark]:
    """Yield streets with their numbers, and postcodes."""
    low = shadow.low
    for match in _WITH.finditer(low):
        if not _APART.search(match["street"].split(" ")[0] if match["street"].count(" ") else ""):
            yield _widened(low, *match.span())
    for match in _NUMBERED.finditer(low):
        yield _widened(low, *match.span())
    yield from _bare(shadow)
    for match in _INSIDE.finditer(low):
        yield (*match.span(), Kind.ADDRESS)
    for match in _POSTCODE_AND_TOWN.finditer(low):
        yield (*match.span(), Kind.ADDRESS)
    for match in _POSTCODE.finditer(low):
        if not re.search(r"(?:tel\w*|numer\w*|тел\w*|nr|№) ?[:.]? ?$", low[: match.start()][-12:]):
            yield (*match.span(), Kind.ADDRESS)


def _widened(low: str, start: int, end: int) -> Mark:
    """Return the mark with a flat's number that stands before the street."""
    before = _FLAT_FIRST.search(low[max(0, start - 40) : start])
    return start - (len(before[0]) if before else 0), end, Kind.ADDRESS


def _bare(shadow: Shadow) -> Iterator[Mark]:
    """Yield streets without a designator: known ones, and words that are inflected like one."""
    low, place = shadow.low, 0
    while match := _BARE.search(low, place):
        place = match.end("street") + 1
        if words := _street(match["street"].split(" "), match, shadow):
            start = match.end("street") - len(words)
            yield _widened(low, start, match.end())
            place = match.end()


def _street(words: list[str], match: re.Match[str], shadow: Shadow) -> str:
    """Return the words that are the street's name, or nothing where they are none."""
    last = words[-1].rstrip(".,")
    if (last in NOT_A_STREET and not (words[1:] and words[-2] in KNOWN)) or len(last) < _SHORTEST:
        return ""
    if re.fullmatch(_OF_A_YEAR, match["number"]) and not LIKE_A_STREET.fullmatch(last):
        return ""
    flat = not match["number"].isdigit() or match.end("number") < match.end()
    for first in range(len(words)):
        name = " ".join(words[first:])
        start = match.end("street") - len(name)
        if words[first] in _LEADING and words[first + 1 :] and not shadow.text[start].isupper():
            continue
        led = bool(_PREPOSITION.search(shadow.low[max(0, start - 16) : start]))
        capital = shadow.text[start].isupper()
        known = all(word in KNOWN for word in words[first:])
        like = known or LIKE_A_STREET.fullmatch(name)
        if (
            (like and (led or capital or flat))
            or (flat and (led or capital))
            or SURELY_A_STREET.fullmatch(name)
        ):
            return name
    return ""
