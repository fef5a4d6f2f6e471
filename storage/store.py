"""The store: a turn of a chat is one transaction, and what it ordered waits in its outbox."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from sqlalchemy import func, select

from storage import cases, committing, ending, erasing, errands, outbox, posts
from storage.address import database_at
from storage.database import StorageFailed, StorageRefused, whole
from storage.entering import enter
from storage.gate import Gate, Held, looking
from storage.keystore import ID_BYTES
from storage.migrations import migrate
from storage.posting import Box
from storage.sealed import minute
from storage.seats import SeatPlace
from storage.staff import Staff
from storage.tables import REPORT, TIMER
from storage.turn import Chat, Delivery, Farewell, Route, Turn
from storage.work import Taken

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
    from datetime import datetime

    from flows.case import Case
    from storage.database import Database
    from storage.errands import Errand
    from storage.lines import Placed
    from storage.posts import Post
    from storage.vault import Vault

    Update = tuple[int, int] | None

# fmt: off
__all__ = [
    "Box", "Chat", "Delivery", "Farewell", "Route", "SeatPlace", "StorageFailed", "StorageRefused", "Store",
    "Taken", "Turn",
]
# fmt: on


class Store:
    """The records of all chats."""

    def __init__(self, data: Database, vault: Vault, clock: Callable[[], datetime]) -> None:
        """Bind the parts; `open` is the way to get a store."""
        self.data = data
        self.vault = vault
        self.clock = clock
        self.gate = Gate()
        self.held = Held(vault.peppers)
        self.staff = Staff(self)
        self._locks: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()
        self.cases_read: dict[bytes, tuple[bytes, Case | None]] = {}
        """Every case as it was sealed when all were last read, and opened; none outlives its row here."""
        self._queue = 0
        """The last place in the queue that was given."""

    @classmethod
    async def open(
        cls, url: str, vault: Vault, clock: Callable[[], datetime], *, sandbox: bool = False
    ) -> Store:
        """Open and migrate the database, and finish what a crash has left.

        Raises StorageRefused where it is not the database for this vault or not for this use: a sandbox has a
        marked one, and only a sandbox has.
        """
        store = cls(database_at(url), vault, clock)
        try:
            await store.data.prepare()
            await migrate(store.data)
            await enter(store.data, vault, sandbox=sandbox)
            store.held.follow(vault.peppers)
        except BaseException:
            await store.data.close()
            raise
        return store

    async def close(self) -> None:
        """Close the database; the vault stays open."""
        await self.data.close()

    # ------------------------------------------------------------------------ turns

    @asynccontextmanager
    async def work(self, chat: Chat, update: int | None) -> AsyncIterator[Turn | None]:
        """Take a turn of a chat, alone there; None where that update was taken in before.

        What `Turn.keep` was told is written in one transaction when the block is left without an error, and
        the timers that had run out are then settled; without `keep` only the update is remembered. Raises
        StorageFailed where nothing of it could be written.
        """
        async with self.gate.turn():
            owner = self.vault.look_up(*chat)
            mark = None if update is None else self.vault.mark(chat.bot, update)
            async with self._lock(owner):
                turn = await committing.load(self, owner, mark, Route(*chat))
                yield turn
                if turn is not None:
                    await committing.commit(self, owner, mark, turn)

    @asynccontextmanager
    async def case(self, key: bytes, mark: Update = None) -> AsyncIterator[Turn | None]:
        """Take a turn of a case for a fact of the team, alone in its chat; the session is not looked at.

        `mark` are bot and number of the update. None where the case is gone or the update was taken in
        before. Raises StorageFailed as `work` does.
        """
        async with self._case_turn(key, mark, woken=False) as turn:
            yield turn

    @asynccontextmanager
    async def wake(self, key: bytes) -> AsyncIterator[Turn | None]:
        """Take a turn because a timer ran out, of a chat or of a case; None where nothing is held any more.

        `key` is what `due` or `cases_due` has named. In the turn of a case `due` are the case's timers.
        """
        if len(key) == ID_BYTES:
            async with self._case_turn(key, None, woken=True) as turn:
                yield turn
            return
        async with self.gate.turn(), self._lock(owner := self.held.owner(key)):
            turn = await committing.load(self, owner, None, None)
            yield turn
            if turn is not None:
                await committing.commit(self, owner, None, turn)

    @asynccontextmanager
    async def _case_turn(self, key: bytes, update: Update, *, woken: bool) -> AsyncIterator[Turn | None]:
        async with self.gate.turn():
            owner = await cases.owner_of(self, key)
            if owner is None:
                yield None
                return
            mark = None if update is None else self.vault.mark(*update)
            async with self._lock(owner):
                turn = await committing.load_case(self, key, mark, woken=woken)
                yield turn
                if turn is not None:
                    await committing.commit(self, owner, mark, turn)

    def _lock(self, owner: bytes) -> asyncio.Lock:
        """Return the lock of a chat, which lives as long as somebody holds it or waits for it."""
        return self._locks.setdefault(owner, asyncio.Lock())

    async def due(self) -> list[bytes]:
        """Return the owners with timers that have run out, the longest ago first."""
        return [key for key in await self._due() if len(key) != ID_BYTES]

    async def cases_due(self) -> list[bytes]:
        """Return the keys of the cases with timers that have run out, the longest ago first."""
        return [key for key in await self._due() if len(key) == ID_BYTES]

    @whole
    async def _due(self) -> list[bytes]:
        passed = TIMER.c.due <= minute(self.clock())
        query = select(TIMER.c.owner).where(passed).group_by(TIMER.c.owner).order_by(func.min(TIMER.c.due))
        async with self.data.read() as connection:
            return [bytes(owner) for owner in (await connection.execute(query)).scalars()]

    @looking
    async def first_time(self, bot: int, update: int) -> bool:
        """Remember an update that is about no case and no chat of a reporter; False where it was before."""
        return await committing.first_time(self, bot, update)

    # ------------------------------------------------------------------------ cases

    async def names_in_use(self) -> tuple[frozenset[str], int]:
        """Return the codenames of all cases that are kept, and a place in the queue that nobody else gets."""
        kept = await cases.kept(self)
        self._queue = max([self._queue, *(one.case.queue for one in kept)]) + 1
        return frozenset(one.case.codename for one in kept), self._queue

    async def recall(self, turn: Turn) -> None:
        """Within a turn let what is on its way to the reporter wait as unread: nothing reaches the chat now.

        To be said before the case takes in that its reporter has left. An `Erase` does it too.
        """
        await ending.recall(self, turn)

    async def waiting_cases(self) -> int:
        """Return how many cases wait."""
        return await cases.waiting(self)

    async def cases_of(self, colleague: str) -> list[tuple[bytes, Case]]:
        """Return the cases with their keys, closed ones too, that name a colleague in whatever part."""
        return await cases.of_colleague(self, colleague)

    @looking
    async def seat_of(
        self, bot: int, chat: int, thread: int = 0, message: int = 0
    ) -> tuple[bytes, str] | None:
        """Return the key of the case whose topic or card that is, and the place: None where there is none.

        The place is the colleague's id for a topic; case or interpreter for a card in the group; handover or
        second for a question in somebody's chat.
        """
        return await cases.seat_of(self, SeatPlace(bot, chat, thread, message))

    async def line_at(self, key: bytes, place: str, message: int) -> int:
        """Return which line of a case stands in a message of a place, 0 if none does.

        The place is "reporter" or the id of a colleague.
        """
        return await cases.line_at(self, key, place, message)

    async def lines_of(self, box: Box, since: int = 0) -> list[Placed]:
        """Return the lines from number `since` on that belong into a colleague's topic, made anew.

        An interpreter has those of their time in the talk. What is still to be brought there by an order of
        its own is not among them.
        """
        return await cases.lines_of(self, box, since)

    async def media_of(self, key: bytes, number: int) -> bytes:
        """Return the photo or voice of a line; b"" where there is none."""
        return await cases.media_of(self, key, number)

    # ------------------------------------------------------------------------ what cases have ordered

    async def case_boxes(self, *, reporter: bool) -> list[Box]:
        """Return the boxes with something in them: those to reporters, or those to the team."""
        return await posts.boxes(self, reporter=reporter)

    @looking
    async def post_head(self, box: Box) -> Post | None:
        """Return the oldest order of a box, None for an empty one; never call it within a turn of that chat.

        The same is returned again until it is `posted`. What cannot be carried out any more is dropped.
        """
        owner = await cases.owner_of(self, box.record)
        if owner is None:
            return None
        async with self._lock(owner):
            return await posts.head(self, box)

    @looking
    async def seated(self, post: Post, seat: SeatPlace) -> bool:
        """Remember where an order has begun to be carried out, before it is `posted`: a topic, a card.

        False where the case has ended meanwhile; what stands there is then cleared away by an errand.
        """
        return await posts.seated(self, post, seat)

    @looking
    async def posted(
        self,
        post: Post,
        message: int = 0,
        *,
        more: Sequence[int] = (),
        copies: Mapping[int, int] | None = None,
        seat: SeatPlace | None = None,
        gone: bool = False,
    ) -> None:
        """Take out what was brought, or given up; raises StorageFailed, and can then be called again.

        `message` is where it now stands in the chat of its box, `more` are further messages of a long one,
        `copies` the same for other lines by their number, `seat` the topic or card from now on; `gone` says
        that there is none any more. What arrived too late, because the conversation or the case had ended,
        is taken away again: by a farewell from the reporter's chat, by an errand at the team.
        """
        await posts.posted(self, post, posts.Outcome(message, more, copies or {}, seat, gone))

    async def errands(self) -> list[Errand]:
        """Return what the team's bot has still to do for cases that are gone."""
        return await errands.errands(self)

    async def errand_done(self, key: bytes) -> None:
        """Forget an errand."""
        await errands.done(self, key)

    # ------------------------------------------------------------------------ deliveries

    @looking
    async def boxes(self) -> list[bytes]:
        """Return the boxes with something in them; a box is an owner, as `Vault.look_up` names it."""
        return await outbox.boxes(self)

    @looking
    async def head(self, box: bytes) -> Delivery | None:
        """Return what is to be brought next, None where nothing is; never call it within a turn of that chat.

        A farewell comes before anything of a later conversation, and only once the keys are dead. A card that
        a later one replaces is dropped. The same is returned again until it is `delivered`.
        """
        async with self._lock(self.held.owner(box)):
            return await outbox.head(self, box)

    @looking
    async def delivered(
        self, delivery: Delivery, card: int | None = None, gone: Collection[int] = ()
    ) -> None:
        """Take out what was brought, or given up; raises StorageFailed, and can then be called again.

        `card` is the message id of the living card from now on (None: as before); the former one becomes one
        of the others unless it is among `gone`, the messages that were removed from the chat.
        """
        await outbox.delivered(self, delivery, card, gone)

    @looking
    async def shown(self, delivery: Delivery, card: int) -> None:
        """Remember that a farewell's last card stands in message `card`; the rest is still to be done."""
        await erasing.shown(self, delivery, card)

    # ------------------------------------------------------------------------ reports

    @whole
    async def waiting(self) -> int:
        """Return how many reports wait for the flush."""
        async with self.data.read() as connection:
            count = (await connection.execute(select(func.count()).select_from(REPORT))).scalar_one()
            return int(count)
