"""Files that bots send: what is taken as a photo or a voice message, whose ids count, what is edited."""

from __future__ import annotations

import base64
import json
from struct import pack
from typing import TYPE_CHECKING, Any

import pytest
from aiogram import types

from sandbox.media import JPEG, OGG
from sandbox.pictures import size_of

if TYPE_CHECKING:
    from tests.sandbox.conftest import Rig

WRONG = (400, "Bad Request: wrong file identifier/HTTP URL specified")


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + pack(">I4sII", 13, b"IHDR", width, height) + bytes(5)


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (JPEG, (96, 64)),
        (b"\xff\xd8\xff\xe1" + pack(">H", 6) + b"Exif" + JPEG[2:], (96, 64)),
        (png(300, 200), (300, 200)),
        (b"GIF89a" + pack("<HH", 20, 10), (20, 10)),
        (b"RIFF0000WEBPVP8 " + bytes(10) + pack("<HH", 40, 30), (40, 30)),
        (b"RIFF0000WEBPVP8L" + bytes(4) + b"\x2f" + pack("<I", 39 | 29 << 14), (40, 30)),
        (b"RIFF0000WEBPVP8X" + bytes(8) + b"\x27\0\0\x1d\0\0", (40, 30)),
        (b"RIFF0000WEBPxxxx", None),
        (b"\xff\xd8\xff", None),
        (b"\xff\xd8 no picture", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"", None),
    ],
)
def test_a_pictures_size_stands_in_its_head(content: bytes, size: tuple[int, int] | None) -> None:
    assert size_of(content) == size


async def test_a_photo_has_its_own_size_and_must_be_a_picture(rig: Rig) -> None:
    person = await rig.person()
    sent = await rig.upload("sendPhoto", "photo", person, content=png(300, 200))
    assert (sent["result"]["photo"][0]["width"], sent["result"]["photo"][0]["height"]) == (300, 200)
    for content, reason in (
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (png(9000, 2000), "PHOTO_INVALID_DIMENSIONS"),
        (png(210, 10), "PHOTO_INVALID_DIMENSIONS"),
        (b"", "file must be non-empty"),
    ):
        refused = await rig.upload("sendPhoto", "photo", person, content=content)
        assert refused["description"] == f"Bad Request: {reason}"


async def test_a_voice_message_is_sent_fetched_and_sent_again(rig: Rig) -> None:
    person = await rig.person()
    sent = (await rig.upload("sendVoice", "voice", person, content=OGG, name="v.oga", duration=7))["result"]
    voice = types.Message.model_validate(sent).voice
    assert voice is not None
    assert (voice.duration, voice.mime_type, voice.file_size) == (7, "audio/ogg", len(OGG))
    file = await rig.ok("getFile", file_id=voice.file_id)
    async with rig.http.get(f"/file/bot{rig.token}/{file['file_path']}") as answer:
        assert await answer.read() == OGG
    again = await rig.ok("sendVoice", chat_id=person, voice=voice.file_id)
    assert again["voice"]["file_unique_id"] == voice.file_unique_id


async def test_what_is_no_sound_arrives_as_a_document(rig: Rig) -> None:
    person = await rig.person()
    sent = (await rig.upload("sendVoice", "voice", person, content=b"words", name="v.txt"))["result"]
    assert sent["document"]["file_name"] == "v.txt"
    assert "voice" not in sent


async def test_who_takes_no_voice_messages_gets_none(rig: Rig) -> None:
    person = await rig.person(voices=False)
    refused = await rig.upload("sendVoice", "voice", person, content=OGG, name="v.oga")
    assert refused["description"] == "Bad Request: VOICE_MESSAGES_FORBIDDEN"
    assert (await rig.ok("getChat", chat_id=person))["has_restricted_voice_and_video_messages"] is True


