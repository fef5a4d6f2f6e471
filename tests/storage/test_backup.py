"""A backup of a running system: made without keys, and restored to what has not died since."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import MetaData, select

from flows.model import Erase, SendReport
from flows.orders import PutIntoMailbox
from storage.address import database_at
from storage.backup import BackupRefused, create, verify
from storage.code import derive
from storage.database import StorageFailed
from storage.keyfolder import PEPPER, KeysUnreadable, house_key_of, write_next
from storage.mailbox import code_salt, letters
from storage.register.export import entries, to_csv, to_json
from storage.register.opinions import tallies
from storage.restoring import Request, Restored, restore
from storage.returning import BY_KEY, BY_RECORD, OF_THE_HOUSE, ORDER
from storage.rotating import rotate
from storage.store import Chat
from storage.tables import CASE, DATA, OPINION, REPORT, SESSION, WRAPPED
from storage.vault import HOUSE, Vault
from tests.storage.conftest import ALICE, BOB, BOT, House, card, report, say
from tests.storage.desk import OLGAS_CHAT, TEAM_BOT, case_of, do, hear, wrote
from tests.storage.test_opening import FIRST
from tests.storage.whole_house import CAROL, CODE, found, furnish

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flows.questionnaire import Taxonomy
    from storage.store import Store

EVERYTHING = Erase("everything", card(9, "bye"))
WORD = "canary_in_the_mine"


def nothing(_table: str, _count: int) -> None:
    """Hear of progress."""


def never() -> bytes:
    raise AssertionError("the house key was asked for")


async def backed_up(house: House, name: str = "night.glos") -> Path:
    database = database_at(house.url)
    try:
        await create(database, house.root / name, nothing)
    finally:
        await database.close()
    return house.root / name


async def restored(
    file: Path, house: House, key: Callable[[], bytes] = never, bot: int | None = TEAM_BOT
) -> Restored:
    return await restore(Request(file, house.url, house.keys, None, bot, key))


async def emptied(house: House) -> None:
    """Lose the database; the key folder is left."""
    await house.close()
    shutil.rmtree(house.root / "data")


# ---------------------------------------------------------------------------- making one


async def test_a_backup_is_made_while_the_bot_runs_and_without_its_keys(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    await furnish(store, taxonomy)
    house.keys.rename(house.root / "elsewhere")
    file = await backed_up(house)
    contents = verify(file)
    assert contents.counts["entry"] == 3
    assert contents.counts["session"] == 5
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(one.name for one in house.root.iterdir()) == ["data", "elsewhere", "night.glos"]


async def test_it_shows_one_moment_whatever_is_written_meanwhile(house: House, store: Store) -> None:
    await say(store, ALICE, card(1), SendReport(report(ground="sex")))
    told: list[str] = []

    def written_meanwhile(table: str, _count: int) -> None:
        told.append(table)
        with closing(sqlite3.connect(house.database)) as connection, connection:
            for later in ("outbox", "report", "session"):
                connection.execute(f"DELETE FROM {later}")  # noqa: S608

    database = database_at(house.url)
    await create(database, house.root / "b", written_meanwhile)
    await database.close()
    assert told == ["meta", "outbox", "report", "session"]
    counts = verify(house.root / "b").counts
    assert (counts["outbox"], counts["report"], counts["session"]) == (1, 1, 1)
    assert await store.boxes() == []


async def test_nothing_is_overwritten_and_nothing_half_is_left(house: House, store: Store) -> None:
    await say(store, ALICE, card(1))
    file = await backed_up(house)
    before = file.read_bytes()
    with pytest.raises(BackupRefused, match="is there already; backups are never overwritten"):
        await backed_up(house)
    assert file.read_bytes() == before
    (house.root / "other.part").touch()
    with pytest.raises(BackupRefused, match="another backup is being made"):
        await backed_up(house, "other")
    with pytest.raises(BackupRefused, match=r"cannot be written: No such file or directory\.$"):
        await backed_up(house, "nowhere/b")
    assert not (house.root / "other").exists()


async def test_a_database_of_another_version_is_not_copied(house: House, store: Store) -> None:
    await say(store, ALICE, card(1))
    with closing(sqlite3.connect(house.database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(BackupRefused, match="has the schema 0001"):
        await backed_up(house)
    assert [one.name for one in house.root.iterdir() if one.is_file()] == []


async def test_a_damaged_file_and_a_foreign_one_are_noticed(house: House, store: Store) -> None:
    await say(store, ALICE, card(1))
    file = await backed_up(house)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE session SET body = zeroblob(300)")
    with pytest.raises(BackupRefused, match="its rows of the table session are not those it had"):
        verify(file)
    (house.root / "x").write_bytes(b"minutes of the meeting" * 100)
    for foreign in (house.root / "x", house.database):
        with pytest.raises(BackupRefused, match="is no backup of Glos"):
            verify(foreign)
    with pytest.raises(BackupRefused, match="There is no backup"):
        verify(house.root / "y")
    cut = await backed_up(house, "cut")
    cut.write_bytes(cut.read_bytes()[:9000])
    with pytest.raises(BackupRefused):
        verify(cut)


async def test_a_backup_tells_neither_order_nor_time(house: House, store: Store, taxonomy: Taxonomy) -> None:
    await furnish(store, taxonomy)
    file = await backed_up(house)
    with closing(sqlite3.connect(file)) as connection:
        for table in DATA.sorted_tables:
            sql = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table.name,)).fetchone()
            assert "WITHOUT ROWID" in sql[0]
        notes = dict(connection.execute("SELECT * FROM backup").fetchall())
    assert set(notes) == {*DATA.tables, "format", "revision"}


def test_of_every_table_it_is_decided_what_comes_back() -> None:
    """A table that is added later must be named in storage/returning.py."""
    assert sorted(table.name for table in ORDER) == sorted(DATA.tables)


# ---------------------------------------------------------------------------- beside its own key folder


async def test_beside_its_key_folder_everything_that_lives_comes_back(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    await furnish(store, taxonomy)
    before, register = await found(store), to_json(await entries(store))
    file = await backed_up(house)
    await emptied(house)
    done = await restored(file, house)
    assert {table: count for table, count in done.dropped.items() if count} == {}
    assert not done.new_house
    assert done.newer == 0
    store = await house.open()
    assert await found(store) == before
    assert to_json(await entries(store)) == register


async def test_after_rotations_last_nights_backup_still_comes_back(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    await furnish(store, taxonomy)
    before = await found(store)
    file = await backed_up(house)
    for _ in range(2):
        await rotate(store, ["master.key", PEPPER])
    await emptied(house)
    await restored(file, house)
    assert await found(await house.open()) == before
    again = await backed_up(house, "again")
    await emptied(house)
    write_next(house.keys, PEPPER, [bytes(32)])
    await restored(again, house)
    assert await found(await house.open()) == before


async def test_what_a_cut_off_rotation_had_changed_comes_back(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    """The database had followed the new pepper, was copied, and was lost before the file had its name."""
    await furnish(store, taxonomy)
    before = await found(store)
    old = (house.keys / PEPPER).read_bytes()
    await rotate(store, [PEPPER])
    file = await backed_up(house)
    await emptied(house)
    (house.keys / PEPPER).rename(house.keys / "pepper.next")
    (house.keys / PEPPER).write_bytes(old)
    await restored(file, house)
    assert await found(await house.open()) == before


async def test_what_was_erased_or_has_expired_since_the_backup_is_opened_by_nothing(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    """Neither the file with today's whole key folder nor a system restored from both, every byte searched."""
    await furnish(store, taxonomy)
    await hear(store, *wrote(7, WORD))
    file = await backed_up(house)
    every = sealed(file)
    assert not [one for one in every if not await opens(house, one)]
    gone = await keys_of_chats(store, ALICE, SILENT)
    assert len(gone) == 5  # Alice's conversation, case, report, opinion; the other conversation
    await say(store, ALICE, EVERYTHING)
    await say(store, SILENT, Erase("draft", None))  # as the timer does after 24 hours
    for chat in (ALICE, SILENT):
        while (delivery := await store.head(store.vault.look_up(*chat))) is not None:
            await store.delivered(delivery)
    dead = [one for one in every if one.key in gone]
    assert {one.table for one in dead} == {
        *("session", "outbox", "case_", "line", "media", "post", "seat", "report", "opinion")
    }
    assert [one.table for one in dead if await opens(house, one)] == []
    assert [one.table for one in every if one.key not in gone and not await opens(house, one)] == []
    await emptied(house)
    done = await restored(file, house)
    assert {table: count for table, count in done.dropped.items() if table in TOLD} == TOLD
    store = await house.open()
    assert await case_of(store) is None
    assert await case_of(store, CAROL) is not None
    assert await store.waiting() == 0
    written = b"".join(one.read_bytes() for one in (house.root / "data").iterdir())
    assert [one.table for one in dead if one.body in written] == []
    assert not any(key in written for key in gone)
    assert WORD.encode() not in file.read_bytes() + written


