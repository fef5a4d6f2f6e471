"""Sealing, keyed hashes and the death of keys."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from storage.vault import HOUSE, KeysUnreadable, SealBroken, Vault, make_keys

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

ROW = b"row"


@pytest.fixture
async def vault(tmp_path: Path) -> AsyncIterator[Vault]:
    vault = await Vault.open(tmp_path / "keys", None, new=True)
    yield vault
    await vault.close()


async def test_what_was_sealed_opens_again(vault: Vault) -> None:
    key = (await vault.new_keys(1))[0]
    sealed = await vault.seal(key, "session", "body", ROW, b"words")
    assert await vault.open_(key, "session", "body", ROW, sealed) == b"words"


@pytest.mark.parametrize(
    "place", [("other", "body", ROW), ("session", "route", ROW), ("session", "body", b"x")]
)
async def test_a_body_moved_to_another_place_does_not_open(
    vault: Vault, place: tuple[str, str, bytes]
) -> None:
    key = (await vault.new_keys(1))[0]
    sealed = await vault.seal(key, "session", "body", ROW, b"words")
    with pytest.raises(SealBroken):
        await vault.open_(key, *place, sealed)


async def test_another_key_or_a_changed_bit_does_not_open(vault: Vault) -> None:
    key, other = await vault.new_keys(2)
    sealed = await vault.seal(key, "session", "body", ROW, b"words")
    with pytest.raises(SealBroken):
        await vault.open_(other, "session", "body", ROW, sealed)
    with pytest.raises(SealBroken):
        await vault.open_(key, "session", "body", ROW, sealed[:-1] + bytes([sealed[-1] ^ 1]))


async def test_sizes_say_only_the_bucket(vault: Vault) -> None:
    key = (await vault.new_keys(1))[0]

    async def size(length: int, least: int = 256) -> int:
        return len(await vault.seal(key, "t", "c", ROW, bytes(length), least))

    small = await size(0)
    assert small == 256 + 12 + 16  # bucket, nonce, tag
    assert {await size(length) for length in range(0, 253, 36)} == {small}
    assert await size(253) == 512 + 28
    assert await size(1, 4096) == await size(4092, 4096) == 4096 + 28


async def test_the_same_words_are_never_sealed_to_the_same_bytes(vault: Vault) -> None:
    key = (await vault.new_keys(1))[0]
    assert len({await vault.seal(key, "t", "c", ROW, b"words") for _ in range(20)}) == 20


async def test_a_dead_key_opens_nothing_in_this_process_and_in_the_next(tmp_path: Path) -> None:
    vault = await Vault.open(tmp_path / "keys", None, new=True)
    dead, living = await vault.new_keys(2)
    sealed = {key: await vault.seal(key, "t", "c", ROW, b"words") for key in (dead, living)}
    await vault.kill([dead])
    for _ in range(2):
        with pytest.raises(SealBroken):
            await vault.open_(dead, "t", "c", ROW, sealed[dead])
        assert await vault.open_(living, "t", "c", ROW, sealed[living]) == b"words"
        await vault.close()
        vault = await Vault.open(tmp_path / "keys", None, new=False)
    await vault.close()


async def test_a_dead_key_stands_in_no_file_of_the_key_store(tmp_path: Path) -> None:
    vault = await Vault.open(tmp_path / "keys", None, new=True)
    dead = (await vault.new_keys(1))[0]
    wrapped = await vault.store.get(dead)
    assert wrapped is not None
    assert any(wrapped in file.read_bytes() for file in (tmp_path / "keys").iterdir())
    await vault.kill([dead])
    for file in (tmp_path / "keys").iterdir():
        assert wrapped not in file.read_bytes()
        assert dead not in file.read_bytes()
    await vault.close()


async def test_more_keys_than_the_cache_holds_still_open(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.vault.CACHED_KEYS", 3)
    keys = await vault.new_keys(10)
    sealed = [await vault.seal(key, "t", "c", ROW, b"words") for key in keys]
    assert len(vault._cache) == 3
    for key, body in zip(keys, sealed, strict=True):
        assert await vault.open_(key, "t", "c", ROW, body) == b"words"


async def test_a_chat_is_looked_up_by_pepper_bot_and_number(tmp_path: Path) -> None:
    one = await Vault.open(tmp_path / "one", None, new=True)
    two = await Vault.open(tmp_path / "two", None, new=True)
    seen = {one.look_up(1, 2), one.look_up(1, 3), one.look_up(2, 2), one.look_up(12, 3), one.look_up(1, 23)}
    assert len(seen) == 5
    assert one.look_up(1, 2) == one.look_up(1, 2)
    assert len(one.look_up(1, 2)) == 32
    assert one.look_up(1, 2) != two.look_up(1, 2)
    assert one.mark(1, 2) != one.look_up(1, 2)
    await one.close()
    await two.close()


async def test_the_house_key_lives_on_and_can_be_written_down(tmp_path: Path) -> None:
    vault = await Vault.open(tmp_path / "keys", None, new=True)
    sealed = await vault.seal(HOUSE, "entry", "body", ROW, b"words")
    shown = vault.house_key_text()
    await vault.close()
    vault = await Vault.open(tmp_path / "keys", None, new=False)
    assert await vault.open_(HOUSE, "entry", "body", ROW, sealed) == b"words"
    assert vault.house_key_text() == shown
    assert [len(group) for group in shown.split()] == [4] * 13
    await vault.close()


# ---------------------------------------------------------------------------- the key folder


def test_made_keys_can_be_read_by_their_owner_alone_and_are_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    make_keys(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    bodies = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert set(bodies) == {"master.key", "pepper.key"}
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in folder.iterdir())
    with pytest.raises(KeysUnreadable, match=r"exists already; keys are never overwritten\.$"):
        make_keys(folder)
    assert bodies == {file.name: file.read_bytes() for file in folder.iterdir()}


async def refusal(folder: Path, data: Path | None = None, *, new: bool = False) -> str:
    with pytest.raises(KeysUnreadable) as refused:
        await Vault.open(folder, data, new=new)
    assert len(refused.value.args) == 1
    return str(refused.value)


async def test_missing_keys_are_made_only_for_a_new_database(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    assert await refusal(folder) == (
        f"There is no {folder}/master.key; make keys with `glos keys new`, or set GLOS_STORAGE__MASTER_KEY."
    )
    make_keys(folder)
    assert (await refusal(folder)) == (
        f"The key folder {folder} holds no keys for this database; restore the right one."
    )


async def test_half_a_pair_of_keys_is_not_completed(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    make_keys(folder)
    (folder / "pepper.key").unlink()
    assert "There is no" in await refusal(folder, new=True)


async def test_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    make_keys(folder)
    for body in ("", "c2hvcnQ=", "no base64!"):
        (folder / "master.key").write_text(body)
        assert await refusal(folder) == f"{folder}/master.key is not a key: 32 bytes in base64 are needed."


async def test_another_master_key_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    await (await Vault.open(folder, None, new=True)).close()
    make_keys(tmp_path / "other")
    (folder / "master.key").write_bytes((tmp_path / "other" / "master.key").read_bytes())
    assert await refusal(folder) == f"The master key does not open the key store in {folder}."


async def test_secrets_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_keys(tmp_path / "safe")
    monkeypatch.setenv("GLOS_STORAGE__MASTER_KEY", (tmp_path / "safe" / "master.key").read_text())
    monkeypatch.setenv("GLOS_STORAGE__PEPPER", (tmp_path / "safe" / "pepper.key").read_text().strip())
    folder = tmp_path / "keys"
    vault = await Vault.open(folder, None, new=True)
    assert {file.suffix for file in folder.iterdir()}.isdisjoint({".key"})
    await vault.close()
    monkeypatch.setenv("GLOS_STORAGE__PEPPER", "short")
    assert await refusal(folder) == "GLOS_STORAGE__PEPPER is not a key: 32 bytes in base64 are needed."


@pytest.mark.parametrize(
    ("keys", "data"), [("data", "data"), ("data/keys", "data"), ("all", "all/data"), (".", "data")]
)
async def test_keys_inside_or_above_the_data_are_refused_before_any_is_made(
    tmp_path: Path, keys: str, data: str
) -> None:
    assert "lies inside or above the folder of the database" in await refusal(
        tmp_path / keys, tmp_path / data / "glos.db", new=True
    )
    assert [*tmp_path.iterdir()] == []


async def test_keys_beside_the_data_folder_are_taken(tmp_path: Path) -> None:
    await (await Vault.open(tmp_path / "keys", tmp_path / "data" / "glos.db", new=True)).close()
    assert (tmp_path / "keys" / "master.key").exists()


async def test_a_key_folder_open_to_others_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    make_keys(folder)
    folder.chmod(0o750)
    assert await refusal(folder) == (
        f"The key folder {folder} is open to others; close it with `chmod 700 {folder}`."
    )


async def test_a_key_store_that_is_no_database_is_refused_in_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    make_keys(folder)
    (folder / "keys.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(Exception, match=r"^keys\.db could not be written: file is not a database\.$"):
        await Vault.open(folder, None, new=True)
