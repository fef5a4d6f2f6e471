"""Seals every record under a key of its own, and lets a record die by its key."""

from __future__ import annotations

import hmac
from base64 import b32encode
from collections import OrderedDict
from hashlib import sha256
from secrets import token_bytes
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.database import StorageFailed, whole
from storage.keyfolder import (
    KEY_BYTES,
    KeysUnreadable,
    Secrets,
    check_apart,
    check_folder,
    make_folder,
    make_keys,
    read_secrets,
)
from storage.keystore import ID_BYTES, KeyStore
from storage.sqlite import SqliteFile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from storage.database import Database

__all__ = ["HOUSE", "KeysUnreadable", "SealBroken", "Vault", "make_keys"]

HOUSE: Final = b"house"
"""Id of the house key, which seals the register and is never killed."""
CLAIM: Final = b"database"
"""Id of the random salt that ties this key store to one database."""
CODES: Final = b"codes"
"""Id of the code salt, under which return codes are derived; it is never rotated."""
CODE_SALT_BYTES: Final = 16
"""As Argon2id wants it (RFC 9106, 3.1)."""
NONCE_BYTES: Final = 12
LEAST_BUCKET: Final = 256
CACHED_KEYS: Final = 4096


class SealBroken(StorageFailed):
    """A sealed body cannot be opened: its key is dead, or it was moved or changed."""


