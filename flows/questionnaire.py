"""A questionnaire as the conversation uses it: questions in asking order, with choices and conditions."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  msgspec reads the annotations when the classes are made
from functools import cached_property
from typing import Any, Literal

from msgspec import Struct

from flows.model import Codes, Text  # noqa: TC001  as above

Kind = Literal["one", "several", "text", "info", "confirm"]


class Item(Struct, frozen=True):
    """A code of a taxonomy list with what is known about it (class, group, safety, …)."""

    code: str
    facts: dict[str, Any]

    @property
    def exclusive(self) -> bool:
        """Whether the answer stands alone and clears the others."""
        return bool(self.facts.get("exclusive"))


class Taxonomy(Struct, frozen=True):
    """All lists of codes."""

    lists: dict[str, dict[str, Item]]

    def item(self, list_: str, code: str) -> Item:
        """Return one item; raises KeyError for a list or code that does not exist."""
        return self.lists[list_][code]


class Condition(Struct, frozen=True):
    """One part of an `only_if`: the subject has one of these codes.

    The subject is a question asked before, "role", or a word of flows/words.py, which is "yes" or "no".
    """

    subject: str
    any_of: Codes


class Choice(Struct, frozen=True):
    """One answer of a question."""

    code: str
    label: Text
    exclusive: bool = False
    sheets: Codes = ()
    """On which sheets of a `page_by` question it stands (codes of that question); empty means on each."""
    next: str = ""


class Question(Struct, frozen=True):
    """One question; kind "text" is answered in one's own words, "info" is said above the next question."""

    id: str
    kind: Kind
    ask: str
    """Text id."""
    step: str
    """Questions of one step are skipped together and counted as one."""
    list: str = ""
    """Taxonomy list of the codes; "" where the choices are written out."""
    choices: tuple[Choice, ...] = ()
    page_by: str = ""
    """The question whose picked codes divide the choices into sheets."""
    only_if: tuple[Condition, ...] = ()
    most: int = 0
    """How many signs an answer in one's own words may have; 0 for every other kind."""
    next: str = ""
    """Where the talk goes on: "" for the next question in the file, a later question's id, "review", or
    "leave": the interview ends here without a report (only for kind "info", which is then its last card)."""


class Questionnaire(Struct, frozen=True, dict=True):
    """The questions for one flow; its revision is the hash of the file it was read from."""

    name: str
    title: str
    """Text id of what is said above the first question."""
    revision: str
    questions: tuple[Question, ...]

    def question(self, id_: str) -> Question:
        """Return a question by its id; raises KeyError where there is none."""
        return self.by_id[id_]

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        """All questions by id."""
        return {question.id: question for question in self.questions}
