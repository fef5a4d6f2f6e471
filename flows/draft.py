"""A questionnaire as somebody wrote it: every word with its line, read but not yet understood as a whole."""

from __future__ import annotations

import re
from typing import Final, Literal, cast

from msgspec import Struct
from yaml import MappingNode

from flows.faults import Entry, Said, Source, guess, quoted
from flows.model import label
from flows.questionnaire import Kind, Taxonomy  # noqa: TC001  msgspec reads the annotations

KINDS: Final = ("one", "several", "text", "info", "confirm")
QUESTION_KEYS: Final = (
    "ask", "kind", "from", "choices", "without", "most", "page_by", "only_if", "next", "step",
)  # fmt: skip
CHOICE_KEYS: Final = ("label", "next")
FILE_KEYS: Final = ("flow", "title", "questions")
RESERVED: Final = ("role", "review", "leave")
MOST: Final = 1000
"""Signs that an answer in one's own words may have at most (flows.md X-15)."""

_WITHOUT_CHOICES: Final = {"info": "is only said", "text": "is answered in one's own words"}
_ID = re.compile(r"[a-z][a-z0-9_]*")


class ChoiceDraft(Struct, frozen=True):
    """One answer with the text id of its label."""

    code: Said
    label: Said
    next: Said | None = None


class ConditionDraft(Struct, frozen=True):
    """One line of an `only_if`."""

    subject: Said
    any_of: tuple[Said, ...]


class QuestionDraft(Struct, frozen=True):
    """One question; `kind` is "" where it could not be understood, and then nothing is concluded from it."""

    id: str
    line: int
    kind: Kind | Literal[""]
    ask: Said | None
    list: str
    choices: tuple[ChoiceDraft, ...]
    page_by: Said | None
    only_if: tuple[ConditionDraft, ...]
    most: int
    next: Said | None
    step: Said

    @property
    def asked(self) -> bool:
        """Whether it is a question with an answer that is kept, and not a card or something that is said."""
        return self.kind in {"one", "several", "text"}


class Draft(Struct, frozen=True):
    """A whole file."""

    title: Said
    questions: tuple[QuestionDraft, ...]


def read_draft(source: Source, name: str, taxonomy: Taxonomy) -> Draft:
    """Read the shape of a file; what cannot be understood becomes a fault of the source and is left out."""
    file = _keys(source, source.entries(source.root, "the file"), FILE_KEYS, "a questionnaire")
    for key in FILE_KEYS if isinstance(source.root, MappingNode) else ():
        if key not in file:
            source.fault(1, f"{quoted(key)} is missing")
    if "flow" in file:
        flow = _said(source, file["flow"], quoted("flow"))
        if flow.word and flow.word != name:
            source.fault(flow.line, f'the flow of this file is "{name}", not "{flow.word}"')
    title = _said(source, file["title"], quoted("title")) if "title" in file else Said("", 1)
    return Draft(title, _questions(source, file["questions"], taxonomy) if "questions" in file else ())


def _questions(source: Source, entry: Entry, taxonomy: Taxonomy) -> tuple[QuestionDraft, ...]:
    faults = len(source.faults)
    entries = source.entries(entry.node, quoted("questions"))
    if not entries and faults == len(source.faults):
        source.fault(entry.line, "there are no questions")
    return tuple(_Reader(source, id_, entries[id_], taxonomy).question() for id_ in entries)


