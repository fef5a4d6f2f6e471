"""How updates wait for getUpdates: acknowledgement, long polling, filters, expiry, a second poller."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sandbox.clock import Clock
from sandbox.updates import LONGEST_POLL, Inbox
from tests.sandbox.conftest import DEADLINE

if TYPE_CHECKING:
    import pytest

    from tests.sandbox.conftest import Rig

BY_ANOTHER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


async def write(rig: Rig, person: int, *texts: str) -> None:
    for text in texts:
        await rig.act(person, "text", text=text)


def texts(updates: list[dict[str, dict[str, str]]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_an_update_comes_again_until_a_higher_offset_acknowledges_it(rig: Rig) -> None:
    person = await rig.person()
    await write(rig, person, "1", "2", "3")
    first = await rig.ok("getUpdates")
    assert texts(first) == ["1", "2", "3"]
    assert await rig.ok("getUpdates") == first
    ids = [update["update_id"] for update in first]
    assert ids == [ids[0], ids[0] + 1, ids[0] + 2]
    assert texts(await rig.ok("getUpdates", offset=ids[1])) == ["2", "3"]
    assert texts(await rig.ok("getUpdates", offset=0)) == ["2", "3"]


async def test_a_negative_offset_keeps_only_the_last_ones(rig: Rig) -> None:
    person = await rig.person()
    await write(rig, person, "1", "2", "3")
    assert texts(await rig.ok("getUpdates", offset=-5)) == ["1", "2", "3"]
    assert texts(await rig.ok("getUpdates", offset=-2)) == ["2", "3"]
    assert texts(await rig.ok("getUpdates")) == ["2", "3"]


async def test_at_most_a_hundred_come_at_once(rig: Rig) -> None:
    person = await rig.person()
    await write(rig, person, *[str(n) for n in range(103)])
    assert len(await rig.ok("getUpdates", limit=1)) == 1
    assert len(await rig.ok("getUpdates")) == 100
    assert len(await rig.ok("getUpdates", limit=500)) == 100
    last = (await rig.ok("getUpdates"))[-1]["update_id"]
    assert texts(await rig.ok("getUpdates", offset=last + 1)) == ["100", "101", "102"]


async def test_a_long_poll_answers_as_soon_as_something_happens(rig: Rig) -> None:
    person = await rig.person()
    poll = asyncio.create_task(rig.ok("getUpdates", timeout=50))
    await rig.until_polling()
    assert not poll.done()
    await write(rig, person, "hello")
    assert texts(await asyncio.wait_for(poll, DEADLINE)) == ["hello"]


async def test_a_long_poll_ends_empty(rig: Rig) -> None:
    assert await rig.ok("getUpdates", timeout=1) == []


async def test_no_long_poll_waits_longer_than_the_longest(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    assert LONGEST_POLL == 50
    monkeypatch.setattr("sandbox.updates.LONGEST_POLL", 0.01)
    assert await asyncio.wait_for(rig.ok("getUpdates", timeout=10**9), DEADLINE) == []


async def test_a_second_poller_ends_the_first(rig: Rig) -> None:
    first = asyncio.create_task(rig.no("getUpdates", timeout=50))
    await rig.until_polling()
    assert await rig.ok("getUpdates") == []
    assert await asyncio.wait_for(first, DEADLINE) == (409, BY_ANOTHER)


async def test_an_update_is_kept_for_24_hours(rig: Rig) -> None:
    person = await rig.person()
    await write(rig, person, "old")
    await rig.do("/clock", seconds=24 * 3600 - 60)
    await write(rig, person, "new")
    assert texts(await rig.ok("getUpdates")) == ["old", "new"]
    await rig.do("/clock", seconds=120)
    assert texts(await rig.ok("getUpdates")) == ["new"]


async def test_allowed_updates_are_remembered(rig: Rig) -> None:
    person = await rig.person()
    await rig.ok("getUpdates", allowed_updates=["my_chat_member"])
    await write(rig, person, "unheard")
    await rig.act(person, "block")
    assert [set(update) for update in await rig.updates()] == [{"update_id", "my_chat_member"}]
    await rig.ok("getUpdates", allowed_updates=[])
    await rig.act(person, "unblock")
    await write(rig, person, "heard")
    assert len(await rig.updates()) == 2


async def test_each_bot_has_updates_of_its_own(rig: Rig) -> None:
    person = await rig.person()
    await rig.do(f"/phone/{person}/43/text", text="to the other bot")
    assert await rig.updates() == []
    async with rig.http.get(f"/bot43:{'B' * 35}/getUpdates") as answer:
        assert texts((await answer.json())["result"]) == ["to the other bot"]


async def test_a_new_sandbox_goes_on_above_the_ids_of_an_earlier_one(rig: Rig) -> None:
    earlier = Inbox(rig.sandbox.world.clock).put_raw({}, 1)
    later = Clock()
    later.move(60)
    assert Inbox(later).put_raw({}, 1) > earlier
