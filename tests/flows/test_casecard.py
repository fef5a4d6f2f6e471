"""The case card at the head of a colleague's topic, read and pressed as a colleague would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from flows.case import Case, Colleague, Seat, decode_case, encode
from flows.casecard import At, card, drawn
from flows.casekeys import Pressed, press
from flows.facts import Report
from flows.model import Lines, Press, Say, text
from flows.phrasebook import blanks, phrase, read_phrasebook
from flows.teamfacts import (
    CaseClosed,
    CaseReleased,
    ErasedByTeam,
    HandOverOffered,
    InterpreterAsked,
    InterpreterDismissed,
    PhraseSent,
    QuietMarked,
    SecondAsked,
    SpamMarked,
)
from tests.flows.talk import NOON, flows, source
from tests.flows.test_caseanswers import FULL, rows

BOOK = read_phrasebook(source("phrasebook.yaml"))
FLOWS = replace(flows(), phrases=BOOK)
ALICE = Colleague("a" * 32, "Wierzba", "counsellor", ("pl",), on_duty=True)
BOB = Colleague("b" * 32, "Jesion", "coordinator", ("pl", "en"), cleared=True)
CAROL = Colleague("c" * 32, "Lipa", "interpreter", ("uk", "pl"))
DAVE = Colleague("d" * 32, "Buk", "analyst", ("pl",))
ROSTER = {one.id: one for one in (ALICE, BOB, CAROL, DAVE)}
REPORT = Report("victim", {"incident_type": ("verbal_insult",), "ground": ("sex",)})
CASE = Case(
    codename="Zielony Klon", queue=1, lang="uk", state="claimed", role="victim", reports=(REPORT,),
    counsellor=ALICE.id, seats={ALICE.id: Seat()}, words={"v_words": "Сусід кричав на мене."},
)  # fmt: skip


class Topic:
    """One colleague's topic of one case."""

    def __init__(self, case: Case = CASE, who: Colleague = ALICE) -> None:
        self.case, self.who = case, who
        self.last: Pressed | None = None

    @property
    def say(self) -> Say:
        return card(FLOWS, ROSTER, self.case, self.who.id, NOON)

    def told(self) -> list[str]:
        return [line.id for line in self.say.lines]

    def labels(self) -> list[str]:
        return [key.label.id for row in self.say.keys for key in row]

    def tap(self, *ids: str) -> Pressed:
        for id_ in ids:
            key = next(
                key
                for row in self.say.keys
                for key in row
                if id_ in (key.label.id, *map(str, key.label.values.values()))
            )
            self.last = self.press(self.say.card, key.press)
        assert self.last
        return self.last

    def press(self, number: int, key: int) -> Pressed:
        pressed = press(At(FLOWS, ROSTER, self.case, self.who, NOON), number, key)
        self.case = decode_case(encode(pressed.case))
        return pressed


def test_the_card_shows_codename_coded_answers_and_no_words_of_the_person() -> None:
    topic = Topic()
    assert topic.told() == ["team.facts", "team.as_it_is", "team.how_to_write", "team.how_to_ask"]
    assert all(known in str(topic.say) for known in ("Zielony Klon", "verbal_insult", "sex"))
    assert "Сусід" not in str(topic.say)
    topic.tap("team.btn.show_text")
    assert "Сусід" in str(topic.say)
    topic.tap("btn.back")
    assert "Сусід" not in str(topic.say)


def test_danger_and_minors_stand_on_top_and_are_not_said_twice() -> None:
    topic = Topic(replace(CASE, flags=("minor", "danger", "quiet")))
    assert topic.told()[:2] == ["st.card_danger", "team.minor"]
    assert facts(topic)["team.lab.flags"] == ["team.flag.quiet"]
    assert "team.quiet_hint" in topic.told()
    assert "team.btn.quiet" not in topic.labels()


def test_there_is_no_line_where_there_is_nothing_to_say() -> None:
    assert list(facts(Topic())) == ["lab.lang", "team.lab.wish", "lab.role"]
    asked = Topic(replace(CASE, role="", prefers="btn.who_woman"))
    assert list(facts(asked)) == ["lab.lang", "team.lab.wish", "team.lab.prefers"]


def test_once_an_interpreter_is_there_the_card_says_who_it_is() -> None:
    case = replace(CASE, flags=("interpreter",), helping="asked")
    assert facts(Topic(case))["team.lab.flags"] == ["team.flag.interpreter"]
    joined = replace(case, interpreter=CAROL.id, helping="joined")
    assert facts(Topic(joined))["team.lab.flags"] == ["team.flag.interprets"]


