"""A backup restored: to what has not died since, or to what the house key opens."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Column, MetaData, Table

from flows.model import Erase, SendReport
from flows.orders import PutIntoMailbox
from storage.backup import BackupRefused
from storage.code import derive
from storage.database import StorageFailed
from storage.keyfolder import PEPPER, KeysUnreadable, house_key_of, write_next
from storage.mailbox import code_salt, letters
from storage.register.export import entries, to_csv, to_json
from storage.register.opinions import tallies
from storage.restoring import Request, restore
from storage.rotating import rotate
from storage.tables import DATA
from storage.vault import Vault
from tests.storage.backups import backed_up, emptied, never, restored
from tests.storage.conftest import ALICE, BOB, House, card, report, say
from tests.storage.desk import OLGAS_CHAT, TEAM_BOT, do
from tests.storage.test_opening import FIRST
from tests.storage.whole_house import CODE, found, furnish

if TYPE_CHECKING:
    from pathlib import Path

    from flows.questionnaire import Taxonomy
    from storage.store import Store

EVERYTHING = Erase("everything", card(9, "bye"))
WORD = "canary_in_the_mine"
NEWER = {"session": "record"}
"""A column that a table of the first version has got since."""


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
        await restore(Request(file, f"sqlite:///{other}", house.keys, None, never))


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


@pytest.mark.sqlite
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
            then = [column for column in DATA.tables[name].c if column.name != NEWER.get(name)]
            Table(name, tables, *(Column(one.name, one.type, primary_key=one.primary_key) for one in then))
        patched.setattr("storage.backup.DATA", tables)
        return await backed_up(house)
