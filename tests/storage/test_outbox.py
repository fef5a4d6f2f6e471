"""The outbox: every effect comes back as itself, in order, until it is delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flows.model import Erase, Key, Lines, Listing, RemoveTyped, Say, label, text
from storage.store import Delivery, Farewell, Route
from storage.turn import Leaving
from tests.storage.conftest import ALICE, BOB, BOT, card, owners, say

if TYPE_CHECKING:
    from flows.model import Effect
    from storage.store import Store
    from tests.storage.conftest import House

RICH = Say(
    "ru",
    7,
    (text("v.type", count=2, where=label("district", "oliwa")), text("a", of=Lines((text("b"), text("c"))))),
    ((Key(text("btn.yes"), 0, ticked=True), Key(label("ground", "sex"), 400)), (Key(text("btn.no"), 1),)),
    fresh=True,
    toast=text("taken", list=Listing((text("d"),))),
)


async def head(store: Store) -> Delivery:
    delivery = await store.head(store.vault.look_up(*ALICE))
    assert delivery is not None
    return delivery


@pytest.mark.parametrize("effect", [RICH, card(1), RemoveTyped()])
async def test_an_effect_comes_back_as_what_it_was(house: House, store: Store, effect: Effect) -> None:
    await say(store, ALICE, effect, typed=55)
    delivery = await head(await house.reopen())
    assert delivery.effect == effect
    assert type(delivery.effect) is type(effect)
    assert (delivery.typed, delivery.route) == (55, Route(BOT, ALICE.id))


async def test_effects_come_in_order_and_stay_until_they_are_delivered(store: Store) -> None:
    await say(store, ALICE, RemoveTyped(), card(1), typed=1)
    await say(store, ALICE, RemoveTyped(), typed=2)
    assert await store.boxes() == owners(store, [ALICE])
    seen = []
    for _ in range(3):
        assert await head(store) == await head(store)
        seen.append(await head(store))
        await store.delivered(seen[-1])
    assert [(type(each.effect), each.typed) for each in seen] == [
        (RemoveTyped, 1),
        (Say, 1),
        (RemoveTyped, 2),
    ]
    assert await store.head(store.vault.look_up(*ALICE)) is None
    assert await store.boxes() == []


async def test_boxes_are_those_of_each_chat(store: Store) -> None:
    await say(store, ALICE, card(1))
    await say(store, BOB, card(1))
    await store.delivered(await head(store))
    assert await store.boxes() == owners(store, [BOB])


async def test_a_card_that_a_later_one_replaces_is_dropped(store: Store) -> None:
    for number in (1, 2, 3):
        await say(store, ALICE, card(number), RemoveTyped(), typed=number)
    assert [await taken(store) for _ in range(4)] == [1, 2, "card 3", 3]


async def taken(store: Store) -> object:
    delivery = await head(store)
    await store.delivered(delivery)
    return f"card {delivery.effect.card}" if isinstance(delivery.effect, Say) else delivery.typed


async def test_what_stands_in_for_a_fresh_card_is_fresh(house: House, store: Store) -> None:
    await say(store, ALICE, card(1, fresh=True), RemoveTyped(), typed=9)
    await say(store, ALICE, card(2))
    assert isinstance((await head(store)).effect, RemoveTyped)
    store = await house.reopen()
    await store.delivered(await head(store))
    assert (await head(store)).effect == card(2, fresh=True)


async def test_an_effect_of_another_version_is_dropped(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("storage.sealed.encode", lambda _: b'{"type": "Dance"}')
        await say(store, ALICE, RemoveTyped())
    assert await store.head(store.vault.look_up(*ALICE)) is None
    assert await store.boxes() == []
    await say(store, ALICE, card(1))
    assert (await head(store)).effect == card(1)


async def test_the_card_on_its_way_may_be_followed_by_another(store: Store) -> None:
    await say(store, ALICE, card(1))
    under_way = await head(store)
    await say(store, ALICE, card(2))
    await store.delivered(under_way, card=11)
    delivery = await head(store)
    assert delivery.effect == card(2)
    assert delivery.route.card == 11


async def test_the_route_remembers_the_living_card_and_what_else_stands(house: House, store: Store) -> None:
    async def deliver(card_id: int | None, gone: tuple[int, ...] = ()) -> Route:
        await say(store, ALICE, card(1))
        await store.delivered(await head(store), card=card_id, gone=gone)
        async with store.work(ALICE, None) as turn:
            assert turn is not None
            return turn.route

    assert await deliver(11) == Route(BOT, ALICE.id, 11)
    assert await deliver(11) == Route(BOT, ALICE.id, 11)
    assert await deliver(12) == Route(BOT, ALICE.id, 12, (11,))
    assert await deliver(13, (12,)) == Route(BOT, ALICE.id, 13, (11,))
    assert await deliver(None, (11,)) == Route(BOT, ALICE.id, 13)
    store = await house.reopen()
    assert (await deliver(None)).card == 13


async def test_a_delivery_of_an_erased_conversation_settles_nothing_of_the_next_one(store: Store) -> None:
    await say(store, ALICE, card(1))
    old = await head(store)
    await say(store, ALICE, Erase("draft", None))
    await say(store, ALICE, card(2))
    new = await head(store)
    assert new.number == old.number
    await store.delivered(old, card=66)
    assert await head(store) == new


def test_a_farewell_removes_all_but_the_card_that_is_edited() -> None:
    route = Route(1, 2, 10, (7, 8))
    assert Leaving(card(1), route, (30,)).farewell() == Farewell(card(1), (7, 8), (30,))
    assert Leaving(None, route, (30, 0)).farewell() == Farewell(None, (7, 8, 10), (30,))
    assert Leaving(None, Route(1, 2)).farewell() == Farewell(None, ())
