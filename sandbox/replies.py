"""Answers: what a message answers, which topic that puts it into, and what it quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.limits import length
from sandbox.refusal import Body, bad
from sandbox.topics import check_open, thread

if TYPE_CHECKING:
    from sandbox.params import Params
    from sandbox.state import Chat, Message


def bare(body: Body) -> Body:
    """Return a message as it stands inside another: without its own reply (Bot API, reply_to_message)."""
    return {name: value for name, value in body.items() if name != "reply_to_message"}


def placed(chat: Chat, params: Params) -> Body:
    """Return what a bot's message carries of its topic and of the message it answers."""
    number = thread(chat, params)
    wanted = params.mapping("reply_parameters")
    if not wanted:
        return place(chat, number, None)
    key = wanted.get("message_id")
    answered = chat.messages.get(key) if isinstance(key, int) else None
    if answered is None and not wanted.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    words = wanted.get("quote")
    return place(chat, number, answered, words if isinstance(words, str) else "")


def place(chat: Chat, number: int | None, answered: Message | None, words: str = "") -> Body:
    """Put a message into topic `number`, or (None) where the one it answers stands; `words` are its quote."""
    home = answered.body.get("message_thread_id") if answered else None
    number = number or home
    body: Body = {}
    if number is not None:
        check_open(chat, number)
        body = {"message_thread_id": number, "is_topic_message": True}
    if answered is None:
        return {**body, **_root(chat, number)}
    if home == number:
        return {**body, "reply_to_message": bare(answered.body), **_quote(answered, words)}
    return {**body, **_from_elsewhere(answered, words)}


def _root(chat: Chat, number: int | None) -> Body:
    """Return the message that founded the topic, which all others in it answer as far as bots can see."""
    root = chat.messages.get(number or 0)
    return {"reply_to_message": bare(root.body)} if root else {}


def _from_elsewhere(answered: Message, words: str) -> Body:
    """Return an answer to another topic: Telegram shows whole what is answered (Bot API, external_reply)."""
    body = answered.body
    origin = {"type": "user", "sender_user": body["from"], "date": body["date"]}
    said = {"quote": {"text": _words(answered), "position": 0}} if _words(answered) else {}
    return {"external_reply": {"origin": origin}, **said, **_quote(answered, words)}


def _quote(answered: Message, words: str) -> Body:
    if not words:
        return {}
    before, found, _ = _words(answered).partition(words)
    if not found:
        raise bad("QUOTE_TEXT_INVALID")
    return {"quote": {"text": words, "position": length(before), "is_manual": True}}


def _words(answered: Message) -> str:
    return str(answered.body.get("text") or answered.body.get("caption") or "")
