"""What `glos keys check` looks at, a line for each finding; it changes nothing and tells no secret."""

from __future__ import annotations

import hmac
import stat
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.checks import BAD, GOOD, MIND, Finding
from bot.records import key_server
from storage import answers
from storage.address import database_at, is_new, path_of
from storage.database import StorageFailed, StorageRefused
from storage.erasing import keys_of_records
from storage.keyfolder import VARIABLES, check_apart, check_folder, from_environment, unfinished
from storage.rehashing import CHECK
from storage.rotating import asked, held
from storage.tables import META
from storage.vault import Vault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from bot.settings import Settings
    from storage.database import Database


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """Yield how primitives, folder, keys and records are; raises StorageRefused for a broken address."""
    yield _primitives()
    folder, url = settings.storage.key_dir, settings.storage.url
    for finding in (looks := list(_folder(folder, path_of(url)))):
        yield finding
    if any(finding.mark == BAD for finding in looks):
        return
    if unfinished(folder):
        yield _unfinished(folder)
    elif await is_new(url):
        yield Finding(MIND, "there is no database yet; the first start makes it, and keys with it")
    else:
        async for finding in _records(settings):
            yield finding


def _primitives() -> Finding:
    if wrong := answers.wrong():
        return Finding(BAD, f"{', '.join(wrong)} on this machine: not what the standard says; use another")
    return Finding(GOOD, f"{', '.join(answers.ANSWERS)} give the answers of their standards")


# ---------------------------------------------------------------------------- the folder


def _folder(folder: Path, data: Path | None) -> Iterator[Finding]:
    try:
        check_folder(folder)
        yield Finding(GOOD, f"the key folder {folder} is closed to others")
        if data is not None:
            check_apart(folder, data)
        yield Finding(GOOD, "it lies apart from the database")
    except StorageRefused as fault:
        yield Finding(BAD, str(fault))
        return
    open_ = sorted(file.name for file in folder.iterdir() if stat.S_IMODE(file.stat().st_mode) & 0o077)
    if open_:
        yield Finding(BAD, f"others may read {', '.join(open_)}; close it with `chmod 600`")
    for file in VARIABLES:
        if variable := from_environment(file):
            yield Finding(
                MIND, f"{variable} comes from the environment, so `glos keys rotate` cannot change it"
            )
        elif not (folder / file).exists():
            yield Finding(BAD, f"{file} is missing; restore the right key folder")
    if asked(folder):
        yield Finding(MIND, f"a rotation is asked for: {', '.join(asked(folder))}")


def _unfinished(folder: Path) -> Finding:
    if held(folder):
        return Finding(MIND, "a rotation of the keys is at work; look again in a minute")
    return Finding(MIND, "a rotation of the keys was cut off; the next start of the bot finishes it")


# ---------------------------------------------------------------------------- keys and records


async def _records(settings: Settings) -> AsyncIterator[Finding]:
    folder, url = settings.storage.key_dir, settings.storage.url
    if settings.storage.keys_url is None and not (folder / "keys.db").exists():
        yield Finding(BAD, "keys.db is missing, and with it every key; restore the right key folder")
        return
    data = database_at(url)
    try:
        vault = await Vault.open(folder, path_of(url), False, await key_server(settings))  # noqa: FBT003  the database is not new
        try:
            async for finding in _belonging(data, vault):
                yield finding
        finally:
            await vault.close()
    except (StorageRefused, StorageFailed) as fault:
        yield Finding(BAD, str(fault))
    finally:
        await data.close()


async def _belonging(data: Database, vault: Vault) -> AsyncIterator[Finding]:
    async with data.read() as connection:
        query = select(META.c.value).where(META.c.name == CHECK)
        check = bytes((await connection.execute(query)).scalar_one())
    if not hmac.compare_digest(check, await vault.check()):
        yield Finding(BAD, "the keys do not belong to this database")
        return
    links = len(vault.peppers)
    yield Finding(GOOD, f"the keys belong to this database; the pepper has {links} link{'s' * (links > 1)}")
    before, needed = await vault.store.ids(), await keys_of_records(data)
    living, still = await vault.store.ids(), await keys_of_records(data)  # a bot may be at work meanwhile
    if missing := len((needed & still) - living):
        yield Finding(BAD, f"records without a key: {missing}; an older copy, or another's key store")
    else:
        yield Finding(GOOD, f"all {len(needed)} records that have a key of their own have it")
    if orphans := len((before & living) - needed - still):
        yield Finding(MIND, f"keys without a record: {orphans}; the next start lets them die")
