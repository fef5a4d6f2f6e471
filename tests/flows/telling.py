"""A chat where a team is set up, so that a case can open and words of one's own are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from flows import interview, wish
from tests.flows.talk import Talk, flows

if TYPE_CHECKING:
    from typing import Self

    from flows.bundle import Flows
    from flows.facts import CaseOpened
    from flows.model import Text


def staffed() -> Flows:
    return replace(flows(), team=True)


class Telling(Talk):
    """A talk with a team; what is typed to a question reaches it."""

    def __init__(self, phone: str = "pl") -> None:
        super().__init__(phone, staffed())

    def types(self, words: str) -> Self:
        """Type an answer in one's own words."""
        assert interview.asks_words(self.flows, self.session)
        self.writes(words)
        return self

    def shown_back(self) -> str:
        """The words that stand on the card as they will be kept, "" where there are none."""
        words = [line.values["words"] for line in self.card.lines if line.id == "text.words"]
        return str(words[0]) if words else ""

    def line(self, id_: str) -> Text:
        return next(line for line in self.card.lines if line.id == id_)

    def opens(self) -> bool:
        return wish.case_opens(self.flows, self.session)

    def opening(self) -> CaseOpened:
        return wish.opening(self.flows, self.session, "report")

    def tells(self, role: str, *told: str) -> Self:
        """Answer what is told, in asking order, skip all else, and stop behind the last of it."""
        self.opened("en", role)
        for label in told:
            while label not in self._offered():
                assert self.session.phase == "interview", f'nobody offers "{label}" any more'
                self.pass_on()
            self.press(label)
            if self.shows_key("btn.next") and self.ticked():
                self.press("btn.next")
        return self

    def _offered(self) -> set[str]:
        question = self.flows.questionnaires[self.session.flow].by_id.get(self.session.at)
        return {choice.label.id for choice in question.choices} if question else set()

    def comes_to(self, *places: str) -> Self:
        """Skip until one of these questions is open, or the review."""
        while self.session.phase == "interview" and self.session.at not in places:
            self.pass_on()
        return self
