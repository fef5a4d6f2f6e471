"""Keys on a server of their own: which one is refused, and that dead keys stand in none of its files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

import storage.postgres
from storage import keyserver
from storage.address import database_at
from storage.database import StorageFailed, StorageRefused
from storage.keystore import KeyStore
from storage.postgres import SHARE
from storage.vault import SealBroken, Vault
from tests import postgres
from tests.own_server import OwnServer, key_server, own_server
from tests.storage.conftest import ALICE, House, card, say
from tests.storage.test_erasing import DRAFT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from storage.database import Database
    from tests.postgres import PostgresServer

__all__ = ["key_server", "own_server"]


@pytest.fixture
async def url(key_server: PostgresServer) -> AsyncIterator[str]:
    async with key_server.database() as url:
        yield url


@pytest.fixture
async def keys(url: str) -> AsyncIterator[Database]:
    keys = database_at(url, "storage.keys_url")
    yield keys
    await keys.close()


async def opened(folder: Path, url: str, *, new: bool) -> Vault:
    return await Vault.open(folder, None, new, database_at(url))


async def test_a_dead_key_stands_in_no_file_of_its_server(
    own_server: OwnServer, url: str, tmp_path: Path
) -> None:
    """Neither in the table nor in the log; the living ones still open."""
    vault = await opened(tmp_path / "keys", url, new=True)
    living, *dying = await vault.new_keys(200)
    sealed = {key: await vault.seal(key, "t", "c", b"row", b"words") for key in (living, dying[0])}
    wrapped = [await vault.store.get(key) or b"?" for key in (dying[0], dying[-1])]
    assert all(own_server.holding(body) for body in wrapped), "or the search finds nothing"
    await vault.kill(dying)
    assert [own_server.holding(body) for body in (*wrapped, dying[0], dying[-1])] == [[]] * 4
    await vault.close()
    vault = await opened(tmp_path / "keys", url, new=False)
    assert await vault.open_(living, "t", "c", b"row", sealed[living]) == b"words"
    with pytest.raises(SealBroken):
        await vault.open_(dying[0], "t", "c", b"row", sealed[dying[0]])
    await vault.close()


async def test_a_dead_key_leaves_the_table_though_somebody_has_begun_to_read(
    own_server: OwnServer, url: str, tmp_path: Path
) -> None:
    """An old snapshot would keep VACUUM from it."""
    vault = await opened(tmp_path / "keys", url, new=True)
    [dying] = await vault.new_keys(1)
    wrapped = await vault.store.get(dying) or b"?"
    async with postgres.connected(url) as reader, reader.transaction(isolation="repeatable_read"):
        await reader.fetchval("SELECT 1")
        await vault.kill([dying])
        assert own_server.holding(wrapped) == []
    await vault.close()


# ---------------------------------------------------------------------------- which servers


async def test_another_server_is_taken(postgresql: PostgresServer, keys: Database) -> None:
    async with postgresql.database() as url:
        data = database_at(url)
        await keyserver.refuse(keys, data, trying=False)
        await data.close()
    assert await keyserver.advice(keys) == []


async def test_the_server_of_the_data_is_refused_unless_nobodys_data_are_at_stake(
    key_server: PostgresServer, keys: Database
) -> None:
    async with key_server.database() as url:
        data = database_at(url)
        with pytest.raises(
            StorageRefused, match=r"^The key store .* lies on the same server as the data, whose"
        ):
            await keyserver.refuse(keys, data, trying=False)
        await keyserver.refuse(keys, data, trying=True)
        await data.close()


async def test_a_server_that_keeps_its_log_for_somebody_is_refused(
    own_server: OwnServer, keys: Database
) -> None:
    own_server.stop()
    await own_server.start(
        wal_level="replica", max_wal_senders="1", archive_mode="on", archive_command="true"
    )
    try:
        with pytest.raises(
            StorageRefused, match=r"lies on a server that archives its log, so that dead keys"
        ):
            await keyserver.refuse(keys, keys, trying=True)
        own_server.stop()
        await own_server.start(wal_level="replica", max_wal_senders="1")
        await postgres.rows(own_server.admin, "SELECT pg_create_physical_replication_slot('copy')")
        with pytest.raises(StorageRefused, match=r"keeps its log for a replication slot"):
            await keyserver.refuse(keys, keys, trying=True)
        await postgres.rows(own_server.admin, "SELECT pg_drop_replication_slot('copy')")
    finally:
        own_server.stop()
        await own_server.start()


async def test_a_server_that_keeps_the_moment_of_each_row_is_refused(
    own_server: OwnServer, keys: Database
) -> None:
    own_server.stop()
    await own_server.start(track_commit_timestamp="on")
    try:
        with pytest.raises(
            StorageRefused, match=r"track_commit_timestamp keeps the moment at which each row"
        ):
            await keys.prepare()
    finally:
        own_server.stop()
        await own_server.start()


async def test_what_would_be_better_about_a_server_is_said(postgresql: PostgresServer) -> None:
    async with postgresql.database() as url:
        keys = database_at(url)
        said = await keyserver.advice(keys)
        await keys.close()
    assert [sentence.partition(";")[0] for sentence in said] == [
        "the key server keeps dead keys in its log until it is overwritten",
        "the key server reuses files of its log, dead keys and all",
    ]


async def test_a_database_that_holds_anything_else_is_refused(url: str) -> None:
    await postgres.rows(url, "CREATE TABLE photos (id INTEGER)")
    store = KeyStore(database_at(url))
    with pytest.raises(StorageRefused, match=r"holds more than keys; the key store needs one of its own\.$"):
        await store.open()
    await store.close()


async def test_another_machine_is_known_by_its_certificate(
    own_server: OwnServer, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is said to a server without one, or with another."""
    monkeypatch.setattr(storage.postgres, "_is_here", lambda _: False)
    monkeypatch.setenv("PGSSLMODE", "disable")
    folder = own_server.data.parent
    right, other = certificate(folder / "right"), certificate(tmp_path / "other")
    own_server.own(folder / "right.key")
    monkeypatch.setenv("PGSSLROOTCERT", str(right))
    assert await refusal(url) == "ConnectionError", "the server speaks no TLS"
    own_server.stop()
    await own_server.start(ssl="on", ssl_cert_file=str(right), ssl_key_file=str(folder / "right.key"))
    try:
        keys = database_at(url)
        async with keys.read() as connection:
            used = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            assert (await connection.exec_driver_sql(used)).scalar() is True
        await keys.close()
        monkeypatch.setenv("PGSSLROOTCERT", str(other))
        assert await refusal(url) == "the server does not prove by its certificate that it is the right one"
        monkeypatch.setenv("PGSSLROOTCERT", "/nowhere")
        assert await refusal(url) == "its certificate is missing; name a file with it in PGSSLROOTCERT"
    finally:
        own_server.stop()
        await own_server.start()


