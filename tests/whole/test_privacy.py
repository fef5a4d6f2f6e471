"""Canaries: names, numbers and words of people are looked for in all that the bot leaves on the disk."""

from __future__ import annotations

import base64
import gzip
import json
import signal
import sqlite3
import zlib
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.whole import search
from tests.whole.conftest import FIRST_MESSAGE
from tests.whole.telegram import until

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox import Sandbox
    from tests.whole.conftest import Phones
    from tests.whole.installation import Installation
    from tests.whole.phone import Phone
    from tests.whole.telegram import Telegram

NAMES = ("Zdzisława Kanarkowska-Łoś", "Їжакевич Ґанна", "Щегольская Ева", "Hortensia Canarybird")
HANDLES = ("kanarka_zdzisia", "gannusia_yizh", "shchegolskaya", "canarybird_hort")
WORDS = (
    "kanarek śpiewa pod Żurawiem, tel. 508 774 213",
    "канарка з вулиці Їжакевича, дім сімнадцять",
    "канарейка у подъезда, квартира сорок два",
    "the canary of Quaxolotl Street, flat 4471",
)
CODES = ("graffiti_symbols", "housing_refusal", "sexual_orientation", "stairwell_yard", "group_strangers")
"""What is picked in the witness's story, as the register words it."""

ENDS = ("finished", "abandoned", "erased", "quick exit", "blocked", "expired")
DAY = 24 * 3600 + 120


# ---------------------------------------------------------------------------- the search itself


@pytest.mark.parametrize("before", [b"", b"x", b"xy"])
def test_the_search_finds_each_form_it_knows(before: bytes) -> None:
    """Or its silence would say nothing."""
    word, number = WORDS[1], 5_713_904_462_117
    needles = {"word": search.forms(word), "number": search.numbers(number)}
    raw, figures = word.encode(), str(number).encode()
    hidden = [
        raw,
        word.encode("utf-16-le"),
        raw.hex().encode(),
        raw.hex().upper().encode(),
        base64.b64encode(before + raw + b"z"),
        base64.urlsafe_b64encode(before + raw + b"z"),
        json.dumps(word).encode(),
        json.dumps(word).upper().encode().replace(b"\\U", b"\\u"),
        zlib.compress(before + raw),
        gzip.compress(before + raw),
        zlib.compress(base64.b64encode(before + raw)),
    ]
    for hay in hidden:
        assert search.found(needles, bytes(997) + before + hay + bytes(97)) == {"word"}
    numbers = [
        figures,
        number.to_bytes(8, "big"),
        number.to_bytes(6, "little"),
        base64.b64encode(before + figures),
    ]
    for hay in numbers:
        assert search.found(needles, before + hay + bytes(9)) == {"number"}
    assert search.found(needles, bytes(range(256)) * 64) == set()


# ---------------------------------------------------------------------------- people


async def talks(phone: Phone, words: str) -> None:
    """Type and send everything, before the consent and after it, up to the pages of types."""
    await phone.start()
    await phone.says(words)
    await phone.press(
        f"lang.name.{phone.language}", "safety:safe", "btn.start_report", "btn.yes", "role:witness"
    )
    await phone.press(
        "reporter_knowledge:told_by_others", "incident_group:property", "incident_group:unequal"
    )
    for kind in ("photo", "document", "contact", "voice"):
        await phone.sends(kind, caption=words)
    await phone.press(
        "btn.next", "incident_type:graffiti_symbols", "btn.next", "incident_type:housing_refusal"
    )
    await phone.act("raw", **_odd(phone, words))
    await phone.says(f"/start {words.split(maxsplit=1)[0]}")
    await phone.press("btn.resume")
    await phone.says(words)


def _odd(phone: Phone, words: str) -> dict[str, object]:
    """An update that cannot be read, full of words: what fails must not tell of them either."""
    return {"message": {"text": words * 9000, "chat": {"id": phone.number, "type": "private"}}}


async def ends(phone: Phone, how: str) -> None:
    """End a talk in one of the ways, or leave it open."""
    match how:
        case "finished":
            await phone.press("btn.send_now", "btn.send")
            await phone.reads("thanks.register")
        case "erased":
            await phone.press("btn.send_now", "btn.send", "btn.again", "role:witness")
            await phone.says("/erase")
            await phone.press("btn.erase_yes")
        case "quick exit":
            await phone.press("key.more", "btn.quick_exit")
        case "blocked":
            await phone.act("block")


class Traces:
    """Everything by which the people of a run could be known, in all its forms."""

    def __init__(self, sandbox: Sandbox, phones: list[Phone]) -> None:
        self.needles = {word: search.forms(word) for word in (*NAMES, *HANDLES, *WORDS)}
        self.needles |= {part: search.forms(part) for name in NAMES for part in name.split() if len(part) > 4}
        self.needles |= {f"person {phone.number}": search.numbers(phone.number) for phone in phones}
        # Numbers that count up are looked for by the figures in front, which they share.
        update = sandbox.world.bot(phones[0].telegram.bot).inbox._next
        self.needles |= {"a message": search.forms(str(FIRST_MESSAGE)[:7])}
        self.needles |= {"an update": search.forms(str(update)[:7])}
        self.needles |= {f"code {code}": search.forms(code) for code in CODES}

    def in_files(self, files: list[Path]) -> set[tuple[str, str]]:
        """Return what was found, and in which file."""
        return {(file.name, name) for file in files for name in search.found(self.needles, file.read_bytes())}


