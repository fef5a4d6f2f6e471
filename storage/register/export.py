"""The register as a file: the same entries give the same bytes, in whatever order they came."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec
from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.xml.functions import tostring
from sqlalchemy import select

from storage.database import whole
from storage.register.entry import Entry
from storage.tables import ENTRY
from storage.vault import HOUSE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from storage.store import Store

COLUMNS: Final[tuple[str, ...]] = Entry.__struct_encode_fields__
"""The columns of every export, in their order."""
NO_TIME: Final = datetime(1980, 1, 1, tzinfo=UTC)
"""The time that stands in a file which must not say when it was made; the earliest that ZIP knows."""


@whole
async def entries(store: Store) -> list[Entry]:
    """Return the whole register, sorted by content; raises StorageFailed."""
    async with store.data.read() as connection:
        rows = (await connection.execute(select(ENTRY.c.key, ENTRY.c.body))).all()
    found = []
    for row in rows:
        key = bytes(row.key)
        body = await store.vault.open_(HOUSE, "entry", "body", key, row.body)
        found.append(msgspec.json.decode(body, type=Entry))
    return sorted(found, key=msgspec.json.encode)


def to_json(entries: Sequence[Entry]) -> bytes:
    """Return a list of objects; null for what was skipped, lists where several codes are possible."""
    return json.dumps([_row(entry) for entry in entries], ensure_ascii=False, indent=1).encode() + b"\n"


def to_csv(entries: Sequence[Entry]) -> bytes:
    """Return CSV (RFC 4180) in UTF-8: several codes are joined by ";", an empty cell is null or no label."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(entry) for entry in entries)
    return stream.getvalue().encode()


def to_xlsx(entries: Sequence[Entry]) -> bytes:
    """Return a workbook with one sheet, its cells as in the CSV; it names no author and no time."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("register")
    sheet.append(COLUMNS)
    for entry in entries:
        sheet.append(_cells(entry))
    stream = io.BytesIO()
    book.save(stream)
    return _timeless(stream.getvalue())


def _row(entry: Entry) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(entry)
    return row


def _cells(entry: Entry) -> Iterable[str]:
    return [_cell(value) for value in _row(entry).values()]


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case _:
            return ";".join(value)


def _timeless(book: bytes) -> bytes:
    """Pack a workbook anew without the times and the author that openpyxl writes into it."""
    properties = DocumentProperties(creator=None, created=NO_TIME, modified=NO_TIME)
    stream = io.BytesIO()
    with ZipFile(io.BytesIO(book)) as old, ZipFile(stream, "w") as new:
        for name in sorted(old.namelist()):
            body = tostring(properties.to_tree()) if name == "docProps/core.xml" else old.read(name)
            part = ZipInfo(name, NO_TIME.timetuple()[:6])
            part.compress_type = ZIP_DEFLATED
            new.writestr(part, body)
    return stream.getvalue()
