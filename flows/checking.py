"""Whether the questions of a draft hang together: what depends on what, and where the talk goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from flows.faults import guess, quoted
from flows.reach import never_asked
from flows.sheets import sheets_of
from flows.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from flows.draft import ChoiceDraft, ConditionDraft, Draft, QuestionDraft
    from flows.faults import Said, Source
    from flows.questionnaire import Taxonomy

WAYS_OUT: Final = ("unknown", "dont_know", "prefer_not_say", "none", "no", "other", "register_only")
"""Answers for somebody who cannot or would rather not say."""
CHOICE_LENGTH: Final = 40
"""UTF-16 units of an answer's label that a phone shows in one line."""
KEY_LENGTH: Final = 28
"""UTF-16 units of the label of a card's button."""


class Wording(NamedTuple):
    """What is known about the catalogue: its text ids, and how long a label is in its longest language."""

    known: Collection[str] | None = None
    lengths: Mapping[str, int] | None = None


def check(source: Source, draft: Draft, name: str, taxonomy: Taxonomy, wording: Wording) -> None:
    """Note every fault of a draft in its source."""
    checker = _Checker(source, draft, name, taxonomy, wording)
    if draft.title.word:
        checker.text_exists(draft.title)
    for question in draft.questions:
        checker.check_question(question)
    checker.check_lists()
    checker.check_steps()
    checker.check_reach()


