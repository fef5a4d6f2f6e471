"""Whoever takes the files reads nothing in them: a canary is put everywhere and looked for."""

from __future__ import annotations

import sqlite3
from base64 import b64encode
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from flows.case import Case, Line
from flows.model import Erase, RemoveTyped, SendReport, Session, SetTimer, text
from flows.orders import (
    AmendLine,
    KeepLine,
    MoveReports,
    OpenTopic,
    PutIntoMailbox,
    SetCaseTimer,
    TellColleague,
)
from storage.code import derive
from storage.register.flush import flush
from storage.store import Box, Chat, SeatPlace
from storage.work import REPORTER, Taken
from tests.storage.conftest import card, report, say
from tests.storage.desk import ANNOUNCED, END, TEAM_BOT, do, enrol, open_case
from tests.storage.register.test_flush import NOW, WARSAW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.questionnaire import Taxonomy
    from storage.store import Store
    from tests.storage.conftest import House

NUMBER = 7392615084
MESSAGE = 918273645
WORD = "canary_in_the_mine"
PICKED = {
    "ground": "race_ethnicity_nationality",
    "incident_type": "sexual_violence",
    "district": "wyspa_sobieszewska",
}


def spellings(secret: str) -> Iterator[bytes]:
    for encoded in (secret.encode(), secret.encode("utf-16-le"), secret.encode("utf-16-be")):
        yield encoded
        yield encoded.hex().encode()
        yield encoded.hex().upper().encode()
        for shift in range(3):  # base64 spells a word in three ways, by where it begins
            yield b64encode(bytes(shift) + encoded)[4 * (shift > 0) : -4]


def numbers(number: int) -> Iterator[bytes]:
    yield from spellings(str(number))
    for encoded in (
        number.to_bytes(5, "big").lstrip(bytes(1)),
        number.to_bytes(5, "little").rstrip(bytes(1)),
    ):
        yield encoded
        yield encoded.hex().encode()


def leaks(house: House) -> list[str]:
    files = house.files()
    assert {"glos.db", "glos.db-wal", "keys.db", "keys.db-wal"} <= {file.name for file in files}
    secrets = {word: list(spellings(word)) for word in (WORD, *PICKED.values())}
    secrets |= {str(number): list(numbers(number)) for number in (NUMBER, MESSAGE)}
    return [
        f"{word} in {file.name}"
        for file in files
        for word, forms in secrets.items()
        if any(form in file.read_bytes() for form in forms)
    ]


