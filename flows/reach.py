"""Which questions of a draft nobody can ever come to, whatever is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.draft import ConditionDraft, QuestionDraft
    from flows.faults import Said

Need = tuple[str, frozenset[str]]
"""A subject and the codes of which it must have one."""


def never_asked(questions: tuple[QuestionDraft, ...]) -> Iterator[tuple[QuestionDraft, str]]:
    """Yield each question that is never asked, with the subject that would need two answers at once, or "".

    A question that only waits for one of these is not told again.
    """
    reach = _Reach(questions)
    lost: set[str] = set()
    for at, question in enumerate(questions):
        needs = reach.needs(question)
        follows = lost & {subject for subject, _ in needs}
        torn = reach.torn(needs)
        if follows or torn or not reach.arrives(at, needs):
            lost.add(question.id)
            if not follows:
                yield question, torn


class _Reach:
    def __init__(self, questions: tuple[QuestionDraft, ...]) -> None:
        self.questions = questions
        self.index = {question.id: at for at, question in enumerate(questions)}

    def needs(self, question: QuestionDraft) -> list[Need]:
        """Return what must have been answered for this question to be asked, through all it depends on.

        A named word counts only for the question itself: it may have been otherwise when an earlier one came.
        """
        needs: list[Need] = []
        queue, seen = [question], {question.id}
        while queue:
            asking = queue.pop()
            for condition in asking.only_if:
                subject = condition.subject.word
                codes = self._possible(condition)
                if codes and (subject not in WORDS or asking is question):
                    needs.append((subject, codes))
                if subject in self.index and subject not in seen:
                    seen.add(subject)
                    queue.append(self.questions[self.index[subject]])
        return needs

    def _possible(self, condition: ConditionDraft) -> frozenset[str]:
        """Return the codes that the subject can have: what it does not offer is a fault of its own."""
        codes = frozenset(said.word for said in condition.any_of)
        at = self.index.get(condition.subject.word)
        return codes if at is None else codes & {choice.code.word for choice in self.questions[at].choices}

    def torn(self, needs: list[Need]) -> str:
        """Return a subject with one answer that would need two different ones, or ""."""
        for subject, codes in needs:
            at = self.index.get(subject)
            single = at is None or self.questions[at].kind in {"one", "confirm"}
            if single and any(other == subject and not codes & more for other, more in needs):
                return subject
        return ""

    def arrives(self, target: int, needs: list[Need]) -> bool:
        """Whether the talk can come to the question at `target` while all its needs are met on the way."""
        open_ = [True] + [False] * target
        for at, question in enumerate(self.questions[:target]):
            wanted = [codes for subject, codes in needs if subject == question.id]
            if wanted:
                open_[at + 1 :] = [False] * (target - at)
            if not open_[at]:
                continue
            if not wanted and not _surely_asked(question, needs):
                open_[at + 1] = True
            for exit_ in self._exits(at, wanted):
                if at < exit_ <= target:
                    open_[exit_] = True
        return open_[target]

    def _exits(self, at: int, wanted: list[frozenset[str]]) -> Iterator[int]:
        question = self.questions[at]
        onward = self._place(question.next, at + 1)
        if not wanted:
            yield onward
        for choice in question.choices:
            if question.kind == "several" or all(choice.code.word in codes for codes in wanted):
                yield self._place(choice.next, onward)

    def _place(self, said: Said | None, otherwise: int) -> int:
        if said is None:
            return otherwise
        if said.word in {"review", "leave"}:
            return len(self.questions)
        return self.index.get(said.word, otherwise)


def _surely_asked(question: QuestionDraft, needs: list[Need]) -> bool:
    """Whether whoever meets the needs meets every condition of this question too."""
    return all(
        any(
            subject == condition.subject.word and codes <= {said.word for said in condition.any_of}
            for subject, codes in needs
        )
        for condition in question.only_if
    )
