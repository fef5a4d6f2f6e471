"""Seals every record under a key of its own, and lets a record die by its key."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from secrets import token_bytes
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.database import whole
from storage.gate import Gate
from storage.keyfolder import (
    KEY_BYTES,
    MASTER,
    KeysUnreadable,
    Secrets,
    chained,
    check_apart,
    check_folder,
    drop_next,
    make_folder,
    make_keys,
    read_next,
    read_secrets,
    take_next,
    write_next,
    written_down,
)
from storage.keystore import ID_BYTES, KeyStore
from storage.padding import LEAST_BUCKET
from storage.sealing import SEAL_BYTES, SealBroken, opened, opens, sealed, unwrapped, wrapped
from storage.sqlite import SqliteFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
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
CACHED_KEYS: Final = 4096


class Vault:
    """The secrets of the operator, and the key store they open."""

    def __init__(self, folder: Path, secrets: Secrets, store: KeyStore) -> None:
        """Bind folder, secrets and store; `open` is the way to get a vault."""
        self.folder = folder
        self.store = store
        self.peppers: Sequence[bytes] = secrets.peppers
        """The chain of the peppers, the oldest first; see `chained`."""
        self._gate = Gate()
        """Whoever wraps or unwraps goes through it, so that nobody does while the master key changes."""
        self._master = AESGCM(secrets.master)
        self._house = b""
        self._cache: OrderedDict[bytes, AESGCM] = OrderedDict()

    @classmethod
    async def open(
        cls,
        folder: Path,
        data: Path | None,
        new: bool,  # noqa: FBT001  its callers name it
        keys: Database | None = None,
        *,
        house: bytes = b"",
    ) -> Vault:
        """Open the key folder; raises KeysUnreadable, StorageRefused or StorageFailed.

        `data` is the database file, which must lie apart; `new` says that it is empty: keys may be made, and
        the house key is `house` then, by default a random one. `keys` is the key store where it is not
        keys.db in the folder.
        """
        if data is not None:
            check_apart(folder, data)
        if new:
            make_folder(folder)
        secrets = read_secrets(folder, new=new)
        check_folder(folder)
        vault = cls(folder, secrets, KeyStore(keys or SqliteFile(folder / "keys.db")))
        await vault.store.open()
        try:
            await vault.enter(new=new, house=house)
        except BaseException:
            await vault.close()
            raise
        return vault

    async def enter(self, *, new: bool = False, house: bytes = b"") -> None:
        """Read the master key and open the house key; raises KeysUnreadable.

        To be called while this process has its share of the key store, so that no rotation is at work: one of
        the master key that was cut off is finished, or dropped. A new store begins with `house`, by default a
        random one.
        """
        self._master = AESGCM(read_secrets(self.folder, new=False).master)
        wrapped = await self.store.get(HOUSE)
        if wrapped is None and not new:
            raise KeysUnreadable(
                f"The key folder {self.folder} holds no keys for this database; restore the right one."
            )
        if wrapped is None:
            wrapped = self._wrap(HOUSE, house or token_bytes(KEY_BYTES))
            await self.store.add([(HOUSE, wrapped)])
        await self._settle_master(wrapped)
        try:
            self._house = self._unwrap(HOUSE, wrapped)
        except InvalidTag:
            raise KeysUnreadable(f"The master key does not open the key store in {self.folder}.") from None
        self._gate.shut = False

    async def _settle_master(self, house: bytes) -> None:
        """Finish a rotation of the master key if the key store is wrapped by the next one, else drop it."""
        next_ = read_next(self.folder, MASTER)
        if next_ is not None and opens(AESGCM(next_[0]), HOUSE, house):
            self._master = AESGCM(next_[0])
            await self.store.database.truncate()
            take_next(self.folder, MASTER)
        elif opens(self._master, HOUSE, house):
            drop_next(self.folder, MASTER)

    @whole
    async def rotate_master(self) -> None:
        """Wrap every key anew by a new master key; raises KeysUnreadable or StorageFailed.

        Only while no other process has this key store. When this returns, nothing that the old one wrapped
        stands in the key store. Cut off at any moment, `enter` finishes or drops it.
        """
        master = token_bytes(KEY_BYTES)
        async with self._gate.alone():
            write_next(self.folder, MASTER, [master])
            old, new = self._master, AESGCM(master)
            self._gate.shut = True  # should nobody be able to say by which key the store is wrapped
            try:
                await self.store.rewrap(lambda id_, held: wrapped(new, id_, unwrapped(old, id_, held)))
            finally:
                await self.enter()

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
        return chained(self.peppers, "|".join(map(str, parts)).encode())

    # ------------------------------------------------------------------------ one database, one key store

    async def claim(self) -> None:
        """Tie this key store to a database that is being made; raises KeysUnreadable for another's store."""
        if await self.store.ids():
            raise KeysUnreadable(
                "The key folder holds keys of another database; set storage.key_dir to a new one."
            )
        await self.store.add([(CLAIM, self._wrap(CLAIM, token_bytes(KEY_BYTES)))])

    async def check(self, peppers: Sequence[bytes] | None = None) -> bytes:
        """Return the value that the database of this key store, this house key and these peppers carries."""
        wrapped = await self._fetch(CLAIM)
        claim = b"" if wrapped is None else self._unwrap(CLAIM, wrapped)
        return chained(self.peppers if peppers is None else peppers, b"check|" + self._house + claim)

    def house_key_text(self) -> str:
        """Return the house key as the operator writes it down: base32 (RFC 4648) in groups of four."""
        return written_down(self._house)

    @whole
    async def code_salt(self) -> bytes:
        """Return the salt of all return codes, 16 bytes, made at the first need; raises StorageFailed."""
        async with self._gate.look():
            if (wrapped := await self.store.get(CODES)) is None:
                await self.store.settle(CODES, self._wrap(CODES, token_bytes(CODE_SALT_BYTES)))
                wrapped = await self.store.get(CODES)
            return self._unwrap(CODES, wrapped or b"")

    # ------------------------------------------------------------------------ keys

    @whole
    async def new_keys(self, count: int) -> list[bytes]:
        """Make data keys and return their ids (16 random bytes each); they are synced when this returns."""
        made = {token_bytes(ID_BYTES): token_bytes(KEY_BYTES) for _ in range(count)}
        async with self._gate.look():
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

    @whole
    async def fetch(self, ids: Iterable[bytes]) -> None:
        """Have the keys of many records at hand, some thousand at most, so that each is not read alone."""
        async with self._gate.look():
            for id_, held in await self.store.some([id_ for id_ in ids if id_ not in self._cache]):
                with suppress(InvalidTag):
                    self._remember(id_, AESGCM(self._unwrap(id_, held)))

    async def _cipher(self, id_: bytes) -> AESGCM:
        if id_ == HOUSE:
            return AESGCM(self._house)
        if (known := self._cache.get(id_)) is not None:
            self._cache.move_to_end(id_)
            return known
        async with self._gate.look():
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
        return wrapped(self._master, id_, key)

    def _unwrap(self, id_: bytes, held: bytes) -> bytes:
        return unwrapped(self._master, id_, held)

    # ------------------------------------------------------------------------ sealing

    async def seal(
        self, key: bytes, table: str, column: str, row: bytes, plain: bytes, least: int = LEAST_BUCKET
    ) -> bytes:
        """Seal `plain` for one place by AES-256-GCM (NIST SP 800-38D) under the key with that id.

        It is padded to a power of two, at least `least` bytes. Raises SealBroken where the key is dead.
        """
        return sealed(await self._cipher(key), table, column, row, plain, least)

    async def open_(self, key: bytes, table: str, column: str, row: bytes, sealed: bytes) -> bytes:
        """Return what was sealed for this very place; raises SealBroken for anything else."""
        return opened(await self._cipher(key), table, column, row, sealed)

    def of_house(self, table: str, row: bytes, sealed: bytes) -> bytes:
        """Return what the house key sealed as the body of a row; raises SealBroken for anything else."""
        return opened(AESGCM(self._house), table, "body", row, sealed)

    async def resealed(
        self, key: bytes, table: str, column: str, places: tuple[bytes, bytes], sealed: bytes
    ) -> bytes:
        """Return a body that was sealed for the first row as it is sealed for the second, in its size."""
        plain = await self.open_(key, table, column, places[0], sealed)
        return await self.seal(key, table, column, places[1], plain, len(sealed) - SEAL_BYTES)
