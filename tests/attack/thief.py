"""Whoever has all versions of the database and the key folder of one moment, and reads what these open."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from storage.keystore import ID_BYTES
from storage.sealing import NONCE_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from flows.bundle import Flows
    from storage.vault import Vault
    from tests.attack.recorder import Version

WRAPPED_BYTES = NONCE_BYTES + 32 + 16
"""A key of 32 bytes under AES-GCM, with its nonce."""
Told = frozenset[tuple[str, str]]
"""Codes by the list they are of."""


class Body(NamedTuple):
    """What a living key opens."""

    table: str
    column: str
    owner: bytes | None
    text: Any


def living(keys: Path, vault: Vault) -> dict[bytes, bytes]:
    """Return every data key that the master key opens anywhere in the bytes of the key folder, by its id.

    Rows, free pages and logs alike: at each place that might be an id with its key behind it, it is tried.
    """
    found: dict[bytes, bytes] = {}
    for file in keys.glob("keys.db*"):
        raw = file.read_bytes()
        for at in range(len(raw) - ID_BYTES - WRAPPED_BYTES + 1):
            id_ = raw[at : at + ID_BYTES]
            if id_ in found or id_.count(0) > ID_BYTES // 2:
                continue
            try:
                found[id_] = vault._unwrap(id_, raw[at + ID_BYTES : at + ID_BYTES + WRAPPED_BYTES])
            except InvalidTag:
                continue
    return found


def rows_of(keys: Path) -> set[bytes]:
    """Return the ids of the data keys that the key store itself knows."""
    with closing(sqlite3.connect(keys / "keys.db")) as connection:
        found = connection.execute("SELECT id FROM key WHERE length(id) = ?", (ID_BYTES,))
        return {id_ for (id_,) in found}


def opened(versions: Iterable[Version], keys: dict[bytes, bytes]) -> Iterator[Body]:
    """Yield what these keys open in any version; seals are not checked, so that no place must be known."""
    whose: dict[object, bytes] = {}
    for version in versions:
        values = version.values
        owner, ids = (
            values.get("owner"),
            [keys[id_] for id_ in values.values() if _is_id(id_) and id_ in keys],
        )
        if isinstance(owner, bytes):
            whose |= {id_: owner for id_ in values.values() if _is_id(id_)}
        else:
            owner = next((whose[id_] for id_ in values.values() if _is_id(id_) and id_ in whose), None)
        for column, value in values.items():
            if isinstance(value, bytes) and len(value) > 2 * NONCE_BYTES + 16:
                texts = (read(key, value) for key in ids)
                text = next((text for text in texts if text is not None), None)
                if text is not None:
                    yield Body(version.table, column, owner, text)


def _is_id(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == ID_BYTES


def read(key: bytes, sealed: bytes) -> Any:
    """Return the JSON in a body sealed by AES-GCM under a key, None where it does not look like any.

    GCM is counter mode beginning with 2 (NIST SP 800-38D, 7.1).
    """
    counter = sealed[:NONCE_BYTES] + (2).to_bytes(4, "big")
    cipher = Cipher(algorithms.AES(key), modes.CTR(counter)).decryptor()
    plain = cipher.update(sealed[NONCE_BYTES:-16])
    length = int.from_bytes(plain[:4], "big")
    if length > len(plain) - 4:
        return None
    try:
        return json.loads(plain[4 : 4 + length])
    except (UnicodeDecodeError, json.JSONDecodeError):
        return None


class Reader:
    """Finds the answers in whatever was opened, wherever and however they stand there."""

    def __init__(self, flows: Flows) -> None:
        self.lists = set(flows.taxonomy.lists)
        self.questions = {
            question.id: question.list
            for questionnaire in flows.questionnaires.values()
            for question in questionnaire.questions
        }

    def told(self, text: Any) -> Told:
        """Return every code that says something of the person, and not only what could have been chosen."""
        return frozenset(self._walk(text))

    def _walk(self, text: Any) -> Iterator[tuple[str, str]]:
        if isinstance(text, list):
            for one in text:
                yield from self._walk(one)
        elif isinstance(text, str):
            list_, _, code = text.partition(":")
            if list_ in self.lists and code:
                yield list_, code
        elif isinstance(text, dict):
            if "press" in text and not text.get("ticked"):
                return  # a key that was not chosen
            here = self.questions.get(str(text.get("at")), "")
            for name, value in text.items():
                yield from self._named(name, value, here)
                yield from self._walk(value)

    def _named(self, name: str, value: Any, here: str) -> Iterator[tuple[str, str]]:
        list_ = {"picked": here, "closing": "outcome"}.get(name) or self.questions.get(name) or name
        codes = value if isinstance(value, list) else [value]
        if list_ in self.lists:
            yield from ((list_, code) for code in codes if isinstance(code, str) and code)
