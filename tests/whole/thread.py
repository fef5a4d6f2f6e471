"""A chat, or one topic of it, as somebody has it on their phone: what stands in it, what they do in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.whole.phone import Phone, buttons, look
from tests.whole.telegram import until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.whole.phone import Message, Place


class Thread:
    """The messages of one topic; `number` 0 is all that stands outside any topic."""

    def __init__(self, phone: Phone, number: int = 0) -> None:
        self.phone, self.number = phone, number

    # ------------------------------------------------------------------ what is done

    async def writes(self, text: str, reply: int = 0) -> int:
        """Write something, perhaps as a reply; return the message's number."""
        sent = await self.phone.act(
            "text", text=text, **self._place(), **({"reply_to": reply} if reply else {})
        )
        return int(sent["message_id"])

    async def sends(self, kind: str, **more: Any) -> int:
        """Send a photo, a voice message or the like; return the message's number."""
        return int((await self.phone.act("media", kind=kind, **self._place(), **more))["message_id"])

    async def edits(self, message: int, text: str) -> None:
        """Change what was written."""
        await self.phone.act("edit", message_id=message, text=text)

    async def press(self, *labels: str) -> None:
        """Press buttons, each of which changes the message that it stands on."""
        for label in labels:
            message, place = await self.button(label)
            self.phone._speak(label)
            await self.phone.tap(message, place)
            await self._changed(message)

    async def toast(self, label: str) -> str:
        """Press a button and return the word that flashes up, "" where none does."""
        message, place = await self.button(label)
        return await self.pressed(message["message_id"], row=place.row, column=place.column)

    async def pressed(self, message: int, **button: Any) -> str:
        """Press any button of any message, also one that is gone; return the word that flashes up."""
        query = (await self.phone.act("press", message_id=message, **button))["query"]
        return await self.phone.telegram.answered(query, self.phone.number)

    async def button(self, label: str) -> tuple[Message, Place]:
        """Wait until a button stands somewhere, turning pages to find it; the newest message has it first."""
        word = self.phone.word(label)

        async def stands() -> tuple[Message, Place] | None:
            cards = [card for card in reversed(await self.messages()) if buttons(card)]
            for card in cards:
                if place := self.phone.place(card, label):
                    return card, place
            for card in cards[:1]:
                if later := self.phone.place(card, "key.later"):
                    await self.phone.tap(card, later)
                    await self._changed(card)
            return None

        found: tuple[Message, Place] = await self._until(stands, f"[{word}]")
        return found

    async def _changed(self, before: Message) -> None:
        async def other() -> bool:
            standing = {one["message_id"]: one for one in await self.messages()}
            return look(standing.get(before["message_id"], {"message_id": 0})) != look(before)

        await self._until(other, f"another card than {before['text'][:80]}")

    # ------------------------------------------------------------------ what is seen

    async def messages(self) -> list[Message]:
        """Return what stands here, one's own messages included, oldest first."""
        messages = (await self.phone.chat())["messages"]
        return [one for one in messages if one.get("message_thread_id", 0) == self.number]

    async def heard(self) -> list[str]:
        """Return the words of the bot's messages, those beneath photos included, oldest first."""
        return [words(one) for one in await self.messages() if not one["mine"] and words(one)]

    async def hears(self, *parts: str) -> Message:
        """Wait until a message of the bot's holds all these words, and return it."""

        async def holds() -> Message | None:
            standing = [one for one in await self.messages() if not one["mine"]]
            return next(
                (one for one in reversed(standing) if all(part in words(one) for part in parts)), None
            )

        found: Message = await self._until(holds, f"{parts} in {self}")
        return found

    async def told(self, id_: str) -> Message:
        """Wait until a message of the bot's holds a text of the catalogue, with whatever values."""
        return await self.hears(*self.phone.parts(id_))

    async def shows(self, id_: str) -> Message:
        """Wait until a card with buttons holds a text of the catalogue."""

        async def stands() -> Message | None:
            cards = [card for card in await self.messages() if buttons(card)]
            parts = self.phone.parts(id_)
            return next(
                (card for card in reversed(cards) if all(part in words(card) for part in parts)), None
            )

        card: Message = await self._until(stands, f"a card with {id_}")
        return card

    async def _until(self, true: Callable[[], Awaitable[Any]], what: str) -> Any:
        try:
            return await until(true, what)
        except AssertionError as late:
            raise AssertionError("\n---\n".join([f"{late}; there stands:", *await self.heard()])) from None

    def __str__(self) -> str:
        return f"topic {self.number} of {self.phone.number}"

    def _place(self) -> dict[str, int]:
        return {"thread": self.number} if self.number else {}


def words(message: Message) -> str:
    """Return what is written in a message, or beneath a photo or voice."""
    return str(message.get("text") or message.get("caption") or "")


def answers(message: Message) -> int:
    """Return the number of the message that this one replies to, 0 if to none."""
    return int(message.get("reply_to_message", {}).get("message_id", 0))