def facts(topic: Topic) -> dict[str, list[str]]:
    """What the card says of the case, by the names of the lines."""
    told = next(text for text in topic.say.lines if text.id == "team.facts").values["facts"]
    assert isinstance(told, Lines)
    return rows(told)


@pytest.mark.parametrize(
    ("keys", "fact"),
    [
        (("st.btn.release",), CaseReleased(by=ALICE.id)),
        (("team.btn.quiet",), QuietMarked(by=ALICE.id)),
        (("st.btn.interpreter", "interpreter_language:uk"), InterpreterAsked(by=ALICE.id, language="uk")),
        (("team.btn.handover", BOB.name), HandOverOffered(by=ALICE.id, to=BOB.id)),
        (("btn.erase", "btn.erase_yes"), ErasedByTeam(by=ALICE.id)),
        (("st.btn.close", "team.btn.spam", "btn.yes"), SpamMarked(by=ALICE.id)),
        (("team.btn.phrases", "phrase_group:greeting", "1"), PhraseSent(by=ALICE.id, phrase="hello")),
        (
            ("st.btn.close", "outcome:info_given", "outcome:interpreted", "btn.next"),
            CaseClosed(by=ALICE.id, outcomes=("info_given", "interpreted")),
        ),
    ],
)  # fmt: skip
def test_each_key_says_what_it_does(keys: tuple[str, ...], fact: object) -> None:
    assert paged(Topic(), *keys).facts == (fact,)


def test_spam_is_asked_about_once_and_a_no_leads_back() -> None:
    topic = Topic()
    paged(topic, "st.btn.close", "outcome:invalid", "team.btn.spam")
    assert topic.told() == ["team.spam.q"]
    assert topic.tap("btn.no").facts == ()
    assert "st.btn.close" in topic.labels()


@pytest.mark.parametrize("flag", ["danger", "minor", "duty"])
def test_a_case_with_an_important_mark_has_no_key_for_spam(flag: str) -> None:
    topic = Topic(replace(CASE, flags=(flag,)))
    paged(topic, "st.btn.close")
    while "key.later" in topic.labels():
        assert "team.btn.spam" not in topic.labels()
        topic.tap("key.later")
    assert "team.btn.spam" not in topic.labels()


def test_a_case_that_was_marked_as_spam_and_waits_again_says_so() -> None:
    assert facts(Topic(replace(CASE, flags=("spam",))))["team.lab.flags"] == ["team.flag.spam"]


def paged(topic: Topic, *keys: str) -> Pressed:
    """Press keys, turning pages until each is there."""
    pressed = None
    for id_ in keys:
        while True:
            shown = [
                *topic.labels(),
                *(str(v) for row in topic.say.keys for key in row for v in key.label.values.values()),
            ]
            if id_ in shown:
                break
            topic.tap("key.later")
        pressed = topic.tap(id_)
    assert pressed
    return pressed


def test_a_case_closes_only_with_something_that_was_done() -> None:
    topic = Topic()
    paged(topic, "st.btn.close", "outcome:interpreted")
    assert "btn.next" not in topic.labels()


def test_a_duty_to_notify_shows_the_list_and_its_exceptions_and_asks_a_second_person() -> None:
    topic = Topic(replace(CASE, flags=("duty",)))
    paged(topic, "st.btn.close", "outcome:duty_notification", "btn.next")
    assert topic.told() == ["team.duty.list"]
    topic.tap("team.btn.exceptions")
    assert topic.told() == ["team.duty.exceptions"]
    topic.tap("btn.back", "btn.next")
    assert topic.told() == ["team.duty.second"]
    assert topic.tap(BOB.name).facts == (
        SecondAsked(by=ALICE.id, to=BOB.id, outcomes=("duty_notification",), count=True),
    )


def test_for_a_child_the_guardianship_court_is_named_and_counting_is_asked() -> None:
    topic = Topic(replace(CASE, flags=("minor",)))
    paged(topic, "st.btn.close", "outcome:resolved", "btn.next")
    assert topic.told() == ["team.duty.list", "team.duty.child"]
    topic.tap("btn.next")
    assert topic.told() == ["team.minor_confirm"]
    assert topic.tap("btn.no").facts == (CaseClosed(by=ALICE.id, outcomes=("resolved",), count=False),)


def test_a_minors_case_is_handed_over_to_cleared_colleagues_alone() -> None:
    eve = Colleague("e" * 32, "Sosna", "counsellor", ("pl",))
    roster = ROSTER | {eve.id: eve}
    case = replace(CASE, flags=("minor",), seats={ALICE.id: Seat("handover")})
    names = [option.name for option in drawn(At(FLOWS, roster, case, ALICE, NOON)).options]
    assert names == [BOB.id]


