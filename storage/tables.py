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
    """Id of the data key that opens this record and its outbox; it changes when a report is sent."""
    record: bytes = Field(sa_type=LargeBinary)
    """What outbox and farewell call this conversation, whatever key it lies under."""
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
    """What the session is called that ordered it."""
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
    """What the erased session was called ("" if there was none): by it a late delivery finds its way here."""
    body: bytes = Field(sa_type=LargeBinary)


class ReportRow(DataTable, table=True):
    """A finished report that waits for the flush, in the person's own record."""

    __tablename__ = "report"
    __table_args__ = NO_ROWID
    key: bytes = Field(primary_key=True, sa_type=LargeBinary)
    owner: bytes = Field(sa_type=LargeBinary, index=True)
    body: bytes = Field(sa_type=LargeBinary)


class TimerRow(DataTable, table=True):
    """A timer of a conversation or of a case."""

    __tablename__ = "timer"
    __table_args__ = NO_ROWID
    owner: bytes = Field(primary_key=True, sa_type=LargeBinary)
    """The keyed hash of the chat (32 bytes), or the key of the case (16 bytes)."""
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


class CaseRow(DataTable, table=True):
    """A case; what belongs to it is found by its key, and dies with it."""

    __tablename__ = "case_"
    __table_args__ = NO_ROWID
    key: bytes = Field(primary_key=True, sa_type=LargeBinary)
    """Id of the data key that opens what belongs to the case: its lines and media, its ways."""
    body_key: bytes = Field(sa_type=LargeBinary)
    """Id of the data key that opens body, posts and seats; it changes when the case is closed."""
    owner: bytes = Field(sa_type=LargeBinary, index=True)
    current: bool
    """Whether it is the case of its chat; a closed one that another followed is kept, but not current."""
    body: bytes = Field(sa_type=LargeBinary)
    route: bytes = Field(sa_type=LargeBinary)
    """The way to the reporter, also when the conversation is gone."""
    mail: bytes | None = Field(sa_type=LargeBinary)
    """The mailbox of the reporter's return code, once there is one."""


class LineRow(DataTable, table=True):
    """A line of a case's talk, with the messages in which it stands."""

    __tablename__ = "line"
    __table_args__ = NO_ROWID
    record: bytes = Field(primary_key=True, sa_type=LargeBinary)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    body: bytes = Field(sa_type=LargeBinary)


class MediaRow(DataTable, table=True):
    """The photo or the voice of a line."""

    __tablename__ = "media"
    __table_args__ = NO_ROWID
    record: bytes = Field(primary_key=True, sa_type=LargeBinary)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    body: bytes = Field(sa_type=LargeBinary)


class PostRow(DataTable, table=True):
    """An order of a case that waits for a courier."""

    __tablename__ = "post"
    __table_args__ = NO_ROWID
    record: bytes = Field(primary_key=True, sa_type=LargeBinary)
    box: bytes = Field(primary_key=True, sa_type=LargeBinary)
    """reporter, group, or the id of a colleague."""
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """Order within the case; never used twice there."""
    body: bytes = Field(sa_type=LargeBinary)


class SeatRow(DataTable, table=True):
    """Where something of a case stands at the team, found by the keyed hash of its topic or message."""

    __tablename__ = "seat"
    __table_args__ = NO_ROWID
    mark: bytes = Field(primary_key=True, sa_type=LargeBinary)
    record: bytes = Field(sa_type=LargeBinary, index=True)
    body: bytes = Field(sa_type=LargeBinary)


class ErrandRow(DataTable, table=True):
    """What the team's bot has still to do for a case that is gone, under a key of its own."""

    __tablename__ = "errand"
    __table_args__ = NO_ROWID
    key: bytes = Field(primary_key=True, sa_type=LargeBinary)
    body: bytes = Field(sa_type=LargeBinary)


class StaffRow(DataTable, table=True):
    """Somebody of the team, sealed by the house key."""

    __tablename__ = "staff"
    __table_args__ = NO_ROWID
    key: bytes = Field(primary_key=True, sa_type=LargeBinary)
    """The colleague's random id."""
    owner: bytes = Field(sa_type=LargeBinary, unique=True)
    """Keyed hash of the person at the team's bot, or of the invitation that was not taken yet."""
    body: bytes = Field(sa_type=LargeBinary)


class MailboxRow(DataTable, table=True):
    """A mailbox: somebody has the return code that leads to this id."""

    __tablename__ = "mailbox"
    __table_args__ = NO_ROWID
    id: bytes = Field(primary_key=True, sa_type=LargeBinary)
    due: int
    """The whole day since 1970 in UTC at whose start it goes."""


class LetterRow(DataTable, table=True):
    """Words of the team for somebody who left, sealed to the public half of their return code's key."""

    __tablename__ = "letter"
    __table_args__ = NO_ROWID
    key: bytes = Field(primary_key=True, sa_type=LargeBinary)
    mailbox: bytes = Field(sa_type=LargeBinary, index=True)
    due: int
    """As a mailbox's."""
    body: bytes = Field(sa_type=LargeBinary)


class OpinionRow(DataTable, table=True):
    """A one-tap answer that waits for the flush, in the person's own record."""

    __tablename__ = "opinion"
    __table_args__ = NO_ROWID
    key: bytes = Field(primary_key=True, sa_type=LargeBinary)
    owner: bytes = Field(sa_type=LargeBinary, index=True)
    body: bytes = Field(sa_type=LargeBinary)


class TallyRow(DataTable, table=True):
    """How often each one-tap answer was given in a month, sealed by the house key."""

    __tablename__ = "tally"
    __table_args__ = NO_ROWID
    mark: bytes = Field(primary_key=True, sa_type=LargeBinary)
    """Keyed hash of the month."""
    body: bytes = Field(sa_type=LargeBinary)


class WrappedRow(KeyTable, table=True):
    """A key, wrapped by the master key."""

    __tablename__ = "key"
    __table_args__ = NO_ROWID
    id: bytes = Field(primary_key=True, sa_type=LargeBinary)
    wrapped: bytes = Field(sa_type=LargeBinary)


def _table(row: type[SQLModel]) -> Table:
    return cast("Table", row.__table__)  # type: ignore[attr-defined]  # SQLModel and YAML give it


META: Final = _table(MetaRow)
SESSION: Final = _table(SessionRow)
OUTBOX: Final = _table(OutboxRow)
FAREWELL: Final = _table(FarewellRow)
REPORT: Final = _table(ReportRow)
TIMER: Final = _table(TimerRow)
SEEN: Final = _table(SeenRow)
DYING: Final = _table(DyingRow)
ENTRY: Final = _table(EntryRow)
CASE: Final = _table(CaseRow)
LINE: Final = _table(LineRow)
MEDIA: Final = _table(MediaRow)
POST: Final = _table(PostRow)
SEAT: Final = _table(SeatRow)
ERRAND: Final = _table(ErrandRow)
STAFF: Final = _table(StaffRow)
MAILBOX: Final = _table(MailboxRow)
LETTER: Final = _table(LetterRow)
OPINION: Final = _table(OpinionRow)
TALLY: Final = _table(TallyRow)
WRAPPED: Final = _table(WrappedRow)
DATA: Final[MetaData] = DataTable.metadata
KEYS: Final[MetaData] = KeyTable.metadata
