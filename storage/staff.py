"""The team: who is invited, who is enrolled, and how each is found by their number at the team's bot."""

from __future__ import annotations

import hmac
from hashlib import sha256
from secrets import token_bytes, token_hex, token_urlsafe
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, delete, insert, select, update

from flows.case import Colleague, Role, Roster
from flows.colleague import Private
from flows.facts import Codes  # noqa: TC001  the signature of invite is read by those who use it
from storage.database import whole
from storage.lines import LINE_BYTES
from storage.sealed import day, minute
from storage.tables import STAFF
from storage.vault import HOUSE

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.store import Store
    from storage.vault import Vault

INVITED_HOURS: Final = 72
"""How long an invitation holds."""
TOKEN_BYTES: Final = 24
"""Chance in an invitation: 32 signs of those that a start parameter takes (Bot API, deep linking)."""
STRANGERS: Final = 10_000
"""How many strangers a day are told something; a flood beyond has no effect."""


class Member(Struct, frozen=True, omit_defaults=True):
    """Somebody of the team, with their private chat with the team's bot."""

    colleague: Colleague
    private: Private = Private()
    """Where they stand in that chat."""
    chat: int = 0
    """0 as long as the invitation was not opened."""
    card: int = 0
    """Message id of their living card; 0 where none stands."""
    until: int = 0
    """The hour since 1970 to which the invitation holds."""

    @property
    def stage(self) -> str:
        """How far they are on the way into the team: see `Private.stage`."""
        return self.private.stage

    @property
    def enrolled(self) -> bool:
        """Whether they are of the team."""
        return self.private.stage == "enrolled"

    @property
    def coordinates(self) -> bool:
        """Whether coordinators' news are for them."""
        return self.enrolled and self.colleague.role == "coordinator"


_OF: Final = select(STAFF).where(STAFF.c.owner == bindparam("who"))
_JOIN: Final = insert(STAFF)
_WRITE: Final = update(STAFF).where(STAFF.c.key == bindparam("id_"))
_REVOKE: Final = delete(STAFF).where(STAFF.c.key == bindparam("id_"))


