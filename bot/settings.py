"""The settings, from config.yaml and the environment, or one plain sentence about what is wrong in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeVar

import yaml
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from bot.faults import SECRETS, reason, sentence, subject, variable
from bot.forms import is_loopback, shown
from bot.sections import (
    Account,
    Centre,
    Conversation,
    Desk,
    Log,
    Register,
    Storage,
    Team,
    Telegram,
    Translation,
)

if TYPE_CHECKING:
    from pathlib import Path

# fmt: off
__all__ = [
    "Conversation", "Register", "Settings", "SettingsFault", "Storage", "Team", "Telegram", "read",
]
# fmt: on

TOKEN: Final = re.compile(r"[0-9]{3,16}:[A-Za-z0-9_-]{35}")
"""What @BotFather hands out (Bot API, "Authorizing your bot")."""
PASSWORD: Final = re.compile(r"//[^/:@]*:[^@]+@")
"""A password in the address of a database."""
Kind = TypeVar("Kind", bound=Account)


class SettingsFault(Exception):
    """What is wrong with the settings, in one sentence."""


class Settings(BaseSettings):
    """All settings; make them with `read`."""

    model_config = SettingsConfigDict(
        env_prefix="GLOS_",
        env_prefix_target="all",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    telegram: Telegram = Telegram()
    storage: Storage = Storage()
    team: Team = Team()
    conversation: Conversation = Conversation()
    register_: Register = Field(default=Register(), validation_alias="register")
    translation: Translation = Translation()
    desk: Desk = Desk()
    centre: Centre = Centre()
    log: Log = Log()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  the signature is pydantic's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  as above
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  as above
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment outranks the file, and there is no third place."""
        return env_settings, init_settings

    @property
    def real(self) -> bool:
        """Whether people are reached by the real Telegram, as far as the address tells."""
        return not is_loopback(self.telegram.api)

    @property
    def trial(self) -> bool:
        """Whether reports are written at once, one by one, and every card says that this is a test."""
        return self.register_.batch == 1

    def alone(self) -> Settings:
        """Return the settings as if no team were set up, for a conversation that nobody can answer."""
        return self.model_copy(
            update={"team": self.team.model_copy(update={"token": None, "token_file": None})}
        )

    @property
    def served(self) -> bool:
        """Whether a team is set up that answers in the chat."""
        return bool(self.team.token or self.team.token_file)

    def token(self) -> str:
        """Return the bot's token from the environment or its file; raises SettingsFault."""
        return _token("telegram", self.telegram, "the token")

    def team_token(self) -> str | None:
        """Return the token of the team's bot likewise, None where no team is set up; raises SettingsFault."""
        if not self.served:
            return None
        token = _token("team", self.team, "the team's token")
        if token.partition(":")[0] == self.token().partition(":")[0]:
            raise SettingsFault("telegram.token and team.token are of the same bot; the team needs another")
        return token


def _token(name: str, section: Account, called: str) -> str:
    token = section.token.get_secret_value() if section.token else _token_in(name, section.token_file)
    if not TOKEN.fullmatch(token):
        raise SettingsFault(
            f"{called} is not one that @BotFather hands out: digits, a colon, 35 letters and signs"
        )
    return token


def _token_in(name: str, file: Path | None) -> str:
    if file is None:
        raise SettingsFault(
            f"there is no token: put it into {variable((name, 'token'))} "
            f"or into a file named in {name}.token_file"
        )
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsFault(f"{name}.token_file: {file} cannot be read ({reason(fault)})") from None


# ---------------------------------------------------------------------------- reading


def read(path: Path) -> Settings:
    """Read the settings, whose paths count from the file's folder; raises SettingsFault."""
    written = _sections(path)
    try:
        settings = Settings(**written)
    except ValidationError as faults:
        raise SettingsFault(sentence(path, faults.errors()[0], Settings)) from None
    except SettingsError as fault:
        section = re.search(r'"(\w+)"', str(fault))
        name = f"GLOS_{section[1].upper()}__…" if section else "GLOS_…"
        raise SettingsFault(
            f'the environment: a value of {name} must be JSON, like ["10:00-18:00"]'
        ) from None
    _look_across(path, settings)
    return _anchored(settings, path.absolute().parent)


