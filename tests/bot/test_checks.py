"""What `glos check` finds, in the project as it is and in settings that leave something to be done."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot import checks
from bot.checks import BAD, GOOD, MIND, Finding
from bot.conversation import source as read_source
from bot.records import opened
from bot.settings import Settings, read

if TYPE_CHECKING:
    from pathlib import Path

TODAY = "2026-11-21"
FILLED = "centre: {name: n, controller: c, funder: f, dpo: d, contact: x, link: l}\n"


def noon() -> datetime:
    return datetime(2026, 11, 21, 12, tzinfo=UTC)


def settings(folder: Path, text: str = "") -> Settings:
    (folder / "config.yaml").write_text(text, "utf-8")
    return read(folder / "config.yaml")


def found(settings_: Settings, mark: str, today: str = TODAY) -> list[str]:
    return [finding.sentence for finding in checks.offline(settings_, today) if finding.mark == mark]


def test_nothing_in_the_project_itself_is_wrong(tmp_path: Path) -> None:
    assert found(settings(tmp_path), BAD) == []


def test_each_questionnaire_is_looked_at(tmp_path: Path) -> None:
    good = found(settings(tmp_path), GOOD)
    for name in ("victim", "witness", "professional"):
        assert [line for line in good if line.startswith(f"{name}.yaml: ")]


def test_an_incomplete_notice_is_pointed_out(tmp_path: Path) -> None:
    """R-GDPR-1."""
    assert any(
        "centre.dpo still" in line or "centre.dpo," in line for line in found(settings(tmp_path), MIND)
    )
    assert not any("notice" in line for line in found(settings(tmp_path, FILLED), MIND))


def test_contacts_that_nobody_has_checked_are_named(tmp_path: Path) -> None:
    stale = "contacts that nobody has dialled or visited within six months: "
    named = [line for line in found(settings(tmp_path), MIND, "2046-01-01") if line.startswith(stale)]
    assert "gcrt" in named[0]


def test_contacts_that_cannot_be_shown_are_named(tmp_path: Path) -> None:
    hidden = "contacts that are hidden, or there is nothing to reach them by: "
    assert any(line.startswith(hidden) for line in found(settings(tmp_path), MIND))


@pytest.mark.parametrize(
    ("file", "source", "sentence"),
    [
        ("questionnaires/victim.yaml", "flow: victim\n", "victim.yaml:1: "),
        ("taxonomy.yaml", "role: [\n", "taxonomy.yaml:"),
        ("contacts.yaml", "- id: gcrt\n", 'contacts.yaml: "gcrt": '),
    ],
)
def test_a_broken_file_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, source: str, sentence: str
) -> None:
    for module in ("bot.checks.source", "bot.conversation.source"):
        monkeypatch.setattr(module, lambda name: source if name == file else read_source(name))
    assert any(line.startswith(sentence) for line in found(settings(tmp_path), BAD))


async def online(settings_: Settings) -> list[Finding]:
    return [finding async for finding in checks.online(settings_, noon)]


async def test_looking_makes_neither_keys_nor_database(tmp_path: Path) -> None:
    first, second = await online(settings(tmp_path))
    assert first == (MIND, "there is no database yet; the first start makes it, and keys with it")
    assert second.mark == BAD
    assert second.sentence.startswith("there is no token")
    assert [path.name for path in tmp_path.iterdir()] == ["config.yaml"]


async def test_keys_and_database_are_looked_at(tmp_path: Path) -> None:
    settings_ = settings(tmp_path)
    async with opened(settings_, noon):
        pass
    findings = await online(settings_)
    assert findings[:2] == [
        (GOOD, "keys and database belong together"),
        (GOOD, "0 reports wait for the register (5 go together)"),
    ]
    (tmp_path / "keys" / "pepper.key").unlink()
    assert (await online(settings_))[0].mark == BAD


async def test_a_telegram_that_cannot_be_reached_is_told_without_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLOS_TELEGRAM__TOKEN", "123456:" + "A" * 35)
    settings_ = settings(tmp_path, "telegram: {api: 'http://127.0.0.1:9'}")
    last = (await online(settings_))[-1]
    assert last == (BAD, "Telegram cannot be asked about the token (ClientConnectorError)")
