"""Pepper and master key give way to new ones while the bot runs; what was cut off is finished or dropped.

A rotation writes its new keys beside the old (pepper.next, master.next), changes the rows in one transaction,
empties the log, and renames. Whoever finds a successor looks which of the two the rows belong to.
"""

from __future__ import annotations

import asyncio
import fcntl
import hmac
from contextlib import closing, suppress
from secrets import token_bytes
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from storage.database import StorageFailed, whole
from storage.keyfolder import (
    KEY_BYTES,
    MASTER,
    PEPPER,
    VARIABLES,
    KeysUnreadable,
    drop_next,
    from_environment,
    read_next,
    read_secrets,
    take_next,
    unfinished,
    write_next,
)
from storage.rehashing import CHECK, REHASHED, rehash
from storage.tables import META

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from storage.database import Database
    from storage.store import Store
    from storage.vault import Vault

PATIENCE_SECONDS: Final = 3
"""How long new turns wait for those that run; then they have their turn, and the rotation tries again."""
PAUSE_SECONDS: Final = 0.2
TRIES: Final = 100
"""A turn lasts ten seconds at most, so a moment without any comes sooner."""


# ---------------------------------------------------------------------------- what is asked for


def refuse_environment(files: Iterable[str]) -> None:
    """Raise KeysUnreadable where keys that are to change come from the environment."""
    for file in files:
        if variable := from_environment(file):
            raise KeysUnreadable(
                f"{variable} comes from the environment, where Glos cannot change it: write its value into "
                f"{file} in storage.key_dir (chmod 600), take it out of the environment, start again."
            )


def ask(folder: Path, files: Iterable[str]) -> None:
    """Ask the process that holds the keys to change these files; raises KeysUnreadable."""
    if asked(folder):
        raise KeysUnreadable("A rotation of the keys is asked for already; nothing was added to it.")
    try:
        for file in files:
            _request(folder, file).touch(0o600, exist_ok=True)
    except OSError as error:
        raise KeysUnreadable(f"Nothing can be written to {folder}: {error.strerror}.") from None


def asked(folder: Path) -> list[str]:
    """Return the files that are to change, the pepper's last."""
    return [file for file in VARIABLES if _request(folder, file).exists()]


def withdraw(folder: Path, file: str) -> None:
    """Ask no more that a file be changed."""
    _request(folder, file).unlink(missing_ok=True)


def held(folder: Path) -> bool:
    """Say whether a process has this key folder open."""
    try:
        with closing((folder / "keys.lock").open("rb")) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def _request(folder: Path, file: str) -> Path:
    return (folder / file).with_suffix(".rotate")


# ---------------------------------------------------------------------------- doing it


async def look(store: Store) -> list[str]:
    """Do what is asked for, and finish what is unfinished, unless another process has the keys too.

    Returns the files that have changed. Raises KeysUnreadable where they may not change, which is then asked
    no more, or StorageFailed, and can then be called again.
    """
    folder = store.vault.folder
    if not asked(folder) and not unfinished(folder):
        return []
    async with store.vault.store.alone() as alone:
        return await rotate(store, asked(folder)) if alone else []


@whole
async def rotate(store: Store, files: Iterable[str]) -> list[str]:
    """Change keys, only while no other process has them; finish what is unfinished. See `look`."""
    done = []
    async with store.gate.rotating:
        await _finish(store)
        for file in files:
            await _rotate(store, file)
            done.append(file)
            await _finish(store)
    return done


async def _rotate(store: Store, file: str) -> None:
    folder = store.vault.folder
    try:
        refuse_environment([file])
    except KeysUnreadable:
        withdraw(folder, file)
        raise
    await (_rotate_pepper(store) if file == PEPPER else store.vault.rotate_master())
    withdraw(folder, file)


async def _finish(store: Store) -> None:
    if MASTER in unfinished(store.vault.folder):
        await store.vault.enter()
    if PEPPER in unfinished(store.vault.folder):
        await settle(store.data, store.vault)
        _follow(store)


async def _rotate_pepper(store: Store) -> None:
    for _ in range(TRIES):
        with suppress(TimeoutError):
            async with store.gate.alone(PATIENCE_SECONDS):
                await _rotate_alone(store, token_bytes(KEY_BYTES))
            return
        await asyncio.sleep(PAUSE_SECONDS)
    raise StorageFailed("The pepper was not changed: no moment without a turn was found.")


async def _rotate_alone(store: Store, link: bytes) -> None:
    """While nobody has a turn, let all keyed hashes follow a new link; `settle` must follow it."""
    vault, chain = store.vault, [*store.vault.peppers, link]
    write_next(vault.folder, PEPPER, chain)
    store.gate.shut = True  # should nobody be able to say whether it was committed
    try:
        async with store.data.write() as connection:
            await rehash(vault, connection, [link])
            await store.data.renew(connection, *REHASHED)
            vault.peppers = chain  # whoever writes next looks up by it already
    except BaseException:
        await settle(store.data, vault)
        _follow(store)
        raise
    _follow(store)


def _follow(store: Store) -> None:
    """Let what is known by a keyed hash in memory follow, and everybody in again."""
    store.held.follow(store.vault.peppers)
    store.gate.shut = False


async def settle(data: Database, vault: Vault) -> None:
    """Read the peppers; finish a rotation if the database has followed it, else drop it.

    To be called while no other process can be at work on one. A database of neither is left to be refused.
    """
    before, after = read_secrets(vault.folder, new=False).peppers, read_next(vault.folder, PEPPER)
    if PEPPER not in unfinished(vault.folder):
        vault.peppers = before
        return
    async with data.read() as connection:
        query = select(META.c.value).where(META.c.name == CHECK)
        check = bytes((await connection.execute(query)).scalar_one_or_none() or b"")
    if after is not None and hmac.compare_digest(check, await vault.check(after)):
        vault.peppers = after
        await data.truncate()
        take_next(vault.folder, PEPPER)
        return
    vault.peppers = before
    if hmac.compare_digest(check, await vault.check(before)):
        drop_next(vault.folder, PEPPER)