class Staff:
    """The team of this installation; every method raises StorageFailed."""

    def __init__(self, store: Store) -> None:
        """Take where the rows lie."""
        self._store = store
        self._vault = store.vault
        self._today = 0
        self._key = b""
        self._told: set[bytes] = set()

    # ------------------------------------------------------------------------ joining and leaving

    @whole
    async def invite(self, role: Role, languages: Codes, cleared: bool, now: datetime) -> str:  # noqa: FBT001  the command names it
        """Invite a colleague; return the token of their link, which is shown once and never kept."""
        token = token_urlsafe(TOKEN_BYTES)
        colleague = Colleague(token_hex(16), "", role, languages, cleared)
        member = Member(colleague, until=minute(now) // 60 + INVITED_HOURS)
        async with self._store.gate.look(), self._store.data.write() as connection:
            row = {"key": _key(member), "owner": self._invitation(token)}
            await connection.execute(_JOIN, row | {"body": await _sealed(self._vault, member)})
        return token

    @whole
    async def accept(self, token: str, bot: int, user: int) -> Member | None:
        """Let a person open their invitation; None where it is unknown, used, too old, or they are known."""
        async with self._store.gate.look(), self._store.data.write() as connection:
            owner = self._person(bot, user)
            known = (await connection.execute(_OF, {"who": owner})).one_or_none()
            invited = (await connection.execute(_OF, {"who": self._invitation(token)})).one_or_none()
            if known is not None or invited is None:
                return None
            member = await _opened(self._vault, bytes(invited.key), invited.body)
            if member is None or minute(self._store.clock()) // 60 > member.until:
                return None
            member = replace(member, chat=user, until=0)
            row = {"id_": _key(member), "owner": owner, "body": await _sealed(self._vault, member)}
            await connection.execute(_WRITE, row)
        return member

    @whole
    async def revoke(self, colleague: str) -> None:
        """Forget a colleague, who is a stranger from now on; their cases are taken from them elsewhere."""
        async with self._store.data.write() as connection:
            await connection.execute(_REVOKE, {"id_": bytes.fromhex(colleague)})
        await self._store.data.truncate()

    @whole
    async def keep(self, member: Member) -> None:
        """Write a member anew; nothing comes of it where their access ended meanwhile."""
        row = {"id_": _key(member), "body": await _sealed(self._vault, member)}
        async with self._store.data.write() as connection:
            await connection.execute(_WRITE, row)

    # ------------------------------------------------------------------------ who is there

    @whole
    async def member(self, bot: int, user: int) -> Member | None:
        """Return who that is: somebody enrolled or on the way there; None for a stranger."""
        async with self._store.gate.look(), self._store.data.read() as connection:
            row = (await connection.execute(_OF, {"who": self._person(bot, user)})).one_or_none()
        return None if row is None else await _opened(self._vault, bytes(row.key), row.body)

    @whole
    async def members(self) -> list[Member]:
        """Return all of the team, and who is invited, by their names."""
        async with self._store.data.read() as connection:
            return await members(self._vault, connection)

    async def roster(self) -> Roster:
        """Return the enrolled colleagues."""
        return {one.colleague.id: one.colleague for one in await self.members() if one.enrolled}

    async def coordinators(self) -> list[Member]:
        """Return the enrolled coordinators."""
        return [one for one in await self.members() if one.coordinates]

    async def chat_of(self, colleague: str) -> int | None:
        """Return the private chat of an enrolled colleague; None for anybody else."""
        chats = {one.colleague.id: one.chat for one in await self.members() if one.enrolled}
        return chats.get(colleague)

    def stranger(self, bot: int, user: int) -> bool:
        """Return whether this stranger was not told yet today that they are one; in memory only.

        Known by a hash whose key dies with the day (UTC).
        """
        today = day(self._store.clock())
        if today != self._today:
            self._today, self._key, self._told = today, token_bytes(32), set()
        who = hmac.digest(self._key, f"{bot}|{user}".encode(), sha256)
        if who in self._told or len(self._told) >= STRANGERS:
            return False
        self._told.add(who)
        return True

    def _person(self, bot: int, user: int) -> bytes:
        return self._vault.keyed("colleague", bot, user)

    def _invitation(self, token: str) -> bytes:
        return self._vault.keyed("invitation", token)


async def members(vault: Vault, connection: AsyncConnection) -> list[Member]:
    """Return all of the team that this version can read, by their names."""
    rows = (await connection.execute(select(STAFF.c.key, STAFF.c.body))).all()
    found = [await _opened(vault, bytes(row.key), row.body) for row in rows]
    readable = [member for member in found if member is not None]
    return sorted(readable, key=lambda member: (member.colleague.name, member.colleague.id))


async def retain(vault: Vault, connection: AsyncConnection, now: datetime) -> None:
    """Within a transaction take away invitations that nobody opened in time."""
    for member in await members(vault, connection):
        if member.until and minute(now) // 60 > member.until:
            await connection.execute(_REVOKE, {"id_": _key(member)})


async def owner_anew(vault: Vault, bot: int, key: bytes, sealed: bytes) -> bytes | None:
    """Return the owner of a colleague's row under this vault's pepper; None for an invitation.

    `bot` is the team's. By what an invitation is found, nobody has kept.
    """
    member = await _opened(vault, key, sealed)
    return vault.keyed("colleague", bot, member.chat) if member is not None and member.chat else None


def _key(member: Member) -> bytes:
    return bytes.fromhex(member.colleague.id)


async def _sealed(vault: Vault, member: Member) -> bytes:
    key = _key(member)
    return await vault.seal(HOUSE, "staff", "body", key, msgspec.json.encode(member), LINE_BYTES)


async def _opened(vault: Vault, key: bytes, sealed: bytes) -> Member | None:
    """Open a row; None for one that this version cannot read."""
    body = await vault.open_(HOUSE, "staff", "body", key, sealed)
    try:
        return msgspec.json.decode(body, type=Member)
    except msgspec.ValidationError:
        return None
