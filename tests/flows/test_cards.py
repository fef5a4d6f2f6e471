"""Every card as it is read: short, in whole sentences, with labels that fit, and with no empty promise."""

from __future__ import annotations

import random
import re
import sys
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest

from flows import asking, mailbox, takeout, talk
from flows.model import (
    LANGUAGES,
    Event,
    LocationShared,
    MediaSent,
    Press,
    Say,
    Text,
    TextEdited,
    TextSent,
    encode,
)
from flows.standing import CHECK
from flows.step import VEIL
from flows.telling import asks_words
from locales.book import utf16
from locales.catalog import Catalog, Facts
from tests.flows.caseside import moved_on, tried
from tests.flows.talk import CODE, MONDAY, NOON, Talk, ids, team
from tests.locales.sentences import QUOTED
from tests.locales.test_promises import READER

if TYPE_CHECKING:
    from flows.model import Key, Value

PLACEHOLDERS = Facts(
    funder="[centre.funder]",
    controller="[centre.controller]",
    dpo="[centre.dpo]",
    contact="[centre.contact]",
    bot="@example_bot",
    link="https://t.me/example_bot",
    hours={day: ["10:00-16:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
    draft_time=86_400,
    chat_time=30 * 86_400,
    case_time=7 * 86_400,
    minor_time=30 * 86_400,
    code_time=90 * 86_400,
    time=3 * 86_400,
)
CATALOGS = {team_: Catalog.load(PLACEHOLDERS, team=team_) for team_ in (False, True)}

READABLE = 700
"""UTF-16 units of a card that can be read at a glance."""
REVIEW = 4096
"""The review may be as long as a message (Bot API, sendMessage)."""
LONGER = ("review review", "letters")
"""What people have told or written themselves."""
CHOICE, NAVIGATION = 40, 28
"""UTF-16 units of a label."""
WALKS = 80

REFUSED: list[Event] = [
    TextSent(at=NOON, text="hello"),
    TextEdited(at=NOON),
    LocationShared(at=NOON, latitude=0, longitude=0, live=True),
    *(MediaSent(at=NOON, kind=kind) for kind in ("voice", "photo", "sticker")),
]

SELDOM = {
    "btn.quick_exit",
    "btn.erase_yes",
    "btn.no",
    "btn.anew",
    "btn.under18",
    "btn.erase",
    "btn.end_chat",
    "safety:watched",
}
ASIDE = {"key.emergency", "key.person", "key.more", "btn.back", "btn.notice_more", "key.earlier"}


class Shown(NamedTuple):
    """A card and where it was shown."""

    place: str
    card: Say
    team: bool = False

    def text(self, language: str) -> str:
        return "\n\n".join(self.sentence(line, language) for line in self.card.lines)

    def sentence(self, text: Text, language: str) -> str:
        return CATALOGS[self.team].sentence(text, language)

    @property
    def keys(self) -> list[Key]:
        return [key for row in self.card.keys for key in row]


@cache
def cards() -> tuple[Shown, ...]:
    """All cards that some walkers are shown, each on its own way to the end and beyond."""
    seen: dict[bytes, Shown] = {}
    for seed in range(WALKS):
        _walk(Talk(), random.Random(f"cards{seed}"), seen)
        _walk(Talk(bundle=team()), random.Random(f"team{seed}"), seen)
    return tuple(seen.values())


def alone() -> list[Shown]:
    return [shown for shown in cards() if not shown.team]


def _walk(talk: Talk, chance: random.Random, seen: dict[bytes, Shown]) -> None:
    talk.command("start")
    if chance.random() < 0.8:
        young = talk.flows.team and chance.random() < 0.15
        talk.press("lang.name.en", "safety:safe", "btn.start_report", "btn.under18" if young else "btn.yes")
    for _ in range(150):
        if talk.flows.team and chance.random() < 0.25:
            _meanwhile(talk, chance)
        _note(talk, seen)
        keys = [key for row in talk.card.keys for key in row]
        if not keys:
            return
        likely = [key for key in keys if chance.random() > _rarity(key)]
        talk.number(chance.choice(likely or keys).press)
        if talk.shows_key("btn.next") and chance.random() < 0.7:
            _note(talk, seen)
            talk.number(Press.NEXT)
    _note(talk.timer(VEIL), seen)


def _meanwhile(talk: Talk, chance: random.Random) -> None:
    """The team is at work, the clock goes on, and something is typed or sent."""
    talk.now = chance.choice([MONDAY, MONDAY + timedelta(hours=2, minutes=55), NOON])
    talk.case, talk.mailbox = moved_on(talk.case, chance), tried(NOON, chance)
    match chance.randrange(5):
        case 0:
            talk.sends(chance.choice(["photo", "voice", "document"]), taken=chance.random() < 0.7)
        case 1:
            talk.command(chance.choice(["code", "person", "start"]))
        case _:
            talk.writes(chance.choice(["hello", "hello", "9–12", "some day", "he will kill me", CODE]))


def _rarity(key: Key) -> float:
    return 0.97 if key.label.id in SELDOM else 0.85 if key.label.id in ASIDE else 0.1


def _note(talk: Talk, seen: dict[bytes, Shown]) -> None:
    """Remember a card unless the same lines and keys were there before at the same place."""
    lines = b"".join(encode_line(line) for line in talk.card.lines)
    labels = " ".join(talk.labels).encode()
    team_ = talk.flows.team
    seen.setdefault(
        talk.place.encode() + lines + labels + bytes([team_]), Shown(talk.place, talk.card, team_)
    )


def encode_line(line: Text) -> bytes:
    return encode(Say("", 0, (line,)))


# ---------------------------------------------------------------------------- the tests


def test_the_walkers_saw_every_kind_of_card() -> None:
    places = {shown.place for shown in cards()}
    flows_ = Talk().flows
    asked = {
        f"interview {question.id}"
        for questionnaire in flows_.questionnaires.values()
        for question in questionnaire.questions
        if question.kind != "info"
    }
    assert len(asked & places) >= len(asked) - 5, f"not seen: {sorted(asked - places)}"
    opening = {"lang", "safety", "help_card", "emergency", "welcome", "notice", "role", "topics"}
    assert {f"opening {at}" for at in (*opening, "minor", "minor_go_on")} <= places
    assert {"emergency", "person", "more", "language", "interpreter", "privacy", "stop", "erase"} <= places
    assert {"review review", "review which", "end sent", "end left"} <= places
    assert {f"talk {at}" for at in (*talk.STATES, "answer", "leave", CHECK, "left")} <= places
    assert {*asking.CARDS, *mailbox.CARDS, *takeout.CARDS, *talk.CARDS, "crisis"} <= places


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_can_be_read_at_a_glance(language: str) -> None:
    long = [
        (utf16(shown.text(language)), shown.place, [line.id for line in shown.card.lines])
        for shown in cards()
        if utf16(shown.text(language)) > (REVIEW if shown.place in LONGER else READABLE)
    ]
    assert long == []


def test_the_longest_cards_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Not a rule but a look: which cards come near the limit."""
    longest: dict[tuple[str, ...], tuple[int, str, str]] = {}
    for shown in cards():
        name = tuple(line.id for line in shown.card.lines)
        size = max((utf16(shown.text(language)), language, shown.place) for language in LANGUAGES)
        longest[name] = max(longest.get(name, size), size)
    top = sorted(longest.items(), key=lambda entry: entry[1], reverse=True)[:5]
    with capsys.disabled():
        for name, (units, language, place) in top:
            sys.stdout.write(f"\n{units} {language} {place}: {', '.join(name)}")
    assert top[0][1][0] <= REVIEW


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_fits_its_key(language: str) -> None:
    labels = {(key.label.id, shown.team): key.label for shown in cards() for key in shown.keys}
    long = {
        id_: size
        for (id_, team_), label in labels.items()
        if (size := utf16(CATALOGS[team_].sentence(label, language))) > (CHOICE if ":" in id_ else NAVIGATION)
    }
    assert long == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_id_of_a_text_is_shown_raw(language: str) -> None:
    """Each sentence can be said (none raises), and none holds an id, an empty value or a brace."""
    for shown in cards():
        text = shown.text(language)
        for id_ in {id_ for line in shown.card.lines for id_ in ids(line)} | {
            key.label.id for key in shown.keys
        }:
            assert not re.search(rf"(?<![\w.]){re.escape(id_)}(?![\w.])", text) or id_ in ORDINARY, (
                id_,
                text,
            )
        assert not re.search(r"[{}]|\bNone\b", text), text
        assert all(paragraph.strip() for paragraph in text.split("\n\n")), text
        for key in shown.keys:
            label = shown.sentence(key.label, language)
            assert label.strip()
            assert label != key.label.id


ORDINARY = {"welcome"}
"""Ids that are words of English."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_team_no_card_promises_a_reader(language: str) -> None:
    """Names of keys stand in quotes and are no promise; names of places are no sentences."""
    for shown in alone():
        for line in shown.card.lines:
            for id_ in ids(line):
                if ":" in id_ or id_ in ("contact.line", "review.line", "progress.line"):
                    continue
                worded = shown.sentence(_line(line, id_), language)
                hit = re.search(READER[language], QUOTED.sub("…", worded), re.IGNORECASE)
                assert hit is None, (id_, hit and hit.group())


def _line(line: Text, id_: str) -> Text:
    """The text of this id with its values emptied, so that only its own words are looked through."""
    found = next(text for text in texts(line) if text.id == id_)
    plain: dict[str, Value] = {
        name: value if isinstance(value, int) else "…" for name, value in found.values.items()
    }
    return Text(found.id, plain)


def texts(text: Text) -> list[Text]:
    inner = [value for value in text.values.values() if isinstance(value, Text)]
    more = [line for value in text.values.values() for line in getattr(value, "texts", ())]
    return [text, *(found for line in (*inner, *more) for found in texts(line))]


STAY = {
    "pl": r"zezwoleni|\bwiz[aęy]\b|legaln|pobyt",
    "uk": r"дозв[іо]л|\bвіз[аиу]\b|легальн|перебуванн",
    "ru": r"разрешени|\bвиз[аыу]\b|легальн|пребывани",
    "en": r"permit|visa|legal(ly)? stay|right to (stay|work)|residence",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_asked_about_residence_or_permits(language: str) -> None:
    """No question names them; one card says that nobody is asked about permits here (R-LEG-7)."""
    said = {line.id: shown.sentence(line, language) for shown in cards() for line in shown.card.lines}
    asking = {
        id_: text for id_, text in said.items() if id_.startswith(("v.", "w.", "p.", "q.", "start.", "role."))
    }
    assert len(asking) > 30
    assert [id_ for id_, text in asking.items() if re.search(STAY[language], text, re.IGNORECASE)] == []
    assert re.search(STAY[language], said["help.trafficking"], re.IGNORECASE), "the patterns would find it"


@pytest.mark.parametrize(
    "event", REFUSED, ids=lambda event: type(event).__name__ + getattr(event, "kind", "")
)
def test_a_refusal_leaves_every_card_short_and_the_talk_as_it_was(event: Event) -> None:
    """Also above the longest cards, where it is told in fewer words."""
    for seed in range(8):
        talk, chance = Talk(), random.Random(f"refused{seed}")
        talk.flows = team() if seed % 2 else talk.flows
        talk.command("start").press("lang.name.pl")
        for _ in range(60):
            if talk.case or asks_words(talk.flows, talk.session):
                break  # there words are not refused
            before = talk.session
            talk.happens(event)
            assert talk.session == before
            if not talk.place.startswith("review"):
                shown = Shown(talk.place, talk.card, talk.flows.team)
                assert max(utf16(shown.text(language)) for language in LANGUAGES) <= READABLE, talk.texts
            keys = [key for row in talk.card.keys for key in row if key.label.id not in SELDOM]
            talk.number(chance.choice(keys).press)
