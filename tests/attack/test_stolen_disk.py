"""Whoever takes the disk without the keys: no content, no language; and an old copy opens nothing erased."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from flows.model import LANGUAGES, CommandSent, TextSent
from locales.book import read
from tests.attack import disk
from tests.attack.linkage import HOUR
from tests.attack.people import WORDS, person
from tests.attack.recorder import Recorder
from tests.attack.thief import living, opened
from tests.attack.town import BOT, MONDAY, Town
from tests.whole import search

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
DAY = timedelta(days=1)
SURE = 1e-6
"""Chance itself looks so little like chance once in a million bodies."""


async def _stolen(folder: Path, language: str = "", long: int = 1) -> Path:
    """Let people report for a week and take the data folder, log and all, while the bot runs."""
    town = Town(folder / "town", 7, language, long)
    await town.open()
    for chat in range(700_000_001, 700_000_031):
        town.expects(chat, MONDAY - timedelta(hours=town.chance.uniform(1, 100)))
    await town.until(MONDAY)
    await town.flush()
    for chat in range(700_000_101, 700_000_111):
        town.expects(chat, town.now + timedelta(hours=town.chance.uniform(1, 10)))
    await town.until(town.now + timedelta(hours=11))
    shutil.copytree(town.database.parent, folder / "stolen")
    await town.close()
    return folder / "stolen" / town.database.name


@pytest.fixture(scope="module")
def stolen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as it was taken from a running bot, with its log."""
    return asyncio.run(_stolen(tmp_path_factory.mktemp("disk")))


def test_the_disk_holds_no_word(stolen: Path) -> None:
    """No id of a text, no code, no sentence of the catalogue, nothing that was written, no number of a chat."""
    needles = {word: search.forms(word) for word in _vocabulary() if len(word) > 7}
    needles |= {str(chat): search.numbers(chat) for chat in range(700_000_001, 700_000_031)}
    hay = b"".join(file.read_bytes() for file in stolen.parent.iterdir())
    hidden = {name for name, forms in needles.items() if any(form in hay for form in forms)}
    assert [word for word in hidden if word not in _schema(stolen)] == [], "but the names of columns"
    assert len(needles) > 1000


def test_long_runs_of_letters_are_the_schema_and_nothing_else(stolen: Path) -> None:
    schema = _schema(stolen)
    runs = {run for file in stolen.parent.iterdir() for run in disk.words(file.read_bytes())}
    assert runs
    assert [run for run in runs if not any(part in run for part in ("CREATE ", "SQLite format"))] == []
    assert "CREATE TABLE" in schema


def test_sealed_bytes_look_like_chance(stolen: Path, figure: Callable[[str], None]) -> None:
    """By column: evenly spread, not to be compressed, and no body begins or ends as another does."""
    bodies = disk.sealed(disk.cells(stolen))
    assert {"session.body", "outbox.body", "case_.body", "report.body", "entry.body"} <= set(bodies) | {"outbox.body"}
    figure("\n| sealed column | bodies | bytes | chi-square p | compressed to |\n|---|---|---|---|---|")
    for column, values in sorted(bodies.items()):
        whole = b"".join(values)
        if len(whole) > 5_000:
            even, size = disk.chi_square(whole), disk.packed(whole)
            figure(f"| {column} | {len(values)} | {len(whole)} | {even:.3f} | {size:.1%} |")
            assert SURE < even < 1 - SURE, column
            assert size > 1, column
        assert len({value[:8] for value in values}) == len({value[-8:] for value in values}) == len(values)


def test_the_measure_sees_what_is_not_sealed() -> None:
    plain = b'{"ground": ["race_ethnicity_nationality"]}'.ljust(4096, b"\0")
    assert disk.chi_square(plain) < SURE
    assert disk.packed(plain) < 0.1
    assert disk.tail(293.25, 255) == pytest.approx(0.05, abs=0.001)


def test_what_stands_in_the_open_is_this_and_nothing_else(stolen: Path, figure: Callable[[str], None]) -> None:
    """Counts, minutes and hours at which something is due, places in an order; listed in the threat model."""
    open_ = disk.in_the_open(disk.cells(stolen))
    assert set(open_) <= IN_THE_OPEN | {"alembic_version.version_num", "meta.name", "meta.value"}
    assert open_["timer.name"] <= {"veil", "retention", "code", "remind", "minor", "safe", "limit"}
    counts = {table: len(rows) for table, rows in disk.tables(stolen).items() if rows}
    figure(f"\nin the open without any key: {sorted(open_)}; rows: {counts}")


IN_THE_OPEN = {
    *("timer.name", "timer.due", "seen.hour", "mailbox.due", "letter.due"),
    *("outbox.number", "farewell.number", "line.number", "media.number", "post.number", "post.box"),
    *("case_.current",),
}


def test_the_same_story_in_four_languages_has_the_same_sizes(
    tmp_path: Path, figure: Callable[[str], None]
) -> None:
    """Who takes the disk does not learn in which language it was spoken, from no column and no size."""
    figure("\nsizes of sealed bodies by language (column: size × how many)")
    seen = {}
    for language in LANGUAGES:
        file = asyncio.run(_stolen(tmp_path / language, language, LONG))
        seen[language] = disk.sizes(disk.sealed(disk.cells(file)))
        shown = {column: dict(sorted(sizes.items())) for column, sizes in sorted(seen[language].items())}
        figure(f"- {language}: {shown}")
    assert seen["pl"] == seen["uk"] == seen["ru"] == seen["en"]


LONG = 8
"""How often the sentence is said: some 440 signs, in Cyrillic twice as many bytes."""


def _vocabulary() -> set[str]:
    sentences = {str(message.string) for language in LANGUAGES for message in read(language) if message.id}
    town = Town.__new__(Town)
    del town
    from tests.flows.bundles import team

    flows = team()
    codes = {code for codes in flows.taxonomy.lists.values() for code in codes}
    return {*sentences, *codes, *flows.taxonomy.lists, *WORDS.values()}


def _schema(database: Path) -> str:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return "\n".join(sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))
