"""A bot's commands, name and descriptions: their limits, and what a phone in each language shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.conftest import Rig


def commands(*names: str) -> list[dict[str, str]]:
    return [{"command": name, "description": f"about {name}"} for name in names]


async def test_commands_follow_the_phones_language_and_the_narrowest_scope(rig: Rig) -> None:
    person = await rig.person(language="uk")
    steps: list[tuple[dict[str, Any], str]] = [
        ({}, "a"),
        ({"language_code": "uk"}, "b"),
        ({"scope": {"type": "all_private_chats"}}, "c"),
        ({"scope": {"type": "all_private_chats"}, "language_code": "uk"}, "d"),
        ({"scope": {"type": "chat", "chat_id": person}}, "e"),
    ]
    for where, name in steps:
        assert await rig.ok("setMyCommands", commands=commands(name), **where) is True
        assert await rig.ok("getMyCommands", **where) == commands(name)
        assert (await rig.chat(person))["commands"] == commands(name)
    for where, name in reversed(steps):
        assert (await rig.chat(person))["commands"] == commands(name)
        await rig.ok("deleteMyCommands", **where)
    assert (await rig.chat(person))["commands"] == []
    assert await rig.ok("getMyCommands", language_code="pl") == []


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ({"command": "", "description": "x"}, "command must be non-empty"),
        ({"command": "a" * 33, "description": "x"}, "command length must not exceed 32"),
        ({"command": "Start", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "st-art", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "a", "description": ""}, "command description must be non-empty"),
        ({"command": "a", "description": "x" * 257}, "command description length must not exceed 256"),
        ("start", "can't parse commands: expected an Object with command and description"),
    ],
)
async def test_a_wrong_command_is_refused(rig: Rig, command: Any, reason: str) -> None:
    assert await rig.no("setMyCommands", commands=[command]) == (400, f"Bad Request: {reason}")


async def test_commands_at_their_limits_are_taken(rig: Rig) -> None:
    longest = [{"command": "a_9" + "b" * 29, "description": "x" * 256}]
    assert await rig.ok("setMyCommands", commands=longest)
    assert await rig.ok("setMyCommands", commands=commands(*[f"c{n}" for n in range(100)]))
    too_many = commands(*[f"c{n}" for n in range(101)])
    assert await rig.no("setMyCommands", commands=too_many) == (400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
    assert await rig.no("setMyCommands") == (400, "Bad Request: commands are not specified")


async def test_scopes_and_languages_are_checked(rig: Rig) -> None:
    unknown = await rig.no("getMyCommands", scope={"type": "galaxy"})
    assert unknown == (400, "Bad Request: can't parse BotCommandScope: unsupported type specified")
    nobody = await rig.no("getMyCommands", scope={"type": "chat", "chat_id": 5})
    assert nobody == (400, "Bad Request: chat not found")
    language = await rig.no("setMyName", name="x", language_code="ukr")
    assert language == (400, "Bad Request: invalid language code specified")


@pytest.mark.parametrize(
    ("what", "field", "most"),
    [
        ("Name", "name", 64),
        ("Description", "description", 512),
        ("ShortDescription", "short_description", 120),
    ],
)
async def test_texts_are_kept_per_language_up_to_their_length(
    rig: Rig, what: str, field: str, most: int
) -> None:
    person = await rig.person(language="pl")
    assert await rig.ok(f"setMy{what}", **{field: "x" * most}) is True
    code, reason = await rig.no(f"setMy{what}", **{field: "x" * (most + 1)})
    assert (code, reason) == (400, f"Bad Request: {field.replace('_', ' ')} is too long")
    assert (await rig.chat(person))["bot"][field] == "x" * most
    await rig.ok(f"setMy{what}", **{field: "po polsku", "language_code": "pl"})
    assert (await rig.chat(person))["bot"][field] == "po polsku"
    assert await rig.ok(f"getMy{what}", language_code="pl") == {field: "po polsku"}
    assert await rig.ok(f"getMy{what}", language_code="uk") == {field: "x" * most}
    await rig.do_patch(f"/phone/{person}", language="uk")
    assert (await rig.chat(person))["bot"][field] == "x" * most
    await rig.ok(f"setMy{what}", language_code="pl")
    assert await rig.ok(f"getMy{what}", language_code="pl") == {field: "x" * most}


async def test_the_default_name_is_the_bots_first_name(rig: Rig) -> None:
    await rig.ok("setMyName", name="Neutral")
    assert (await rig.ok("getMe"))["first_name"] == "Neutral"
