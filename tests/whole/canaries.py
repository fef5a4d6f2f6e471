"""What Telegram knows of people, so telling that it is found wherever it should not be."""

from __future__ import annotations

import io
import json
from random import Random
from typing import TYPE_CHECKING, Any

from PIL import Image, PngImagePlugin

from sandbox.media import OGG
from tests.bot.test_voice import Sheet, read, written
from tests.whole import search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.whole.hands import Hands
    from tests.whole.telegram import Telegram

CAMERA = "Quaxcam-4471"
HIDDEN = "Kanarek-Exifowy"
"""Stands in every corner of a file that is not its picture or its sound."""
FILE = "IMG_Olena_Kowalenko_2026"
PLACE = (54.410312, 18.560977)
CONTACT: dict[str, Any] = {
    "phone_number": "+48508774213",
    "first_name": "Kontaktowa",
    "last_name": "Qanaryjska",
    "user_id": 5_888_700_100_201,
}
FRIEND: dict[str, Any] = {
    "id": 5_888_700_100_309,
    "is_bot": False,
    "first_name": "Forwardyna",
    "last_name": "Qanarzewicz",
    "username": "forwardyna_qanar",
}
CHANNEL = {
    "id": -1_005_888_700_411,
    "type": "channel",
    "title": "Qanarowy Kanał",
    "username": "qanarowy_kanal",
}
BIO = "Bibliotekarka z ulicy Quaxolotla 12"
PROFILE = {
    "name": "Olena-Zoriana",
    "last_name": "Kowalenko-Yizhak",
    "username": "olenka_kowal_1977",
    "bio": BIO,
    "language": "uk-x-qanaria",
}
LATER = {"name": "Przemianowana", "last_name": "Odnazwiskowa"}
"""What the reporter is called after they changed their name during the talk."""


def words_of(profile: dict[str, Any]) -> list[str]:
    """Return the words by which somebody can be known from what they call themselves."""
    return [str(value) for value in profile.values() if isinstance(value, str) and len(value) > 5]


# ---------------------------------------------------------------------------- files


def picture(colour: str = "red") -> Image.Image:
    """A picture with another colour in its right half, so that it is known again."""
    image = Image.new("RGB", (96, 64), colour)
    image.paste("navy", (48, 0, 96, 64))
    return image


def portrait() -> bytes:
    """A profile photo that is like no other picture, down to its bytes."""
    body = io.BytesIO()
    Image.frombytes("RGB", (48, 48), Random(7).randbytes(48 * 48 * 3)).save(body, "JPEG")
    return body.getvalue()


def photo(form: str, colour: str = "red") -> bytes:
    """A photo as a telephone writes it: who, where, with what, in each place that the format has for it."""
    tags = Image.Exif()
    tags[0x010F], tags[0x0110], tags[0x013B] = "Quaxcam", CAMERA, HIDDEN
    tags.get_ifd(0x8825).update({1: "N", 2: (54.0, 24.0, 37.12), 28: b"ASCII\0\0\0" + HIDDEN.encode()})
    options: dict[str, Any] = {"exif": tags, "icc_profile": b"\0" * 128 + HIDDEN.encode()}
    if form == "PNG":
        options["pnginfo"] = info = PngImagePlugin.PngInfo()
        info.add_text("Author", HIDDEN)
        info.add_text("Comment", CAMERA, zip=True)
    else:
        options |= {"xmp": b"<x:xmpmeta>" + HIDDEN.encode()} | ({"comment": CAMERA} if form == "JPEG" else {})
    body = io.BytesIO()
    picture(colour).save(body, form, **options)
    return body.getvalue() + HIDDEN.encode()


