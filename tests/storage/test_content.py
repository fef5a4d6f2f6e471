"""Nothing that lives an hour after a report has gone holds two of its answers, in any version of it."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from flows.colleague import Private
from flows.model import Press, Say
from flows.teamfacts import CaseClosed, Claimed, ColleaguePressed, ColleagueWrote, InterpreterAsked
from storage.register.export import entries
from storage.register.flush import flush
from tests.storage.archive import Archive
from tests.storage.conftest import ALICE
from tests.storage.content import DERIVED, answered, columns
from tests.storage.desk import OLGAS_CHAT, TEAM_BOT, enrol
from tests.storage.visits import Place, Visitor

if TYPE_CHECKING:
    from storage.register.entry import Entry
    from storage.store import Store
    from tests.storage.archive import Sealed
    from tests.storage.conftest import House

ROLES = ["victim", "witness", "on_behalf", "professional"]
WARSAW = ZoneInfo("Europe/Warsaw")


async def opened(place: Place, archive: Archive, row: Entry) -> list[tuple[Sealed, set[str]]]:
    """Return what living keys open, the register itself and the team apart, and what each body tells."""
    found = await archive.opened()
    assert await archive.unknown() == [], "something lies there that is not in the archive"
    return [
        (sealed, columns(place.core.flows, row, plain))
        for sealed, plain in found
        if sealed.table not in ("entry", "staff")
    ]


def joined(found: list[tuple[Sealed, set[str]]]) -> dict[str, set[str]]:
    """Return what all bodies of a table tell together: they are one person's here."""
    told: dict[str, set[str]] = {}
    for sealed, answers in found:
        told[sealed.table] = told.get(sealed.table, set()) | answers
    return {table: answers for table, answers in told.items() if answers}


async def flushed(place: Place, before: int = 0) -> Entry:
    """Let the waiting report become an entry, and return it; `before` it others did."""
    taxonomy = place.core.flows.taxonomy
    earlier = await entries(place.store)
    assert len(earlier) == before
    assert await flush(place.store, taxonomy, place.store.clock(), 1, WARSAW) == 1
    every = await entries(place.store)
    for row in earlier:
        every.remove(row)
    return every[0]


# ---------------------------------------------------------------------------- only for the register


async def sent(visitor: Visitor, role: str, chance: Random, *needs: str) -> None:
    """Tell something and send it."""
    await visitor.tells(role, chance, *needs)
    await visitor.press("btn.send")


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("staffed", [True, False])
@pytest.mark.parametrize("role", ROLES)
async def test_a_report_for_the_register_leaves_one_answer_at_most(
    house: House, store: Store, role: str, staffed: bool, seed: int
) -> None:
    """An hour later only what the thanks say can still be read, with all keys that live."""
    place, archive = Place(house, store, staffed=staffed), Archive(store)
    await sent(Visitor(place, ALICE), role, Random(f"{role} {seed}"))
    assert len(place.reports) == 1
    await place.wait(minutes=60)
    row = await flushed(place)
    assert len(answered(row)) > 3
    assert joined(await opened(place, archive, row)) == {"session": {"needs"}}


@pytest.mark.parametrize("role", ROLES)
async def test_at_once_nothing_stays_but_what_the_last_card_was_chosen_by(
    house: House, store: Store, role: str
) -> None:
    """Also where no card was brought: role, contacts and further cards, and no code of what was told."""
    place, archive = Place(house, store), Archive(store)
    visitor = Visitor(place, ALICE)
    await visitor.tells(role, Random(role))
    visitor.offline = True
    await visitor.press("btn.send")
    row = await flushed(place)
    chosen = {"role", "needs", *DERIVED.values()}
    told = joined(await opened(place, archive, row))
    assert told["outbox"]
    for answers in told.values():
        assert not (answers & answered(row)) - chosen
    await place.wait(minutes=16)
    assert joined(await opened(place, archive, row)) == {"session": {"needs"}, "outbox": {"needs"}}
    assert [type(effect) for effect in await visitor.brought()] == [Say], (
        "and the card is brought all the same"
    )


async def test_a_draft_after_the_report_is_not_touched(house: House, store: Store) -> None:
    """Only its own answers can be read; those of the report before went with their key."""
    place, archive, visitor = Place(house, store), Archive(store), Visitor(Place(house, store), ALICE)
    visitor.place = place
    await sent(visitor, "victim", Random(4))
    await visitor.press("btn.again", "role:witness", "btn.skip")
    before = await visitor.session()
    await place.wait(minutes=16)
    after = await visitor.session()
    assert (after.phase, after.at, after.trail) == (before.phase, before.at, before.trail)
    row = await flushed(place)
    assert joined(await opened(place, archive, row)) == {"session": {"role"}}, "that of the draft"


# ---------------------------------------------------------------------------- with a wish


WISHES = {"professional": ("btn.purpose_consult", "need:intervention")}


async def led(place: Place, visitor: Visitor, lead: str) -> bytes:
    """Let a colleague take the case, talk, and wish for an interpreter; all is brought."""
    key = await visitor.case_key()
    await place.told(key, Claimed(by=lead))
    await visitor.writes("Thank you.")
    await place.told(key, ColleagueWrote(by=lead, text="Good morning."))
    await place.told(key, InterpreterAsked(by=lead, language="be"))
    await place.brought(key, lead)
    return key


