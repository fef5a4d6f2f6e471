"""The first schema: conversations, waiting reports, the register."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def blob(name: str, *, key: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, primary_key=key, nullable=False)


def number(name: str, *, key: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, primary_key=key, nullable=False, autoincrement=False)


def words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, primary_key=True, nullable=False)


def table(name: str, *columns: sa.Column[bytes] | sa.Column[int] | sa.Column[str]) -> None:
    op.create_table(name, *columns, sqlite_with_rowid=False)


def upgrade() -> None:
    table("meta", words("name"), blob("value"))
    table("session", blob("owner", key=True), blob("key"), blob("body"), blob("route"))
    table("outbox", blob("owner", key=True), number("number", key=True), blob("record"), blob("body"))
    table(
        "farewell",
        blob("owner", key=True),
        number("number", key=True),
        blob("key"),
        blob("record"),
        blob("body"),
    )
    table("report", blob("key", key=True), blob("owner"), blob("body"))
    op.create_index("ix_report_owner", "report", ["owner"])
    table("timer", blob("owner", key=True), words("name"), number("due"))
    op.create_index("ix_timer_due", "timer", ["due"])
    table("seen", blob("mark", key=True), number("hour"))
    table("dying", blob("key", key=True))
    table("entry", blob("key", key=True), blob("body"))
