"""The team: invited by a link, known by a keyed hash, and a stranger the moment access ends."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from flows.colleague import Private
from storage.staff import STRANGERS
from tests.storage.desk import TEAM_BOT, enrol

if TYPE_CHECKING:
    from storage.store import Store
    from tests.storage.conftest import House

USER = 800000001


async def invite(store: Store) -> str:
    return await store.staff.invite("interpreter", ("uk", "pl"), cleared=True, now=store.clock())


async def test_an_invitation_is_opened_once_by_whoever_has_the_link(house: House, store: Store) -> None:
    token = await invite(store)
    assert re.fullmatch(r"[A-Za-z0-9_-]{20,64}", token), "what a start parameter takes"
    store = await house.reopen()
    assert await store.staff.member(TEAM_BOT, USER) is None
    member = await store.staff.accept(token, TEAM_BOT, USER)
    assert member is not None
    assert (member.colleague.role, member.colleague.languages, member.colleague.cleared) == (
        "interpreter",
        ("uk", "pl"),
        True,
    )
    assert (member.stage, member.chat, member.enrolled) == ("invited", USER, False)
    assert re.fullmatch(r"[0-9a-f]{32}", member.colleague.id)
    assert await store.staff.accept(token, TEAM_BOT, USER + 1) is None
    assert await store.staff.member(TEAM_BOT, USER) == member
    assert await store.staff.member(TEAM_BOT + 1, USER) is None


async def test_two_who_open_one_link_at_once_are_not_both_in(store: Store) -> None:
    token = await invite(store)
    found = await asyncio.gather(*(store.staff.accept(token, TEAM_BOT, USER + n) for n in range(10)))
    assert sum(member is not None for member in found) == 1


async def test_an_unknown_link_opens_nothing(store: Store) -> None:
    await invite(store)
    assert await store.staff.accept("", TEAM_BOT, USER) is None
    assert await store.staff.accept("x" * 32, TEAM_BOT, USER) is None


@pytest.mark.parametrize(("hours", "holds"), [(71, True), (72, True), (73, False), (9999, False)])
async def test_an_invitation_holds_72_hours(house: House, store: Store, hours: int, holds: bool) -> None:
    token = await invite(store)
    house.wait(hours=hours)
    assert (await store.staff.accept(token, TEAM_BOT, USER) is not None) is holds


async def test_somebody_who_is_known_takes_no_second_invitation(store: Store) -> None:
    olga = await enrol(store, "Olga")
    token = await invite(store)
    assert await store.staff.accept(token, TEAM_BOT, olga.chat) is None
    assert await store.staff.member(TEAM_BOT, olga.chat) == olga
    assert await store.staff.accept(token, TEAM_BOT, USER + 5) is not None


async def test_a_member_is_kept_as_they_now_stand(house: House, store: Store) -> None:
    olga = await enrol(store, "Olga")
    changed = replace(
        olga,
        colleague=replace(olga.colleague, name="Olha", on_duty=True),
        private=Private(stage="enrolled", at="duty", page=1, card=8),
        card=55,
    )
    await store.staff.keep(changed)
    store = await house.reopen()
    assert await store.staff.member(TEAM_BOT, olga.chat) == changed
    assert await store.staff.roster() == {olga.colleague.id: changed.colleague}


async def test_only_who_is_enrolled_is_on_the_roster(store: Store) -> None:
    olga = await enrol(store, "Olga")
    ewa = await enrol(store, "Ewa", "coordinator", USER + 1)
    token = await invite(store)
    await store.staff.accept(token, TEAM_BOT, USER + 2)
    await invite(store)
    assert await store.staff.roster() == {one.colleague.id: one.colleague for one in (olga, ewa)}
    assert await store.staff.coordinators() == [ewa]
    members = await store.staff.members()
    assert [(member.colleague.name, member.enrolled) for member in members] == [
        ("", False),
        ("", False),
        ("Ewa", True),
        ("Olga", True),
    ]
    chats = [await store.staff.chat_of(member.colleague.id) for member in members]
    assert chats == [None, None, USER + 1, USER]
    assert await store.staff.chat_of("ff" * 16) is None


async def test_who_was_revoked_is_a_stranger_at_once_and_stays_one(store: Store) -> None:
    olga = await enrol(store, "Olga")
    await store.staff.revoke(olga.colleague.id)
    await store.staff.keep(olga)
    assert await store.staff.member(TEAM_BOT, olga.chat) is None
    assert await store.staff.roster() == {}
    again = await enrol(store, "Olga")
    assert again.colleague.id != olga.colleague.id


async def test_a_stranger_is_told_once_a_day(house: House, store: Store) -> None:
    told = [store.staff.stranger(TEAM_BOT, user) for user in (1, 1, 2, 1)]
    assert told == [True, False, True, False]
    house.wait(hours=11)
    assert not store.staff.stranger(TEAM_BOT, 1)
    house.wait(hours=1)  # midnight in UTC
    assert store.staff.stranger(TEAM_BOT, 1)
    assert len(store.staff._told) == 1


async def test_a_flood_of_strangers_fills_no_memory(store: Store) -> None:
    assert sum(store.staff.stranger(TEAM_BOT, user) for user in range(STRANGERS + 50)) == STRANGERS


async def test_neither_table_nor_keys_tell_who_is_on_the_team(house: House, store: Store) -> None:
    """Sealed by the house key, one size, and the token is nowhere."""
    token = await invite(store)
    await enrol(store, "Olga-the-canary", user=987654321)
    rows = await house.rows("SELECT key, owner, body FROM staff")
    assert len({len(row[2]) for row in rows}) == 1
    kept = [*(file.read_bytes() for file in house.files()), *(b"".join(row) for row in rows)]
    for secret in (token.encode(), b"Olga-the-canary", b"987654321", (987654321).to_bytes(4, "big")):
        assert not any(secret in body for body in kept)


async def test_a_colleague_of_another_version_is_a_stranger_and_spoils_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    olga = await enrol(store, "Olga")
    ewa = await enrol(store, "Ewa", user=USER + 1)
    with monkeypatch.context() as patched:
        patched.setattr("storage.staff.msgspec.json.encode", lambda _: b'{"colleague": 5}')
        await store.staff.keep(olga)
    assert await store.staff.member(TEAM_BOT, USER) is None
    assert await store.staff.roster() == {ewa.colleague.id: ewa.colleague}
