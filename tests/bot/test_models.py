"""What is installed is found by what each folder says, and languages meet in English."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot import models
from tests.translation.installed import unpack

if TYPE_CHECKING:
    from pathlib import Path


def put(folder: Path, name: str, source: str, target: str, version: str = "1.0") -> Path:
    """Put something that looks like a model into a folder."""
    (folder / name / "model").mkdir(parents=True)
    (folder / name / "model/model.bin").touch()
    about = {"from_code": source, "to_code": target, "package_version": version, "type": "translate"}
    (folder / name / "metadata.json").write_text(json.dumps(about), "utf-8")
    return folder / name


def found(folder: Path) -> list[str]:
    return [f"{model.pair} {model.version}" for model in models.installed(folder)]


def through(folder: Path, source: str, target: str) -> list[str]:
    return [model.pair for model in models.way(models.installed(folder), source, target)]


def test_models_are_found_by_what_they_say_of_themselves(tmp_path: Path) -> None:
    assert found(unpack(tmp_path / "models")) == ["en-pl 1.0", "en-uk 1.0", "pl-en 1.0", "uk-en 1.0"]


def test_of_two_models_of_a_pair_the_newer_counts(tmp_path: Path) -> None:
    put(tmp_path, "a", "uk", "en", "1.10")
    put(tmp_path, "b", "uk", "en", "1.9")
    assert found(tmp_path) == ["uk-en 1.10"]


@pytest.mark.parametrize(
    "about",
    [
        "",
        "[]",
        "{}",
        '{"from_code": "uk"}',
        '{"from_code": 1, "to_code": "en"}',
        '{"from_code": "../uk", "to_code": "en"}',
        '{"from_code": "uk", "to_code": "en", "type": "sbd"}',
    ],
)
def test_what_is_no_model_is_passed_over(tmp_path: Path, about: str) -> None:
    put(tmp_path, "good", "en", "pl")
    (put(tmp_path, "bad", "uk", "en") / "metadata.json").write_text(about, "utf-8")
    put(tmp_path, ".new-1", "pl", "en")
    (put(tmp_path, "half", "en", "uk") / "model/model.bin").unlink()
    (tmp_path / "file").touch()
    assert found(tmp_path) == ["en-pl 1.0"]


def test_a_folder_that_is_not_there_holds_none(tmp_path: Path) -> None:
    assert found(tmp_path / "nowhere") == []


def test_a_direct_model_goes_before_two_and_english_before_another_language(tmp_path: Path) -> None:
    for source, target in [
        ("uk", "de"),
        ("de", "pl"),
        ("uk", "en"),
        ("en", "pl"),
        ("ru", "uk"),
        ("pl", "uk"),
    ]:
        put(tmp_path, f"{source}{target}", source, target)
    assert through(tmp_path, "uk", "en") == ["uk-en"]
    assert through(tmp_path, "uk", "pl") == ["uk-en", "en-pl"]
    assert through(tmp_path, "en", "uk") == ["en-pl", "pl-uk"]
    assert through(tmp_path, "ru", "en") == ["ru-uk", "uk-en"]
    assert through(tmp_path, "ru", "pl") == []
    assert through(tmp_path, "uk", "uk") == []
    assert through(tmp_path, "uk", "ru") == []


def test_the_pairs_are_those_that_there_is_a_way_between(tmp_path: Path) -> None:
    unpack(tmp_path / "models", "uk_en", "en_pl")
    assert models.pairs(models.installed(tmp_path / "models")) == {("uk", "en"), ("en", "pl"), ("uk", "pl")}
