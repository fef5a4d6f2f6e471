"""The return code: its 24 digits, what they open, and how often somebody may try."""

from __future__ import annotations

import asyncio
import hmac
import secrets
import unicodedata
from collections import OrderedDict, deque
from datetime import timedelta
from hashlib import sha256
from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.database import StorageFailed
from storage.padding import padded, unpadded

if TYPE_CHECKING:
    from datetime import date, datetime

DIGITS: Final = 24
"""Length of a code: 23 digits by chance (76 bits) and one that checks them."""
GROUP: Final = 4
SALT_BYTES: Final = 16
"""Length of the code salt (RFC 9106, 3.1)."""
PASSES: Final = 3
LANES: Final = 4
MEMORY: Final = 65_536
"""In KiB; with PASSES and LANES the second recommended choice for Argon2id (RFC 9106, 4)."""
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
"""As AES-GCM wants it (NIST SP 800-38D, 8.2)."""

# ---------------------------------------------------------------------------- digits

DAMM: Final = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
"""The quasigroup of order 10 by H. M. Damm (Total anti-symmetrische Quasigruppen, Marburg 2004).

Every wrong digit and every swap of two neighbours is caught, by one table and without a tenth-digit rule.
"""
BETWEEN: Final = frozenset("\t\n\v\f\r.,;:/_|·•\N{MINUS SIGN}")
DIVIDERS: Final = frozenset({"Zs", "Zl", "Zp", "Pd", "Cf"})
"""What may stand between digits beside BETWEEN, by Unicode's categories: spaces, dashes, invisible marks."""
LONGEST: Final = 200
"""The longest message, in characters, that is looked at for a code."""


def new_code() -> str:
    """Return 24 digits: 23 from `secrets`, one to check."""
    digits = f"{secrets.randbelow(10 ** (DIGITS - 1)):0{DIGITS - 1}}"
    return digits + _check(digits)


def shown(code: str) -> str:
    """Return the code as it is shown: six groups of four."""
    return " ".join(code[start : start + GROUP] for start in range(0, DIGITS, GROUP))


def typed(text: str) -> str | None:
    """Return the 24 digits that somebody typed, in whatever script; None for a slip, which is no try.

    A slip is another number of digits, anything that is neither digit nor divider, a wrong check digit.
    """
    if len(text) > LONGEST:
        return None
    signs = [sign for sign in text if not _divides(sign)]
    values = [unicodedata.decimal(sign, None) for sign in signs]
    digits = "".join(str(value) for value in values if value is not None)
    if len(signs) != DIGITS or len(digits) != DIGITS or _check(digits) != "0":
        return None
    return digits


def _divides(sign: str) -> bool:
    return sign in BETWEEN or unicodedata.category(sign) in DIVIDERS


def _check(digits: str) -> str:
    """Return the digit that brings Damm's walk to 0; "0" for digits that already end with theirs."""
    row = "0"
    for digit in digits:
        row = DAMM[int(row)][int(digit)]
    return row


# ---------------------------------------------------------------------------- keys


class CodeBroken(StorageFailed):
    """What was sealed to a code cannot be opened: the code is another's, or the body was changed."""


class Opener(NamedTuple):
    """What a code opens with: the id by which its mailbox is found, and an X25519 pair, 32 bytes each."""

    id: bytes
    private: bytes
    public: bytes

    def __repr__(self) -> str:
        """Return the name alone, so that no key ever gets into a message of an error."""
        return "Opener(…)"


def derive(code: str, salt: bytes) -> Opener:
    """Return what a code of 24 digits opens with, under the installation's code salt of 16 bytes.

    One Argon2id (RFC 9106) over the whole code, then HKDF-SHA256 (RFC 5869), whatever the code: nothing here
    knows whether it is a right one. 64 MiB and some 100 ms of one core; callers run it in a thread.
    """
    stretch = Argon2id(salt=salt, length=KEY_BYTES, iterations=PASSES, lanes=LANES, memory_cost=MEMORY)
    root = stretch.derive(code.encode("ascii"))
    private = X25519PrivateKey.from_private_bytes(_expanded(root, b"glos return code 1: pair"))
    return Opener(
        _expanded(root, b"glos return code 1: look-up id"),
        private.private_bytes_raw(),
        private.public_key().public_bytes_raw(),
    )


