"""The conversation in a terminal, with the real questionnaires and catalogue."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from bot import chat
from bot.chat import Story, Talk, Turn
from bot.conversation import load_catalog, load_flows
from bot.settings import Settings
from flows.model import text
from tests.flows.test_telling import asked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flows.bundle import Flows
    from locales.catalog import Catalog


def noon() -> datetime:
    return datetime(2026, 11, 21, 12, tzinfo=UTC)


@cache
def parts() -> tuple[Flows, Catalog]:
    settings = Settings.model_construct()
    catalog = load_catalog(settings)
    return load_flows(settings, catalog), catalog


def talked(flow: str, language: str, answers: Iterable[str]) -> tuple[Story, list[str]]:
    told: list[str] = []
    script = iter(answers)
    talk = Talk(*parts(), language, noon)
    return chat.converse(talk, flow, lambda: next(script, None), told.append), told


@pytest.mark.parametrize("language", ["pl", "uk", "ru", "en"])
def test_a_conversation_begins_in_the_language_of_the_phone_and_shows_numbered_keys(language: str) -> None:
    _, told = talked("", language, [])
    assert "Українська" in told[0]
    assert " 1 " in told[0]


@pytest.mark.parametrize("flow", ["victim", "witness", "professional"])
def test_a_flow_begins_with_its_first_question(flow: str) -> None:
    flows, catalog = parts()
    _, told = talked(flow, "uk", [])
    title = catalog.sentence(text(flows.questionnaires[flow].title), "uk")
    assert title.split("\n", maxsplit=1)[0] in told[0]


def test_a_number_presses_a_key_and_the_story_names_its_label() -> None:
    _, catalog = parts()
    story, _ = talked("", "en", ["4"])
    assert story.turns[1].me == catalog.sentence(text("lang.name.en"), "en")


def test_words_are_written_and_a_command_is_sent() -> None:
    story, told = talked("victim", "en", ["my neighbour", "/help"])
    assert [turn.me for turn in story.turns] == ["", "my neighbour", "/help"]
    assert "112" in told[2]


def test_an_empty_line_is_no_answer() -> None:
    story, told = talked("victim", "en", ["", "  "])
    assert len(story.turns) == 1
    assert told[1:] == ["A number, words, or a command such as /help; Ctrl-D ends it."] * 2


def test_quick_exit_ends_the_conversation_with_a_neutral_card() -> None:
    story, _ = talked("victim", "en", ["/quit", "never asked"])
    assert [turn.me for turn in story.turns] == ["", "/quit"]
    assert "Biskupia 4" in story.turns[-1].bot


def report_of(flow: str) -> Story:
    """Answer until something can be sent, and send it."""
    talk = Talk(*parts(), "en", noon)
    talk.open(flow)
    turns = [Turn(bot=talk.text())]
    sending = [parts()[1].sentence(text(id_), "en") for id_ in ("btn.send", "btn.send_now")]
    while not talk.reports:
        assert len(turns) < 60, f"nothing was ever sent; the last card was {talk.text()}"
        onward = ["Next"] if any(key.ticked for key in talk.keys) else []
        labels = [talk.label(key) for key in talk.keys]
        me = next(label for label in [*sending, *onward, *labels] if label in labels)
        talk.does(me)
        turns.append(Turn(me=me, bot=talk.text()))
    return Story(flow, "en", turns, [chat.codes(report) for report in talk.reports])


@pytest.mark.parametrize("flow", ["victim", "witness", "professional"])
def test_a_story_that_was_written_down_comes_out_the_same_when_told_again(flow: str) -> None:
    story = report_of(flow)
    again = chat.read(chat.write(story))
    assert again == story
    assert story.reports[0]["role"] == flow
    assert chat.replay(again, *parts(), noon) == []


def test_a_story_reads_like_a_chat() -> None:
    story, _ = talked("", "en", ["4"])
    written = chat.write(story)
    assert "- me: English\n  bot: |-\n" in written
    assert "\n    [English]\n" in written


def test_a_story_that_comes_out_otherwise_is_told_turn_by_turn() -> None:
    story, _ = talked("victim", "en", ["/help"])
    story.turns[1].bot = story.turns[1].bot.replace("112", "997")
    story.reports.append({"role": "victim"})
    differences = chat.replay(story, *parts(), noon)
    assert differences[0].startswith('turn 2: after "/help" another card came:\n-')
    assert differences[1].startswith("the reports differ: [] instead of")


def test_words_of_ones_own_are_scrubbed_here_too() -> None:
    flows, catalog = parts()
    talk = Talk(replace(flows, team=True), catalog, "pl", noon)
    talk.session = replace(asked().session, lang="pl")
    talk.does("Sąsiad Marek Kowalski krzyczał na mnie wczoraj.")
    assert "„Sąsiad [imię] krzyczał na mnie wczoraj.”" in talk.text()
    assert "Kowalski" not in str(talk.session)


@pytest.mark.parametrize("source", ["", "[", "flow: victim", "flow: ''\nlanguage: de\nturns: [{bot: x}]\n"])
def test_what_is_no_story_is_told_in_one_sentence(source: str) -> None:
    with pytest.raises(chat.StoryFault, match=r"^this is no story: ") as caught:
        chat.read(source)
    assert "\n" not in str(caught.value)


STORIES = sorted((Path(__file__).parent / "stories").glob("*.yaml"))


@pytest.mark.parametrize("file", STORIES, ids=lambda file: file.stem)
def test_a_recorded_story_still_comes_out_as_it_was_written_down(file: Path) -> None:
    """Made with `glos chat --record`; a story that changes on purpose is recorded anew."""
    assert chat.replay(chat.read(file.read_text("utf-8")), *parts(), noon) == []
