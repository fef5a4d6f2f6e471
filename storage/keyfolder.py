"""The key folder: where the master key and the pepper lie, and when it is refused."""

from __future__ import annotations

import binascii
import hmac
import os
import stat
from base64 import b32decode, b32encode, b64decode, b64encode
from hashlib import sha256
from secrets import token_bytes
from typing import TYPE_CHECKING, Final, NamedTuple

from storage.database import StorageRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

MASTER: Final = "master.key"
PEPPER: Final = "pepper.key"
VARIABLES: Final = {MASTER: "GLOS_STORAGE__MASTER_KEY", PEPPER: "GLOS_STORAGE__PEPPER"}
"""The files of the folder, and where their keys may stand instead."""
KEY_BYTES = 32
PRIVATE = 0o700


class KeysUnreadable(StorageRefused):
    """The keys cannot be used; says why in one sentence."""


class Secrets(NamedTuple):
    """The secrets that only the operator holds, 32 bytes each."""

    master: bytes
    """Wraps every data key."""
    peppers: tuple[bytes, ...]
    """Key the look-up of a chat one after the other, so that nobody can try out all Telegram ids.

    The first is as old as the database; each rotation adds one.
    """


def chained(peppers: Iterable[bytes], name: bytes) -> bytes:
    """Return the keyed hash of a name: HMAC-SHA256 under the first pepper, of that under the next, and so on.

    So what is kept can follow a new pepper though nobody knows the name any more.
    """
    for pepper in peppers:
        name = hmac.digest(pepper, name, sha256)
    return name


def make_keys(folder: Path) -> None:
    """Make a master key and a pepper in files that only their owner can read.

    Raises KeysUnreadable where one exists or cannot be written.
    """
    files = [folder / MASTER, folder / PEPPER]
    for file in files:
        if file.exists():
            raise KeysUnreadable(f"{file} exists already; keys are never overwritten.")
    make_folder(folder)
    for file in files:
        _write_new(file, [token_bytes(KEY_BYTES)])


def make_folder(folder: Path) -> None:
    """Make the key folder where it is missing, closed to others; raises KeysUnreadable."""
    try:
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    except OSError as error:
        raise KeysUnreadable(f"The key folder {folder} cannot be made: {error.strerror}.") from None


def _write_new(file: Path, keys: Sequence[bytes]) -> None:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(b"".join(b64encode(key) + b"\n" for key in keys))
            stream.flush()
            os.fsync(stream.fileno())
        _sync(file.parent)
    except OSError as error:
        raise KeysUnreadable(f"Keys cannot be written to {file.parent}: {error.strerror}.") from None


def _sync(folder: Path) -> None:
    """Let what was made, renamed or deleted in a folder stand on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_secrets(folder: Path, *, new: bool) -> Secrets:
    """Read all secrets from the environment or the folder; where all is new and none is there, make them.

    Raises KeysUnreadable where one is missing or no key.
    """
    given = {folder / file: name for file, name in VARIABLES.items()}
    if new and not any(os.environ.get(name) or file.exists() for file, name in given.items()):
        make_keys(folder)
    master, peppers = (_secrets(file, name) for file, name in given.items())
    if len(master) > 1:
        raise KeysUnreadable(f"{folder / MASTER} holds {len(master)} keys; there is one master key.")
    return Secrets(master[0], peppers)


def _secrets(file: Path, variable: str) -> tuple[bytes, ...]:
    from_environment = os.environ.get(variable)
    source = variable if from_environment else str(file)
    try:
        words = (from_environment or file.read_text("ascii")).split()
        secrets = tuple(b64decode(word, validate=True) for word in words)
    except FileNotFoundError:
        raise KeysUnreadable(
            f"There is no {file}; make keys with `glos keys new`, or set {variable}."
        ) from None
    except OSError as error:
        raise KeysUnreadable(f"{file} cannot be read: {error.strerror}.") from None
    except (binascii.Error, ValueError):
        secrets = ()
    if not secrets or any(len(secret) != KEY_BYTES for secret in secrets):
        raise KeysUnreadable(f"{source} is not a key: {KEY_BYTES} bytes in base64 are needed.")
    return secrets


# ---------------------------------------------------------------------------- the keys that come next


def from_environment(file: str) -> str:
    """Return the variable from which these keys come in place of their file, "" where they do not."""
    return VARIABLES[file] if os.environ.get(VARIABLES[file]) else ""


def unfinished(folder: Path) -> list[str]:
    """Return the files whose successors are there, because a rotation is at work or was cut off."""
    return [file for file in VARIABLES if _next(folder, file).exists()]


def write_next(folder: Path, file: str, keys: Sequence[bytes]) -> None:
    """Write what is to take the place of a file of keys; it is on the disk when this returns."""
    _write_new(_next(folder, file), keys)


def read_next(folder: Path, file: str) -> tuple[bytes, ...] | None:
    """Return the keys that are to take the place of a file's; None where none or half of them are there."""
    if from_environment(file):
        return None
    try:
        return _secrets(_next(folder, file), VARIABLES[file])
    except KeysUnreadable:
        return None


def take_next(folder: Path, file: str) -> None:
    """Let the successor take the place of a file; raises KeysUnreadable."""
    try:
        _next(folder, file).replace(folder / file)
        _sync(folder)
    except OSError as error:
        raise KeysUnreadable(f"{folder / file} cannot be written: {error.strerror}.") from None


def drop_next(folder: Path, file: str) -> None:
    """Let a successor vanish that nothing was sealed or looked up with."""
    _next(folder, file).unlink(missing_ok=True)


def _next(folder: Path, file: str) -> Path:
    return (folder / file).with_suffix(".next")


# ---------------------------------------------------------------------------- when a folder is refused


def check_apart(folder: Path, data: Path) -> None:
    """Refuse a key folder inside or above the folder of the database file `data`; raises KeysUnreadable."""
    keys, beside = folder.resolve(), data.resolve().parent
    if keys.is_relative_to(beside) or beside.is_relative_to(keys):
        raise KeysUnreadable(
            f"The key folder {folder} lies inside or above the folder of the database, so that whoever "
            "copies the data would have the keys; set storage.key_dir to a folder apart."
        )


def check_folder(folder: Path) -> None:
    """Refuse a key folder that is not there or not ours alone; raises KeysUnreadable."""
    if not folder.is_dir():
        raise KeysUnreadable(f"There is no key folder {folder}; make keys with `glos keys new`.")
    state = folder.stat()
    if state.st_uid != os.geteuid():
        raise KeysUnreadable(f"The key folder {folder} belongs to another user of this machine.")
    if state.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeysUnreadable(
            f"The key folder {folder} is open to others; close it with `chmod 700 {folder}`."
        )
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise KeysUnreadable(f"The key folder {folder} cannot be read and written.")


# ---------------------------------------------------------------------------- a key on paper


def written_down(key: bytes) -> str:
    """Return a key as somebody writes it down: base32 (RFC 4648) in groups of four."""
    letters = b32encode(key).decode().rstrip("=")
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def house_key_of(text: str) -> bytes:
    """Return the house key that somebody has written down as `written_down` shows it.

    Raises KeysUnreadable for anything else.
    """
    letters = "".join(text.split()).replace("-", "").upper()
    try:
        key = b32decode(letters + "=" * (-len(letters) % 8))
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeysUnreadable("That is no house key: it has 13 groups of four letters and digits from 2 to 7.")
    return key
