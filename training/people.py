"""The taggers of names: trained on invented reports, one for each language."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pycrfsuite

from storage.register.scrub import lexicon as bits_of
from storage.register.scrub.features import Eyes, features
from storage.register.scrub.lexicon import Lexicon
from storage.register.scrub.scrubber import SUMS, sums
from training import lists
from training.corpus import Corpus

if TYPE_CHECKING:
    from pathlib import Path

REPORTS: Final = 10_000
SEED: Final = 1997
PARAMETERS: Final = {
    "c1": 0.25,
    "c2": 0.01,
    "max_iterations": 70,
    "feature.minfreq": 2,
    "feature.possible_transitions": True,
}


_PROPER: Final = bits_of.FIRST | bits_of.LAST | bits_of.PLACE | bits_of.WORD


def build(folder: Path, names: Path, languages: tuple[str, ...] = bits_of.LANGUAGES) -> None:
    """Train the tagger of each language and write the sums of all data files."""
    lexicon = Lexicon(folder)
    for language in languages:
        train(language, lexicon, names, folder / f"people.{language}.crf")
    (folder / SUMS).write_text(json.dumps(sums(folder), indent=1) + "\n", "utf-8")


def train(language: str, lexicon: Lexicon, names: Path, file: Path) -> None:
    """Train one tagger; what it is trained on is thrown away."""
    corpus = Corpus(language, names, SEED)
    usual = {word: lexicon.words.get(word) >> _shift(language) for word in lists.frequent(language, 3e-7)}
    ordinary = {word for word, bits in usual.items() if bits & bits_of.WORD}
    corpus.learn_words(ordinary, [word for word, bits in usual.items() if bits & _PROPER == bits_of.PLACE])
    eyes = Eyes(lexicon, language)
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=PARAMETERS, verbose=False)
    for example in corpus.examples(REPORTS):
        trainer.append(features(example.found, eyes, example.hidden), example.labels)
    trainer.train(str(file))


def _shift(language: str) -> int:
    return bits_of.SECOND * bits_of.SIDE[language]
