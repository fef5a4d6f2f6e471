"""What a bot is told of itself and of its chats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import types

if TYPE_CHECKING:
    from tests.sandbox.conftest import Rig


async def test_get_me_says_who_the_bot_is(rig: Rig) -> None:
    me = await rig.ok("getMe")
    assert me["id"] == 42
    assert me["is_bot"] is True
    assert me["username"].endswith("bot")
    assert me["can_join_groups"] is True
    assert me["has_topics_enabled"] is False


async def test_get_chat_describes_chats_that_are_open(rig: Rig) -> None:
    person = await rig.person(name="Olena")
    group = (await rig.do("/group", title="Team", bot=42))["id"]
    assert types.ChatFullInfo.model_validate(await rig.ok("getChat", chat_id=person)).first_name == "Olena"
    assert types.ChatFullInfo.model_validate(await rig.ok("getChat", chat_id=group)).title == "Team"
    stranger = await rig.person(started=False)
    assert await rig.no("getChat", chat_id=stranger) == (400, "Bad Request: chat not found")


async def test_a_private_chat_cannot_be_left(rig: Rig) -> None:
    code, _ = await rig.no("leaveChat", chat_id=await rig.person())
    assert code == 400


async def test_who_logs_out_is_refused_for_ten_minutes(slow: Rig) -> None:
    assert await slow.ok("logOut") is True
    assert await slow.no("getMe") == (400, "Logged out")
    await slow.do("/clock", seconds=601)
    await slow.ok("getMe")


async def test_a_bot_is_not_closed_in_its_first_ten_minutes(slow: Rig) -> None:
    assert await slow.no("close") == (429, "Too Many Requests: retry after 600")
    await slow.do("/clock", seconds=600)
    assert await slow.ok("close") is True


async def test_a_bot_cannot_write_to_a_bot(rig: Rig) -> None:
    await rig.ok("getMe")
    assert await rig.no("sendMessage", chat_id=42, text="x") == (
        403,
        "Forbidden: bots can't send messages to bots",
    )
