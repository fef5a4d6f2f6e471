"""A backup made on one engine comes back on the other, and the register byte by byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.keyfolder import PEPPER, house_key_of
from storage.register.export import entries, to_csv, to_json
from storage.restoring import Request, restore
from storage.rotating import rotate
from tests.storage.backups import backed_up, never
from tests.storage.conftest import House
from tests.storage.desk import TEAM_BOT
from tests.storage.whole_house import found, furnish

if TYPE_CHECKING:
    from pathlib import Path

    from flows.questionnaire import Taxonomy
    from storage.store import Store
    from tests.postgres import PostgresServer


async def register_of(store: Store) -> tuple[bytes, bytes]:
    """Return the register as it is handed on, in two forms."""
    rows = await entries(store)
    return to_json(rows), to_csv(rows)


async def test_with_the_house_key_the_register_comes_back_on_either_engine(
    house: House, store: Store, taxonomy: Taxonomy, tmp_path: Path, postgresql: PostgresServer
) -> None:
    await furnish(store, taxonomy)
    await rotate(store, [PEPPER])
    register, written = await register_of(store), store.vault.house_key_text()
    file = await backed_up(house)
    async with postgresql.database() as url:
        for other in (House(tmp_path / "file"), House(tmp_path / "server", url)):
            await restore(Request(file, other.url, other.keys, TEAM_BOT, lambda: house_key_of(written)))
            assert await register_of(await other.open()) == register
            await other.close()


async def test_beside_its_keys_all_of_it_moves_to_a_server(
    house: House, store: Store, taxonomy: Taxonomy, postgresql: PostgresServer
) -> None:
    await furnish(store, taxonomy)
    before, register = await found(store), await register_of(store)
    file = await backed_up(house)
    await house.close()
    async with postgresql.database() as url:
        moved = House(house.root, url)
        await restore(Request(file, url, house.keys, None, never))
        store = await moved.open()
        assert await found(store) == before
        assert await register_of(store) == register
        await moved.close()