@pytest.mark.parametrize(("kind", "method"), [("photo", "sendPhoto"), ("voice", "sendVoice")])
async def test_one_bots_file_ids_mean_nothing_to_another(rig: Rig, kind: str, method: str) -> None:
    person = await rig.person()
    team = rig.other(77)
    await team.act(person, "text", text="/start")
    sent = await rig.act(person, "media", kind=kind)
    file = sent[kind][-1] if kind == "photo" else sent[kind]
    described = await rig.ok("getFile", file_id=file["file_id"])
    assert await team.no("getFile", file_id=file["file_id"]) == (
        400,
        "Bad Request: wrong file_id or the file is temporarily unavailable",
    )
    assert await team.no(method, chat_id=person, **{kind: file["file_id"]}) == WRONG
    for bot, status in ((rig, 200), (team, 404)):
        async with bot.http.get(f"/file/bot{bot.token}/{described['file_path']}") as answer:
            assert answer.status == status
    await rig.ok(method, chat_id=person, **{kind: file["file_id"]})


async def test_a_caption_is_edited_and_without_one_it_goes(rig: Rig) -> None:
    person = await rig.person()
    number = (await rig.upload("sendPhoto", "photo", person, caption="before"))["result"]["message_id"]
    card: dict[str, Any] = {"chat_id": person, "message_id": number}
    edited = await rig.ok("editMessageCaption", **card, caption="after")
    assert (edited["caption"], bool(edited["photo"])) == ("after", True)
    code, said = await rig.no("editMessageCaption", **card, caption="after")
    assert said.startswith("Bad Request: message is not modified")
    assert "caption" not in await rig.ok("editMessageCaption", **card)
    text = (await rig.ok("sendMessage", chat_id=person, text="x"))["message_id"]
    refused = await rig.no("editMessageCaption", chat_id=person, message_id=text, caption="x")
    assert refused == (code, "Bad Request: there is no caption in the message to edit")


async def test_media_takes_the_place_of_media_or_text(rig: Rig) -> None:
    person = await rig.person()
    number = (await rig.ok("sendMessage", chat_id=person, text="wait"))["message_id"]
    media = json.dumps({"type": "photo", "media": "attach://it", "caption": "here"})
    edited = (await rig.upload("editMessageMedia", "it", person, message_id=number, media=media))["result"]
    assert (edited["caption"], "text" in edited, "photo" in edited) == ("here", False, True)
    media = json.dumps({"type": "document", "media": "attach://it"})
    edited = (await rig.upload("editMessageMedia", "it", person, message_id=number, media=media))["result"]
    assert ("photo" in edited, "caption" in edited, "document" in edited) == (False, False, True)
    for odd in ({"type": "voice", "media": "x"}, {}, {"type": "photo", "media": "x"}):
        code, _ = await rig.no("editMessageMedia", chat_id=person, message_id=number, media=odd)
        assert code == 400


async def test_a_person_sends_bytes_of_their_own_under_a_name(rig: Rig) -> None:
    person = await rig.person()
    exif = b"\xff\xd8\xff\xe1" + pack(">H", 26) + b"Exif Olena's telephone!!" + JPEG[2:]
    body = base64.b64encode(exif).decode()
    order: dict[str, Any] = {"content": body, "name": "IMG_Olena.jpg", "caption": "look"}
    for kind in ("photo", "document", "voice"):
        sent = await rig.act(person, "media", kind=kind, **order, album="one")
        assert (sent["caption"], sent["media_group_id"]) == ("look", "one")
        file = sent[kind][-1] if kind == "photo" else sent[kind]
        described = await rig.ok("getFile", file_id=file["file_id"])
        async with rig.http.get(f"/file/bot{rig.token}/{described['file_path']}") as answer:
            assert await answer.read() == exif
    assert sent["voice"]["file_size"] == len(exif)
    await rig.act(person, "edit", message_id=sent["message_id"], text="look here")
    assert (await rig.updates())[-1]["edited_message"]["caption"] == "look here"
