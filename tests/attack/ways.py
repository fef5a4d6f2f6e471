"""The ways in which it is guessed who wrote which row: by order, time, content, and how much was said."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import product
from math import log
from random import Random
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flows import leaving, people
from flows.session import Session
from storage.register.entry import ONE, SEVERAL
from tests.attack.guessing import Round, by_score, judged
from tests.attack.thief import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence
    from typing import Any

    from flows.bundle import Flows
    from storage.register.entry import Entry
    from tests.attack.guessing import Result
    from tests.attack.linkage import Loot, Slot
    from tests.attack.thief import Told

    Score = Callable[[Loot], list[Mapping[Hashable, float]]]

SEED = 4
COLUMNS = {**SEVERAL, **{list_: list_ for list_ in (*ONE, "role", "district", "area", "outcome")}}
"""Columns of an entry that somebody has said, by the list of their codes."""

# ---------------------------------------------------------------------------- by order, by time


def _sent(loot: Loot) -> Callable[[Slot], Any]:
    return lambda slot: slot.sent


def _chat(loot: Loot) -> Callable[[Slot], Any]:
    return lambda slot: slot.chat


def _owner(loot: Loot) -> Callable[[Slot], Any]:
    return lambda slot: slot.owner


def _key_of_waiting(loot: Loot) -> Callable[[Slot], Any]:
    return lambda slot: slot.waiting


def _page_of_waiting(loot: Loot) -> Callable[[Slot], Any]:
    first = _first(loot, "report")
    return lambda slot: first[slot.waiting]


def _waited_since(loot: Loot) -> Callable[[Slot], Any]:
    """By when a report began to wait: of a case that is at its closing."""
    since: dict[object, Any] = {}
    for version in loot.versions:
        if version.table == "report":
            since.setdefault(version.values["key"], version.at)
    return lambda slot: since[slot.waiting]


def _first(loot: Loot, table: str) -> dict[object, tuple[int, int, int]]:
    """Return where each row first lay: number of the page's writing, page, place on it."""
    found: dict[object, tuple[int, int, int]] = {}
    for version in loot.versions:
        if version.table == table:
            found.setdefault(version.values["key"], (version.frame, version.page, version.offset))
    return found


def _keys(loot: Loot) -> list[bytes]:
    return sorted(loot.rows)


def _pages(loot: Loot) -> list[bytes]:
    first = _first(loot, "entry")
    return sorted(loot.rows, key=lambda key: first[key][1:])


def _written(loot: Loot) -> list[bytes]:
    """By when the page was written, and on a page from its end, where SQLite begins."""
    first = _first(loot, "entry")
    return sorted(loot.rows, key=lambda key: (first[key][0], -first[key][2]))


PEOPLE = (_chat, _owner, _key_of_waiting, _page_of_waiting)
ROWS = (_keys, _pages, _written)


def by_order(loots: Sequence[Loot]) -> Result:
    """Match the order of people with the order of rows, in every way there is; the best way counts."""
    return _best("order: of keys, pages, places on a page, frames of the log", loots, PEOPLE)


def by_time(loots: Sequence[Loot]) -> Result:
    """Match the exact times of sending with when and where rows were written."""
    return _best("time: of sending or closing against the versions of pages", loots, (_sent, _waited_since))


def _best(
    name: str, loots: Sequence[Loot], orders: Sequence[Callable[[Loot], Callable[[Slot], Any]]]
) -> Result:
    found = []
    for order, rows, back in product(orders, ROWS, (False, True)):
        rounds = []
        for loot in loots:
            slots = sorted(loot.slots, key=order(loot), reverse=back)
            rounds.append(Round(rows(loot), [slot.true for slot in slots], [0] * len(slots)))
        found.append(judged(f"{name} (best of {len(orders) * len(ROWS) * 2})", rounds))
    best = max(found, key=lambda result: result.right)
    return best._replace(luck=min(1.0, best.luck * len(found)))  # Bonferroni: as many tries, as much luck


# ---------------------------------------------------------------------------- by content


def answers(row: Entry) -> Told:
    """Return what somebody has said of themselves in a row, code by code."""
    said = set()
    for column, list_ in COLUMNS.items():
        value = getattr(row, column)
        said |= {(list_, code) for code in ((value,) if isinstance(value, str) else value or ())}
    return frozenset(said)


def by_content(loots: Sequence[Loot], flows: Flows) -> Result:
    """Match what the living keys open with the rows: the rarer a code that both have, the more it says."""
    reader = Reader(flows)

    def score(loot: Loot) -> list[Mapping[Hashable, float]]:
        told: dict[bytes | None, set[tuple[str, str]]] = defaultdict(set)
        for body in loot.bodies:
            told[body.owner] |= reader.told(body.text)
        said = {key: answers(row) for key, row in loot.rows.items()}
        often = Counter(code for codes in said.values() for code in codes)
        worth = {code: log((1 + len(said)) / number) for code, number in often.items()}
        return [
            {key: sum(worth[code] for code in codes & told[slot.owner]) for key, codes in said.items()}
            for slot in loot.slots
        ]

    return _scored("content: codes in what the living keys open", loots, score)


