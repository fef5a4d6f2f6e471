"""People who tell what happened to them: each with a language, a temper and likings of their own."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, NamedTuple

from flows.model import Press

if TYPE_CHECKING:
    from random import Random

    from flows.model import Key, Say

NEVER = {
    *("btn.person", "btn.quick_exit", "btn.no", "btn.purpose_training", "btn.erase", "btn.under18"),
    *("person_knows:does_not_want", "btn.interpreter", "need:interpreter", "role:official"),
}
"""Keys that lead away from a report."""
OPENING = ("safety:safe", "btn.start_report", "btn.yes")
YOUNG = ("safety:safe", "btn.start_report", "btn.under18", "btn.go_on", "btn.next")
MINORS = ("age_band:under_13", "age_band:13_15", "age_band:16_17")
ROLES = ("victim", "victim", "victim", "victim", "witness", "witness", "witness", "professional", "on_behalf")
LANGUAGES = ("pl", "pl", "uk", "uk", "uk", "ru", "en")
WORDS = {
    "pl": "Wyzwał mnie w tramwaju i popchnął, nikt nie zareagował.",
    "uk": "Мене образили в трамваї і штовхнули, ніхто не допоміг.",
    "ru": "Меня оскорбили в трамвае и толкнули, никто не помог.",
    "en": "I was insulted and pushed on the tram and nobody helped.",
}


class Person(NamedTuple):
    """Somebody who is going to send a report."""

    chat: int
    language: str
    role: str
    wish: bool
    """Whether they want more than to be counted, so that a case opens."""
    young: bool
    brief: float
    """How likely they are, at each question, to send what they have."""
    careless: float
    """How likely they are to skip a question."""
    after: str
    """What they do in the end: stay, quit, erase."""


def person(chat: int, chance: Random) -> Person:
    """Draw somebody; most only want to be counted, and most stay until the conversation lapses."""
    role = chance.choice(ROLES)
    young = role == "victim" and chance.random() < 0.06
    return Person(
        chat,
        chance.choice(LANGUAGES),
        role,
        wish=young or chance.random() < 0.4,
        young=young,
        brief=chance.choice((0, 0, 0.05, 0.2)),
        careless=chance.choice((0.02, 0.1, 0.3)),
        after=chance.choices(("stay", "quit", "erase"), (70, 22, 8))[0],
    )


def first_keys(who: Person) -> list[str]:
    """Return the keys from the first card to the first question."""
    return [f"lang.name.{who.language}", *(YOUNG if who.young else OPENING), f"role:{who.role}"]


def next_press(who: Person, card: Say, chance: Random) -> int | str:
    """Return what the person does on a card of the interview: the number of a key, or words."""
    keys = {key.label.id: key.press for row in card.keys for key in row}
    options = [key for row in card.keys for key in row if key.press < Press.BACK]
    for yes in ("btn.send", "btn.text_ok"):
        if yes in keys:
            return keys[yes]
    if "btn.send_now" in keys and chance.random() < who.brief:
        return keys["btn.send_now"]
    if any(key.label.id.startswith("need:") for key in options):
        return _need(who, options, keys, chance)
    if "btn.skip" in keys and not any(key.ticked for key in options):
        if chance.random() < who.careless:
            return keys["btn.skip"]
        if not options and "btn.next" not in keys:
            return WORDS[who.language]
    if "btn.next" in keys and chance.random() < 0.6:
        return keys["btn.next"]
    return _liked(who, options, keys, chance)


def _need(who: Person, options: list[Key], keys: dict[str, int], chance: Random) -> int:
    if any(key.ticked for key in options) and "btn.next" in keys:
        return keys["btn.next"]
    wanted = [key for key in options if (key.label.id != "need:register_only") == who.wish]
    if not wanted:
        return keys["key.later"]
    return _drawn([key for key in wanted if key.label.id not in NEVER] or wanted, chance)


def _liked(who: Person, options: list[Key], keys: dict[str, int], chance: Random) -> int:
    if "key.later" in keys and chance.random() < 0.25:
        return keys["key.later"]
    allowed = [key for key in options if key.label.id not in NEVER and not key.ticked]
    if not who.young and who.role != "professional":
        allowed = [key for key in allowed if key.label.id not in MINORS]
    if allowed:
        return _drawn(allowed, chance)
    onward = [keys[name] for name in ("btn.next", "btn.skip") if name in keys]
    return (onward or [key.press for key in options])[0]


def _drawn(keys: list[Key], chance: Random) -> int:
    """Draw a key; in every list a few are picked most of the time."""
    ranks = [1 + zlib.crc32(key.label.id.encode()) % 11 for key in keys]
    return chance.choices(keys, [rank**-1.5 for rank in ranks])[0].press
