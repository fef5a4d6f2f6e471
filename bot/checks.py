"""What `glos check` looks at, one line for each finding, without changing anything."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.conversation import load_catalog, load_questionnaires, source
from bot.settings import SettingsFault
from flows.contacts import read_contacts, unavailable, unchecked, unknown_codes
from flows.faults import Faults
from flows.places import read_places
from flows.reading import read_taxonomy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator
    from datetime import datetime

    from bot.settings import Settings
    from flows.contacts import Contact
    from flows.questionnaire import Taxonomy
    from locales.catalog import Catalog

GOOD: Final = "✓"
MIND: Final = "!"
BAD: Final = "✗"
SECONDS: Final = 15
"""How long Telegram may take to answer."""


class Finding(NamedTuple):
    """One line of the report."""

    mark: str
    """GOOD, MIND (the bot works, but somebody should look) or BAD."""
    sentence: str


def offline(settings: Settings, today: str) -> Iterator[Finding]:
    """Yield what can be told without keys, database and Telegram; `today` is an ISO date."""
    yield from _settings(settings)
    yield from _catalogues()
    try:
        catalog = load_catalog(settings)
        taxonomy = read_taxonomy(source("taxonomy.yaml"))
    except (Faults, OSError, ValueError) as fault:
        yield Finding(BAD, str(fault))
        return
    yield from _questionnaires(catalog, taxonomy)
    yield from _places(taxonomy, today)


async def online(settings: Settings, clock: Callable[[], datetime]) -> AsyncIterator[Finding]:
    """Yield how keys, database and token are; nothing is made that is not there yet."""
    async for finding in _records(settings, clock):
        yield finding
    yield await _token(settings)


# ---------------------------------------------------------------------------- without anybody's help


def _settings(settings: Settings) -> Iterator[Finding]:
    yield Finding(GOOD, "the settings can be read")
    if settings.centre.placeholders:
        keys = ", ".join(f"centre.{key}" for key in settings.centre.placeholders)
        sentence = f"the privacy notice is incomplete: {keys} still stand in square brackets"
        yield Finding(MIND, sentence + (", so the bot does not start" if settings.real else ""))
    if not any(settings.team.hours.values()):
        yield Finding(MIND, "team.hours is empty, so nobody is told when the centre is open")
    yield Finding(MIND, "no team is set up: nobody answers in the chat, reports are for the register only")


def _catalogues() -> Iterator[Finding]:
    import locales  # noqa: PLC0415  the folder whose files are looked at
    from locales import check  # noqa: PLC0415  Babel's extraction is slow to import

    faults = check.faults(Path(locales.__file__).parent.parent)
    yield from (Finding(BAD, fault) for fault in faults)
    if not faults:
        yield Finding(GOOD, "the catalogues are complete in all four languages")


def _questionnaires(catalog: Catalog, taxonomy: Taxonomy) -> Iterator[Finding]:
    good, faults = load_questionnaires(taxonomy, catalog.lengths)
    for name, questionnaire in good.items():
        yield Finding(GOOD, f"{name}.yaml: {len(questionnaire.questions)} questions")
    for broken in faults:
        yield from (Finding(BAD, str(fault)) for fault in broken.faults)


def _places(taxonomy: Taxonomy, today: str) -> Iterator[Finding]:
    try:
        contacts = read_contacts(source("contacts.yaml"))
        read_places(source("places.yaml"))
    except (OSError, ValueError) as fault:
        yield Finding(BAD, str(fault))
        return
    yield from (Finding(BAD, sentence) for sentence in unknown_codes(contacts, taxonomy))
    shown = [contact for contact in contacts if contact.shown]
    yield Finding(GOOD, f"{len(shown)} contacts can be shown")
    yield from _listed(unchecked(contacts, today), "nobody has dialled or visited within six months")
    yield from _listed(unavailable(contacts), "are hidden, or there is nothing to reach them by")


def _listed(contacts: Iterable[Contact], what: str) -> Iterator[Finding]:
    ids = [contact.id for contact in contacts]
    if ids:
        yield Finding(MIND, f"contacts that {what}: {', '.join(ids)}")


# ---------------------------------------------------------------------------- with keys, data and Telegram


async def _records(settings: Settings, clock: Callable[[], datetime]) -> AsyncIterator[Finding]:
    from bot.records import opened  # noqa: PLC0415  SQLAlchemy is slow to import, and --offline does without
    from storage.database import StorageFailed, StorageRefused, is_new  # noqa: PLC0415  as above

    try:
        if is_new(settings.storage.url):
            yield Finding(MIND, "there is no database yet; the first start makes it, and keys with it")
            return
        async with opened(settings, clock) as store:
            waiting = await store.waiting()
    except (StorageRefused, StorageFailed) as fault:
        yield Finding(BAD, str(fault))
        return
    yield Finding(GOOD, "keys and database belong together")
    yield Finding(GOOD, f"{waiting} reports wait for the register ({settings.register_.batch} go together)")


async def _token(settings: Settings) -> Finding:
    """Ask Telegram who the bot is (Bot API, getMe)."""
    import aiohttp  # noqa: PLC0415  as above

    try:
        address = f"{settings.telegram.api}/bot{settings.token()}/getMe"
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(address) as answer:
            if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
                return Finding(BAD, "Telegram does not know the token; @BotFather shows the right one")
            name = (await answer.json())["result"]["username"]
    except SettingsFault as fault:
        return Finding(BAD, str(fault))
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError, KeyError, TypeError) as fault:
        return Finding(BAD, f"Telegram cannot be asked about the token ({type(fault).__name__})")
    return Finding(GOOD, f"the token belongs to @{name}")
