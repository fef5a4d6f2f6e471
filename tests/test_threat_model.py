"""Each story of docs/threat-model.md is told whole: plain words, then what protects and what attacks."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/threat-model.md").read_text("utf-8")
STORIES = dict(re.findall(r"^### (\d+\. .+?)\n\n(.+?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL))
ROWS = ("has", "gets", "protected by", "attacked by", "not promised")
TOLD = (
    *(
        "disk, without the keys",
        "disk and the keys",
        "running machine",
        "backup",
        "snapshot",
        "reporter's phone",
    ),
    *("counsellor's phone", "curious colleague", "revoked", "coordinator", "administrator", "phone in hand"),
    *(
        "as a reporter or with a code",
        "every published table",
        "flooder",
        "Telegram",
        "hoster",
        "Changed software",
    ),
)
"""Who must have a story (issue "Anonymity that is measured")."""


def test_the_pages_on_privacy_are_linked_where_one_begins_to_read() -> None:
    assert all(
        f"(docs/{page}.md)" in (ROOT / "README.md").read_text("utf-8") for page in ("threat-model", "privacy")
    )


def test_everybody_who_must_has_a_story_and_they_are_counted() -> None:
    assert all(any(who in title for title in STORIES) for who in TOLD)
    assert [int(title.split(".")[0]) for title in STORIES] == list(range(1, len(STORIES) + 1))


@pytest.mark.parametrize("title", STORIES)
def test_a_story_begins_with_two_plain_sentences_and_tells_all_five_things(title: str) -> None:
    plain, table = STORIES[title].split("\n\n", 1)
    assert 2 <= len(re.findall(r"[.?!](?=\s|$)", plain)) <= 3
    assert "`" not in plain
    assert [row.split("|")[1].strip() for row in table.splitlines()[2:] if row] == list(ROWS)
    assert all(row.split("|")[2].strip() for row in table.splitlines()[2:] if row)


@pytest.mark.parametrize("title", STORIES)
def test_a_story_is_attacked_by_a_test_and_names_files_that_exist(title: str) -> None:
    attacked = next(row for row in STORIES[title].splitlines() if row.startswith("| attacked by"))
    assert re.search(r"`tests/[^`]+::test_[^`]+`", attacked)
    named = re.findall(r"`((?:bot|flows|storage|locales)/[\w/]+(?:\.py|/)?)`", STORIES[title])
    assert [name for name in named if not (ROOT / name).exists()] == []
