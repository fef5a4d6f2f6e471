"""What can be seen in a database without any key: sizes, counts, and whether bytes look like chance."""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections import Counter, defaultdict
from contextlib import closing
from math import erfc, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

LEAST = 48
"""Anything longer than this is a sealed body; ids have 16 bytes, keyed hashes 32."""
RUN = 20
"""Printable bytes in a row that chance does not bring: once in 300 million places."""


def tables(database: Path) -> dict[str, list[dict[str, object]]]:
    """Return all rows of all tables."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]  # noqa: S608  names of ours
            for name in names
        }


def cells(database: Path) -> Iterator[tuple[str, object]]:
    """Yield "table.column" and value of everything that stands in the database."""
    for table, rows in tables(database).items():
        for row in rows:
            yield from ((f"{table}.{column}", value) for column, value in row.items())


def sealed(found: Iterable[tuple[str, object]]) -> dict[str, list[bytes]]:
    """Return the sealed bodies by their column."""
    bodies = defaultdict(list)
    for column, value in found:
        if isinstance(value, bytes) and len(value) > LEAST:
            bodies[column].append(value)
    return dict(bodies)


def in_the_open(found: Iterable[tuple[str, object]]) -> dict[str, set[object]]:
    """Return what stands in columns that are neither sealed nor ids of chance or keyed hashes."""
    open_ = defaultdict(set)
    for column, value in found:
        hidden = isinstance(value, bytes) and (len(value) in (16, 32) or len(value) > LEAST)
        if value is not None and not hidden:
            open_[column].add(value)
    return dict(open_)


def sizes(bodies: dict[str, list[bytes]]) -> dict[str, Counter[int]]:
    """Return how often each size of a sealed body comes, by column."""
    return {column: Counter(map(len, values)) for column, values in bodies.items()}


def chi_square(body: bytes) -> float:
    """Return how likely bytes by chance are at least as uneven as these (Pearson, 255 degrees of freedom).

    By the cube root of Wilson and Hilferty (1931), which is close from some thousand bytes on.
    """
    expected = len(body) / 256
    counted = Counter(body)
    statistic = sum((counted[byte] - expected) ** 2 / expected for byte in range(256))
    return tail(statistic, 255)


def tail(statistic: float, freedom: int) -> float:
    """Return how likely a chi-square of so many degrees of freedom is at least so large."""
    spread = 2 / (9 * freedom)
    return 0.5 * erfc(((statistic / freedom) ** (1 / 3) - (1 - spread)) / sqrt(2 * spread))


def packed(body: bytes) -> float:
    """Return to what share of its size it can be compressed; chance cannot."""
    return len(zlib.compress(body, 9)) / len(body)


def words(body: bytes) -> set[str]:
    """Return the runs of printable bytes that are too long to come by chance."""
    return {run.decode("ascii") for run in re.findall(rb"[\x20-\x7e\n\t]{%d,}" % RUN, body)}
