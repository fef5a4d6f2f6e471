"""The conversation as this installation holds it: the core, with its files and the catalogue read in."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from flows import people
from flows.bundle import Flows
from flows.contacts import EMERGENCY, read_contacts
from flows.duty import Duty
from flows.model import Say, text
from flows.pace import slowed
from flows.phrasebook import read_phrasebook
from flows.places import read_places
from flows.quietly import CLOSED_KEPT
from flows.reading import Faults, read_questionnaire, read_taxonomy
from flows.step import begin, redrawn, screen, step
from flows.waiting import MINOR_UNCLAIMED, UNCLAIMED
from locales.catalog import Catalog, Facts
from storage.mailbox import LETTER_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.settings import Settings
    from flows.model import Effect, Event, Session
    from flows.questionnaire import Questionnaire, Taxonomy

QUESTIONNAIRES: Final = ("victim", "witness", "professional")
DAY: Final = 86_400
"""Seconds."""


def source(name: str) -> str:
    """Return the text of a file of flows/, as "questionnaires/victim.yaml"; raises OSError."""
    return files("flows").joinpath(name).read_text("utf-8")


def load_catalog(settings: Settings) -> Catalog:
    """Read the catalogue, with what the settings say in its sentences; raises OSError or ValueError."""
    centre = settings.centre
    facts = Facts(
        funder=centre.funder,
        controller=centre.controller,
        dpo=centre.dpo,
        contact=centre.contact,
        bot=centre.name,
        link=centre.link,
        hours=duty_of(settings).hours,
        draft_time=settings.conversation.draft_kept * 3600,
        chat_time=CLOSED_KEPT,
        case_time=UNCLAIMED,
        minor_time=MINOR_UNCLAIMED,
        code_time=LETTER_DAYS * DAY,
        time=settings.team.answer_within * 60,
    )
    return Catalog.load(facts, team=settings.served)


def load_flows(settings: Settings, catalog: Catalog) -> Flows:
    """Read taxonomy, questionnaires, contacts and places; raises Faults (a questionnaire) or FlowsFault."""
    taxonomy = read_taxonomy(source("taxonomy.yaml"))
    questionnaires, faults = load_questionnaires(taxonomy, catalog.lengths)
    if faults:
        raise Faults([fault for broken in faults for fault in broken.faults])
    try:
        contacts, places = read_contacts(source("contacts.yaml")), read_places(source("places.yaml"))
        phrases = read_phrasebook(source("phrasebook.yaml"))
    except ValueError as fault:
        raise FlowsFault(str(fault)) from None
    return Flows(
        taxonomy=taxonomy,
        questionnaires=questionnaires,
        contacts=contacts,
        places=places,
        team=settings.served,
        veil_after=settings.conversation.veil_after * 60,
        draft_kept=settings.conversation.draft_kept * 3600,
        duty=duty_of(settings),
        remind=tuple(minutes * 60 for minutes in settings.team.remind),
        phrases=phrases,
    )


def duty_of(settings: Settings) -> Duty:
    """Return when somebody of the team is there, by the centre's own clock."""
    return Duty(
        hours={day: spans for day, spans in settings.team.hours.items()},  # noqa: C416  it widens the type
        holidays=settings.team.holidays,
        zone=ZoneInfo(settings.centre.timezone),
        answer_within=settings.team.answer_within * 60,
    )


def load_questionnaires(
    taxonomy: Taxonomy, lengths: Mapping[str, int]
) -> tuple[dict[str, Questionnaire], list[Faults]]:
    """Return the questionnaires that can be asked, and what is wrong with the others."""
    good, faults = {}, []
    for name in QUESTIONNAIRES:
        try:
            good[name] = read_questionnaire(
                name, source(f"questionnaires/{name}.yaml"), taxonomy, lengths, lengths
            )
        except Faults as broken:
            faults.append(broken)
    return good, faults


class FlowsFault(Exception):
    """A file of flows/ other than a questionnaire cannot be used; says why in one sentence."""


class Conversation:
    """The core with its first parameter filled in, and the cards that stand without a session."""

    def __init__(self, flows: Flows) -> None:
        self.flows = flows

    def begin(self, phone: str, /) -> Session:
        """Make the session of somebody who writes for the first time."""
        return begin(phone)

    def step(self, session: Session, event: Event, /) -> tuple[Session, list[Effect]]:
        """Say what an event changes, and what is to be done."""
        return step(self.flows, session, event)

    def screen(self, session: Session, /) -> Say:
        """Return the card that stands where the session stands."""
        return screen(self.flows, session)

    def redrawn(self, session: Session, at: datetime, /) -> tuple[Session, list[Effect]]:
        """Follow the case of an open talk though the person did nothing."""
        return redrawn(self.flows, session, at)

    def slowed(self, session: Session, event: Event, /) -> list[Effect] | None:
        """Say what follows from words that come too fast, None for what is never slowed."""
        return slowed(self.flows, session, event)

    def help_only(self, phone: str, /) -> Say:
        """Return the card for when nothing can be kept: contacts, and 112 first."""
        person = begin(phone)
        places = people.shown(self.flows, (EMERGENCY, *people.fitting(self.flows, person)))
        return Say(person.hint, 0, (text("sys.help_only", contacts=places),))

    def busy(self, phone: str, /) -> Say:
        """Return the card for when something failed on our side."""
        return Say(begin(phone).hint, 0, (text("err.busy"),))

    def only_private(self, phone: str, /) -> Say:
        """Return what is said to a group."""
        return Say(begin(phone).hint, 0, (text("sys.only_private"),))
