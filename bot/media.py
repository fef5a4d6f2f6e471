"""Photos and voice messages as they are passed on: made anew, so that only picture and sound are left."""

from __future__ import annotations

import asyncio
import re
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PIL.ImageFile import ImageFile

BYTES: Final = 10_000_000
"""The longest file that is taken in; Telegram takes photos of up to 10 MB (Bot API, "Sending files")."""
PIXELS: Final = 40_000_000
"""The most pixels of a JPEG, which can be decoded at a half of its size; more are refused unread."""
FEWER_PIXELS: Final = 16_000_000
"""The most pixels of a PNG or WebP, whose decoders need up to 20 bytes for each (a 4K screen: 8 million)."""
SIDE: Final = 2560
"""Longest side of what is passed on, in pixels; Telegram keeps no larger photo (api/files, size "w")."""
SLIMNESS: Final = 20
"""The most that one side may be longer than the other (Bot API, sendPhoto)."""
SCANS: Final = 64
"""The most passes over one JPEG; cameras need ten, and hundreds of empty ones keep a decoder busy."""
SCAN: Final = re.compile(rb"\xff\xda\0[\x08\x0a\x0c\x0e][\1-\4]")
"""How a pass begins (ITU-T T.81, B.2.3)."""
QUALITY: Final = 88
SECONDS: Final = 10
"""How long the reading of one file may take."""
PATIENCE: Final = 30
"""Seconds that a caller waits in all, its place in the queue included."""
NAME: Final = "photo.jpg"

ORIENTATION: Final = 0x0112
"""The EXIF tag that says which way up a picture is (CIPA DC-008, 4.6.4 A)."""
TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
KINDS: Final[tuple[tuple[int, bytes, type[ImageFile], int], ...]] = (
    (0, b"\xff\xd8\xff", JpegImageFile, PIXELS),
    (0, b"\x89PNG\r\n\x1a\n", PngImageFile, FEWER_PIXELS),
    (8, b"WEBP", WebPImageFile, FEWER_PIXELS),
)
"""Where which bytes name the three decoders; no other of Pillow's is ever tried, whatever a name claims."""

# Pillow refuses twice this number itself, for WebP before it reserves the canvas.
Image.MAX_IMAGE_PIXELS = PIXELS // 2

_darkroom: Final = ThreadPoolExecutor(1, "media")
"""One file at a time, because one may need several hundred megabytes; no thread before the first file."""

Made = TypeVar("Made")


class Photo(NamedTuple):
    """A JPEG of pixels alone, and the name under which it is sent."""

    body: bytes
    name: str


class MediaRefused(Exception):
    """A file that is not passed on; `id` and `values` are the text of the catalogue that says so."""

    def __init__(self, id_: str, **values: int) -> None:
        self.id = id_
        self.values = values
        super().__init__(id_)


async def cleaned(body: bytes) -> Photo:
    """Do `clean` in a thread; raises MediaRefused, `err.busy` where its turn does not come in time."""
    return await _in_turn(clean, body)


async def cleaned_voice(body: bytes) -> bytes:
    """Do `voice` in a thread; raises MediaRefused as `cleaned`."""
    return await _in_turn(voice, body)


async def _in_turn(work: Callable[[bytes], Made], body: bytes) -> Made:
    made = asyncio.get_running_loop().run_in_executor(_darkroom, work, body)
    try:
        return await asyncio.wait_for(made, PATIENCE)
    except TimeoutError:
        raise MediaRefused("err.busy") from None


def _weigh(body: bytes) -> None:
    if len(body) > BYTES:
        raise _too_large()


