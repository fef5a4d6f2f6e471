"""What lies in the files of a PostgreSQL server: no order, no counter, nothing that was flushed or erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flows.model import SendReport
from storage.register.export import entries
from storage.retention import retain
from storage.store import Chat
from tests import postgres
from tests.storage.conftest import ALICE, BOB, BOT, House, card, report, say, send, send_many
from tests.storage.register.test_flush import BATCH, district_of, inversions, mix
from tests.storage.test_erasing import EVERYTHING

if TYPE_CHECKING:
    from flows.questionnaire import Taxonomy
    from tests.postgres import PostgresServer

pytestmark = pytest.mark.postgresql


async def test_nothing_counts_up(house: House) -> None:
    await house.open()
    assert await house.rows("SELECT relname FROM pg_class WHERE relkind = 'S'") == []


async def test_neither_place_nor_transaction_tells_in_which_order_or_flush_entries_came(
    house: House, postgresql: PostgresServer, taxonomy: Taxonomy
) -> None:
    """Of no row and of no piece of a long one; all are as new as the last flush."""
    store = await house.open()
    arrived = list(taxonomy.lists["district"])[:40]
    for first in (0, 20):
        for number, district in enumerate(arrived[first : first + 20], first + 1):
            await send(store, Chat(BOT, number), report(district=district))
        await mix(store, taxonomy)
    found = await house.rows("SELECT key, body, ctid, xmin::text FROM entry ORDER BY ctid")
    assert [row[0] for row in found] == sorted(row[0] for row in found)
    order = [arrived.index(await district_of(store, *row[:2])) for row in found]
    assert 132 < inversions(order) < 648, "as test_flush has it for SQLite"
    admin = postgresql.inside(house.server)
    [(pieces,)] = await postgres.rows(admin, PIECES)
    long = await postgres.rows(admin, LONG.format(pieces))
    whole = [next(at for at, row in enumerate(found) if piece in row[1]) for piece, _ in long]
    assert whole == sorted(whole)
    assert set(whole) == set(range(40))
    assert len({row[3] for row in found} | {xmin for _, xmin in long}) == 1


PIECES = "SELECT reltoastrelid::regclass::text FROM pg_class WHERE oid = 'entry'::regclass"
"""Where PostgreSQL keeps what is too long for a row."""
LONG = "SELECT chunk_data, xmin::text FROM {} ORDER BY ctid"


async def test_after_the_flush_no_waiting_report_stands_in_any_file(
    house: House, postgresql: PostgresServer, taxonomy: Taxonomy
) -> None:
    store = await house.open()
    await send_many(store, BATCH)
    [(body,), *_] = await house.rows("SELECT body FROM report")
    keys = [key for (key,) in await house.rows("SELECT key FROM report")]
    admin = postgresql.inside(house.server)
    await postgres.rows(admin, "CHECKPOINT")
    assert await holding(admin, body[:1500]), "or the search finds nothing"
    await mix(store, taxonomy)
    assert await house.rows("SELECT pg_relation_size('report'), pg_relation_size('opinion')") == [(0, 0)]
    await postgres.rows(admin, "CHECKPOINT")
    assert await holding(admin, body[:1500]) == []
    for key in keys:
        assert {*await holding(admin, key)} <= {"dying", "dying_pkey"}, "the name of a dead key says nothing"


async def holding(admin: str, piece: bytes) -> list[str]:
    """Return the tables and indices in whose files something stands."""
    found = await postgres.rows(admin, FILES)
    return [name for name, content in found if piece in content]


FILES = """
SELECT oid::regclass::text, pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class
WHERE relkind IN ('r', 'i', 't') AND oid >= 16384
"""


async def test_what_was_erased_is_no_row_any_more_after_a_look(
    house: House, postgresql: PostgresServer
) -> None:
    """No dead one either; each look frees what they held."""
    store = await house.open()
    for chat in (ALICE, BOB):
        await say(store, chat, card(1), SendReport(report(ground="sex")))
    await say(store, ALICE, EVERYTHING)
    await retain(store, house.now)
    admin = postgresql.inside(house.server)
    await postgres.rows(admin, "CREATE EXTENSION IF NOT EXISTS pageinspect")
    for table in ("session", "report", "outbox", "dying"):
        lying = "SELECT count(*) FROM heap_page_items(get_raw_page($1, 0)) WHERE t_data IS NOT NULL"
        [(pages, living)] = await house.rows(SIZE.format(table))
        assert pages <= 1
        assert (await postgres.rows(admin, lying, table) if pages else [(0,)]) == [(living,)]


SIZE = "SELECT pg_relation_size('{0}') / 8192, (SELECT count(*) FROM {0})"


async def test_who_read_the_register_before_a_flush_reads_it_after(house: House, taxonomy: Taxonomy) -> None:
    """Statements that are prepared for the old files serve the new ones."""
    store, beside = await house.open(), await house.open()
    for flushed in (1, 2):
        await send_many(store, BATCH)
        await mix(store, taxonomy)
        assert len(await entries(beside)) == flushed * BATCH