class Vault:
    """The secrets of the operator, and the key store they open."""

    def __init__(self, secrets: Secrets, store: KeyStore) -> None:
        """Bind secrets and store; `open` is the way to get a vault."""
        self.store = store
        self._master = AESGCM(secrets.master)
        self._pepper = secrets.pepper
        self._house = b""
        self._cache: OrderedDict[bytes, AESGCM] = OrderedDict()

    @classmethod
    async def open(
        cls,
        folder: Path,
        data: Path | None,
        new: bool,  # noqa: FBT001  its two callers name it
        keys: Database | None = None,
    ) -> Vault:
        """Open the key folder; raises KeysUnreadable, StorageRefused or StorageFailed.

        `data` is the database file, which must lie apart; `new` says that it is empty: keys may be made.
        `keys` is the key store where it is not keys.db in the folder.
        """
        if data is not None:
            check_apart(folder, data)
        if new:
            make_folder(folder)
        secrets = read_secrets(folder, new=new)
        check_folder(folder)
        vault = cls(secrets, KeyStore(keys or SqliteFile(folder / "keys.db")))
        await vault.store.open()
        try:
            await vault._enter(folder, new=new)
        except BaseException:
            await vault.close()
            raise
        return vault

    async def _enter(self, folder: Path, *, new: bool) -> None:
        wrapped = await self.store.get(HOUSE)
        if wrapped is None and not new:
            raise KeysUnreadable(
                f"The key folder {folder} holds no keys for this database; restore the right one."
            )
        if wrapped is None:
            wrapped = self._wrap(HOUSE, token_bytes(KEY_BYTES))
            await self.store.add([(HOUSE, wrapped)])
        try:
            self._house = self._unwrap(HOUSE, wrapped)
        except InvalidTag:
            raise KeysUnreadable(f"The master key does not open the key store in {folder}.") from None

    async def close(self) -> None:
        """Close the key store and forget the keys."""
        self._cache.clear()
        await self.store.close()

    # ------------------------------------------------------------------------ keyed hashes

    def look_up(self, bot: int, chat: int) -> bytes:
        """Return the owner, by whom the records of a chat are found: HMAC-SHA256 under the pepper."""
        return self.keyed("chat", bot, chat)

    def mark(self, bot: int, update: int) -> bytes:
        """Return the keyed hash by which a repeated update is known again, 32 bytes."""
        return self.keyed("update", bot, update)

    def keyed(self, *parts: object) -> bytes:
        """Return the keyed hash of a name in parts, the first of which says what it names; 32 bytes."""
        return hmac.digest(self._pepper, "|".join(map(str, parts)).encode(), sha256)

    # ------------------------------------------------------------------------ one database, one key store

    async def claim(self) -> None:
        """Tie this key store to a database that is being made; raises KeysUnreadable for another's store."""
        if await self.store.ids():
            raise KeysUnreadable(
                "The key folder holds keys of another database; set storage.key_dir to a new one."
            )
        await self.store.add([(CLAIM, self._wrap(CLAIM, token_bytes(KEY_BYTES)))])

    async def check(self) -> bytes:
        """Return the value that the database of this key store, this master key and this pepper carries."""
        wrapped = await self.store.get(CLAIM)
        claim = b"" if wrapped is None else self._unwrap(CLAIM, wrapped)
        return hmac.digest(self._pepper, b"check|" + self._house + claim, sha256)

    def house_key_text(self) -> str:
        """Return the house key as the operator writes it down: base32 (RFC 4648) in groups of four."""
        letters = b32encode(self._house).decode().rstrip("=")
        return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))

    @whole
    async def code_salt(self) -> bytes:
        """Return the salt of all return codes, 16 bytes, made at the first need; raises StorageFailed."""
        if (wrapped := await self.store.get(CODES)) is None:
            await self.store.settle(CODES, self._wrap(CODES, token_bytes(CODE_SALT_BYTES)))
            wrapped = await self.store.get(CODES)
        return self._unwrap(CODES, wrapped or b"")

    # ------------------------------------------------------------------------ keys

    @whole
    async def new_keys(self, count: int) -> list[bytes]:
        """Make data keys and return their ids (16 random bytes each); they are synced when this returns."""
        made = {token_bytes(ID_BYTES): token_bytes(KEY_BYTES) for _ in range(count)}
        await self.store.add([(id_, self._wrap(id_, key)) for id_, key in made.items()])
        for id_, key in made.items():
            self._remember(id_, AESGCM(key))
        return list(made)

    @whole
    async def kill(self, ids: Iterable[bytes]) -> None:
        """Let data keys die: when this returns, no copy of what they sealed can be opened."""
        dying = list(ids)
        for id_ in dying:
            self._cache.pop(id_, None)
        if dying:
            await self.store.remove(dying)
        for id_ in dying:  # somebody may have fetched one in between
            self._cache.pop(id_, None)

    async def _cipher(self, id_: bytes) -> AESGCM:
        if id_ == HOUSE:
            return AESGCM(self._house)
        if (known := self._cache.get(id_)) is not None:
            self._cache.move_to_end(id_)
            return known
        wrapped = await self._fetch(id_)
        if wrapped is None:
            raise SealBroken("A record cannot be opened: its key is not in the key store.")
        try:
            return self._remember(id_, AESGCM(self._unwrap(id_, wrapped)))
        except InvalidTag:
            raise SealBroken("A record cannot be opened: its key was changed.") from None

    @whole
    async def _fetch(self, id_: bytes) -> bytes | None:
        return await self.store.get(id_)

    def _remember(self, id_: bytes, cipher: AESGCM) -> AESGCM:
        self._cache[id_] = cipher
        if len(self._cache) > CACHED_KEYS:
            self._cache.popitem(last=False)
        return cipher

    def _wrap(self, id_: bytes, key: bytes) -> bytes:
        nonce = token_bytes(NONCE_BYTES)
        return nonce + self._master.encrypt(nonce, key, id_)

    def _unwrap(self, id_: bytes, wrapped: bytes) -> bytes:
        return self._master.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], id_)

    # ------------------------------------------------------------------------ sealing

    async def seal(
        self, key: bytes, table: str, column: str, row: bytes, plain: bytes, least: int = LEAST_BUCKET
    ) -> bytes:
        """Seal `plain` for one place by AES-256-GCM (NIST SP 800-38D) under the key with that id.

        It is padded to a power of two, at least `least` bytes. Raises SealBroken where the key is dead.
        """
        nonce = token_bytes(NONCE_BYTES)
        cipher = await self._cipher(key)
        return nonce + cipher.encrypt(nonce, _padded(plain, least), _place(table, column, row))

    async def open_(self, key: bytes, table: str, column: str, row: bytes, sealed: bytes) -> bytes:
        """Return what was sealed for this very place; raises SealBroken for anything else."""
        cipher = await self._cipher(key)
        try:
            padded = cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _place(table, column, row))
        except InvalidTag:
            raise SealBroken(f"A body of the table {table} was moved or changed.") from None
        return padded[4 : 4 + int.from_bytes(padded[:4], "big")]


def _place(table: str, column: str, row: bytes) -> bytes:
    return f"{table}|{column}|".encode() + row


def _padded(plain: bytes, least: int) -> bytes:
    """Return length, plain and zeros, together a power of two, so that the size of a body says little."""
    needed = len(plain) + 4
    size = max(least, 1 << (needed - 1).bit_length())
    return len(plain).to_bytes(4, "big") + plain + bytes(size - needed)
