"""`glos scrub`, as somebody else's program would call it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

ASKED: list[dict[str, Any]] = [
    {"language": "pl", "text": "mój telefon 512 345 678"},
    {"language": None, "text": "мене звати Оксана"},
    {"text": "jadę tramwajem 12"},
    {"language": "xx", "text": "napisz na kasia@example.com"},
]


def glos(given: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "bot", "scrub", *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=False)


def lines(*asked: object) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in asked)


def test_each_line_is_answered_by_a_line_with_offsets_into_the_original() -> None:
    done = glos(lines(*ASKED), "--jsonl")
    assert (done.returncode, done.stderr) == (0, b"")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["text"] for answer in answers] == [
        "mój telefon [PHONE]", "мене звати [PERSON]", "jadę tramwajem 12", "napisz na [EMAIL]",
    ]  # fmt: skip
    start, end, kind = answers[1]["spans"][0]
    assert (ASKED[1]["text"][start:end], kind) == ("Оксана", "PERSON")


def test_a_malformed_line_is_told_with_its_number_after_the_lines_before_it() -> None:
    for bad in (b"not json\n", b'{"language": "pl"}\n', b'["text"]\n', b"\xff\n"):
        done = glos(lines(ASKED[0]) + bad + lines(ASKED[1]), "--jsonl")
        assert done.returncode == 1
        assert len(done.stdout.splitlines()) == 1
        assert done.stderr.decode().startswith("Line 2 is")
        assert done.stderr.count(b"\n") == 1


def test_without_jsonl_a_text_comes_back_masked() -> None:
    done = glos("zadzwoń: 512 345 678\ndziękuję\n".encode())
    assert (done.returncode, done.stdout.decode()) == (0, "zadzwoń: [PHONE]\ndziękuję\n")
