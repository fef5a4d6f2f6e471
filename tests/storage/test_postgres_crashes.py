"""A `kill -9` between any two statements on PostgreSQL: all of it, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from flows.model import SetTimer
from storage.register.export import entries
from storage.store import Farewell
from tests.storage.conftest import ALICE, House, card, report, say, send, send_many
from tests.storage.register.test_flush import mix
from tests.storage.test_erasing import EVERYTHING, LAST, changes, look

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from flows.questionnaire import Taxonomy
    from storage.store import Store
    from tests.postgres import PostgresServer

pytestmark = pytest.mark.postgresql


class Killed(BaseException):
    """What a `kill -9` is to the statement that it comes before."""


class Killer:
    """Lets a process do so many statements and commits, and nothing after them."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self, *_: object) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed

    async def watch(self, store: Store, work: Callable[[], Awaitable[object]]) -> bool:
        """Do the work; return whether it was killed on the way."""
        engines = [store.data.engine.sync_engine, store.vault.store.database.engine.sync_engine]
        for engine in engines:
            for name in ("before_cursor_execute", "commit"):
                event.listen(engine, name, self.step)
        try:
            await work()
        except Killed:
            return True
        return False


async def killed_everywhere(
    server: PostgresServer,
    folder: Path,
    begin: Callable[[Store], Awaitable[object]],
    work: Callable[[Store], Awaitable[object]],
    seen: Callable[[Store], Awaitable[object]],
) -> list[object]:
    """Kill the work before each of its steps in turn; return what a start finds then, and at its end."""
    found: list[object] = []
    killed = True
    while killed:
        async with server.database() as url:
            house = House(folder / str(len(found)), url)
            store = await house.open()
            await begin(store)
            killed = await Killer(len(found)).watch(store, lambda store=store: work(store))  # type: ignore[misc]  # mypy sees no type in a default
            store = await house.reopen()
            found.append(await seen(store))
            [(needed,)] = await house.rows(NEEDED)
            assert len(await store.vault.store.ids()) == needed
            assert await house.rows("SELECT * FROM dying") == []
            await house.close()
    return found


NEEDED = """
SELECT (SELECT count(*) FROM session) + (SELECT count(*) FROM report) + (SELECT count(*) FROM farewell)
     + (SELECT count(*) FROM case_) + (SELECT count(*) FROM errand) + (SELECT count(*) FROM opinion)
"""
"""How many keys the records have."""


async def test_an_erasure_killed_between_any_two_steps_is_done_whole_or_not_at_all(
    postgresql: PostgresServer, tmp_path: Path
) -> None:
    async def begin(store: Store) -> None:
        await send(store, ALICE, report(ground="sex"))
        await say(store, ALICE, card(1), SetTimer("draft", 60))

    async def erase(store: Store) -> None:
        await say(store, ALICE, EVERYTHING)

    found = await killed_everywhere(postgresql, tmp_path, begin, erase, look)
    assert len(found) > 12
    assert changes(found) == [(True, 1, [card(1)]), (False, 0, [Farewell(LAST, ())])]


async def test_a_flush_killed_between_any_two_steps_is_done_whole_or_not_at_all(
    postgresql: PostgresServer, tmp_path: Path, taxonomy: Taxonomy
) -> None:
    async def seen(store: Store) -> tuple[int, int]:
        return await store.waiting(), len(await entries(store))

    found = await killed_everywhere(
        postgresql,
        tmp_path,
        lambda store: send_many(store, 2),
        lambda store: mix(store, taxonomy, batch=2),
        seen,
    )
    assert len(found) > 20
    assert changes(found) == [(2, 0), (0, 2)]
