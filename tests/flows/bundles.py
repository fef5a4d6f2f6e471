"""What tests of the core share: the real questionnaires, with a team and without, two clocks, and a code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from flows.bundle import Flows
from flows.duty import Duty
from flows.model import Lines, Listing, Text
from flows.places import read_places
from flows.reading import read_questionnaire, read_taxonomy
from flows.support import read_contacts

if TYPE_CHECKING:
    from collections.abc import Iterator

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
"""A Saturday, on which nobody of the team is on duty."""
MONDAY = NOON + timedelta(days=2)
"""Somebody is on duty."""
CODE = "123456789012345678901234"


def source(name: str) -> str:
    return files("flows").joinpath(name).read_text("utf-8")


@cache
def flows() -> Flows:
    """The real questionnaires, codes, contacts and places."""
    taxonomy = read_taxonomy(source("taxonomy.yaml"))
    names = ("victim", "witness", "professional")
    return Flows(
        taxonomy=taxonomy,
        questionnaires={
            name: read_questionnaire(name, source(f"questionnaires/{name}.yaml"), taxonomy) for name in names
        },
        contacts=read_contacts(source("contacts.yaml")),
        places=read_places(source("places.yaml")),
    )


@cache
def team() -> Flows:
    """The same where a team is there from Monday to Friday, ten to four."""
    hours: dict[str, tuple[str, ...]] = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("10:00-16:00",))
    return replace(flows(), team=True, duty=Duty(hours=hours, zone=ZoneInfo("Europe/Warsaw")))


def inner(text: Text, name: str) -> Text:
    """The text that stands in another under this name."""
    value = text.values[name]
    assert isinstance(value, Text)
    return value


def ids(text: Text) -> Iterator[str]:
    """The ids of a text and of all that stands in it."""
    yield text.id
    for value in text.values.values():
        if isinstance(value, Text):
            yield from ids(value)
        elif isinstance(value, Lines | Listing):
            for inner in value.texts:
                yield from ids(inner)
