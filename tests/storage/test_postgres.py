"""What holds on PostgreSQL in its own way: who writes, and what fails without telling a value."""

from __future__ import annotations

import asyncio
import traceback
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from storage import database
from storage.address import database_at
from storage.postgres import WRITER
from storage.store import StorageFailed, StorageRefused
from storage.tables import STAFF
from tests import postgres
from tests.own_server import OwnServer, key_server, own_server
from tests.storage.conftest import ALICE, BOB, House, card, say

if TYPE_CHECKING:
    from pathlib import Path

    from storage.store import Store
    from tests.postgres import PostgresServer

    Row = dict[str, bytes | None]

__all__ = ["key_server", "own_server"]
pytestmark = pytest.mark.postgresql
CANARY = b"the canary of a row"


# ---------------------------------------------------------------------------- who writes


async def test_two_processes_write_one_after_the_other(house: House) -> None:
    """Each sees all that was written before its transaction."""
    one, two = await house.open(), await house.open()
    order: list[str] = []

    async def write(store: Store, name: str, until: asyncio.Event, begun: asyncio.Event) -> None:
        async with store.data.write():
            order.append(f"{name} in")
            begun.set()
            await until.wait()
            order.append(f"{name} out")

    go, began, never = asyncio.Event(), asyncio.Event(), asyncio.Event()
    first = asyncio.create_task(write(one, "one", go, began))
    await began.wait()
    never.set()
    second = asyncio.create_task(write(two, "two", never, asyncio.Event()))
    while not await house.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"):  # noqa: ASYNC110  # a lock of the server has no event
        await asyncio.sleep(0.01)
    go.set()
    await asyncio.gather(first, second)
    assert order == ["one in", "one out", "two in", "two out"]


async def test_another_process_that_writes_too_long_fails_the_turn(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await (await house.open()).close()
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    store = await house.open()
    async with postgres.connected(house.server) as other:
        await other.execute(f"SELECT pg_advisory_lock({WRITER})")
        with pytest.raises(StorageFailed, match=r"^\w+ could not be written: another process holds it\.$"):
            await say(store, ALICE, card(1))
    await say(store, BOB, card(1))
    assert len(await store.boxes()) == 1


async def test_what_was_confirmed_is_on_the_disk_whatever_the_role_says(
    house: House, postgresql: PostgresServer
) -> None:
    setting = f"ALTER ROLE {postgresql.role} {{}} synchronous_commit {{}}"
    await postgres.rows(postgresql.admin, setting.format("SET", "= off"))
    store = await house.open()
    async with store.data.write() as connection:
        assert (await connection.exec_driver_sql("SHOW synchronous_commit")).scalar() == "on"
    await postgres.rows(postgresql.admin, setting.format("RESET", ""))


# ---------------------------------------------------------------------------- what fails


async def test_connections_that_died_between_two_turns_cost_nothing(
    house: House, postgresql: PostgresServer
) -> None:
    """As after a restart of the server."""
    store = await house.open()
    await say(store, ALICE, card(1))
    await hang_up(postgresql)
    await say(store, ALICE, card(2))
    await hang_up(postgresql)
    assert len(await store.boxes()) == 1


async def test_a_turn_that_loses_its_connection_is_not_kept(house: House, postgresql: PostgresServer) -> None:
    store = await house.open()

    async def lose() -> None:
        async with store.data.write() as connection:
            await connection.execute(insert(STAFF), {"key": b"k", "owner": b"o", "body": b"b"})
            await hang_up(postgresql)
            await connection.exec_driver_sql("SELECT 1")

    lost = r"^\w+ could not be written: the (connection was lost|server is shutting down)\.$"
    with pytest.raises(StorageFailed, match=lost):
        await lose()
    assert await house.rows("SELECT * FROM staff") == []
    await say(store, ALICE, card(1))


async def hang_up(server: PostgresServer) -> None:
    end = "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE usename = $1"
    await postgres.rows(server.admin, end, server.role)


async def test_a_server_that_is_not_there_is_told_in_one_sentence_without_the_password() -> None:
    base = database_at("postgresql://glos:secret@127.0.0.1:1/glos")
    with pytest.raises(StorageFailed) as failed:
        await base.is_new()
    await base.close()
    assert str(failed.value) == "glos could not be read: no server answers there."
    assert "secret" not in "".join(traceback.format_exception(failed.value))


async def test_a_database_that_is_not_there_is_told_in_one_sentence(postgresql: PostgresServer) -> None:
    base = database_at(postgresql.url("nowhere"))
    with pytest.raises(StorageFailed, match=r"^nowhere could not be read: there is no database of that name"):
        await base.is_new()
    await base.close()


async def test_neither_our_errors_nor_the_log_of_the_server_hold_a_value(
    own_server: OwnServer, key_server: PostgresServer, tmp_path: Path
) -> None:
    """Told by the server is the row, in DETAIL, unless it is told to be terse."""
    terse = f"ALTER ROLE {key_server.role} SET log_error_verbosity = terse"
    await postgres.rows(key_server.admin, terse)
    async with key_server.database() as url:
        store = await House(tmp_path, url).open()
        row: Row = {"key": CANARY, "owner": CANARY, "body": CANARY}
        for broken in (row, row | {"body": None}, row | {"key": None, "owner": CANARY * 2}):
            with pytest.raises(StorageFailed) as failed:
                await write_both(store, row, broken)
            said = "".join(traceback.format_exception(failed.value)) + repr(failed.value.args)
            assert str(failed.value).endswith("ViolationError.")
            assert not any(form in said for form in (CANARY.hex(), CANARY.decode(), "DETAIL", "INSERT"))
        await store.close()
        await store.vault.close()
    log = own_server.log.read_text()
    assert "unique constraint" in log, "or this is not its log"
    assert not any(form in log for form in (CANARY.hex(), CANARY.decode(), "DETAIL"))


async def write_both(store: Store, row: Row, broken: Row) -> None:
    async with store.data.write() as connection:
        await connection.execute(insert(STAFF), row)
        await connection.execute(insert(STAFF), broken)


@pytest.mark.parametrize(
    ("name", "value"),
    [("log_statement", "'mod'"), ("log_min_duration_statement", "0"), ("log_transaction_sample_rate", "1")],
)
async def test_a_server_that_would_write_values_into_its_log_is_refused(
    house: House, postgresql: PostgresServer, name: str, value: str
) -> None:
    """The sentence says what is to be set."""
    role = postgresql.role
    await postgres.rows(postgresql.admin, f"ALTER ROLE {role} SET {name} = {value}")
    with pytest.raises(StorageRefused) as refused:
        await house.open()
    assert f"ALTER ROLE {role} SET {name} = " in str(refused.value)
    assert str(refused.value).startswith(f"The database {house.place} cannot be used: {name} would write")
    await postgres.rows(postgresql.admin, f"ALTER ROLE {role} SET log_parameter_max_length = 0")
    await house.open()
    await postgres.rows(postgresql.admin, f"ALTER ROLE {role} RESET ALL")


async def test_a_check_says_what_would_be_better(house: House) -> None:
    said = await (await house.open()).data.advice()
    assert [sentence.partition(";")[0] for sentence in said if "log_error_verbosity" in sentence] == [
        "errors are logged by the PostgreSQL server with keyed hashes of the rows in question"
    ]
