"""The sandbox's team: a group, and three colleagues who are enrolled already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec.structs import replace

from flows.colleague import Private

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import aiohttp

    from flows.case import Role
    from flows.facts import Codes
    from storage.staff import Staff

GROUP: Final = "GCRT: zespół"
BOT: Final = "Glos: zespół"
CREW: Final[tuple[tuple[str, Role, Codes], ...]] = (
    ("Wierzba", "counsellor", ("pl",)),
    ("Lipa", "interpreter", ("pl", "uk", "ru")),
    ("Jesion", "coordinator", ("pl", "en")),
)
"""Working name, role and languages of the colleagues whose phones stand on the page."""


class Crew(NamedTuple):
    """What the sandbox's team is known by."""

    group: int
    phones: tuple[int, ...]
    """The numbers of the colleagues, in the order of CREW."""


async def set_up(http: aiohttp.ClientSession, address: str, token: str) -> Crew:
    """Name the team's bot, switch its topics on, give each colleague a phone, and make their group."""
    bot = int(token.partition(":")[0])
    await _post(http, "POST", f"{address}/bot{token}/setMyName", name=BOT)
    await _post(http, "PATCH", f"{address}/bots/{bot}", topics=True)
    people = [
        await _post(http, "POST", f"{address}/phone", name=name, language=languages[0], bot=bot)
        for name, _, languages in CREW
    ]
    first, *others = [person["id"] for person in people]
    group = await _post(http, "POST", f"{address}/group", title=GROUP, bot=bot, person=first, members=others)
    return Crew(group["id"], (first, *others))


async def enrol(crew: Crew, bot: int, staff: Staff, clock: Callable[[], datetime]) -> None:
    """Let each colleague be on the team and on duty from the start; those of an earlier sandbox are gone."""
    for former in await staff.members():
        await staff.revoke(former.colleague.id)
    for (name, role, languages), phone in zip(CREW, crew.phones, strict=True):
        token = await staff.invite(role, languages, True, clock())  # noqa: FBT003  cleared for minors
        member = await staff.accept(token, bot, phone)
        if member is not None:
            colleague = replace(member.colleague, name=name, on_duty=True)
            await staff.keep(replace(member, colleague=colleague, private=Private(stage="enrolled")))


async def greet(http: aiohttp.ClientSession, address: str, bot: int, crew: Crew) -> None:
    """Let each colleague open their chat with the team's bot."""
    for phone in crew.phones:
        await _post(http, "POST", f"{address}/phone/{phone}/{bot}/start")


async def _post(http: aiohttp.ClientSession, method: str, url: str, **body: Any) -> dict[str, Any]:
    async with http.request(method, url, json=body) as answer:
        answer.raise_for_status()
        told: dict[str, Any] = await answer.json()
        return told
