"""A model is looked at before it is unpacked, and stands in its folder as a whole or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import stat
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from bot import model_install, models
from bot.model_install import ModelFault, install
from tests.translation.installed import archive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ABOUT = {"from_code": "uk", "to_code": "en", "package_version": "1.0"}
WHOLE = {
    "t/metadata.json": json.dumps(ABOUT),
    "t/sentencepiece.model": "s",
    "t/model/model.bin": "m",
    "t/model/config.json": "{}",
}


def packed(files: dict[str, str], **how: Any) -> bytes:
    """An archive of some files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", **how) as into:
        for name, text in files.items():
            into.writestr(name, text)
    return content.getvalue()


def put(folder: Path, content: bytes, sha256: str = "", loads: Callable[[Path], bool] = bool) -> models.Model:
    """Install an archive into a folder."""
    return install("a.argosmodel", io.BytesIO(content), folder, loads, sha256)[0]


def refused(folder: Path, content: bytes, **how: Any) -> str:
    """The sentence with which an archive is refused, after which nothing of it is left."""
    with pytest.raises(ModelFault) as fault:
        put(folder, content, **how)
    assert [path.name for path in folder.iterdir()] == [".lock"]
    return str(fault.value)


def test_a_model_is_installed_whole_without_what_is_not_used(tmp_path: Path) -> None:
    extra = {"t/stanza/pl/big.pt": "x", "t/minisbd/uk.onnx": "x", "t/README.md": "r"}
    model = put(tmp_path / "a/models", packed(WHOLE | extra, compression=zipfile.ZIP_DEFLATED))
    assert (model.pair, model.version) == ("uk-en", "1.0")
    assert models.installed(tmp_path / "a/models") == (model,)
    inside = sorted(str(path.relative_to(model.folder)) for path in model.folder.rglob("*") if path.is_file())
    assert inside == [
        "README.md",
        "metadata.json",
        "model/config.json",
        "model/model.bin",
        "sentencepiece.model",
    ]


def test_whoever_the_bot_runs_as_may_read_an_installed_model(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        model = put(tmp_path, packed(WHOLE))
    finally:
        os.umask(old)
    assert stat.S_IMODE(model.folder.stat().st_mode) == 0o755
    assert all(path.stat().st_mode & 0o044 == 0o044 for path in model.folder.rglob("*"))


def test_a_model_takes_the_place_of_another_of_its_pair_only(tmp_path: Path) -> None:
    put(tmp_path, packed(WHOLE | {"t/metadata.json": json.dumps(ABOUT | {"package_version": "2.0"})}))
    other = put(tmp_path, packed(WHOLE | {"t/metadata.json": json.dumps(ABOUT | {"to_code": "pl"})}))
    older = put(tmp_path, packed(WHOLE))
    assert models.installed(tmp_path) == (older, other)
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 2


def test_installing_a_model_again_changes_nothing(tmp_path: Path) -> None:
    assert put(tmp_path, packed(WHOLE)) == put(tmp_path, packed(WHOLE))


def test_another_file_than_the_one_that_was_meant_is_refused(tmp_path: Path) -> None:
    content = packed(WHOLE)
    digest = hashlib.sha256(content).hexdigest()
    assert refused(tmp_path, content, sha256="0" * 64) == (
        f"a.argosmodel is not the file that was meant: its SHA-256 is {digest}."
    )
    assert put(tmp_path, content, sha256=digest.upper())


@pytest.mark.parametrize(
    "name",
    ["../evil", "t/../../evil", "/evil", "t/model/../../../evil", "t\\..\\evil", "C:/evil", "..", "/"],
)
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    sentence = "a.argosmodel holds names that lead out of its folder."
    assert refused(tmp_path / "models", packed(WHOLE | {name: "evil"})) == sentence
    assert [path.name for path in tmp_path.rglob("*") if "evil" in path.name] == []


def test_a_link_is_refused(tmp_path: Path) -> None:
    content = io.BytesIO(packed(WHOLE))
    link = zipfile.ZipInfo("t/model/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(content, "a") as into:
        into.writestr(link, "/etc/passwd")
    assert "lead out" in refused(tmp_path, content.getvalue())


def test_what_grows_too_large_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_install, "LARGEST", 100_000)
    bomb = packed(WHOLE | {"t/stanza/a": "0" * 200_000}, compression=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 2_000
    for content in (bomb, packed(WHOLE | {f"t/{number}": "" for number in range(1001)}), b"0" * 200_000):
        assert refused(tmp_path, content) == "a.argosmodel is too large for a model."


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"garbage",
        packed(WHOLE)[:-10],
        packed(WHOLE).replace(b"uk", b"UK"),
        packed(WHOLE, compression=zipfile.ZIP_BZIP2),
        packed(WHOLE, compression=zipfile.ZIP_DEFLATED).replace(b"\x14\x00\x00\x00", b"\x14\x00\x01\x00"),
    ],
    ids=["empty", "garbage", "cut", "changed", "packed strangely", "encrypted"],
)
def test_what_is_damaged_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content) == "a.argosmodel is no model or is damaged."


