"""What the settings accept, and the one sentence for everything else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.faults import SECRETS
from bot.forms import Weekly
from bot.settings import SettingsFault, read

TOKEN = "123456:" + "A" * 35
TEAM_TOKEN = "654321:" + "B" * 35
RISING = "a rising list of minutes up to 1440, like [5, 15, 60]"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.yaml"


def fault(file: Path, text: str) -> str:
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsFault) as caught:
        read(file)
    return str(caught.value)


FAULTS = {
    "register: {batch: many}": 'config.yaml: register.batch must be a whole number of at least 3, not "many"',
    "register: {batch: 2}": "config.yaml: register.batch must be a whole number of at least 3, not 2",
    "register: {batch: 1}": (
        "config.yaml: register.batch must be a whole number of at least 3, not 1 "
        "(1 is for trying out: telegram.api on this machine, all of centre.* placeholders)"
    ),
    "register: {min_cell: 1}": "config.yaml: register.min_cell must be a whole number of at least 3, not 1",
    "register: {bach: 5}": 'config.yaml: register.bach is not a setting (did you mean "batch"?)',
    "register: {flush: noon}": (
        'config.yaml: register.flush must be a day and a time like "Mon 04:00", not "noon"'
    ),
    "register: [5]": "config.yaml: register must be a section with keys below it, not [5]",
    "regster: {batch: 5}": 'config.yaml: regster is not a setting (did you mean "register"?)',
    "[1, 2]": "config.yaml: must consist of sections like telegram: and register:",
    "log:\n  level: [": (
        "config.yaml:2: this is not YAML (expected the node content, but found '<stream end>')"
    ),
    "log: {level: loud}": 'config.yaml: log.level must be "debug", "info", "warning" or "error", not "loud"',
    f"telegram: {{token: '{TOKEN}'}}": (
        "config.yaml: telegram.token may not stand in this file; put it into the environment as "
        "GLOS_TELEGRAM__TOKEN"
    ),
    "telegram: {mode: webhook}": (
        'config.yaml: telegram.mode cannot be "webhook" yet: the bot only knows "polling"'
    ),
    "telegram: {api: 'http://example.org'}": (
        "config.yaml: telegram.api must begin with https:// "
        "(plain http only reaches this machine itself, as 127.0.0.1)"
    ),
    "telegram: {api: here}": (
        'config.yaml: telegram.api must be an address like https://api.telegram.org, not "here"'
    ),
    "team: {hours: {monday: ['10:00-18:00']}}": (
        "config.yaml: team.hours.monday must be a list of hours for each of mon … sun, "
        'like mon: ["10:00-18:00"], not "monday"'
    ),
    "team: {hours: {mon: ['18:00-10:00']}}": (
        'config.yaml: team.hours.mon must be hours like "10:00-18:00", not "18:00-10:00"'
    ),
    "team: {holidays: [Christmas]}": (
        'config.yaml: team.holidays must be a list of dates like 2026-12-25, not "Christmas"'
    ),
    f"team: {{token: '{TOKEN}'}}": (
        "config.yaml: team.token may not stand in this file; put it into the environment as GLOS_TEAM__TOKEN"
    ),
    "team: {token_file: t}": (
        "config.yaml: team.chat_id is missing: the number of the group in which waiting cases are shown"
    ),
    "team: {chat_id: 5}": (
        "config.yaml: team.chat_id must be the negative whole number of a group, like -1001234567890, not 5"
    ),
    "team: {chat_id: '@team'}": (
        "config.yaml: team.chat_id must be the negative whole number of a group, "
        'like -1001234567890, not "@team"'
    ),
    "team: {answer_within: 0}": (
        "config.yaml: team.answer_within must be a whole number of minutes from 1 to 1440, not 0"
    ),
    "team: {answer_within: 1441}": (
        "config.yaml: team.answer_within must be a whole number of minutes from 1 to 1440, not 1441"
    ),
    "team: {remind: [15, 5]}": f"config.yaml: team.remind must be {RISING}, not [15, 5]",
    "team: {remind: [5, 5]}": f"config.yaml: team.remind must be {RISING}, not [5, 5]",
    "team: {remind: []}": f"config.yaml: team.remind must be {RISING}, not []",
    "team: {remind: [0, 5]}": f"config.yaml: team.remind must be {RISING}, not [0, 5]",
    "team: {remind: [5, 2000]}": f"config.yaml: team.remind must be {RISING}, not [5, 2000]",
    "team: {remind: [5, soon]}": f'config.yaml: team.remind must be {RISING}, not "soon"',
    "team: {remind: 5}": f"config.yaml: team.remind must be {RISING}, not 5",
    "team: {tokens: t}": 'config.yaml: team.tokens is not a setting (did you mean "token"?)',
    "team: {hours: {mon: ['22:00-02:00']}}": (
        'config.yaml: team.hours.mon must be hours like "10:00-18:00", not "22:00-02:00"'
    ),
    "translation: {seconds: 31}": (
        "config.yaml: translation.seconds must be a whole number of seconds from 1 to 30, not 31"
    ),
    "translation: {models: []}": "config.yaml: translation.models must be the path of a folder, not []",
    "conversation: {draft_kept: 48}": (
        "config.yaml: conversation.draft_kept must be a whole number of hours from 1 to 24, not 48"
    ),
    "storage: {url: 'postgresql://glos:secret@h/glos'}": (
        "config.yaml: storage.url may not hold a password in this file; put the whole address into the "
        "environment as GLOS_STORAGE__URL, or the password into ~/.pgpass"
    ),
    "storage: {keys_url: 'postgresql://glos@h/keys'}": (
        "config.yaml: storage.keys_url goes with data on a PostgreSQL server; "
        "the keys of a file lie in storage.key_dir"
    ),
    "centre: {timezone: Gdansk}": (
        'config.yaml: centre.timezone must be a time zone like "Europe/Warsaw", not "Gdansk"'
    ),
    "centre: {dpo: {pl: Anna}}": (
        "config.yaml: centre.dpo must be a text, or one text for each of pl, uk, ru, en"
    ),
}


@pytest.mark.parametrize(("text", "sentence"), FAULTS.items(), ids=FAULTS)
def test_each_fault_is_told_in_one_sentence(file: Path, text: str, sentence: str) -> None:
    assert fault(file, text) == sentence


def test_a_missing_file_is_a_fault(file: Path) -> None:
    with pytest.raises(SettingsFault, match=r"^config\.yaml: cannot be read \(no such file or directory\)$"):
        read(file)


def test_a_file_that_is_not_utf_8_is_a_fault(file: Path) -> None:
    file.write_bytes(b"log: {level: \xff}")
    with pytest.raises(SettingsFault, match=r"^config\.yaml: cannot be read \(it is not UTF-8\)$"):
        read(file)


def test_an_empty_file_gives_the_defaults(file: Path) -> None:
    file.write_text("register:\n", "utf-8")
    settings = read(file)
    assert settings.register_.batch == 5
    assert settings.register_.flush == Weekly("mon", 4, 0)
    assert settings.real
    assert (settings.served, settings.team_token()) == (False, None)
    assert (settings.team.chat_id, settings.team.answer_within) == (None, 15)
    assert settings.team.remind == (5, 15, 60)
    assert settings.translation.seconds == 8
    assert set(settings.centre.placeholders) == {"name", "controller", "funder", "dpo", "contact", "link"}


def test_the_environment_outranks_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("register: {batch: 7, min_cell: 6}\n", "utf-8")
    monkeypatch.setenv("GLOS_REGISTER__BATCH", "9")
    monkeypatch.setenv("GLOS_CI", "1")
    settings = read(file)
    assert (settings.register_.batch, settings.register_.min_cell) == (9, 6)


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("REGISTER__BATCH", "many", 'must be a whole number of at least 3, not "many"'),
        ("REGISTER__BATCH", "2", "must be a whole number of at least 3, not 2"),
        ("TEAM__CHAT_ID", "7", 'must be the negative whole number of a group, like -1001234567890, not "7"'),
        ("TEAM__REMIND", "[5, 5]", f"must be {RISING}, not [5, 5]"),
        ("LOG__COLOUR", "red", "is not a setting"),
    ],
)
def test_a_fault_in_the_environment_names_its_variable(
    file: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(f"GLOS_{variable}", value)
    assert fault(file, "") == f"GLOS_{variable} {sentence}"


def test_a_list_in_the_environment_is_json(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLOS_TEAM__HOLIDAYS", "Christmas")
    assert fault(file, "") == 'the environment: a value of GLOS_TEAM__… must be JSON, like ["10:00-18:00"]'
    monkeypatch.setenv("GLOS_TEAM__HOLIDAYS", '["2026-12-25"]')
    assert [str(day) for day in read(file).team.holidays] == ["2026-12-25"]


def test_paths_count_from_the_folder_of_the_file(file: Path) -> None:
    file.write_text(
        "storage: {url: 'sqlite:///data/x.db', key_dir: k}\ntelegram: {token_file: t}\n"
        "team: {token_file: u, chat_id: -1}\ntranslation: {models: m}\n",
        "utf-8",
    )
    settings = read(file)
    assert settings.storage.url == f"sqlite:///{file.parent}/data/x.db"
    assert settings.storage.key_dir == file.parent / "k"
    assert settings.telegram.token_file == file.parent / "t"
    assert settings.team.token_file == file.parent / "u"
    assert settings.translation.models == file.parent / "m"
    file.write_text("", "utf-8")
    assert read(file).translation.models == file.parent / "models"


def test_the_token_comes_from_the_environment_or_a_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("telegram: {token_file: token}\n", "utf-8")
    (file.parent / "token").write_text(TOKEN + "\n", "utf-8")
    assert read(file).token() == TOKEN
    monkeypatch.setenv("GLOS_TELEGRAM__TOKEN", TOKEN.replace("A", "B"))
    assert read(file).token() == TOKEN.replace("A", "B")


def test_a_token_that_is_missing_or_of_another_form_is_told_without_showing_it(file: Path) -> None:
    file.write_text("telegram: {token_file: token}\n", "utf-8")
    with pytest.raises(SettingsFault, match=r"^telegram\.token_file: .*/token cannot be read \(no such file"):
        read(file).token()
    (file.parent / "token").write_text("my-secret", "utf-8")
    with pytest.raises(SettingsFault, match=r"^the token is not one that @BotFather hands out") as caught:
        read(file).token()
    assert "my-secret" not in str(caught.value)
    file.write_text("", "utf-8")
    with pytest.raises(SettingsFault, match=r"^there is no token: put it into GLOS_TELEGRAM__TOKEN"):
        read(file).token()


@pytest.mark.parametrize("kept", ["environment", "file"])
def test_a_team_is_set_up_by_the_token_of_its_bot(
    file: Path, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    file.write_text("team: {chat_id: -1001, remind: [10], answer_within: 1440}", "utf-8")
    monkeypatch.setenv("GLOS_TELEGRAM__TOKEN", TOKEN)
    assert read(file).team_token() is None
    if kept == "environment":
        monkeypatch.setenv("GLOS_TEAM__TOKEN", TEAM_TOKEN)
    else:
        (file.parent / "team").write_text(f"{TEAM_TOKEN}\n", "utf-8")
        monkeypatch.setenv("GLOS_TEAM__TOKEN_FILE", "team")
    settings = read(file)
    assert settings.served
    assert settings.team_token() == TEAM_TOKEN
    assert (settings.team.chat_id, settings.team.remind) == (-1001, (10,))


def test_a_token_of_the_team_that_cannot_be_used_is_told_without_showing_it(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("team: {token_file: token, chat_id: -1}\n", "utf-8")
    monkeypatch.setenv("GLOS_TELEGRAM__TOKEN", TOKEN)
    with pytest.raises(SettingsFault, match=r"^team\.token_file: .*/token cannot be read \(no such file"):
        read(file).team_token()
    (file.parent / "token").write_text("my-secret", "utf-8")
    with pytest.raises(SettingsFault, match=r"^the team's token is not one that @BotFather") as caught:
        read(file).team_token()
    assert "my-secret" not in str(caught.value)


@pytest.mark.parametrize("secret", ["A", "B"])
def test_the_team_needs_another_bot(file: Path, monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    """Two tokens of one bot count as one: @BotFather keeps the number when a token is made anew."""
    file.write_text("team: {token_file: token, chat_id: -1}\n", "utf-8")
    (file.parent / "token").write_text("123456:" + secret * 35, "utf-8")
    monkeypatch.setenv("GLOS_TELEGRAM__TOKEN", TOKEN)
    with pytest.raises(SettingsFault, match=r"^telegram\.token and team\.token are of the same bot"):
        read(file).team_token()


def test_writing_at_once_needs_a_loopback_address_and_placeholders(file: Path) -> None:
    toy = "register: {batch: 1}\ntelegram: {api: 'http://127.0.0.1:8081'}\n"
    file.write_text(toy, "utf-8")
    assert read(file).trial
    assert "at least 3, not 1" in fault(file, toy + "centre: {controller: GCRT}\n")
    assert "at least 3, not 1" in fault(
        file, "register: {batch: 1}\ntelegram: {api: 'https://tg.example.org'}\n"
    )


def test_a_secret_never_stands_in_what_is_printed(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("", "utf-8")
    monkeypatch.setenv("GLOS_TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("GLOS_STORAGE__PEPPER", "canary")
    monkeypatch.setenv("GLOS_STORAGE__URL", "postgresql://glos:canary@h/glos")
    monkeypatch.setenv("GLOS_STORAGE__KEYS_URL", "postgresql://glos:canary@k/keys")
    monkeypatch.setenv("GLOS_TEAM__TOKEN", TEAM_TOKEN)
    monkeypatch.setenv("GLOS_TEAM__CHAT_ID", "-1")
    assert TOKEN not in repr(read(file))
    assert TEAM_TOKEN not in repr(read(file))
    assert "canary" not in repr(read(file))


# ---------------------------------------------------------------------------- the file that comes along

COMES_ALONG = (Path(__file__).parents[2] / "config.yaml").read_text("utf-8")


def test_the_file_that_comes_along_holds_the_defaults(file: Path) -> None:
    file.write_text(COMES_ALONG, "utf-8")
    bare = file.with_name("bare.yaml")
    bare.write_text("", "utf-8")
    assert read(file) == read(bare)


def test_the_file_that_comes_along_names_every_setting(file: Path) -> None:
    """What has no default stands there behind a #; secrets are only told where they belong."""
    file.write_text("", "utf-8")
    for name, section in read(file):
        keys = [key for key in type(section).model_fields if (name, key) not in SECRETS]
        missing = [key for key in keys if not re.search(rf"^  (# )?{key}:", COMES_ALONG, re.MULTILINE)]
        assert missing == [], name
