"""What is left of a talk on the disk: nothing in the log, sealed rows while it lives, then nothing."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from storage.cases import kept
from storage.posting import Box
from tests.whole import canaries
from tests.whole.canaries import needles
from tests.whole.identity import (
    TEAM,
    begun,
    cleared,
    closed,
    erased,
    everything,
    of_the_reporter,
    of_the_team,
)
from tests.whole.served import served
from tests.whole.telegram import until
from tests.whole.traces import Traces, forgotten, in_files, moved, records

if TYPE_CHECKING:
    from pathlib import Path

    from tests.whole.hands import Hands
    from tests.whole.identity import Talk
    from tests.whole.nursery import Nursery
    from tests.whole.served import House


def of_the_talk(talk: Talk) -> dict[str, set[bytes]]:
    """Return what no log may tell, and no file of the records unsealed."""
    words = needles([*talk.heard, *talk.answered, *talk.inside, talk.codename])
    return of_the_reporter(talk) | of_the_team(talk.house) | words


async def unsealed(talk: Talk) -> str:
    """Return the talk as whoever has the keys reads it: the control of the search."""
    async with talk.house.records() as store:
        cases = [found for found in await kept(store) if found.case.codename == talk.codename]
        lines = [
            placed.line for found in cases for placed in await store.lines_of(Box(found.key, "reporter"))
        ]
        names = [member.colleague.name for member in await store.staff.members()]
    return "\n".join([*(line.text for line in lines), *(found.case.codename for found in cases), *names])


# ---------------------------------------------------------------------------- while it lasts


async def test_a_talk_is_in_no_log_and_lies_sealed(tmp_path: Path, nursery: Nursery) -> None:
    """In mixed weather, at the level "debug": after kill -9 in the midst of it, and after a stop."""
    async with served(tmp_path, nursery, TEAM) as house:
        talk = await begun(house, **canaries.PROFILE)
        weather: dict[str, dict[str, Any]] = {
            "sendMessage": {"status": 500},
            "sendPhoto": {"drop": True},
            "editMessageText": {"status": 429, "retry_after": 1},
            "getFile": {"status": 502},
        }
        for method, answer in weather.items():
            await house.public.storm(method, **answer)
        await everything(talk)
        await strange(house, talk)
        wanted, files = of_the_talk(talk), records(house)
        told = [*talk.heard, *talk.answered, *talk.inside, talk.codename, *(one.pseudonym for one in TEAM)]
        plain = await unsealed(talk)
        assert {words for words in told if words not in plain} == set(talk.changed), (
            "who has the keys reads it"
        )
        await house.installation.kill()
        assert {file.name for file in files if file.stat().st_size} >= {"glos.db", "glos.db-wal", "keys.db"}
        assert in_files(wanted, files) == set()
        await house.installation.start(moved=True)
        await talk.answers("po przerwie", talk.lead)
        await house.installation.stop()
        wanted |= of_the_talk(talk)
        assert in_files(wanted, records(house)) == set()
        the_log_tells_nothing(house, wanted)


async def strange(house: House, talk: Talk) -> None:
    """Let the bots see what they cannot read, and somebody who is not of the team."""
    words = talk.heard[0] * 30_000
    for hands in (talk.reporter, talk.lead):
        chat = {"id": hands.number, "type": "private", "first_name": canaries.PROFILE["name"]}
        await hands.does("raw", message={"text": words, "chat": chat, "from": chat, "message_id": 5})
    stranger = await house.reporter("uk", **canaries.PROFILE)
    stranger.home = f"/phone/{stranger.number}/{house.team.bot}"
    await stranger.writes(talk.heard[0])
    await stranger.reads("team.stranger")


def the_log_tells_nothing(house: House, wanted: dict[str, set[bytes]]) -> None:
    log = house.installation.log
    assert in_files(wanted | needles(house.ids), [log]) == set()
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert {"debug", "info", "warning"} <= {line["level"] for line in lines}
    assert {"delivery put off", "update not readable"} <= {line["event"] for line in lines}
    assert {len(line["timestamp"]) for line in lines} == {len("2026-11-21T22:10Z")}


# ---------------------------------------------------------------------------- when it is over


async def prepared(house: House) -> tuple[Talk, Traces]:
    """Begin a talk with words and a photo, and note what lies of it in the records."""
    traces = Traces(house)
    talk = await begun(house)
    await talk.answers("pytanie", talk.lead)
    words = talk.words(talk.heard, "фото")
    await talk.reporter.sends("photo", canaries.photo("JPEG"), caption=words)
    await talk.lead.sees(words)
    traces.note()
    assert {"case_", "line", "media", "seat", "session", "timer"} <= set(traces.left())
    return talk, traces


async def gone(house: House, traces: Traces) -> None:
    """Wait until no row and no key of any case or conversation is left, then look into the files."""

    async def nothing() -> bool:
        return traces.left() == {}

    await until(nothing, "an end of all rows and keys")
    hay = b"".join(file.read_bytes() for file in house.installation.keys.iterdir())
    assert not any(key in hay for key in traces.sealed["key"]), "a dead key stands nowhere"
    await house.installation.stop()
    assert traces.sealed["line"]
    await forgotten(house)
    assert traces.in_files() == set(), "nor does anything that it sealed"


@pytest.mark.parametrize("by", ["reporter", "team"])
async def test_nothing_is_left_of_a_case_that_was_erased(tmp_path: Path, nursery: Nursery, by: str) -> None:
    async with served(tmp_path, nursery, TEAM) as house:
        talk, traces = await prepared(house)
        if by == "team":
            await talk.lead.press("btn.erase", "btn.erase_yes")
            await cleared(talk)
            await until(lambda: _emptied(talk), "the reporter's chat with one card and nothing of the talk")
        await erased(talk)  # the conversation is the reporter's own
        assert "квазар" not in str(await talk.reporter.messages())
        await gone(house, traces)


async def test_nothing_is_left_of_a_closed_case_after_thirty_days(tmp_path: Path, nursery: Nursery) -> None:
    async with served(tmp_path, nursery, TEAM) as house:
        talk, traces = await prepared(house)
        await closed(talk, talk.lead)
        await cleared(talk)
        await moved(house, 29)
        traces.note()
        assert "case_" in traces.left()
        await moved(house, 1.1)
        await gone(house, traces)


async def test_nothing_is_left_of_a_case_that_nobody_took_after_a_week(
    tmp_path: Path, nursery: Nursery
) -> None:
    async with served(tmp_path, nursery, TEAM) as house:
        traces = Traces(house)
        reporter = await house.reporter()
        await house.asks(reporter)
        await reporter.writes("слово в порожнечу")
        await reporter.reads("talk.received")
        traces.note()
        await moved(house, 6.9)
        assert "line" in traces.left()
        await moved(house, 0.2)
        await gone(house, traces)


# ---------------------------------------------------------------------------- codes and letters


async def test_a_return_code_and_its_letters_are_known_to_nobody_else(
    tmp_path: Path, nursery: Nursery
) -> None:
    """The digits stand on one card; a letter is sealed for them, is opened once, and goes."""
    async with served(tmp_path, nursery, TEAM) as house:
        talk, traces = await prepared(house)
        code = await coded(talk)
        await talk.reporter.does("block")
        await talk.lead.reads("team.blocked")
        letter = talk.words(talk.answered, "list")
        await talk.lead.writes(letter, await talk.lead.gets(talk.codename))
        wanted = needles([code, code.replace(" ", ""), letter, *talk.heard])
        await until(lambda: _lies(traces, "letter"), "a letter in the mailbox")
        traces.note()
        assert in_files(wanted, [*records(house), house.installation.log]) == set()
        await opened_by_code(house, code, letter)
        assert in_files(wanted, [*records(house), house.installation.log]) == set()
        await until(lambda: _gone(traces, "letter"), "an empty mailbox")
        await moved(house, 184)
        await moved(house, 90)
        await house.installation.stop()
        await forgotten(house)
        await house.installation.start(moved=True)
        await gone(house, traces)


async def coded(talk: Talk) -> str:
    """Let the reporter ask for a return code; return it as it stands on the card."""
    await talk.reporter.press("btn.code", "btn.code_yes")

    async def shown() -> str | None:
        texts = "\n".join(str(one.get("text")) for one in await talk.reporter.messages())
        found = re.search(r"\d{4}(?: \d{4}){5}", texts)
        return found[0] if found else None

    code: str = await until(shown, "a return code")
    await talk.reporter.press("btn.code_saved")
    return code


async def opened_by_code(house: House, code: str, letter: str) -> None:
    """Let somebody on another phone open what lies under a code, and say that it was read."""
    reader = await house.reporter()
    await reader.writes("/start")
    await reader.press("lang.name.uk")
    await reader.writes("/code")
    await reader.reads("code.prompt")
    await reader.writes(code)
    await reader.press("btn.open")
    await reader.sees(letter)
    await reader.press("btn.have_read")
    await erase_all(reader)


async def erase_all(reader: Hands) -> None:
    await reader.writes("/erase")
    await reader.press("btn.erase_yes")
    await reader.reads("erase.done")


async def _emptied(talk: Talk) -> bool:
    """Whether nothing of the talk stands at the reporter, and one card, which tells of no talk any more."""
    [*before, card] = await talk.reporter.messages()
    open_talk = talk.reporter.word("btn.end_chat")
    return not before and "квазар" not in str(card) and open_talk not in str(card)


async def _lies(traces: Traces, table: str) -> bool:
    return table in traces.left()


async def _gone(traces: Traces, table: str) -> bool:
    return table not in traces.left()
