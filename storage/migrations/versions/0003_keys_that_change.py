"""Conversations and cases whose key changes: what they are called no longer is the id of that key."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def begun_as(table: str, name: str, other: str) -> None:
    """Add a column that begins as another one: what was sealed before stays where it is."""
    empty = sa.text("''")
    op.add_column(table, sa.Column(name, sa.LargeBinary, nullable=False, server_default=empty))
    op.execute(sa.text(f"UPDATE {table} SET {name} = {other}"))  # noqa: S608  names of ours


def upgrade() -> None:
    begun_as("session", "record", "key")
    begun_as("case_", "body_key", "key")
