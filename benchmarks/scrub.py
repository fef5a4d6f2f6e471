"""How much of what identifies somebody is found: `python -m benchmarks.scrub dev`.

Recall counts a marked span as caught where every word and number of it lies in what was found, whatever its
kind; "with its kind" also wants that. Precision is the share of found spans that touch a marked one. KEEP is
the share of strings that must stay and did. False hits are counted on ordinary prose, per thousand words.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from rich.console import Console
from rich.table import Table

from storage.register.scrub import Scrubber
from tests.scrub.sets import KEEP, LANGUAGES, Report, reports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from storage.register.scrub import Found

_THOUSAND: Final = 1000


class Engine(Protocol):
    """What is measured: ours, and any peer that can be brought to say the same."""

    def find(self, text: str, language: str = "") -> Found:
        """Return what was found."""


class Outcome(NamedTuple):
    """What came of one report: a row for each marked span and for each found one."""

    report: Report
    marked: tuple[tuple[str, bool, bool], ...]
    """Kind, caught, caught with its kind."""
    found: tuple[tuple[str, bool], ...]
    """Kind, true."""


def outcome(engine: Engine, report: Report) -> Outcome:
    """Return what an engine finds of a report."""
    spans = engine.find(report.text, report.language).spans
    covered = {place for span in spans for place in range(span.start, span.end)}
    marked = []
    for start, end, kind in report.marks:
        places = [place for place in range(start, end) if report.text[place].isalnum()]
        if kind == KEEP:
            marked.append((kind, not covered & set(places), True))
        else:
            caught = covered >= set(places)
            marked.append(
                (
                    kind,
                    caught,
                    caught and any(s.kind == kind and s.start < end and start < s.end for s in spans),
                )
            )
    wanted = [mark for mark in report.marks if mark.kind != KEEP]
    found = [(str(s.kind), any(s.start < mark.end and mark.start < s.end for mark in wanted)) for s in spans]
    return Outcome(report, tuple(marked), tuple(found))


def outcomes(engine: Engine, name: str) -> list[Outcome]:
    """Return what came of every report of a set."""
    return [outcome(engine, report) for language in LANGUAGES for report in reports(name, language)]


def share(part: int, whole: int) -> str:
    """Return a share as a percentage with the numbers behind it."""
    return f"{100 * part / whole:5.1f} %  {part}/{whole}" if whole else "–"


def table(title: str, every: Iterable[Outcome], key: Callable[[Outcome, str], str]) -> Table:
    """Return recall, typed recall and precision by whatever `key` makes of an outcome and a kind."""
    marked: dict[str, Counter[str]] = defaultdict(Counter)
    for each in every:
        for kind, caught, typed in each.marked:
            marked[key(each, kind)].update(all=1, caught=int(caught), typed=int(typed))
        for kind, true in each.found:
            marked[key(each, kind)].update(found=1, true=int(true))
    shown = Table(title=title)
    for head in ("", "recall", "with its kind", "precision"):
        shown.add_column(head, justify="left" if not head else "right")
    for name, n in sorted(marked.items()):
        shown.add_row(
            name, share(n["caught"], n["all"]), share(n["typed"], n["all"]), share(n["true"], n["found"])
        )
    return shown


def show(engine: Engine, name: str, console: Console) -> None:
    """Print all tables of a set, and the false hits in prose."""
    start = time.perf_counter()
    every = outcomes(engine, name)
    took = time.perf_counter() - start
    console.print(table("by kind (KEEP: stayed)", every, lambda _, kind: kind))
    console.print(table("by language and kind", every, lambda each, kind: f"{each.report.language} {kind}"))
    names = [
        each._replace(marked=tuple(m for m in each.marked if m[0] == "PERSON"), found=()) for each in every
    ]
    console.print(
        table("names by casing", names, lambda each, _: f"{each.report.language} {each.report.casing}")
    )
    console.print(
        table("names by script", names, lambda each, _: f"{each.report.language} {each.report.script}")
    )
    whole = sum(all(caught for kind, caught, _ in each.marked if kind != KEEP) for each in every)
    console.print(
        f"reports without a leak: {share(whole, len(every))};  {len(every) / took:.0f} texts a second"
    )
    for language in LANGUAGES:
        console.print(f"{language}: {false_hits(engine, language):.1f} false hits per 1,000 words of prose")


def false_hits(engine: Engine, language: str) -> float:
    """Return how many spans are found in a thousand words of prose that hold none."""
    texts = [report.text for report in reports("prose", language)]
    hits = sum(len(engine.find(text, language).spans) for text in texts)
    words = sum(len(text.split()) for text in texts)
    return _THOUSAND * hits / words if words else 0.0


def main() -> None:
    """Measure the set that is named."""
    console = Console(width=110)
    start = time.perf_counter()
    engine = Scrubber.load()
    console.print(f"loaded in {time.perf_counter() - start:.2f} s")
    show(engine, sys.argv[1] if len(sys.argv) > 1 else "dev", console)


if __name__ == "__main__":
    main()
