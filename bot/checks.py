"""What `glos check` looks at, one line for each finding, without changing anything."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bot.conversation import load_catalog, load_questionnaires, source
from bot.settings import SettingsFault
from flows.contacts import read_contacts, unavailable, unchecked, unknown_codes
from flows.faults import Faults
from flows.places import read_places
from flows.reading import read_taxonomy
from storage.register.scrub import Scrubber, ScrubFailed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator
    from datetime import datetime

    from bot.settings import Settings
    from flows.contacts import Contact
    from flows.questionnaire import Taxonomy
    from locales.catalog import Catalog
    from storage.store import Store

GOOD: Final = "✓"
MIND: Final = "!"
BAD: Final = "✗"
SECONDS: Final = 15
"""How long Telegram may take to answer."""
TELLING: Final = {"getMe": "username", "getChat": "type", "getChatMember": "status"}
"""What is wanted of the answer to each method."""
WHERE: Final = (
    "that is set in @BotFather's mini app (“Open App” in its profile; /mybots does not list it): "
    "@{name}, Bot Settings, Threads Settings"
)
TOPICS_OFF: Final = "@{name} opens no topics, in which talks are held; switch on “Threaded Mode”: " + WHERE


class Finding(NamedTuple):
    """One line of the report."""

    mark: str
    """GOOD, MIND (the bot works, but somebody should look) or BAD."""
    sentence: str


def offline(settings: Settings, today: str) -> Iterator[Finding]:
    """Yield what can be told without keys, database and Telegram; `today` is an ISO date."""
    yield from _settings(settings)
    yield from _catalogues()
    yield from _scrubber()
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
    async for finding in _accounts(settings):
        yield finding


# ---------------------------------------------------------------------------- without anybody's help


def _scrubber() -> Iterator[Finding]:
    try:
        Scrubber.load()
    except ScrubFailed as fault:
        yield Finding(BAD, f"{fault}; without it no words of one's own are taken in")
    else:
        yield Finding(GOOD, "the scrubber has its data")


def _settings(settings: Settings) -> Iterator[Finding]:
    yield Finding(GOOD, "the settings can be read")
    if settings.centre.placeholders:
        keys = ", ".join(f"centre.{key}" for key in settings.centre.placeholders)
        sentence = f"the privacy notice is incomplete: {keys} still stand in square brackets"
        yield Finding(MIND, sentence + (", so the bot does not start" if settings.real else ""))
    if not any(settings.team.hours.values()):
        promised = "; whoever asks for a person is told that no duty is set" if settings.served else ""
        yield Finding(MIND, f"team.hours is empty, so nobody is told when the centre is open{promised}")
    if not settings.served:
        yield Finding(
            MIND, "no team is set up: nobody answers in the chat, reports are for the register only"
        )


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
    from storage.address import is_new  # noqa: PLC0415  as above
    from storage.database import StorageFailed, StorageRefused  # noqa: PLC0415  as above
    from storage.register import intake  # noqa: PLC0415  as above

    try:
        if await is_new(settings.storage.url):
            yield Finding(MIND, "there is no database yet; the first start makes it, and keys with it")
            return
        async with opened(settings, clock) as store:
            waiting, paused = await store.waiting(), await intake.paused(store)
            advice = await _advice(settings, store)
    except (StorageRefused, StorageFailed) as fault:
        yield Finding(BAD, str(fault))
        return
    yield Finding(GOOD, "keys and database belong together")
    yield Finding(GOOD, f"{waiting} reports wait for the register ({settings.register_.batch} go together)")
    if paused:
        yield Finding(MIND, "the intake is paused: no new reports are taken until `glos register resume`")
    for sentence in advice:
        yield Finding(MIND, sentence)


async def _advice(settings: Settings, store: Store) -> list[str]:
    """Return what would be better about the servers of data and keys, nothing where both are files."""
    from storage import keyserver  # noqa: PLC0415  as above

    keys = store.vault.store.database
    found = [*await store.data.advice(), *await keys.advice()]
    if settings.storage.keys_url:
        found += await keyserver.advice(keys)
    return list(dict.fromkeys(found))


# ---------------------------------------------------------------------------- the two bots


class _NotToldError(Exception):
    """Telegram does not tell what it was asked; says why in one sentence."""


async def _accounts(settings: Settings) -> AsyncIterator[Finding]:
    told = ""
    for look in (_public, _team):
        try:
            async for finding in look(settings):
                yield finding
        except (SettingsFault, _NotToldError) as fault:
            if str(fault) != told:
                yield Finding(BAD, str(fault))
            told = str(fault)


async def _public(settings: Settings) -> AsyncIterator[Finding]:
    me = await _asked(settings, settings.token(), "getMe", called="the token")
    yield Finding(GOOD, f"the token belongs to @{me['username']}")


async def _team(settings: Settings) -> AsyncIterator[Finding]:
    """Yield whether the team's bot can do its work: a topic for each case, and a card for it in the group."""
    token = settings.team_token()
    if not token:
        return
    me = await _asked(settings, token, "getMe")
    name = me["username"]
    yield Finding(GOOD, f"the team's token belongs to @{name}")
    if not me.get("has_topics_enabled"):
        yield Finding(BAD, TOPICS_OFF.format(name=name))
    elif me.get("allows_users_to_create_topics"):
        yield Finding(
            MIND, f"colleagues can open topics of their own with @{name}; {WHERE.format(name=name)}"
        )
    chat = await _asked(settings, token, "getChat", chat_id=settings.team.chat_id)
    if chat["type"] not in {"group", "supergroup"}:
        yield Finding(BAD, f"team.chat_id is no group, but a chat of the type {chat['type']}")
        return
    member = await _asked(settings, token, "getChatMember", chat_id=settings.team.chat_id, user_id=me["id"])
    yield _in_group(name, chat, member)
    if chat.get("username"):
        yield Finding(MIND, "the team's group is public: anybody can see there how many cases wait")