async def refusal(url: str) -> str:
    keys = database_at(url)
    with pytest.raises(StorageFailed) as failed:
        await keys.is_new()
    await keys.close()
    return str(failed.value).removeprefix(f"{keys.name} could not be read: ").removesuffix(".")


def certificate(file: Path) -> Path:
    """Make a key and a certificate for 127.0.0.1 that nobody else has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "keys")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = made.add_extension(here, critical=False).sign(key, SHA256())
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.with_suffix(".key").write_bytes(key.private_bytes(*form))
    file.with_suffix(".crt").write_bytes(signed.public_bytes(Encoding.PEM))
    return file.with_suffix(".crt")


# ---------------------------------------------------------------------------- who else is there


async def test_a_start_is_alone_only_as_long_as_no_other_process_has_the_store_open(url: str) -> None:
    one, two = KeyStore(database_at(url)), KeyStore(database_at(url))
    await one.open()
    async with one.alone() as alone:
        assert alone
    await two.open()
    async with one.alone() as alone:
        assert not alone
    await two.close()
    async with one.alone() as alone:
        assert alone
    await one.close()


async def test_a_share_that_the_server_has_lost_is_taken_again_before_a_key_is_made(
    key_server: PostgresServer, url: str
) -> None:
    store = KeyStore(database_at(url))
    await store.open()
    held = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = $1"
    [(lost,)] = await postgres.rows(key_server.admin, held, SHARE)
    await postgres.rows(key_server.admin, "SELECT pg_terminate_backend($1, 60000)", lost)
    await store.add([(b"k" * 16, b"wrapped")])
    [(now,)] = await postgres.rows(key_server.admin, held, SHARE)
    assert now != lost
    await store.close()


async def test_a_conversation_with_keys_on_a_server_is_erased_and_swept(
    url: str, postgresql: PostgresServer, tmp_path: Path
) -> None:
    async with postgresql.database() as data:
        house = House(tmp_path, data, keys_url=url)
        store = await house.open()
        await say(store, ALICE, card(1))
        assert len(await store.vault.store.ids()) == 1
        await say(store, ALICE, DRAFT)
        await store.vault.new_keys(3)
        store = await house.reopen()
        assert len(await store.vault.store.ids()) == 1, "that of the farewell"
        await house.close()
    assert {file.name for file in house.keys.iterdir()} == {"master.key", "pepper.key"}
