"""Whoever takes the disk without the keys: no content, no language; and an old copy opens nothing erased."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from flows.model import LANGUAGES, CommandSent
from locales.book import read
from storage.store import StorageRefused, Store
from storage.vault import Vault
from tests.attack import disk
from tests.attack.conftest import FULL
from tests.attack.linkage import HOUR
from tests.attack.people import WORDS
from tests.attack.recorder import Recorder
from tests.attack.thief import living, opened
from tests.attack.town import BOT, MONDAY, Town
from tests.flows.bundles import team
from tests.whole import search

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.attack.recorder import Version

DAY = timedelta(days=1)
FIRST = 700_000_001
MANY, FEW = (60, 24) if FULL else (20, 9)
"""People of the stolen disk, and of each of the four languages."""
SURE = 1e-6
"""Chance itself looks so little like chance once in a million bodies."""


async def _stolen(folder: Path, people: int, language: str = "", long: int = 1) -> Path:
    """Let people report for a week and take the data folder, log and all, while the bot runs."""
    town = Town(folder / "town", 7, language, long)
    await town.open()
    for chat in range(FIRST, FIRST + people):
        town.expects(chat, MONDAY - timedelta(hours=town.chance.uniform(1, 100)))
    await town.until(MONDAY)
    await town.flush()
    for chat in range(FIRST + people, FIRST + people + people // 3):
        town.expects(chat, town.now + timedelta(hours=town.chance.uniform(1, 10)))
    await town.until(town.now + timedelta(hours=11))
    shutil.copytree(town.database.parent, folder / "stolen")
    await town.close()
    return folder / "stolen" / town.database.name


@pytest.fixture(scope="module")
def stolen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as it was taken from a running bot, with its log."""
    return asyncio.run(_stolen(tmp_path_factory.mktemp("disk"), MANY))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same where nobody has written yet."""
    return asyncio.run(_stolen(tmp_path_factory.mktemp("empty"), 0))


def test_the_disk_holds_no_word(stolen: Path) -> None:
    """No code, no sentence of the catalogue, nothing that was written, no number of a chat."""
    needles = {word: search.forms(word) for word in _vocabulary()}
    needles |= {str(chat): search.numbers(chat) for chat in range(FIRST, FIRST + MANY)}
    hay, schema = _bytes(stolen), _schema(stolen)
    hidden = [name for name, forms in needles.items() if any(form in hay for form in forms)]
    assert [word for word in hidden if word not in schema] == [], "but the names of columns"
    assert len(needles) > 100


def test_letters_in_a_row_are_those_of_an_empty_database(stolen: Path, empty: Path) -> None:
    """Strings too long to come by chance: the schema, and the boxes of colleagues by their random ids."""
    known = [*sorted(disk.words(_bytes(empty)), key=len, reverse=True), "SQLite format 3"]
    known_ = re.compile("|".join(["[0-9a-f]{32}", *map(re.escape, known)]))
    rest = [part for run in disk.words(_bytes(stolen)) for part in known_.split(run)]
    assert [part for part in rest if len(part) >= disk.RUN] == []
    assert len(known) > 5


def test_sealed_bytes_look_like_chance(stolen: Path, figure: Callable[[str], None]) -> None:
    """By column: evenly spread, not to be compressed, and no body begins or ends as another does."""
    bodies = disk.sealed(disk.cells(stolen))
    assert {"session.body", "outbox.body", "case_.body", "report.body", "entry.body"} <= set(bodies) | {
        "outbox.body"
    }
    figure("\n| sealed column | bodies | bytes | chi-square p | compressed to |\n|---|---|---|---|---|")
    for column, values in sorted(bodies.items()):
        whole = b"".join(values)
        if len(whole) > 5_000:
            even, size = disk.chi_square(whole), disk.packed(whole)
            figure(f"| {column} | {len(values)} | {len(whole)} | {even:.3f} | {size:.1%} |")
            assert SURE < even < 1 - SURE, column
            assert size > 1, column
        assert len({value[:8] for value in values}) == len({value[-8:] for value in values}) == len(values)


async def test_yesterdays_copy_opens_nothing_of_what_was_erased_or_has_expired(tmp_path: Path) -> None:
    """With today's key folder and its master key; what is still alive opens, so the search can find."""
    town = Town(tmp_path, 11)
    await town.open()
    recorder = Recorder(town.database, lambda: town.now)
    await recorder.watch(town.store.data)
    for chat in range(FIRST, FIRST + MANY):
        town.expects(chat, town.now + timedelta(hours=town.chance.uniform(1, 20)))
    await town.until(town.now + DAY)
    shutil.copytree(town.folder / "data", tmp_path / "copy")
    copy = [version for table in BODIES for version in recorder.now(table)]
    held = {body.owner for body in opened(copy, living(tmp_path / "keys", town.vault))}
    lost = [person for person in town.people.values() if person.chat % 2]
    for one in lost:
        await town.happens(one, CommandSent(at=town.now, name="erase"))
        await town.presses(one, "btn.erase_yes")
    await town.until(town.now + DAY + HOUR)
    await town.close()
    _opens_little(town, copy, held, {town.vault.look_up(BOT, one.chat) for one in lost})
    await _refused(town, tmp_path / "copy" / "glos.db")


