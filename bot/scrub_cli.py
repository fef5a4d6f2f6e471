"""`glos scrub`: identifying text taken out of what is read from standard input."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

# What the command needs is imported inside it, as in bot/cli.py.
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from storage.register.scrub import Kind, Scrubber


class ScrubFault(Exception):
    """Why a line cannot be scrubbed, in one sentence."""


def scrub(
    *,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read lines {"language", "text"}, write lines {"text", "spans"}.')
    ] = False,
) -> None:
    """Put a mark in place of whatever identifies somebody: [PERSON], [PHONE], [ADDRESS] …"""
    from storage.register.scrub import Scrubber

    scrubber = Scrubber.load()
    if jsonl:
        _lines(scrubber)
    else:
        sys.stdout.write(_told(scrubber, _decoded(sys.stdin.buffer.read(), "The text"), "")["text"])


def _lines(scrubber: Scrubber) -> None:
    for number, line in enumerate(sys.stdin.buffer, 1):
        if line.strip():
            text, language = _asked(_decoded(line, f"Line {number}"), number)
            _put(_told(scrubber, text, language))


def _decoded(content: bytes, what: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise ScrubFault(f"{what} is not UTF-8.") from None


def _asked(line: str, number: int) -> tuple[str, str]:
    """Return the text and the language ("" where none is named) of a line, or raise ScrubFault."""
    try:
        asked = json.loads(line)
    except ValueError:
        raise ScrubFault(f"Line {number} is not JSON.") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise ScrubFault(f'Line {number} is no object with a "text".')
    language = asked.get("language")
    return asked["text"], language if isinstance(language, str) else ""


def _told(scrubber: Scrubber, text: str, language: str) -> dict[str, Any]:
    from storage.register.scrub import masked

    spans = scrubber.find(text, language).spans
    return {"text": masked(text, spans, _word), "spans": [[*span] for span in spans]}


def _word(kind: Kind) -> str:
    return f"[{kind}]"


def _put(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
    sys.stdout.buffer.flush()
