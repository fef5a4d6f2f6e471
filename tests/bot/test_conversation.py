"""What the conversation takes from the settings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.conversation import load_catalog, load_flows
from bot.settings import read
from flows.duty import Duty
from flows.texts import text

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TOKEN = "654321:" + "B" * 35


def test_what_people_are_told_about_time_comes_from_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(
        "team: {chat_id: -1, hours: {mon: ['10:00-16:00']}, holidays: [2026-11-11], answer_within: 20, "
        "remind: [10, 30]}\ncentre: {timezone: Europe/Kyiv}\n",
        "utf-8",
    )
    assert not load_flows(read(file), load_catalog(read(file))).team
    monkeypatch.setenv("GLOS_TEAM__TOKEN", TOKEN)
    settings = read(file)
    catalog = load_catalog(settings)
    flows = load_flows(settings, catalog)
    hours: dict[str, tuple[str, ...]] = {"mon": ("10:00-16:00",)}
    assert flows.team
    assert flows.duty == Duty(hours, (date(2026, 11, 11),), ZoneInfo("Europe/Kyiv"), 20 * 60)
    assert flows.remind == (600, 1800)
    assert "usually answer within 20 minutes" in catalog.sentence(text("ho.soon"), "en")
    assert "Duty hours: Mon 10:00–16:00." in catalog.sentence(text("ho.offer"), "en")
    assert "talk to a person at any time" in catalog.sentence(text("welcome"), "en")
