"""The Argos library, imported on demand, which makes no folder, downloads nothing and keeps no plaintext."""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST: Final = 250
"""Letters of a sentence: the models stop after 256 tokens, and what is beyond would be lost in silence."""
END: Final = re.compile(r"""[.!?…]+["'»”’)\]]*\s+""")
PAUSE: Final = re.compile(r"[,;:–—]\s")
ABBREVIATIONS: Final = re.compile(
    r"ul|al|os|np|tj|tzn|dr|mgr|inż|prof|tel|nr|godz|str|św|im|ks|zł|gr|pn|wt|śr|czw|pt"
    r"|вул|просп|пров|пл|буд|кв|ул|пер|пр|им|ім|тел|обл|гр|грн|руб|коп|год|др|проф|див|напр|см"
    r"|mr|mrs|ms|p|п|м|г|р"
)
"""Words after whose full stop a sentence of the four languages goes on."""


def present() -> bool:
    """Whether the library is installed (the extra `translation`)."""
    try:
        return importlib.util.find_spec("argostranslate") is not None
    except (ImportError, ValueError):
        return False


def library(part: str) -> Any:
    """Return a module of the library, like "package"; raises ImportError where the extra is not installed."""
    with _held_back():
        return importlib.import_module(f"argostranslate.{part}")


@contextmanager
def _held_back() -> Iterator[None]:
    """Keep the library from making folders at import, and from MiniSBD, which downloads its model when used.

    Without MiniSBD and its onnxruntime the process is also 30 MB smaller.
    """
    if "minisbd" not in sys.modules:
        sys.modules["minisbd"] = _stand_in("SBDetect", "models")
    make, os.makedirs = os.makedirs, lambda *_, **__: None
    try:
        yield
    finally:
        os.makedirs = make


def _stand_in(*names: str) -> ModuleType:
    module = ModuleType("minisbd")
    for name in names:
        setattr(module, name, ModuleType(name))
    return module


def load(folder: str) -> Callable[[str], str]:
    """Return what translates a line with the model in a folder; raises whatever the library raises.

    It stands alone, without the library's CachedTranslation, which keeps the last plaintext of each pair.
    """
    package, translate = library("package"), library("translate")
    translate.MiniSBDSentencizer = Sentences
    translation = translate.PackageTranslation(None, None, package.Package(Path(folder)))
    spoken: Callable[[str], str] = translation.translate
    return spoken


# ---------------------------------------------------------------------------- sentences


class Sentences:
    """Splits a line into sentences; takes the place of the library's MiniSBDSentencizer."""

    def __init__(self, package: object) -> None:
        """The library hands its package over, which a rule for four languages does not need."""

    def split_sentences(self, text: str) -> list[str]:
        """Return the sentences of a line, none longer than LONGEST."""
        return [part for sentence in _sentences(text) for part in _parts(sentence)]


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for end in END.finditer(text):
        if not _goes_on(text[start : end.start()], end[0]):
            yield text[start : end.end()].strip()
            start = end.end()
    if rest := text[start:].strip():
        yield rest


def _goes_on(before: str, mark: str) -> bool:
    """Whether a full stop only ends an abbreviation or an initial."""
    word = re.split(r"[\s.(]", before)[-1]
    initial = len(word) == 1 and word.isupper()
    return mark.rstrip() == "." and (initial or ABBREVIATIONS.fullmatch(word.lower()) is not None)


def _parts(sentence: str) -> Iterator[str]:
    """Cut what somebody wrote without full stops: at a pause of its second half, else at a space."""
    while len(sentence) > LONGEST:
        pauses = [pause.end() for pause in PAUSE.finditer(sentence, LONGEST // 2, LONGEST)]
        cut = pauses[-1] if pauses else sentence.rfind(" ", 1, LONGEST) + 1 or LONGEST
        yield sentence[:cut].strip()
        sentence = sentence[cut:].strip()
    if sentence:
        yield sentence
