"""Known answers of the standards, and golden bodies of our own format: a change of either is noticed."""

from __future__ import annotations

import hmac
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage import answers, code, sealing, vault
from storage.keyfolder import chained, house_key_of, written_down
from storage.padding import padded, unpadded
from storage.vault import HOUSE, SealBroken, Vault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

hex_ = bytes.fromhex

# ---------------------------------------------------------------------------- the standards


def test_every_primitive_gives_the_answer_of_its_standard() -> None:
    assert answers.wrong() == []
    assert list(answers.ANSWERS) == ["AES-256-GCM", "HMAC-SHA256", "HKDF-SHA256", "X25519", "Argon2id"]


@pytest.mark.parametrize(
    ("key", "nonce", "plain", "sealed"),
    [
        ("00" * 32, "00" * 12, "", "530f8afbc74536b9a963b4f1c4cb738b"),
        (
            *("00" * 32, "00" * 12, "00" * 16),
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
        ),
        (
            *("feffe9928665731c6d6a8f9467308308" * 2, "cafebabefacedbaddecaf888"),
            (
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
            ),
            (
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
                "b094dac5d93471bdec1a502270e3cc6c"
            ),
        ),
    ],
)
def test_aes_256_gcm(key: str, nonce: str, plain: str, sealed: str) -> None:
    """Test cases 13 to 15 of McGrew and Viega, the specification behind NIST SP 800-38D."""
    cipher = AESGCM(hex_(key))
    assert cipher.encrypt(hex_(nonce), hex_(plain), None).hex() == sealed
    assert cipher.decrypt(hex_(nonce), hex_(sealed), None).hex() == plain
    with pytest.raises(InvalidTag):
        cipher.decrypt(hex_(nonce), hex_(sealed), b"elsewhere")


@pytest.mark.parametrize(
    ("key", "words", "answer"),
    [
        (b"\x0b" * 20, b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (b"\xaa" * 20, b"\xdd" * 50, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (
            *(b"\xaa" * 131, b"Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
    ],
)
def test_hmac_sha256(key: bytes, words: bytes, answer: str) -> None:
    """RFC 4231, test cases 1, 3 and 6."""
    assert hmac.digest(key, words, sha256).hex() == answer


def test_hkdf_sha256_without_salt_and_info() -> None:
    """RFC 5869, test case 3."""
    made = HKDF(SHA256(), 42, salt=None, info=b"").derive(b"\x0b" * 22)
    answer = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    assert made.hex() == answer


def test_x25519() -> None:
    """RFC 7748, section 5.2."""
    own = X25519PrivateKey.from_private_bytes(
        hex_("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4")
    )
    theirs = X25519PublicKey.from_public_bytes(
        hex_("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")
    )
    answer = "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"
    assert own.exchange(theirs).hex() == answer


# ---------------------------------------------------------------------------- our own format

KEY, NONCE, ROW = bytes(range(32)), bytes(range(12)), bytes(range(16))


@pytest.fixture
async def fixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Vault]:
    """A vault whose master key, pepper, house key and every chance are known."""
    for name in ("MASTER_KEY", "PEPPER"):
        monkeypatch.setenv(f"GLOS_STORAGE__{name}", b64encode(KEY).decode())
    for module in (vault, sealing):
        monkeypatch.setattr(module, "token_bytes", lambda count: bytes(range(count)))
    opened = await Vault.open(tmp_path / "keys", None, new=True, house=KEY)
    yield opened
    await opened.close()


async def test_a_body_is_sealed_to_these_bytes(fixed: Vault) -> None:
    """Nonce, then AES-256-GCM of length, words and zeros up to 256, for table|column|row."""
    sealed = await fixed.seal(HOUSE, "entry", "body", ROW, b"words")
    plain = hex_("00000005") + b"words" + bytes(247)
    assert sealed == NONCE + AESGCM(KEY).encrypt(NONCE, plain, b"entry|body|" + ROW)
    assert sha256(sealed).hexdigest() == GOLDEN["body"]
    assert await fixed.open_(HOUSE, "entry", "body", ROW, sealed) == b"words"
    for place in (("entr", "y|body", ROW), ("entry", "body", ROW[:-1]), ("tally", "body", ROW)):
        with pytest.raises(SealBroken):
            await fixed.open_(HOUSE, *place, sealed)


async def test_a_key_is_wrapped_to_these_bytes(fixed: Vault) -> None:
    """Nonce, then AES-256-GCM of the key under the master key, for its id."""
    [id_] = await fixed.new_keys(1)
    assert id_ == ROW
    wrapped = await fixed.store.get(id_)
    assert wrapped == NONCE + AESGCM(KEY).encrypt(NONCE, KEY, ROW)
    assert sha256(wrapped).hexdigest() == GOLDEN["wrapped"]


async def test_look_ups_and_the_check_value_are_these(fixed: Vault) -> None:
    await fixed.claim()
    assert fixed.look_up(1000, 7) == hmac.digest(KEY, b"chat|1000|7", sha256)
    assert fixed.look_up(1000, 7).hex() == GOLDEN["look-up"]
    assert fixed.mark(1000, 7) == hmac.digest(KEY, b"update|1000|7", sha256)
    assert (await fixed.check()).hex() == GOLDEN["check"]
    fixed.peppers = [KEY, NONCE]
    assert fixed.look_up(1000, 7) == hmac.digest(NONCE, hex_(GOLDEN["look-up"]), sha256)
    assert chained([NONCE], hex_(GOLDEN["check"])) == await fixed.check()


def test_padding_buckets() -> None:
    assert padded(b"") == bytes(256)
    assert padded(b"words") == hex_("00000005") + b"words" + bytes(247)
    sizes = {length: len(padded(bytes(length))) for length in (0, 252, 253, 508, 509, 4092, 4093)}
    assert sizes == {0: 256, 252: 256, 253: 512, 508: 512, 509: 1024, 4092: 4096, 4093: 8192}
    assert len(padded(b"", 4096)) == 4096
    for length in (0, 1, 252, 253, 5000):
        assert unpadded(padded(b"x" * length)) == b"x" * length


def test_a_return_code_opens_with_these_bytes() -> None:
    opener = code.derive("000011112222333344445558", ROW)
    assert [part.hex() for part in opener] == GOLDEN["code"].split()


def test_the_house_key_is_written_like_this() -> None:
    assert written_down(KEY) == GOLDEN["written"]
    assert house_key_of(GOLDEN["written"]) == KEY


GOLDEN = {
    "body": "24fe530ae1ea34733c7a9604768d156a8884c7dd6eb645476744b59d0f15ddb7",
    "wrapped": "06bb582afc3f603f774f509494b98bc032a06b83ee4a6a6920845744d39c55ed",
    "look-up": "2855c41ead811de61a595ae171505470141471f21382abed71e6b144c9b56b48",
    "check": "989fcf9761660d594388eecf038779952fcf6b18d9a3f17bb8a43eb57c8e51d8",
    "code": "54723b8168671925879a9074ed4a07767d651107f3391ffc89dc7c01d122cb52 "
    "e275bb10519587235087174aee4ef60aef95336c75aceb7ef6750d536dbd0151 "
    "89982a22e29d1ce5a04774b3d2f6fd733ec47d205095a554c6e656ac6e994f5f",
    "written": "AAAQ EAYE AUDA OCAJ BIFQ YDIO B4IB CEQT CQKR MFYY DENB WHA5 DYPQ",
}
"""What an installation has on its disk: whoever changes one of these makes all that is kept unreadable."""
