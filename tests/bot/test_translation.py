"""Texts are translated by real models in a process of their own, in time or not at all."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from bot import argos, translation
from bot.translation import REST_SECONDS, TRIES, Translation, Translator
from tests.bot.conftest import DEADLINE, until
from tests.translation.installed import unpack
from tests.translation.processes import (
    BABBLING,
    DYING,
    HANGING,
    NEVER,
    REAL,
    WITHOUT_EXTRA,
    children,
    command,
    gone,
    pid,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TEACHER, TEACHER_EN = "Вчителька образила мою доньку.", "The teacher insulted my daughter."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the four models."""
    return unpack(tmp_path_factory.mktemp("house") / "models")


@pytest.fixture
async def translator(folder: Path) -> AsyncIterator[Translator]:
    """A translator with the four models, and time for a machine that is busy with other tests."""
    one = Translator(folder, 30)
    yield one
    await one.close()


@pytest.fixture
async def hasty(folder: Path) -> AsyncIterator[Translator]:
    """A translator whose time is over soon."""
    one = Translator(folder, 0.5)
    yield one
    await one.close()


def give_time(translator: Translator) -> None:
    """Let a translator, and the process that it starts next, work as long as a busy machine needs."""
    translator._seconds = translator._worker._limit = 30


# ---------------------------------------------------------------------------- what comes out


async def test_a_sentence_is_translated_by_the_model_of_its_pair(translator: Translator) -> None:
    assert await translator.translate(TEACHER, "uk", "en") == Translation(TEACHER_EN, "uk", "en")


async def test_ukrainian_comes_to_polish_through_english(translator: Translator) -> None:
    found = await translator.translate("Водій автобуса образив мене.", "uk", "pl")
    assert found
    assert found.text.startswith("Kierowca obraził mnie")


async def test_paragraphs_empty_lines_and_signs_stay_where_they_are(translator: Translator) -> None:
    text = f"\n😢 {TEACHER}\n\n500 600 700\n  {TEACHER} {TEACHER} 😡\n[1]\n"
    found = await translator.translate(text, "uk", "en")
    assert found
    assert found.text == text.replace(TEACHER, TEACHER_EN)