def _expanded(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(secret)


def seal_to(public: bytes, plain: bytes) -> bytes:
    """Seal `plain` for who holds the private half, padded to a power of two; nothing in it tells a time.

    A new X25519 pair (RFC 7748) for each body, HKDF over both public halves, AES-256-GCM: its public half,
    nonce, body. Raises ValueError where `public` is no public half.
    """
    once = X25519PrivateKey.generate()
    mine = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    nonce = secrets.token_bytes(NONCE_BYTES)
    return mine + nonce + _cipher(shared, mine, public).encrypt(nonce, padded(plain), None)


def open_with(private: bytes, sealed: bytes) -> bytes:
    """Return what `seal_to` sealed for the public half of `private`; raises CodeBroken for anything else."""
    own = X25519PrivateKey.from_private_bytes(private)
    theirs, nonce = sealed[:KEY_BYTES], sealed[KEY_BYTES : KEY_BYTES + NONCE_BYTES]
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(theirs))
        cipher = _cipher(shared, theirs, own.public_key().public_bytes_raw())
        body = cipher.decrypt(nonce, sealed[KEY_BYTES + NONCE_BYTES :], None)
    except (InvalidTag, ValueError):  # ValueError: too short, or a point of low order (RFC 7748, 6.1)
        raise CodeBroken("Words in a mailbox cannot be opened by this code.") from None
    return unpadded(body)


def _cipher(shared: bytes, sender: bytes, receiver: bytes) -> AESGCM:
    return AESGCM(_expanded(shared, b"glos return code 1: mailbox" + sender + receiver))


# ---------------------------------------------------------------------------- tries

TRIES: Final = 10
"""Tries that one owner has in an hour."""
HOUR: Final = timedelta(hours=1)


class Locked(NamedTuple):
    """No further try for now."""

    seconds: int
    """Until the next one is possible, from 1."""


class Tries:
    """The one place where codes are tried: one at a time, each owner in turn, ten an hour, in memory only.

    Owners are known by a keyed hash whose key is of this process and this day (UTC). With the key the counts
    go too: around midnight somebody may have twice as many tries, which 76 bits do not feel.
    """

    def __init__(self) -> None:
        self._key = b""
        self._day: date | None = None
        self._tries: OrderedDict[bytes, deque[datetime]] = OrderedDict()
        self._lines: OrderedDict[bytes, deque[asyncio.Future[None]]] = OrderedDict()
        self._busy = False

    async def derive(self, owner: bytes, code: str, salt: bytes, now: datetime) -> Opener | Locked:
        """Count a try of this owner, wait for its turn, and do `derive` in a thread; `now` is aware."""
        who = self._who(owner, now)
        if locked := self._count(who, now):
            return locked
        return await self._queued(who, code, salt)

    async def make(self, owner: bytes, code: str, salt: bytes, now: datetime) -> Opener:
        """Wait for this owner's turn as with a try, without counting one, and do `derive` for a new code."""
        return await self._queued(self._who(owner, now), code, salt)

    async def _queued(self, who: bytes, code: str, salt: bytes) -> Opener:
        await self._turn(who)
        work = asyncio.ensure_future(asyncio.to_thread(derive, code, salt))
        # Its turn lasts as long as the work, also where the caller gives up.
        work.add_done_callback(lambda _: self._next(who))
        return await asyncio.shield(work)

    def left(self, owner: bytes, now: datetime) -> int:
        """Return how many tries an owner has left within this hour."""
        return max(0, TRIES - len(self._tries.get(self._who(owner, now), ())))

    def _who(self, owner: bytes, now: datetime) -> bytes:
        if now.date() != self._day:
            self._day, self._key = now.date(), secrets.token_bytes(KEY_BYTES)
            self._tries.clear()
        return hmac.digest(self._key, owner, sha256)

    def _count(self, who: bytes, now: datetime) -> Locked | None:
        """Count a try, or say until when no further one is possible."""
        self._forget(now)
        tries = self._tries.setdefault(who, deque())
        while tries and tries[0] <= now - HOUR:
            tries.popleft()
        if len(tries) >= TRIES:
            return Locked(max(1, ceil((tries[0] + HOUR - now).total_seconds())))
        tries.append(now)
        self._tries.move_to_end(who)
        return None

    def _forget(self, now: datetime) -> None:
        """Forget who last tried more than an hour ago; these stand first."""
        while self._tries and next(iter(self._tries.values()))[-1] <= now - HOUR:
            self._tries.popitem(last=False)

    async def _turn(self, who: bytes) -> None:
        """Return when no other try is at work; `_next` lets owners take turns, however many tries wait."""
        if not self._busy:
            self._busy = True
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lines.setdefault(who, deque()).append(place)
        try:
            await place
        except asyncio.CancelledError:
            if not place.cancelled():  # its turn had just come
                self._next(who)
            raise

    def _next(self, who: bytes) -> None:
        """Let the next owner have a turn; who had the last one stands at the end."""
        if who in self._lines:
            self._lines.move_to_end(who)
        while self._lines:
            first, line = next(iter(self._lines.items()))
            place = line.popleft()
            if not line:
                del self._lines[first]
            if not place.done():
                place.set_result(None)
                return
        self._busy = False
