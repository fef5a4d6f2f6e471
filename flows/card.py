"""A card before it is worded: its paragraphs, its options, and the rows of keys that every card carries."""

from __future__ import annotations

from typing import Final, NamedTuple

from flows.model import Effect, Key, Press, Session, Text, text

PAGE: Final = 8
"""Choices on one page (flows.md X-8)."""


class Option(NamedTuple):
    """Something that can be chosen on a card: a name for the code, a label for the person."""

    name: str
    label: Text
    press: int = -1
    """Number of its key, where its place in the list changes while the card stands; -1: by that place."""


def named(*ids: str) -> tuple[Option, ...]:
    """Return options that are called as the texts on their keys."""
    return tuple(Option(id_, text(id_)) for id_ in ids)


class Card(NamedTuple):
    """What stands on the screen at one place of the conversation."""

    lines: tuple[Text, ...]
    options: tuple[Option, ...] = ()
    ticked: frozenset[str] = frozenset()
    several: bool = False
    controls: tuple[Press, ...] = ()
    """The keys of the row beneath the options, left to right."""
    sendable: bool = False
    """Whether "Send what I have" stands above the controls."""
    pages: int = 1
    """Pages of a card that is paged by itself and not by its options."""


class Move(NamedTuple):
    """What a press leads to: the session afterwards, and what else is to be done or said."""

    session: Session
    effects: tuple[Effect, ...] = ()
    lead: tuple[Text, ...] = ()
    """Said once above the next card."""
    toast: Text | None = None
    fresh: bool = False


_LABELS: Final = {
    Press.BACK: "btn.back",
    Press.SKIP: "btn.skip",
    Press.NEXT: "btn.next",
    Press.EARLIER: "key.earlier",
    Press.LATER: "key.later",
    Press.SEND_NOW: "btn.send_now",
    Press.EMERGENCY: "key.emergency",
    Press.PERSON: "key.person",
    Press.MORE: "key.more",
    Press.CLOSE: "btn.back",
}


def pages(card: Card) -> int:
    """Return over how many pages the card goes."""
    return max(card.pages, -(-len(card.options) // PAGE))


def keys(card: Card, page: int, *, fixed: bool = True) -> tuple[tuple[Key, ...], ...]:
    """Return the rows of keys of one page: options, paging, "Send what I have", controls, the fixed row.

    A card that goes over several pages by itself is turned above its options: there is more to read first.
    Colleagues' cards have no fixed row.
    """
    count = pages(card)
    turning = ((Press.EARLIER,) if page else ()) + ((Press.LATER,) if page < count - 1 else ())
    rows = (
        [_row(turning), *_options(card, page)] if card.pages > 1 else [*_options(card, page), _row(turning)]
    )
    rows.append(_row((Press.SEND_NOW,) if card.sendable else ()))
    rows.append(_row(card.controls))
    rows.append(_row((Press.EMERGENCY, Press.PERSON, Press.MORE) if fixed else ()))
    return tuple(row for row in rows if row)


def _options(card: Card, page: int) -> list[tuple[Key, ...]]:
    first = 0 if card.pages > 1 else page * PAGE
    shown = range(first, min(first + PAGE, len(card.options)))
    return [(_option(card, number),) for number in shown]


def _option(card: Card, number: int) -> Key:
    """Make the key of an option; its number says what is meant (even: choose, odd: take back).

    So a second press of the same key asks for the same thing again and changes nothing.
    """
    option = card.options[number]
    if option.press >= 0:
        return Key(option.label, option.press)
    ticked = option.name in card.ticked
    return Key(option.label, number * 2 + (ticked and card.several), ticked)


def _row(presses: tuple[Press, ...]) -> tuple[Key, ...]:
    return tuple(Key(text(_LABELS[press]), press) for press in presses)


def chosen(card: Card, press: int) -> tuple[str, bool] | None:
    """Return the option that a press names and whether it was to be chosen, or None where there is none."""
    own = next((option.name for option in card.options if press == option.press >= 0), None)
    if own is not None:
        return own, True
    number, taken_back = divmod(press, 2)
    if not 0 <= number < len(card.options) or (taken_back and not card.several):
        return None
    return None if card.options[number].press >= 0 else (card.options[number].name, not taken_back)
