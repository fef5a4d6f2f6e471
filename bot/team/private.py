"""A colleague's private chat with the team's bot, as its core decides: enrolment, duty, their cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.team.reading import Commanded, Pressed, Wrote
from flows.colleague import act, screen
from flows.model import ChoicePressed, CommandSent, MediaSent, TextSent
from flows.orders import ShowCaseCard
from flows.teamfacts import CaseReleased, CaseRested, Claimed

if TYPE_CHECKING:
    from bot.cases import Cases
    from bot.team.chats import Chats
    from bot.team.reading import Done
    from bot.team.switches import Switches
    from flows.case import Case
    from flows.colleague import Acted
    from flows.model import Event, Text
    from storage.staff import Member


class PrivateChats:
    """What is seen and done outside any topic."""

    def __init__(self, cases: Cases, chats: Chats, switches: Switches) -> None:
        """Take the cases, of which colleagues see their own, the chats, and what coordinators decide."""
        self.cases = cases
        self.chats = chats
        self.switches = switches

    async def begin(self, member: Member) -> None:
        """Show somebody who opened their invitation what they are asked; raises StorageFailed."""
        say = screen(self.cases.flows, member.private, member.colleague, ())
        card = await self.chats.show(member.chat, 0, say, below=True)
        await self.cases.staff.keep(replace(member, card=card))

    async def take(self, did: Done, member: Member) -> Text | None:
        """Do one turn of this chat; return the word that flashes up. Raises StorageFailed."""
        if not await self.cases.store.first_time(self.chats.bot.id, did.update):
            return None
        own = await self._own(member)
        stands = await self.switches.overview()
        acted = act(
            self.cases.flows, member.private, member.colleague, [case for _, case in own], _event(did), stands
        )
        if acted.with_cases:
            await self._let_go(acted, own)
            own = await self._own(member)
        began = acted.colleague.on_duty and not member.colleague.on_duty
        member = replace(member, private=acted.private, colleague=acted.colleague)
        await self.cases.staff.keep(member)
        if began or (isinstance(did, Commanded) and did.name == "cases"):
            await self._take_up(own, began=began)
        if acted.order:
            await self.switches.set(acted.order, member)
            stands = await self.switches.overview()
        cases = [case for _, case in own]
        say = screen(self.cases.flows, member.private, member.colleague, cases, acted, stands)
        below = not isinstance(did, Pressed) or acted.order in ("breach", "purge")
        card = await self.chats.show(member.chat, member.card, say, below=below)
        if card != member.card:
            await self.cases.staff.keep(replace(member, card=card))
        return acted.toast

    async def _own(self, member: Member) -> list[tuple[bytes, Case]]:
        if not member.enrolled:
            return []
        cases = await self.cases.store.cases_of(member.colleague.id)
        return [(key, case) for key, case in cases if case.counsellor == member.colleague.id]

    async def _take_up(self, own: list[tuple[bytes, Case]], *, began: bool) -> None:
        """Take up what rested, as the duty begins; show each card, for which a deleted topic is made anew."""
        for record, case in own:
            if case.state not in ("claimed", "resting"):
                continue
            async with self.cases.store.case(record, None) as turn:
                if turn is None or turn.case is None:
                    continue
                if began:
                    await self.cases.tell(turn, Claimed(by=case.counsellor))
                turn.work_on(turn.case, [ShowCaseCard(to=case.counsellor)])

    async def _let_go(self, acted: Acted, own: list[tuple[bytes, Case]]) -> None:
        """Give all talks back to the queue, or put them to rest, because the duty ends."""
        by = acted.colleague.id
        fact = CaseReleased(by=by) if acted.with_cases == "release" else CaseRested(by=by)
        for record, case in own:
            if case.state != "claimed":
                continue
            async with self.cases.store.case(record, None) as turn:
                if turn is not None:
                    await self.cases.tell(turn, fact)


def _event(did: Done) -> Event:
    match did:
        case Pressed():
            return ChoicePressed(at=did.at, card=did.card, press=did.press)
        case Commanded():
            return CommandSent(at=did.at, name=did.name, argument=did.argument)
        case Wrote(kind=""):
            return TextSent(at=did.at, text=did.text)
    return MediaSent(at=did.at, kind="other")