@pytest.mark.parametrize("missing", ["t/metadata.json", "t/sentencepiece.model", "t/model/model.bin"])
def test_what_is_no_model_is_refused(tmp_path: Path, missing: str) -> None:
    files = {name: text for name, text in WHOLE.items() if name != missing}
    for content in (packed(files), packed({}), packed(WHOLE | {"second/file": ""})):
        assert refused(tmp_path, content) == (
            "a.argosmodel is no Argos model: one folder with metadata.json, a tokenizer and model/."
        )


@pytest.mark.parametrize("about", ["", "{}", '{"from_code": "..", "to_code": "en"}'])
def test_a_model_that_does_not_say_its_languages_is_refused(tmp_path: Path, about: str) -> None:
    assert refused(tmp_path, packed(WHOLE | {"t/metadata.json": about})) == (
        "a.argosmodel does not say between which languages it translates."
    )


def test_a_model_that_cannot_be_used_is_refused_and_the_old_one_stays(tmp_path: Path) -> None:
    old = put(tmp_path, packed(WHOLE))
    with pytest.raises(ModelFault, match=r"a\.argosmodel cannot be used"):
        put(tmp_path, packed(WHOLE | {"t/README.md": "new"}), loads=lambda _: False)
    assert models.installed(tmp_path) == (old,)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ModelFault) as fault:
        put(tmp_path / "file/models", packed(WHOLE))
    assert str(fault.value) == f"Nothing can be installed into {tmp_path / 'file/models'}: not a directory."


def test_two_installations_at_once_do_not_mix(tmp_path: Path) -> None:
    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ModelFault) as fault:
            put(tmp_path, packed(WHOLE))
    assert str(fault.value) == f"Another installation into {tmp_path} is under way."


KILLED = """
import os, signal, sys
from pathlib import Path
from bot.model_install import install

left = int(sys.argv[3])

def count(event, args):
    global left
    steps = ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree")
    if event in steps and sys.argv[2] in str(args):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

with open(sys.argv[1], "rb") as content:
    sys.addaudithook(count)
    install("a", content, Path(sys.argv[2]), bool)
"""


def test_an_installation_killed_anywhere_leaves_the_old_model_or_the_new_one(tmp_path: Path) -> None:
    """Killed before each file, rename or removal in turn: a whole model stands there, the next goes in."""
    new = archive("uk_en")
    old = put(tmp_path, packed(WHOLE))
    moments, ends = 0, set()
    while True:
        command = [sys.executable, "-c", KILLED, str(new), str(tmp_path), str(moments)]
        done = subprocess.run(command, check=False, env={"PYTHONPATH": "."})
        (model,) = models.installed(tmp_path)
        size = (model.folder / "model/model.bin").stat().st_size
        assert size == (1 if model.folder == old.folder else 1_054_806)
        ends.add(model.folder == old.folder)
        if done.returncode == 0:
            break
        moments += 1
    assert moments > 15
    assert ends == {True, False}
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", model.folder.name]
