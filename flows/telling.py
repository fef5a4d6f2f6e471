"""A question that is answered in one's own words: what was typed is shown back before it is taken in."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from flows.card import Move, Option
from flows.course import questions
from flows.model import text
from flows.session import lay
from flows.standing import CHECK, leaves
from flows.takeout import OVER, joined

if TYPE_CHECKING:
    from flows.bundle import Flows
    from flows.model import Session, Text, TextSent, Worded

OK: Final = "ok"
MORE: Final = "more"
AGAIN: Final = "again"
"""Names of the keys beneath what was typed."""
MOST_LEFT: Final = 3000
"""Signs of such a message: with all that stands around it, a card holds no more."""

TAKE_OUT: Final = "btn.take_out"
"""Label of the key that offers each word to be taken out."""

_BREAKS: Final = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})
"""Unicode categories: control signs, signs that only format, halves of signs."""
_KEPT: Final = "\n\u200c\u200d"
"""Unseen too, but needed: Persian words and many emoji fall apart without the joining signs."""


def asks_words(flows: Flows, session: Session) -> bool:
    """Whether words of one's own are awaited: as the answer to a question, or as a message left."""
    if leaves(session):
        return True
    if session.phase != "interview" or session.over not in ("", OVER):
        return False
    open_ = questions(flows, session).by_id.get(session.at)
    return open_ is not None and open_.kind == "text"


def typed(flows: Flows, session: Session, event: TextSent) -> Move:
    """Show back what was typed to the open question, in place of what was typed before; a key takes it in.

    The one way in for answers in words of one's own: what was not scrubbed is not taken in.
    """
    return shown_back(session, event, event.text, most(flows, session), text("text.nothing"))


def shown_back(session: Session, event: Worded, words: str, limit: int, nothing: Text) -> Move:
    """Show words back, with what the scrubber says of them; the key beneath what stood there is old now."""
    if event.scrubbed != "yes":
        return Move(session, lead=(text("text.unscrubbed"),))
    kept = cleaned(words)
    if not kept:
        return Move(session, lead=(nothing,))
    if len(kept) > limit:
        return Move(session, lead=(text("text.too_long", count=len(kept) - limit, limit=limit),))
    replaced = (text("names.replaced", count=event.replaced),) if event.replaced else ()
    unread = (text("sys.unread_language"),) if event.unread else ()
    shown = tuple(id_ for id_ in session.veiled if id_ != session.at)
    stands = replace(lay(session, ""), typed=kept, veiled=shown, card=session.card + 1)
    return Move(stands, lead=(*replaced, *unread))


def most(flows: Flows, session: Session) -> int:
    """Return how many signs fit the open question, or a message to be left."""
    in_talk = session.phase != "interview"
    return MOST_LEFT if in_talk else questions(flows, session).question(session.at).most


def too_long(flows: Flows, session: Session, words: str) -> bool:
    """Whether words do not fit; they stay in the chat then, where they can be shortened."""
    return len(cleaned(below(session, words))) > most(flows, session)


def below(session: Session, words: str) -> str:
    """Return a message with more words below it: many people write in short pieces.

    What the veil hides gives way to them, or else somebody else could bring it to light by writing.
    """
    joins = session.at == CHECK and CHECK not in session.veiled and cleaned(words)
    return f"{session.typed}\n{words}" if joins else words


def cleaned(words: str) -> str:
    """Return words without what nobody sees, without empty ends; "" where there is nothing to read."""
    lines = _BREAKS.sub("\n", words).replace("\t", " ")
    seen = "".join(sign for sign in lines if sign in _KEPT or unicodedata.category(sign) not in _UNSEEN)
    readable = any(unicodedata.category(sign)[0] in "LNPS" for sign in seen)
    return re.sub(r"\n{3,}", "\n\n", seen).strip() if readable else ""


def veiled(session: Session) -> Session:
    """Hide what was told so far, and what was typed: the phone has lain silent."""
    aside, _, words = session.aside.partition("\n")
    open_ = (*((session.at,) if session.typed else ()), *((aside.partition(" ")[2],) if words else ()))
    bare = lay(session, "") if session.over == OVER else session
    return replace(bare, veiled=tuple(dict.fromkeys((*session.trail, *open_))))


# ---------------------------------------------------------------------------- on the card


def lines(session: Session, ask: Text) -> tuple[Text, ...]:
    """Return the question, or in its place the words as they will be kept, unless the veil hides them."""
    if not session.typed:
        return (ask,)
    if session.at in session.veiled:
        return (ask, text("review.hidden"))
    return (text("names.check"), text("text.words", words=told(session)))


def told(session: Session) -> str:
    """Return what was typed as it will be kept."""
    return joined(session.typed)


def options(session: Session) -> tuple[Option, ...]:
    """Return the keys beneath what was typed; words that the veil hides are not shown as keys either."""
    if not session.typed:
        return ()
    keys = (Option(OK, text("btn.text_ok")), Option(AGAIN, text("btn.edit")), Option(MORE, text(TAKE_OUT)))
    return keys[:-1] if session.at in session.veiled else keys


def on_one_line(words: str, most: int) -> str:
    """Return words as the review shows them: in one line, at most so many signs."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