def by_ending(loots: Sequence[Loot], flows: Flows) -> Result:
    """Match contacts and tips that the last card shows with those that a row would have led to."""

    def score(loot: Loot) -> list[Mapping[Hashable, float]]:
        shown: dict[bytes | None, set[str]] = defaultdict(set)
        for body in loot.bodies:
            if isinstance(body.text, dict) and "session" in body.text:
                session = body.text["session"]
                shown[body.owner] |= {*session.get("contacts", ()), *session.get("tips", ())}
        ends = {key: ending(flows, row) for key, row in loot.rows.items()}
        return [{key: _alike(end, shown[slot.owner]) for key, end in ends.items()} for slot in loot.slots]

    return _scored("content: contacts and tips of the ending", loots, score)


def ending(flows: Flows, row: Entry) -> set[str]:
    """Return the contacts and tips that somebody was shown who had said what stands in a row."""
    told: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for list_, code in sorted(answers(row)):
        told[list_] += (code,)
    role = row.role or "victim"
    flow = str(flows.taxonomy.item("role", role).facts["flow"])
    questionnaire = flows.questionnaires[flow]
    said = {one.id: told[one.list] for one in questionnaire.questions if told.get(one.list)}
    session = Session(role=role, flow=flow, answers=said, trail=tuple(said), phase="review")
    session = replace(session, revision=questionnaire.revision)
    return {*people.fitting(flows, session), *leaving._tips(flows, role, told)}


def _alike(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def by_kind(loots: Sequence[Loot]) -> Result:
    """Match who has or had a case with rows that look like a case's."""

    def score(loot: Loot) -> list[Mapping[Hashable, float]]:
        had = {version.values["owner"] for version in loot.versions if version.table == "case_"}
        return [
            {key: float(kind(row) == (slot.owner in had)) for key, row in loot.rows.items()}
            for slot in loot.slots
        ]

    return _scored("kind: whether there was a case, seen from its row in the database", loots, score)


def kind(row: Entry) -> bool:
    """Whether a row looks like that of a case."""
    return bool(row.outcome) or bool(row.needs and row.needs != ("register_only",))


def by_amount(loots: Sequence[Loot]) -> Result:
    """Match how often and how much a chat made the database write with how much stands in a row."""

    def score(loot: Loot) -> list[Mapping[Hashable, float]]:
        amounts: Counter[object] = Counter()
        for version in loot.versions:
            if version.table == "session":
                amounts[version.values["owner"]] += 1
        said = sorted(loot.rows, key=lambda key: len(answers(loot.rows[key])))
        wrote = sorted(loot.slots, key=lambda slot: amounts[slot.owner])
        rank = {slot: at for at, slot in enumerate(wrote)}
        return [{key: -abs(rank[slot] - at) for at, key in enumerate(said)} for slot in loot.slots]

    return _scored("amount: how many turns a chat had", loots, score)


def by_size(loots: Sequence[Loot]) -> Result:
    """Match the size of the largest sealed session of a chat with how much stands in a row."""

    def score(loot: Loot) -> list[Mapping[Hashable, float]]:
        size: Counter[object] = Counter()
        for version in loot.versions:
            body = version.values.get("body")
            if version.table in ("session", "outbox", "case_") and isinstance(body, bytes):
                owner = version.values.get("owner")
                size[owner] = max(size[owner], len(body))
        said = sorted(loot.rows, key=lambda key: len(answers(loot.rows[key])))
        large = sorted(loot.slots, key=lambda slot: size[slot.owner])
        rank = {slot: at for at, slot in enumerate(large)}
        return [{key: -abs(rank[slot] - at) for at, key in enumerate(said)} for slot in loot.slots]

    return _scored("size: of the largest sealed body of a chat", loots, score)


def _scored(name: str, loots: Sequence[Loot], score: Score, *, within_kind: bool = False) -> Result:
    chance, rounds = Random(SEED), []
    for loot in loots:
        true = [slot.true for slot in loot.slots]
        kinds = [kind(loot.rows[key]) if within_kind else 0 for key in true]
        rounds.append(Round(by_score(score(loot), chance), true, kinds))
    return judged(name, rounds)


# ---------------------------------------------------------------------------- the rule of structure


def holding(loots: Sequence[Loot], flows: Flows) -> Counter[str]:
    """Count the bodies that hold two or more answers of a row of their owner, by table and column."""
    reader, found = Reader(flows), Counter[str]()
    for loot in loots:
        said = defaultdict(list)
        for slot in loot.slots:
            said[slot.owner].append(answers(loot.rows[slot.true]))
        for body in loot.bodies:
            told = reader.told(body.text)
            for codes in said.get(body.owner or b"", ()):
                lists = {list_ for list_, _ in told & codes}
                if len(lists) > 1:
                    found[f"{body.table}.{body.column}: {'+'.join(sorted(lists))}"] += 1
    return found