def _too_large() -> MediaRefused:
    return MediaRefused("err.too_large", limit=BYTES // 1_000_000)


# ---------------------------------------------------------------------------- photos


def clean(body: bytes) -> Photo:
    """Draw a JPEG, PNG or WebP anew from its pixels, upright, on white, without anything else that it held.

    Colour profiles go too, because they name devices. Of a moving picture the first frame is taken. Raises
    MediaRefused: `err.too_large` (bytes or pixels), `talk.file_no` for whatever cannot be decoded.
    """
    _weigh(body)
    try:
        return Photo(_jpeg(_pixels(_opened(body))), NAME)
    except MediaRefused:
        raise
    except Image.DecompressionBombError:
        raise _too_large() from None
    except Exception:  # noqa: BLE001  a decoder of foreign bytes raises whatever it likes
        raise MediaRefused("talk.file_no") from None


class _Reader(BytesIO):
    """A file whose reading stops after SECONDS, so that no chain of tiny parts keeps a thread for long."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self._until = monotonic() + SECONDS

    def read(self, size: int | None = -1, /) -> bytes:
        if monotonic() > self._until:
            raise MediaRefused("talk.file_no")
        return super().read(size)


def _opened(body: bytes) -> ImageFile:
    """Return the picture with nothing but its header read."""
    kind, most = next((kind, most) for start, magic, kind, most in KINDS if body.startswith(magic, start))
    if kind is JpegImageFile and len(SCAN.findall(body)) > SCANS:
        raise MediaRefused("talk.file_no")
    picture = kind(_Reader(body))
    if picture.width * picture.height > most:
        raise _too_large()
    if max(picture.size) > SLIMNESS * min(picture.size):
        raise MediaRefused("talk.file_no")
    return picture


def _pixels(picture: ImageFile) -> Image.Image:
    turn = _turn(picture)
    picture.draft(None, (SIDE, SIDE))  # a JPEG can be decoded at a half or a quarter of its size
    deep = picture.mode.startswith("I")
    drawn = _shallow(picture) if deep else picture.convert(_mode(picture))
    drawn.thumbnail((SIDE, SIDE))
    sheet = Image.new("RGB", drawn.size, "white")
    sheet.paste(drawn, mask=drawn.getchannel("A") if drawn.mode == "RGBA" else None)
    return sheet if turn is None else sheet.transpose(turn)


def _mode(picture: ImageFile) -> str:
    return "RGBA" if picture.has_transparency_data else "RGB"


def _shallow(picture: ImageFile) -> Image.Image:
    """Return 16 bits of grey as 8; Pillow would cut them off instead."""
    return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _turn(picture: ImageFile) -> Image.Transpose | None:
    try:
        return TURNS.get(int(picture.getexif().get(ORIENTATION, 1)))
    except MediaRefused:
        raise
    except Exception:  # noqa: BLE001  broken EXIF is no reason to refuse a picture
        return None


def _jpeg(sheet: Image.Image) -> bytes:
    body = BytesIO()
    sheet.save(body, "JPEG", quality=QUALITY)
    return body.getvalue()


# ---------------------------------------------------------------------------- voice

PAGE: Final = struct.Struct("<4sBBqIIIB")
"""Header of an Ogg page (RFC 3533, 6): OggS, version, flags, position, stream, number, CRC, segments."""
CONTINUED, FIRST, LAST = 1, 2, 4
HEAD: Final = struct.Struct("<8sBBHIhB")
"""OpusHead (RFC 7845, 5.1): magic, version, channels, pre-skip, input rate, gain, mapping family."""
STREAM: Final = 1
"""The number of the stream in every voice message that is passed on; it is chance elsewhere."""
RATE: Final = 48_000
"""Hz; the rate of the microphone, which no player needs, is not passed on."""
NO_TAGS: Final = b"OpusTags" + struct.pack("<II", 0, 0)
"""OpusTags (RFC 7845, 5.2) with an empty vendor and no comment."""
MIRRORED: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


class Page(NamedTuple):
    """A page of an Ogg stream: its flags, its position in samples, its lengths of segments, what it holds."""

    flags: int
    position: int
    table: bytes
    body: bytes


def voice(body: bytes) -> bytes:
    """Write an Ogg/Opus voice message anew: its sound, and no comment, encoder's name or device's rate.

    Only what Telegram's own recordings are is taken: one Opus stream of one or two channels (RFC 7845).
    Raises MediaRefused: `err.too_large` (bytes), `talk.file_no` for anything else.
    """
    _weigh(body)
    try:
        pages = _pages(body)
        opening = _opening(next(pages))
        _pass_tags(pages)
        sound = list(pages)
    except (ValueError, struct.error, StopIteration):
        raise MediaRefused("talk.file_no") from None
    if not sound or sound[0].flags & CONTINUED:
        raise MediaRefused("talk.file_no")
    written = [Page(FIRST, 0, bytes([len(opening)]), opening), Page(0, 0, bytes([len(NO_TAGS)]), NO_TAGS)]
    return b"".join(_written(page, number) for number, page in enumerate([*written, *sound]))


def _pages(body: bytes) -> Iterator[Page]:
    """Yield the pages of the one stream up to its last; what follows that one is left behind."""
    at, stream, flags = 0, None, 0
    while at < len(body) and not flags & LAST:
        magic, version, flags, position, number, _, crc, segments = PAGE.unpack_from(body, at)
        start = at + PAGE.size + segments
        table = body[at + PAGE.size : start]
        end = start + sum(table)
        stream = number if stream is None else stream
        if (magic, version, number) != (b"OggS", 0, stream) or end > len(body):
            raise ValueError("no page of this stream")
        if _crc(body[at : at + 22] + bytes(4) + body[at + 26 : end]) != crc:
            raise ValueError("a damaged page")
        if bool(flags & FIRST) != (at == 0):
            raise ValueError("another stream begins")
        yield Page(flags & (CONTINUED | LAST), position, table, body[start:end])
        at = end


def _opening(page: Page) -> bytes:
    """Return the OpusHead of the first page with nothing in it but what a player needs."""
    magic, version, channels, skip, _, gain, family = HEAD.unpack(page.body)
    if magic != b"OpusHead" or version >> 4 or channels not in (1, 2) or family or len(page.table) != 1:
        raise ValueError("no Opus of one or two channels")
    return HEAD.pack(magic, 1, channels, skip, RATE, gain, 0)


def _pass_tags(pages: Iterator[Page]) -> None:
    """Pass by the comments, one packet that begins a page, may fill many, and ends one (RFC 7845, 3)."""
    page = next(pages)
    if page.flags & CONTINUED or not page.body.startswith(b"OpusTags"):
        raise ValueError("no comments where they must be")
    while all(length == 255 for length in page.table):  # noqa: PLR2004  a packet ends below 255 (RFC 3533, 5)
        page = next(pages)
    if any(length < 255 for length in page.table[:-1]):  # noqa: PLR2004  as above
        raise ValueError("sound on a page of the comments")


def _written(page: Page, number: int) -> bytes:
    head = (b"OggS", 0, page.flags, page.position, STREAM, number)
    rest = page.table + page.body
    crc = _crc(PAGE.pack(*head, 0, len(page.table)) + rest)
    return PAGE.pack(*head, crc, len(page.table)) + rest


def _crc(body: bytes) -> int:
    """CRC of a page (RFC 3533, 6, field 7): zlib's polynomial on mirrored bits, begun and ended with zero."""
    mirrored = zlib.crc32(body.translate(MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)
