"""Known answers: whether the primitives of this machine give what their standards print."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from collections.abc import Callable

_hex: Final = bytes.fromhex


def aes_gcm() -> bool:
    """AES-256-GCM: test case 16 of McGrew and Viega, "The Galois/Counter Mode of Operation" (for NIST)."""
    key = _hex("feffe9928665731c6d6a8f9467308308" * 2)
    plain = _hex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    sealed = _hex(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"
    )
    place = _hex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    return AESGCM(key).encrypt(_hex("cafebabefacedbaddecaf888"), plain, place) == sealed


def hmac_sha256() -> bool:
    """HMAC-SHA256: RFC 4231, test case 2."""
    answer = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    return hmac.digest(b"Jefe", b"what do ya want for nothing?", sha256).hex() == answer


def hkdf() -> bool:
    """HKDF-SHA256: RFC 5869, test case 1."""
    info = _hex("f0f1f2f3f4f5f6f7f8f9")
    made = HKDF(SHA256(), 42, salt=_hex("000102030405060708090a0b0c"), info=info).derive(b"\x0b" * 22)
    answer = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    return made.hex() == answer


def x25519() -> bool:
    """X25519: RFC 7748, section 6.1."""
    alice = X25519PrivateKey.from_private_bytes(
        _hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    )
    bob = X25519PublicKey.from_public_bytes(
        _hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
    )
    answer = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
    return alice.exchange(bob).hex() == answer


def argon2id() -> bool:
    """Argon2id: RFC 9106, section 5.3."""
    made = Argon2id(
        salt=b"\x02" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        secret=b"\x03" * 8,
        ad=b"\x04" * 12,
    ).derive(b"\x01" * 32)
    return made.hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


ANSWERS: Final[dict[str, Callable[[], bool]]] = {
    "AES-256-GCM": aes_gcm,
    "HMAC-SHA256": hmac_sha256,
    "HKDF-SHA256": hkdf,
    "X25519": x25519,
    "Argon2id": argon2id,
}
"""The primitives, each with what asks it for a known answer."""


def wrong() -> list[str]:
    """Return the primitives that do not give the answer of their standard."""
    return [name for name, asked in ANSWERS.items() if not _right(asked)]


def _right(asked: Callable[[], bool]) -> bool:
    try:
        return asked()
    except UnsupportedAlgorithm:
        return False
