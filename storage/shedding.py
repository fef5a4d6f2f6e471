"""How a conversation goes on under a new key, so that nothing of before can be joined with what it sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace
from sqlalchemy import BindParameter, and_, bindparam, delete, select, update

from flows.model import Say
from storage.erasing import condemn
from storage.sealed import route_of, sealed_route, sealed_waiting, waiting_of
from storage.tables import OUTBOX, SESSION

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.turn import Turn
    from storage.vault import Vault

_OWNER: Final[BindParameter[bytes]] = bindparam("whose")
_ROUTE: Final = select(SESSION.c.route).where(SESSION.c.owner == _OWNER)
_GO_ON: Final = update(SESSION).where(SESSION.c.owner == _OWNER)
_OWED: Final = select(OUTBOX.c.number, OUTBOX.c.body).where(OUTBOX.c.owner == _OWNER)
_THIS: Final = and_(OUTBOX.c.owner == _OWNER, OUTBOX.c.number == bindparam("old"))
_REWRITE: Final = update(OUTBOX).where(_THIS)
_DROP: Final = delete(OUTBOX).where(_THIS)


async def shed(vault: Vault, connection: AsyncConnection, owner: bytes, turn: Turn, key: bytes) -> None:
    """Within a turn's transaction lay a conversation under the key `key`, and put the former one down to die.

    What it owes keeps its number and its place, so that a delivery that is under way settles it as before;
    only what a card shows is replaced. The way to the chat is read here and not before the transaction: a
    delivery may just have moved the living card.
    """
    route = (await connection.execute(_ROUTE, {"whose": owner})).scalar_one()
    sealed = await sealed_route(vault, owner, key, await route_of(vault, owner, turn.key, route))
    await connection.execute(_GO_ON, {"whose": owner, "key": key, "route": sealed})
    for row in (await connection.execute(_OWED, {"whose": owner})).all():
        here = {"whose": owner, "old": row.number}
        body = await _owed(vault, turn, row, key)
        await connection.execute(*((_DROP, here) if body is None else (_REWRITE, here | {"body": body})))
    await condemn(connection, [turn.key])


async def _owed(vault: Vault, turn: Turn, row: Row[*tuple[Any, ...]], key: bytes) -> bytes | None:
    """Seal what is owed under the new key; None for what this version cannot read."""
    effect, typed = await waiting_of(vault, turn.key, row.number, row.body)
    if isinstance(effect, Say) and turn.shed is not None:
        effect = replace(turn.shed.card, fresh=effect.fresh, quiet=effect.quiet)
    return None if effect is None else await sealed_waiting(vault, key, row.number, effect, typed)