def test_an_interpreter_sees_no_answer_and_no_word() -> None:
    topic = Topic(replace(CASE, interpreter=CAROL.id, helping="joined", seats={CAROL.id: Seat()}), CAROL)
    assert topic.told() == ["team.interpreting"]
    assert "insult" not in str(topic.say)
    assert topic.tap("team.btn.stop_interpreting").facts == (InterpreterDismissed(by=CAROL.id),)


def test_blanks_are_filled_by_buttons_and_the_whole_sentence_is_shown_before_it_goes() -> None:
    topic = Topic()
    paged(topic, "team.btn.phrases", "phrase_group:next_steps", "2")
    assert topic.case.seats[ALICE.id].at == "fill:meeting_offer"
    paged(
        topic, "22.11.2026" if "22.11.2026" in str(topic.say) else "21.11.2026", "14:00", "team.place.centre"
    )
    assert topic.told() == ["team.phrase_whole"]
    [sent] = topic.tap("team.btn.send").facts
    assert isinstance(sent, PhraseSent)
    assert sent.values["clock"] == "14:00"
    assert sent.values["place"] == "centre"
    assert phrase(sent.phrase, sent.values).values["place"] == text("team.place.centre")


def test_every_phrase_can_be_sent_by_buttons_alone() -> None:
    """Press from each phrase on the first choice of every blank; each ends in one sentence sent."""
    for group, phrases in BOOK.items():
        for id_ in phrases:
            place = f"fill:{id_}" if blanks(FLOWS, id_) else f"phrases:{group}"
            topic = Topic(replace(CASE, seats={ALICE.id: Seat(place)}))
            pressed = Pressed(topic.case)
            while not pressed.facts:
                number = list(phrases).index(id_) * 2 if place.startswith("phrases") else 0
                pressed = topic.press(topic.say.card, number)
            [sent] = pressed.facts
            assert isinstance(sent, PhraseSent)
            assert sent.phrase == id_
            assert tuple(sent.values) == blanks(FLOWS, id_)


def test_more_shows_all_answers_and_the_way_back() -> None:
    topic = Topic(replace(CASE, reports=(FULL,), flags=("danger",)))
    assert topic.told() == ["st.card_danger", "team.facts", "team.as_it_is", "team.how_to_write"]
    topic.tap("key.later")
    assert topic.told()[:2] == ["st.card_danger", "team.answers"]
    while "key.later" in topic.labels():
        topic.tap("key.later")
    assert topic.told()[-1] == "team.how_to_ask"
    while "key.earlier" in topic.labels():
        topic.tap("key.earlier")
    assert "team.facts" in topic.told()


def test_what_was_added_for_the_talk_only_stands_there_too() -> None:
    topic = Topic(replace(CASE, talk_only=(Report("victim", {"evidence": ("photo_video",)}),)))
    assert topic.told().count("team.as_it_is") == 1
    topic.tap("key.later")
    assert "photo_video" in str(topic.say)


def test_every_key_does_the_same_on_every_page() -> None:
    topic = Topic(replace(CASE, reports=(FULL,)))
    first = [key for row in topic.say.keys[1:] for key in row]
    topic.tap("key.later")
    assert [key for row in topic.say.keys[1:] for key in row] == first
    assert topic.tap("st.btn.release").facts == (CaseReleased(by=ALICE.id),)


def test_an_old_key_does_nothing_and_says_so() -> None:
    topic = Topic()
    topic.tap("btn.erase")
    pressed = topic.press(1, 0)
    assert pressed.toast
    assert not pressed.facts


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 412)), max_size=40), st.booleans())
def test_whatever_is_pressed_the_card_can_be_drawn(presses: list[tuple[int, int]], minor: bool) -> None:
    topic = Topic(replace(CASE, flags=("minor", "duty")) if minor else CASE)
    for behind, key in presses:
        pressed = topic.press(topic.say.card - (behind == 3), key)
        assert topic.say.lines
        assert all(fact.by == ALICE.id for fact in pressed.facts)


@given(st.data())
def test_whoever_presses_what_is_shown_comes_back_to_the_card(data: st.DataObject) -> None:
    topic = Topic(replace(CASE, flags=("duty",)))
    for _ in range(12):
        keys = [key.press for row in topic.say.keys for key in row]
        if not keys:
            break
        topic.press(topic.say.card, data.draw(st.sampled_from(keys)))
    for _ in range(6):
        at = topic.case.seats.get(ALICE.id, Seat()).at
        if not at:
            break
        back = next(
            (key.press for row in topic.say.keys for key in row if key.press == Press.CLOSE),
            2 if at == "erase" else 0,
        )
        topic.press(topic.say.card, back)
    assert topic.case.seats.get(ALICE.id, Seat()).at == ""
