"""The scrubber beside its peers, on the same texts in the same run: `python -m benchmarks.scrub_peers dev`.

Each peer runs in `build/peers` (`make bench` sets it up from `benchmarks/peers.lock`), asked over a pipe. A
marked span counts as caught where every word and number of it lies in what was found, whatever it is called.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from rich.console import Console
from rich.table import Table

from benchmarks.scrub import Outcome, false_hits, outcomes, share
from storage.register.scrub import Found, Kind, Scrubber, Span
from tests.scrub.sets import KEEP, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PEERS: Final = ("presidio", "natasha", "scrubadub")
HERE: Final = Path(__file__).parent
PYTHON: Final = HERE.parent / "build" / "peers" / "bin" / "python"


class Engine(Protocol):
    """What finds spans in a text."""

    def find(self, text: str, language: str = "") -> Found:
        """Return what was found."""


class Peer(NamedTuple):
    """Another engine, in a process and an environment of its own."""

    process: subprocess.Popen[str]

    def find(self, text: str, language: str = "") -> Found:
        """Return what the peer finds; what it calls it does not matter here."""
        asking, answering = self.process.stdin, self.process.stdout
        if asking is None or answering is None:
            raise RuntimeError("the peer has no pipes")
        asking.write(json.dumps({"language": language, "text": text}) + "\n")
        asking.flush()
        spans = (Span(start, end, Kind.PERSON) for start, end, _ in json.loads(answering.readline()))
        return Found(tuple(spans), language)


@contextmanager
def peer(name: str) -> Iterator[Peer]:
    """Start a peer, and end it with the block."""
    command = [str(PYTHON), str(HERE / "peer_engines.py"), name]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:  # noqa: S603  our own file
        try:
            yield Peer(process)
        finally:
            process.kill()


class Row(NamedTuple):
    """A column of the table: what is counted, and which marks count."""

    name: str
    wanted: Callable[[Outcome, str], bool]


def _names(casing: str) -> Callable[[Outcome, str], bool]:
    return lambda each, kind: kind == Kind.PERSON and each.report.casing == casing


ROWS: Final = (
    Row("names, as usual", _names("normal")),
    Row("names, in lower case", _names("lower")),
    Row("telephones", lambda _, kind: kind == Kind.PHONE),
    Row("addresses", lambda _, kind: kind == Kind.ADDRESS),
    Row("all else", lambda _, kind: kind not in (Kind.PERSON, Kind.PHONE, Kind.ADDRESS, KEEP)),
    Row("must stay, and did", lambda _, kind: kind == KEEP),
)

LAST: Final = ("reports without a leak", "false hits in 1,000 words", "texts a second")


def measured(engine: Engine, name: str) -> list[str]:
    """Return a column: shares by row, reports without a leak, false hits per language, texts a second."""
    start = time.perf_counter()
    every = outcomes(engine, name)
    took = time.perf_counter() - start
    column = []
    for row in ROWS:
        hits = [hit for each in every for kind, hit, _ in each.marked if row.wanted(each, kind)]
        column.append(share(sum(hits), len(hits)))
    whole = sum(all(hit for kind, hit, _ in each.marked if kind != KEEP) for each in every)
    false = "  ".join(f"{language} {false_hits(engine, language):.1f}" for language in LANGUAGES)
    return [*column, share(whole, len(every)), false, f"{len(every) / took:.0f}"]


def main() -> None:
    """Print the table for a set."""
    name = sys.argv[1] if len(sys.argv) > 1 else "dev"
    columns = {"Glos": measured(Scrubber.load(), name)}
    for other in PEERS:
        with peer(other) as engine:
            engine.find("Jan, 512 345 678, jan@example.org", "pl")  # what it loads with it is not timed
            columns[other] = measured(engine, name)
    shown = Table(title=f"beside peers, on the set {name}")
    for head in ("", *columns):
        shown.add_column(head, justify="left" if not head else "right")
    heads = (*(row.name for row in ROWS), *LAST)
    for place, head in enumerate(heads):
        shown.add_row(head, *(column[place] for column in columns.values()))
    Console(width=150).print(shown)


if __name__ == "__main__":
    main()
