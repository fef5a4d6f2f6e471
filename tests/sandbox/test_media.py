"""Every kind of message and update is one that aiogram and python-telegram-bot read as their own types."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
import telegram
from aiogram import types

from sandbox.media import FILES, JPEG, PLAIN
from tests.sandbox.conftest import TOKEN

if TYPE_CHECKING:
    from tests.sandbox.conftest import Rig

KINDS = sorted({*FILES, *PLAIN})


def check(update: dict[str, Any]) -> None:
    """Read an update with both libraries, strictly: no field may be one they do not know."""
    read = types.Update.model_validate(update)
    assert not read.model_extra
    if read.message is not None:
        assert not read.message.model_extra
    other = telegram.Update.de_json(update, None)
    kind = next(name for name in update if name != "update_id")
    assert getattr(read, kind) is not None
    content = getattr(other, kind)
    assert content is not None
    assert not content.api_kwargs


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_of_message_is_valid(rig: Rig, kind: str) -> None:
    person = await rig.person()
    sent = await rig.act(person, "media", kind=kind, caption="look")
    update = (await rig.updates())[0]
    assert update["message"] == sent
    assert types.Message.model_validate(sent).content_type == kind
    check(update)


async def test_every_other_update_is_valid(rig: Rig) -> None:
    person = await rig.person(username="olena_77")
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    sent = await rig.ok("sendMessage", chat_id=person, text="?", reply_markup=keyboard)
    said = await rig.act(person, "text", text="/start x", reply_to=sent["message_id"])
    await rig.act(person, "edit", message_id=said["message_id"], text="edited")
    await rig.act(person, "location", latitude=54.35, longitude=18.65, live=True)
    await rig.act(person, "press", message_id=sent["message_id"], label="x")
    await rig.act(person, "press", message_id=400, data="x")
    await rig.act(person, "block")
    await rig.act(person, "unblock")
    for forum in (False, True):
        group = (await rig.do("/group", title="Team", bot=42, forum=forum))["id"]
    await rig.ok("createForumTopic", chat_id=group, name="One")
    updates = await rig.updates()
    assert len(updates) == 9
    for update in updates:
        check(update)


async def test_a_photo_can_be_fetched(rig: Rig) -> None:
    person = await rig.person()
    sent = await rig.act(person, "media", kind="photo")
    file = await rig.ok("getFile", file_id=sent["photo"][-1]["file_id"])
    async with rig.http.get(f"/file/bot{TOKEN}/{file['file_path']}") as answer:
        assert await answer.read() == JPEG
    assert file["file_size"] == len(JPEG)


async def test_a_file_of_ones_own_keeps_its_bytes_and_name(rig: Rig) -> None:
    person = await rig.person()
    content = base64.b64encode(b"evidence").decode()
    sent = await rig.act(person, "media", kind="document", content=content, name="notes.txt")
    assert (sent["document"]["file_name"], sent["document"]["mime_type"]) == ("notes.txt", "text/plain")
    file = await rig.ok("getFile", file_id=sent["document"]["file_id"])
    async with rig.http.get(f"/file/bot{TOKEN}/{file['file_path']}") as answer:
        assert await answer.read() == b"evidence"


async def test_files_over_20_mb_cannot_be_fetched(rig: Rig) -> None:
    person = await rig.person()
    sent = await rig.act(person, "media", kind="video", size=20 * 1024 * 1024 + 1)
    answer = await rig.no("getFile", file_id=sent["video"]["file_id"])
    assert answer == (400, "Bad Request: file is too big")
    assert await rig.no("getFile", file_id="nothing") == (400, "Bad Request: invalid file_id")
    async with rig.http.get(f"/file/bot{TOKEN}/videos/file_9.mp4") as missing:
        assert missing.status == 404


async def upload(rig: Rig, method: str, kind: str, person: int, **fields: str) -> dict[str, Any]:
    form = aiohttp.FormData({"chat_id": str(person), **fields})
    form.add_field(kind, JPEG, filename="picture.jpg", content_type="image/jpeg")
    async with rig.http.post(f"/bot{TOKEN}/{method}", data=form) as answer:
        body: dict[str, Any] = await answer.json()
        return body


@pytest.mark.parametrize(("method", "kind"), [("sendPhoto", "photo"), ("sendDocument", "document")])
async def test_a_file_is_uploaded_and_sent_again_by_its_id(rig: Rig, method: str, kind: str) -> None:
    person = await rig.person()
    sent = (await upload(rig, method, kind, person, caption="x" * 1024))["result"]
    assert types.Message.model_validate(sent).content_type == kind
    file = sent[kind][-1] if kind == "photo" else sent[kind]
    again = await rig.ok(method, chat_id=person, **{kind: file["file_id"]})
    assert types.Message.model_validate(again).content_type == kind
    too_long = await upload(rig, method, kind, person, caption="x" * 1025)
    assert too_long["description"] == "Bad Request: message caption is too long"
    missing = await rig.no(method, chat_id=person)
    assert missing == (400, f"Bad Request: there is no {kind} in the request")
    wrong = await rig.no(method, chat_id=person, **{kind: "what"})
    assert wrong == (400, "Bad Request: wrong file identifier/HTTP URL specified")
    edit = await rig.no("editMessageText", chat_id=person, message_id=sent["message_id"], text="x")
    assert edit == (400, "Bad Request: there is no text in the message to edit")
