"""Runs one peer of the scrubber in an environment of its own: lines of JSON in, lines of JSON out.

`python benchmarks/peer_engines.py presidio|natasha|scrubadub`; it imports nothing of Glos, because the peers
live in `build/peers`. Each is set up as its documentation says, as far as that works without a network.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

# Each peer is imported only where it runs, because all three together take seconds and contradict each other.
# ruff: noqa: PLC0415

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # natasha is four times slower otherwise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Found = Iterator[tuple[int, int, str]]
    Finds = Callable[[str, str], Found]


def presidio() -> Finds:
    """Microsoft's analyzer with all patterns that fit, for phones of the four countries and PESEL.

    Its spaCy models lie in no package registry, so its names would need a model of one's own; the e-mail
    recogniser gets a list of domains that is not fetched (docs: "Recognizers", "NoOpNlpEngine").
    """
    import tldextract  # type: ignore[import-not-found]  # lives in build/peers
    from presidio_analyzer import (  # type: ignore[import-not-found]  # as above
        AnalyzerEngine,
        RecognizerRegistry,
    )
    from presidio_analyzer import predefined_recognizers as known
    from presidio_analyzer.nlp_engine import NoOpNlpEngine  # type: ignore[import-not-found]  # as above

    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    tldextract.extract = tldextract.tldextract.TLD_EXTRACTOR
    languages = ["pl", "uk", "ru", "en"]
    models = [{"lang_code": language, "model_name": "none"} for language in languages]
    registry = RecognizerRegistry(supported_languages=languages)
    kinds = ("Email", "Url", "Ip", "Iban", "CreditCard", "PlPesel", "Date", "MacAddress")
    for language in languages:
        for kind in kinds:
            recognizer = getattr(known, f"{kind}Recognizer")
            registry.add_recognizer(recognizer(supported_language=language))
        regions = ("PL", "UA", "RU", "BY", "GB")
        registry.add_recognizer(known.PhoneRecognizer(supported_language=language, supported_regions=regions))
    nothing = NoOpNlpEngine(models=models)
    engine = AnalyzerEngine(registry=registry, nlp_engine=nothing, supported_languages=languages)

    def find(text: str, language: str) -> Found:
        for hit in engine.analyze(text=text, language=language):
            yield hit.start, hit.end, hit.entity_type

    return find


def natasha() -> Finds:
    """The Russian news tagger of natasha 1.6, on every language as it is (docs: "Natasha", "NER")."""
    from natasha import (  # type: ignore[import-not-found]  # lives in build/peers
        Doc,
        NewsEmbedding,
        NewsNERTagger,
        Segmenter,
    )

    segmenter, tagger = Segmenter(), NewsNERTagger(NewsEmbedding())

    def find(text: str, _language: str) -> Found:
        doc = Doc(text)
        doc.segment(segmenter)
        doc.tag_ner(tagger)
        for span in doc.spans:
            if span.type == "PER":
                yield span.start, span.stop, "PERSON"

    return find


def scrubadub() -> Finds:
    """The default detectors of scrubadub 2 (docs: "Usage"); its names need a model that is fetched."""
    import scrubadub as peer  # type: ignore[import-not-found]  # lives in build/peers

    scrubber = peer.Scrubber(locale="en_GB")

    def find(text: str, _language: str) -> Found:
        for filth in scrubber.iter_filth(text):
            yield filth.beg, filth.end, filth.type

    return find


def main() -> None:
    """Answer each line with what the peer finds in its text."""
    find: Finds = {"presidio": presidio, "natasha": natasha, "scrubadub": scrubadub}[sys.argv[1]]()
    for line in sys.stdin:
        asked: dict[str, Any] = json.loads(line)
        sys.stdout.write(json.dumps(sorted(find(asked["text"], asked["language"]))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