async def everybody(installed: Installation, phones: Phones, telegram: Telegram, sandbox: Sandbox) -> Traces:
    """Let six people talk in mixed weather, each to another end."""
    await installed.start(moved=True)
    people = []
    for turn, how in enumerate(reversed(ENDS)):
        which = turn % len(NAMES)
        language = ("pl", "uk", "ru", "en")[which]
        phone = await phones(language, name=NAMES[which], username=HANDLES[which])
        for method, answer in (("editMessageText", {"status": 500}), ("deleteMessages", {"drop": True})):
            await telegram.storm(method, **answer)
        await talks(phone, WORDS[which])
        if how == "expired":
            await expires(installed, telegram, phone)
        await ends(phone, how)
        people.append(phone)
    return Traces(sandbox, people)


async def expires(installed: Installation, telegram: Telegram, phone: Phone) -> None:
    """Let a day pass; nobody else has an open talk yet."""
    installed.ahead.write_text(str(DAY), "ascii")
    await telegram.clock(DAY)
    await phone.reads("exit.neutral")


def records(installed: Installation) -> list[Path]:
    """Return the files of database and key store, logs and shared memory included."""
    files = [*installed.data.parent.iterdir(), *installed.keys.iterdir()]
    assert {"glos.db", "keys.db"} <= {file.name for file in files}
    return files


# ---------------------------------------------------------------------------- what is left of them


async def test_the_database_holds_no_word_and_no_id_of_the_talk(
    waiting: Installation, phones: Phones, telegram: Telegram, sandbox: Sandbox
) -> None:
    """Nor does a key file: while it runs, after kill -9, after a stop in good order, and after the flush."""
    traces = await everybody(waiting, phones, telegram, sandbox)
    assert traces.in_files(records(waiting)) == set()
    await waiting.stop(signal.SIGKILL)
    assert {"glos.db-wal", "glos.db-shm"} <= {file.name for file in records(waiting) if file.stat().st_size}
    assert traces.in_files(records(waiting)) == set()
    await waiting.start(moved=True)
    await waiting.stop()
    assert _rows(waiting)["session"] == 2, "the one who finished, and the one who left a draft"
    assert traces.in_files(records(waiting)) == set()
    assert await waiting.mix(1) == 1, "of the two who sent something, one has erased it"
    assert traces.in_files(records(waiting)) == set()


async def test_the_log_holds_no_word_and_no_id_of_the_talk(
    installed: Installation, phones: Phones, telegram: Telegram, sandbox: Sandbox
) -> None:
    """At the level "debug", with faults in it, and no moment finer than a minute."""
    traces = await everybody(installed, phones, telegram, sandbox)
    await installed.stop()
    lines = [json.loads(line) for line in installed.log.read_text("utf-8").splitlines()]
    levels = {line["level"] for line in lines}
    assert {"debug", "info", "warning"} <= levels
    assert {"update not readable", "delivery put off"} <= {line["event"] for line in lines}
    assert traces.in_files([installed.log]) == set()
    assert {len(line["timestamp"]) for line in lines} == {len("2026-11-21T22:10Z")}


@pytest.mark.parametrize("format_", ["json", "csv", "xlsx"])
async def test_an_export_holds_codes_and_no_word_and_no_id(
    installed: Installation, phones: Phones, telegram: Telegram, sandbox: Sandbox, format_: str
) -> None:
    await installed.start()
    phone = await phones("uk", name=NAMES[1], username=HANDLES[1])
    await talks(phone, WORDS[1])
    await ends(phone, "finished")
    await installed.rows(1)
    traces = Traces(sandbox, [phone])
    out = installed.folder / f"register.{format_}"
    await installed.glos("register", "export", "--format", format_, "--out", str(out))
    picked = {f"code {code}" for code in ("graffiti_symbols", "housing_refusal")}
    assert {name for _, name in traces.in_files([out])} == picked, "which also shows that the search can find"


async def test_nothing_of_somebody_who_has_gone_is_left_in_a_row(
    waiting: Installation, phones: Phones, telegram: Telegram
) -> None:
    """After quick exit and erasing no session, no key and no timer is left, only what marks seen updates."""
    await waiting.start()
    for how in ("erased", "quick exit"):
        phone = await phones("en", name=NAMES[3])
        await talks(phone, WORDS[3])
        await ends(phone, how)
        await phone.reads("erase.done" if how == "erased" else "exit.neutral")

    async def settled() -> bool:
        return _rows(waiting) == {
            "session": 0,
            "outbox": 0,
            "farewell": 0,
            "report": 0,
            "timer": 0,
            "dying": 0,
        }

    await until(settled, "empty tables")


def _rows(installed: Installation) -> dict[str, int]:
    tables = ("session", "outbox", "farewell", "report", "timer", "dying")
    with closing(sqlite3.connect(f"file:{installed.data}?mode=ro", uri=True)) as db:
        return {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}  # noqa: S608  names of ours
