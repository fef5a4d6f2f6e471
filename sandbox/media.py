"""What a message of each kind holds: a photo, a voice message, a poll and so on, with plausible fields."""

from __future__ import annotations

import base64
import mimetypes
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from sandbox.pictures import size_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.files import File, Files
    from sandbox.refusal import Body

# A real JPEG of 96 × 64 without any metadata, as Telegram hands out photos.
WIDTH, HEIGHT = 96, 64
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62r"
    "Z4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSk"
    "pKT/wAARCABAAGADASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAQAE/8QAFRABAQAAAAAAAAAAAAAAAAAAAAH/xAAXAQEBAQEA"
    "AAAAAAAAAAAAAAAAAQMC/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8A1kGNGRIIEiEUpEEYoQRRQZSiqIogikKSDAJB"
    "AkQorKUVcqFEVFEFCiCKKKikDMRCqFIgjFCCKKChRFRiIP/Z"
)
# A second of silence, as a voice message is: Ogg with one channel of Opus.
OGG = base64.b64decode(
    "T2dnUwACAAAAAAAAAABYRE5aAAAAAJLoLfIBE09wdXNIZWFkAQE4AYC7AAAAAABPZ2dTAAAAAAAAAAAAAFhETloBAAAAWycWwwEXT3B1"
    "c1RhZ3MHAAAAc2FuZGJveAAAAABPZ2dTAAS4vAAAAAAAAFhETloCAAAAcUlYozIDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMD"
    "AwMDAwMDAwMDAwMDAwMDAwMDA/j//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj/"
    "/vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj//vj/"
    "/vj//vj//vj//vj//g=="
)
PLACE = {"latitude": 54.352025, "longitude": 18.646638}  # Gdańsk
CAPTIONED = frozenset({"photo", "voice", "video", "audio", "document", "animation"})
UNKNOWN_TYPE = "application/octet-stream"


@dataclass(slots=True, frozen=True)
class Sample:
    """What a phone sends: bytes, the name they had, and the size it claims (None: their own)."""

    content: bytes | None = None
    name: str | None = None
    size: int | None = None


def message(kind: str, files: Files, bot: int, sample: Sample) -> Body | None:
    """Return the fields of a message of this kind to a bot, or None if no such kind is known."""
    if kind in PLAIN:
        return PLAIN[kind]()
    if kind not in FILES:
        return None
    suffix, make = FILES[kind]
    content = sample.content if sample.content is not None else _bytes(suffix, kind)
    if sample.name is not None:
        suffix = PurePath(sample.name).suffix
    file = files.add(bot, kind, suffix, content, sample.size)
    return make(file, sample.name or f"{kind}{suffix}")


def photo(file: File, _name: str = "") -> Body:
    """Return a photo in one size."""
    width, height = size_of(file.content) or (WIDTH, HEIGHT)
    return {"photo": [{**file.face(), "width": width, "height": height}]}


def document(file: File, name: str) -> Body:
    """Return a document with its name and type."""
    return {"document": {**file.face(), "file_name": name, "mime_type": _type(name)}}


def voice(file: File, _name: str = "", duration: int = 1) -> Body:
    """Return a voice message of so many seconds."""
    return {"voice": {**file.face(), "duration": duration, "mime_type": "audio/ogg"}}


def _audio(file: File, name: str) -> Body:
    sound = {"duration": 90, "performer": "Sandbox", "title": "A tune", "mime_type": "audio/mpeg"}
    return {"audio": {**file.face(), **sound, "file_name": name}}


def _video(file: File, name: str) -> Body:
    picture = {"width": 640, "height": 360, "duration": 5, "mime_type": "video/mp4"}
    return {"video": {**file.face(), **picture, "file_name": name}}


def _video_note(file: File, _name: str) -> Body:
    return {"video_note": {**file.face(), "length": 240, "duration": 4}}


def _animation(file: File, name: str) -> Body:
    # Telegram sets `document` too, for clients that do not know animations (Bot API, Message).
    moving = {"width": 320, "height": 180, "duration": 2}
    about = {"file_name": name, "mime_type": "video/mp4"}
    return {"animation": {**file.face(), **moving, **about}, "document": {**file.face(), **about}}


def _sticker(file: File, _name: str) -> Body:
    look = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"sticker": {**file.face(), **look, "emoji": "🙂", "set_name": "SandboxStickers"}}


def _contact() -> Body:
    return {"contact": {"phone_number": "+48000000000", "first_name": "Sandbox", "last_name": "Contact"}}


def _poll() -> Body:
    words = ("Yes", "No")
    options = [{"persistent_id": str(n), "text": word, "voter_count": 0} for n, word in enumerate(words)]
    state = {"total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular"}
    rules = {"allows_multiple_answers": False, "allows_revoting": True, "members_only": False}
    return {"poll": {"id": "5000000001", "question": "Is this a poll?", "options": options, **state, **rules}}


def _dice() -> Body:
    return {"dice": {"emoji": "🎲", "value": 4}}


def _venue() -> Body:
    place = {"location": PLACE, "title": "Neptune Fountain", "address": "Długi Targ, Gdańsk"}
    return {"venue": place, "location": PLACE}


PLAIN: dict[str, Callable[[], Body]] = {"contact": _contact, "poll": _poll, "dice": _dice, "venue": _venue}
FILES: dict[str, tuple[str, Callable[[File, str], Body]]] = {
    "photo": (".jpg", photo),
    "document": (".pdf", document),
    "voice": (".oga", voice),
    "audio": (".mp3", _audio),
    "video": (".mp4", _video),
    "video_note": (".mp4", _video_note),
    "animation": (".mp4", _animation),
    "sticker": (".webp", _sticker),
}


def _bytes(suffix: str, kind: str) -> bytes:
    known = {".jpg": JPEG, ".oga": OGG}
    return known.get(suffix, f"a {kind} from the sandbox\n".encode())


def _type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or UNKNOWN_TYPE
