"""A team beside a running bot: its own bot, its group, its colleagues, and the people who write to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from bot.records import opened
from bot.settings import read
from flows.colleague import Private
from flows.duty import DAYS
from storage.staff import Staff
from tests.whole.installation import now
from tests.whole.phone import Phone, buttons
from tests.whole.telegram import Telegram, until
from tests.whole.thread import Thread

if TYPE_CHECKING:
    from flows.case import Role
    from tests.whole.installation import Installation
    from tests.whole.phone import Message

TEAM = 4_209_973
"""Number of the team's bot."""
ALWAYS = {day: ["00:00-24:00"] for day in DAYS}


class Reporter(Phone):
    """Somebody who writes to the public bot."""

    @property
    def talk(self) -> Thread:
        """The chat with the bot."""
        return Thread(self)

    async def asks(self) -> None:
        """From /start to the place in the queue."""
        await self.start()
        await self.press(f"lang.name.{self.language}", "key.person", "btn.person", "btn.yes", "btn.who_any")
        await self.reads("ho.waiting")

    async def tells(self, *answers: str, needs: str = "need:legal_advice") -> None:
        """From the question about one's role to the report that somebody reads; the rest is skipped."""
        await self.press("role:victim", "incident_group:words", "btn.next", *answers, "btn.next")
        await self._skips_to(needs)
        await self.press(needs, "btn.next")
        await self._skips_to("btn.send")
        await self.press("btn.send")

    async def _skips_to(self, label: str, question: str = "") -> None:
        """Skip until a card offers something, and asks a question where one is named."""
        while (card := await self.card()) and not (
            self.place(card, label) and (not question or self.says_text(card, question))
        ):
            skip = self.place(card, "btn.skip") or self.place(card, "btn.go_on")
            await self.push(card, skip)


class Colleague(Phone):
    """Somebody of the team, with their private chat with the team's bot."""

    name = ""

    @property
    def private(self) -> Thread:
        """What stands outside any topic."""
        return Thread(self)

    async def topics(self) -> dict[int, str]:
        """Return the names of their topics by number."""
        return {topic["thread"]: topic["name"] for topic in (await self.chat())["topics"]}

    async def topic(self, codename: str) -> Thread:
        """Wait until there is a topic for a case with something in it, and return the newest."""

        async def stands() -> Thread | None:
            found = [number for number, name in (await self.topics()).items() if name == codename]
            thread = Thread(self, max(found, default=0))
            return thread if found and await thread.heard() else None

        topic: Thread = await until(stands, f"the topic {codename}")
        return topic

    async def topicless(self) -> None:
        """Wait until there is no topic any more, nor any message of one."""

        async def none() -> bool:
            messages = (await self.chat())["messages"]
            return not await self.topics() and not any("message_thread_id" in one for one in messages)

        await until(none, "a chat without topics")


class Group:
    """The group in which cases wait."""

    def __init__(self, telegram: Telegram, number: int, reader: Phone) -> None:
        self.telegram, self.number, self.reader = telegram, number, reader

    async def messages(self) -> list[Message]:
        """Return what the team's bot has in it, oldest first."""
        chat = await self.telegram.see(f"/group/{self.number}/chat")
        return [message for message in chat["messages"] if not message["mine"] and "text" in message]

    async def card(self, label: str = "st.btn.claim", codename: str = "") -> Message:
        """Wait until a card with this button stands, and return the newest."""

        async def stands() -> Message | None:
            cards = [one for one in await self.messages() if codename in one["text"]]
            return next((one for one in reversed(cards) if self.reader.place(one, label)), None)

        card: Message = await until(stands, f"[{label}] {codename}")
        return card

    async def press(self, colleague: Phone, card: Message, label: str = "st.btn.claim") -> str:
        """Let a colleague press a button of a card; return the word that flashes up."""
        return await self.telegram.answered(await self.tap(colleague, card, label), self.number)

    async def tap(self, colleague: Phone, card: Message, label: str = "st.btn.claim") -> str:
        """Press likewise and wait for nothing; return the id of the press.

        The card may be a dash by now: others press, too, and a finger does not see that at once.
        """
        place = self.reader.place(card, label)
        assert place, f"no such button: {buttons(card)}"
        button = card["reply_markup"]["inline_keyboard"][place.row][place.column]
        order = {
            "person": colleague.number,
            "message_id": card["message_id"],
            "data": button["callback_data"],
        }
        query: str = (await self.telegram.do(f"/group/{self.number}/press", order))["query"]
        return query

    async def empty(self) -> None:
        """Wait until every card is a dash."""

        async def dashes() -> bool:
            return not any(buttons(message) for message in await self.messages())

        await until(dashes, "a group with dashes only")


