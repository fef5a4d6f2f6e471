"""Walkers that answer at random come to every question, by every condition, with a team and without."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

from flows.course import ASKED, situation
from flows.model import Press
from flows.telling import asks_words
from flows.words import WORDS
from tests.flows.talk import Talk, flows, team

if TYPE_CHECKING:
    import pytest

ASIDE = ("btn.person", "btn.quick_exit", "btn.take_out")
"""Keys that lead away from the questions."""


def test_every_question_and_every_condition_is_visited_both_ways(capsys: pytest.CaptureFixture[str]) -> None:
    seen: Counter[str] = Counter()
    for role, walks in (("victim", 200), ("witness", 120), ("on_behalf", 160), ("professional", 400)):
        for seed in range(walks):
            bundle = team() if seed % 2 else flows()
            _visit(Talk(bundle=bundle).opened("en", role), random.Random(f"visit{role}{seed}"), seen)
    wanted = _wanted()
    missing = sorted(wanted - set(seen))
    assert not missing
    least = sorted(wanted, key=lambda what: seen[what])[:5]
    with capsys.disabled():
        print("\nleast visited:", ", ".join(f"{what} {seen[what]}×" for what in least))  # noqa: T201  figures are to be seen


def _visit(talk: Talk, chance: random.Random, seen: Counter[str]) -> None:
    for _ in range(200):
        _look(talk, seen)
        if talk.session.phase != "interview":
            return
        if asks_words(talk.flows, talk.session) and not talk.session.typed:
            talk.writes("some words")
        choices = [
            key for row in talk.card.keys for key in row if key.press < Press.BACK or key.press == Press.LATER
        ]
        go_on = [
            key for key in choices if key.label.id not in ("btn.person", "btn.quick_exit", "btn.take_out")
        ]
        talk.number(chance.choice(go_on).press)
        if talk.session.phase == "interview" and talk.shows_key("btn.next") and chance.random() < 0.75:
            talk.press("btn.next")
        elif talk.session.phase == "interview" and talk.shows_key("btn.skip") and chance.random() < 0.1:
            talk.press("btn.skip")


def _look(talk: Talk, seen: Counter[str]) -> None:
    session = talk.session
    if session.phase == "end" and session.at == "left":
        seen[f"left with {session.topic}"] += 1
        seen.update(_leaving(session.topic))
    if not session.flow:
        return
    known = talk.flows.questionnaires[session.flow]
    now = situation(talk.flows, session)
    for question in known.questions:
        if question.id == session.at or question.id in session.trail:
            seen[question.id] += 1
        for condition in question.only_if:
            word = WORDS.get(condition.subject)
            given_ = ("yes" if word(now) else "no",) if word else _given(talk, condition.subject)
            holds = not set(given_).isdisjoint(condition.any_of)
            seen[f"{question.id} if {condition.subject} {holds}"] += 1


def _leaving(ask: str) -> list[str]:
    """The conditions that hold where an interview has just ended with this text."""
    questions = [question for known in flows().questionnaires.values() for question in known.questions]
    return [
        f"{q.id} if {c.subject} True"
        for q in questions
        if q.next == "leave" and q.ask == ask
        for c in q.only_if
    ]


def _given(talk: Talk, subject: str) -> tuple[str, ...]:
    return (talk.session.role,) if subject == "role" else talk.session.answers.get(subject, ())


def _wanted() -> set[str]:
    wanted: set[str] = set()
    for questionnaire in flows().questionnaires.values():
        for question in questionnaire.questions:
            if question.next == "leave":
                wanted.add(f"left with {question.ask}")
            elif question.kind in (*ASKED, "info"):
                wanted.add(question.id)
            for condition in question.only_if:
                wanted |= {f"{question.id} if {condition.subject} {holds}" for holds in (True, False)}
    return wanted
