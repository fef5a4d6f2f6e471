"""Wherever a conversation stands: once it is erased or its time is over, no word of it is left anywhere."""

from __future__ import annotations

import asyncio
import re
import signal
from typing import TYPE_CHECKING, Final

import pytest

from tests.whole.canaries import needles
from tests.whole.installation import now
from tests.whole.telegram import until
from tests.whole.traces import DAY, Traces, forgotten, in_files, records

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.whole.team import Colleague, Reporter, Team
    from tests.whole.thread import Thread

    Reaches = Callable[["Scene", Reporter, str], Awaitable[None]]

CODE: Final = re.compile(r"\d{4}(?: \d{4}){5}")
OPENED: Final = ("lang.name.uk", "safety:safe", "btn.start_report", "btn.yes")
SPANS: Final[dict[float, dict[str, int]]] = {
    0.9: {"case_": 7, "mailbox": 2, "letter": 1},
    1.1: {"session": 0, "outbox": 0, "case_": 7},
    6.9: {"case_": 7},
    7.1: {"case_": 5},  # two that nobody took
    30.1: {"case_": 4},  # one that was closed
    89: {"letter": 1},
    91: {"letter": 0},
    182: {"case_": 4},
    184: {"case_": 0, "line": 0, "media": 0, "post": 0, "seat": 0, "timer": 0, "errand": 0, "mailbox": 2},
    274: {"mailbox": 0},
}
"""Days since all was said, and how many rows are then held (design § 7)."""


class Scene:
    """A team with people in every phase, and all that they said."""

    def __init__(self, team: Team, colleague: Colleague, other: Colleague) -> None:
        self.team, self.colleague, self.other = team, colleague, other
        self.people: list[Reporter] = []
        self.said: list[str] = []

    async def reporter(self) -> Reporter:
        """Make somebody new."""
        self.people.append(await self.team.reporter("uk"))
        return self.people[-1]

    async def waits(self) -> set[str]:
        """Return the cases that wait in the group."""
        group = self.team.group
        cards = [one for one in await group.messages() if group.reader.place(one, "st.btn.claim")]
        return {self.team.codename(card) for card in cards}

    async def talks(self, reporter: Reporter, words: str, by: Colleague | None = None) -> Thread:
        """Let somebody have a talk with words both ways; return the topic."""
        known = await self.waits()
        await reporter.asks()
        await reporter.talk.writes(words)

        async def announced() -> str:
            return next(iter(await self.waits() - known), "")

        topic = await self.team.claims(by or self.colleague, await until(announced, "a new case"))
        await topic.hears(words)
        self.said.append(f"odpowiedź {words}")
        await topic.writes(self.said[-1])
        await reporter.talk.hears(self.said[-1])
        return topic


# ---------------------------------------------------------------------------- the phases


async def opening(_scene: Scene, reporter: Reporter, words: str) -> None:
    await reporter.start()
    await reporter.says(words)


async def interview(_scene: Scene, reporter: Reporter, words: str) -> None:
    await reporter.opened("uk")
    await reporter.press("incident_group:words", "btn.next")
    await reporter.says(words)


async def typed(_scene: Scene, reporter: Reporter, words: str) -> None:
    await reporter.start()
    await reporter.press(*OPENED, "role:victim")
    await reporter.press("incident_group:words", "btn.next", "incident_type:verbal_insult", "btn.next")
    await reporter._skips_to("need:legal_advice")
    await reporter.press("need:legal_advice", "btn.next")
    await reporter._skips_to("btn.skip", "v.words")
    await reporter.says(words)
    await reporter.has("btn.text_ok")


async def review(scene: Scene, reporter: Reporter, words: str) -> None:
    await typed(scene, reporter, words)
    await reporter.press("btn.text_ok")
    await reporter.has("btn.send")


async def end(scene: Scene, reporter: Reporter, words: str) -> None:
    await review(scene, reporter, words)
    await reporter.press("btn.send")
    await reporter.reads("thanks.case")


async def waiting(_scene: Scene, reporter: Reporter, words: str) -> None:
    await reporter.asks()
    await reporter.talk.writes(words)
    await reporter.talk.told("talk.received")


async def claimed(scene: Scene, reporter: Reporter, words: str) -> None:
    await scene.talks(reporter, words)


async def resting(scene: Scene, reporter: Reporter, words: str) -> None:
    await scene.talks(reporter, words, scene.other)
    await scene.other.private.writes("/duty off")
    await scene.other.private.press("team.btn.rest_all")
    await scene.other.private.told("st.duty_off")
    scene.said.append(f"ще раз {words}")
    await reporter.talk.writes(scene.said[-1])
    await reporter.talk.told("talk.resting")


