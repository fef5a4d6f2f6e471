"""A voice message is passed on as sound alone; these tests write and read Ogg pages by code of their own."""

from __future__ import annotations

import struct
from contextlib import suppress
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.media import BYTES, MediaRefused, _crc, voice

CANARY = "Zażółć-Pixel-9-Oksana"
SILENCE = b"\xf8\xff\xfe"
"""An Opus packet of 20 ms of silence."""
SOUND = [SILENCE, SILENCE + b"\x11" * 300, SILENCE, b"\xf8" + b"\x7f" * 254]
CHANCE = 0x4F4B534E


class Sheet(NamedTuple):
    """A page as the test reads it."""

    flags: int
    position: int
    stream: int
    number: int
    table: bytes
    body: bytes


def slow_crc(body: bytes) -> int:
    """The polynomial of RFC 3533, bit by bit."""
    crc = 0
    for byte in body:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc >> 31 else 0)) & 0xFFFFFFFF
    return crc


def written(sheet: Sheet) -> bytes:
    head = struct.pack("<4sBBqII", b"OggS", 0, sheet.flags, sheet.position, sheet.stream, sheet.number)
    rest = bytes([len(sheet.table)]) + sheet.table + sheet.body
    return head + struct.pack("<I", slow_crc(head + bytes(4) + rest)) + rest


def read(body: bytes) -> list[Sheet]:
    sheets = []
    while body:
        assert body[:5] == b"OggS\0"
        flags, position, stream, number, crc, segments = struct.unpack_from("<BqIIIB", body, 5)
        table = body[27 : 27 + segments]
        end = 27 + segments + sum(table)
        sheets.append(Sheet(flags, position, stream, number, table, body[27 + segments : end]))
        assert crc == slow_crc(body[:22] + bytes(4) + body[26:end])
        body = body[end:]
    return sheets


def laced(*packets: bytes) -> bytes:
    return b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets)


def head(channels: int = 1, family: int = 0, version: int = 1, magic: bytes = b"OpusHead") -> bytes:
    return struct.pack("<8sBBHIhB", magic, version, channels, 312, 16_017, -3, family)


def tags(*comments: str) -> bytes:
    coded = [text.encode() for text in comments]
    lengths = b"".join(struct.pack("<I", len(text)) + text for text in coded)
    return (
        b"OpusTags"
        + struct.pack("<I", len(CANARY.encode()))
        + CANARY.encode()
        + struct.pack("<I", len(coded))
        + lengths
    )


def recording(
    opening: bytes | None = None, comments: bytes | None = None, sound: list[bytes] = SOUND, last: int = 4
) -> list[Sheet]:
    """The pages of a voice message; its comments fill as many as they need."""
    opening = head() if opening is None else opening
    comments = tags("ARTIST=" + CANARY) if comments is None else comments
    pages = [Sheet(2, 0, CHANCE, 0, laced(opening), opening)]
    table = laced(comments)
    for start in range(0, len(table), 255):
        part = table[start : start + 255]
        flags = 1 if start else 0
        body = comments[start * 255 : start * 255 + sum(part)]
        pages.append(Sheet(flags, 0, CHANCE, len(pages), part, body))
    half = len(sound) // 2
    for flags, packets, position in ((0, sound[:half], 1920), (last, sound[half:], 3840)):
        pages.append(Sheet(flags, position, CHANCE, len(pages), laced(*packets), b"".join(packets)))
    return pages


PLAIN = recording()


def body_of(sheets: list[Sheet]) -> bytes:
    return b"".join(map(written, sheets))


def refused(body: bytes) -> str:
    with pytest.raises(MediaRefused) as why:
        voice(body)
    return why.value.id


def test_the_checksum_is_that_of_ogg() -> None:
    """The check value of this CRC without its final complement (CRC-32/CKSUM has 0x765E7680 with it)."""
    assert _crc(b"123456789") == 0x765E7680 ^ 0xFFFFFFFF == slow_crc(b"123456789")


def test_the_sound_is_passed_on_as_it_was() -> None:
    made = read(voice(body_of(recording())))
    wanted = recording()
    assert [(page.flags, page.position, page.table, page.body) for page in made[2:]] == [
        (page.flags, page.position, page.table, page.body) for page in wanted[-2:]
    ]
    assert [(page.number, page.stream, page.flags) for page in made] == [
        (0, 1, 2),
        (1, 1, 0),
        (2, 1, 0),
        (3, 1, 4),
    ]


def test_neither_comment_nor_encoder_nor_microphone_nor_number_of_the_stream_is_left() -> None:
    body = body_of(recording())
    assert CANARY.encode() in body
    assert struct.pack("<I", CHANCE) in body
    made = voice(body)
    first, second, *_ = read(made)
    assert first.body == struct.pack("<8sBBHIhB", b"OpusHead", 1, 1, 312, 48_000, -3, 0)
    assert second.body == b"OpusTags" + bytes(8)
    assert not any(CANARY.encode(code) in made for code in ("utf-8", "utf-16-le", "utf-16-be"))
    assert struct.pack("<I", CHANCE) not in made


@pytest.mark.parametrize("size", [20, 200, 255 * 255 - 60, 100_000])
def test_comments_of_any_length_go_whole(size: int) -> None:
    """A cover picture fills several pages; the pages of the sound are numbered anew."""
    one, other = voice(body_of(recording(comments=tags("X" * size, CANARY)))), voice(body_of(recording()))
    assert one == other