TOLD = {"session": 1 + 1, "case_": 1, "report": 1, "opinion": 1, "mailbox": 1, "media": 1}
"""What a restored system says it has dropped."""
SILENT = Chat(BOT, 1)
"""One of those who sent a report and said nothing more."""


class Sealed(NamedTuple):
    """A sealed body, and the id of its key."""

    table: str
    key: bytes
    body: bytes


def sealed(file: Path) -> list[Sealed]:
    """All that a key opens in a database; letters are sealed to return codes."""
    found = []
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        for table in (*OF_THE_HOUSE, *BY_KEY, *BY_RECORD):
            own = HOUSE if table in OF_THE_HOUSE else None
            columns = [name for name in ("body", "route", "mail") if name in table.c]
            for row in connection.execute(f"SELECT * FROM {table.name}"):  # noqa: S608
                key = own or row["key" if table in BY_KEY else "record"]
                found += [Sealed(table.name, key, row[name]) for name in columns if row[name] is not None]
    return found


async def opens(house: House, one: Sealed) -> bool:
    """Whether any key of the key folder opens a body, wherever it lies and whatever it is sealed for."""
    return any(decrypts(key, one.body) for key in await keys_of(house))


async def keys_of(house: House) -> list[bytes]:
    """All keys of the key folder, as whoever has it unwraps them."""
    vault = await Vault.open(house.keys, None, new=False)
    async with vault.store.database.read() as connection:
        rows = (await connection.execute(select(WRAPPED))).all()
    keys = [vault._unwrap(bytes(row.id), bytes(row.wrapped)) for row in rows]
    await vault.close()
    return [key for key in keys if len(key) == 32]


