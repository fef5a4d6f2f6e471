"""`glos translate` as an operator types it: models are seen and installed, and each fault is one sentence."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import sys
from http.server import HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from bot import models
from tests.bot.test_cli import fault, glos
from tests.bot.test_model_index import Index
from tests.translation.installed import PAIRS, archive, unpack

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with settings that are all defaults."""
    (tmp_path / "config.yaml").write_text("", "utf-8")
    return tmp_path


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def from_file(folder: Path, file: Path, digest: str = "") -> subprocess.CompletedProcess[str]:
    words = ("--from-file", str(file), "--sha256", digest or sha256(file))
    return glos(folder, "translate", "install", *words)


# ---------------------------------------------------------------------------- list


def test_what_each_language_can_be_translated_into_is_shown(folder: Path) -> None:
    unpack(folder / "models")
    done = glos(folder, "translate", "list")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "en → pl  1.0",
        "en → uk  1.0",
        "pl → en  1.0",
        "uk → en  1.0",
        "",
        "pl can be translated into: uk (through en), en",
        "uk can be translated into: pl (through en), en",
        "ru can be translated into: nothing",
        "en can be translated into: pl, uk",
    ]


def test_without_models_the_list_says_so(folder: Path) -> None:
    done = glos(folder, "translate", "list")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"No model is installed in {folder / 'models'}.\n")


def test_the_folder_is_a_setting(folder: Path) -> None:
    unpack(folder / "elsewhere", "uk_en")
    done = glos(folder, "translate", "list", GLOS_TRANSLATION__MODELS=str(folder / "elsewhere"))
    assert "uk → en  1.0" in done.stdout


# ---------------------------------------------------------------------------- install from a file


@pytest.mark.parametrize("pair", PAIRS)
def test_a_model_from_a_file_is_tried_and_installed(folder: Path, pair: str) -> None:
    done = from_file(folder, archive(pair))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"{pair.replace('_', ' → ')}  1.0 is installed (SHA-256 {sha256(archive(pair))}).\n"
    )
    assert [model.pair for model in models.installed(folder / "models")] == [pair.replace("_", "-")]


def test_another_file_than_the_one_that_was_meant_is_not_installed(folder: Path) -> None:
    told = fault(from_file(folder, archive("uk_en"), sha256(archive("en_uk"))))
    assert told == (
        "translate-uk_en-1_0.argosmodel is not the file that was meant: "
        f"its SHA-256 is {sha256(archive('uk_en'))}."
    )
    assert models.installed(folder / "models") == ()


def test_a_model_that_the_library_cannot_load_is_not_installed(folder: Path) -> None:
    model = unpack(folder / "work", "uk_en") / "translate-uk_en-1_0"
    (model / "model/model.bin").write_bytes(b"garbage" * 1000)
    subprocess.run(
        [sys.executable, "-m", "zipfile", "-c", "bad.argosmodel", str(model)], cwd=folder, check=True
    )
    told = fault(from_file(folder, folder / "bad.argosmodel"))
    assert told == "bad.argosmodel cannot be used: the library does not translate with it."
    assert models.installed(folder / "models") == ()


def test_a_file_that_is_not_there_is_told(folder: Path) -> None:
    assert fault(from_file(folder, folder / "no.argosmodel", "0" * 64)) == (
        f"{folder / 'no.argosmodel'} cannot be read: no such file or directory."
    )


@pytest.mark.parametrize(
    "words",
    [
        "",
        "uk_en",
        "uken",
        "uk-uk",
        "uk-en --sha256 abc",
        "--from-file a.argosmodel",
        "--from-file a.argosmodel --sha256 abc",
        "uk-en --from-file a.argosmodel --sha256 " + "0" * 64,
        "--sha256 " + "0" * 64,
    ],
)
def test_wrong_use_ends_with_2_and_makes_nothing(folder: Path, words: str) -> None:
    done = glos(folder, "translate", "install", *words.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert not (folder / "models").exists()


# ---------------------------------------------------------------------------- install from the index


def test_a_pair_is_installed_from_the_index_and_then_works(folder: Path) -> None:
    with HTTPServer(("127.0.0.1", 0), Index) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        index = f"http://127.0.0.1:{server.server_port}/"
        done = glos(folder, "translate", "install", "uk-en", ARGOS_PACKAGE_INDEX=index)
        none = glos(folder, "translate", "install", "uk-en", "uk-pl", ARGOS_PACKAGE_INDEX=index)
        server.shutdown()
    assert (done.returncode, done.stderr) == (0, "")
    digest = sha256(archive("uk_en"))
    assert done.stdout == f"Fetching uk-en …\nuk → en  1.0 is installed (SHA-256 {digest}).\n"
    assert fault(none) == "Argos has no model uk-pl."
    assert "uk can be translated into: en" in glos(folder, "translate", "list").stdout


def test_without_a_network_one_sentence_says_what_else_can_be_done(folder: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        index = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        done = glos(folder, "translate", "install", "uk-en", ARGOS_PACKAGE_INDEX=index)
    assert fault(done) == (
        "Argos' models cannot be reached (connection refused); "
        "a model fetched elsewhere is installed with --from-file."
    )


def test_installing_leaves_nothing_in_the_home_of_who_does_it(folder: Path) -> None:
    home = folder / "home"
    home.mkdir()
    words = ("--from-file", str(archive("uk_en")), "--sha256", sha256(archive("uk_en")))
    done = glos(folder, "translate", "install", *words, HOME=str(home))
    assert done.returncode == 0
    assert list(home.iterdir()) == []
