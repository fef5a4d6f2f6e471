"""kill -9 between any two steps of an erasing: the next process ends it as if nothing had happened."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

import pytest

from storage.keystore import ID_BYTES
from tests.whole.phone import buttons
from tests.whole.telegram import until

if TYPE_CHECKING:
    from tests.whole.team import Colleague, Reporter, Team
    from tests.whole.thread import Thread

ALL: Final = "ATTACK" in os.environ
"""Whether every step is tried, as in `make attack`, or the ones that differ most."""
DAYS: Final = 3 * 24 * 3600
OLD, NEW = "stara odpowiedź, kanarek", "nowa odpowiedź, kanarek"
CONVERSATION: Final = ("session", "outbox", "farewell", "dying")
CASE: Final = ("case_", "line", "media", "post", "seat", "errand", "farewell", "report", "dying")
GONE: Final = {"quick exit": CONVERSATION, "by the team": CASE}
"""Where nothing is left; where it is not said, nothing is left of both."""
KEYED: Final = ("session", "report", "farewell", "case_", "errand", "opinion")
"""Tables whose rows have a key of their own."""

RECORDS: Final = (
    "storage.committing:commit before 1",
    "storage.committing:bury before 1",
    "storage.keystore:KeyStore.remove before 1",
    "storage.sqlite:SqliteFile.truncate before 1",
    "storage.sqlite:SqliteFile.truncate after 1",
    "storage.committing:commit after 1",
)
CHAT: Final = (
    "bot.screen:Screen.remove before 1",
    "bot.screen:Screen.remove after 1",
    "bot.screen:Screen.remove after 4",
    "bot.screen:Screen.blank before 1",
    "bot.screen:Screen.blank after 1",
    "bot.screen:Screen.blank after 2",
    "storage.outbox:delivered before 1",
    "storage.outbox:delivered after 1",
)
TEAM: Final = (
    "bot.team.errands:Errands._do before 1",
    "bot.team.errands:Errands._do after 1",
    "storage.errands:done before 1",
    "storage.errands:done after 1",
)
SENT: Final = ("bot.screen:Screen.send after 1", "storage.erasing:shown after 1")
SHOWN: Final = ("bot.screen:Screen.edit before 1", "bot.screen:Screen.edit after 1")
STEPS: Final = {
    "erase": (*RECORDS, *SHOWN, *CHAT, *TEAM),
    "quick exit": (*RECORDS, *SENT, *CHAT),
    "by the team": (*RECORDS, *CHAT[:-2], *TEAM),
    "expiry": (*RECORDS, *SHOWN, *CHAT[-2:]),
}
SHORT: Final = {
    "erase": (RECORDS[1], CHAT[1], CHAT[4]),
    "quick exit": SENT,
    "by the team": (RECORDS[5], CHAT[4]),
    "expiry": (RECORDS[2], SHOWN[1]),
}


@pytest.mark.parametrize("how", STEPS)
async def test_whatever_step_it_is_killed_at_all_is_gone_after_the_next_start(team: Team, how: str) -> None:
    """Rows, keys, topics, messages; the last card stands once, and old messages are neutral."""
    one = team.installation
    [colleague] = await team.hires(("Wierzba", "counsellor", "pl"))
    for number, step in enumerate((STEPS if ALL else SHORT)[how]):
        armed = one.folder / f"armed{number}"
        await one.start(moved=True, death=f"{armed} {step}")
        reporter, topic = await talked(team, colleague, how)
        await one.delivered()
        await begins(reporter, topic, how)
        armed.touch()
        await ends(team, reporter, topic, how)
        await until(lambda: dead(team), f"a death at {step} ({how})")
        one.pid = 0
        armed.unlink()
        await one.start(moved=True)
        await gone(team, reporter, how)
        if how != "erase":
            await reporter.says("/erase")
            await reporter.press("btn.erase_yes")
            await gone(team, reporter, "erase")
        await colleague.topicless()
        await one.stop()


async def dead(team: Team) -> bool:
    """Whether the bot is dead."""
    return team.installation.nursery.ended(team.installation.pid) is not None


async def talked(team: Team, colleague: Colleague, how: str) -> tuple[Reporter, Thread | None]:
    """Let somebody have a talk of which half is too old to be deleted; for an expiry only a draft."""
    if how == "expiry":
        reporter = await team.reporter("uk")
        await reporter.opened("uk")
        return reporter, None
    reporter, topic = await team.talking(colleague)
    await topic.writes(OLD)
    await reporter.talk.hears(OLD)
    await reporter.talk.writes("so it was")
    await topic.hears("so it was")
    await team.telegram.clock(DAYS)
    await topic.writes(NEW)
    await reporter.talk.hears(NEW)
    return reporter, topic


async def begins(reporter: Reporter, topic: Thread | None, how: str) -> None:
    """Do all but the last tap."""
    if how == "erase":
        await reporter.says("/erase")
        await reporter.has("btn.erase_yes")
    if how == "by the team" and topic:
        await topic.press("btn.erase")
    if how == "quick exit":
        cards = [one for one in await reporter.cards() if buttons(one)]
        await reporter.act("delete", message_id=cards[-1]["message_id"])


async def ends(team: Team, reporter: Reporter, topic: Thread | None, how: str) -> None:
    """Do the last tap, and wait for nothing."""
    if how == "erase":
        card = await reporter.has("btn.erase_yes")
        await reporter.tap(card, reporter.place(card, "btn.erase_yes"))
    elif how == "quick exit":
        await reporter.act("text", text="/quit")
    elif topic:
        message, place = await topic.button("btn.erase_yes")
        await topic.phone.tap(message, place)
    else:
        ahead = team.installation.ahead
        ahead.write_text(str(float(ahead.read_text("ascii")) + 25 * 3600), "ascii")


async def gone(team: Team, reporter: Reporter, how: str) -> None:
    """Wait for the end that there is without any crash."""
    last = {"erase": "erase.done", "by the team": ""}.get(how, "exit.neutral")

    async def cleared() -> bool:
        said = [str(one.get("text")) for one in await reporter.cards()]
        cards = [one for one in said if reporter.word("exit.old") not in one]
        shown = len(cards) == 1 and (not last or reporter.sentence(last) in cards[0])
        return (
            shown and "kanarek" not in str(said) and await empty(team, GONE.get(how, (*CASE, *CONVERSATION)))
        )

    await until(cleared, f"one card that says {last or 'nothing of a talk'} ({how})")
    if last:
        assert [buttons(one) for one in await reporter.cards()].count([]) == len(await reporter.cards())


async def empty(team: Team, tables: tuple[str, ...]) -> bool:
    """Whether no row is left in some tables, and no key without a row."""
    one = team.installation
    with closing(sqlite3.connect(one.data)) as data, closing(sqlite3.connect(one.keys / "keys.db")) as keys:
        count = "SELECT count(*) FROM {}"
        rows = {name: data.execute(count.format(name)).fetchone()[0] for name in {*tables, *KEYED}}
        living = keys.execute(f"{count.format('key')} WHERE length(id) = ?", (ID_BYTES,)).fetchone()[0]
        needed = sum(rows[name] for name in KEYED) + rows["case_"]  # whose body has a key of its own
        return not any(rows[name] for name in tables) and living == needed