class _Reader:
    """Reads one question."""

    def __init__(self, source: Source, id_: str, entry: Entry, taxonomy: Taxonomy) -> None:
        self.source = source
        self.id = id_
        self.line = entry.line
        self.taxonomy = taxonomy
        self.readable = isinstance(entry.node, MappingNode)
        self.keys = _keys(source, source.entries(entry.node, quoted(id_)), QUESTION_KEYS, "a question")

    def question(self) -> QuestionDraft:
        self._check_id()
        if self.readable and "ask" not in self.keys:
            self._fault(f"{quoted(self.id)} has no text: add `ask: <text id>`")
        kind = self._kind()
        list_ = self._list()
        return QuestionDraft(
            id=self.id,
            line=self.line,
            kind=kind,
            ask=self._optional("ask"),
            list=list_,
            choices=self._choices(kind, list_),
            page_by=self._page_by(kind),
            only_if=self._only_if(),
            most=self._most(kind),
            next=self._optional("next"),
            step=self._optional("step") or Said(self.id, self.line),
        )

    def _fault(self, sentence: str, key: str = "") -> None:
        self.source.fault(self.keys[key].line if key in self.keys else self.line, sentence)

    def _optional(self, key: str) -> Said | None:
        if key not in self.keys:
            return None
        said = _said(self.source, self.keys[key], f"{quoted(key)} of {quoted(self.id)}")
        return said if said.word else None

    def _check_id(self) -> None:
        if self.id in RESERVED:
            self._fault(f"{quoted(self.id)} cannot name a question: the word means something else")
        elif not _ID.fullmatch(self.id):
            self._fault(f"{quoted(self.id)} cannot name a question: use small letters a-z, digits and _")

    def _kind(self) -> Kind | Literal[""]:
        said = self._optional("kind")
        if said is None:
            if self.readable and "kind" not in self.keys:
                self._fault(f"{quoted(self.id)} has no kind: add `kind:` with {quoted(*KINDS)}")
            return ""
        if said.word not in KINDS:
            meant = guess(said.word, KINDS) or f": use {quoted(*KINDS)}"
            self._fault(f"{quoted(self.id)} is of an unknown kind {quoted(said.word)}{meant}", "kind")
            return ""
        return cast("Kind", said.word)

    def _list(self) -> str:
        said = self._optional("from")
        if said is None:
            return ""
        if said.word not in self.taxonomy.lists:
            meant = guess(said.word, self.taxonomy.lists)
            self._fault(f"there is no list {quoted(said.word)} in taxonomy.yaml{meant}", "from")
            return ""
        return said.word

    def _choices(self, kind: str, list_: str) -> tuple[ChoiceDraft, ...]:
        if "from" in self.keys:
            return self._from_list(kind, list_)
        if "without" in self.keys:
            self._fault(f'{quoted(self.id)} has "without", but no list to leave answers out of', "without")
        if kind in _WITHOUT_CHOICES:
            if "choices" in self.keys:
                self._fault(f"{quoted(self.id)} {_WITHOUT_CHOICES[kind]}: it cannot have choices", "choices")
            return ()
        if "choices" in self.keys:
            return self._written_out()
        if kind:
            kinds = "`choices:`" if kind == "confirm" else "`from: <list>` or `choices:`"
            self._fault(f"{quoted(self.id)} has no answers: add {kinds}")
        return ()

    def _from_list(self, kind: str, list_: str) -> tuple[ChoiceDraft, ...]:
        if kind in _WITHOUT_CHOICES:
            told = f"{quoted(self.id)} {_WITHOUT_CHOICES[kind]}"
            self._fault(f"{told}: it cannot have answers from a list", "from")
            return ()
        if kind == "confirm":
            self._fault(f"{quoted(self.id)} is a card: write its buttons under `choices`", "from")
            return ()
        if "choices" in self.keys and "without" in self.keys:
            self._fault(f'{quoted(self.id)} has both "choices" and "without": keep one of them', "without")
        line = self.keys["from"].line
        every = tuple(Said(code, line) for code in self.taxonomy.lists.get(list_, {}))
        only = self._codes("choices", list_) or every
        left_out = {said.word for said in self._codes("without", list_)}
        return tuple(
            ChoiceDraft(said, Said(label(list_, said.word).id, said.line))
            for said in only
            if said.word not in left_out
        )

    def _codes(self, key: str, list_: str) -> tuple[Said, ...]:
        if key not in self.keys:
            return ()
        node = self.keys[key].node
        if key == "choices" and isinstance(node, MappingNode):
            self._fault(f'{quoted(self.id)} has both "from" and choices of its own: keep one of them', key)
            return ()
        codes = self.source.words(node, f"{quoted(key)} of {quoted(self.id)}")
        known = self.taxonomy.lists.get(list_, {})
        for said in codes if list_ else ():
            if said.word not in known:
                meant = guess(said.word, known)
                missing = f"the list {quoted(list_)} has no code {quoted(said.word)}"
                self.source.fault(said.line, missing + meant)
        return tuple(said for said in codes if said.word in known)

    def _written_out(self) -> tuple[ChoiceDraft, ...]:
        entries = self.source.entries(self.keys["choices"].node, f'"choices" of {quoted(self.id)}')
        return tuple(self._choice(code, entry) for code, entry in entries.items())

    def _choice(self, code: str, entry: Entry) -> ChoiceDraft:
        what = f"{quoted(code)} of {quoted(self.id)}"
        keys = _keys(self.source, self.source.entries(entry.node, what), CHOICE_KEYS, "a choice")
        if "label" not in keys and isinstance(entry.node, MappingNode):
            self.source.fault(entry.line, f"{what} has no label: add `label: <text id>`")
        said = {key: _said(self.source, keys[key], f'"{key}" of {what}') for key in keys}
        next_ = said.get("next")
        return ChoiceDraft(
            Said(code, entry.line),
            said.get("label", Said("", entry.line)),
            next_ if next_ and next_.word else None,
        )

    def _page_by(self, kind: str) -> Said | None:
        said = self._optional("page_by")
        if said and kind and not ("from" in self.keys and kind in {"one", "several"}):
            self._fault(f'{quoted(self.id)} has no list that "page_by" could divide', "page_by")
            return None
        return said

    def _most(self, kind: str) -> int:
        said = self._optional("most")
        if said is None:
            return MOST if kind == "text" else 0
        if kind and kind != "text":
            self._fault(f'{quoted(self.id)} is not answered in words: it has no use for "most"', "most")
        elif not (said.word.isascii() and said.word.isdigit() and 0 < int(said.word[:5]) <= MOST):
            wrong = f'"most" of {quoted(self.id)} must be a whole number from 1 to {MOST}'
            self._fault(f"{wrong}, not {quoted(said.word)}", "most")
        else:
            return int(said.word)
        return 0

    def _only_if(self) -> tuple[ConditionDraft, ...]:
        if "only_if" not in self.keys:
            return ()
        entries = self.source.entries(self.keys["only_if"].node, f'"only_if" of {quoted(self.id)}')
        return tuple(
            ConditionDraft(
                Said(subject, entry.line), self.source.words(entry.node, f'{quoted(subject)} in "only_if"')
            )
            for subject, entry in entries.items()
        )


def _said(source: Source, entry: Entry, what: str) -> Said:
    return Said(source.word(entry.node, what), entry.line)


def _keys(source: Source, entries: dict[str, Entry], known: tuple[str, ...], owner: str) -> dict[str, Entry]:
    for key, entry in entries.items():
        if key not in known:
            source.fault(entry.line, f"{quoted(key)} is not a key of {owner}{guess(key, known)}")
    return {key: entry for key, entry in entries.items() if key in known}