async def closed(place: Place, key: bytes, lead: str, outcome: str = "outcome:info_given") -> None:
    """Close the case as a counsellor does, key by key on the case card; legal duties are read on the way."""
    for label in ("st.btn.close", outcome, "btn.next"):
        while label not in (keys := await place.keys(key, lead)):
            await place.told(key, ColleaguePressed(by=lead, card=keys[""], press=Press.LATER))
        await place.told(key, ColleaguePressed(by=lead, card=keys[""], press=keys[label]))
    if (await place.case(key)).state != "closed":
        keys = await place.keys(key, lead)
        await place.told(key, ColleaguePressed(by=lead, card=keys[""], press=keys["btn.next"]))
    await place.brought(key, lead)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("role", ROLES)
async def test_a_closed_case_leaves_no_answer_but_what_the_thanks_say(
    house: House, store: Store, role: str, seed: int
) -> None:
    """An hour after closing; marks that safety needs stay, and nothing else of the entry."""
    place, archive = Place(house, store), Archive(store)
    lead = (await enrol(store, "Olga")).colleague.id
    visitor = Visitor(place, ALICE)
    await sent(visitor, role, Random(f"{seed} {role}"), *WISHES.get(role, ("need:legal_advice",)))
    key = await led(place, visitor, lead)
    await place.wait(minutes=20)
    await closed(place, key, lead)
    await place.wait(minutes=60)
    row = await flushed(place)
    assert row.outcome == "info_given"
    told = joined(await opened(place, archive, row))
    assert told.pop("session") <= {"needs"}
    assert told in ({}, {"case_": {"incident_types"}}), "the mark of a quiet case"


async def test_what_is_passed_on_before_a_talk_is_shed_as_well(house: House, store: Store) -> None:
    """The answers go to the case when the talk begins; the draft is not kept beside it."""
    place, archive = Place(house, store), Archive(store)
    lead = (await enrol(store, "Olga")).colleague.id
    visitor = Visitor(place, ALICE)
    await visitor.tells("victim", Random(2), "need:legal_advice")
    await visitor.press("key.person", "btn.leave_message", "btn.pass_on", "btn.who_woman")
    await visitor.writes("Please help.")
    key = await led(place, visitor, lead)
    await place.wait(minutes=20)
    await closed(place, key, lead)
    await place.wait(minutes=60)
    row = await flushed(place)
    told = joined(await opened(place, archive, row))
    assert told in ({}, {"case_": {"incident_types"}})


async def test_a_closed_case_that_is_opened_again_and_closed_leaves_nothing_of_either_report(
    house: House, store: Store
) -> None:
    place, archive = Place(house, store), Archive(store)
    lead = (await enrol(store, "Olga")).colleague.id
    visitor = Visitor(place, ALICE)
    for seed, role in enumerate(("victim", "witness")):
        if seed:
            await visitor.press("btn.again")
            await visitor.goes_on(f"role:{role}", Random(seed), "need:legal_advice")
            await visitor.press("btn.send")
        else:
            await sent(visitor, role, Random(seed), "need:legal_advice")
        key = await led(place, visitor, lead)
        await place.wait(minutes=20)
        await closed(place, key, lead, "outcome:resolved" if seed else "outcome:info_given")
        await visitor.command("start")
        await place.wait(minutes=60)
        assert await flush(store, place.core.flows.taxonomy, store.clock(), 1, WARSAW) == 1
    for row in await entries(store):
        told = joined(await opened(place, archive, row))
        assert told.pop("session") <= {"needs"}
        assert told in ({}, {"case_": {"incident_types"}})


async def test_an_unclaimed_case_that_lapses_leaves_nothing(house: House, store: Store) -> None:
    place, archive = Place(house, store), Archive(store)
    await enrol(store, "Olga")
    await sent(Visitor(place, ALICE), "victim", Random(1), "need:legal_advice")
    await place.wait(days=7, hours=1)
    row = await flushed(place)
    assert joined(await opened(place, archive, row)) == {}


async def test_of_somebody_under_18_only_that_stays(house: House, store: Store) -> None:
    """Safety comes before anonymity: a closed case is still a minor's, and given to few only."""
    place, archive = Place(house, store), Archive(store)
    token = await store.staff.invite("counsellor", ("pl",), cleared=True, now=store.clock())
    member = await store.staff.accept(token, TEAM_BOT, OLGAS_CHAT)
    assert member is not None
    await store.staff.keep(replace(member, private=Private(stage="enrolled")))
    visitor = Visitor(place, ALICE)
    await sent(visitor, "victim", Random(7), "need:legal_advice", "age_band:13_15")
    key = await led(place, visitor, member.colleague.id)
    await place.told(key, CaseClosed(by=member.colleague.id, outcomes=("info_given",)))
    await place.brought(key, member.colleague.id)
    await place.wait(minutes=60)
    row = await flushed(place)
    told = joined(await opened(place, archive, row))
    assert told.pop("case_") - {"incident_types"} == {"age_band"}
    assert told == {"session": {"age_band"}}