@pytest.mark.parametrize("length", [255, 510, 255 * 255])
def test_comments_that_end_at_the_end_of_a_segment_go_whole(length: int) -> None:
    comments = tags("Y" * (length - len(tags(""))))
    assert len(comments) == length
    assert voice(body_of(recording(comments=comments))) == voice(body_of(recording()))


@pytest.mark.parametrize("rest", [CANARY.encode(), b"PK\3\4", body_of(recording())])
def test_what_follows_the_end_stays_behind(rest: bytes) -> None:
    assert voice(body_of(recording()) + rest) == voice(body_of(recording()))


def test_bits_that_mean_nothing_are_not_passed_on() -> None:
    marked = [*PLAIN[:2], PLAIN[2]._replace(flags=0xA8), PLAIN[3]._replace(flags=0xF4)]
    assert voice(body_of(marked)) == voice(body_of(PLAIN))


def test_what_was_made_is_made_again_as_it_is() -> None:
    made = voice(body_of(recording()))
    assert voice(made) == made


def test_a_recording_that_was_broken_off_between_two_pages_is_passed_on() -> None:
    assert len(read(voice(body_of(recording(last=0))))) == 4


def test_two_channels_are_passed_on() -> None:
    assert read(voice(body_of(recording(head(2)))))[0].body[9] == 2


WRONG = {
    "nothing": b"",
    "no Ogg": b"ID3\4" + bytes(400),
    "Vorbis": body_of(recording(opening=b"\1vorbis" + bytes(23))),
    "another codec with a head as long": body_of(recording(head(magic=b"Speex   "))),
    "surround": body_of(recording(head(6, 1))),
    "no channel": body_of(recording(head(0))),
    "a later Opus": body_of(recording(head(version=16))),
    "no comments": body_of([PLAIN[0], *PLAIN[2:]]),
    "no sound": body_of(PLAIN[:2]),
    "head alone": body_of(PLAIN[:1]),
    "half a page": body_of(PLAIN)[:-9],
    "half a header": body_of(PLAIN[:3]) + b"OggS\0\0",
    "words between pages, and no end": body_of(PLAIN[:3]) + CANARY.encode() + body_of(PLAIN[3:]),
    "a second stream among the pages": body_of([*PLAIN[:3], PLAIN[3]._replace(stream=7)]),
    "a second beginning": body_of([*PLAIN[:3], PLAIN[3]._replace(flags=2)]),
    "no beginning": body_of([PLAIN[0]._replace(flags=0), *PLAIN[1:]]),
    "sound on the page of the comments": body_of(
        [PLAIN[0], PLAIN[1]._replace(table=laced(tags(), SILENCE), body=tags() + SILENCE), *PLAIN[2:]]
    ),
    "sound that began before": body_of([*PLAIN[:2], PLAIN[2]._replace(flags=1), PLAIN[3]]),
    "comments that began before": body_of([PLAIN[0], PLAIN[1]._replace(flags=1), *PLAIN[2:]]),
    "a page that claims more than there is": body_of([*PLAIN[:3], PLAIN[3]._replace(table=b"\xff\xff\xff")]),
    "two heads on a page": body_of([PLAIN[0]._replace(table=bytes([9, 10])), *PLAIN[1:]]),
    "another version of Ogg": body_of(PLAIN).replace(b"OggS\0", b"OggS\1"),
}


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
def test_anything_else_is_refused(body: bytes) -> None:
    assert refused(body) == "talk.file_no"


def test_any_flipped_bit_is_noticed_by_its_checksum() -> None:
    body = body_of(PLAIN)
    for at in range(len(body)):
        changed = bytearray(body)
        changed[at] ^= 1 << at % 8
        assert refused(bytes(changed)) == "talk.file_no", at


def test_a_file_above_the_limit_is_refused() -> None:
    assert refused(body_of(PLAIN) + bytes(BYTES)) == "err.too_large"


@given(st.binary(max_size=300), st.sampled_from([b"", b"OggS\0", body_of(PLAIN[:1]), body_of(PLAIN[:2])]))
def test_garbage_is_refused_in_one_way(rest: bytes, before: bytes) -> None:
    assert refused(before + rest) == "talk.file_no"


sheet = st.builds(
    Sheet,
    st.sampled_from([0, 4]) | st.integers(0, 255),
    st.integers(-(2**63), 2**63 - 1),
    st.sampled_from([CHANCE, CHANCE, CHANCE, 0, 1]),
    st.integers(0, 2**32 - 1),
    st.just(b""),
    st.lists(st.binary(max_size=40), max_size=5).map(b"".join),
).map(lambda page: page._replace(table=laced(page.body)))


begun = st.lists(sheet, max_size=4).map(lambda pages: [*PLAIN[:2], *pages])


@settings(max_examples=200)
@given(begun | st.lists(st.one_of(sheet, st.sampled_from(PLAIN)), max_size=6))
@example(PLAIN)
def test_whatever_the_pages_say_one_plain_stream_comes_out_or_nothing(pages: list[Sheet]) -> None:
    with suppress(MediaRefused):
        made = read(voice(body_of(pages)))
        assert [page.number for page in made] == list(range(len(made)))
        assert {page.stream for page in made} == {1}
        assert [page.body[:8] for page in made[:2]] == [b"OpusHead", b"OpusTags"]
        assert len(made[1].body) == 16
