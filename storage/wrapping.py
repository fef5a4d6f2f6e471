"""How a key is wrapped by the master key: AES-256-GCM (NIST SP 800-38D), for its id and no other."""

from __future__ import annotations

from secrets import token_bytes
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES: Final = 12


def wrapped(master: AESGCM, id_: bytes, key: bytes) -> bytes:
    """Return a key as the key store holds it."""
    nonce = token_bytes(NONCE_BYTES)
    return nonce + master.encrypt(nonce, key, id_)


def unwrapped(master: AESGCM, id_: bytes, held: bytes) -> bytes:
    """Return a key of the key store; raises InvalidTag for another's, or another master key."""
    return master.decrypt(held[:NONCE_BYTES], held[NONCE_BYTES:], id_)


def opens(master: AESGCM, id_: bytes, held: bytes) -> bool:
    """Say whether a master key has wrapped this key."""
    try:
        return bool(unwrapped(master, id_, held))
    except InvalidTag:
        return False