def _opens_little(town: Town, copy: list[Version], held: set[bytes | None], gone: set[bytes]) -> None:
    bodies = list(opened(copy, living(town.folder / "keys", town.vault)))
    assert len(held & gone) > len(gone) // 2, "yesterday it could be opened"
    assert {body.owner for body in bodies} & gone == set()
    assert {body.table for body in bodies} <= {"case_", "line", "seat", "report"}, (
        "conversations have expired"
    )
    assert bodies, "what waits and what is open still opens"


async def _refused(town: Town, copy: Path) -> None:
    """The bot does not start on a copy in which records are dead."""
    vault = await Vault.open(town.folder / "keys", copy, new=False)
    with pytest.raises(StorageRefused, match="older copy"):
        await Store.open(f"sqlite:///{copy}", vault, lambda: town.now)
    await vault.close()


BODIES = ("session", "outbox", "report", "case_", "line", "post", "seat", "farewell")


def test_the_measure_sees_what_is_not_sealed() -> None:
    plain = b'{"ground": ["race_ethnicity_nationality"]}'.ljust(4096, b"\0")
    assert disk.chi_square(plain) < SURE
    assert disk.packed(plain) < 0.1
    assert disk.tail(293.25, 255) == pytest.approx(0.05, abs=0.001)


def test_what_stands_in_the_open_is_this_and_nothing_else(
    stolen: Path, figure: Callable[[str], None]
) -> None:
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
        file = asyncio.run(_stolen(tmp_path / language, FEW, language, LONG))
        seen[language] = disk.sizes(disk.sealed(disk.cells(file)))
        shown = {column: dict(sorted(sizes.items())) for column, sizes in sorted(seen[language].items())}
        figure(f"- {language}: {shown}")
    assert seen["pl"] == seen["uk"] == seen["ru"] == seen["en"]


LONG = 8
"""How often the sentence is said: some 440 signs, in Cyrillic twice as many bytes."""


def _vocabulary() -> set[str]:
    """Return what was written, and of what was asked and said the longest of each list and language."""
    said = [str(message.string) for language in LANGUAGES for message in read(language) if message.id]
    lists = team().taxonomy.lists
    codes = [code for codes in lists.values() for code in codes]
    most = [*sorted(codes, key=len)[-40:], *sorted(said, key=len)[-40:], *lists]
    return {word for word in (*most, *WORDS.values()) if len(word) > 7}


def _bytes(database: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(database.parent.iterdir()))


def _schema(database: Path) -> str:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return "\n".join(
            sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        )
