"""Chats that have come to a talk already: the beginnings of the tests about talks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.session import Talk as Standing
from tests.flows.talk import MONDAY, NOON, Talk, team

if TYPE_CHECKING:
    from datetime import datetime

    from tests.flows.caseside import State


def chat(now: datetime = MONDAY) -> Talk:
    talk = Talk(bundle=team())
    talk.now = now
    return talk


def waiting(now: datetime = MONDAY, wish: str = "btn.person") -> Talk:
    """Somebody whose case has just opened."""
    talk = chat(now).command("start").press("lang.name.en", "key.person", wish, "btn.yes", "btn.who_any")
    talk.heard()
    return talk


def came_back(state: State = "waiting", **now: object) -> Talk:
    """Somebody with a case whose session has ended."""
    talk = chat()
    talk.case = Standing(state, lang="uk")
    return talk.becomes(**now)


def left_quietly() -> Talk:
    """Somebody in a quiet case who has written a message."""
    talk = waiting(NOON, "btn.leave_message").becomes(quiet=True).writes("Please help")
    talk.press("btn.text_ok", "btn.done")
    talk.heard()
    return talk.sees("talk.safe_time")
