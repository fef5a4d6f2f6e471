"""Who people are: what their phones show of them, and what of it a bot can learn."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from aiogram import types

from sandbox.media import JPEG

if TYPE_CHECKING:
    from tests.sandbox.conftest import Rig

OLENA: dict[str, Any] = {
    "id": 7_345_000_111,
    "name": "Olena",
    "last_name": "Kovalenko",
    "username": "olena_77",
    "bio": "Teacher in Wrzeszcz",
    "language": "uk",
    "photo": base64.b64encode(JPEG + b"face").decode(),
}


async def test_a_person_is_who_they_were_made_to_be(rig: Rig) -> None:
    person = await rig.do("/phone", **OLENA)
    assert person["photo"] == "P7345000111"
    assert await rig.see("/phone") == [person]
    await rig.act(person["id"], "text", text="/start")
    message = (await rig.updates())[0]["message"]
    names = {"first_name": "Olena", "last_name": "Kovalenko", "username": "olena_77"}
    assert message["from"] == {"id": OLENA["id"], "is_bot": False, **names, "language_code": "uk"}
    assert message["chat"] == {"id": OLENA["id"], "type": "private", **names}


async def test_a_bot_sees_picture_and_words_each_under_its_own_ids(rig: Rig) -> None:
    person = (await rig.do("/phone", **OLENA))["id"]
    other = rig.other(77)
    seen = []
    for bot in (rig, other):
        await bot.act(person, "text", text="/start")
        about = await bot.ok("getChat", chat_id=person)
        full = types.ChatFullInfo.model_validate(about)
        assert (full.bio, full.active_usernames) == ("Teacher in Wrzeszcz", ["olena_77"])
        photos = await bot.ok("getUserProfilePhotos", user_id=person)
        assert photos["total_count"] == 1
        assert photos["photos"][0][0]["file_id"] == about["photo"]["small_file_id"]
        file = await bot.ok("getFile", file_id=about["photo"]["big_file_id"])
        async with bot.http.get(f"/file/bot{bot.token}/{file['file_path']}") as answer:
            assert await answer.read() == JPEG + b"face"
        seen.append(about["photo"])
    assert seen[0]["big_file_unique_id"] == seen[1]["big_file_unique_id"] == "P7345000111"
    assert seen[0]["big_file_id"] != seen[1]["big_file_id"]


async def test_somebody_changes_what_they_show(rig: Rig) -> None:
    person = await rig.person(name="Jan")
    changed = await rig.do_patch(f"/phone/{person}", last_name="Nowak", photo=True, name="Janek")
    assert (changed["name"], changed["last_name"]) == ("Janek", "Nowak")
    await rig.ok("getChat", chat_id=person)
    assert (await rig.do_patch(f"/phone/{person}", photo=None, last_name=""))["last_name"] is None
    assert "photo" not in await rig.ok("getChat", chat_id=person)
    assert await rig.ok("getUserProfilePhotos", user_id=person) == {"total_count": 0, "photos": []}


async def test_a_bot_learns_nothing_of_whom_it_has_not_met(rig: Rig) -> None:
    stranger = await rig.person(started=False, photo=True)
    refused = (400, "Bad Request: user not found")
    assert await rig.no("getUserProfilePhotos", user_id=stranger) == refused
    assert await rig.no("getUserProfilePhotos", user_id=5) == refused
    await rig.do("/group", title="Team", bot=42, person=stranger)
    assert (await rig.ok("getUserProfilePhotos", user_id=stranger))["total_count"] == 1


@pytest.mark.parametrize(
    ("order", "status"),
    [({"id": 0}, 400), ({"id": "5"}, 400), ({"id": 1001}, 409), ({"photo": "?"}, 400), ({"photo": 5}, 400)],
)
async def test_nobody_is_made_of_nonsense(rig: Rig, order: dict[str, Any], status: int) -> None:
    await rig.do("/phone")
    async with rig.http.post("/phone", json=order) as answer:
        assert (answer.status, bool((await answer.json())["error"])) == (status, True)
    assert len(await rig.see("/phone")) == 1


async def test_numbers_that_were_chosen_are_not_given_out_again(rig: Rig) -> None:
    numbers = [(await rig.do("/phone", **order))["id"] for order in ({"id": 1002}, {}, {})]
    assert numbers == [1002, 1001, 1003]


@pytest.mark.parametrize(
    "link",
    [
        "https://t.me/sandbox77_bot?start=Abc-9",
        "t.me/Sandbox77_bot?start=Abc-9",
        "https://telegram.me/sandbox77_bot/?start=Abc-9",
        "tg://resolve?domain=sandbox77_bot&start=Abc-9",
    ],
)
async def test_a_link_opens_its_bot_and_sends_its_word(rig: Rig, link: str) -> None:
    person = await rig.person(started=False)
    team = rig.other(77)
    await team.ok("getMe")
    opened = await rig.do(f"/phone/{person}/open", link=link)
    assert (opened["bot"], opened["message"]["text"]) == (77, "/start Abc-9")
    assert (await team.updates())[0]["message"]["text"] == "/start Abc-9"
    assert await rig.updates() == []


async def test_a_link_without_a_word_only_opens(rig: Rig) -> None:
    person = await rig.person(started=False)
    await rig.ok("getMe")
    assert await rig.do(f"/phone/{person}/open", link="t.me/sandbox42_bot") == {"bot": 42, "message": None}
    for link in ("", "t.me/nobody_bot?start=a", "https://example.org", "http://[", "tg://resolve?x=y"):
        await rig.do(f"/phone/{person}/open", status=404, link=link)
    await rig.do(f"/phone/{person}/open", status=400, link="t.me/sandbox42_bot?start=a%20b")