async def test_the_longest_message_is_translated_to_its_end(translator: Translator) -> None:
    text = " ".join([TEACHER] * (4096 // 31))
    found = await translator.translate(text, "uk", "en")
    assert found
    assert found.text == text.replace(TEACHER, TEACHER_EN)


@pytest.mark.parametrize(
    "text", ["Водій [1] образив мене.", "Водій 500 600 700.", "Водій https://example.org."]
)
async def test_a_translation_that_loses_a_mark_a_number_or_an_address_is_not_shown(
    translator: Translator, text: str
) -> None:
    assert await translator.translate(text, "uk", "en") is None
    assert pid(translator)


@pytest.mark.parametrize("text", ["", "\n", "😢", "500 600 700", "[1]", "https://example.org"])
async def test_a_text_without_a_word_comes_back_as_it_is_without_a_model(tmp_path: Path, text: str) -> None:
    assert await Translator(tmp_path).translate(text, "ru", "pl") == Translation(text, "ru", "pl")


async def test_nothing_is_translated_into_its_own_language_or_without_a_model(
    translator: Translator, tmp_path: Path
) -> None:
    assert await translator.translate(TEACHER, "uk", "uk") is None
    assert await translator.translate(TEACHER, "uk", "ru") is None
    assert await Translator(tmp_path / "nowhere").translate(TEACHER, "uk", "en") is None


async def test_forty_texts_at_once_each_get_their_own_translation(translator: Translator) -> None:
    who = {
        "Водій": "The driver",
        "Вчитель": "The teacher",
        "Охоронець": "The guard",
        "Вчителька": "The teacher",
    }
    texts = [(f"{name} образив мою доньку.", said) for name, said in who.items()] * 10
    found = await asyncio.gather(*(translator.translate(text, "uk", "en") for text, _ in texts))
    assert [one and one.text.startswith(said) for one, (_, said) in zip(found, texts, strict=True)] == [
        True
    ] * 40


# ---------------------------------------------------------------------------- what can be done


def test_the_pairs_are_the_models_and_what_meets_in_english(folder: Path, tmp_path: Path) -> None:
    direct = {("uk", "en"), ("en", "uk"), ("en", "pl"), ("pl", "en")}
    assert Translator(folder).pairs() == direct | {("uk", "pl"), ("pl", "uk")}
    assert Translator(tmp_path).pairs() == frozenset()
    assert Translator(Path("/dev/null/models")).pairs() == frozenset()


async def test_a_model_that_is_installed_meanwhile_is_used(tmp_path: Path) -> None:
    translator = Translator(tmp_path / "models", 30)
    assert translator.pairs() == frozenset()
    unpack(tmp_path / "models", "uk_en")
    assert translator.pairs() == {("uk", "en")}
    assert await translator.translate(TEACHER, "uk", "en")
    await translator.close()


async def test_where_the_extra_is_not_installed_nothing_is_started_and_it_is_logged_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(argos, "present", lambda: False)
    command(monkeypatch, NEVER)
    with capture_logs() as lines:
        translator = Translator(folder)
        assert translator.pairs() == frozenset()
        assert [await translator.translate(TEACHER, "uk", "en") for _ in range(3)] == [None] * 3
    event = {
        "event": "a text cannot be translated",
        "kind": "the extra is not installed",
        "log_level": "warning",
    }
    assert lines == [event]


async def test_a_process_that_does_not_find_the_extra_is_asked_only_once(
    translator: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    command(monkeypatch, WITHOUT_EXTRA)
    assert await translator.translate(TEACHER, "uk", "en") is None
    assert translator.pairs() == frozenset()
    translator._worker.kill()
    assert await translator.translate(TEACHER, "uk", "en") is None
    assert translator._worker._process is None


async def test_a_broken_model_spoils_its_own_pair_only(folder: Path, tmp_path: Path) -> None:
    unpack(tmp_path / "models", "uk_en", "en_pl")
    (tmp_path / "models/translate-en_pl-1_0/model/model.bin").write_bytes(b"garbage" * 1000)
    translator = Translator(tmp_path / "models", 30)
    with capture_logs() as lines:
        assert [await translator.translate("The driver.", "en", "pl") for _ in range(5)] == [None] * 5
        assert await translator.translate(TEACHER, "uk", "pl") is None
        assert await translator.translate(TEACHER, "uk", "en")
    assert len(lines) == 1
    await translator.close()


# ---------------------------------------------------------------------------- in time


async def test_a_process_that_hangs_is_killed_and_the_next_one_works(
    hasty: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    command(monkeypatch, HANGING)
    started = asyncio.create_task(hasty.translate(TEACHER, "uk", "en"))
    hung = await until(lambda: asyncio.sleep(0, hasty._worker._process and hasty._worker._process.pid))
    assert await started is None
    await gone(hung)
    command(monkeypatch, REAL)
    give_time(hasty)
    assert await hasty.translate(TEACHER, "uk", "en")


async def test_who_waits_for_a_turn_too_long_gets_none_while_the_one_at_work_goes_on(
    hasty: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hasty._turn:
        assert await hasty.translate(TEACHER, "uk", "en") is None
    give_time(hasty)
    assert await hasty.translate(TEACHER, "uk", "en")


@pytest.mark.parametrize(
    "words", [HANGING, DYING, BABBLING, NEVER], ids=["hangs", "dies", "babbles", "is not there"]
)
async def test_what_does_not_work_three_times_is_left_alone_for_a_minute(
    hasty: Translator, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """Else each message would wait for it anew."""
    command(monkeypatch, words)
    with capture_logs() as lines:
        assert [await hasty.translate(TEACHER, "uk", "en") for _ in range(TRIES)] == [None] * TRIES
    assert lines[-1] == {"event": "translation rests", "seconds": REST_SECONDS, "log_level": "warning"}
    command(monkeypatch, REAL)
    give_time(hasty)
    assert await hasty.translate(TEACHER, "uk", "en") is None
    assert hasty._worker._process is None
    hasty._rests_until -= REST_SECONDS
    assert await hasty.translate(TEACHER, "uk", "en")


async def test_faults_with_a_translation_between_them_are_not_counted_together(
    translator: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in (DYING, DYING, REAL, DYING, DYING, REAL):
        command(monkeypatch, words)
        assert bool(await translator.translate(TEACHER, "uk", "en")) == (words is REAL)
        translator._worker.kill()


async def test_a_killed_process_is_started_again(translator: Translator) -> None:
    await translator.translate(TEACHER, "uk", "en")
    first, process = pid(translator), translator._worker._process
    assert process is not None
    os.kill(first, signal.SIGKILL)
    await process.wait()
    assert await translator.translate(TEACHER, "uk", "en")
    assert pid(translator) != first


async def test_who_stops_waiting_leaves_no_answer_behind_for_the_next(translator: Translator) -> None:
    for turns in range(30):
        task = asyncio.create_task(translator.translate(TEACHER, "uk", "en"))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled() or task.result()
    found = await translator.translate("Водій образив мене.", "uk", "en")
    assert found == Translation("The driver insulted me.", "uk", "en")


async def test_after_closing_nobody_waits_and_no_process_is_left(
    translator: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    command(monkeypatch, HANGING)
    waiting = [asyncio.create_task(translator.translate(TEACHER, "uk", "en")) for _ in range(5)]
    hung = await until(
        lambda: asyncio.sleep(0, translator._worker._process and translator._worker._process.pid)
    )
    await translator.close()
    async with asyncio.timeout(DEADLINE):
        assert await asyncio.gather(*waiting) == [None] * 5
    await gone(hung)
    assert translator.pairs() == frozenset()


async def test_closing_while_the_process_starts_leaves_none(folder: Path) -> None:
    before = children()
    for turns in range(20):
        translator = Translator(folder, 30)
        task = asyncio.create_task(translator.translate(TEACHER, "uk", "en"))
        for _ in range(turns):
            await asyncio.sleep(0)
        await translator.close()
        assert await task is None
    await until(lambda: asyncio.sleep(0, children() <= before))


async def test_without_work_the_process_ends_and_comes_back(
    translator: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its memory goes what may still be left of a text in it."""
    monkeypatch.setattr(translation, "IDLE_SECONDS", 0.01)
    assert await translator.translate(TEACHER, "uk", "en")
    await until(lambda: asyncio.sleep(0, translator._worker._process is None))
    assert await translator.translate(TEACHER, "uk", "en")
