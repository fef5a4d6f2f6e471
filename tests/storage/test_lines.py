"""Lines of a talk: kept with their media and where they stand, amended, dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.orders import (
    AmendLine,
    DropLine,
    KeepLine,
    ShortenLine,
)
from storage.work import REPORTER
from tests.storage.desk import (
    OLGA,
    deliver,
    do,
    head,
    hear,
    line,
    open_case,
    wrote,
)

if TYPE_CHECKING:
    from storage.store import Store
    from tests.storage.conftest import House


async def test_a_line_is_kept_with_its_media_and_where_it_stands(house: House, store: Store) -> None:
    key = await open_case(store)
    await hear(store, *wrote(1), message=31, media=b"\xff\xd8 a photo")
    await hear(store, *wrote(2), message=32)
    store = await house.reopen()
    assert await store.line_at(key, REPORTER, 31) == 1
    assert await store.line_at(key, REPORTER, 32) == 2
    assert await store.line_at(key, REPORTER, 33) == 0
    assert await store.line_at(key, OLGA, 31) == 0
    assert await store.media_of(key, 1) == b"\xff\xd8 a photo"
    assert await store.media_of(key, 2) == b""


async def test_a_line_is_written_anew_as_edited_and_stands_where_it_stood(store: Store) -> None:
    key = await open_case(store, orders=wrote(1))
    await deliver(store, key, OLGA, first=71)
    await do(store, key, AmendLine(number=1, text="so it was not"), *wrote(2)[1:])
    await do(store, key, *wrote(1)[1:])
    post = await head(store, key, OLGA)
    assert post.line is not None
    assert post.line.line == line(1, "so it was not", edited=True)
    assert post.line.copies == {OLGA: 71}


async def test_a_line_loses_a_word_for_good(store: Store) -> None:
    key = await open_case(store, orders=wrote(1))
    await do(store, key, AmendLine(number=1, text="Olga told me"), *wrote(2)[1:])
    await do(store, key, ShortenLine(number=1, place=0), ShortenLine(number=1, place=9), *wrote(1)[1:])
    await do(store, key, ShortenLine(number=7, place=0))
    post = await head(store, key, OLGA)
    assert post.line is not None
    assert post.line.line.text == "[…] told me"


async def test_a_dropped_line_is_gone_with_its_media_and_with_orders_that_name_it(store: Store) -> None:
    key = await open_case(store)
    await hear(store, *wrote(1), media=b"voice")
    await do(store, key, *wrote(2))
    await do(store, key, DropLine(number=1))
    assert await store.media_of(key, 1) == b""
    post = await head(store, key, OLGA)
    assert post.line is not None
    assert post.line.line.number == 2


async def test_only_the_first_line_of_a_fact_gets_what_came_in_with_it(store: Store) -> None:
    key = await open_case(store)
    await hear(store, KeepLine(line=line(1)), KeepLine(line=line(2)), message=31, media=b"photo")
    assert [await store.media_of(key, number) for number in (1, 2)] == [b"photo", b""]
    assert await store.line_at(key, REPORTER, 31) == 1
