"""Everything that is told by its form, in whatever language the text is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.register.scrub.addresses import addresses
from storage.register.scrub.births import births
from storage.register.scrub.contacts import contacts, usernames
from storage.register.scrub.numbers import numbers
from storage.register.scrub.papers import papers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.register.scrub.shadow import Shadow
    from storage.register.scrub.spans import Span


def formats(shadow: Shadow) -> Iterator[Span]:
    """Yield spans of the original, the surest first; they may overlap."""
    for finder in (contacts, births, papers, numbers, usernames, addresses):
        for start, end, kind in finder(shadow):
            yield shadow.span(start, end, kind)
