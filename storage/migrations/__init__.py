"""Brings a database to the schema of this version of the code before anything else touches it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from storage.database import StorageRefused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.database import Database

HERE = Path(__file__).parent


async def migrate(data: Database) -> None:
    """Bring a database to the newest schema, alone in it; raises StorageRefused where that may not be."""
    async with data.write() as connection:
        await connection.run_sync(_upgrade, data.place)


def revisions() -> list[str]:
    """Return the revisions of the schema that this version knows, the newest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    return config


def _upgrade(connection: Connection, place: str) -> None:
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    present = _revision(connection, place)
    if present and present not in {script.revision for script in scripts.walk_revisions()}:
        raise StorageRefused(
            f"The database {place} was written by a newer Glos ({present}); run that version."
        )
    if present != scripts.get_current_head():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision(connection: Connection, place: str) -> str:
    """Return the revision of the schema, "" for an empty database."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
    if tables:
        raise StorageRefused(
            f"The database {place} holds tables that are not of Glos; set storage.url to another one."
        )
    return ""
