"""How good a guess is: how many are right, how many chance would have, and how likely chance has so many."""

from __future__ import annotations

from fractions import Fraction
from math import comb, exp, factorial, lgamma, log
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence
    from random import Random

SURE = 0.95
"""Of the confidence interval."""


class Result(NamedTuple):
    """What one way of guessing came to, over all flushes."""

    way: str
    right: int
    of: int
    expected: float
    """How many chance has right on the average."""
    luck: float
    """How likely chance alone has at least as many right."""

    @property
    def interval(self) -> tuple[float, float]:
        """The share that is right, between two bounds (Clopper and Pearson 1934)."""
        return clopper_pearson(self.right, self.of)

    def line(self) -> str:
        low, high = self.interval
        share, chance = self.right / max(self.of, 1), self.expected / max(self.of, 1)
        shares = f"{share:.1%} | {low:.1%} to {high:.1%} | {chance:.1%}"
        return f"| {self.way} | {self.right} of {self.of} | {shares} | {self.luck:.2g} |"


HEAD = "| guessed by | right | share | 95 % interval | by chance | luck alone |\n|---|---|---|---|---|---|"


class Round(NamedTuple):
    """One flush: for each who sent something the row that is guessed and the row that is theirs."""

    guessed: Sequence[Hashable]
    true: Sequence[Hashable]
    kinds: Sequence[Hashable]
    """What is known of each row whoever looks; chance chooses among those of one kind."""


def judged(way: str, rounds: Sequence[Round]) -> Result:
    """Count what is right, and compare it with a bijection drawn by lot within each kind of each flush.

    Each row is guessed once. Exact: no draws, no approximation.
    """
    right = sum(guess == true for one in rounds for guess, true in zip(one.guessed, one.true, strict=True))
    chances, expected = [1.0], 0.0
    for one in rounds:
        for kind in set(one.kinds):
            places = [at for at, other in enumerate(one.kinds) if other == kind]
            rows = {one.true[at] for at in places}
            possible = sum(one.guessed[at] in rows for at in places)
            expected += possible / len(places)
            chances = _folded(chances, matches(len(places), possible))
    return Result(way, right, sum(len(one.true) for one in rounds), expected, min(1.0, sum(chances[right:])))


def matches(places: int, possible: int) -> list[float]:
    """Return how likely it is that 0, 1, … of `possible` guesses are right where rows are dealt by lot.

    Inclusion and exclusion over permutations of `places` that keep at least some of the guessed pairs.
    """
    every = factorial(places)
    return [
        float(
            Fraction(
                comb(possible, right)
                * sum(
                    (-1) ** more * comb(possible - right, more) * factorial(places - right - more)
                    for more in range(possible - right + 1)
                ),
                every,
            )
        )
        for right in range(possible + 1)
    ]


def _folded(one: list[float], other: list[float]) -> list[float]:
    """Return the distribution of a sum."""
    summed = [0.0] * (len(one) + len(other) - 1)
    for left, p in enumerate(one):
        for right, q in enumerate(other):
            summed[left + right] += p * q
    return summed


def by_score(scores: Sequence[Mapping[Hashable, float]], chance: Random) -> list[Hashable]:
    """Return a row for each person: the best pairs first, each row once, ties by lot."""
    pairs = [
        (-score, chance.random(), who, row) for who, of in enumerate(scores) for row, score in of.items()
    ]
    found: dict[int, Hashable] = {}
    taken: set[Hashable] = set()
    for _, _, who, row in sorted(pairs, key=lambda pair: pair[:2]):
        if who not in found and row not in taken:
            found[who] = row
            taken.add(row)
    return [found[who] for who in range(len(scores))]


def clopper_pearson(right: int, of: int) -> tuple[float, float]:
    """Return the exact interval of a share, from the binomial distribution."""
    tail = (1 - SURE) / 2
    low = 0.0 if right == 0 else _where(lambda share: 1 - _below(right - 1, of, share) - tail)
    high = 1.0 if right == of else _where(lambda share: tail - _below(right, of, share))
    return low, high


def _where(rises: Callable[[float], float]) -> float:
    """Return where a rising function is 0 between 0 and 1."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if rises(middle) > 0 else (middle, high)
    return low


def _below(right: int, of: int, share: float) -> float:
    """Return how likely at most so many of `of` are right."""
    if share in (0.0, 1.0):
        return 1.0 if share == 0.0 or right >= of else 0.0
    return min(
        1.0,
        sum(exp(_log_choose(of, k) + k * log(share) + (of - k) * log(1 - share)) for k in range(right + 1)),
    )


def _log_choose(of: int, k: int) -> float:
    return lgamma(of + 1) - lgamma(k + 1) - lgamma(of - k + 1)
