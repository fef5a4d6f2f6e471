"""What is passed on holds picture and sound alone, whatever the file held; what cannot be is refused."""

from __future__ import annotations

import io
import struct
import zlib
from contextlib import suppress
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps, PngImagePlugin

from bot import media
from bot.media import BYTES, MediaRefused, Photo, clean, cleaned, cleaned_voice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CANARY = "Zażółć-Panasonic-54.3520N-Oksana"
SEEN = [CANARY.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")]
GPS, USER_COMMENT, XP_AUTHOR = 0x8825, 0x9286, 0x9C9D
FORMATS = ("JPEG", "PNG", "WEBP")
FILE_NO, TOO_LARGE = "talk.file_no", "err.too_large"


def quarters(mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> Image.Image:
    """A picture with another colour in each of its corners, so that every turn of it looks different."""
    image = Image.frombytes("RGB", (2, 2), bytes.fromhex("ff0000 00ff00 0000ff ffffff"))
    return image.resize(size, Image.Resampling.NEAREST).convert(mode)


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    body = io.BytesIO()
    lossless = {"lossless": True} if form == "WEBP" else {}
    image.save(body, form, **lossless, **options)
    return body.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """What a telephone writes, and more."""
    tags = Image.Exif()
    tags[0x010F] = tags[0x0110] = tags[0x0131] = tags[0x013B] = CANARY
    tags[0x0112] = orientation
    tags[XP_AUTHOR] = CANARY.encode("utf-16-le")
    tags.get_ifd(0x8769)[USER_COMMENT] = b"UNICODE\0" + CANARY.encode("utf-16-be")
    tags.get_ifd(GPS).update({1: "N", 2: (54.0, 21.0, 7.2), 29: CANARY})
    return tags


def tagged(form: str, orientation: int = 1) -> bytes:
    """A picture with everything that can hang on one, and bytes behind its end."""
    options: dict[str, Any] = {
        "exif": exif(orientation),
        "icc_profile": b"\0" * 128 + SEEN[0] * 9,
    }
    if form != "PNG":
        options |= {"xmp": b"<x:xmpmeta>" + SEEN[0], "comment": SEEN[1], "dpi": (301, 299)}
    else:
        info = PngImagePlugin.PngInfo()
        info.add_text("Author", CANARY)
        info.add_text("Comment", CANARY, zip=True)
        info.add_itxt("XML:com.adobe.xmp", CANARY)
        info.add(b"prVt", SEEN[0])
        options |= {"pnginfo": info}
    return saved(quarters(), form, **options) + b"PK\3\4" + b"".join(SEEN)


def reason(work: Callable[[bytes], object], body: bytes) -> str:
    with pytest.raises(MediaRefused) as refused:
        work(body)
    return refused.value.id


def parts(jpeg: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments of a JPEG in their order; the last one is all that follows the start of the scan."""
    assert jpeg[:2] == b"\xff\xd8"
    at = 2
    while jpeg[at + 1] != 0xDA:
        length = int.from_bytes(jpeg[at + 2 : at + 4], "big")
        yield jpeg[at + 1], jpeg[at + 4 : at + 2 + length]
        at += 2 + length
    yield 0xDA, jpeg[at:]


def assert_bare(photo: Photo) -> None:
    """Nothing but tables, a size and one scan that ends the file; the JFIF header is the same for all."""
    assert photo.name == "photo.jpg"
    found = list(parts(photo.body))
    assert {kind for kind, _ in found} <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
    assert [body for kind, body in found if kind == 0xE0] == [b"JFIF\0\1\1\0\0\1\0\1\0\0"]
    assert photo.body.endswith(b"\xff\xd9")
    assert found[-1][1].count(b"\xff\xd9") == 1


def drawn(photo: Photo) -> Image.Image:
    return Image.open(io.BytesIO(photo.body))


def assert_like(photo: Photo, wanted: Image.Image) -> None:
    """The same picture, as far as JPEG keeps one: compared well inside each quarter."""
    image = drawn(photo)
    assert (image.size, image.mode) == (wanted.size, "RGB")
    apart = ImageChops.difference(image, wanted.convert("RGB"))
    for x in (image.width // 4, image.width * 3 // 4):
        for y in (image.height // 4, image.height * 3 // 4):
            assert max(apart.crop((x, y, x + 1, y + 1)).tobytes()) < 24, (x, y)


# ---------------------------------------------------------------------------- nothing but pixels


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_that_hung_on_a_picture_is_passed_on(form: str) -> None:
    body = tagged(form)
    assert sum(canary in body for canary in SEEN) >= 3  # the search does find it in what came in
    photo = clean(body)
    assert_bare(photo)
    assert not any(canary in photo.body for canary in SEEN)
    assert_like(photo, quarters())


@pytest.mark.parametrize("form", FORMATS)
def test_what_comes_out_depends_on_the_pixels_alone(form: str) -> None:
    assert clean(tagged(form)) == clean(saved(quarters(), form))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright_before_its_orientation_is_dropped(form: str, orientation: int) -> None:
    body = saved(quarters(), form, exif=exif(orientation))
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(body)))
    assert_like(clean(body), upright)


def test_broken_exif_is_no_reason_to_refuse() -> None:
    body = saved(quarters(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7f")
    assert_like(clean(body), quarters())


def test_the_thumbnail_and_the_further_pictures_of_a_camera_stay_behind() -> None:
    """A JPEG may carry more pictures behind the first (MPO): another view, a picture before cropping."""
    body = io.BytesIO()
    other = Image.new("RGB", (64, 48), "black")
    other.save(body, "MPO", save_all=True, append_images=[quarters()])
    photo = clean(body.getvalue())
    assert_bare(photo)
    assert_like(photo, other)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_what_was_hidden_under_transparency_is_gone(form: str) -> None:
    image = quarters("RGBA")
    image.putalpha(0)
    assert set(drawn(clean(saved(image, form, exact=True))).get_flattened_data()) == {(255, 255, 255)}


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_frame_is_taken(form: str) -> None:
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("red", "blue")]
    assert_like(clean(saved(frames[0], form, save_all=True, append_images=frames[1:])), frames[0])


@pytest.mark.parametrize("kind", ["PNG 1", "PNG L", "PNG LA", "PNG P", "PNG RGBA", "JPEG L", "JPEG CMYK"])
def test_every_kind_of_pixels_is_drawn(kind: str) -> None:
    form, mode = kind.split()
    assert_like(clean(saved(quarters(mode), form, progressive=True)), quarters(mode))


def test_sixteen_bits_of_grey_are_shown_as_eight() -> None:
    image = Image.new("I;16", (64, 48), 128 * 256)
    assert_like(clean(saved(image, "PNG")), Image.new("L", (64, 48), 128))


def test_a_see_through_colour_of_a_palette_becomes_white() -> None:
    body = saved(Image.new("RGB", (64, 48), "red").quantize(4), "PNG", transparency=0)
    assert_like(clean(body), Image.new("RGB", (64, 48), "white"))


@pytest.mark.parametrize(("size", "shown"), [((5200, 1300), (2560, 640)), ((600, 3000), (512, 2560))])
def test_a_large_picture_is_made_as_large_as_telegram_keeps_it(
    size: tuple[int, int], shown: tuple[int, int]
) -> None:
    assert_like(clean(saved(quarters(size=size), "JPEG")), quarters(size=shown))


def test_the_worst_picture_still_fits_into_what_telegram_takes() -> None:
    noise = Image.merge("RGB", [Image.effect_noise((2560, 2560), 200) for _ in "rgb"])
    assert len(clean(saved(noise, "JPEG", quality=70)).body) < BYTES


# ---------------------------------------------------------------------------- refused


@pytest.mark.parametrize(
    "form", ["GIF", "BMP", "TIFF", "ICO", "PDF", "EPS", "PPM", "TGA", "JPEG2000", "AVIF"]
)
def test_any_other_kind_is_refused_though_the_library_could_read_it(form: str) -> None:
    assert reason(clean, saved(quarters(), form)) == FILE_NO


@pytest.mark.parametrize("body", [b"", b"\xff", b"<svg/>", b"%PDF-1.7", b"\xff\xd8\xff", b"RIFF1234WEBP"])
def test_what_is_no_picture_is_refused(body: bytes) -> None:
    assert reason(clean, body) == FILE_NO


@pytest.mark.parametrize("form", FORMATS)
def test_half_a_picture_is_refused(form: str) -> None:
    body = saved(Image.effect_noise((64, 64), 90), form)
    assert reason(clean, body[: len(body) // 2]) == FILE_NO


def test_a_strip_that_telegram_would_not_take_is_refused() -> None:
    assert reason(clean, saved(Image.new("RGB", (2100, 100)), "PNG")) == FILE_NO
    assert drawn(clean(saved(Image.new("RGB", (2000, 100)), "PNG"))).size == (2000, 100)


def test_a_file_above_the_limit_is_refused_with_the_limit() -> None:
    with pytest.raises(MediaRefused) as refused:
        clean(saved(quarters(), "JPEG") + bytes(BYTES))
    assert (refused.value.id, refused.value.values) == (TOO_LARGE, {"limit": 10})


def with_size(form: str, width: int, height: int) -> bytes:
    """A small file whose header names this size."""
    body = bytearray(saved(quarters(), form))
    if form == "JPEG":
        at = body.index(b"\xff\xc0") + 5
        body[at : at + 4] = struct.pack(">HH", height, width)
    elif form == "PNG":
        body[16:24] = struct.pack(">II", width, height)
        body[29:33] = struct.pack(">I", zlib.crc32(body[12:29]))
    else:
        at = body.index(b"VP8L") + 9
        kept = int.from_bytes(body[at : at + 4], "little") >> 28 << 28
        body[at : at + 4] = (kept | (height - 1) << 14 | (width - 1)).to_bytes(4, "little")
    return bytes(body)


BOMBS = {
    "JPEG": [(8000, 5001), (65_000, 65_000)],
    "PNG": [(4000, 4001), (100_000, 100_000)],
    "WEBP": [(4000, 4001), (16_383, 16_383)],
}


@pytest.mark.parametrize(("form", "size"), [(form, size) for form in FORMATS for size in BOMBS[form]])
def test_a_decompression_bomb_is_refused_by_its_header(form: str, size: tuple[int, int]) -> None:
    assert reason(clean, with_size(form, *size)) == TOO_LARGE


def test_a_bomb_is_refused_before_its_canvas_is_reserved() -> None:
    with pytest.raises(Image.DecompressionBombError):
        media._opened(with_size("WEBP", 8000, 8000))


def test_a_bomb_among_the_words_of_a_picture_is_refused() -> None:
    info = PngImagePlugin.PngInfo()
    info.add(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(80_000_000)))
    assert reason(clean, saved(quarters(), "PNG", pnginfo=info)) == FILE_NO


def test_a_picture_of_hundreds_of_empty_passes_is_refused() -> None:
    body = saved(Image.new("L", (640, 480), 100), "JPEG", progressive=True)
    last = body[body.rindex(b"\xff\xda") : -2]
    assert clean(body)
    assert reason(clean, body[:-2] + last * 100 + body[-2:]) == FILE_NO


def test_reading_stops_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "SECONDS", -1)
    assert [reason(clean, saved(quarters(), form)) for form in FORMATS] == [FILE_NO] * 3


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP"]),
)
def test_garbage_is_refused_in_one_way(body: bytes, magic: bytes) -> None:
    assert reason(clean, magic + body) in (FILE_NO, TOO_LARGE)


WHOLE = {form: tagged(form) for form in FORMATS}


@settings(max_examples=300)
@given(st.sampled_from(FORMATS), st.data())
def test_a_damaged_picture_comes_out_bare_or_not_at_all(form: str, data: st.DataObject) -> None:
    body = bytearray(WHOLE[form])
    for _ in range(data.draw(st.integers(1, 6))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    with suppress(MediaRefused):
        assert_bare(clean(bytes(body)))


# ---------------------------------------------------------------------------- in a thread


async def test_a_picture_and_a_voice_are_made_in_a_thread() -> None:
    assert await cleaned(WHOLE["PNG"]) == clean(WHOLE["PNG"])
    with pytest.raises(MediaRefused):
        await cleaned_voice(WHOLE["PNG"])


async def test_who_waits_too_long_hears_that_we_are_busy_and_the_next_one_is_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    free = Event()
    work = media._darkroom.submit(free.wait)
    monkeypatch.setattr(media, "PATIENCE", 0.01)
    with pytest.raises(MediaRefused) as refused:
        await cleaned(WHOLE["PNG"])
    assert refused.value.id == "err.busy"
    monkeypatch.undo()
    free.set()
    assert work.result()
    assert await cleaned(WHOLE["PNG"])
