"""What of an entry can be read in a body that was opened: its codes, and what says as much as they do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec

from flows import people
from flows.opening import begin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.bundle import Flows
    from storage.register.entry import Entry

DERIVED = {
    **dict.fromkeys(("w.pass_link", "p.more", "p.batch", "professional", "witness"), "role"),
    **dict.fromkeys(("minor", "team.minor", "team.flag.minor", "minor.end", "minor.adult"), "age_band"),
    **dict.fromkeys(("danger", "team.flag.danger", "st.card_danger"), "time_band"),
    **dict.fromkeys(("quiet", "team.flag.quiet"), "incident_types"),
    **dict.fromkeys(("duty", "team.flag.duty"), "harms"),
    **dict.fromkeys(("interpreter", "speaks", "team.flag.interpreter"), "needs"),
    **dict.fromkeys(("thanks.case", "thanks.register", "talk.training"), "needs"),
    **dict.fromkeys(("help.rights", "help.deadlines", "help.blue_cards", "help.retaliation"), "class"),
    **dict.fromkeys(("help.deadlines_work", "labour_exploitation"), "place_type"),
}
"""What says as much as an answer, and of which column."""


def strings(value: object) -> Iterator[str]:
    """Yield every word of a JSON value, and the names of flags that hold."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name in ("minor", "speaks") and inner:
                yield name
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def answered(row: Entry) -> set[str]:
    """Return the columns that hold something."""
    told = msgspec.to_builtins(row)
    return {column for column, value in told.items() if value and column not in ("period", "source")}


def columns(flows: Flows, row: Entry, plain: bytes) -> set[str]:
    """Return of which columns of a row something can be read in a body."""
    try:
        words = set(strings(json.loads(plain)))
    except ValueError:
        words = {plain.decode("utf-8", "replace")}
    codes = {word.rpartition(":")[2] for word in words}
    told = {
        column
        for column, value in msgspec.to_builtins(row).items()
        if column not in ("period", "source")
        and not codes.isdisjoint(value if isinstance(value, list) else [value])
    }
    told |= {column for word, column in DERIVED.items() if word in words}
    told |= {"outcome" for word in words if word.startswith("ho.done.") and word != "ho.done.read"}
    common = set(people.fitting(flows, begin("en"))) | {"emergency_112"}
    chosen = {contact.id for contact in flows.contacts} - common
    named = {word.removeprefix("contact:") for word in words} & chosen
    revisions = {questionnaire.revision for questionnaire in flows.questionnaires.values()}
    return told | {f"contact {id_}" for id_ in named} | ({"role"} if words & revisions else set())
