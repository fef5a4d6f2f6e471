"""Which rows of a backup come back: those that still have their key, or those that the house key opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from storage import mailbox, staff
from storage.keystore import ID_BYTES
from storage.register import opinions
from storage.rehashing import CHECK
from storage.tables import (
    CASE,
    DYING,
    ENTRY,
    ERRAND,
    FAREWELL,
    LETTER,
    LINE,
    MAILBOX,
    MEDIA,
    META,
    OPINION,
    OUTBOX,
    POST,
    REPORT,
    SEAT,
    SEEN,
    SESSION,
    STAFF,
    TALLY,
    TIMER,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

    from storage.vault import Vault

    Row = dict[str, Any]

OF_THE_HOUSE: Final = (ENTRY, STAFF, TALLY)
"""The tables that the house key opens."""
BY_KEY: Final = (SESSION, REPORT, FAREWELL, CASE, ERRAND, OPINION)
"""The tables whose rows have a key each."""
BY_RECORD: Final = (OUTBOX, LINE, MEDIA, POST, SEAT)
"""The tables whose rows belong to one of those."""
UNSEALED: Final = (META, DYING, SEEN, TIMER, MAILBOX)
"""The tables that say little, and are kept as far as what they speak of is."""
DROPPED: Final = (LETTER,)
"""Nobody can tell which of the letters were read since, and so should be gone."""
ORDER: Final = (*OF_THE_HOUSE, *BY_KEY, *BY_RECORD, *UNSEALED, *DROPPED)


class Selection:
    """Which rows come back, and how."""

    def __init__(self, vault: Vault) -> None:
        """Take the vault they come back to."""
        self.vault = vault
        self.kept: dict[str, int] = {}
        """How many rows have come back, by table."""
        self.dropped: dict[str, int] = {}
        self.used: set[bytes] = set()
        """The keys of the records that have come back."""
        self.records: set[bytes] = set()
        """What those records are called by the rows that belong to them."""

    async def chosen(self, table: Table, row: Row) -> Row | None:
        """Return a row as it is to be written, None for one that is dropped."""
        raise NotImplementedError


class Living(Selection):
    """Beside the key folder of the backup: what still has its key."""

    def __init__(self, vault: Vault, living: set[bytes]) -> None:
        """Take the ids of the keys that live."""
        super().__init__(vault)
        self.living = living
        self.records: set[bytes] = set()
        """What has come back, as the rows that belong to it call it."""
        self.owners: set[bytes] = set()
        self.mailboxes: set[bytes] = set()

    @classmethod
    async def of(cls, vault: Vault, source: Connection) -> Living:
        """Take what lives in the key store, and was not about to die when the backup was made."""
        dying = {bytes(key) for key in source.execute(select(DYING.c.key)).scalars()}
        return cls(vault, await vault.store.ids() - dying)

    async def chosen(self, table: Table, row: Row) -> Row | None:
        """Return a row as it is to be written, None for one that is dropped."""
        if table in OF_THE_HOUSE or table in (META, DYING, SEEN):
            return row
        if table in BY_KEY:
            return row if await self._lives(table, row) else None
        if table in BY_RECORD:
            return row if row["record"] in self.records else None
        if table is TIMER:
            owners = self.records if len(row["owner"]) == ID_BYTES else self.owners
            return row if row["owner"] in owners else None
        return row if table is MAILBOX and row["id"] in self.mailboxes else None

    async def _lives(self, table: Table, row: Row) -> bool:
        """Say whether a record has its key, and remember what else comes back with it."""
        key = bytes(row["key"])
        needed = {key, bytes(row["body_key"])} if table is CASE else {key}
        if not needed <= self.living:
            return False
        self.used |= needed
        self.records.add(bytes(row["record"]) if table is SESSION else key)
        if table is SESSION:
            self.owners.add(bytes(row["owner"]))
        if table is CASE and row["mail"] is not None:
            mails = await mailbox.mails_of(self.vault, key, row["mail"])
            self.mailboxes |= {mail.mailbox for mail in mails}
        return True


class Anew(Selection):
    """With a new key folder: what the house key opens, looked up by a new pepper."""

    def __init__(self, vault: Vault, bot: int) -> None:
        """Take the team's bot, by which colleagues are found."""
        super().__init__(vault)
        self.bot = bot

    async def chosen(self, table: Table, row: Row) -> Row | None:
        """Return a row as it is to be written, None for one that is dropped."""
        if table is ENTRY:
            return row
        if table is STAFF:
            owner = await staff.owner_anew(self.vault, self.bot, bytes(row["key"]), row["body"])
            return None if owner is None else row | {"owner": owner}
        if table is TALLY:
            return await opinions.anew(self.vault, bytes(row["mark"]), row["body"])
        if table is META:
            return row | ({"value": await self.vault.check()} if row["name"] == CHECK else {})
        return None
