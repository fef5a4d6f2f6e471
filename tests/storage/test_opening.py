"""What is refused at the start, each in one sentence, and what a start tidies up."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from flows.model import SendReport, SetTimer
from storage.address import database_at, is_new, path_of
from storage.store import StorageFailed, StorageRefused, Store
from storage.tables import DATA, KEYS
from storage.vault import Vault, make_keys
from tests.storage.conftest import ALICE, House, card, report, say
from tests.storage.desk import CASE, case_of, open_case

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        (
            "mysql://h/glos",
            "storage.url begins with mysql:, but only sqlite:///… and postgresql://… are supported.",
        ),
        ("data/glos.db", "storage.url is not a database address: 'data/glos.db'."),
        ("", "storage.url is not a database address: ''."),
        ("postgresql://glos:secret@h:port/glos", "storage.url is not a database address."),
    ],
)
def test_an_address_that_is_not_supported_is_refused(url: str, sentence: str) -> None:
    """Without a password in the sentence."""
    for look in (path_of, database_at):
        with pytest.raises(StorageRefused) as refused:
            look(url)
        assert refused.value.args == (sentence,)


@pytest.mark.parametrize(
    "address",
    [
        *("h/glos", "glos@/glos", "glos@h", "/glos", "glos@h/glos?sslmode=disable"),
        "glos:secret@h/glos?server_settings=x",
    ],
)
def test_a_server_is_named_whole_and_without_parameters(address: str) -> None:
    """Nothing is left to the environment, and nothing of ours can be set from outside."""
    with pytest.raises(StorageRefused) as refused:
        database_at(f"postgresql://{address}")
    assert str(refused.value) == (
        "storage.url must name user, host and database, and nothing more but a password and a port: "
        "postgresql://user@host:5432/glos."
    )


def test_a_database_on_a_server_is_called_by_its_name_and_place() -> None:
    named = database_at("postgresql://glos:secret@h/data")
    assert (named.name, named.place) == ("data", "data on h:5432")
    assert path_of("postgresql://glos:secret@h/data") is None


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "sqlite://data/glos.db", "sqlite:///x?mode=ro"]
)
def test_an_address_without_a_plain_file_is_refused(url: str) -> None:
    with pytest.raises(
        StorageRefused, match=r"must name a file, such as sqlite:///data/glos\.db, and nothing more"
    ):
        path_of(url)


def test_addresses_of_files_are_understood() -> None:
    assert str(path_of("sqlite:///data/glos.db")) == "data/glos.db"
    assert str(path_of("sqlite:////srv/glos.db")) == "/srv/glos.db"


async def test_a_database_is_new_until_it_has_been_opened_once(house: House) -> None:
    assert await is_new(house.url)
    await house.open()
    assert not await is_new(house.url)


async def refusal(house: House, *, sandbox: bool = False) -> str:
    with pytest.raises(StorageRefused) as refused:
        await house.open(sandbox=sandbox)
    assert len(refused.value.args) == 1
    return str(refused.value)


async def test_keys_of_another_installation_are_refused(house: House, tmp_path: Path) -> None:
    await house.open()
    await house.close()
    other = House(tmp_path / "other")
    await other.open()
    await other.close()
    (house.root / "keys").rename(house.root / "own keys")
    (other.root / "keys").rename(house.root / "keys")
    assert await refusal(house) == f"The keys do not belong to the database {house.place}."


async def test_another_pepper_is_refused(house: House, tmp_path: Path) -> None:
    await house.open()
    await house.close()
    make_keys(tmp_path / "other")
    (house.keys / "pepper.key").write_bytes((tmp_path / "other" / "pepper.key").read_bytes())
    assert await refusal(house) == f"The keys do not belong to the database {house.place}."


async def test_an_empty_key_store_beside_a_full_database_is_refused(house: House) -> None:
    await say(await house.open(), ALICE, card(1))
    await house.close()
    (house.keys / "keys.db").unlink()
    assert (
        await refusal(house)
        == f"The key folder {house.keys} holds no keys for this database; restore the right one."
    )


@pytest.mark.sqlite
async def test_a_new_database_never_sweeps_the_keys_of_another_one(house: House) -> None:
    """storage.url set to a new file by mistake must not cost the records of the old one."""
    await say(await house.open(), ALICE, card(1))
    await house.close()
    house.database.rename(house.root / "data" / "old.db")
    assert "holds keys of another database" in await refusal(house)
    house.database.unlink()
    (house.root / "data" / "old.db").rename(house.database)
    async with (await house.open()).work(ALICE, None) as turn:
        assert turn is not None
        assert turn.session is not None


@pytest.mark.sqlite
async def test_a_second_database_on_an_unused_key_store_takes_it_over_and_the_first_is_refused(
    house: House,
) -> None:
    await house.open()
    await house.close()
    house.database.rename(house.root / "data" / "old.db")
    await house.open()
    await house.close()
    (house.root / "data" / "old.db").rename(house.database)
    assert await refusal(house) == f"The keys do not belong to the database {house.place}."


async def test_a_marked_database_is_for_the_sandbox_only(house: House) -> None:
    await house.open(sandbox=True)
    await house.close()
    assert await refusal(house) == (
        f"The database {house.place} belongs to the sandbox; set storage.url to another."
    )
    await house.open(sandbox=True)


async def test_a_sandbox_takes_no_other_database(house: House) -> None:
    await house.open()
    await house.close()
    assert await refusal(house, sandbox=True) == (
        f"The database {house.place} is not a sandbox's; the sandbox must not use it."
    )


async def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(house: House) -> None:
    await house.open()
    await house.close()
    await house.do("UPDATE alembic_version SET version_num = '9999'")
    sentence = f"The database {house.place} was written by a newer Glos (9999); run that version."
    assert await refusal(house) == sentence


@pytest.mark.sqlite
async def test_a_file_that_is_no_database_is_refused(house: House) -> None:
    house.database.parent.mkdir()
    house.database.write_bytes(b"minutes of the meeting " * 100)
    house.keys.mkdir(mode=0o700)
    make_keys(house.keys)
    vault = await Vault.open(house.keys, house.database, new=True)
    with pytest.raises(StorageFailed, match=r"^glos\.db could not be written: file is not a database\.$"):
        await Store.open(house.url, vault, lambda: house.now)
    await vault.close()


async def test_somebody_elses_database_is_refused(house: House) -> None:
    house.database.parent.mkdir()
    await house.do("CREATE TABLE photos (id INTEGER)")
    assert await refusal(house) == (
        f"The database {house.place} holds tables that are not of Glos; set storage.url to another one."
    )


@pytest.mark.sqlite
async def test_a_folder_that_cannot_be_made_is_refused(house: House) -> None:
    (house.root / "data").write_text("a file where the folder should be")
    make_keys(house.keys)
    vault = await Vault.open(house.keys, None, new=True)
    with pytest.raises(StorageRefused, match=r"^The database .* cannot be written: .*\.$"):
        await Store.open(house.url, vault, lambda: house.now)
    await vault.close()


@pytest.mark.sqlite
async def test_files_can_be_read_by_their_owner_alone(house: House) -> None:
    await say(await house.open(), ALICE, card(1))
    files = [*(house.root / "data").iterdir(), *house.keys.iterdir()]
    assert len(files) > 6
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


async def test_keys_without_a_record_are_swept_by_a_start_that_is_alone(house: House) -> None:
    store = await house.open()
    await say(store, ALICE, card(1))
    await store.vault.new_keys(3)
    beside = await house.open()  # as `glos check` beside a running bot
    assert len(await beside.vault.store.ids()) == 4
    store = await house.reopen()
    assert len(await store.vault.store.ids()) == 1


# ---------------------------------------------------------------------------- the schema


async def test_migrations_lead_to_the_tables_of_the_code(house: House) -> None:
    await house.open()
    data = database_at(house.url)
    async with data.read() as connection:
        assert await connection.run_sync(differences) == []
    await data.close()


def differences(connection: Connection) -> object:
    return compare_metadata(MigrationContext.configure(connection), DATA)


@pytest.mark.sqlite
async def test_no_table_counts_up_and_none_says_when(house: House) -> None:
    """WITHOUT ROWID everywhere, no sequence, and no column that holds a time but the coarse ones."""
    await house.open()
    for path, metadata in ((house.database, DATA), (house.keys / "keys.db", KEYS)):
        with closing(sqlite3.connect(path)) as connection:
            ours = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql > ''").fetchall())
            for table in metadata.tables:
                assert "WITHOUT ROWID" in ours[table]
                assert "AUTOINCREMENT" not in ours[table]
            assert "sqlite_sequence" not in ours
    columns = {f"{table.name}.{column.name}" for table in DATA.sorted_tables for column in table.columns}
    assert columns == {
        *("meta.name", "meta.value", "session.owner", "session.key", "session.record"),
        *("session.body", "session.route"),
        *("outbox.owner", "outbox.number", "outbox.record", "outbox.body"),
        *("farewell.owner", "farewell.number", "farewell.key", "farewell.record", "farewell.body"),
        *("report.key", "report.owner", "report.body", "timer.owner", "timer.name", "timer.due"),
        *("seen.mark", "seen.hour", "dying.key", "entry.key", "entry.body"),
        *("case_.key", "case_.body_key", "case_.owner", "case_.current", "case_.body", "case_.route"),
        *("case_.mail",),
        *("line.record", "line.number", "line.body", "media.record", "media.number", "media.body"),
        *("post.record", "post.box", "post.number", "post.body", "seat.mark", "seat.record", "seat.body"),
        *("errand.key", "errand.body", "staff.key", "staff.owner", "staff.body"),
        *("mailbox.id", "mailbox.due", "letter.key", "letter.mailbox", "letter.due", "letter.body"),
        *("opinion.key", "opinion.owner", "opinion.body", "tally.mark", "tally.body"),
    }


async def test_a_database_of_the_first_version_is_brought_up_with_all_that_is_in_it(house: House) -> None:
    """Conversations, waiting reports and entries are those from before."""
    await say(await house.open(), ALICE, card(1), SendReport(report(ground="sex")), SetTimer("draft", 60))
    await house.close()
    new = set(DATA.tables) - FIRST
    assert len(new) == 11
    for table in new:
        await house.do(f"DROP TABLE {table}")
    await house.do("ALTER TABLE session DROP COLUMN record")
    await house.do("UPDATE alembic_version SET version_num = '0001'")
    store = await house.open()
    assert await store.waiting() == 1
    assert await store.boxes() == [store.vault.look_up(*ALICE)]
    assert await case_of(store) is None
    await open_case(store)
    assert await case_of(await house.reopen()) == CASE
    await test_migrations_lead_to_the_tables_of_the_code(house)


FIRST = {"meta", "session", "outbox", "farewell", "report", "timer", "seen", "dying", "entry"}


@pytest.mark.sqlite
async def test_every_connection_writes_safely(house: House) -> None:
    store = await house.open()
    for database in (store.data, store.vault.store.database):
        async with database.write() as connection:
            for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1)):
                assert (await connection.exec_driver_sql(f"PRAGMA {pragma}")).scalar() == value
