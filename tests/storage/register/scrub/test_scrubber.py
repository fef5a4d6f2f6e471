"""The whole: spans fit the text, the same text gives the same spans, and it fails closed."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.register.scrub import Kind, Scrubber, ScrubFailed, Span, masked
from storage.register.scrub import scrubber as module

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Nazywam się Oksana Kowalenko, tel. 512 345 678, mieszkam na Kartuskiej 25/7 w Gdańsku."


def word(kind: Kind) -> str:
    return f"[{kind}]"


def test_a_report_loses_what_names_somebody_and_keeps_the_rest(scrubber: Scrubber) -> None:
    found = scrubber.find(TEXT, "pl")
    assert found.language == "pl"
    assert (
        masked(TEXT, found.spans, word)
        == "Nazywam się [PERSON], tel. [PHONE], mieszkam na [ADDRESS] w Gdańsku."
    )


PIECES = st.sampled_from(
    [
        TEXT,
        "я Оксана",
        "512\u200b345 678",
        "\n",
        "!",
        "ﬁ",
        "ß",
        "İ",
        "5️⃣",
        "@kasia",
        "Łódź",
        "\u0301",
        "👩‍👩‍👧",
        "it's Will",
        "ул. Довга 5",
        "  ",
    ]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(PIECES | st.text(max_size=20), max_size=8))
def test_spans_are_sorted_disjoint_and_inside(scrubber: Scrubber, pieces: list[str]) -> None:
    text = " ".join(pieces)
    spans = scrubber.find(text).spans
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    kept = "".join(
        text[a:b]
        for a, b in zip([0, *(s.end for s in spans)], [*(s.start for s in spans), len(text)], strict=True)
    )
    assert masked(text, spans, lambda _: "") == kept


def test_what_is_put_in_is_not_found_again(scrubber: Scrubber) -> None:
    once = masked(TEXT, scrubber.find(TEXT, "pl").spans, word)
    assert scrubber.find(once, "pl").spans == ()


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "🙂"])
def test_a_text_without_words_has_nothing_in_it(scrubber: Scrubber, text: str) -> None:
    assert scrubber.find(text).spans == ()


def test_another_scrubber_finds_the_same(scrubber: Scrubber) -> None:
    assert Scrubber.load().find(TEXT, "pl") == scrubber.find(TEXT, "pl") == scrubber.find(TEXT, "pl")


def test_threads_do_not_mix_their_texts(scrubber: Scrubber) -> None:
    texts = [TEXT, "мене звати Оксана Коваленко", "my name is Tendai Moyo", "jadę tramwajem do pracy"] * 12
    alone = [scrubber.find(text) for text in texts]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(scrubber.find, texts)) == alone


def test_an_error_inside_becomes_a_failure_that_says_nothing_of_the_text(
    scrubber: Scrubber, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> object:
        raise KeyError(TEXT)

    monkeypatch.setattr(module, "formats", broken)
    with pytest.raises(ScrubFailed) as failed:
        scrubber.find(TEXT)
    assert "Oksana" not in str(failed.value)
    assert failed.value.__cause__ is None


def test_spans_that_do_not_fit_are_a_failure(scrubber: Scrubber, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "formats", lambda _: [Span(0, 10_000, Kind.PHONE)])
    with pytest.raises(ScrubFailed):
        scrubber.find("krótki tekst")


@pytest.mark.parametrize(
    "file", ["words.marisa", "words.bits", "skeletons.marisa", "others.bits", "people.uk.crf", "sums.json"]
)
@pytest.mark.parametrize("how", ["cut", "changed", "gone"])
def test_a_broken_data_file_is_a_failure_at_load(tmp_path: Path, file: str, how: str) -> None:
    folder = tmp_path / "data"
    shutil.copytree(module.DATA, folder)
    content = bytearray((folder / file).read_bytes())
    if how == "gone":
        (folder / file).unlink()
    else:
        content[len(content) // 2] ^= 255
        (folder / file).write_bytes(content[: len(content) // 2] if how == "cut" else content)
    with pytest.raises(ScrubFailed):
        Scrubber.load(folder)


@pytest.mark.parametrize(
    "piece", ["1", "a", "a.", "а.б.", "x_", "1-", "ab-", "dot ", "ul. ", "12.", "a@", "+", "1 ", "no nr "]
)
def test_a_text_made_to_take_long_is_done_like_any_other(scrubber: Scrubber, piece: str) -> None:
    """Each of these once took minutes, because a pattern began anew at every letter."""
    scrubber.find(piece * (8_000 // len(piece)))
