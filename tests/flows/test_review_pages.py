"""The fullest review there can be is laid out on pages that can each be read at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flows.model import LANGUAGES, Press
from locales.book import utf16
from locales.catalog import Catalog
from tests.flows.telling import Telling
from tests.flows.test_cards import PLACEHOLDERS, READABLE

if TYPE_CHECKING:
    from tests.flows.talk import Talk


def crowded(role: str, language: str, catalog: Catalog) -> Telling:
    """Everything ticked that can be ticked, of one answer the longest, and a thousand signs of words."""
    talk = Telling().opened("en", role)
    while talk.session.phase == "interview":
        question = talk.flows.questionnaires[talk.session.flow].question(talk.session.at)
        if question.kind == "text":
            talk.types("Wörter " * 142).press("btn.text_ok")
            continue
        if question.kind == "several":
            tick_all(talk)
            continue
        labels = [choice.label for choice in question.choices if choice.label.id in pages_of(talk)]
        fit = [label for label in labels if label.id not in AVOID] or labels
        longest = max(fit, key=lambda label: utf16(catalog.sentence(label, language)))
        talk.press(fit[0].id if question.kind == "confirm" else longest.id)
    return talk


AVOID = {"person_knows:does_not_want", "btn.purpose_training"}


def pages_of(talk: Talk) -> list[str]:
    labels = list(talk.labels)
    while talk.shows_key("key.later"):
        labels += talk.press("key.later").labels
    while talk.shows_key("key.earlier"):
        talk.press("key.earlier")
    return labels


def tick_all(talk: Talk) -> None:
    question = talk.flows.questionnaires[talk.session.flow].question(talk.session.at)
    alone = {choice.label.id for choice in question.choices if choice.exclusive}
    for label in [label for label in pages_of(talk) if ":" in label and label not in alone]:
        if label not in talk.ticked() and label != "incident_type:sexual_violence":
            talk.press(label)
    talk.number(Press.NEXT)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["victim", "on_behalf", "professional"])
def test_every_page_of_the_fullest_review_can_be_read_at_a_glance(role: str, language: str) -> None:
    catalog = Catalog.load(PLACEHOLDERS, team=True)
    talk = crowded(role, language, catalog).sees("review.title")
    sizes = []
    while True:
        sizes.append(utf16("\n\n".join(catalog.sentence(line, language) for line in talk.card.lines)))
        if not talk.shows_key("key.later"):
            break
        talk.press("key.later")
    assert len(sizes) > 6, "it is a full one"
    assert max(sizes) <= READABLE
