"""Which codes stand on which sheet of a question that is asked page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from flows.model import Codes
    from flows.questionnaire import Item, Taxonomy

DIVIDING_FACTS: Final = ("group", "parent", "also_parent", "area")
"""Facts of a code that may name a code of another list as the place where it belongs."""
ON_EACH: Final = frozenset({"dont_know", "unknown", "prefer_not_say"})
"""Answers that stand on every sheet, beside those that are exclusive."""


def sheets_of(taxonomy: Taxonomy, list_: str, by: str) -> dict[str, Codes]:
    """Return for each code of `list_` the codes of `by` on whose sheets it stands, () meaning on each.

    An empty result says that `by` does not divide `list_`: some code belongs nowhere in it.
    """
    items = taxonomy.lists[list_].values()
    sheets = {item.code: () if _on_each(item) else _places(item, taxonomy.lists[by]) for item in items}
    divides = all(sheets[item.code] or _on_each(item) for item in items)
    return sheets if divides and any(sheets.values()) and list_ != by else {}


def _places(item: Item, by: dict[str, Item]) -> Codes:
    values = (item.facts.get(fact) for fact in DIVIDING_FACTS)
    return tuple(value for value in values if isinstance(value, str) and value in by)


def _on_each(item: Item) -> bool:
    return item.exclusive or item.code in ON_EACH
