"""The named words of the questionnaires: what `only_if` may ask beyond the answer to one question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from flows.model import Codes  # noqa: TC001  msgspec reads the annotations when the class is made
from flows.questionnaire import Item, Taxonomy  # noqa: TC001  as above

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

AT_HOME: Final = "domestic_violence"
ONLINE: Final = "online_hate"
BLUE_CARD_WORK: Final = frozenset(
    {"teacher", "school_pedagogue", "doctor_nurse", "social_worker", "police_guard"}
)
BLUE_CARD_PLACES: Final = frozenset({"school_education", "health", "social_services"})


class Situation(Struct, frozen=True):
    """What is known at this moment of the conversation."""

    role: str
    codes: dict[str, Codes]
    """Answers so far by the name of their taxonomy list; one that was skipped or not yet asked is absent."""
    taxonomy: Taxonomy
    team: bool = False
    """Whether a team is set up that reads and answers."""
    minor: bool = False
    """Whether the person said before the questions to be under 18."""
    purpose: str = ""
    """Code of `need` that a professional came for; "" where it was skipped."""

    def of(self, list_: str) -> Codes:
        """Return the picked codes of one list, () where there are none."""
        return self.codes.get(list_, ())

    def items(self, list_: str) -> Iterator[Item]:
        """Yield the picked codes of one list with their facts."""
        return (self.taxonomy.item(list_, code) for code in self.of(list_))

    def picked(self, list_: str, code: str) -> bool:
        """Whether this code of this list was picked."""
        return code in self.of(list_)


def told(situation: Situation) -> bool:
    """Something was answered, so that thanks are not said before a word was (X-9)."""
    return any(situation.codes.values())


def at_risk(situation: Situation) -> bool:
    """A chosen type of incident is dangerous to the person or must be handled quietly."""
    return any(
        item.facts.get("safety") or item.facts.get("quiet_mode") for item in situation.items("incident_type")
    )


def home_violence(situation: Situation) -> bool:
    """Violence at home is among the chosen types, so that no question may lead to the home."""
    return situation.picked("incident_type", AT_HOME)


def only_online(situation: Situation) -> bool:
    """Hate on the internet is the only chosen type, so that the place is known without asking."""
    return situation.of("incident_type") == (ONLINE,)


def trafficking(situation: Situation) -> bool:
    """Forced work or trade in people was chosen, or exploitation at work with papers withheld."""
    return situation.picked("incident_type", "trafficking_forced") or (
        situation.picked("incident_type", "document_withholding")
        and situation.picked("incident_type", "labour_exploitation")
    )


def indicator_asked(situation: Situation) -> bool:
    """Signs of a motive are asked for: the ground is not only unknown, and home violence has a ground."""
    ground = situation.of("ground")
    return ground != ("unknown",) and (bool(ground) or not home_violence(situation))


def person_known(situation: Situation) -> bool:
    """Somebody writes about a person they know: on that person's behalf, or because the person told them."""
    return situation.role == "on_behalf" or situation.picked("reporter_knowledge", "told_by_person")


def carer(situation: Situation) -> bool:
    """Somebody writes on behalf of an adult with a disability, who could perhaps write themselves."""
    adult = any(item.facts.get("minor") is False for item in situation.items("age_band"))
    return situation.role == "on_behalf" and situation.picked("ground", "disability") and adult


def interpreter_needed(situation: Situation) -> bool:
    """An interpreter is among the needs."""
    return situation.picked("need", "interpreter")


def minor_alone(situation: Situation) -> bool:
    """A person under 18 writes, or somebody for one, and there is no team that could read it (R-MIN-2)."""
    return _young(situation) and not situation.team


def minor_told(situation: Situation) -> bool:
    """The answer about the age is the first to say that the writer is under 18, and a team is set up."""
    return _young(situation) and situation.role == "victim" and situation.team and not situation.minor


def under_18(situation: Situation) -> bool:
    """Whether the person who writes, or on whose behalf somebody writes, was said to be under 18."""
    return situation.minor or _young(situation)


def _young(situation: Situation) -> bool:
    minor = any(item.facts.get("minor") for item in situation.items("age_band"))
    return minor and situation.role in {"victim", "on_behalf"}


def blue_cards(situation: Situation) -> bool:
    """Violence at home is reported from school, health care, social services or the police (R-DV-5)."""
    bound = not BLUE_CARD_WORK.isdisjoint(situation.of("professional_type"))
    placed = not BLUE_CARD_PLACES.isdisjoint(situation.of("institution_type"))
    return home_violence(situation) and (bound or placed)


def team(situation: Situation) -> bool:
    """People read and answer in this chat."""
    return situation.team


def case_opens(situation: Situation) -> bool:
    """A counsellor will read what is sent: there is a team, and somebody wishes something or is under 18."""
    refused = situation.picked("person_knows", "does_not_want") and situation.role != "professional"
    return situation.team and not refused and (_wishes(situation) or under_18(situation))


def _wishes(situation: Situation) -> bool:
    """Whether anything but an entry is wished; the needs count, or the purpose where they were skipped."""
    wished = situation.of("need") or tuple(filter(None, (situation.purpose,)))
    return any(code != "register_only" for code in wished)


def sexual_violence(situation: Situation) -> bool:
    """Sexual violence is among the chosen types, about which nobody is asked for words."""
    return situation.picked("incident_type", "sexual_violence")


def words_allowed(situation: Situation) -> bool:
    """It may be told in one's own words: about oneself or with that person's yes, no sexual violence."""
    agreed = situation.role == "victim" or situation.picked("person_knows", "yes_agrees")
    return agreed and not sexual_violence(situation)


WORDS: Final[Mapping[str, Callable[[Situation], bool]]] = {
    word.__name__: word
    for word in (
        told,
        at_risk,
        home_violence,
        only_online,
        trafficking,
        indicator_asked,
        person_known,
        carer,
        interpreter_needed,
        minor_alone,
        minor_told,
        blue_cards,
        team,
        case_opens,
        words_allowed,
        sexual_violence,
    )
}
