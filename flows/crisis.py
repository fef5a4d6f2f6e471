"""Words of a crisis in the four languages, after which the help card comes first (flows.md X-16)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

ENGLISH: Final = """
    suicid* / kill* myself / end* my life / take my own life / taking my own life / end it all
    want* to die / wanna die / want to be dead / better off dead / wish i was dead / wish i were dead
    do not want to live / dont want to live / dont wanna live / no reason to live / hurt* myself
    harm* myself / cut* my wrists / overdos* / kill me / kill us / murder me / murder us / killing me
    going to kill / threat* ~ to kill / threat* ~ kill me / kill my child* / kill my kid* / kill my son
    kill my daughter / kill my mother / kill my family / has a knife / with a knife / has a gun
    with a gun / beat* me ~ now / now ~ beat* me / hit* me ~ now / now ~ hitting me / is beating me
    are beating me / attack* me ~ now / attacking me / attacking us / strangl* me / chok* me / is raping
    trying to rape / outside my door / at my door / breaking in / breaking the door
    break* down the door / following me now / following me right now / locked me in / bleeding
    help me now / need help now / help ~ right now / im in danger / i am in danger / my life ~ danger
    danger now / danger right now / now ~ in danger / afraid for my life / fear for my life
"""
POLISH: Final = """
    samobój* / zabić się / zabiję się / się zabić / się zabiję / odebrać sobie życie / skończyć ze sobą
    skończę ze sobą / nie chcę ~ żyć / nie chce mi się żyć / żyć ~ nie chcę / nie mam po co żyć
    chcę umrzeć / wolę umrzeć / lepiej umrzeć / umrzeć chcę / sobie krzywdę / pociąć się
    podciąć sobie żyły / przedawk* / zabije mnie / mnie ~ zabije / zabiją mnie / mnie ~ zabiją
    zabić mnie / mnie ~ zabić / zabije nas / nas ~ zabije / zabiją nas / nas ~ zabiją / zabić nas
    nas ~ zabić / zabij* ~ dziec* / zamord* mnie / mnie ~ zamord* / groz* ~ śmierci* / groz* ~ zabije
    groz* ~ zabiją / groż* ~ śmierci* / ma nóż / z nożem / ma broń / z bronią / ma pistolet
    z pistoletem / z siekierą / teraz ~ bije / teraz ~ biją / bije ~ teraz / biją ~ teraz
    właśnie ~ bije / właśnie ~ biją / dusi mnie / mnie dusi / atakuj* mnie / mnie ~ atakuj* / gwałci
    chce mnie zgwałcić / pod drzwiami / pod moimi drzwiami / wyważa* drzwi / dobija* się / zamkn* mnie
    krwawię / idzie za mną / idą za mną / ratunku / pomocy teraz / pomoc* ~ teraz / teraz ~ pomocy
    natychmiast pomocy / jestem w niebezpieczeństwie / moje życie ~ zagroż* / niebezpie* ~ teraz
    teraz ~ niebezpie* / boję się o ~ życie
"""
UKRAINIAN: Final = """
    самогуб* / суїцид* / вбити себе / убити себе / вб’ю себе / уб’ю себе / себе ~ вбити / руки на себе
    на себе руки / покінчити ~ собою / покінчу ~ собою / покінчити ~ життям / рахунки з життям
    не хочу ~ жити / жити ~ не хочу / не хочеться жити / хочу померти / хочу вмерти / краще померти
    краще вмерти / немає сенсу жити / не бачу сенсу жити / собі шкод* / ріжу себе / порізати себе
    порізати вени / передоз* / вб’є мене / уб’є мене / мене ~ вб’є / мене ~ уб’є / вб’ють мене
    уб’ють мене / мене ~ вб’ють / мене ~ уб’ють / вбити мене / убити мене / мене ~ вбити / мене ~ убити
    вб’є нас / уб’є нас / нас ~ вб’є / нас ~ уб’є / вб’ють нас / уб’ють нас / нас ~ вб’ють
    нас ~ уб’ють / вбити нас / убити нас / нас ~ вбити / вб’є ~ дит* / уб’є ~ дит* / погрожу* ~ вбити
    погрожу* ~ убити / погрожу* ~ вб’є / погрожу* ~ смерт* / погрожу* ножем / має ніж / з ножем
    має зброю / зі зброєю / має пістолет / з пістолетом / у нього ніж / зараз ~ б’є / зараз ~ б’ють
    б’є ~ зараз / б’ють ~ зараз / душить мене / мене душить / нападає на мене / нападають на мене
    на мене ~ нападає / на мене ~ нападають / ґвалтує / хоче ~ зґвалтувати / під дверима
    під моїми дверима / ламає двері / ламають двері / вибиває двері / ломиться / ломляться / йде за мною
    іде за мною / йдуть за мною / стікаю кров* / рятуйте / врятуйте / допоможіть зараз
    терміново допоможіть / допомог* ~ зараз / зараз ~ допомог* / я в небезпеці / загрожує небезпека
    моє життя ~ небезпец* / моєму життю ~ загрож* / небезпе* ~ зараз / зараз ~ небезпе*
    боюся за ~ життя
