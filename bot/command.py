"""What the commands share: where the settings lie, and a log that says nothing but through its gate."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from bot import log
from bot.settings import Settings, read

Config = Annotated[Path, typer.Option("--config", metavar="FILE", help="The settings.")]
HERE: Final = Path("config.yaml")


class Language(StrEnum):
    """The languages that Glos speaks."""

    pl = "pl"
    uk = "uk"
    ru = "ru"
    en = "en"


def set_up(config: Path) -> Settings:
    """Read the settings and let the log begin; raises SettingsFault."""
    settings = read(config)
    log.configure(settings.log.level, settings.log.format)
    return settings
