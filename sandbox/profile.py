"""What a bot shows of itself: its commands, name and descriptions, each per language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.limits import COMMANDS, check_length
from sandbox.refusal import Body, bad

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.params import Params
    from sandbox.state import Bot, Chat, World

COMMAND = re.compile(r"[a-z0-9_]+")
COMMAND_LENGTH = 32
COMMAND_DESCRIPTION = 256
LANGUAGE = re.compile(r"[a-z]{2}")
PLAIN_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})


@dataclass(slots=True)
class Profile:
    """Texts by language code ("" for everybody), commands by scope and language code."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Body]] = field(default_factory=dict)

    def commands_for(self, chat: int, language: str) -> list[Body]:
        """Return the commands a private chat shows (Bot API, "Determining list of commands")."""
        for scope in (f"chat:{chat}", "all_private_chats", "default"):
            for code in (language[:2], ""):
                if self.commands.get((scope, code)):
                    return self.commands[scope, code]
        return []


def shown(texts: dict[str, str], language: str) -> str:
    """Return the text a phone in this language shows, or the one for everybody."""
    return texts.get(language[:2]) or texts.get("", "")


def face(bot: Bot, chat: Chat, language: str) -> Body:
    """Return the bot as a person's phone shows it, with its commands."""
    profile = bot.profile
    texts = {
        "name": shown(profile.names, language) or bot.user()["first_name"],
        "description": shown(profile.descriptions, language),
        "short_description": shown(profile.short_descriptions, language),
    }
    return {"commands": profile.commands_for(chat.id, language), "bot": texts}


def set_commands(world: World, bot: Bot, params: Params) -> bool:
    """setMyCommands: an empty list is the same as none."""
    if "commands" not in params:
        raise bad("commands are not specified")
    commands = [_command(command) for command in params.array("commands") or []]
    if len(commands) > COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    bot.profile.commands[_scope(world, bot, params), _language(params)] = commands
    _tell(world, bot)
    return True


def get_commands(world: World, bot: Bot, params: Params) -> list[Body]:
    """getMyCommands: exactly this scope and language, without any fallback."""
    return bot.profile.commands.get((_scope(world, bot, params), _language(params)), [])


def delete_commands(world: World, bot: Bot, params: Params) -> bool:
    """deleteMyCommands."""
    bot.profile.commands.pop((_scope(world, bot, params), _language(params)), None)
    _tell(world, bot)
    return True


def setter(attribute: str, name: str, most: int) -> Callable[[World, Bot, Params], bool]:
    """Make setMyName, setMyDescription or setMyShortDescription; an empty text removes it."""

    def keep(world: World, bot: Bot, params: Params) -> bool:
        text = params.text(name).strip()
        check_length(text, most, f"{name.replace('_', ' ')} is too long")
        getattr(bot.profile, attribute)[_language(params)] = text
        _tell(world, bot)
        return True

    return keep


def getter(attribute: str, name: str) -> Callable[[World, Bot, Params], Body]:
    """Make getMyName, getMyDescription or getMyShortDescription: this language's text, or everybody's."""

    def tell(_world: World, bot: Bot, params: Params) -> Body:
        text = shown(getattr(bot.profile, attribute), _language(params))
        return {name: text or (bot.user()["first_name"] if name == "name" else "")}

    return tell


METHODS: dict[str, Callable[[World, Bot, Params], Any]] = {
    "setmycommands": set_commands,
    "getmycommands": get_commands,
    "deletemycommands": delete_commands,
    "setmyname": setter("names", "name", 64),
    "getmyname": getter("names", "name"),
    "setmydescription": setter("descriptions", "description", 512),
    "getmydescription": getter("descriptions", "description"),
    "setmyshortdescription": setter("short_descriptions", "short_description", 120),
    "getmyshortdescription": getter("short_descriptions", "short_description"),
}


def _command(given: object) -> Body:
    if not isinstance(given, dict) or not all(
        isinstance(given.get(key), str) for key in ("command", "description")
    ):
        raise bad("can't parse commands: expected an Object with command and description")
    command = given["command"].removeprefix("/")
    description = given["description"].strip()
    if not command:
        raise bad("command must be non-empty")
    if len(command) > COMMAND_LENGTH:
        raise bad(f"command length must not exceed {COMMAND_LENGTH}")
    if not COMMAND.fullmatch(command):
        raise bad("BOT_COMMAND_INVALID")
    if not description:
        raise bad("command description must be non-empty")
    check_length(
        description, COMMAND_DESCRIPTION, f"command description length must not exceed {COMMAND_DESCRIPTION}"
    )
    return {"command": command, "description": description}


def _scope(world: World, bot: Bot, params: Params) -> str:
    scope = params.mapping("scope") or {"type": "default"}
    kind = str(scope.get("type"))
    if kind in PLAIN_SCOPES:
        return kind
    if kind not in CHAT_SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    try:
        chat = int(scope.get("chat_id", ""))
    except (TypeError, ValueError):
        raise bad("chat not found") from None
    if world.find(bot, chat) is None:
        raise bad("chat not found")
    return f"{kind}:{chat}" + (f":{scope.get('user_id')}" if kind == "chat_member" else "")


def _language(params: Params) -> str:
    code = params.text("language_code")
    if code and not LANGUAGE.fullmatch(code):
        raise bad("invalid language code specified")
    return code


def _tell(world: World, bot: Bot) -> None:
    for chat in world.each_chat(lambda chat: chat.bot is bot and chat.opened):
        world.watchers.changed(chat.id, bot.id, group=chat.person is None)
