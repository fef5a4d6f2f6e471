"""The phrasebook on a case card: groups, then phrases with their words, then their blanks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.card import Card, Option, named
from flows.model import Press, Text, text
from flows.phrasebook import blanks, choices, phrase
from flows.texts import Lines

if TYPE_CHECKING:
    from datetime import datetime

    from flows.bundle import Flows
    from flows.case import Seat


def card(flows: Flows, group: str) -> Card:
    """Return the groups, or the phrases of one group: their words above, a number for each below."""
    if not group:
        options = tuple(Option(name, text(f"phrase_group:{name}")) for name in flows.phrases)
        return Card((text("team.phrases"),), options, controls=(Press.CLOSE,))
    ids = tuple(flows.phrases[group])
    words = Lines(
        tuple(text("team.numbered", number=n, words=shown(flows, id_)) for n, id_ in enumerate(ids, 1))
    )
    options = tuple(Option(id_, text("team.send_number", number=n)) for n, id_ in enumerate(ids, 1))
    return Card((text("team.phrases_of", phrases=words),), options, controls=(Press.CLOSE,))


def shown(flows: Flows, id_: str) -> Text:
    """Return a phrase as it looks before its blanks are filled."""
    return text(f"phrase:{id_}", **dict.fromkeys(blanks(flows, id_), "…"))


def filling(flows: Flows, seat: Seat, phrase_: str, now: datetime) -> Card:
    """Return the card that asks for the next blank of a phrase, or shows it whole before it is sent."""
    filled = filled_in(flows, seat, phrase_)
    left = [blank for blank in blanks(flows, phrase_) if blank not in filled]
    if not left:
        return Card(
            (text("team.phrase_whole", words=phrase(phrase_, filled)),),
            named("team.btn.send"),
            controls=(Press.CLOSE,),
        )
    options = choices(flows, left[0], now)
    return Card(
        (text("team.fill", words=shown(flows, phrase_), blank=text(f"team.blank.{left[0]}")),),
        options,
        controls=(Press.CLOSE,),
    )


def filled_in(flows: Flows, seat: Seat, phrase_: str) -> dict[str, str]:
    """Return what the blanks of a phrase were filled with so far; the seat keeps it in their order."""
    return dict(zip(blanks(flows, phrase_), seat.picked, strict=False))