class Team:
    """The team of an installation whose bot may or may not run."""

    def __init__(self, installation: Installation, telegram: Telegram, group: int, founder: int) -> None:
        self.installation, self.telegram = installation, telegram
        self.catalog = installation.catalog()
        self.group = Group(telegram, group, Phone(telegram, self.catalog, founder, "pl"))

    @classmethod
    async def at(cls, installation: Installation, **settings: Any) -> Team:
        """Give an installation a team that is always there, unless its settings say otherwise."""
        public = installation.telegram
        telegram = Telegram(public.http, public.url, TEAM)
        await telegram.do(f"/bots/{TEAM}", {"topics": True}, verb="PATCH")
        founder = (await telegram.do("/phone", {"name": "Założycielka"}))["id"]
        group = await telegram.do("/group", {"title": "Zespół", "bot": TEAM, "person": founder})
        token = installation.folder / "team.token"
        token.write_text(f"{TEAM}:" + "B" * 35, "ascii")
        keys = {"token_file": str(token), "chat_id": group["id"], "hours": ALWAYS} | settings
        installation.change("team", **keys)
        return cls(installation, telegram, group["id"], founder)

    # ------------------------------------------------------------------ people

    async def reporter(self, language: str = "uk", **who: Any) -> Reporter:
        """Make somebody who may write to the public bot."""
        public = self.installation.telegram
        person = await public.do("/phone", {"language": language, **who})
        spoken = language if language in ("pl", "uk", "ru", "en") else "pl"
        return Reporter(public, self.catalog, person["id"], spoken)

    async def somebody(self, language: str = "pl", **who: Any) -> Colleague:
        """Make a person whom the team's bot does not know."""
        person = await self.telegram.do("/phone", {"language": language, **who})
        return Colleague(self.telegram, self.catalog, person["id"], language)

    async def hires(self, *wanted: tuple[str, Role, str], cleared: bool = False) -> list[Colleague]:
        """Put people on the team by name, role and languages, before the bot runs; they are on duty."""
        people = [await self.somebody(languages[:2]) for _, _, languages in wanted]
        async with opened(read(self.installation.config), now) as store:
            staff = Staff(store)
            for person, (name, role, languages) in zip(people, wanted, strict=True):
                person.name = name
                await self._enrols(staff, person, role, tuple(languages.split(",")), cleared=cleared)
        for person in people:
            await person.act("start")
        return people

    async def _enrols(
        self, staff: Staff, person: Colleague, role: Role, languages: tuple[str, ...], *, cleared: bool
    ) -> None:
        token = await staff.invite(role, languages, cleared, now())
        member = await staff.accept(token, TEAM, person.number)
        assert member
        colleague = replace(member.colleague, name=person.name, on_duty=True)
        await staff.keep(replace(member, colleague=colleague, private=Private(stage="enrolled")))

    # ------------------------------------------------------------------ short ways

    async def claims(self, colleague: Colleague, codename: str = "") -> Thread:
        """Let a colleague take the newest case that waits, or the one of a name; return its topic."""
        card = await self._taken(colleague, "st.btn.claim", codename)
        return await colleague.topic(codename or self.codename(card))

    async def interprets(self, colleague: Colleague) -> str:
        """Let a colleague offer to interpret; return the codename of the case."""
        return self.codename(await self._taken(colleague, "st.btn.interpret"))

    async def _taken(self, colleague: Colleague, label: str, codename: str = "") -> Message:
        """Press the newest card with this button; again where the bot does not know yet that it stands."""
        said = old = colleague.word("err.old_button")
        while said == old:
            card = await self.group.card(label, codename)
            said = await self.group.press(colleague, card, label)
        assert said == "", said
        return card

    async def talking(self, colleague: Colleague, language: str = "uk") -> tuple[Reporter, Thread]:
        """Bring a new reporter and a colleague together; return the one and the other's topic."""
        reporter = await self.reporter(language)
        await reporter.asks()
        topic = await self.claims(colleague)
        await reporter.talk.shows("talk.on")
        return reporter, topic

    def codename(self, card: Message) -> str:
        """Return the codename that stands on a card in the group."""
        for id_ in ("st.card", "st.interp_call"):
            before, _, after = self.catalog._books["pl"][id_][0].partition("{case}")
            if found := re.search(
                f"{re.escape(before)}(.+){re.escape(after.partition('{')[0])}", card["text"]
            ):
                return found[1]
        raise AssertionError(card["text"])
