"""Whoever takes the files reads nothing in them: a canary is put everywhere and looked for."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from flows.model import Erase, RemoveTyped, SendReport, Session, SetTimer, text
from storage.register.flush import flush
from storage.store import Chat
from tests.storage.conftest import card, report, say
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
    files = [*(house.root / "data").iterdir(), *house.keys.iterdir()]
    assert {"glos.db", "glos.db-wal", "keys.db", "keys.db-wal"} <= {file.name for file in files}
    secrets = {word: list(spellings(word)) for word in (WORD, *PICKED.values())}
    secrets |= {str(number): list(numbers(number)) for number in (NUMBER, MESSAGE)}
    return [
        f"{word} in {file.name}"
        for file in files
        for word, forms in secrets.items()
        if any(form in file.read_bytes() for form in forms)
    ]


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


def test_the_search_itself_finds_a_canary(house: House) -> None:
    (house.root / "data").mkdir()
    house.keys.mkdir()
    for file in ("data/glos.db", "data/glos.db-wal", "keys/keys.db", "keys/keys.db-wal"):
        (house.root / file).write_bytes(b"")
    (house.root / "data" / "glos.db").write_bytes(b64encode(b"x" + WORD.encode() + b"yz"))
    (house.keys / "keys.db").write_bytes(b"--" + NUMBER.to_bytes(8, "big") + b"--")
    (house.keys / "keys.db-wal").write_bytes(WORD.encode("utf-16-le"))
    assert set(leaks(house)) == {f"{WORD} in glos.db", f"{NUMBER} in keys.db", f"{WORD} in keys.db-wal"}