def _sections(path: Path) -> dict[str, Any]:
    try:
        written = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsFault(f"{path.name}: cannot be read ({reason(fault)})") from None
    except yaml.MarkedYAMLError as fault:
        line = f":{fault.problem_mark.line + 1}" if fault.problem_mark else ""
        raise SettingsFault(f"{path.name}{line}: this is not YAML ({fault.problem})") from None
    except yaml.YAMLError:
        raise SettingsFault(f"{path.name}: this is not YAML (a character that may not stand there)") from None
    if not isinstance(written or {}, dict):
        raise SettingsFault(f"{path.name}: must consist of sections like telegram: and register:")
    return {str(name): _section(path, name, body) for name, body in (written or {}).items()}


def _section(path: Path, name: object, body: object) -> dict[str, Any]:
    if not isinstance(body or {}, dict):
        raise SettingsFault(f"{path.name}: {name} must be a section with keys below it, not {shown(body)}")
    keys: dict[str, Any] = {str(key): value for key, value in (body or {}).items()}  # type: ignore[attr-defined]  # SQLModel and YAML give it
    for secret in SECRETS:
        if secret[0] == name and secret[1] in keys:
            raise SettingsFault(
                f"{path.name}: {'.'.join(secret)} may not stand in this file; "
                f"put it into the environment as {variable(secret)}"
            )
    for key in ("url", "keys_url"):
        if name == "storage" and PASSWORD.search(str(keys.get(key))):
            raise SettingsFault(
                f"{path.name}: storage.{key} may not hold a password in this file; put the whole address "
                f"into the environment as {variable(('storage', key))}, or the password into ~/.pgpass"
            )
    return keys


def _look_across(path: Path, settings: Settings) -> None:
    """Refuse what is wrong only together: reports mixed too thinly, a team without its group."""
    batch, centre = settings.register_.batch, settings.centre
    trial = (
        " (1 is for trying out: telegram.api on this machine, all of centre.* placeholders)"
        if batch == 1
        else ""
    )
    if batch < 3 and not (batch == 1 and centre.untouched and not settings.real):  # noqa: PLR2004  design: at least 3
        name = subject(path, ("register", "batch"))
        raise SettingsFault(f"{name} must be a whole number of at least 3, not {batch}{trial}")
    if settings.served and settings.team.chat_id is None:
        raise SettingsFault(
            f"{path.name}: team.chat_id is missing: the number of the group in which waiting cases are shown"
        )
    if settings.storage.keys_url and settings.storage.url.startswith("sqlite"):
        raise SettingsFault(
            f"{subject(path, ('storage', 'keys_url'))} goes with data on a PostgreSQL server; "
            "the keys of a file lie in storage.key_dir"
        )


def _anchored(settings: Settings, folder: Path) -> Settings:
    """Return the settings with paths that hold wherever the command is started from."""
    url = re.sub(
        r"^(sqlite[a-z+]*:///)(?!/|:memory:)(.+)",
        lambda found: found[1] + str(folder / found[2]),
        settings.storage.url,
    )
    storage = settings.storage.model_copy(update={"url": url, "key_dir": folder / settings.storage.key_dir})
    models = folder / settings.translation.models
    return settings.model_copy(
        update={
            "storage": storage,
            "telegram": _with_token_file(settings.telegram, folder),
            "team": _with_token_file(settings.team, folder),
            "translation": settings.translation.model_copy(update={"models": models}),
        }
    )


def _with_token_file(section: Kind, folder: Path) -> Kind:
    file = section.token_file
    return section.model_copy(update={"token_file": folder / file}) if file else section
