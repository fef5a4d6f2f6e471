"""The models of this folder, unpacked as an operator's would be."""

from __future__ import annotations

import zipfile
from pathlib import Path

HERE = Path(__file__).parent
PAIRS = ("uk_en", "en_uk", "en_pl", "pl_en")


def archive(pair: str) -> Path:
    """The file of a pair like "uk_en"."""
    return HERE / f"translate-{pair}-1_0.argosmodel"


def unpack(folder: Path, *pairs: str) -> Path:
    """Put models into a folder, and return it."""
    folder.mkdir(exist_ok=True)
    for pair in pairs or PAIRS:
        with zipfile.ZipFile(archive(pair)) as packed:
            packed.extractall(folder)
    return folder
