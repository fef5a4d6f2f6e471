"""How a translation model gets into its folder: looked at before it is unpacked, and whole or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import stat
import struct
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO, Final

from bot import models

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LARGEST: Final = 2**30
"""Bytes of a model, packed and unpacked; a real one has about a hundred million."""
MOST_ENTRIES: Final = 1000
CHUNK: Final = 2**20
NEEDED: Final = ("metadata.json", "model/model.bin")
TOKENIZERS: Final = ("sentencepiece.model", "bpe.model")
USED: Final = (*NEEDED, *TOKENIZERS, "README.md")
"""What is unpacked beside model/; sentence splitters, which may lie in the archive too, are not used."""
DAMAGED: Final = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError)
"""What zipfile raises over archives that are broken, encrypted or of a kind it does not know."""


class ModelFault(Exception):
    """Why a model was not installed, in one sentence."""


def install(
    name: str, content: BinaryIO, folder: Path, loads: Callable[[Path], bool], sha256: str = ""
) -> tuple[models.Model, str]:
    """Install a model from an open file, and return it with its SHA-256; raises ModelFault.

    `name` is what the file is called in a fault, `loads` says whether a model in a folder can be used, and a
    `sha256` that is given must be that of the file. The model takes the place of others of its pair.
    """
    with scratch(folder) as here:
        archive = here / "archive"
        digest = _copied(name, content, archive)
        if sha256 and digest != sha256.lower():
            raise ModelFault(f"{name} is not the file that was meant: its SHA-256 is {digest}.")
        unpacked = _unpacked(name, archive, here / "model")
        model = models.read(unpacked)
        if model is None:
            raise ModelFault(f"{name} does not say between which languages it translates.")
        if not loads(unpacked):
            raise ModelFault(f"{name} cannot be used: the library does not translate with it.")
        return _moved_in(model, folder / f"{model.pair}-{digest[:16]}", here), digest


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """Yield a folder beside the models that vanishes, with whatever a killed installation left of its own."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for left in folder.glob(".new-*"):
                shutil.rmtree(left)
            with TemporaryDirectory(prefix=".new-", dir=folder) as here:
                yield Path(here)
    except BlockingIOError:
        raise ModelFault(f"Another installation into {folder} is under way.") from None
    except (TimeoutError, ConnectionError):  # the line's, not the folder's
        raise
    except OSError as fault:
        reason = (fault.strerror or "unknown reason").lower()
        raise ModelFault(f"Nothing can be installed into {folder}: {reason}.") from None


def _copied(name: str, content: BinaryIO, to: Path) -> str:
    """Copy a file that may change meanwhile, and return the SHA-256 of what was copied."""
    digest, size = hashlib.sha256(), 0
    with to.open("xb") as copy:
        while chunk := content.read(CHUNK):
            size += len(chunk)
            if size > LARGEST:
                raise ModelFault(f"{name} is too large for a model.")
            digest.update(chunk)
            copy.write(chunk)
    return digest.hexdigest()


def _moved_in(model: models.Model, to: Path, here: Path) -> models.Model:
    """Let a whole model appear by one rename, then take others of its pair away likewise."""
    if not to.exists():
        model.folder.rename(to)
        _sync(to.parent)
    for number, other in enumerate(to.parent.iterdir()):
        old = models.read(other)
        if old and old.pair == model.pair and other != to and not other.name.startswith("."):
            other.rename(here / f"old-{number}")
    return model._replace(folder=to)


def _sync(path: Path) -> None:
    """See a file or folder on the disk, so that power cut leaves no half model either."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# ---------------------------------------------------------------------------- the archive


def _unpacked(name: str, archive: Path, to: Path) -> Path:
    """Unpack what Glos uses of an archive, after looking at all of it."""
    try:
        with zipfile.ZipFile(archive) as packed:
            inside = _checked(name, packed.infolist())
            for path, entry in inside.items():
                if path in USED or path.startswith("model/"):
                    _unpack(packed, entry, to / path)
    except DAMAGED:
        raise ModelFault(f"{name} is no model or is damaged.") from None
    for part in [to, *to.rglob("*")]:
        _sync(part)
    return to


def _checked(name: str, entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return the files of an archive by their path below its one folder; raises ModelFault."""
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST:
        raise ModelFault(f"{name} is too large for a model.")
    if any(_leads_out(entry) for entry in entries):
        raise ModelFault(f"{name} holds names that lead out of its folder.")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise zipfile.BadZipFile
    tops = {PurePosixPath(entry.filename).parts[0] for entry in entries}
    files = {
        "/".join(PurePosixPath(entry.filename).parts[1:]): entry for entry in entries if not entry.is_dir()
    }
    whole = all(path in files for path in NEEDED) and any(path in files for path in TOKENIZERS)
    if len(tops) != 1 or not whole:
        raise ModelFault(f"{name} is no Argos model: one folder with metadata.json, a tokenizer and model/.")
    return files


def _leads_out(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    plain = kind in (0, stat.S_IFREG, stat.S_IFDIR)  # 0: packed where files have no kind
    strange = "\\" in entry.filename or ":" in entry.filename
    return not plain or strange or path.is_absolute() or not path.parts or ".." in path.parts


def _unpack(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(entry) as source, to.open("xb") as target:
        shutil.copyfileobj(source, target, CHUNK)
