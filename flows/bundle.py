"""What is known before anybody writes: questionnaires, codes, contacts, places, spans of time."""

from __future__ import annotations

from msgspec import Struct, field

from flows.duty import Duty
from flows.phrasebook import Phrasebook  # noqa: TC001  as above
from flows.places import Places  # noqa: TC001  msgspec reads the annotations when the class is made
from flows.questionnaire import Questionnaire, Taxonomy  # noqa: TC001  as above
from flows.support import Contact  # noqa: TC001  as above


class Flows(Struct, frozen=True):
    """First parameter of the core; made once by the composition root and never changed."""

    taxonomy: Taxonomy
    questionnaires: dict[str, Questionnaire]
    contacts: tuple[Contact, ...]
    places: Places
    team: bool = False
    """Whether people answer in the chat; until then nothing promises a reader."""
    veil_after: int = 900
    """Seconds of silence after which Back and the review show nothing older."""
    draft_kept: int = 86_400
    """Seconds of silence after which an unfinished conversation is erased."""
    duty: Duty = Duty()
    """When somebody is there."""
    remind: tuple[int, ...] = (300, 900, 3600)
    """Seconds after which the team hears again of an unclaimed case; the last goes to coordinators."""
    phrases: Phrasebook = field(default_factory=dict)
    """What counsellors send by a button."""