def decrypts(key: bytes, body: bytes) -> bool:
    """Whether a key gives a body its form of length, plain and zeros; the tag, and so the place, is let be.

    AES-GCM is AES-CTR with a tag, its first block counted from 2 (NIST SP 800-38D, 7.1).
    """
    start = body[:12] + (2).to_bytes(4, "big")
    padded = Cipher(algorithms.AES(key), modes.CTR(start)).decryptor().update(body[12:-16])
    length = int.from_bytes(padded[:4], "big")
    return length <= len(padded) - 4 and not any(padded[4 + length :])


async def keys_of_chats(store: Store, *chats: Chat) -> set[bytes]:
    gone: set[bytes] = set()
    owners = [store.vault.look_up(*chat) for chat in chats]
    async with store.data.read() as connection:
        for table in (SESSION, REPORT, CASE, OPINION):
            found = await connection.execute(select(table.c.key).where(table.c.owner.in_(owners)))
            gone |= {bytes(key) for key in found.scalars()}
    return gone


async def test_an_older_backup_says_that_newer_records_will_die(house: House, store: Store) -> None:
    await say(store, ALICE, card(1))
    file = await backed_up(house)
    await say(store, BOB, card(1))
    await emptied(house)
    done = await restored(file, house)
    assert done.newer == 1
    store = await house.open()
    assert await store.boxes() == [store.vault.look_up(*ALICE)]
    assert len(await store.vault.store.ids()) == 1


async def test_the_return_code_of_a_living_case_goes_on_working_without_its_letters(
    house: House, store: Store, taxonomy: Taxonomy
) -> None:
    key = await furnish(store, taxonomy)
    await do(store, key, PutIntoMailbox(number=1))
    opener = derive(CODE, await code_salt(store))
    assert len(await letters(store, opener.id, opener.private) or []) == 1
    file = await backed_up(house)
    await emptied(house)
    done = await restored(file, house)
    assert (done.kept["mailbox"], done.dropped["letter"]) == (1, 1)
    store = await house.open()
    assert await letters(store, opener.id, opener.private) == []
    await do(store, key, PutIntoMailbox(number=1))
    assert len(await letters(store, opener.id, opener.private) or []) == 1


# ---------------------------------------------------------------------------- with the house key alone


async def test_with_the_house_key_register_team_and_tallies_come_back_and_nothing_else(
    house: House, store: Store, taxonomy: Taxonomy, tmp_path: Path
) -> None:
    await furnish(store, taxonomy)
    register = await entries(store)
    written = store.vault.house_key_text()
    before = await tallies(store)
    file = await backed_up(house)
    await house.close()
    other = House(tmp_path / "other")
    done = await restored(file, other, lambda: house_key_of(written))
    kept = {table: count for table, count in done.kept.items() if count}
    assert done.new_house
    assert kept == {"entry": 3, "staff": 1, "tally": 1, "meta": 1}
    assert done.dropped["staff"] == 1  # the invitation: nobody knows its token any more
    assert done.dropped["mailbox"] == 1
    assert done.dropped["session"] == 5
    store = await other.open()
    for export in (to_json, to_csv):
        assert export(await entries(store)) == export(register)
    assert await tallies(store) == before
    member = await store.staff.member(TEAM_BOT, OLGAS_CHAT)
    assert member is not None
    assert member.colleague.name == "Olga"
    assert store.vault.house_key_text() == written
    assert await store.waiting() == 0
    await say(store, ALICE, card(1))
    assert await (await other.reopen()).boxes() != []
    await other.close()


