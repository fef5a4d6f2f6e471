"""docs/team.md names the keys as colleagues see them."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/team.md").read_text("utf-8")
LONGEST = 120


def book(language: str) -> dict[str, str]:
    with (ROOT / f"locales/{language}/LC_MESSAGES/glos.po").open("rb") as file:
        return {m.id: str(m.string) for m in read_po(file) if isinstance(m.id, str)}


def test_each_key_that_is_named_has_this_name_in_polish_and_in_english() -> None:
    named = re.findall(r"“([^”]+)” \(([^)]+)\)", PAGE)
    english, polish = book("en"), book("pl")
    labels = {(english[id_], polish[id_]) for id_ in english}
    assert len(named) > 12
    assert [pair for pair in named if pair not in labels] == []


def test_every_key_of_the_case_card_is_explained() -> None:
    keys = ["team.btn.show_text", "st.btn.interpreter", "team.btn.no_interpreter", "team.btn.phrases"]
    keys += ["team.btn.handover", "team.btn.quiet", "st.btn.release", "st.btn.close", "btn.erase"]
    keys += ["team.btn.spam"]
    english = book("en")
    assert [id_ for id_ in keys if f"“{english[id_]}”" not in PAGE] == []


def test_every_key_of_a_coordinator_is_explained() -> None:
    keys = [f"team.btn.{key}" for key in ("pause", "resume", "breach", "breach_stop", "breach_purge")]
    english = book("en")
    assert [id_ for id_ in keys if f"“{english[id_]}”" not in PAGE] == []


def test_the_page_is_short() -> None:
    assert len(PAGE.splitlines()) <= LONGEST
