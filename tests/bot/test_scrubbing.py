"""The edge scrubs words of one's own before their turn, on real storage and with the real scrubber."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from bot.cases import Cases
from bot.codes import Codes
from bot.conversation import Conversation, source
from bot.handoff import HandOff
from bot.lines import Wording
from bot.scrubbing import Scrubbing
from bot.telegram import Incoming
from flows import case as cases
from flows.codenames import read_codenames
from flows.model import ChoicePressed, CommandSent, Say, TextSent, encode
from flows.takeout import OUT
from storage.cases import kept
from storage.posting import Box
from storage.register.scrub import Kind, Scrubber, ScrubFailed
from storage.staff import Staff
from storage.store import Chat
from tests.bot.conftest import NOON, Clock
from tests.bot.test_chat import parts
from tests.bot.test_lines import Machine
from tests.flows.case import DUTY
from tests.flows.telling import Telling
from tests.flows.test_telling import OFTEN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aiogram import Bot

    from flows.model import Effect, Event, Session
    from storage.store import Store

TOLD = {
    "pl": "Sąsiad Marek Kowalski z ulicy Długiej 5/3 krzyczał na mnie, jego telefon to 600 100 200.",
    "uk": "Сусід Андрій Шевченко з вулиці Довгої 5 кричав на мене, його телефон +48 600 100 200.",
    "ru": "Сосед Иван Петров с улицы Длинной 5 кричал на меня и угрожал, его телефон 600 100 200.",
    "en": "My neighbour Mark Johnson from 5 Long Street shouted at me, his phone is 600 100 200.",
}
SCRUBBED = {
    "pl": "Sąsiad [imię] z [adres] krzyczał na mnie, jego telefon to [telefon].",
    "uk": "Сусід [ім’я] з [адреса] кричав на мене, його телефон [телефон].",
    "ru": "Сосед [имя] с [адрес] кричал на меня и угрожал, его телефон [телефон].",
    "en": "My neighbour [name] from [address] shouted at me, his phone is [phone number].",
}
NAMES = (
    "Kowalski",
    "Шевченко",
    "Петров",
    "Johnson",
    "Długiej",
    "Довгої",
    "Длинной",
    "Long",
    "600",
    "100 200",
)
LANGUAGES = sorted(TOLD)


def names_in(words: str) -> list[str]:
    """The details that stand somewhere."""
    return [name for name in NAMES if name in words]


class Edge:
    """One reporter's turns at the edge, and all that is kept of them."""

    def __init__(self, store: Store, clock: Clock, load: Callable[[], Scrubber] = Scrubber.load) -> None:
        flows, catalog = parts()
        self.flows, self.store, self.chat = replace(flows, team=True, duty=DUTY), store, Chat(1, 7)
        core = Conversation(self.flows)
        staff, names = Staff(store), read_codenames(source("codenames.yaml"))
        told = Cases(self.flows, store, staff, names, clock)
        codes = Codes(store, Wording(catalog, Machine(None)), clock)
        scrubbing = Scrubbing(catalog, load)
        self.handoff = HandOff(cast("Bot", None), core, told, codes, scrubbing, lambda: None)
        self.core, self.said = core, Say("pl", 0, ())
        self.effects: list[Effect] = []

    async def stands(self, session: Session) -> None:
        """Let the conversation stand somewhere."""
        async with self.store.work(self.chat, None) as turn:
            assert turn
            turn.keep(session, [])

    async def happens(self, event: Event) -> Say:
        """Let something happen; return the card."""
        async with self.store.work(self.chat, None) as turn:
            assert turn
            incoming = Incoming(1, 7, event, typed=5)
            session = turn.session or self.core.begin("pl")
            session, self.effects = await self.handoff.step(turn, session, event, incoming)
            turn.keep(session, self.effects, 5)
        self.said = next((one for one in self.effects if isinstance(one, Say)), self.said)
        return self.said

    async def types(self, words: str) -> Say:
        return await self.happens(TextSent(at=NOON, text=words))

    async def presses(self, *labels: str) -> Say:
        for label in labels:
            keys = [key for row in self.said.keys for key in row]
            press = next(key.press for key in keys if label in (key.label.id, key.label.values.get("word")))
            await self.happens(ChoicePressed(at=NOON, card=self.said.card, press=press))
        return self.said

    async def leaves(self, language: str) -> Say:
        """Come to the place where a message is left."""
        await self.happens(CommandSent(at=NOON, name="start"))
        await self.presses(f"lang.name.{language}", "key.person")
        return await self.presses("btn.leave_message", "btn.yes", "btn.who_any")

    async def everything(self) -> str:
        """All that is kept, opened with the keys: session, case and talk, and what waits to go out."""
        found: list[bytes | str] = []
        async with self.store.work(self.chat, None) as turn:
            assert turn
            found += [encode(turn.session)] if turn.session else []
        for box in await self.store.boxes():
            while delivery := await self.store.head(box):
                found.append(str(delivery))
                await self.store.delivered(delivery)
        for one in await kept(self.store):
            found.append(cases.encode(one.case))
            found += [str(placed) for placed in await self.store.lines_of(Box(one.key, "reporter"))]
        for reporter in (True, False):
            for place in await self.store.case_boxes(reporter=reporter):
                while post := await self.store.post_head(place):
                    found.append(str(post))
                    await self.store.posted(post)
        return "\n".join(one if isinstance(one, str) else one.decode() for one in found)

    def shown_back(self) -> str:
        return "".join(str(line.values["words"]) for line in self.said.lines if line.id == "text.words")


def told(say: Say) -> list[str]:
    return [line.id for line in say.lines]


# ---------------------------------------------------------------------------- each language


