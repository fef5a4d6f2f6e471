"""A question that is answered in one's own words: what was typed is shown back before it is taken in."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows.card import Move, Option
from flows.course import questions
from flows.model import text

if TYPE_CHECKING:
    from flows.bundle import Flows
    from flows.model import Session, Text

OK: Final = "ok"
AGAIN: Final = "again"
"""Names of the two keys beneath what was typed."""

_BREAKS: Final = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})
"""Unicode categories: control signs, signs that only format, halves of signs."""
_KEPT: Final = "\n\u200c\u200d"
"""Unseen too, but needed: Persian words and many emoji fall apart without the joining signs."""


def asks_words(flows: Flows, session: Session) -> bool:
    """Whether a question stands on the screen that is answered in one's own words."""
    if session.phase != "interview" or session.over:
        return False
    return questions(flows, session).question(session.at).kind == "text"


def typed(flows: Flows, session: Session, words: str, replaced: int = 0) -> Move:
    """Show back what was typed to the open question, in place of what was typed before; a key takes it in.

    The one way in for words of one's own, and so the place of the scrubber: `words` is what it hands on,
    `replaced` how many details it took out.
    """
    kept = cleaned(words)
    limit = questions(flows, session).question(session.at).most
    if not kept:
        return Move(session, lead=(text("text.nothing"),))
    if len(kept) > limit:
        return Move(session, lead=(text("text.too_long", count=len(kept) - limit, limit=limit),))
    told = (text("names.replaced", count=replaced),) if replaced else ()
    shown = tuple(id_ for id_ in session.veiled if id_ != session.at)
    return Move(replace(session, typed=kept, veiled=shown), lead=told)


def too_long(flows: Flows, session: Session, words: str) -> bool:
    """Whether words do not fit the open question; they stay in the chat then, where they can be shortened."""
    return len(cleaned(words)) > questions(flows, session).question(session.at).most


def cleaned(words: str) -> str:
    """Return words without what nobody sees, without empty ends; "" where there is nothing to read."""
    lines = _BREAKS.sub("\n", words).replace("\t", " ")
    seen = "".join(sign for sign in lines if sign in _KEPT or unicodedata.category(sign) not in _UNSEEN)
    readable = any(unicodedata.category(sign)[0] in "LNPS" for sign in seen)
    return re.sub(r"\n{3,}", "\n\n", seen).strip() if readable else ""


def veiled(session: Session) -> Session:
    """Hide what was told so far, and what was typed: the phone has lain silent."""
    open_ = (session.at,) if session.typed else ()
    return replace(session, veiled=tuple(dict.fromkeys((*session.trail, *open_))))


# ---------------------------------------------------------------------------- on the card


def lines(session: Session, ask: Text) -> tuple[Text, ...]:
    """Return the question, or in its place the words as they will be kept, unless the veil hides them."""
    if not session.typed:
        return (ask,)
    if session.at in session.veiled:
        return (ask, text("review.hidden"))
    return (text("names.check"), text("text.words", words=session.typed))


def options(session: Session) -> tuple[Option, ...]:
    """Return the keys beneath what was typed."""
    return (Option(OK, text("btn.text_ok")), Option(AGAIN, text("btn.edit"))) if session.typed else ()


def on_one_line(words: str, most: int) -> str:
    """Return words as the review shows them: in one line, at most so many signs."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
