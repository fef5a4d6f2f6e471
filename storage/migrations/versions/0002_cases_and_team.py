"""The hand-off: cases with their talks, the team, return codes with their mailboxes, one-tap opinions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def blob(name: str, *, key: bool = False, null: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, primary_key=key, nullable=null)


def number(name: str, *, key: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, primary_key=key, nullable=False, autoincrement=False)


def table(name: str, *columns: sa.Column[bytes] | sa.Column[int] | sa.Column[bool]) -> None:
    op.create_table(name, *columns, sqlite_with_rowid=False)


def numbered(name: str) -> None:
    table(name, blob("record", key=True), number("number", key=True), blob("body"))


def index(name: str, column: str, *, unique: bool = False) -> None:
    op.create_index(f"ix_{name}_{column}", name, [column], unique=unique)


def upgrade() -> None:
    current = sa.Column("current", sa.Boolean, nullable=False)
    table(
        "case_",
        blob("key", key=True),
        blob("owner"),
        current,
        blob("body"),
        blob("route"),
        blob("mail", null=True),
    )
    index("case_", "owner")
    numbered("line")
    numbered("media")
    table("post", blob("record", key=True), blob("box", key=True), number("number", key=True), blob("body"))
    table("seat", blob("mark", key=True), blob("record"), blob("body"))
    index("seat", "record")
    table("errand", blob("key", key=True), blob("body"))
    op.create_table(
        "staff",
        blob("key", key=True),
        blob("owner"),
        blob("body"),
        sa.UniqueConstraint("owner"),
        sqlite_with_rowid=False,
    )
    table("mailbox", blob("id", key=True), number("due"))
    table("letter", blob("key", key=True), blob("mailbox"), number("due"), blob("body"))
    index("letter", "mailbox")
    table("opinion", blob("key", key=True), blob("owner"), blob("body"))
    index("opinion", "owner")
    table("tally", blob("mark", key=True), blob("body"))