def _in_group(name: str, chat: dict[str, Any], member: dict[str, Any]) -> Finding:
    """Tell whether the bot may write there; what it wrote it may always edit and, for two days, delete."""
    status, everybody = member["status"], chat.get("permissions", {})
    if status in {"left", "kicked"} or (status == "restricted" and not member.get("is_member")):
        return Finding(BAD, f"@{name} is not in the group of team.chat_id; add it there")
    rights = {"restricted": member, "member": everybody}.get(status, {})
    if not rights.get("can_send_messages", True):
        return Finding(BAD, f"@{name} may not write in the team's group; make it an administrator there")
    return Finding(GOOD, f"@{name} may write in the team's group")


async def _asked(
    settings: Settings, token: str, method: str, *, called: str = "the team's token", **params: object
) -> dict[str, Any]:
    """Return what Telegram answers to a method that changes nothing; raises _NotToldError."""
    import aiohttp  # noqa: PLC0415  as above

    address = f"{settings.telegram.api}/bot{token}/{method}"
    http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS))
    try:
        async with http, http.post(address, json=params) as answer:
            if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
                raise _NotToldError(f"Telegram does not know {called}; @BotFather shows the right one")
            body = await answer.json()
            if not body["ok"]:
                raise _NotToldError(_refused(body))
            result: dict[str, Any] = body["result"]
            result[TELLING[method]]  # an answer without it is none
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError, KeyError, TypeError) as fault:
        raise _NotToldError(f"Telegram cannot be asked about {called} ({type(fault).__name__})") from None
    return result


def _refused(body: dict[str, Any]) -> str:
    """Return Telegram's reason for not showing a chat, and what is to be done about it."""
    number = body.get("parameters", {}).get("migrate_to_chat_id")
    if number:
        return f"team.chat_id: the group has become a supergroup, whose number is {number}"
    return (
        f"team.chat_id: the team's bot sees no group of that number ({body['description']}); "
        "add it to the group, or correct the number"
    )
