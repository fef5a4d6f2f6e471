"""Words that announce somebody: who stands in which relation, what they are, how they are called."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_WHO: Final = {
    "pl": (
        r"pan|pana|panu|panem|pani|pania|panstw\w+|panow\w+|mam[aeyo]|mame|mamusi\w*|tat[ayeo]|tate"
        r"|tacie|ojciec|ojc\w+|matk\w+|matce|syn\w{0,4}"
        r"|cork\w+|corce|corecz\w+|brat\w{0,4}|siostr\w+|maz|mez\w+|zon[aeyio]\w?|wuj\w*|cioci\w*"
        r"|ciotk\w*|dziad\w+|babci\w*|wnu[kc]\w*|kuzyn\w*"
        r"|tesci\w*|synow\w+|ziec\w*|kole[gdz]\w*|kolez\w+|kump[el]\w*|przyjaci\w+|sasiad\w*"
        r"|chlopa[kc]\w*|dziewczyn\w*|narzecz\w+|wspollokator\w*"
        r"|dyrektor\w*|kierowni\w+|kierowc\w*|szef\w*|maj?st[er]\w+|mistrz\w*|brygadzist\w*|trener\w*"
        r"|nauczyciel\w*|wychowaw\w+|pedagog\w*|psycholog\w*"
        r"|lekar\w+|dr|doktor\w*|prof|profesor\w*|mgr|inz|mecenas\w*|adwokat\w*|aspirant\w*"
        r"|sierzant\w*|komisarz\w*|policjant\w*|dzielnicow\w+|ksi[ae]dz\w*|ks"
        r"|siostra|sedzi\w*|prokurator\w*|urzedni\w+|kasjer\w*|ochroniar\w+|wlasciciel\w*|najemc\w*"
        r"|lokator\w*|uczen|uczni\w+|uczenn\w+|student\w*|pacjent\w*"
        r"|klient\w*|swiad\w+|sprawc\w*|pokrzywdzon\w+|kurier\w*|listonosz\w*|koordynator\w*"
        r"|prezes\w*|wojt\w*|radn\w+|posel|posl\w+|admin\w*|rodzin\w+"
    ),
    "en": (
        "mr|mrs|ms|miss|sir|madam|dr|prof|professor|doctor|officer|inspector|sergeant|father|mother"
        "|mum|mom|dad|brother|sister|son|daughter|wife"
        r"|husband|uncle|aunt|auntie|cousin|nephew|niece|grandma|grandpa|grandson|friend|friends|mate"
        r"|buddy|neighbour|neighbor|colleague|coworker"
        r"|flatmate|roommate|housemate|boyfriend|girlfriend|fiance|fiancee|partner|boss|manager"
        r"|supervisor|leader|director|headmaster|principal|teacher"
        r"|tutor|lecturer|trainer|coach|driver|guard|landlord|landlady|owner|nurse|lawyer|judge"
        r"|priest|pastor|imam|pupil|student|classmate|patient"
        r"|client|witness|victim|recruiter|agent|waiter|cook|chef|courier|admin|guy|man|boy|girl|kid"
        r"|lady|woman|family|pan|pani|kierownik|kierowniczka"
        r"|brigadzista|brygadzista|examiner|examinator|caretaker|janitor"
    ),
    "uk": "",
    "ru": "",
}
_CYRILLIC_WHO: Final = (
    r"pan|pana|panu|panom|pane|pani|paniu|mam[aieuo]\w{0,2}|tat[aoiu]\w{0,2}|pap[aieuo]\w?|otec"
    r"|otc\w+|bat[ik]\w+|mati|materi\w*|sin\w{0,4}|don[kC]\w+|doC\w+"
    r"|brat\w{0,4}|sestr\w+|Colovi[kC]\w*|muZ\w{0,3}|druZin\w+|Zen[aiueo]\w?|Zonk\w+|diad\w+"
    r"|tit[ok]\w+|tet\w+|did\w*|ded\w*|bab\w+|vnu[kC]\w*|onu[kC]\w*"
    r"|dvouridn\w+|kuzen\w*|kuzin\w*|plemian\w+|kum\w{0,3}|svekr\w+|teSC\w+|teS\w+|ziat\w*|nevist\w+"
    r"|nevest\w+|svat\w{0,2}|drug\w{0,3}|druz\w+|podru[gZz]\w*"
    r"|priatel\w*|priiatel\w*|tovariS\w*|sus[ie]d\w*|sosed\w*|kole[gz]\w*|odnokla\w+|odnogrup\w*"
    r"|hlop\w+|divCin\w*|devuSk\w*|paren\w*|parn\w+|malCik\w*"
    r"|devoCk\w*|direktor\w*|kerivni\w+|rukovod\w+|naCalni\w+|Sef\w*|brigadir\w*|maister\w*|maistr\w*"
    r"|master\w*|trener\w*|uCitel\w*|vCitel\w*|vihovat\w+"
    r"|vospitat\w+|zavuC\w*|psiholog\w*|likar\w*|vraC\w*|doktor\w*|medsestr\w+|profesor\w*|advokat\w*"
    r"|iurist\w*|policeisk\w+|serZant\w*|inspektor\w*"
    r"|ohoron\w+|ohrani\w+|vodi\w+|gaspad\w+|gospod\w*|h[ao]zia\w+|vlasni\w+|kasir\w*|upravdom\w*"
    r"|kurier\w*|uCen\w+|student\w*|pacient\w*|klient\w*"
    r"|svid\w+|svidet\w+|koordinator\w*|menedZer\w*|admin\w*|rodin\w+|simi\w+|semi\w*|batiuSk\w*|oteC"
)
_CALLED: Final = {
    "pl": r"imi[eo]\w*|nazwisk\w*|nazywa\w*|zwie|zwa|zwal[aiy]?|zowie|podpis\w*|podpisan\w+|mowi[aą]?"
    r"|wolaj\w*|przezyw\w*|domofon\w*|plakiet\w+|wizytow\w+",
    "en": "name|names|named|called|surname|nickname|signed|regards|sincerely|call|calls",
    "uk": r"zvati|zvut|zovut|zvali|imia|imeni|familia|familiiu|prizviS\w+|klikali|klikat\w*|klicut"
    r"|pidpis\w*|podpis\w*|povagoiu|uvaZeniem|zvat|zovu|beidZ\w*",
}


@lru_cache(maxsize=8)
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    who = _WHO[language] or _CYRILLIC_WHO
    return re.compile(who), re.compile(_CALLED.get(language, _CALLED["uk"]))


def cue(plain: str, language: str) -> str:
    """Return "r" for a word that says who somebody is, "n" for one that says how they are called, else ""."""
    who, called = _patterns(language)
    return "r" if who.fullmatch(plain) else "n" if called.fullmatch(plain) else ""
