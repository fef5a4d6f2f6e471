"""Without new keys the attacker of test_content.py reads everything: it looks in the right places."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from tests.storage.archive import Archive
from tests.storage.conftest import ALICE
from tests.storage.content import answered
from tests.storage.desk import enrol
from tests.storage.test_content import closed, flushed, joined, led, opened, sent
from tests.storage.visits import Place, Visitor

if TYPE_CHECKING:
    import pytest

    from storage.store import Store
    from tests.storage.conftest import House


async def test_without_new_keys_the_same_attacker_reads_the_whole_report(
    house: House, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the tests above are known to look in the right places."""
    monkeypatch.setattr("storage.turn.Turn.shed", None)
    monkeypatch.setattr("storage.work.Work.sheds", False)
    place, archive = Place(house, store), Archive(store)
    lead = (await enrol(store, "Olga")).colleague.id
    visitor = Visitor(place, ALICE)
    await sent(visitor, "victim", Random(5), "need:legal_advice")
    await closed(place, await led(place, visitor, lead), lead)
    await place.wait(minutes=60)
    row = await flushed(place)
    told = joined(await opened(place, archive, row))
    everything = answered(row) - {"odihr_eligible", "pl_penal_code_ground"}
    for table in ("session", "outbox", "case_"):
        assert len(everything & told[table]) > 4, table