class _Checker:
    def __init__(self, source: Source, draft: Draft, name: str, taxonomy: Taxonomy, wording: Wording) -> None:
        self.source = source
        self.questions = draft.questions
        self.index = {question.id: at for at, question in enumerate(draft.questions)}
        self.taxonomy = taxonomy
        self.wording = wording
        self.every_role = taxonomy.lists.get("role", {})
        self.roles = [code for code, role in self.every_role.items() if role.facts.get("flow") == name]

    # ------------------------------------------------------------------ each question for itself

    def check_question(self, question: QuestionDraft) -> None:
        if question.id in WORDS:
            named = f"{quoted(question.id)} cannot name a question: it is a named word"
            self.source.fault(question.line, named)
        if question.ask:
            self.text_exists(question.ask)
        self._check_labels(question)
        self._check_way_out(question)
        for condition in question.only_if:
            self._check_condition(question, condition)
        self._check_page_by(question)
        self._check_next(question)
        if question.kind == "text":
            self._check_words(question)

    def text_exists(self, said: Said) -> None:
        known = self.wording.known
        if known is not None and said.word not in known:
            self.source.fault(said.line, f"there is no text {quoted(said.word)}{guess(said.word, known)}")

    def _check_labels(self, question: QuestionDraft) -> None:
        limit = CHOICE_LENGTH if question.asked else KEY_LENGTH
        seen: dict[str, ChoiceDraft] = {}
        for choice in question.choices:
            label = choice.label
            if not label.word:
                continue
            self.text_exists(label)
            if label.word in seen:
                other = quoted(seen[label.word].code.word)
                self.source.fault(label.line, f"{quoted(choice.code.word)} and {other} have the same label")
            seen.setdefault(label.word, choice)
            length = (self.wording.lengths or {}).get(label.word, 0)
            if length > limit:
                long = f"{quoted(label.word)} is too long for a button: {length} signs in one language"
                self.source.fault(label.line, f"{long}, {limit} fit")

    def _check_way_out(self, question: QuestionDraft) -> None:
        offered = {choice.code.word for choice in question.choices}
        if not question.asked or not offered or offered & set(WAYS_OUT):
            return
        whole = self.taxonomy.lists.get(question.list, {})
        dropped = [code for code in (whole if question.list else WAYS_OUT) if code in WAYS_OUT]
        if dropped:
            way_out = f"{quoted(question.id)} has no answer for somebody who would rather not say"
            self.source.fault(question.choices[0].code.line, f"{way_out}: add {quoted(*dropped)}")

    def _check_words(self, question: QuestionDraft) -> None:
        """Whether words of one's own come last, only where they are read, never of sexual violence (X-15)."""
        start = f"{quoted(question.id)} is answered in one's own words"
        needs = [other for other in self.questions if other.list == "need"]
        if not needs:
            never = f"{start}, but no question above it asks for the needs (`from: need`)"
            self.source.fault(question.line, never)
        elif self.index[question.id] < self.index[needs[-1].id]:
            last = f"{quoted(needs[-1].id)} (line {needs[-1].line})"
            self.source.fault(question.line, f"{start}: it must stand below the needs, {last}")
        held = {each.subject.word: [said.word for said in each.any_of] for each in question.only_if}
        if held.get("case_opens") != ["yes"]:
            unread = f"{start}, which nobody reads without a case: add `case_opens: yes` to its `only_if`"
            self.source.fault(question.line, unread)
        if held.get("words_allowed") != ["yes"] and held.get("sexual_violence") != ["no"]:
            free = f"{start}, which not everybody is asked for (sexual violence, another person)"
            self.source.fault(question.line, f"{free}: add `words_allowed: yes` to its `only_if`")

    # ------------------------------------------------------------------ what it refers to

    def _check_condition(self, question: QuestionDraft, condition: ConditionDraft) -> None:
        subject = condition.subject
        if subject.word in WORDS:
            answers = [said.word for said in condition.any_of]
            if answers and answers not in (["yes"], ["no"]):
                wrong = quoted(*answers, last="and")
                self.source.fault(subject.line, f"{quoted(subject.word)} is either yes or no, not {wrong}")
        elif subject.word == "role":
            self._check_roles(condition)
        elif self._stands_before(question, subject, "depends on"):
            self._check_answers(question, condition)

    def _check_roles(self, condition: ConditionDraft) -> None:
        for said in condition.any_of:
            if said.word not in self.every_role:
                meant = guess(said.word, self.every_role)
                self.source.fault(said.line, f"there is no role {quoted(said.word)}{meant}")
            elif said.word not in self.roles:
                nobody = f"nobody with the role {quoted(said.word)} is asked these questions"
                self.source.fault(said.line, nobody)

    def _stands_before(self, question: QuestionDraft, said: Said, verb: str) -> bool:
        start = f"{quoted(question.id)} {verb}"
        if said.word == question.id:
            self.source.fault(said.line, f"{start} itself")
        elif said.word not in self.index:
            known = [*self.index, "role", *WORDS] if verb == "depends on" else [*self.index]
            missing = f"{start} {quoted(said.word)}, which does not exist"
            self.source.fault(said.line, missing + guess(said.word, known))
        elif self.index[said.word] > self.index[question.id]:
            later = self.questions[self.index[said.word]].line
            self.source.fault(said.line, f"{start} {quoted(said.word)}, which comes later (line {later})")
        else:
            return True
        return False

    def _check_answers(self, question: QuestionDraft, condition: ConditionDraft) -> None:
        subject = self.questions[self.index[condition.subject.word]]
        if subject.kind in {"info", "text"}:
            kind = (
                "said and has no answer" if subject.kind == "info" else "answered in words, not by a choice"
            )
            never = f"{quoted(question.id)} depends on {quoted(subject.id)}, which is {kind}"
            self.source.fault(condition.subject.line, never)
            return
        offered = [choice.code.word for choice in subject.choices]
        for said in condition.any_of if offered else ():
            if said.word not in offered:
                never = f"{quoted(question.id)} waits for the answer {quoted(said.word)}"
                meant = guess(said.word, offered)
                self.source.fault(said.line, f"{never}, which {quoted(subject.id)} does not offer{meant}")

    def _check_page_by(self, question: QuestionDraft) -> None:
        if not question.page_by or not self._stands_before(question, question.page_by, "is divided by"):
            return
        line = question.page_by.line
        by = self.questions[self.index[question.page_by.word]]
        pair = f"{quoted(question.id)} cannot be divided by {quoted(by.id)}"
        if not question.list or not by.kind:
            return
        if not by.list:
            self.source.fault(line, f"{pair}: its answers come from no list")
        elif not sheets_of(self.taxonomy, question.list, by.list):
            lists = f"{quoted(question.list)} does not say where its codes belong in {quoted(by.list)}"
            self.source.fault(line, f"{pair}: {lists}")
        else:
            self._check_sheets(question, by, line)

    def _check_sheets(self, question: QuestionDraft, by: QuestionDraft, line: int) -> None:
        condition = next((each for each in question.only_if if each.subject.word == by.id), None)
        if condition is None:
            asked = f"{quoted(question.id)} is divided by {quoted(by.id)}, which may have been skipped"
            self.source.fault(line, f"{asked}: add `{by.id}: […]` to its `only_if`")
            return
        sheets = sheets_of(self.taxonomy, question.list, by.list)
        filled = {sheet for choice in question.choices for sheet in sheets.get(choice.code.word, ())}
        for said in condition.any_of:
            if said.word in self.taxonomy.lists[by.list] and said.word not in filled:
                self.source.fault(said.line, f"{quoted(question.id)} has no answers for {quoted(said.word)}")

    # ------------------------------------------------------------------ where the talk goes on

    def _check_next(self, question: QuestionDraft) -> None:
        for said in filter(None, (question.next, *(choice.next for choice in question.choices))):
            if said.word == "leave":
                self._check_leave(question, said, own=said is question.next)
            elif said.word != "review":
                self._check_jump(question, said)
        if question.kind == "several":
            for choice in question.choices:
                if choice.next:
                    many = f"{quoted(question.id)} takes several answers: only the question itself can have a"
                    self.source.fault(choice.next.line, f'{many} "next"')

    def _check_leave(self, question: QuestionDraft, said: Said, *, own: bool) -> None:
        if not own or question.kind not in {"info", ""}:
            asked = f"{quoted(question.id)} cannot end the interview"
            self.source.fault(said.line, f'{asked}: "leave" is only for a text that is said (kind: info)')
        elif not question.only_if:
            self.source.fault(said.line, f"{quoted(question.id)} ends every interview: add `only_if`")

    def _check_jump(self, question: QuestionDraft, said: Said) -> None:
        start = f"{quoted(question.id)} goes on to"
        if said.word not in self.index:
            known = [*self.index, "review", "leave"]
            missing = f"{start} {quoted(said.word)}, which does not exist"
            self.source.fault(said.line, missing + guess(said.word, known))
        elif self.index[said.word] <= self.index[question.id]:
            back = "itself" if said.word == question.id else f"{quoted(said.word)}, which stands before it"
            self.source.fault(said.line, f"{start} {back}: the talk only goes forward")

    # ------------------------------------------------------------------ all together

    def check_lists(self) -> None:
        for at, question in enumerate(self.questions):
            for other in self.questions[:at]:
                if question.list and question.list == other.list and not self._exclude(question, other):
                    twice = f"{quoted(question.id)} asks the list {quoted(question.list)} again, after"
                    self.source.fault(question.line, f"{twice} {quoted(other.id)}: a report keeps one answer")

    def _exclude(self, one: QuestionDraft, other: QuestionDraft) -> bool:
        """Whether the two can never both be asked, because one subject would need two answers."""
        several = {question.id for question in self.questions if question.kind == "several"}
        return any(
            mine.subject.word == theirs.subject.word
            and mine.subject.word not in several
            and {said.word for said in mine.any_of}.isdisjoint(said.word for said in theirs.any_of)
            for mine in one.only_if
            for theirs in other.only_if
        )

    def check_steps(self) -> None:
        asked = [question for question in self.questions if question.asked]
        last: dict[str, int] = {}
        for at, question in enumerate(asked):
            step = question.step
            if step.word in last and last[step.word] != at - 1:
                apart = f"{quoted(question.id)} is part of the step {quoted(step.word)}"
                other = quoted(asked[last[step.word]].id)
                self.source.fault(step.line, f"{apart}, but does not stand with {other}")
            last[step.word] = at
        for question in self.questions:
            self._check_lonely(question)

    def _check_lonely(self, question: QuestionDraft) -> None:
        steps = [other.step.word for other in self.questions if other is not question]
        if question.step.word != question.id and question.step.word not in steps:
            alone = f"only {quoted(question.id)} belongs to the step {quoted(question.step.word)}"
            self.source.fault(question.step.line, f"{alone}{guess(question.step.word, steps)}")

    def check_reach(self) -> None:
        for question, torn in never_asked(self.questions):
            reason = f"{quoted(torn)} would need two answers at once" if torn else "every way jumps past it"
            self.source.fault(question.line, f"{quoted(question.id)} is never asked: {reason}")
