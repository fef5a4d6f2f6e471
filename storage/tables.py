"""The tables: every row is sealed, none has a number that counts up, and none says when it was written.

All are WITHOUT ROWID: SQLite then keeps rows in the order of their random keys, not of their arrival.
"""

from __future__ import annotations

from typing import Final, cast

from sqlalchemy import LargeBinary, MetaData, Table
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

NO_ROWID: Final = {"sqlite_with_rowid": False}


class DataTable(SQLModel, registry=registry()):
    """A table of the database, which may be in a backup."""


class KeyTable(SQLModel, registry=registry()):
    """A table of the key store, which never is."""


class MetaRow(DataTable, table=True):
    """What the database says of itself: its check value, and the mark of a sandbox."""

    __tablename__ = "meta"
    __table_args__ = NO_ROWID
    name: str = Field(primary_key=True)
    value: bytes = Field(sa_type=LargeBinary)


class SessionRow(DataTable, table=True):
    """An open conversation, found by the keyed hash of its chat."""

    __tablename__ = "session"
    __table_args__ = NO_ROWID
    owner: bytes = Field(primary_key=True, sa_type=LargeBinary)
    key: bytes = Field(sa_type=LargeBinary)
    """Id of the data key that opens this record and its outbox."""
    body: bytes = Field(sa_type=LargeBinary)
    route: bytes = Field(sa_type=LargeBinary)


class OutboxRow(DataTable, table=True):
    """An effect that waits for the courier; it dies with its session's key."""

    __tablename__ = "outbox"
    __table_args__ = NO_ROWID
    owner: bytes = Field(primary_key=True, sa_type=LargeBinary)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """Order within the session; never used twice there."""
    record: bytes = Field(sa_type=LargeBinary)
    """The key of the session that ordered it."""
    body: bytes = Field(sa_type=LargeBinary)


class FarewellRow(DataTable, table=True):
    """The last card of an erased conversation, and which messages are still to be removed from the chat."""

    __tablename__ = "farewell"
    __table_args__ = NO_ROWID
    owner: bytes = Field(primary_key=True, sa_type=LargeBinary)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """Order within the chat, should one be erased again before the first farewell went out."""
    key: bytes = Field(sa_type=LargeBinary)
    record: bytes = Field(sa_type=LargeBinary)
    """The dead key of the erased session ("" if there was none): by it a late delivery finds its way here."""
    body: bytes = Field(sa_type=LargeBinary)


class ReportRow(DataTable, table=True):
    """A finished report that waits for the flush, in the person's own record."""

    __tablename__ = "report"
    __table_args__ = NO_ROWID
    key: bytes = Field(primary_key=True, sa_type=LargeBinary)
    owner: bytes = Field(sa_type=LargeBinary, index=True)
    body: bytes = Field(sa_type=LargeBinary)


class TimerRow(DataTable, table=True):
    """A timer of a conversation."""

    __tablename__ = "timer"
    __table_args__ = NO_ROWID
    owner: bytes = Field(primary_key=True, sa_type=LargeBinary)
    name: str = Field(primary_key=True)
    due: int = Field(index=True)
    """Whole minutes since 1970 in UTC, rounded up."""


class SeenRow(DataTable, table=True):
    """An update that was taken in, as a keyed hash, so that its repetition is dropped."""

    __tablename__ = "seen"
    __table_args__ = NO_ROWID
    mark: bytes = Field(primary_key=True, sa_type=LargeBinary)
    hour: int
    """Whole hours since 1970 in UTC."""


class DyingRow(DataTable, table=True):
    """A data key whose record is gone and which must die; a start finds here what a crash has left undone."""

    __tablename__ = "dying"
    __table_args__ = NO_ROWID
    key: bytes = Field(primary_key=True, sa_type=LargeBinary)


class EntryRow(DataTable, table=True):
    """An entry of the register under a random key, sealed by the house key."""

    __tablename__ = "entry"
    __table_args__ = NO_ROWID
    key: bytes = Field(primary_key=True, sa_type=LargeBinary)
    body: bytes = Field(sa_type=LargeBinary)


class WrappedRow(KeyTable, table=True):
    """A key, wrapped by the master key."""

    __tablename__ = "key"
    __table_args__ = NO_ROWID
    id: bytes = Field(primary_key=True, sa_type=LargeBinary)
    wrapped: bytes = Field(sa_type=LargeBinary)


def _table(row: type[SQLModel]) -> Table:
    return cast("Table", row.__table__)  # type: ignore[attr-defined]


META: Final = _table(MetaRow)
SESSION: Final = _table(SessionRow)
OUTBOX: Final = _table(OutboxRow)
FAREWELL: Final = _table(FarewellRow)
REPORT: Final = _table(ReportRow)
TIMER: Final = _table(TimerRow)
SEEN: Final = _table(SeenRow)
DYING: Final = _table(DyingRow)
ENTRY: Final = _table(EntryRow)
WRAPPED: Final = _table(WrappedRow)
DATA: Final[MetaData] = DataTable.metadata
KEYS: Final[MetaData] = KeyTable.metadata
