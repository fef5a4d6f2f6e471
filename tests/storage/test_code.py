"""The return code: digits that notice slips, and keys that open one mailbox only."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from storage import code as code_module
from storage.code import (
    CodeBroken,
    Opener,
    derive,
    new_code,
    open_with,
    seal_to,
    shown,
    typed,
)
from storage.database import StorageFailed

if TYPE_CHECKING:
    from collections.abc import Callable

SALT = bytes(range(16))
CODES = [new_code() for _ in range(20)]

# ---------------------------------------------------------------------------- digits


def test_a_code_has_24_digits_shown_in_six_groups_of_four_and_is_read_back() -> None:
    code = new_code()
    assert (len(code), code.isascii(), code.isdecimal()) == (24, True, True)
    assert [len(group) for group in shown(code).split(" ")] == [4] * 6
    assert typed(shown(code)) == code


def test_every_digit_of_a_code_is_chance() -> None:
    """Among 300 codes each digit stands at each place (that one is missing: once in 10^11 runs)."""
    codes = [new_code() for _ in range(300)]
    assert all({code[place] for code in codes} == set("0123456789") for place in range(24))
    assert len(set(codes)) == 300


def test_the_check_digit_is_damms() -> None:
    """The example of his thesis: 572 is followed by 4; leading zeros change nothing."""
    assert typed("572".zfill(23) + "4") == "5724".zfill(24)


@pytest.mark.parametrize("place", range(24))
def test_every_single_wrong_digit_is_noticed(place: int) -> None:
    for code in CODES:
        for other in set("0123456789") - {code[place]}:
            assert typed(code[:place] + other + code[place + 1 :]) is None


@pytest.mark.parametrize("place", range(23))
def test_every_swap_of_two_neighbours_is_noticed(place: int) -> None:
    for code in CODES:
        if code[place] != code[place + 1]:
            assert typed(code[:place] + code[place + 1] + code[place] + code[place + 2 :]) is None


def test_the_table_notices_every_slip_at_any_place_of_any_code() -> None:
    """Why the tests above hold for all codes: the table is a weakly totally anti-symmetric quasigroup."""
    table = [[int(digit) for digit in row] for row in code_module.DAMM]
    digits = range(10)
    assert all(sorted(row) == list(digits) for row in table)
    assert all(sorted(row[column] for row in table) == list(digits) for column in digits)
    assert all(table[at][at] == 0 for at in digits)
    for row in digits:
        for one in digits:
            assert not any(table[table[row][one]][two] == table[table[row][two]][one] for two in range(one))


SCRIPTS = [ord("0"), 0x0660, 0x06F0, 0x0966, 0xFF10, 0x1D7CE]
"""Zero in ASCII, Arabic-Indic, Persian, Devanagari, full-width and mathematical digits."""
DIVIDERS = [*" \t\n\r-.,;:/_|·•", "\r\n", " - "]
MARKS = [
    "\u00a0",
    "\u202f",
    "\u2003",
    "\u2010",
    "\u2013",
    "\u2212",
    "\u200b",
    "\u200f",
    "\u2068",
    "\ufeff",
    "\u00ad",
]


@given(
    st.lists(st.sampled_from(SCRIPTS), min_size=24, max_size=24),
    st.lists(st.sampled_from(["", *DIVIDERS, *MARKS]), min_size=25, max_size=25),
)
def test_a_code_is_read_in_any_script_and_with_anything_usual_between(
    zeros: list[int], gaps: list[str]
) -> None:
    code = CODES[0]
    signs = [gap + chr(zero + int(digit)) for gap, zero, digit in zip(gaps, zeros, code, strict=False)]
    assert typed("".join(signs) + gaps[-1]) == code


@pytest.mark.parametrize(
    "change",
    [
        lambda code: code[:-1],
        lambda code: code[:0],
        lambda code: code + "0",
        lambda code: shown(code) + " please",
        lambda code: "my code: " + code,
        lambda code: code[:-1] + "²",
        lambda code: code[:-1] + "⑤",
        lambda code: code[:-1] + "Ⅴ",
        lambda code: code[:-1] + "½",
        lambda code: "+" + code,
        lambda code: code + code,
        lambda code: code + " " * 200,
    ],
)
def test_anything_else_is_a_slip(change: Callable[[str], str]) -> None:
    assert all(typed(change(code)) is None for code in CODES)


@given(st.text(max_size=300))
def test_whatever_is_typed_is_a_code_or_none(text: str) -> None:
    code = typed(text)
    assert code is None or (len(code) == 24 and code.isascii() and code.isdecimal())


# ---------------------------------------------------------------------------- keys

SEALED = b64decode(
    "0hX1XQrOQP8MEqDQgOvN7sjla1Eds7jFbWvHE8ApYF30g43jhWV6o/msoHX/wGMsg9KwlvAOvu5H++FY09o5TPku/PUaYt50"
    "hpzU1RIozyDd1qR/5kTn2g1MZt52/PZOazyQA36thnI8ZlgORwDPD2ug+7PMyrIyDFy7NKgQQoXR+1nPTVK3TzyQOSRyVdjc"
    "X2CWY/YMX4YHQ9HIbs4cgUx6cZat/TInqr5cslfjx1u8sbnN+LA2mqBMlNlULsu0MqhH2DcvUwhZc0ZFDtVH6qJ999GwrdEn"
    "SmnPsFt54OoQo9ilL1OgmOE99DgdZppEZS4haPGhUHDCwMwUyl4omEKuCMi+Kyst0VnqrVR0Gp6J4aEbA87JIKOfxpcTHq9h"
    "LELXJcwAUFYOnv7tzuBHiaTzEbbf61vLPkpWSg=="
)


def test_a_code_opens_the_same_for_ever() -> None:
    """Known answer: codes that were written down must outlive every new version."""
    opener = derive("123456789012345678901234", SALT)
    assert opener.id.hex() == "487941cc623a9683f5601cb69c69c9ed5775093cbf2cbe9ed36b8d5d02abf26d"
    assert opener.private.hex() == "53e8dd2fbc8a4591235d0cc9ce8984121cb012b7a75238960a6afed132e87247"
    assert opener.public.hex() == "9d0538a45bd9708962c7d48c8baa63962fe014de698d268182710cab3521d711"


def test_the_cost_is_what_rfc_9106_recommends() -> None:
    assert (code_module.PASSES, code_module.LANES, code_module.MEMORY) == (3, 4, 64 * 1024)


def test_what_was_sealed_once_opens_for_ever() -> None:
    """Known answer: a mailbox must outlive every new version."""
    private = derive("123456789012345678901234", SALT).private
    assert open_with(private, SEALED).decode() == "Zażółć gęślą jaźń"


def test_another_code_or_another_salt_opens_something_else() -> None:
    one = derive(CODES[0], SALT)
    for other in (derive(CODES[1], SALT), derive(CODES[0], bytes(16))):
        assert not set(one) & set(other)


def test_no_key_shows_where_an_opener_is_printed() -> None:
    opener = Opener(b"find", b"secret", b"public")
    assert f"{opener!r} {opener}" == "Opener(…) Opener(…)"


def pair() -> tuple[bytes, bytes]:
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


@given(st.binary(max_size=2000))
def test_what_was_sealed_opens_again(plain: bytes) -> None:
    private, public = pair()
    assert open_with(private, seal_to(public, plain)) == plain


def test_sizes_say_only_the_bucket() -> None:
    _, public = pair()
    over = 32 + 12 + 16  # public half, nonce, tag
    sizes = [len(seal_to(public, bytes(length))) - over for length in (0, 1, 252, 253, 508, 509, 4096)]
    assert sizes == [256, 256, 256, 512, 512, 1024, 8192]


def test_the_same_words_are_sealed_differently_each_time_and_name_nobody() -> None:
    _, public = pair()
    one, other = seal_to(public, b"words"), seal_to(public, b"words")
    assert public not in one + other
    assert not {one[at : at + 8] for at in range(len(one))} & {other[at : at + 8] for at in range(len(other))}


def test_another_code_does_not_open() -> None:
    (private, public), (other, _) = pair(), pair()
    sealed = seal_to(public, b"words")
    assert open_with(private, sealed) == b"words"
    with pytest.raises(CodeBroken):
        open_with(other, sealed)


def test_a_changed_or_shortened_body_does_not_open() -> None:
    private, public = pair()
    sealed = seal_to(public, b"words")
    changed = [sealed[:at] + bytes([sealed[at] ^ 4]) + sealed[at + 1 :] for at in range(len(sealed))]
    for body in [*changed, *(sealed[:length] for length in range(len(sealed))), sealed + b"\0"]:
        with pytest.raises(CodeBroken):
            open_with(private, body)


def test_a_point_of_low_order_opens_nothing_and_nothing_is_sealed_to_it() -> None:
    private, public = pair()
    with pytest.raises(CodeBroken):
        open_with(private, bytes(32) + seal_to(public, b"words")[32:])
    with pytest.raises(ValueError, match="shared key"):
        seal_to(bytes(32), b"words")


def test_what_is_broken_is_a_fault_of_the_storage_and_says_so_in_a_sentence() -> None:
    with pytest.raises(StorageFailed, match=r"^Words in a mailbox cannot be opened by this code\.$"):
        open_with(pair()[0], b"")