"""
RUSSIAN: Final = """
    суицид* / самоуби* / убить себя / убью себя / себя ~ убить / руки на себя / на себя руки
    покончить ~ собой / покончу ~ собой / покончить ~ жизнью / счёты с жизнью / вскрыть вены
    вскрою вены / порезать вены / не хочу ~ жить / жить ~ не хочу / не хочется жить / хочу умереть
    хочу сдохнуть / лучше умереть / нет смысла жить / незачем жить / себе вред* / режу себя
    порезать себя / передоз* / убьёт меня / меня ~ убьёт / убьют меня / меня ~ убьют / убить меня
    меня ~ убить / зарежет меня / меня ~ зарежет / меня ~ зарежут / убьёт нас / нас ~ убьёт / убьют нас
    нас ~ убьют / убить нас / нас ~ убить / убьёт ~ ребёнка / убьёт ~ детей / убить ~ ребёнка
    угрожа* ~ убить / угрожа* ~ убьёт / угрожа* ~ убийств* / угрожа* ~ смерт* / угрожа* ножом / с ножом
    у него нож / с пистолетом / у него пистолет / с оружием / с топором / сейчас ~ бьёт / сейчас ~ бьют
    бьёт ~ сейчас / бьют ~ сейчас / душит меня / меня душит / нападает на меня / нападают на меня
    на меня ~ нападает / на меня ~ нападают / насилует / хочет ~ изнасиловать / под дверью
    под моей дверью / ломает дверь / ломают дверь / выбивает дверь / выламыва* / ломится / ломятся
    идёт за мной / идут за мной / истекаю кров* / спасите / помогите сейчас / срочно помогите
    помогите срочно / помощь ~ сейчас / сейчас ~ помощь / я в опасности / угрожает опасность
    моя жизнь ~ опасност* / моей жизни ~ угрож* / опасн* ~ сейчас / сейчас ~ опасн* / боюсь за ~ жизнь
"""
"""Divided by "/"; "*" stands for any ending of a word, "~" for up to three words between."""


def _plain(words: str) -> str:
    """Return words as people type them in a hurry: small letters, no marks above or below, no signs."""
    bare = re.sub("['’ʼ`]", "", words.casefold()).translate({ord("ł"): "l", ord("ґ"): "г"})
    letters = (sign for sign in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[\w*~/]+", "".join(letters)))


def _pattern(phrases: str) -> str:
    every = (phrase.strip() for phrase in _plain(phrases.replace("\n", "/")).split("/"))
    between = (phrase.replace("*", r"\w*").replace(" ~ ", r"(?: \w+){0,3} ") for phrase in every if phrase)
    return "|".join(between)


_CRISIS: Final = re.compile(
    f"(?<!\\w)(?:{'|'.join(map(_pattern, (ENGLISH, POLISH, UKRAINIAN, RUSSIAN)))})(?!\\w)"
)


def crisis(words: str) -> bool:
    """Tell whether words of a crisis stand in what somebody typed, in whichever of the languages."""
    return bool(_CRISIS.search(re.sub("[*~/]", " ", _plain(words))))
