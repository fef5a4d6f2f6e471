"""What the conversation makes of words that the edge has scrubbed, or could not scrub."""

from __future__ import annotations

from msgspec.structs import replace

from flows.model import RemoveTyped, TextEdited, TextSent
from flows.typed import is_scrubbed
from tests.flows.talk import NOON
from tests.flows.talks import left_quietly, waiting
from tests.flows.telling import Telling
from tests.flows.test_telling import asked


def test_what_the_scrubber_replaced_is_counted_above_the_words() -> None:
    talk = asked().writes("[name] shouted at [name].", replaced=2)
    lines = talk.card.lines
    assert [line.id for line in lines] == [*("names.replaced", "progress.line", "names.check", "text.words")]
    assert lines[0].values == {"count": 2}


def test_in_another_language_it_is_said_that_only_numbers_were_looked_for() -> None:
    talk = asked().writes("Komşum [phone number]", replaced=1, unread=True)
    talk.sees("names.replaced", "sys.unread_language", "names.check")
    asked().writes("My neighbour").sees("names.check").sees_no("sys.unread_language", "names.replaced")


def test_words_that_were_not_scrubbed_are_not_kept_and_it_is_said_with_help_in_reach() -> None:
    talk = asked().writes("Before.").loses("Jan Kowalski").sees("text.unscrubbed")
    assert talk.shown_back() == "Before."
    assert "Kowalski" not in str(talk.session)
    assert RemoveTyped() in talk.effects
    assert {"key.emergency", "key.person", "btn.skip"} <= set(talk.labels)
    bare = TextSent(at=NOON, text="Jan Kowalski")
    assert "Kowalski" not in str(asked().happens(bare).sees("text.unscrubbed").session)


def test_words_of_a_crisis_bring_help_first_also_where_they_could_not_be_scrubbed() -> None:
    talk = asked().loses("he will kill me").sees("help.card", "text.unscrubbed")
    assert talk.press("btn.go_on").shown_back() == ""
    talk = asked().writes("he will kill me").sees("help.card").press("btn.go_on")
    assert talk.shown_back() == "he will kill me"


def test_while_a_questionnaire_changes_words_are_scrubbed_whatever_it_asks_next() -> None:
    talk = asked()
    victim = talk.flows.questionnaires["victim"]
    fewer = replace(victim, revision="another", questions=victim.questions[:-3])
    talk.flows = replace(talk.flows, questionnaires={**talk.flows.questionnaires, "victim": fewer})
    assert "v_words" not in fewer.by_id
    assert is_scrubbed(talk.flows, talk.session, TextSent(at=NOON, text="I am Jan"))
    talk.writes("I am Jan").sees("sys.changed")


def test_what_is_relayed_a_code_and_hours_are_not_scrubbed() -> None:
    for talk, event in (
        (waiting(), TextSent(at=NOON, text="I am Jan")),
        (waiting().becomes(state="claimed"), TextSent(at=NOON, text="I am Jan")),
        (waiting(NOON, "btn.leave_message").command("code"), TextSent(at=NOON, text="1234 5678")),
        (left_quietly().press("btn.time_between"), TextSent(at=NOON, text="9-12")),
        (asked(), TextEdited(at=NOON, text="I am Jan")),
        (Telling().opened("en"), TextSent(at=NOON, text="I am Jan")),
    ):
        assert not is_scrubbed(talk.flows, replace(talk.session, talk=talk.case), event)
