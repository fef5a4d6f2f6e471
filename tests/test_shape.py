"""The code keeps its shape: short functions, short files, a sentence each, and nothing happens at import."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
ROOMS = ("flows", "locales", "storage", "bot", "sandbox")
FILES = sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))

LONGEST_FUNCTION = 40
LONGEST_FILE = 320
MEDIAN_FUNCTION = 10


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def functions(file: Path) -> Iterator[tuple[str, int]]:
    """The functions of a file with the number of their lines."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (
                f"{name(file)}:{node.lineno} {node.name}",
                (node.end_lineno or node.lineno) - node.lineno + 1,
            )


@pytest.mark.parametrize("file", [*FILES, *TESTS], ids=name)
def test_no_function_is_long(file: Path) -> None:
    assert [function for function, lines in functions(file) if lines > LONGEST_FUNCTION] == []


def test_most_functions_are_short() -> None:
    assert median(lines for file in FILES for _, lines in functions(file)) <= MEDIAN_FUNCTION


@pytest.mark.parametrize("file", [*FILES, *TESTS], ids=name)
def test_no_file_is_long(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("file", [file for file in FILES if file.read_text("utf-8").strip()], ids=name)
def test_a_file_says_in_one_sentence_what_it_is(file: Path) -> None:
    said = (ast.get_docstring(tree(file)) or "").partition("\n\n")[0].replace("\n", " ")
    assert said.endswith(".")
    assert ". " not in said


IMPORT_ALL = """
import importlib, pathlib, sys
root = pathlib.Path(sys.argv[1])
done = []

def watch(event, args):
    if event not in ("open", "socket.__new__", "subprocess.Popen", "os.mkdir", "sqlite3.connect"):
        return
    frame = sys._getframe(1)
    while frame and "importlib" not in frame.f_code.co_filename:
        file = pathlib.Path(frame.f_code.co_filename)
        if file.is_relative_to(root) and "site-packages" not in file.parts:
            done.append(f"{file.relative_to(root)}:{frame.f_lineno} {event}")
            return
        frame = frame.f_back

sys.addaudithook(watch)
for module in sys.argv[2:]:
    importlib.import_module(module)
print("\\n".join(done), end="")
"""


def test_nothing_happens_when_a_module_is_imported() -> None:
    """No module of ours opens a file, a socket or a database, or starts a program, before it is asked to."""
    modules = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in FILES]
    wanted = [module.removesuffix(".__init__") for module in modules]
    importable = [module for module in wanted if not module.endswith(("__main__", "migrations.env"))]
    quiet = [module for module in importable if ".versions." not in module]
    command = [sys.executable, "-c", IMPORT_ALL, str(ROOT), *quiet]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
