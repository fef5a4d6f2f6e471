"""The attack: some weeks of a town are recorded, and after each flush it is guessed who wrote which row."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import select

from flows.model import Report
from storage.register.entry import Entry, entry
from storage.tables import ENTRY, REPORT
from storage.vault import HOUSE
from tests.attack.recorder import Recorder
from tests.attack.server_recorder import ServerRecorder
from tests.attack.thief import living, opened
from tests.attack.town import MONDAY, WARSAW, Town
from tests.postgres import connected

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tests.attack.recorder import Version
    from tests.attack.thief import Body
    from tests.postgres import PostgresServer

WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)


class Slot(NamedTuple):
    """Somebody whose report went into the register with a flush, as whoever watches knows them."""

    owner: bytes
    chat: int
    sent: datetime
    """When they sent it, to the microsecond."""
    waiting: bytes
    """Under which key their report waited."""
    true: bytes
    """The key of their row, which only the test knows."""


class Loot(NamedTuple):
    """What somebody knows after a flush; only `Slot.true` is hidden from them."""

    slots: list[Slot]
    rows: dict[bytes, Entry]
    """The rows of this flush by their keys; the house key opens them."""
    versions: list[Version]
    """Everything that lay on any page until an hour after the flush."""
    bodies: list[Body]
    """What the keys open that live an hour after the flush."""
    ambiguous: int
    """Rows that are equal to another of the same flush, which nobody can tell apart: left out."""


async def lived(folder: Path, people: int, weeks: int, seed: int) -> list[Loot]:
    """Let people report for some weeks and take the loot after each flush."""
    town = Town(folder, seed)
    await town.open()
    try:
        return await _weeks(town, Recorder(town.database, lambda: town.now), people, weeks)
    finally:
        await town.close()


async def lived_on_a_server(
    folder: Path, server: PostgresServer, people: int, weeks: int, seed: int
) -> list[Loot]:
    """The same with the records on a server, whose superuser is the attacker."""
    async with server.database() as url:
        town = Town(folder, seed, server=url)
        await town.open()
        admin = urlsplit(server.admin)._replace(path=urlsplit(url).path).geturl()
        try:
            async with connected(admin) as superuser:
                return await _weeks(town, ServerRecorder(superuser, lambda: town.now), people, weeks)
        finally:
            await town.close()


async def _weeks(town: Town, recorder: Recorder | ServerRecorder, people: int, weeks: int) -> list[Loot]:
    await recorder.watch(town.store.data)
    found, chats = [], iter(range(700_000_001, 700_000_001 + people))
    for week in range(weeks):
        for _ in range(people // weeks):
            town.expects(next(chats), _some_time(town, MONDAY + week * WEEK))
        found.append(await _week(town, recorder, MONDAY + week * WEEK))
    return found


def _some_time(town: Town, flush: datetime) -> datetime:
    """Return when somebody writes: at any time of the week, a fourth of them in its last day."""
    span = 22 if town.chance.random() < 0.25 else 160
    return flush - timedelta(hours=town.chance.uniform(1, span))


async def _week(town: Town, recorder: Recorder | ServerRecorder, flush: datetime) -> Loot:
    await town.until(flush)
    waiting, before = await _waiting(town), await _entries(town)
    await town.flush()
    await recorder.look()
    rows = {key: one for key, one in (await _entries(town)).items() if key not in before}
    await town.until(flush + HOUR)
    await town.retain()
    keys = living(town.folder / "keys", town.vault)
    counted = Counter(map(_bytes, rows.values()))
    whose = {_bytes(one): key for key, one in rows.items() if counted[_bytes(one)] == 1}
    slots = [
        Slot(owner, town.people[owner].chat, town.sent[owner][-1], key, whose[_bytes(one)])
        for owner, key, one in waiting
        if _bytes(one) in whose
    ]
    kept = {slot.true: rows[slot.true] for slot in slots}
    versions = list(recorder.versions)
    bodies = list(opened(versions, {id_: key for id_, key in keys.items() if id_ not in rows}))
    return Loot(slots, kept, versions, bodies, len(waiting) - len(slots))


def _bytes(one: Entry) -> bytes:
    return msgspec.json.encode(one)


async def _waiting(town: Town) -> list[tuple[bytes, bytes, Entry]]:
    """Return owner, key and future row of each report that waits."""
    async with town.store.data.read() as connection:
        found = (await connection.execute(select(REPORT.c.owner, REPORT.c.key, REPORT.c.body))).all()
    period = f"{town.now.astimezone(WARSAW):%Y-%m}"
    waiting = []
    for row in found:
        key = bytes(row.key)
        body = await town.vault.open_(key, "report", "body", key, bytes(row.body))
        report = msgspec.json.decode(body, type=Report)
        waiting.append((bytes(row.owner), key, entry(report, town.flows.taxonomy, period)))
    return waiting


async def _entries(town: Town) -> dict[bytes, Entry]:
    async with town.store.data.read() as connection:
        found = (await connection.execute(select(ENTRY.c.key, ENTRY.c.body))).all()
    entries = {}
    for row in found:
        body = await town.vault.open_(HOUSE, "entry", "body", bytes(row.key), bytes(row.body))
        entries[bytes(row.key)] = msgspec.json.decode(body, type=Entry)
    return entries
