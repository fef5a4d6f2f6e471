"""Reactions: who put which emoji under a message, and which bot hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sandbox.test_media import check

if TYPE_CHECKING:
    from tests.sandbox.conftest import Rig

EYES = [{"type": "emoji", "emoji": "👀"}]


async def test_a_bot_reacts_and_takes_it_back(rig: Rig) -> None:
    person = await rig.person()
    said = await rig.act(person, "text", text="hello")
    card = {"chat_id": person, "message_id": said["message_id"]}
    assert await rig.ok("setMessageReaction", **card, reaction=EYES) is True
    assert (await rig.chat(person))["messages"][-1]["reactions"] == [{"by": 42, "emoji": "👀"}]
    assert await rig.ok("setMessageReaction", **card) is True
    assert "reactions" not in (await rig.chat(person))["messages"][-1]


@pytest.mark.parametrize(
    ("reaction", "reason"),
    [
        ([{"type": "emoji", "emoji": "🦉"}], "REACTION_INVALID"),
        ([{"type": "paid"}], "REACTION_INVALID"),
        (["👀"], "REACTION_INVALID"),
        (EYES * 2, "REACTIONS_TOO_MANY"),
    ],
)
async def test_only_one_emoji_that_telegram_offers(rig: Rig, reaction: list[object], reason: str) -> None:
    person = await rig.person()
    refused = await rig.no("setMessageReaction", chat_id=person, message_id=1, reaction=reaction)
    assert refused == (400, f"Bad Request: {reason}")
    gone = await rig.no("setMessageReaction", chat_id=person, message_id=9, reaction=EYES)
    assert gone == (400, "Bad Request: message to react not found")


async def test_a_bot_hears_of_a_persons_reaction_only_if_it_has_asked(rig: Rig) -> None:
    person = await rig.person()
    number = (await rig.ok("sendMessage", chat_id=person, text="x"))["message_id"]
    await rig.act(person, "react", message_id=number, emoji="🙏")
    assert await rig.updates() == []
    await rig.ok("getUpdates", allowed_updates=["message_reaction"])
    await rig.act(person, "react", message_id=number, emoji="")
    (update,) = await rig.updates()
    check(update)
    change = update["message_reaction"]
    assert (change["user"]["id"], change["old_reaction"][0]["emoji"]) == (person, "🙏")
    assert change["new_reaction"] == []
    await rig.act(person, "react", status=400, message_id=number, emoji="🦉")
    await rig.act(person, "react", status=404, message_id=99, emoji="🙏")
