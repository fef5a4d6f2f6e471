"""From the text of a YAML file to the taxonomy or a questionnaire, or to everything that is wrong with it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

import yaml

from flows.checking import Wording, check
from flows.draft import read_draft
from flows.faults import Fault, Faults, Source, line_of, quoted
from flows.model import Text
from flows.questionnaire import Choice, Condition, Item, Question, Questionnaire, Taxonomy
from flows.sheets import sheets_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from flows.draft import ChoiceDraft, Draft, QuestionDraft

__all__ = ["Fault", "Faults", "read_questionnaire", "read_taxonomy"]

REVISION_LENGTH: Final = 16
"""Hexadecimal digits of the hash that tells two versions of a questionnaire apart."""


def read_taxonomy(source: str) -> Taxonomy:
    """Read taxonomy.yaml: lists of codes with their facts, typed as YAML types them; raises Faults."""
    file = Source("taxonomy.yaml", source)
    lists = {}
    for name, list_ in file.entries(file.root, "the file").items():
        codes = file.entries(list_.node, quoted(name))
        lists[name] = {code: Item(code, _facts(file, code, codes[code].node)) for code in codes}
    file.check()
    return Taxonomy(lists)


def read_questionnaire(
    name: str,
    source: str,
    taxonomy: Taxonomy,
    known_texts: Collection[str] | None = None,
    lengths: Mapping[str, int] | None = None,
) -> Questionnaire:
    """Read `<name>.yaml`; raises Faults with everything that is wrong with it, line by line.

    Without `known_texts` no text id is checked, without `lengths` (the longest translation of each label, in
    UTF-16 units) no label is measured.
    """
    file = Source(f"{name}.yaml", source)
    draft = read_draft(file, name, taxonomy)
    check(file, draft, name, taxonomy, Wording(known_texts, lengths))
    file.check()
    revision = hashlib.sha256(source.encode()).hexdigest()[:REVISION_LENGTH]
    return Questionnaire(name, draft.title.word, revision, _questions(draft, taxonomy))


def _facts(file: Source, code: str, node: yaml.Node) -> dict[str, Any]:
    if not isinstance(node, yaml.MappingNode):
        file.fault(line_of(node), f"the facts of {quoted(code)} must be written as {{name: value}}")
        return {}
    constructor = yaml.SafeLoader("")
    try:
        facts: dict[str, Any] = constructor.construct_document(node)
    except (yaml.YAMLError, ValueError):
        file.fault(line_of(node), f"a fact of {quoted(code)} cannot be read")
        return {}
    return facts


def _questions(draft: Draft, taxonomy: Taxonomy) -> tuple[Question, ...]:
    lists = {question.id: question.list for question in draft.questions}
    return tuple(_question(question, lists, taxonomy) for question in draft.questions)


def _question(draft: QuestionDraft, lists: Mapping[str, str], taxonomy: Taxonomy) -> Question:
    assert draft.kind  # noqa: S101  a draft without a kind has a fault and is never built
    assert draft.ask  # noqa: S101  as above
    by = draft.page_by.word if draft.page_by else ""
    sheets = sheets_of(taxonomy, draft.list, lists[by]) if by else {}
    items = taxonomy.lists.get(draft.list, {})
    return Question(
        id=draft.id,
        kind=draft.kind,
        ask=draft.ask.word,
        step=draft.step.word,
        list=draft.list,
        choices=tuple(_choice(choice, items, sheets) for choice in draft.choices),
        page_by=by,
        only_if=tuple(
            Condition(condition.subject.word, tuple(said.word for said in condition.any_of))
            for condition in draft.only_if
        ),
        most=draft.most,
        next=draft.next.word if draft.next else "",
    )


def _choice(draft: ChoiceDraft, items: Mapping[str, Item], sheets: Mapping[str, tuple[str, ...]]) -> Choice:
    code = draft.code.word
    return Choice(
        code=code,
        label=Text(draft.label.word),
        exclusive=code in items and items[code].exclusive,
        sheets=sheets.get(code, ()),
        next=draft.next.word if draft.next else "",
    )