async def closed(scene: Scene, reporter: Reporter, words: str) -> None:
    topic = await scene.talks(reporter, words)
    await topic.press("st.btn.close", "outcome:info_given", "btn.next")
    await reporter.talk.told("ho.closed")


async def code_card(scene: Scene, reporter: Reporter, words: str) -> None:
    await scene.talks(reporter, words)
    await coded(scene, reporter)


async def mailbox(scene: Scene, reporter: Reporter, words: str) -> None:
    topic = await scene.talks(reporter, words)
    code = await coded(scene, reporter)
    await reporter.talk.press("btn.code_saved")
    await reporter.act("block")
    await topic.told("team.blocked_code")
    scene.said.append(f"list {words}")
    await topic.writes(scene.said[-1])
    await scene.team.installation.delivered()
    reader = await scene.reporter()
    await reader.start()
    await reader.press("lang.name.uk")
    await reader.says("/code")
    await reader.says(code)
    await reader.press("btn.open")
    await reporter.act("unblock")


async def coded(scene: Scene, reporter: Reporter) -> str:
    """Let somebody ask for a return code; return it as it stands on its card."""
    await scene.team.installation.delivered()  # a press of a card that is drawn anew just then counts as old
    await reporter.talk.press("btn.code", "btn.code_yes")
    found = CODE.search((await reporter.talk.told("code.card"))["text"])
    assert found
    scene.said += [found[0], found[0].replace(" ", "")]
    return found[0]


PHASES: Final[tuple[Reaches, ...]] = (
    *(opening, interview, typed, review, end),
    *(waiting, claimed, closed, code_card, mailbox, resting),
)


# ---------------------------------------------------------------------------- erased, or over


@pytest.mark.parametrize("how", ["erase", "expiry"])
async def test_no_word_is_left_of_any_phase(team: Team, how: str) -> None:
    """In no file of database, keys and logs, sealed or not, in no topic, and in no card of the group."""
    one = team.installation
    crew = await team.hires(("Wierzba", "counsellor", "pl"), ("Jesion", "counsellor", "pl"))
    await one.start(moved=True)
    traces, scene = Traces(team), Scene(team, *crew)
    for phase in PHASES:
        scene.said.append(f"канарка {phase.__name__} Квазарна 17")
        await phase(scene, await scene.reporter(), scene.said[-1])
    await one.delivered()
    traces.note()
    assert {"session", "case_", "line", "seat", "timer", "letter", "mailbox"} <= set(traces.left())
    wanted = needles([*scene.said, *(str(one.number) for one in scene.people)])
    assert "канарка" in await at_the_team(team, crew), "what is looked for is there before"
    await (erased(scene) if how == "erase" else over(scene, traces))
    await until(lambda: nothing(traces), "an end of all rows and keys")
    await asyncio.gather(*(one.topicless() for one in crew), team.group.empty())
    assert not [words for words in scene.said if words in await at_the_team(team, crew)]
    if how == "erase":
        seen = [str(await reporter.cards()) for reporter in scene.people]
        assert not [words for words in scene.said if words in str(seen)], "nor in their own chats"
    await one.stop(signal.SIGKILL)
    assert in_files(wanted, [*records(team), one.log]) == set()
    await forgotten(team)
    assert traces.in_files() == set()


async def erased(scene: Scene) -> None:
    """Let everybody erase everything."""
    for reporter in scene.people:
        await reporter.says("/erase")
        await reporter.press("btn.erase_yes")
        await reporter.reads("erase.done")


async def over(scene: Scene, traces: Traces) -> None:
    """Let time pass until all is over, and do what is done each hour."""
    one = scene.team.installation
    before = 0.0
    for days, held in SPANS.items():
        one.ahead.write_text(str(days * DAY), "ascii")
        await scene.team.telegram.clock((days - before) * DAY)
        before = days
        await until(lambda: nothing_due(scene), "an end of all that is due")
        await one.delivered()
        await forgotten(scene.team)
        assert {table: traces.left().get(table, 0) for table in held} == held, days


async def nothing_due(scene: Scene) -> bool:
    """Whether the bot has seen to every timer that has run out."""
    one = scene.team.installation
    minute = (now().timestamp() + float(one.ahead.read_text("ascii"))) // 60
    due = [row for row in Traces(scene.team).rows().get("timer", []) if int(str(row[-1])) <= minute]
    return not due


async def nothing(traces: Traces) -> bool:
    """Whether nothing is left but what outlives every conversation."""
    return set(traces.left()) <= {"entry"}


async def at_the_team(team: Team, crew: list[Colleague]) -> str:
    """Return all that stands in the colleagues' topics and in the group."""
    chats = [await one.chat() for one in crew]
    standing = [(chat["messages"], chat["topics"]) for chat in chats]
    return f"{standing}{await team.group.messages()}"
