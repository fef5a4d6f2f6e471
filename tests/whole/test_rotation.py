"""New keys under a running bot: talks go on, nothing comes twice, and colleagues find what they had."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.whole.stories import STORIES, pressed, told

if TYPE_CHECKING:
    from tests.whole.conftest import Phones
    from tests.whole.installation import Installation
    from tests.whole.phone import Phone
    from tests.whole.team import Team

WHEN = "this_month"


def secrets(installation: Installation) -> list[bytes]:
    return [(installation.keys / name).read_bytes() for name in ("master.key", "pepper.key")]


async def test_keys_change_while_people_answer_and_nobody_notices(
    installed: Installation, phones: Phones
) -> None:
    await installed.start(moved=True)  # it looks each second what is asked of it
    talks = {role: await phones("pl") for role in STORIES}
    await asyncio.gather(*(phone.opened("pl", role) for role, phone in talks.items()))
    before = secrets(installed)
    rotation = asyncio.create_task(installed.beside("keys", "rotate"))
    await asyncio.gather(*(phone.press(*pressed(role, WHEN)) for role, phone in talks.items()))
    assert (await rotation).count("is new") == 2
    assert all(one != other for one, other in zip(before, secrets(installed), strict=True))
    assert not list(installed.keys.glob("*.next"))
    await installed.stop()
    await installed.start()
    await asyncio.gather(*(_sends(phone) for phone in talks.values()))
    rows = await installed.rows(len(STORIES))
    for role in STORIES:
        row = next(row for row in rows if row["role"] == role)
        assert {name: row[name] for name in told(role, WHEN)} == told(role, WHEN)


async def _sends(phone: Phone) -> None:
    await phone.press("btn.send")
    await phone.reads("thanks.register")
    assert len(await phone.cards()) == 1


async def test_a_talk_goes_on_and_is_found_by_both_sides_after_new_keys(team: Team) -> None:
    [olga] = await team.hires(("Olga", "counsellor", "pl"))
    await team.installation.start(moved=True)
    reporter, topic = await team.talking(olga, "pl")
    await topic.writes("Dzień dobry.")
    await reporter.talk.hears("Dzień dobry.")
    assert (await team.installation.beside("keys", "rotate")).count("is new") == 2
    await reporter.talk.writes("Słyszę.")
    await topic.hears("Słyszę.")
    await topic.writes("Jestem.")
    await reporter.talk.hears("Jestem.")
