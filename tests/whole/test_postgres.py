"""The whole bot with its data on a PostgreSQL server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.postgres import postgresql
from tests.whole.test_erase import erases

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.postgres import PostgresServer
    from tests.whole.conftest import Phones
    from tests.whole.installation import Installation

__all__ = ["postgresql"]


@pytest.fixture
async def bot(waiting: Installation, postgresql: PostgresServer) -> AsyncIterator[Installation]:
    """A running bot whose reports wait to be mixed."""
    async with postgresql.database() as url:
        waiting.change("storage", url=url.replace(f":{postgresql.password}", ""))
        await waiting.start()
        yield waiting
        if waiting.pid:
            await waiting.kill()


async def test_a_report_is_kept_through_a_crash_taken_back_and_mixed(
    bot: Installation, phones: Phones
) -> None:
    """From /start to the register: one of three reports is erased, and the other two are mixed."""
    anna, borys = await phones("uk"), await phones("pl")
    for phone, type_ in ((anna, "incident_type:threat"), (borys, "incident_type:online_hate")):
        await phone.opened(phone.language)
        await phone.reported(type_)
    await borys.press("btn.again", "role:victim", "incident_group:violence", "btn.next")
    half = await borys.cards()
    await bot.kill()
    await bot.start()
    assert await borys.cards() == half
    await borys.press("incident_type:robbery_extortion", "btn.send_now", "btn.send")
    await borys.reads("thanks.register")
    await erases(anna)
    await anna.start()
    await anna.reads("lang.all")
    assert await bot.stop() == 0
    assert await bot.mix(3) == 0, "two wait, and three are needed"
    assert await bot.mix(2) == 2
    rows = await bot.register()
    assert sorted(row["incident_types"] for row in rows) == [["online_hate"], ["robbery_extortion"]]
    assert not (bot.folder / "data").exists()
