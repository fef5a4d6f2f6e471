"""The interview: what the card of the open question shows, and what a press on it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows import leaving, people, telling
from flows.card import Card, Move, Option, chosen
from flows.course import (
    ASKED,
    asked,
    asked_before,
    course,
    divided_anew,
    in_order,
    left_open,
    offered,
    open_questions,
    questions,
    said,
    settled,
    sheets,
    taken,
    valid,
    with_ticks,
)
from flows.model import Codes, Press, Session, Text, label, text
from flows.session import lay
from flows.takeout import OVER
from flows.themes import theme

if TYPE_CHECKING:
    from flows.bundle import Flows
    from flows.questionnaire import Question

asks_words = telling.asks_words
typed = telling.typed
"""What happens to words that are typed during the interview."""

_PROGRESS: Final = ("progress.start", "progress.third", "progress.half", "progress.most", "progress.end")


def begin(flows: Flows, session: Session, role: str) -> Move:
    """Start the questionnaire that belongs to a role."""
    flow = str(flows.taxonomy.item("role", role).facts["flow"])
    revision = flows.questionnaires[flow].revision
    fresh = replace(_untold(session), phase="interview", role=role, flow=flow, revision=revision)
    return onward(flows, fresh)


def _untold(session: Session) -> Session:
    return replace(session, answers={}, trail=(), picked=(), words={}, typed="", only_talk=False)


def onward(flows: Flows, session: Session, settled_before: frozenset[str] = frozenset()) -> Move:
    """Go to the next question that applies, say what stands before it, or come to the review.

    `settled_before`: questions that were open before an answer was changed; they are not asked because of it.
    """
    session = settled(flows, session)
    while True:
        open_ = [question for question in open_questions(flows, session) if question.id not in settled_before]
        if not open_:
            return Move(to_review(session))
        if open_[0].kind != "info":
            return Move(_at(session, open_[0].id))
        if open_[0].next == "leave":
            return Move(leaving.left(flows, session, open_[0].ask))
        session = replace(session, trail=(*session.trail, open_[0].id))


def _at(session: Session, id_: str) -> Session:
    picked = session.answers.get(id_, ())
    typed_ = session.typed if id_ == session.at else session.words.get(id_, "")
    return replace(session, phase="interview", at=id_, sheet=0, page=0, picked=picked, typed=typed_)


def to_review(session: Session) -> Session:
    """Come to the review with everything that is behind us."""
    return replace(session, phase="review", at="review", page=0, sheet=0, picked=(), typed="", editing="")


def reopen(flows: Flows, session: Session, id_: str) -> Session:
    """Ask a question again that was answered before; its answer is ticked, the others stay.

    The kinds of incident are changed by way of their groups, or else no other group could be chosen.
    """
    by = questions(flows, session).question(id_).page_by
    grouped = bool(by) and questions(flows, session).question(by).list == "incident_group"
    return replace(_at(session, by if grouped else id_), editing=id_)


# ---------------------------------------------------------------------------- the card


def card(flows: Flows, session: Session) -> Card:
    """Return the card of the open question."""
    question = questions(flows, session).question(session.at)
    here = offered(question, _sheet(session, question))
    return Card(
        lines=_lines(flows, session, question),
        options=tuple(Option(choice.code, choice.label) for choice in here) or telling.options(session),
        ticked=frozenset(session.picked),
        several=question.kind == "several",
        controls=_controls(flows, session, question),
        sendable=not session.editing and valid(flows, session),
    )


def _sheet(session: Session, question: Question) -> str:
    there = sheets(question, session.answers)
    return there[min(session.sheet, len(there) - 1)]


def _lines(flows: Flows, session: Session, question: Question) -> tuple[Text, ...]:
    infos = tuple(text(info.ask) for info in said(flows, session))
    title = questions(flows, session).title
    first = () if asked(flows, session) or session.editing else (text(title),)
    where, ask = _where(flows, session, question), _ask(flows, session, question)
    if question.kind == "text" and session.typed:
        return (*where, *telling.lines(session, ask))
    return (*where, *first, *infos, ask, *_hint(question, session))


def _ask(flows: Flows, session: Session, question: Question) -> Text:
    if question.kind == "confirm":
        return text(question.ask, contacts=people.at_hand(flows, session, question.ask))
    divider = _divider(flows, session, question)
    return text(question.ask, group=divider) if divider else text(question.ask)


def _divider(flows: Flows, session: Session, question: Question) -> Text | None:
    """Return what the open sheet is about: the code picked before, for which it is asked."""
    sheet = _sheet(session, question)
    return label(questions(flows, session).question(question.page_by).list, sheet) if sheet else None


def _where(flows: Flows, session: Session, question: Question) -> tuple[Text, ...]:
    """Say where we are: the theme and the progress in words (flows.md X-20)."""
    steps = list(dict.fromkeys(other.step for other in course(flows, session) if other.kind in ASKED))
    done = steps.index(question.step) if question.step in steps else 0
    progress = text(_PROGRESS[min(done * len(_PROGRESS) // max(len(steps), 1), len(_PROGRESS) - 1)])
    about, divider = theme(question), _divider(flows, session, question)
    if about and divider and question.list != "incident_type":  # whose text names the group itself
        about = text("review.line", label=about, answers=divider)
    return (text("progress.line", theme=about, progress=progress) if about else progress,)


def _hint(question: Question, session: Session) -> tuple[Text, ...]:
    """Say after the first tick of a sheet that there may be more, and after that how many there are."""
    here = [
        choice for choice in offered(question, _sheet(session, question)) if choice.code in session.picked
    ]
    if question.kind != "several" or not here or here[0].exclusive:
        return ()
    return (text("hint.multi"),) if len(here) == 1 else (text("hint.multi_count", count=len(here)),)


def _controls(flows: Flows, session: Session, question: Question) -> tuple[Press, ...]:
    """Back, and Skip or Next: ticks can be taken off again, one answer only by Skip."""
    ticked = _ticked(session, question) and question.kind != "confirm"
    kept = question.kind == "confirm" or (question.kind == "several" and ticked)
    onward_ = () if kept else (Press.SKIP,)
    back_ = (Press.BACK,) if may_go_back(flows, session) else ()
    return (*back_, *onward_, *((Press.NEXT,) if ticked else ()))


def _ticked(session: Session, question: Question) -> bool:
    here = {choice.code for choice in offered(question, _sheet(session, question))}
    return not here.isdisjoint(session.picked)


def may_go_back(flows: Flows, session: Session) -> bool:
    """Whether nothing that the veil hides would be shown again."""
    behind = None if session.sheet or session.editing else asked_before(flows, session)
    return behind is None or behind.id not in session.veiled


# ---------------------------------------------------------------------------- presses


def press(flows: Flows, session: Session, number: int) -> Move | None:
    """Do what a key of the open question says; None where no such key can stand there."""
    question = questions(flows, session).question(session.at)
    match number:
        case Press.BACK:
            return back(flows, session)
        case Press.SKIP | Press.NEXT:
            return _leave_sheet(flows, session, question, number)
        case Press.SEND_NOW if valid(flows, session) and not session.editing:
            return send_now(flows, session)
    option = chosen(card(flows, session), number)
    if option is None:
        return None
    match question.kind:
        case "several":
            return Move(_marked(session, question, option[0], wanted=option[1]))
        case "text":
            return _reread(flows, session, option[0])
    return _confirmed(session, question, option[0]) or _answered(flows, session, (option[0],))


def _confirmed(session: Session, question: Question, code: str) -> Move | None:
    """Do what "Talk to a person" and "Quick exit" do, where a card of the interview offers them."""
    label_ = next(choice.label.id for choice in question.choices if choice.code == code)
    if label_ == "btn.person":
        return Move(replace(session, over="person"))
    return leaving.quick_exit(session) if label_ == "btn.quick_exit" else None


def _reread(flows: Flows, session: Session, name: str) -> Move:
    """Take in the words that were shown back, or say how to write them anew."""
    if name == telling.AGAIN:
        return Move(session, lead=(text("text.again"),))
    if name == telling.MORE:
        return Move(lay(session, OVER))
    return _answered(flows, session, (), telling.told(session))


def _leave_sheet(flows: Flows, session: Session, question: Question, number: int) -> Move | None:
    if question.kind == "confirm" or (question.kind == "text" and number == Press.NEXT):
        return None
    if session.sheet < len(sheets(question, session.answers)) - 1:
        return Move(replace(session, sheet=session.sheet + 1, page=0))
    if session.picked and (number == Press.NEXT or question.kind == "several"):
        # A tick and a quick Skip, pressed before Next stood there, mean: go on.
        return _answered(flows, session, in_order(question, session.picked))
    if number == Press.NEXT:
        return Move(session, lead=(text("hint.choose_first"),), toast=text("hint.choose_first"))
    return _skipped(flows, session, question)


def send_now(flows: Flows, session: Session) -> Move:
    """Come to the review with what there is, what stands on the open question included (flows.md X-18)."""
    if session.phase == "interview" and session.typed:
        session = settled(flows, taken(session, (), telling.told(session)))
    return Move(to_review(with_ticks(flows, session)))


def _marked(session: Session, question: Question, code: str, *, wanted: bool) -> Session:
    """Tick or untick; an exclusive answer clears the others of its sheet, any other the exclusive ones."""
    rest = [other for other in session.picked if other != code]
    here = {choice.code: choice for choice in offered(question, _sheet(session, question))}
    if wanted:
        alone = here[code].exclusive
        rest = [other for other in rest if other not in here or not (alone or here[other].exclusive)]
    return replace(session, picked=(*rest, code) if wanted else tuple(rest))


def _answered(flows: Flows, session: Session, picked: Codes, told: str = "") -> Move:
    after = settled(flows, taken(session, picked, told))
    return asked_anew(flows, session, after) or gone_on(flows, session, after)


def asked_anew(flows: Flows, session: Session, after: Session) -> Move | None:
    """Go to a question behind us, its ticks kept, where a change gave it sheets that were not asked yet."""
    again = divided_anew(flows, session, after) if session.editing else None
    return Move(_at(after, again.id)) if again else None


def gone_on(flows: Flows, session: Session, after: Session) -> Move:
    """Go on from the session `after` an answer; while one is being changed, only to what the change opens."""
    if not session.editing:
        return onward(flows, after)
    move = onward(flows, after, left_open(flows, session))
    return move._replace(lead=(text("review.changed"),)) if move.session.phase == "review" else move


def _skipped(flows: Flows, session: Session, question: Question) -> Move:
    """Skip the question and, unless it is only being changed, the rest of its step."""
    if session.editing:
        return _answered(flows, session, ())
    after = settled(flows, taken(session, ()))
    rest = tuple(
        other.id
        for other in open_questions(flows, after)
        if other.step == question.step and other.kind in ASKED and other.kind != "confirm"
    )
    return onward(flows, replace(after, trail=(*after.trail, *rest)))


def back(flows: Flows, session: Session) -> Move:
    """Go back: to the sheet before, out of a change, to the question before, or to the role."""
    if session.sheet:
        return Move(replace(session, sheet=session.sheet - 1, page=0))
    if session.editing:
        return Move(to_review(replace(session, editing="")))
    if not may_go_back(flows, session):
        return Move(session)
    behind = asked_before(flows, session)
    if behind is None:
        return Move(replace(_untold(session), phase="opening", at="role", flow=""))
    return Move(_returned(flows, session, behind))


def _returned(flows: Flows, session: Session, question: Question) -> Session:
    """Stand at a question again: its answer becomes ticks or is as if just typed, what came after it goes."""
    ticks, typed_ = session.answers.get(question.id, ()), session.words.get(question.id, "")
    trail = session.trail[: session.trail.index(question.id)]
    answers = {id_: picked for id_, picked in session.answers.items() if id_ in trail}
    kept = settled(flows, replace(session, trail=trail, answers=answers))
    return replace(kept, phase="interview", at=question.id, sheet=0, page=0, picked=ticks, typed=typed_)
