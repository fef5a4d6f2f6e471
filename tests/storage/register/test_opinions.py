"""One-tap opinions: in the person's record until the flush, then a number and nothing more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from flows.model import Erase
from flows.orders import KeepRating
from storage.register.flush import flush
from storage.register.opinions import Tally, tallies
from storage.store import Chat
from tests.storage.conftest import ALICE, BOT, say, send_many
from tests.storage.desk import END, do, open_case
from tests.storage.register.test_flush import NOW, WARSAW
from tests.storage.test_erasing import Camera, changes, states

if TYPE_CHECKING:
    from typing import Literal

    from flows.questionnaire import Taxonomy
    from storage.store import Store
    from tests.storage.conftest import House


async def rate(store: Store, *answers: Literal["yes", "part", "no"], first: int = 101) -> None:
    for number, answer in enumerate(answers, first):
        key = await open_case(store, Chat(BOT, number))
        await do(store, key, KeepRating(answer=answer), END)


async def test_opinions_wait_for_the_flush_and_are_added_to_the_tally_of_its_month(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    await rate(store, "yes", "yes", "part", "no")
    assert await flush(store, taxonomy, NOW, 5, WARSAW) == 0
    assert await tallies(store) == []
    await send_many(store, 5)
    assert await flush(store, taxonomy, NOW, 5, WARSAW) == 5
    assert await tallies(store) == [Tally("2026-07", yes=2, part=1, no=1)]
    await rate(store, "no", first=201)
    await send_many(store, 5)
    await flush(store, taxonomy, NOW, 5, WARSAW)
    await rate(store, "part", first=301)
    await send_many(store, 5)
    await flush(store, taxonomy, datetime(2026, 8, 3, tzinfo=UTC), 5, WARSAW)
    store = await house.reopen()
    assert await tallies(store) == [Tally("2026-07", 2, 1, 2), Tally("2026-08", 0, 1, 0)]


async def test_after_the_flush_no_key_of_an_opinion_lives(store: Store, taxonomy: Taxonomy) -> None:
    await rate(store, "yes", "no")
    assert len(await store.vault.store.ids()) == 4, "two conversations and two opinions"
    await send_many(store, 5)
    await flush(store, taxonomy, NOW, 5, WARSAW)
    assert len(await store.vault.store.ids()) == 7


async def test_who_erases_everything_takes_the_opinion_back(store: Store, taxonomy: Taxonomy) -> None:
    key = await open_case(store)
    await do(store, key, KeepRating(answer="no"))
    await rate(store, "yes")
    await say(store, ALICE, Erase("everything", None))
    await send_many(store, 5)
    await flush(store, taxonomy, NOW, 5, WARSAW)
    assert await tallies(store) == [Tally("2026-07", yes=1)]


async def test_the_end_of_the_conversation_leaves_the_opinion(store: Store, taxonomy: Taxonomy) -> None:
    key = await open_case(store)
    await do(store, key, KeepRating(answer="part"))
    await say(store, ALICE, Erase("draft", None))
    await send_many(store, 5)
    await flush(store, taxonomy, NOW, 5, WARSAW)
    assert await tallies(store) == [Tally("2026-07", part=1)]


@pytest.mark.sqlite
async def test_a_flush_killed_between_any_two_steps_counts_an_opinion_once(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    await rate(store, "yes")
    await send_many(store, 5)
    camera = Camera(house, store)
    await camera.watch(lambda: flush(store, taxonomy, NOW, 5, WARSAW))

    async def seen(store: Store) -> tuple[int, list[Tally]]:
        return await store.waiting(), await tallies(store)

    assert changes(await states(camera, seen)) == [(5, []), (0, [Tally("2026-07", yes=1)])]
