"""The library is held to what the bot wants of it, and sentences are split without a model."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.argos import LONGEST, Sentences
from tests.translation.installed import unpack

if TYPE_CHECKING:
    from pathlib import Path

split = Sentences(None).split_sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["Мене образили на роботі.", "Я боюся!", "Що робити?"],
        ["Мене били.", "я боюся"],
        ["«Геть звідси!»", "Так він сказав…", "Двічі."],
        ["To było na ul. Długiej 5, o godz. 10.", "Był tam p. A. Nowak."],
        ["На вул. Хрещатик, буд. 3.", "Там був М. Бойко."],
        ["Mr. Smith said 3.5 times.", "No.", "Yes."],
        ["без крапки"],
        [],
    ],
)
def test_a_line_is_split_into_its_sentences(sentences: list[str]) -> None:
    assert split("  ".join(sentences)) == sentences


def test_what_has_no_full_stop_is_cut_where_one_takes_breath() -> None:
    parts = split("він кричав, а я стояла і мовчала, бо " * 30)
    assert [part for part in parts if len(part) > LONGEST] == []
    assert all(part.endswith(("кричав,", "мовчала,")) for part in parts[:-1])


@given(st.text(max_size=2000))
def test_no_letter_is_lost_and_no_sentence_is_long(text: str) -> None:
    parts = split(text)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(0 < len(part) <= LONGEST for part in parts)


def test_the_longest_message_without_a_space_is_cut() -> None:
    assert [len(part) for part in split("ж" * 4096)] == [LONGEST] * 16 + [96]


ALONE = """
import gc, os, sys
from bot import argos
before = sorted(os.listdir(os.environ["HOME"]))
secret = "".join(reversed("ękrótc ajom alizarbo akleizcycuaN"))
say = argos.load(sys.argv[1])
said = say(secret)
assert len(said) > 10
keepers = [
    type(holder).__name__
    for holder in gc.get_objects() if holder is not globals()
    for held in gc.get_referents(holder) if isinstance(held, str) and (secret in held or said in held)
]
print(keepers, "onnxruntime" in sys.modules, sorted(os.listdir(os.environ["HOME"])) == before)
"""


def test_the_library_keeps_no_text_makes_no_folder_and_leaves_the_splitter_out(tmp_path: Path) -> None:
    model = unpack(tmp_path / "models", "pl_en") / "translate-pl_en-1_0"
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(model)],
        env={"HOME": str(tmp_path), "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("[] False True\n", "")
