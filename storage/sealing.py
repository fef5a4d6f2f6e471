"""How one body is sealed for one place, and one key is wrapped by another: AES-256-GCM, and nothing kept."""

from __future__ import annotations

from secrets import token_bytes
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag

from storage.database import StorageFailed
from storage.padding import padded, unpadded

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES: Final = 12
"""As AES-GCM wants it (NIST SP 800-38D, 8.2)."""
SEAL_BYTES: Final = NONCE_BYTES + 16
"""By how much sealing makes a body longer: nonce and tag."""


class SealBroken(StorageFailed):
    """A sealed body cannot be opened: its key is dead, or it was moved or changed."""


def sealed(cipher: AESGCM, table: str, column: str, row: bytes, plain: bytes, least: int) -> bytes:
    """Seal `plain` for one place, padded to a power of two of at least `least` bytes."""
    nonce = token_bytes(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, padded(plain, least), _place(table, column, row))


def opened(cipher: AESGCM, table: str, column: str, row: bytes, sealed: bytes) -> bytes:
    """Return what a cipher sealed for this very place; raises SealBroken for anything else."""
    try:
        body = cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _place(table, column, row))
    except InvalidTag:
        raise SealBroken(f"A body of the table {table} was moved or changed.") from None
    return unpadded(body)


def _place(table: str, column: str, row: bytes) -> bytes:
    return f"{table}|{column}|".encode() + row


def wrapped(master: AESGCM, id_: bytes, key: bytes) -> bytes:
    """Return a key wrapped by the master key for its id."""
    nonce = token_bytes(NONCE_BYTES)
    return nonce + master.encrypt(nonce, key, id_)


def unwrapped(master: AESGCM, id_: bytes, wrapped: bytes) -> bytes:
    """Return what was wrapped; raises InvalidTag for anything else."""
    return master.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], id_)


def opens(master: AESGCM, id_: bytes, held: bytes) -> bool:
    """Say whether a master key has wrapped this key."""
    try:
        return bool(unwrapped(master, id_, held))
    except InvalidTag:
        return False
