"""Wherever a conversation stands: once it is erased or its time is over, no word of it is left anywhere."""

from __future__ import annotations

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
SPANS: Final = (1.1, 7, 31, 146, 92, 190)
"""Days that pass one after another: each ends what is kept no longer, the mailboxes last."""


class Scene:
    """A team with people in every phase, and all that they said."""

    def __init__(self, team: Team, colleague: Colleague) -> None:
        self.team, self.colleague = team, colleague
        self.people: list[Reporter] = []
        self.said: list[str] = []

    async def reporter(self) -> Reporter:
        """Make somebody new."""
        self.people.append(await self.team.reporter("uk"))
        return self.people[-1]

    async def talks(self, reporter: Reporter, words: str) -> Thread:
        """Let somebody have a talk with words both ways; return the topic."""
        await reporter.asks()
        await reporter.talk.writes(words)
        topic = await self.team.claims(self.colleague)
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
    await scene.talks(reporter, words)
    await scene.colleague.private.writes("/duty off")
    await scene.colleague.private.press("team.btn.rest_all")
    await scene.colleague.private.told("st.duty_off")
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
    [colleague] = await team.hires(("Wierzba", "counsellor", "pl"))
    await one.start(moved=True)
    traces, scene = Traces(team), Scene(team, colleague)
    for phase in PHASES:
        scene.said.append(f"канарка {phase.__name__} Квазарна 17")
        await phase(scene, await scene.reporter(), scene.said[-1])
    await one.delivered()
    traces.note()
    assert {"session", "case_", "line", "seat", "timer", "letter", "mailbox"} <= set(traces.left())
    wanted = needles([*scene.said, *(str(one.number) for one in scene.people)])
    assert scene.said[-1] in await at_the_team(team, colleague), "what is looked for is there before"
    await (erased(scene) if how == "erase" else over(scene, traces))
    await until(lambda: nothing(traces), "an end of all rows and keys")
    assert not [words for words in scene.said if words in await at_the_team(team, colleague)]
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
    for days in SPANS:
        one.ahead.write_text(str(float(one.ahead.read_text("ascii")) + days * DAY), "ascii")
        await scene.team.telegram.clock(days * DAY)
        await until(lambda: nothing_due(scene), "an end of all that is due")
        await forgotten(scene.team)


async def nothing_due(scene: Scene) -> bool:
    """Whether the bot has seen to every timer that has run out."""
    one = scene.team.installation
    minute = (now().timestamp() + float(one.ahead.read_text("ascii"))) // 60
    due = [row for row in Traces(scene.team).rows().get("timer", []) if int(str(row[-1])) <= minute]
    return not due


async def nothing(traces: Traces) -> bool:
    """Whether nothing is left but what outlives every conversation."""
    return set(traces.left()) <= {"entry"}


async def at_the_team(team: Team, colleague: Colleague) -> str:
    """Return all that stands in the colleague's topics and in the group."""
    return f"{await colleague.chat()}{await team.group.messages()}"
