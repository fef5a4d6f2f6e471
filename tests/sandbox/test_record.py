"""The record: every byte that a bot sent to a chat can be read afterwards, files and their names included."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import aiohttp

from sandbox.calls import Calls
from sandbox.media import JPEG, OGG
from sandbox.params import Upload

if TYPE_CHECKING:
    from tests.sandbox.conftest import Rig

NAME = "Olena Kovalenko's passport.jpg"


async def fetch(rig: Rig, path: str) -> tuple[int, bytes]:
    async with rig.http.get(path) as answer:
        return answer.status, await answer.read()


async def test_an_upload_is_recorded_with_its_name_its_digest_and_its_bytes(rig: Rig) -> None:
    person = await rig.person()
    content = JPEG + b"and something hidden behind the picture"
    await rig.upload("sendPhoto", "photo", person, content=content, name=NAME, caption="look")
    call = (await rig.see("/calls"))[-1]
    assert (call["chat"], call["params"]) == (person, {"chat_id": person, "caption": "look"})
    digest = hashlib.sha256(content).hexdigest()
    about = {"name": NAME, "type": "image/jpeg", "size": len(content), "sha256": digest}
    assert call["files"] == {"photo": about}
    assert await fetch(rig, f"/calls/{call['n']}/photo") == (200, content)
    for path in (f"/calls/{call['n']}/voice", f"/calls/{call['n'] + 1}/photo", "/calls/0/photo"):
        assert (await fetch(rig, path))[0] == 404


async def test_a_file_that_is_attached_under_a_name_of_its_own_is_recorded_under_it(rig: Rig) -> None:
    person = await rig.person()
    sent = (await rig.upload("sendPhoto", "photo", person))["result"]
    media = json.dumps({"type": "document", "media": "attach://mine"})
    await rig.upload(
        "editMessageMedia",
        "mine",
        person,
        message_id=sent["message_id"],
        media=media,
        content=OGG,
        name="a.oga",
    )
    call = (await rig.see("/calls"))[-1]
    assert call["ok"]
    assert call["params"]["media"]["media"] == "attach://mine"
    assert await fetch(rig, f"/calls/{call['n']}/mine") == (200, OGG)


async def test_what_was_refused_or_cut_off_is_recorded_too(rig: Rig) -> None:
    person = await rig.person()
    await rig.do("/weather", method="sendPhoto", answer={"status": 500})
    await rig.upload("sendPhoto", "photo", person, name=NAME)
    await rig.upload("sendPhoto", "photo", person, content=b"no picture", name=NAME)
    refused = (await rig.see("/calls"))[-2:]
    assert [call["status"] for call in refused] == [500, 400]
    for call in refused:
        assert call["files"]["photo"]["name"] == NAME
    assert (await fetch(rig, f"/calls/{refused[1]['n']}/photo"))[1] == b"no picture"


async def test_the_calls_to_one_chat_are_told_apart_the_answers_to_presses_in_it_too(rig: Rig) -> None:
    first, second = await rig.person(), await rig.person()
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    sent = await rig.ok("sendMessage", chat_id=first, text="?", reply_markup=keyboard)
    await rig.ok("sendMessage", chat_id=second, text="for another")
    query = (await rig.act(first, "press", message_id=sent["message_id"], label="x"))["query"]
    await rig.ok("answerCallbackQuery", callback_query_id=query, text="Noted")
    calls = await rig.see(f"/calls?chat={first}")
    assert [call["method"] for call in calls] == ["sendMessage", "answerCallbackQuery"]
    assert await rig.see(f"/calls?chat={first}&bot=43") == []
    odd: list[dict[str, Any]] = [{"chat_id": float("1e999")}, {"chat_id": []}, {"callback_query_id": {}}]
    for params in odd:
        async with rig.http.post(f"/bot{rig.token}/sendMessage", json=params) as answer:
            assert answer.status == 400
    assert {call["chat"] for call in (await rig.see("/calls"))[-3:]} == {None}


def test_as_many_calls_are_kept_as_were_asked_for() -> None:
    calls = Calls(200_000)
    for number in range(200_010):
        calls.begin(1 + number % 2, "sendPhoto", {}, {"photo": Upload("x.jpg", b"%d" % number)}, number)
    assert [call["n"] for call in calls.since(200_007)] == [200_008, 200_009, 200_010]
    assert [call["n"] for call in calls.since(0, None, 50)] == [51]
    assert calls.file(11, "photo") == b"10"
    assert calls.file(10, "photo") is None
    assert calls.since(300_000) == []


async def test_the_bots_that_have_called_are_listed(rig: Rig) -> None:
    await rig.do("/phone")
    await rig.see("/phone/1001/99/chat")
    await rig.other(77).ok("getMe")
    await rig.do_patch("/bots/77", topics=True)
    (bot,) = await rig.see("/bots")
    assert (bot["id"], bot["username"], bot["topics"]) == (77, "sandbox77_bot", True)


async def test_files_in_chats_can_be_shown_and_do_nothing_when_they_are(rig: Rig) -> None:
    person = await rig.person()
    photo = (await rig.act(person, "media", kind="photo"))["photo"][-1]
    page = await rig.act(person, "media", kind="document", content="PHNjcmlwdD4=", name="x.html")
    async with rig.http.get(f"/files/{photo['file_id']}") as answer:
        assert (answer.content_type, await answer.read()) == ("image/jpeg", JPEG)
    async with rig.http.get(f"/files/{page['document']['file_id']}") as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment"
        assert isinstance(answer, aiohttp.ClientResponse)
    assert (await fetch(rig, "/files/nothing"))[0] == 404
