"""A YAML file as nodes that know their lines, and the faults that were found in it, told in words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable  # noqa: TC003  msgspec reads the annotations when the classes are made
from typing import NamedTuple

import yaml
from msgspec import Struct

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Fault(Struct, frozen=True):
    """One thing that is wrong, at a line (from 1) of a file."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        """Return the fault as the coordinator reads it: file:line: sentence."""
        return f"{self.file}:{self.line}: {self.sentence}"


class Faults(Exception):
    """Everything that is wrong with one file, in the order of its lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(map(str, self.faults)))


class Said(NamedTuple):
    """A word of the file and its line."""

    word: str
    line: int


class Entry(NamedTuple):
    """What stands behind a name of the file: the name's line and the node."""

    line: int
    node: yaml.Node


class Source:
    """A file that is being read; its faults are gathered, so that all of them are told at once."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.root = self._compose(text)

    def fault(self, line: int, sentence: str) -> None:
        """Note that something is wrong at this line."""
        self.faults.append(Fault(self.file, line, sentence))

    def check(self) -> None:
        """Raise Faults if anything was wrong so far."""
        if self.faults:
            raise Faults(self.faults)

    def entries(self, node: yaml.Node, what: str) -> dict[str, Entry]:
        """Return the names of a mapping with what stands behind them; a name written twice counts once."""
        if not isinstance(node, yaml.MappingNode):
            self.fault(line_of(node), f"{what} must hold lines such as `name: value`, not {_shape(node)}")
            return {}
        entries: dict[str, Entry] = {}
        for key, value in node.value:
            name = self.word(key, f"a name in {what}")
            if name and name in entries:
                first = entries[name].line
                self.fault(line_of(key), f"{quoted(name)} is written twice (first in line {first})")
            elif name:
                entries[name] = Entry(line_of(key), value)
        return entries

    def word(self, node: yaml.Node, what: str) -> str:
        """Return a single word, or "" with a fault."""
        if not isinstance(node, yaml.ScalarNode):
            self.fault(line_of(node), f"{what} must be a single word, not {_shape(node)}")
            return ""
        if not node.value:
            self.fault(line_of(node), f"{what} is empty")
        return str(node.value)

    def words(self, node: yaml.Node, what: str) -> tuple[Said, ...]:
        """Return a list of different words with their lines; a single word is a list of one."""
        if isinstance(node, yaml.MappingNode):
            self.fault(line_of(node), f"{what} must be a list such as [one, two], not {_shape(node)}")
            return ()
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        if not items:
            self.fault(line_of(node), f"{what} is empty")
        said: dict[str, Said] = {}
        for item in items:
            word = self.word(item, what)
            if word in said:
                self.fault(line_of(item), f"{quoted(word)} is written twice in {what}")
            elif word:
                said[word] = Said(word, line_of(item))
        return tuple(said.values())

    def _compose(self, text: str) -> yaml.Node:
        for number, line in enumerate(text.splitlines(), 1):
            if "\t" in line[: len(line) - len(line.lstrip())]:
                self.fault(number, "the line begins with a tab: use spaces")
        self.check()
        try:
            root = yaml.compose(text, _Loader)
        except yaml.MarkedYAMLError as error:
            self.fault(*_unreadable(error))
        except yaml.YAMLError:
            self.fault(1, "the file holds signs that are not text")
        else:
            if root is not None:
                return root
            self.fault(1, "the file is empty")
        raise Faults(self.faults)


def line_of(node: yaml.Node) -> int:
    """Return the line where a node begins, from 1."""
    return int(node.start_mark.line) + 1


def quoted(*words: str, last: str = "or") -> str:
    """Return words in quotes, listed: "a", "b" or "c"."""
    each = [f'"{word}"' for word in words]
    return each[0] if len(each) == 1 else f"{', '.join(each[:-1])} {last} {each[-1]}"


def guess(word: str, known: Iterable[str]) -> str:
    """Return ` (did you mean "…"?)` where one of the known words looks like this one, else ""."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f" (did you mean {quoted(near[0])}?)" if near else ""


def _unreadable(error: yaml.MarkedYAMLError) -> tuple[int, str]:
    """Return line and sentence of a file that is no YAML; what is left open is told where it opens."""
    opened, found = error.context_mark, error.problem_mark
    context = error.context or ""
    if opened and "quoted" in context:
        return opened.line + 1, "the quote that opens here is never closed"
    if opened and "flow" in context:
        return opened.line + 1, "the bracket that opens here is not closed, or a comma is missing in it"
    where = found or opened
    line = where.line + 1 if where else 1
    return line, "this cannot be read: check indentation, colons and brackets here and just above"


def _shape(node: yaml.Node) -> str:
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if isinstance(node, yaml.MappingNode):
        return "lines with names"
    return f"the word {quoted(node.value)}" if node.value else "nothing"
