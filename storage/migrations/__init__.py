"""Brings a database to the schema of this version of the code before anything else touches it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError

from storage.database import BUSY_SECONDS, PRAGMAS, StorageRefused

if TYPE_CHECKING:
    import sqlite3

HERE = Path(__file__).parent


def migrate(path: Path) -> None:
    """Bring the database at `path` to the newest schema; raises StorageRefused where that may not be."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as connection:
            _upgrade(connection, path)
    except DatabaseError as error:
        raise StorageRefused(f"The database {path} cannot be used: {error.orig}.") from None
    finally:
        engine.dispose()


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    with closing(connection.cursor()) as cursor:
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")


def revisions() -> list[str]:
    """Return the revisions of the schema that this version knows, the newest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    return config


def _upgrade(connection: Connection, path: Path) -> None:
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    present = _revision(connection, path)
    if present and present not in {script.revision for script in scripts.walk_revisions()}:
        raise StorageRefused(
            f"The database {path} was written by a newer Glos ({present}); run that version."
        )
    if present != scripts.get_current_head():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision(connection: Connection, path: Path) -> str:
    """Return the revision of the schema, "" for an empty database."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
    if tables:
        raise StorageRefused(
            f"The database {path} holds tables that are not of Glos; set storage.url to another file."
        )
    return ""