def voice() -> bytes:
    """A voice message whose comments say who spoke into what."""
    head, _, *sound = read(OGG)
    made, said = CAMERA.encode(), f"ARTIST={HIDDEN}".encode()
    sizes = [size.to_bytes(4, "little") for size in (len(made), 1, len(said))]
    tags = b"OpusTags" + sizes[0] + made + sizes[1] + sizes[2] + said
    comments = Sheet(0, 0, head.stream, 1, bytes([len(tags)]), tags)
    return b"".join(map(written, (head, comments, *sound)))


def sound() -> bytes:
    """What of that voice message is to be heard."""
    return read(OGG)[-1].body


# ---------------------------------------------------------------------------- odd messages


def odd(hands: Hands, token: str) -> list[dict[str, Any]]:
    """Messages that carry more of people than their words, as updates; each has words of its own.

    Forwarded from a friend, from a channel, in the name of a channel, with a mention by number, as an answer
    to something in another chat, with a contact.
    """
    person = {"id": hands.number, "is_bot": False, "first_name": PROFILE["name"], "language_code": "uk"}
    chat = {"id": hands.number, "type": "private", "first_name": PROFILE["name"]}
    origins = ({"type": "user", "sender_user": FRIEND}, {"type": "channel", "chat": CHANNEL, "message_id": 9})
    more: list[dict[str, Any]] = [
        {"forward_origin": {**origin, "date": 1}, "author_signature": "Qanarowa Sygnatura"}
        for origin in origins
    ]
    mention = {"type": "text_mention", "offset": 0, "length": 3, "user": FRIEND}
    more += [
        {"sender_chat": CHANNEL, "via_bot": FRIEND | {"is_bot": True}},
        {"entities": [mention]},
        {"external_reply": {"origin": origins[0] | {"date": 1}}, "quote": {"text": "Qanaryjski cytat"}},
        {"contact": CONTACT, "forward_from": FRIEND, "caption": "contact"},
    ]
    head = {"date": 1, "chat": chat, "from": person}
    numbers = range(900_000_001, 900_000_100)
    return [
        {"message": {**head, "message_id": number, "text": f"{token}{chr(97 + at)}"} | extra}
        for at, (number, extra) in enumerate(zip(numbers, more, strict=False))
    ]


# ---------------------------------------------------------------------------- looking for them


def needles(texts: Iterable[str], numbers: Iterable[int] = ()) -> dict[str, set[bytes]]:
    """Return what to look for, by names that a failure tells."""
    found = {text: search.forms(text) for text in texts}
    return found | {f"number {number}": search.numbers(number) for number in numbers}


class Wire:
    """All that a bot has sent, by the chat it was sent to."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.files: list[tuple[dict[str, Any], bytes]] = []

    @classmethod
    async def of(cls, telegram: Telegram) -> Wire:
        """Fetch it from the sandbox, every byte."""
        wire = cls()
        wire.calls = await telegram.calls()
        for call in wire.calls:
            for name in call["files"]:
                async with telegram.http.get(f"/calls/{call['n']}/{name}") as answer:
                    assert answer.status == 200
                    wire.files.append((call, await answer.read()))
        return wire

    def to(self, chat: int) -> Wire:
        """Return what went to one chat."""
        return self.but(lambda call: call["chat"] == chat)

    def but(self, wanted: Callable[[dict[str, Any]], bool]) -> Wire:
        """Return some of the calls."""
        wire = Wire()
        wire.calls = [call for call in self.calls if wanted(call)]
        wire.files = [(call, body) for call, body in self.files if wanted(call)]
        return wire

    def methods(self) -> set[str]:
        """Return the methods that were called."""
        return {call["method"] for call in self.calls}

    def holds(self, wanted: dict[str, set[bytes]]) -> set[str]:
        """Return the names of the needles that stand in a parameter, a file's name or a file."""
        params = [{name: call[name] for name in ("method", "params", "files")} for call in self.calls]
        text = "\n".join(json.dumps(one, ensure_ascii=False) for one in params).encode()
        found = {name for name, forms in wanted.items() if any(form in text for form in forms)}
        return found.union(*(search.found(wanted, body) for _, body in self.files))
