"""Argos' public index of translation models: what it offers for a pair of languages, and where."""

from __future__ import annotations

import re
from contextlib import contextmanager
from http.client import HTTPException
from typing import TYPE_CHECKING, BinaryIO, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import msgspec

from bot import argos
from bot.forms import is_loopback
from bot.model_install import ModelFault

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMEOUT_SECONDS: Final = 30
"""Of silence on the line."""
LARGEST_INDEX: Final = 2**24
"""Bytes."""
INSECURE: Final = "Models are fetched over https only, and the address of this one is another."
ELSEWHERE: Final = "a model fetched elsewhere is installed with --from-file"


class Offer(msgspec.Struct, frozen=True):
    """A model in the index (its fields are those of a model's metadata.json, and addresses)."""

    from_code: str | None = None
    to_code: str | None = None
    package_version: str = ""
    type: str = "translate"
    links: tuple[str, ...] = ()


def offers() -> tuple[Offer, ...]:
    """Return what the index offers; raises ModelFault.

    The library knows the address (or is told by ARGOS_PACKAGE_INDEX), but is not used to read the index: it
    waits without a limit, and where there is no network it calls itself until Python gives up.
    """
    try:
        address: str = argos.library("settings").remote_package_index
    except ImportError:
        raise ModelFault("The extra `translation` is not installed, which knows Argos' index.") from None
    with opened(address) as answer:
        listed = answer.read(LARGEST_INDEX)
    try:
        return msgspec.json.decode(listed, type=tuple[Offer, ...])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise ModelFault(f"What stands in place of Argos' index is none; {ELSEWHERE}.") from None


def address_of(pair: str, listed: tuple[Offer, ...]) -> str:
    """Return where the newest model of a pair like "uk-en" is; raises ModelFault."""
    source, _, target = pair.partition("-")
    fitting = [
        (_age(offer), link)
        for offer in listed
        if (offer.from_code, offer.to_code, offer.type) == (source, target, "translate")
        for link in offer.links
        if safe(link)
    ]
    if fitting:
        return max(fitting)[1]
    through = f"{source}-en", f"en-{target}"
    pairs = {f"{offer.from_code}-{offer.to_code}" for offer in listed}
    hint = f": {through[0]} and {through[1]} serve together" if pairs.issuperset(through) else ""
    raise ModelFault(f"Argos has no model {pair}{hint}.")


def _age(offer: Offer) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", offer.package_version))


def safe(address: str) -> bool:
    """Whether nobody on the way can change what comes from an address."""
    try:
        scheme = urlsplit(address).scheme
        return scheme == "https" or (scheme == "http" and is_loopback(address))
    except ValueError:
        return False


@contextmanager
def opened(address: str) -> Iterator[BinaryIO]:
    """Yield what an address answers; raises ModelFault, also for what goes wrong while it is read."""
    if not safe(address):
        raise ModelFault(INSECURE)
    request = Request(address, headers={"User-Agent": "Glos"})  # noqa: S310  looked at just above
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310  as above
            if not safe(answer.url):
                raise ModelFault(INSECURE)
            yield answer
    except (URLError, TimeoutError, ConnectionError, HTTPException) as fault:
        raise ModelFault(f"Argos' models cannot be reached ({_reason(fault)}); {ELSEWHERE}.") from None


def _reason(fault: Exception) -> str:
    if isinstance(fault, HTTPError):
        return f"status {fault.code}"
    inner = fault.reason if isinstance(fault, URLError) else fault
    return (inner.strerror if isinstance(inner, OSError) and inner.strerror else "no answer").lower()
