"""All that was ever sealed, in every version, and what of it living keys open: an attacker's archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from storage.padding import LEAST_BUCKET
from storage.tables import DATA
from storage.vault import SealBroken

if TYPE_CHECKING:
    from storage.store import Store


LONGEST_HASH = 32
"""Bytes of a keyed hash; whatever is longer must be sealed."""


class Sealed(NamedTuple):
    """A body as it was written once, and the place it was sealed for."""

    key: bytes
    table: str
    column: str
    row: bytes
    body: bytes


class Archive:
    """Every version of every sealed body of a store, kept from now on.

    It holds more than the pages of the database ever did: also what a transaction took back.
    """

    def __init__(self, store: Store) -> None:
        """Begin to keep what is sealed."""
        self.store = store
        self.kept: list[Sealed] = []
        self._seal = store.vault.seal
        store.vault.seal = self._kept  # type: ignore[method-assign]  # replaced for the test

    async def _kept(
        self, key: bytes, table: str, column: str, row: bytes, plain: bytes, least: int = LEAST_BUCKET
    ) -> bytes:
        body = await self._seal(key, table, column, row, plain, least)
        self.kept.append(Sealed(key, table, column, row, body))
        return body

    async def opened(self) -> list[tuple[Sealed, bytes]]:
        """Return all versions that keys open which live now, and what stands in each."""
        found = []
        for sealed in self.kept:
            try:
                found.append((sealed, await self.store.vault.open_(*sealed)))
            except SealBroken:
                continue
        return found

    async def unknown(self) -> list[str]:
        """Return the columns with something that is long enough to be sealed and is not in the archive."""
        known = {sealed.body for sealed in self.kept}
        unknown = []
        for table in DATA.sorted_tables:
            async with self.store.data.read() as connection:
                rows = (await connection.execute(select(table))).all()
            for row in rows:
                unknown += [
                    f"{table.name}.{name}"
                    for name, value in row._mapping.items()
                    if isinstance(value, bytes) and len(value) > LONGEST_HASH and value not in known
                ]
        return unknown
