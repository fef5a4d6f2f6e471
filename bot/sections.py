"""The sections of the settings, and what each key may hold."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  pydantic reads the annotations when the classes are made
from datetime import date  # noqa: TC003  as above
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from bot.forms import RISING, Address, Moment, Polling, Rising, Span, Weekly, Worded, Zone
from flows.model import LANGUAGES


class Section(BaseModel):
    """Settings that belong together; an unknown key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Account(Section):
    """A bot, which is whoever holds its token."""

    token: SecretStr | None = Field(default=None, description="a token from @BotFather")
    token_file: Path | None = Field(default=None, description="the path of a file that holds the token")


class Telegram(Account):
    """The way to the people who write."""

    api: Address = Field(default="https://api.telegram.org", description="the address of a Bot API server")
    mode: Polling = "polling"


class Storage(Section):
    """Where sealed records and their keys lie, far from each other."""

    url: str = Field(
        default="sqlite:///data/glos.db",
        description="a database address like sqlite:///data/glos.db",
        repr=False,  # a password may stand in it, as in keys_url
    )
    key_dir: Path = Field(default=Path("keys"), description="the path of a folder")
    keys_url: str | None = Field(
        default=None, description="the address of a database on a server of its own", repr=False
    )
    master_key: SecretStr | None = Field(default=None, description="a key as `glos keys new` makes it")
    pepper: SecretStr | None = Field(default=None, description="a key as `glos keys new` makes it")


class Team(Account):
    """The way to the people who take cases over, and when somebody is there."""

    chat_id: int | None = Field(
        default=None, lt=0, description="the negative whole number of a group, like -1001234567890"
    )
    hours: Mapping[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], tuple[Span, ...]] = Field(
        default_factory=dict, description='a list of hours for each of mon … sun, like mon: ["10:00-18:00"]'
    )
    holidays: tuple[date, ...] = Field(default=(), description="a list of dates like 2026-12-25")
    answer_within: int = Field(
        default=15, ge=1, le=1440, description="a whole number of minutes from 1 to 1440"
    )
    remind: Rising = Field(default=(5, 15, 60), description=RISING)


class Conversation(Section):
    """How long a conversation is remembered."""

    draft_kept: int = Field(default=24, ge=1, le=24, description="a whole number of hours from 1 to 24")
    veil_after: int = Field(default=15, ge=1, le=1440, description="a whole number of minutes from 1 to 1440")


class Register(Section):
    """When and how many reports are mixed into the register."""

    batch: int = Field(default=5, description="a whole number of at least 3")
    flush: Moment = Weekly("mon", 4, 0)
    min_cell: int = Field(default=5, ge=3, description="a whole number of at least 3")


class Centre(Section):
    """Who runs the bot, in the words of the privacy notice (GDPR art. 13)."""

    name: Worded = Field(default=dict.fromkeys(LANGUAGES, "[centre.name]"))
    controller: Worded = Field(default=dict.fromkeys(LANGUAGES, "[centre.controller]"))
    funder: Worded = Field(default=dict.fromkeys(LANGUAGES, "[centre.funder]"))
    dpo: Worded = Field(default=dict.fromkeys(LANGUAGES, "[centre.dpo]"))
    contact: Worded = Field(default=dict.fromkeys(LANGUAGES, "[centre.contact]"))
    link: Worded = Field(default=dict.fromkeys(LANGUAGES, "[centre.link]"))
    timezone: Zone = Field(default="Europe/Warsaw", description="a time zone")

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The keys whose text still stands in square brackets, as in "[centre.dpo]"."""
        return tuple(key for key in self.texts if any(_bracketed(text) for text in self.texts[key].values()))

    @property
    def untouched(self) -> bool:
        """Whether nobody has filled in anything yet, so that no centre's data are at stake."""
        return len(self.placeholders) == len(self.texts)

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        """The texts by key and language."""
        return {key: value for key, value in self if isinstance(value, dict)}


def _bracketed(text: str) -> bool:
    return text.startswith("[") and text.endswith("]")


class Log(Section):
    """What the operator sees of the bot's work."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description='"debug", "info", "warning" or "error"'
    )
    format: Literal["text", "json"] = Field(default="text", description='"text" or "json"')


class Translation(Section):
    """What helps a counsellor and a reporter who share no language."""

    models: Path = Field(default=Path("models"), description="the path of a folder")
    seconds: int = Field(default=8, ge=1, le=30, description="a whole number of seconds from 1 to 30")


class Desk(Section):
    """The desk has no settings as long as it is not built."""
