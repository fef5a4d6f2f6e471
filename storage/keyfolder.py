"""The key folder: where the master key and the pepper lie, and when it is refused."""

from __future__ import annotations

import binascii
import os
import stat
from base64 import b64decode, b64encode
from secrets import token_bytes
from typing import TYPE_CHECKING, NamedTuple

from storage.database import StorageRefused

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES = 32
PRIVATE = 0o700


class KeysUnreadable(StorageRefused):
    """The keys cannot be used; says why in one sentence."""


class Secrets(NamedTuple):
    """The two secrets that only the operator holds, 32 bytes each."""

    master: bytes
    """Wraps every data key."""
    pepper: bytes
    """Keys the look-up of a chat, so that nobody can try out all Telegram ids."""


def make_keys(folder: Path) -> None:
    """Make a master key and a pepper in files that only their owner can read.

    Raises KeysUnreadable where one exists or cannot be written.
    """
    files = [folder / "master.key", folder / "pepper.key"]
    for file in files:
        if file.exists():
            raise KeysUnreadable(f"{file} exists already; keys are never overwritten.")
    make_folder(folder)
    try:
        for file in files:
            _write_new(file, b64encode(token_bytes(KEY_BYTES)) + b"\n")
    except OSError as error:
        raise KeysUnreadable(f"Keys cannot be written to {folder}: {error.strerror}.") from None


def make_folder(folder: Path) -> None:
    """Make the key folder where it is missing, closed to others; raises KeysUnreadable."""
    try:
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    except OSError as error:
        raise KeysUnreadable(f"The key folder {folder} cannot be made: {error.strerror}.") from None


def _write_new(file: Path, body: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(body)
        stream.flush()
        os.fsync(stream.fileno())


def read_secrets(folder: Path, *, new: bool) -> Secrets:
    """Read both secrets from the environment or the folder; where all is new and none is there, make them.

    Raises KeysUnreadable where one is missing or no key.
    """
    given = {"master.key": "GLOS_STORAGE__MASTER_KEY", "pepper.key": "GLOS_STORAGE__PEPPER"}
    if new and not any(os.environ.get(name) or (folder / file).exists() for file, name in given.items()):
        make_keys(folder)
    return Secrets(*(_secret(folder / file, name) for file, name in given.items()))


def _secret(file: Path, variable: str) -> bytes:
    from_environment = os.environ.get(variable)
    source = variable if from_environment else str(file)
    try:
        secret = b64decode((from_environment or file.read_text("ascii")).strip(), validate=True)
    except FileNotFoundError:
        raise KeysUnreadable(
            f"There is no {file}; make keys with `glos keys new`, or set {variable}."
        ) from None
    except OSError as error:
        raise KeysUnreadable(f"{file} cannot be read: {error.strerror}.") from None
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise KeysUnreadable(f"{source} is not a key: {KEY_BYTES} bytes in base64 are needed.")
    return secret


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
