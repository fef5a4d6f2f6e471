"""Ways to reach somebody on the net: e-mail addresses, links, user names, IP addresses, places on a map."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from storage.register.scrub.spans import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.register.scrub.finding import Mark
    from storage.register.scrub.shadow import Shadow

_TLD: Final = (
    r"(?:com|org|net|pl|ua|ru|by|eu|uk|de|fr|it|es|info|io|me|edu|gov|biz|online|site|app|dev|co|cz"
    r"|lt|lv|ge|am|tr|in"
    r"|vn|ng|ph|us|ca|рф|укр|бел|shop|store|xyz|link|pro|ly|be|gg|live|club|art|to|tv|cc|onion)"
)
_AT_WORD: Final = (
    r"(?:[(\[{<] ?(?:at|a|małpa|malpa|малпа|мавпа|собака|собачка|равлик|песик|эт|ет) ?[)\]}>]"
    r"|małp[aąe]|malpa|собака|собачка"
    r"|равлик|мавпа|малпа|песик)"
)
_DOT_WORD: Final = r"(?:[(\[{] ?(?:dot|kropka|kr|точка|крапка|\.) ?[)\]}]|\bdot\b|kropka|точка|крапка)"
_DOT: Final = rf"(?: ?\. ?| ?{_DOT_WORD} ?)"
_START: Final = r"(?<![\w+-])(?<!\w\.)"
"""Where a name may begin: once for each chain of words and dots, or a long one is read again and again."""
_LOCAL: Final = rf"{_START}[\w+-]+(?:(?:\.| ?{_DOT_WORD} ?)[\w+-]+){{0,8}}"

_EMAIL: Final = (
    re.compile(rf"{_LOCAL}@[\w-]+(?:(?:\.| ?{_DOT_WORD} ?)[\w-]+)+"),
    re.compile(
        rf"{_LOCAL} ?@ ?[\w-]+(?:(?:\.| ?{_DOT_WORD} ?)[\w-]+)*?(?:\.| ?{_DOT_WORD} ?){_TLD}(?![\w-]|\.\w)"
    ),
    re.compile(rf"{_START}[\w+-]+(?: ?\. ?[\w+-]+){{0,8}} @ [\w-]+(?: ?\. ?[\w-]+)*? ?\. ?{_TLD}(?![\w-])"),
    re.compile(rf"{_START}[\w.+-]+@ ?[\w-]+(?: \.|\. |,| ){_TLD}\b"),
    re.compile(rf"{_START}[\w.+-]*\w@[\w-]{{2,}}"),
    re.compile(rf"{_LOCAL}[ _]*{_AT_WORD}[ _]*[\w-]+(?:{_DOT}[\w-]+)*?(?:{_DOT}| ){_TLD}\b"),
    re.compile(rf"{_LOCAL} at [\w-]+(?:{_DOT}[\w-]+)*?{_DOT}{_TLD}\b"),
    re.compile(rf"{_LOCAL} (?:эт|ет) [\w-]+(?:{_DOT}[\w-]+)*?{_DOT}{_TLD}\b"),
)

_HOSTS: Final = (
    r"(?:t\.me|telegram\.me|wa\.me|viber\.me|(?:(?:www|m|web|mbasic|pl-pl)\.)?(?:facebook|instagram"
    r"|tiktok|twitter|linkedin|youtube"
    r"|snapchat|messenger|vk|x|olx|allegro|otodom|pinterest|twitch|threads)\.(?:com|net|pl|ua|me|ru"
    r"|tv)|fb\.com|fb\.me|m\.me|vk\.com"
    r"|ok\.ru|vm\.tiktok\.com|youtu\.be|bit\.ly|tinyurl\.com|goo\.gl|maps\.app\.goo\.gl|discord\.gg"
    r"|ig\.me|chat\.whatsapp\.com)"
)
_URL: Final = (
    re.compile(r"\b(?:https?|hxxps?|ftp|tg|viber|whatsapp) ?: ?/ ?/ ?[^\s<>\"«»„”]+"),
    re.compile(r"\bwww ?\. ?[^\s<>\"«»„”]+"),
    re.compile(rf"(?<![\w@.]){_HOSTS} ?/ ?@?[^\s<>\"«»„”]+"),
    re.compile(rf"(?<![\w@.-])[a-z0-9а-яіїєґ-]+(?:\.[a-z0-9а-яіїєґ-]+)*\.{_TLD}(?::\d+)?/[^\s<>\"«»„”]*"),
    re.compile(rf"(?<![\w@.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.{_TLD}(?![\w@-])(?!\.\w)"),
    re.compile(r"\b(?:t|wa) ?(?:\(dot\)|dot|kropka|точка|крапка) ?me ?(?:/|slash|слеш|слэш|ukośnik) ?\S+"),
)
_KNOWN_SITES: Final = frozenset(
    "olx.pl otodom.pl allegro.pl gov.pl facebook.com instagram.com tiktok.com onet.pl wp.pl"
    " trojmiasto.pl pracuj.pl"
    " booking.com youtube.com google.com gmail.com gdansk.pl ztm.gda.pl ztm.gdansk.pl vinted.pl"
    " airbnb.com airbnb.pl"
    " telegram.org whatsapp.com uber.com bolt.eu glovo.com pyszne.pl interia.pl o2.pl gratka.pl"
    " work.ua olx.ua x.com"
    " vk.com mail.ru ukr.net gumtree.pl gumtree.com linkedin.com indeed.com jooble.org twitter.com"
    " amazon.pl t.me"
    " amazon.com epuap.gov.pl obywatel.gov.pl uw.gda.pl ug.edu.pl pg.edu.pl gumed.edu.pl"
    " wikipedia.org nfz.gov.pl zus.pl"
    " m.in np.in tj.in".split()
)
_TRAILING: Final = ".,;:!?)]}'…"

_NETWORKS: Final = (
    r"(?:inst[aęęuy]\w{0,3}|instagram\w*|\big\b|face?boo?k\w*|\bfb\b|\btg\b|telegram\w*|\btele\b"
    r"|tik ?-?tok\w*|\bvk\b|snap\w*|discord\w*"
    r"|twit+er\w*|messenger\w*|viber\w*|signal\w*|skype\w*|whats?app\w*|\bsc\b|\bdc\b|threads"
    r"|інст[аіуо]\w*|инст[аеуы]\w*|фейсбу[кц]\w*|\bфб\b|\bтг\b|телег\w*|тел[еі]грам\w*"
    r"|т[иі]к ?-?ток\w*|\bвк\b|вконтакте|снап\w*|д[иі]скорд\w*"
    r"|вайбер\w*|твіт+ер\w*|твит+ер\w*|ват[сц]ап\w*|скайп\w*|месенджер\w*|мес+енджер\w*)"
)
_ACCOUNT: Final = (
    r"(?:nick\w*|nik(?:iem|u|a)?|login\w*|handle|user ?name|user|profil\w*|kont[oaeu]|account|acc"
    r"|н[иі]к(?:ом|у|а|нейм)?|юзер\w*|лог[иі]н\w*"
    r"|профіл\w*|профил\w*|акаунт\w*|аккаунт\w*)"
)
_BETWEEN: Final = r"(?!\w)[^.;!?\n]{0,25}?(?<![\w.@/])"
_HANDLE: Final = r"[a-z0-9](?:[\w.]*[a-z0-9_])?"
_CODED: Final = rf"(?=[\w.]*[a-z])(?=[a-z0-9]+[._]+[a-z0-9]|[a-z_]+\d|\d+[a-z_]{{3}}){_HANDLE}(?!\w)"

_USERNAME: Final = (
    re.compile(r"(?<![\w.@/])@ ?[a-zа-яіїєґ0-9][\w.]*\w"),
    re.compile(rf"(?<!\w){_NETWORKS}(?: (?:{_ACCOUNT}))? ?[:=\-→>]+ ?(?P<name>{_HANDLE})"),
    re.compile(rf"(?<!\w){_ACCOUNT}(?: (?:na|на|on|w|в|у) {_NETWORKS})? ?[:=→>]+ ?(?P<name>{_HANDLE})"),
    re.compile(rf"(?<!\w)(?:{_NETWORKS}|{_ACCOUNT}){_BETWEEN}(?P<name>{_CODED})"),
    re.compile(
        rf"(?<!\w)(?:{_NETWORKS}"
        rf"|{_ACCOUNT})(?<=[а-яіїєґё])(?!\w)[ :,\"«„-]{{1,3}}"
        rf"(?:[а-яіїєґ]{{1,5}} ){{0,2}}(?P<name>[a-z][a-z0-9._]{{3,}}[a-z0-9_])"
    ),
    re.compile(r"(?<![\w.@#])[a-z][\w.]{1,30}#\d{4}\b"),
    re.compile(r"(?<![\w.@/-])(?=\w*[a-z])[a-z0-9.]*[a-z0-9]_[\w.]*[a-z0-9]"),
)

_IP4: Final = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)")
_IP6: Final = re.compile(r"(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])")
_FEWEST_COLONS: Final = 3

_DEGREES: Final = r"[-+]?\d{1,3}[.,]\d{3,}"
_SIDE: Final = r"(?: ?°? ?[nsewнсзп]{1,3}\b\.?|°)?"
_GEO: Final = (
    re.compile(
        rf"(?<![\d.,])(?:[ns] ?)?{_DEGREES}{_SIDE}(?:[ ,;/]| i ){{1,3}}(?:lon\w*|lng"
        rf"|[we] )?[:= ]*{_DEGREES}{_SIDE}(?![\d])"
    ),
    re.compile(
        r"(?:[nsew] ?)?\d{1,3} ?° ?\d{1,2}(?:[.,]\d+)? ?['m](?: ?\d{1,2}(?:[.,]\d+)? ?(?:\""
        r"|''))?(?: ?[nsewo]\b)?"
        r"(?:[ ,;/]{1,3}(?:[nsew] ?)?\d{1,3} ?° ?\d{1,2}(?:[.,]\d+)? ?['m](?: ?\d{1,2}(?:[.,]\d+)? ?(?:\""
        r"|''))?(?: ?[nsewo]\b)?)?"
    ),
    re.compile(r"(?<=lat)[a-z]*[:= ]+-?\d{1,2}[.,]\d+[,; ]*(?:i |and )?(?:lon\w*|lng)[:= ]+-?\d{1,3}[.,]\d+"),
)


def contacts(shadow: Shadow) -> Iterator[Mark]:
    """Yield e-mail addresses, links, places on a map and IP addresses, the surest first."""
    low = shadow.low
    for pattern in _EMAIL:
        yield from ((*match.span(), Kind.EMAIL) for match in pattern.finditer(low))
    for pattern in _URL:
        yield from (
            _link(*match.span(), low) for match in pattern.finditer(low) if match[0] not in _KNOWN_SITES
        )
    for pattern in _GEO:
        yield from ((*match.span(), Kind.GEO) for match in pattern.finditer(low))
    yield from _addresses(low)


def usernames(shadow: Shadow) -> Iterator[Mark]:
    """Yield names of accounts: with an @, with an underscore, or after the name of a network."""
    low = shadow.low
    for pattern in _USERNAME:
        for match in pattern.finditer(low):
            group = "name" if "name" in pattern.groupindex else 0
            if match[group] not in _KNOWN_SITES:
                yield (*match.span(group), Kind.USERNAME)


def _link(start: int, end: int, text: str) -> Mark:
    """Return a link without the punctuation of the sentence around it."""
    while text[end - 1] in _TRAILING:
        end -= 1
    return start, end, Kind.URL


def _addresses(low: str) -> Iterator[Mark]:
    for pattern in (_IP4, _IP6):
        for match in pattern.finditer(low):
            if _is_address(match[0]):
                yield (*match.span(), Kind.IP)


def _is_address(text: str) -> bool:
    if ":" in text and text.count(":") < _FEWEST_COLONS and "::" not in text:
        return False
    try:
        ip_address(text)
    except ValueError:
        return False
    return len(text) > len("1::")
