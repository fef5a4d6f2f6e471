"""What coordinators see and do in their private chat: what waits for the register, a pause, a breach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct

from flows.card import Card, named
from flows.model import Text, text

if TYPE_CHECKING:
    from flows.case import Colleague

Order = Literal["", "pause", "resume", "breach", "purge"]
"""What a coordinator decides on the intake; "breach" and "purge" stop it, "purge" erases what is open too."""
Place = Literal["", "pause", "resume", "breach", "breach_stop", "breach_purge"]


class Overview(Struct, frozen=True):
    """How the register and the intake stand; the edge tells it at each turn."""

    waiting: int = 0
    """Reports that wait for the flush."""
    needed: int = 0
    """So many go together."""
    flush: Text | None = None
    """The sentence about when the next flush comes."""
    paused: bool = False
    """Whether no new reports are taken."""


def told(colleague: Colleague, overview: Overview) -> tuple[Text, ...]:
    """Return what the card of a colleague says of the intake; only coordinators hear what waits."""
    paused = (text("team.paused"),) if overview.paused else ()
    if colleague.role != "coordinator":
        return paused
    return (*paused, _waiting(overview), *((overview.flush,) if overview.flush else ()))


def _waiting(overview: Overview) -> Text:
    if not overview.waiting:
        return text("team.none_register")
    enough = overview.waiting >= overview.needed
    return text("team.enough_register" if enough else "team.waiting_register", count=overview.waiting)


def keys(colleague: Colleague, overview: Overview) -> tuple[str, ...]:
    """Return the further keys of a coordinator's card."""
    if colleague.role != "coordinator":
        return ()
    return ("team.btn.resume" if overview.paused else "team.btn.pause", "team.btn.breach")


def card(place: str) -> Card | None:
    """Return the card that asks before anything is done; None for a place that is not here."""
    if place not in _ASKS:
        return None
    asked, *options = _ASKS[place]
    return Card((text(asked),), named(*options))


_ASKS: Final = {
    "pause": ("team.pause.q", "team.btn.pause", "btn.cancel"),
    "resume": ("team.resume.q", "team.btn.resume", "btn.cancel"),
    "breach": ("team.breach.q", "team.btn.breach_stop", "team.btn.breach_purge", "btn.cancel"),
    "breach_stop": ("team.breach.sure_stop", "btn.yes", "btn.no"),
    "breach_purge": ("team.breach.sure_purge", "btn.yes", "btn.no"),
}
"""The question and the keys of each place; a breach is asked about twice."""


def chosen(place: str, name: str) -> tuple[Place, Order]:
    """Return where a key leads and what it decides; any other key leads back to the colleague's own card."""
    return _LEADS.get((place, name), ("", ""))


_LEADS: Final[dict[tuple[str, str], tuple[Place, Order]]] = {
    ("", "team.btn.pause"): ("pause", ""),
    ("", "team.btn.resume"): ("resume", ""),
    ("", "team.btn.breach"): ("breach", ""),
    ("pause", "team.btn.pause"): ("", "pause"),
    ("resume", "team.btn.resume"): ("", "resume"),
    ("breach", "team.btn.breach_stop"): ("breach_stop", ""),
    ("breach", "team.btn.breach_purge"): ("breach_purge", ""),
    ("breach_stop", "btn.yes"): ("", "breach"),
    ("breach_purge", "btn.yes"): ("", "purge"),
}
