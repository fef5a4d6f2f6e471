"""Four talks at once, in any order of claims, hand-overs and closings: no word in a wrong chat."""

from __future__ import annotations

import asyncio
import json
import os
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.whole.canaries import Wire
from tests.whole.hands import said
from tests.whole.served import Member, served
from tests.whole.telegram import until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from flows.case import Role
    from tests.whole.hands import Colleague, Hands
    from tests.whole.nursery import Nursery
    from tests.whole.served import House

SEEDS = range(12 if os.environ.get("ATTACK") == "full" else 1)
"""How many interleavings are tried; `make attack` tries more."""
REPORTERS, STEPS = 4, 12


def somebody(name: str, role: Role, *languages: str) -> Member:
    return Member({"name": name, "language": "pl"}, name, role, languages)


TEAM = [
    somebody("Wierzbinka", "counsellor", "pl"),
    somebody("Jarzębinek", "counsellor", "pl"),
    somebody("Olszynka", "counsellor", "pl"),
    somebody("Kalinówka", "interpreter", "pl", "uk"),
]


class Token(NamedTuple):
    """Words that were written in a case, and who may see them there."""

    words: str
    case: int
    by: str
    """reporter, team, or inside for what stays within the team."""
    since: int
    """From which of the case's counsellors on they may be seen."""
    interpreted: bool
    """Whether the interpreter is in the talk."""


