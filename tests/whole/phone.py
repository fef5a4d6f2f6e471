"""A phone: it presses what stands on the screen, by the ids of the labels, and looks at the chat."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from flows.model import Text
from tests.whole.telegram import DEADLINE, until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from locales.catalog import Catalog
    from tests.whole.telegram import Telegram

Message = dict[str, Any]


class Place(NamedTuple):
    """Where a button stands."""

    row: int
    column: int


class Phone:
    """One person's phone, with the chat with the bot open on it."""

    def __init__(self, telegram: Telegram, catalog: Catalog, number: int, language: str) -> None:
        self.telegram, self.catalog, self.number = telegram, catalog, number
        self.language = language
        """In which the bot speaks at present; labels are looked for in it."""
        self.taps = 0
        self._home = f"/phone/{number}/{telegram.bot}"

    # ------------------------------------------------------------------ what the person does

    async def act(self, what: str, **order: Any) -> Any:
        """Do one thing on the phone, as the sandbox names it, and wait for nothing."""
        return await self.telegram.do(f"{self._home}/{what}", order)

    async def start(self) -> Message:
        """Open the bot and wait for its first card."""
        return await self.says("/start")

    async def says(self, words: str) -> Message:
        """Write something and wait until the bot has taken it away and shown a card."""
        since = await self.telegram.count()
        return await self._answered(since, await self.act("text", text=words))

    async def sends(self, kind: str, **more: Any) -> Message:
        """Send something that is no text, and wait as `says` does."""
        since = await self.telegram.count()
        return await self._answered(since, await self.act("media", kind=kind, **more))

    async def _answered(self, since: int, sent: Message) -> Message:
        """Wait until a message is gone and a card was shown and stands, in whichever order."""

        async def answered() -> Message | None:
            standing = (await self.chat())["messages"]
            cards = [message for message in standing if not message["mine"]]
            gone = sent["message_id"] not in {message["message_id"] for message in standing}
            return cards[-1] if gone and cards and await self.shown(since) else None

        card: Message = await until(answered, "an answer and the removal of what was sent")
        return card

    async def shown(self, since: int = 0) -> list[dict[str, Any]]:
        """Return the calls that put a card into this chat, or found it standing there already (400)."""
        calls = await self.telegram.calls("sendMessage", "editMessageText", since=since)
        return [c for c in calls if c["status"] in (200, 400) and c["params"]["chat_id"] == self.number]

    async def press(self, *labels: str) -> Message:
        """Press buttons by the ids of their labels, one after the other, turning pages to find them."""
        card: Message | None = None
        for label in labels:
            card = await self._press(label, card)
        assert card
        return card

    async def _press(self, label: str, seen: Message | None) -> Message:
        card = seen if seen and self._offers(seen, label) else await self.has(label)
        while (place := self.place(card, label)) is None:
            card = await self.push(card, self.place(card, "key.later"))
        self._speak(label)
        return await self.push(card, place)

    async def push(self, card: Message, place: Place | None) -> Message:
        """Press the button at a place of a card and wait until another card stands; return that one."""
        assert place, f"no such button: {buttons(card)}"
        other = f"another card than {card['text'][:80]}"
        return await self.until(lambda now: look(now) != look(card), other, self.tap(card, place))

    async def tap(self, card: Message, place: Place | None) -> None:
        """Press a button and wait for nothing."""
        assert place, f"no such button: {buttons(card)}"
        self.taps += 1
        await self.act("press", message_id=card["message_id"], row=place.row, column=place.column)

    async def has(self, label: str) -> Message:
        """Wait until a card stands that has this button, perhaps on a later page, and return it."""
        word = self.word(label)
        return await self.until(lambda card: self._offers(card, label), f"[{word}]")

    def _offers(self, card: Message, label: str) -> bool:
        return bool(self.place(card, label) or self.place(card, "key.later"))

    def _speak(self, label: str) -> None:
        """Understand the bot in the language that was just chosen."""
        if label.startswith("lang.name."):
            self.language = label.removeprefix("lang.name.")

    # ------------------------------------------------------------------ what the person sees

    async def chat(self) -> dict[str, Any]:
        """Return the chat as the sandbox tells it."""
        chat: dict[str, Any] = await self.telegram.see(f"{self._home}/chat")
        return chat

    async def cards(self) -> list[Message]:
        """Return the bot's messages that stand in the chat, oldest first."""
        return [message for message in (await self.chat())["messages"] if not message["mine"]]

    async def card(self) -> Message | None:
        """Return the newest of them."""
        cards = await self.cards()
        return cards[-1] if cards else None

    async def until(
        self, true: Callable[[Message], Any], what: str = "the card", doing: Awaitable[None] | None = None
    ) -> Message:
        """Wait until the newest card fulfils something, and return it; with `doing`, do that first."""
        card: Message | None = None
        news = await self.telegram.http.get(f"/events?phone={self.number}")
        try:
            async with asyncio.timeout(DEADLINE):
                await news.content.readuntil(b"\n\n")
                if doing:
                    await doing
                    await news.content.readuntil(b"\n\n")
                while not ((card := await self.card()) and true(card)):
                    await news.content.readuntil(b"\n\n")
        except TimeoutError:
            stands = f"{card['text']}\n{buttons(card)}" if card else "nothing"
            raise AssertionError(f"{what} did not come; there stands:\n{stands}") from None
        finally:
            news.close()
        return card

    async def reads(self, id_: str) -> Message:
        """Wait until the newest card holds a text of the catalogue; its values may be anything."""
        return await self.until(lambda card: self.says_text(card, id_), id_)

    def says_text(self, card: Message, id_: str) -> bool:
        """Tell whether a card holds a text of the catalogue, up to its first value."""
        return self.sentence(id_) in card["text"]

    def sentence(self, id_: str) -> str:
        """Return a text of the catalogue up to its first value, as it is told here."""
        forms = self.catalog._books[self.language]
        alone = f"{id_}.alone"
        words = (forms[alone] if not self.catalog._team and alone in forms else forms[id_])[0]
        return words.partition("{")[0].strip()

    def parts(self, id_: str) -> tuple[str, ...]:
        """Return what of a text of the catalogue is the same whatever its values are."""
        between = re.split(r"\{\w+\}", self.catalog._books[self.language][id_][0])
        return tuple(part.strip() for part in between if len(part.strip()) > 1)

    def word(self, label: str) -> str:
        """Return what stands on the button with this label."""
        return self.catalog.sentence(Text(label), self.language)

    def place(self, card: Message, label: str) -> Place | None:
        """Find the button with this label on a card."""
        word = self.word(label)
        return next(
            (
                Place(r, c)
                for r, row in enumerate(buttons(card))
                for c, text in enumerate(row)
                if text.removeprefix("✓ ") == word
            ),
            None,
        )

    # ------------------------------------------------------------------ short ways

    async def opened(self, language: str = "uk", role: str = "victim") -> Message:
        """From /start to the first question."""
        await self.start()
        await self.press(f"lang.name.{language}", "safety:safe", "btn.start_report", "btn.yes")
        return await self.press(f"role:{role}")

    async def reported(self, *answers: str) -> Message:
        """From the first question of the victim's flow to the end, with as little as makes a report."""
        await self.press("incident_group:words", "btn.next", *(answers or ("incident_type:verbal_insult",)))
        await self.press("btn.send_now", "btn.send")
        return await self.reads("thanks.register")


def buttons(card: Message) -> list[list[str]]:
    """Return the labels of a card's buttons, row by row."""
    rows = card.get("reply_markup", {}).get("inline_keyboard", [])
    return [[button["text"] for button in row] for row in rows]


def look(card: Message) -> tuple[int, str, str]:
    """Return what a person could tell two cards apart by."""
    return card["message_id"], card.get("text", ""), str(buttons(card))