@pytest.mark.parametrize("language", LANGUAGES)
async def test_of_a_message_left_no_name_phone_or_address_is_kept(
    store: Store, clock: Clock, language: str
) -> None:
    edge = Edge(store, clock)
    await edge.leaves(language)
    with capture_logs() as log:
        assert told(await edge.types(TOLD[language]))[:2] == ["names.replaced", "names.check"]
        assert edge.said.lines[0].values == {"count": 3}
        assert edge.shown_back() == SCRUBBED[language]
        before = await edge.everything()
        await edge.presses("btn.text_ok")
        after = await edge.everything()
    assert SCRUBBED[language] in before
    assert SCRUBBED[language] in after
    assert names_in(before + after + str(log)) == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_of_words_in_a_report_no_name_phone_or_address_is_kept(
    store: Store, clock: Clock, language: str
) -> None:
    edge = Edge(store, clock)
    at_words = Telling().tells("victim", *OFTEN).comes_to("v_words").session
    await edge.stands(replace(at_words, lang=language))
    await edge.types(TOLD[language])
    assert edge.shown_back() == SCRUBBED[language]
    assert names_in(await edge.everything()) == []
    await edge.presses("btn.take_out", SCRUBBED[language].split()[0], "btn.back", "btn.text_ok", "btn.send")
    (found,) = await kept(store)
    assert found.case.words == {"v_words": " ".join([OUT, *SCRUBBED[language].split()[1:]])}
    assert names_in(await edge.everything()) == []


async def test_in_another_language_numbers_go_and_it_is_said_that_names_were_not_looked_for(
    store: Store, clock: Clock
) -> None:
    edge = Edge(store, clock)
    await edge.leaves("en")
    say = await edge.types("Komşum her gün bağırıyor ve bize küfrediyor, telefonu 600 100 200")
    assert told(say)[:3] == ["names.replaced", "sys.unread_language", "names.check"]
    assert names_in(edge.shown_back()) == []
    await edge.presses("btn.cancel")
    assert told(await edge.types("600 100 200"))[0] == "names.replaced", "a number is no language"
    assert "sys.unread_language" not in told(edge.said)


# ---------------------------------------------------------------------------- it fails closed


def broken() -> Scrubber:
    """Stand in for a scrubber whose data is not there."""
    raise ScrubFailed


def missing(folder: Path) -> Callable[[], Scrubber]:
    return lambda: Scrubber.load(folder)


@pytest.mark.parametrize("where", ["v_words", "leave"])
async def test_without_a_scrubber_nothing_is_kept_the_person_is_told_and_help_is_in_reach(
    store: Store, clock: Clock, tmp_path: Path, where: str
) -> None:
    edge = Edge(store, clock, missing(tmp_path))
    if where == "leave":
        await edge.leaves("pl")
    else:
        session = Telling().tells("victim", *OFTEN).comes_to("v_words").session
        await edge.stands(replace(session, lang="pl"))
    with capture_logs() as log:
        say = await edge.types(TOLD["pl"])
    assert told(say)[0] == "text.unscrubbed"
    assert {"key.emergency", "key.person"} <= {key.label.id for row in say.keys for key in row}
    kept_ = await edge.everything()
    assert names_in(kept_ + str(edge.effects) + str(log)) == []
    assert "krzyczał" not in kept_
    assert [entry["event"] for entry in log] == ["words not scrubbed"]


async def test_without_a_scrubber_words_of_a_crisis_still_bring_help_first(
    store: Store, clock: Clock
) -> None:
    edge = Edge(store, clock, broken)
    await edge.leaves("pl")
    assert "help.card" in told(await edge.types("Marek Kowalski mnie zabije"))
    assert names_in(await edge.everything()) == []


@pytest.mark.parametrize("words", ["Idą za mną", "Он за дверью с топором", "Marek mnie zabije"])
async def test_words_of_a_crisis_are_told_though_the_scrubber_may_take_them_for_a_name(
    store: Store, clock: Clock, words: str
) -> None:
    edge = Edge(store, clock)
    await edge.leaves("pl")
    assert "help.card" in told(await edge.types(words))
    await edge.presses("btn.go_on", "btn.text_ok")
    (found,) = await kept(store)
    assert "danger" in found.case.flags


async def test_a_scrubber_that_is_there_again_is_used_again(store: Store, clock: Clock) -> None:
    loads = iter((broken, Scrubber.load))

    def load() -> Scrubber:
        return next(loads)()

    edge = Edge(store, clock, load)
    await edge.leaves("pl")
    assert told(await edge.types(TOLD["pl"]))[0] == "text.unscrubbed"
    await edge.types(TOLD["pl"])
    assert edge.shown_back() == SCRUBBED["pl"]


async def test_words_for_a_person_who_is_there_pass_as_they_are_also_without_a_scrubber(
    store: Store, clock: Clock
) -> None:
    edge = Edge(store, clock, broken)
    await edge.happens(CommandSent(at=NOON, name="start"))
    await edge.presses("lang.name.pl", "key.person", "btn.person", "btn.yes", "btn.who_any")
    await edge.types(TOLD["pl"])
    assert "Kowalski" in await edge.everything()


# ---------------------------------------------------------------------------- the words in place


def test_each_kind_has_a_short_word_of_its_own_in_each_language() -> None:
    scrubbing = Scrubbing(parts()[1])
    for language in LANGUAGES:
        words = [scrubbing.word(language, kind) for kind in Kind]
        assert len(set(words)) == len(Kind)
        assert all(word[0] == "[" and word[-1] == "]" and len(word) <= 22 for word in words)
        found = scrubbing.find(" ".join([*words, TOLD[language]]), language).spans
        assert len(found) == 3, "what was put in place is not found again"
    assert json.dumps(sorted(set(scrubbing.kinds().values()))) == json.dumps(sorted(Kind))
