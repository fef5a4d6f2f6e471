"""Which translation models lie in the folder, and between which languages they lead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

CODE: Final = re.compile(r"[a-z]{2,3}")
"""A language in Argos' metadata.json (ISO 639)."""
MIDDLE: Final = "en"
"""The language that Argos' models meet in."""


class Model(NamedTuple):
    """A model in a folder of its own."""

    source: str
    target: str
    version: str
    folder: Path

    @property
    def pair(self) -> str:
        """The pair as it is typed: "uk-en"."""
        return f"{self.source}-{self.target}"


class Metadata(msgspec.Struct, frozen=True):
    """What Glos reads of a model's metadata.json."""

    from_code: str
    to_code: str
    package_version: str = ""
    type: str = "translate"


def read(folder: Path) -> Model | None:
    """Return the model in a folder; None where there is none."""
    try:
        about = msgspec.json.decode((folder / "metadata.json").read_bytes(), type=Metadata)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    codes = CODE.fullmatch(about.from_code) and CODE.fullmatch(about.to_code)
    if about.type != "translate" or not codes or not (folder / "model" / "model.bin").is_file():
        return None
    version = "".join(re.findall(r"[\w.]", about.package_version, re.ASCII))[:20]
    return Model(about.from_code, about.to_code, version, folder)


def installed(folder: Path) -> tuple[Model, ...]:
    """Return the newest model of each pair, in alphabetical order; none where the folder cannot be read."""
    newest: dict[str, Model] = {}
    for model in sorted(_all(folder), key=lambda model: (_age(model), model.folder)):
        newest[model.pair] = model
    return tuple(newest[pair] for pair in sorted(newest))


def _all(folder: Path) -> Iterator[Model]:
    try:
        inside = [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    except OSError:
        return
    for entry in inside:
        if model := read(entry):
            yield model


def _age(model: Model) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", model.version))


# ---------------------------------------------------------------------------- ways


def way(models: Iterable[Model], source: str, target: str) -> tuple[Model, ...]:
    """Return the model from one language to another, or the two that meet in a third, or nothing."""
    steps = {(model.source, model.target): model for model in models}
    if source == target:
        return ()
    if direct := steps.get((source, target)):
        return (direct,)
    for middle in sorted({model.target for model in steps.values()}, key=lambda code: (code != MIDDLE, code)):
        first, second = steps.get((source, middle)), steps.get((middle, target))
        if first and second:
            return (first, second)
    return ()


def pairs(models: Iterable[Model]) -> frozenset[tuple[str, str]]:
    """Return every pair of languages that there is a way between."""
    models = tuple(models)
    sources, targets = {model.source for model in models}, {model.target for model in models}
    return frozenset(
        (source, target) for source in sources for target in targets if way(models, source, target)
    )