class Case:
    """One reporter's case and what happens in it, driven by chance."""

    def __init__(self, house: House, number: int, seed: int) -> None:
        self.house, self.number, self.chance = house, number, Random(f"{seed} {number}")
        self.counsellors, self.interpreter = house.colleagues[:3], house.colleagues[3]
        self.reporter: Hands
        self.name = ""
        self.had: list[Colleague] = []
        """Who has had the case, in their order."""
        self.lead: Colleague | None = None
        self.interpreted = False
        self.tokens: list[Token] = []
        self.threads: set[tuple[int, int]] = set()
        """The topics of this case that there were: whose chat, which number."""

    async def run(self) -> None:
        """Take so many steps, then let all that was written come to its end."""
        for _ in range(STEPS):
            acts = self._talking() if self.lead else (self.claimed,)
            await self.chance.choice(acts)()
        if not self.lead:
            await self.claimed()
        await self.drained()

    def _talking(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        words = (self.asks, self.asks, self.answers, self.answers, self.notes)
        ways = (self.handed_over, self.released, self.closed, self.interpreting)
        return (*words, *words, *ways)

    # ------------------------------------------------------------------ words

    def token(self, by: str) -> str:
        words = f"{by}-{self.number}-{len(self.tokens):03}-kwazar"
        since = len(self.had) - 1 if self.lead else len(self.had)
        self.tokens.append(Token(words, self.number, by, since, self.interpreted))
        return words

    async def asks(self) -> None:
        await self.reporter.writes(self.token("reporter"))

    async def answers(self) -> None:
        assert self.lead
        await self.lead.writes(self.token("team"), await self.lead.gets(self.name))

    async def notes(self) -> None:
        assert self.lead
        await self.lead.writes("." + self.token("inside"), await self.lead.gets(self.name))

    async def drained(self) -> None:
        """Wait until the newest words of each side have arrived at the other."""
        assert self.lead
        await self.asks()
        await self.lead.sees(self.tokens[-1].words, await self.lead.gets(self.name))
        await self.answers()
        await self.reporter.sees(self.tokens[-1].words)

    # ------------------------------------------------------------------ who has it

    async def claimed(self) -> None:
        """Two counsellors press at the same time; one of them has the case."""
        rivals = self.chance.sample(self.counsellors, 2)
        desk, answers = rivals[0].desk, [""]
        while answers in ([""], [desk.old] * 2):
            card = (await until(lambda: desk.offered("st.btn.claim", self.name), f"a card of {self.name}"))[0]
            answers = await asyncio.gather(*(one.desk.taps(card) for one in rivals))

        async def taken() -> Colleague | None:
            has = [one for one in rivals if self.name in (await one.topics()).values()]
            return has[0] if has else None

        await self._taken_by(await until(taken, f"somebody who has {self.name}"))

    async def _taken_by(self, lead: Colleague) -> None:
        thread = await lead.gets(self.name)
        self.threads.add((lead.number, thread))
        self.had.append(lead)
        self.lead = lead

    async def handed_over(self) -> None:
        assert self.lead
        lead, to = self.lead, self.chance.choice([one for one in self.counsellors if one is not self.lead])
        pseudonym = TEAM[self.house.colleagues.index(to)].pseudonym
        thread = await lead.gets(self.name)

        async def asked() -> bool:
            return bool(await to.offered("btn.yes", self.name))

        await lead.drives(asked, lead.word("team.btn.handover"), pseudonym, thread=thread)
        await to.settles("btn.yes", self.name)
        await self._left_by(lead)
        await self._taken_by(to)

    async def released(self) -> None:
        assert self.lead
        lead, thread = self.lead, await self.lead.gets(self.name)
        await lead.drives(lambda: self._without(lead), lead.word("st.btn.release"), thread=thread)
        await self._left_by(lead)

    async def closed(self) -> None:
        """Close the case, and let the reporter write again."""
        assert self.lead
        await self.drained()
        lead, thread = self.lead, await self.lead.gets(self.name)
        labels = [lead.word(id_) for id_ in ("st.btn.close", "outcome:info_given", "btn.next")]
        await lead.drives(lambda: self._without(lead), *labels, thread=thread)
        await self._left_by(lead)
        if self.interpreted:
            await self._interpreter_gone()
        await self.reporter.press("btn.reopen")

    async def _without(self, colleague: Colleague) -> bool:
        return self.name not in (await colleague.topics()).values()

    async def _left_by(self, colleague: Colleague) -> None:
        await until(lambda: self._without(colleague), f"an end of {self.name}")
        self.lead = None

    # ------------------------------------------------------------------ the interpreter

    async def interpreting(self) -> None:
        """Let an interpreter come, translate, or go."""
        assert self.lead
        await self.drained()
        lead, thread = self.lead, await self.lead.gets(self.name)
        if self.interpreted:
            await self._translated(lead)
            label = lead.word("team.btn.no_interpreter")
            await lead.drives(lambda: self._without(self.interpreter), label, thread=thread)
            await self._interpreter_gone()
            return
        labels = [lead.word(id_) for id_ in ("st.btn.interpreter", "interpreter_language:uk")]
        await lead.drives(self._called, *labels, thread=thread)
        await self.interpreter.claims(self.name, "st.btn.interpret")
        await self.reporter.press("btn.interp_yes")
        self.threads.add((self.interpreter.number, await self.interpreter.gets(self.name)))
        self.interpreted = True

    async def _called(self) -> bool:
        return bool(await self.interpreter.desk.offered("st.btn.interpret", self.name))

    async def _interpreter_gone(self) -> None:
        await until(lambda: self._without(self.interpreter), "an end of interpreting")
        self.interpreted = False

    async def _translated(self, lead: Colleague) -> None:
        """Let the interpreter answer the newest words that reached them; whom it reaches depends on whose."""
        thread = await self.interpreter.gets(self.name)
        every = await self.interpreter.messages(thread)
        heard = [
            one for one in every if not one["mine"] and "kwazar" in said(one) and "inside-" not in said(one)
        ]
        if heard:
            by, reader = ("team", self.reporter) if "team-" in said(heard[-1]) else ("inside", lead)
            await self.interpreter.translates(thread, heard[-1]["message_id"], self.token(by), reader)

    # ------------------------------------------------------------------ where words may be

    def chats(self, token: Token) -> set[int]:
        """Return the chats of the team in which some words of this case may stand."""
        chats = {one.number for one in self.had[token.since :]}
        return chats | ({self.interpreter.number} if token.interpreted else set())


# ---------------------------------------------------------------------------- the property


@pytest.mark.parametrize("seed", SEEDS)
async def test_no_word_ever_reaches_a_chat_of_another_case(
    tmp_path: Path, nursery: Nursery, seed: int
) -> None:
    """Nor a colleague who has not the case, nor the group, nor a note the reporter; and nothing is lost."""
    async with served(tmp_path, nursery, TEAM) as house:
        cases = [Case(house, number, seed) for number in range(REPORTERS)]
        for case in cases:
            case.reporter = await house.reporter("uk", name=f"Reporterka {case.number}")
            case.name = await house.asks(case.reporter)
        await asyncio.gather(*(case.run() for case in cases))
        public, team = await Wire.of(house.public), await Wire.of(house.team)
    assert len({case.name for case in cases}) == REPORTERS
    for case in cases:
        nothing_is_where_it_may_not_be(case, public, team)
        nothing_is_lost(case, public, team)


def nothing_is_where_it_may_not_be(case: Case, public: Wire, team: Wire) -> None:
    for token in case.tokens:
        assert seen(public, token) <= ({case.reporter.number} if token.by == "team" else set()), token
        assert seen(team, token) <= case.chats(token), token
        holding = [call["params"] for call in team.calls if token.words in json.dumps(call["params"])]
        topics = {(params["chat_id"], params.get("message_thread_id")) for params in holding}
        assert {topic for topic in topics if topic[1]} <= case.threads, token


def nothing_is_lost(case: Case, public: Wire, team: Wire) -> None:
    for token in case.tokens:
        if token.by == "team":
            assert seen(public, token) == {case.reporter.number}, token
        elif token.by == "reporter":
            assert seen(team, token), token


def seen(wire: Wire, token: Token) -> set[int]:
    """Return the chats to which a bot has sent some words."""
    return {call["chat"] for call in wire.calls if token.words in json.dumps(call["params"])}
