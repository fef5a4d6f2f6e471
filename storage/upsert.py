"""Statements that write a row whether or not there is one under its key, alike on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.dialects.postgresql import insert  # SQLite has taken its form over

if TYPE_CHECKING:
    from sqlalchemy import Insert, Table


def put(table: Table) -> Insert:
    """Return a statement that writes a row in place of one with the same key."""
    writing = insert(table)
    values = {column.name: writing.excluded[column.name] for column in table.c if not column.primary_key}
    return writing.on_conflict_do_update(index_elements=list(table.primary_key), set_=values)


def add_missing(table: Table) -> Insert:
    """Return a statement that writes a row unless there is one with the same key."""
    return insert(table).on_conflict_do_nothing(index_elements=list(table.primary_key))