async def test_another_house_key_is_refused_and_leaves_no_keys(
    house: House, store: Store, taxonomy: Taxonomy, tmp_path: Path
) -> None:
    await furnish(store, taxonomy)
    right = store.vault.house_key_text()
    file = await backed_up(house)
    other = House(tmp_path / "other")
    with pytest.raises(BackupRefused, match="does not open the register of this backup"):
        await restored(file, other, lambda: bytes(32))
    with pytest.raises(BackupRefused, match=r"set team\.token first"):
        await restored(file, other, lambda: house_key_of(right), bot=None)
    assert not (other.root / "data").exists()
    await restored(file, other, lambda: house_key_of(right))


@pytest.mark.parametrize("wrong", ["", "AAAA", "1111 " * 13, "A" * 60])
def test_what_is_no_house_key_is_refused_in_a_sentence(wrong: str) -> None:
    with pytest.raises(KeysUnreadable, match=r"^That is no house key: .*\.$"):
        house_key_of(wrong)


async def test_a_house_key_is_read_as_it_is_written_or_typed(store: Store) -> None:
    written = store.vault.house_key_text()
    typed = written.lower().replace(" ", "-")
    assert house_key_of(typed) == house_key_of(written) == house_key_of(f" {written}\n")


# ---------------------------------------------------------------------------- what is refused


async def test_nothing_is_restored_over_content_or_beside_a_running_bot(house: House, store: Store) -> None:
    await say(store, ALICE, card(1))
    file = await backed_up(house)
    with pytest.raises(BackupRefused, match="has content; a backup goes into an empty one only"):
        await restored(file, house)
    other = house.root / "new data" / "glos.db"
    with pytest.raises(BackupRefused, match="stop the bot first"):
        await restore(Request(file, f"sqlite:///{other}", house.keys, None, None, never))


async def test_keys_of_another_database_are_refused_and_stay_as_they_are(house: House, store: Store) -> None:
    await say(store, ALICE, card(1))
    file = await backed_up(house)
    other = House(house.root / "other")
    await say(await other.open(), BOB, card(1))
    await emptied(other)
    ids = await _ids(other)
    with pytest.raises(KeysUnreadable, match="keys of another database"):
        await restored(file, other)
    assert await _ids(other) == ids
    empty = House(house.root / "empty")
    await empty.open()
    await emptied(empty)
    with pytest.raises(KeysUnreadable, match="keys of another database"):
        await restored(file, empty)


async def _ids(house: House) -> set[bytes]:
    vault = await Vault.open(house.keys, None, new=False)
    ids = await vault.store.ids()
    await vault.close()
    return ids


async def test_a_restoring_that_was_cut_off_can_be_begun_again(
    house: House, store: Store, taxonomy: Taxonomy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await furnish(store, taxonomy)
    written = store.vault.house_key_text()
    file = await backed_up(house)
    other = House(tmp_path / "other")

    async def cut(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr("storage.restoring._filled", cut)
        with pytest.raises((OSError, StorageFailed)):
            await restored(file, other, lambda: house_key_of(written))
    assert (await restored(file, other, never)).kept["entry"] == 3
    assert len(await entries(await other.open())) == 3
    await other.close()


async def test_a_backup_of_an_earlier_schema_is_brought_up(house: House, store: Store) -> None:
    await say(store, ALICE, card(1), SendReport(report(ground="sex")))
    await house.close()
    with closing(sqlite3.connect(house.database)) as connection, connection:
        for table in set(DATA.tables) - FIRST:
            connection.execute(f"DROP TABLE {table}")
        connection.execute("ALTER TABLE session DROP COLUMN record")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    file = await backed_up_by_the_first_version(house)
    await emptied(house)
    done = await restored(file, house)
    assert (done.kept["session"], done.kept["report"]) == (1, 1)
    store = await house.open()
    assert await store.waiting() == 1
    assert await store.boxes() == [store.vault.look_up(*ALICE)]


async def backed_up_by_the_first_version(house: House) -> Path:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("storage.backup.revisions", lambda: ["0001"])
        tables = MetaData()
        for name in FIRST:
            DATA.tables[name].to_metadata(tables)
        patched.setattr("storage.backup.DATA", tables)
        return await backed_up(house)