@pytest.mark.sqlite
async def test_no_file_ever_holds_a_word_a_code_or_a_number_of_telegram(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    chat = Chat(1000, NUMBER)
    session = Session(lang="uk", answers={WORD: tuple(PICKED.values())}, trail=(WORD,), topic=WORD)
    await say(
        store, chat, card(1, WORD), RemoveTyped(), SetTimer("draft", 60), typed=MESSAGE, session=session
    )
    assert leaks(house) == []
    delivery = await store.head(store.vault.look_up(*chat))
    assert delivery is not None
    await store.delivered(delivery, card=MESSAGE)
    await say(store, chat, SendReport(report(**PICKED)), card(2, WORD))
    assert leaks(house) == []
    assert await flush(store, taxonomy, NOW, 1, WARSAW) == 1
    await say(store, chat, card(3, WORD))
    await say(store, chat, Erase("everything", card(4, text(WORD).id)))
    assert leaks(house) == []


@pytest.mark.sqlite
async def test_no_file_ever_holds_anything_of_a_case_or_of_the_team(house: House, store: Store) -> None:
    """Words, codename, answers, photo, errand, letter; topics and messages; who is of the team."""
    chat = Chat(1000, NUMBER)
    spoken = Line(1, "reporter", "uk", WORD, values={WORD: WORD})
    case = Case(WORD, 1, "uk", words={WORD: WORD}, talk="r", reports=(report(**PICKED),))
    olga, opener = await enrol(store, WORD, user=NUMBER), derive("0" * 24, b"salt" * 4)
    topic = OpenTopic(to=olga.colleague.id, history=(1,))
    told = TellColleague(to=olga.colleague.id, lines=(text(WORD),))
    async with store.work(chat, None) as turn:
        assert turn is not None
        turn.open_case(case, [])
        turn.work_on(case, [KeepLine(line=spoken), topic, told], Taken(REPORTER, MESSAGE, WORD.encode() * 99))
        turn.give_code(opener.id, opener.public)
        turn.work_on(case, [PutIntoMailbox(number=1), SetCaseTimer(timer="limit", seconds=60)])
        turn.keep(Session(lang="uk"), [])
    key = turn.case_key
    assert leaks(house) == []
    post = await store.post_head(Box(key, olga.colleague.id))
    assert post is not None
    seat = SeatPlace(TEAM_BOT, NUMBER, MESSAGE, MESSAGE)
    await store.posted(post, MESSAGE, copies={1: MESSAGE}, seat=seat)
    await do(store, key, AmendLine(number=1, text=WORD), MoveReports(reports=case.reports), END)
    assert len(await store.errands()) == 1
    assert leaks(house) == []


@pytest.mark.sqlite
async def test_rows_lie_in_the_order_of_random_keys(house: House, store: Store) -> None:
    """So that neither cases nor what belongs to them tell what came before what."""
    for number in range(1, 13):
        await open_case(store, Chat(1000, number), Case(str(number), number, "uk"), [ANNOUNCED])
    with closing(sqlite3.connect(house.database)) as connection:
        cases = [key for key, _ in connection.execute("SELECT key, body FROM case_")]
        posts = [record for (record,) in connection.execute("SELECT record FROM post")]
    opened = sorted([(await named(store, key), key) for key in cases], key=lambda pair: int(pair[0]))
    assert cases == sorted(cases) == sorted(posts)
    assert cases != [key for _, key in opened]


async def named(store: Store, key: bytes) -> str:
    async with store.case(key) as turn:
        assert turn is not None
        assert turn.case is not None
        return turn.case.codename


async def test_what_is_short_has_one_size_when_sealed(house: House, store: Store) -> None:
    """Neither a case's body nor a line's tells how much was written, as long as it was little."""
    for number, words in enumerate(("no", "x" * 600), 1):
        kept = KeepLine(line=Line(1, "reporter", "uk", words))
        await open_case(store, Chat(1000, number), Case(words, number, "uk"), [kept, ANNOUNCED])
    for table in ("case_", "line", "post"):
        assert len(set(await house.rows(LENGTHS.format(table)))) == 1


LENGTHS = "SELECT length(body) FROM {}"


async def test_a_timer_of_a_case_stands_in_the_open_to_the_minute(house: House, store: Store) -> None:
    await open_case(store, orders=[SetCaseTimer(timer="remind", seconds=61)])
    [(due,)] = await house.rows("SELECT due FROM timer")
    assert due == int(house.now.timestamp() // 60) + 2


@pytest.mark.sqlite
def test_the_search_itself_finds_a_canary(house: House) -> None:
    (house.root / "data").mkdir()
    house.keys.mkdir()
    for file in ("data/glos.db", "data/glos.db-wal", "keys/keys.db", "keys/keys.db-wal"):
        (house.root / file).write_bytes(b"")
    (house.root / "data" / "glos.db").write_bytes(b64encode(b"x" + WORD.encode() + b"yz"))
    (house.keys / "keys.db").write_bytes(b"--" + NUMBER.to_bytes(8, "big") + b"--")
    (house.keys / "keys.db-wal").write_bytes(WORD.encode("utf-16-le"))
    assert set(leaks(house)) == {f"{WORD} in glos.db", f"{NUMBER} in keys.db", f"{WORD} in keys.db-wal"}
