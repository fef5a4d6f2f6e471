"""What people are told about how long something is kept is how long it is kept."""

import re
from pathlib import Path

import pytest

from bot.conversation import DAY, load_catalog, load_flows
from bot.settings import read
from flows.model import LANGUAGES
from flows.quietly import CLOSED_KEPT
from flows.texts import text
from flows.waiting import MINOR_UNCLAIMED, UNCLAIMED
from storage.mailbox import LETTER_DAYS

HOURS = 9
"""An unusual setting, so that a number that is written into a sentence would be noticed."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terms_that_people_are_told_are_those_of_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """The notice names draft, closed talk, what nobody took up (under 18 too) and an answer under a code."""
    file = tmp_path / "config.yaml"
    file.write_text(f"team: {{chat_id: -1}}\nconversation: {{draft_kept: {HOURS}}}\n", "utf-8")
    monkeypatch.setenv("GLOS_TEAM__TOKEN", "654321:" + "B" * 35)
    settings = read(file)
    catalog = load_catalog(settings)
    told = catalog.sentence(text("priv.howlong"), language)
    days = [seconds // DAY for seconds in (CLOSED_KEPT, UNCLAIMED, MINOR_UNCLAIMED)]
    # 18 is the age of who is kept longer
    numbers = [int(number) for number in re.findall(r"\d+", told) if number != "18"]
    assert numbers == [HOURS, *days, LETTER_DAYS]
    assert load_flows(settings, catalog).draft_kept == HOURS * 3600
    assert str(CLOSED_KEPT // DAY) in catalog.sentence(text("talk.consent"), language)
