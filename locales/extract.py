"""Babel extraction methods: which text ids the YAML files and the Python modules of Glos use.

With these `pybabel extract -F locales/babel.cfg .` lists every id and where it is used; `locales.check` asks
the same methods whether each of them has its sentence.
"""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from typing import IO, TYPE_CHECKING, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

Found = tuple[int, None, str, list[str]]
"""Line, no function name, id, no comments: what Babel wants of a method."""
Ignored = object
"""Keywords, comment tags and options: Babel hands them to every method, and these need none."""

# fmt: off
FAMILIES: Final = (
    "alone", "bot", "btn", "cmd", "code", "contact", "desk", "dur", "erase", "err", "exit", "help", "hint",
    "ho", "hours", "key", "lab", "lang", "location", "mask", "menu", "minor", "names", "next", "notice",
    "opt", "p", "priv", "progress", "q", "resume", "review", "role", "safety", "st", "start", "stop", "sys",
    "talk", "team", "test", "text", "thanks", "v", "voice", "w", "welcome",
)
# fmt: on
"""First words of the ids of sentences; labels of codes have the name of their list instead."""

_ID: Final = re.compile(rf"(?:{'|'.join(FAMILIES)})(?:\.[a-z0-9_]+)+")
_BEGINNING: Final = re.compile(rf"(?:{'|'.join(FAMILIES)})(?:\.[a-z0-9_]{{2,}})*\.")
_FILE: Final = re.compile(r".+\.(?:db|jpg|json|ogg|png|py|webp|yaml|zip)")
_SHAPE: Final = re.compile(r"[a-z0-9_.:]+\*?")
_ID_KEYS: Final = frozenset({"title", "ask", "label"})


def extract_questionnaire(file: IO[bytes], *_: Ignored, **__: Ignored) -> Iterator[Found]:
    """Yield the ids under `title`, `ask` and `label`; the labels of a list (`from`) stand in the taxonomy."""
    for key, value in _pairs(yaml.compose(file, yaml.BaseLoader)):
        if key.value in _ID_KEYS and isinstance(value, yaml.ScalarNode) and value.value:
            yield _found(value, value.value)


def extract_taxonomy(file: IO[bytes], *_: Ignored, **__: Ignored) -> Iterator[Found]:
    """Yield `list:code` for every code of every list."""
    root = yaml.compose(file, yaml.BaseLoader)
    for list_, codes in root.value if isinstance(root, yaml.MappingNode) else ():
        for code, _ in codes.value if isinstance(codes, yaml.MappingNode) else ():
            yield _found(code, f"{list_.value}:{code.value}")


def extract_contacts(file: IO[bytes], *_: Ignored, **__: Ignored) -> Iterator[Found]:
    """Yield `contact:id` for every contact."""
    for key, value in _pairs(yaml.compose(file, yaml.BaseLoader)):
        if key.value == "id":
            yield _found(value, f"contact:{value.value}")


def extract_python(file: IO[bytes], *_: Ignored, **__: Ignored) -> Iterator[Found]:
    """Yield what `text`, `Text` and `label` are called with, and every other string that looks like an id.

    Where only the beginning of an id stands there, as in f"cmd.{name}" or "cmd.", it is found as "cmd.*".
    Names of modules that are run ("-m") and of files are no ids, however they look.
    """
    nodes = list(ast.walk(ast.parse(file.read())))
    modules = {id(module) for node in nodes for module in _run(node)}
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from ((node.lineno, None, id_, []) for id_ in _called_with(node, node.func.id))
        elif isinstance(node, ast.Constant) and id(node) not in modules and (id_ := _looks_like(_word(node))):
            yield node.lineno, None, id_, []


def _looks_like(word: str) -> str:
    """Return the id, or the beginning of ids, that a string is; "" if it is neither."""
    if _BEGINNING.fullmatch(word):
        return f"{word}*"
    return word if _ID.fullmatch(word) and not _FILE.fullmatch(word) else ""


def _run(node: ast.AST) -> list[ast.expr]:
    """Return what follows "-m" in a row of arguments: names of modules."""
    row = getattr(node, "elts", None) or getattr(node, "args", None)
    return [module for flag, module in pairwise(row) if _word(flag) == "-m"] if isinstance(row, list) else []


def _called_with(call: ast.Call, function: str) -> Iterator[str]:
    words = [_word(arg) for arg in call.args]
    if function in {"text", "Text"} and words and _SHAPE.fullmatch(words[0]):
        yield words[0]
    if function == "label" and len(words) == 2 and all(words):  # noqa: PLR2004  a list and a code
        yield ":".join(words)


def _word(node: ast.AST) -> str:
    """Return the string that stands there, "" where it is anything else."""
    match node:
        case ast.Constant(value=str(word)):
            return word
        case ast.JoinedStr(values=[ast.Constant(value=str(beginning)), *_]):
            return f"{beginning}*"
    return ""


def _pairs(node: yaml.Node | None) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    """Yield every key with its value, at any depth."""
    children = node.value if isinstance(node, yaml.SequenceNode | yaml.MappingNode) else []
    for child in children:
        if isinstance(child, tuple):
            yield child
        yield from _pairs(child[1] if isinstance(child, tuple) else child)


def _found(node: yaml.Node, id_: str) -> Found:
    return node.start_mark.line + 1, None, id_, []
