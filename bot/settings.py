"""The settings, from config.yaml and the environment, or one plain sentence about what is wrong in them."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping, Sequence  # noqa: TC003  pydantic reads the annotations when the classes are made
from datetime import date  # noqa: TC003  as above
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from bot.forms import Address, Moment, NotYet, Polling, Span, Weekly, Worded, Zone, is_loopback, shown
from flows.model import LANGUAGES

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

TOKEN: Final = re.compile(r"[0-9]{3,16}:[A-Za-z0-9_-]{35}")
"""What @BotFather hands out (Bot API, "Authorizing your bot")."""
SECRETS: Final = (("telegram", "token"), ("team", "token"), ("storage", "master_key"), ("storage", "pepper"))
"""Settings that must not stand in config.yaml, which is copied, mailed and committed."""


class SettingsFault(Exception):
    """What is wrong with the settings, in one sentence."""


# ---------------------------------------------------------------------------- sections


class Section(BaseModel):
    """Settings that belong together; an unknown key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Telegram(Section):
    """The way to the people who write."""

    token: SecretStr | None = Field(default=None, description="a token from @BotFather")
    token_file: Path | None = Field(default=None, description="the path of a file that holds the token")
    api: Address = Field(default="https://api.telegram.org", description="the address of a Bot API server")
    mode: Polling = "polling"


class Storage(Section):
    """Where sealed records and their keys lie, far from each other."""

    url: str = Field(
        default="sqlite:///data/glos.db", description="a database address like sqlite:///data/glos.db"
    )
    key_dir: Path = Field(default=Path("keys"), description="the path of a folder")
    master_key: SecretStr | None = Field(default=None, description="a key as `glos keys new` makes it")
    pepper: SecretStr | None = Field(default=None, description="a key as `glos keys new` makes it")


class Team(Section):
    """When the centre is open, and who takes cases over."""

    token: NotYet = None
    hours: Mapping[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], tuple[Span, ...]] = Field(
        default_factory=dict, description='a list of hours for each of mon … sun, like mon: ["10:00-18:00"]'
    )
    holidays: tuple[date, ...] = Field(default=(), description="a list of dates like 2026-12-25")


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
    """Translation has no settings as long as nobody takes cases over."""


class Desk(Section):
    """The desk has no settings as long as nobody takes cases over."""


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

    def token(self) -> str:
        """Return the bot's token from the environment or its file; raises SettingsFault."""
        kept = self.telegram.token
        token = kept.get_secret_value() if kept else _token_in(self.telegram.token_file)
        if not TOKEN.fullmatch(token):
            raise SettingsFault(
                "the token is not one that @BotFather hands out: digits, a colon, 35 letters and signs"
            )
        return token


def _token_in(file: Path | None) -> str:
    if file is None:
        raise SettingsFault(
            "there is no token: put it into GLOS_TELEGRAM__TOKEN or into a file named in telegram.token_file"
        )
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsFault(f"telegram.token_file: {file} cannot be read ({_reason(fault)})") from None


# ---------------------------------------------------------------------------- reading


def read(path: Path) -> Settings:
    """Read the settings, whose paths count from the file's folder; raises SettingsFault."""
    written = _sections(path)
    try:
        settings = Settings(**written)
    except ValidationError as faults:
        raise SettingsFault(_sentence(path, faults.errors()[0])) from None
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
        raise SettingsFault(f"{path.name}: cannot be read ({_reason(fault)})") from None
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
    keys: dict[str, Any] = {str(key): value for key, value in (body or {}).items()}  # type: ignore[attr-defined]
    for secret in SECRETS:
        if secret[0] == name and secret[1] in keys:
            raise SettingsFault(
                f"{path.name}: {'.'.join(secret)} may not stand in this file; "
                f"put it into the environment as {_variable(secret)}"
            )
    return keys


def _sentence(path: Path, fault: ErrorDetails) -> str:
    """Return a fault that pydantic found in words, with the name that stands in the file or environment."""
    keys = [str(part) for part in fault["loc"] if isinstance(part, str) and part != "[key]"]
    variable = _variable(keys[:2])
    subject = variable if variable in os.environ else f"{path.name}: {'.'.join(keys)}"
    if fault["type"] == "extra_forbidden":
        return f"{subject} is not a setting{_meant(keys)}"
    if fault["type"] == "value_error":
        return f"{subject} {fault['ctx']['error']}"
    secret = tuple(keys[:2]) in SECRETS
    return f"{subject} must be {_expected(keys)}" + ("" if secret else f", not {shown(fault['input'])}")


def _variable(keys: Sequence[str]) -> str:
    return "GLOS_" + "__".join(key.upper() for key in keys)


def _fields(keys: Sequence[str]) -> Mapping[str, FieldInfo]:
    """Return the fields of the section that the keys lie in, by the names in the file."""
    if len(keys) < 2:  # noqa: PLR2004  a section alone
        return {str(field.validation_alias or name): field for name, field in Settings.model_fields.items()}
    section = _fields(keys[:1])[keys[0]].annotation
    return section.model_fields if section and issubclass(section, Section) else {}


def _expected(keys: Sequence[str]) -> str:
    field = _fields(keys).get(keys[min(len(keys), 2) - 1])
    return (field and field.description) or "of another form"


def _meant(keys: Sequence[str]) -> str:
    near = difflib.get_close_matches(keys[-1], _fields(keys), n=1)
    return f' (did you mean "{near[0]}"?)' if near else ""


def _reason(fault: OSError | UnicodeDecodeError) -> str:
    return (fault.strerror or "unknown reason").lower() if isinstance(fault, OSError) else "it is not UTF-8"


def _look_across(path: Path, settings: Settings) -> None:
    """Refuse what is wrong only together: reports mixed too thinly where real people could write."""
    batch, untouched = (
        settings.register_.batch,
        len(settings.centre.placeholders) == len(settings.centre.texts),
    )
    if batch >= 3 or (batch == 1 and untouched and not settings.real):  # noqa: PLR2004  design: at least 3
        return
    variable = _variable(("register", "batch"))
    subject = variable if variable in os.environ else f"{path.name}: register.batch"
    trial = (
        " (1 is for trying out: telegram.api on this machine, all of centre.* placeholders)"
        if batch == 1
        else ""
    )
    raise SettingsFault(f"{subject} must be a whole number of at least 3, not {batch}{trial}")


def _anchored(settings: Settings, folder: Path) -> Settings:
    """Return the settings with paths that hold wherever the command is started from."""
    url = re.sub(
        r"^(sqlite[a-z+]*:///)(?!/|:memory:)(.+)",
        lambda found: found[1] + str(folder / found[2]),
        settings.storage.url,
    )
    file = settings.telegram.token_file
    storage = settings.storage.model_copy(update={"url": url, "key_dir": folder / settings.storage.key_dir})
    telegram = settings.telegram.model_copy(update={"token_file": folder / file if file else None})
    return settings.model_copy(update={"storage": storage, "telegram": telegram})
