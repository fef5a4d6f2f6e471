"""Hands on a phone in a talk: they press whatever button stands, write where they like, wait for words."""

from __future__ import annotations

import base64
from functools import partial
from typing import TYPE_CHECKING, Any

from flows.model import Text
from tests.whole.telegram import until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from locales.catalog import Catalog
    from tests.whole.telegram import Telegram

    Fits = Callable[[str], bool]

Message = dict[str, Any]
Offer = tuple[Message, str]
"""A message, and the label of a button on it."""


class Hands:
    """One person in one chat; labels are named by their ids in the catalogue."""

    pause = 0.02
    """Seconds between two looks at the phone; where many are looked at, they are looked at less often."""

    def __init__(self, telegram: Telegram, catalog: Catalog, number: int, language: str) -> None:
        self.telegram, self.catalog, self.number, self.language = telegram, catalog, number, language
        self.home, self.chat_id = f"/phone/{number}/{telegram.bot}", number
        self.extra: dict[str, Any] = {}
        """What every order needs besides."""
        self._pressed: set[tuple[object, ...]] = set()

    async def until(self, true: Callable[[], Awaitable[Any]], what: str) -> Any:
        """Look until something holds, and return it."""
        return await until(true, what, pause=self.pause)

    # ------------------------------------------------------------------ what the person does

    async def does(self, what: str, **order: Any) -> Any:
        """Do one thing, as the sandbox names it, and wait for nothing."""
        given = {name: value for name, value in order.items() if value is not None}
        return await self.telegram.do(f"{self.home}/{what}", self.extra | given)

    async def writes(self, text: str, thread: int | None = None, reply_to: int | None = None) -> Message:
        """Write something."""
        sent: Message = await self.does("text", text=text, thread=thread, reply_to=reply_to)
        return sent

    async def sends(self, kind: str, content: bytes | None = None, **more: Any) -> Message:
        """Send something that is no text."""
        body = None if content is None else base64.b64encode(content).decode()
        sent: Message = await self.does("media", kind=kind, content=body, **more)
        return sent

    async def press(self, *labels: str) -> None:
        """Press buttons one after the other, each on the newest message that has it; none of them twice."""
        for label in labels:
            await self.push(self.word(label).__eq__, self.word(label))

    async def push(self, fits: Fits, called: str) -> None:
        """Press the button whose label fits, once it stands somewhere and was not pressed as it stands."""

        async def pushed() -> bool:
            return await self._pushed(_offers(await self.messages(), fits))

        await self.until(pushed, f"[{called}]")

    async def _pushed(self, offers: list[Offer]) -> bool:
        """Press the first button that was not pressed as it stands; False where there is none."""
        for message, label in offers:
            face = (message["message_id"], message["edits"], label)
            if face not in self._pressed:
                self._pressed.add(face)
                await self.tap((message, label))
                return True
        return False

    async def drives(self, done: Callable[[], Awaitable[Any]], *words: str, thread: int | None = None) -> Any:
        """Press whichever of some buttons stands, the later ones rather, until something holds; return that.

        A press that comes while its card is drawn anew is refused as old, and then made again.
        """

        async def pressed() -> Any:
            if held := await done():
                return held
            messages = await self.messages(thread)
            for word in reversed(words):
                offers = _offers(messages, partial(_begins, word))
                offers = [(message, label) for message, label in offers if not label.startswith("✓")]
                if await self._pushed(offers[:1]):
                    break
            return None

        return await self.until(pressed, f"an end of {words}")

    async def settles(self, label: str, about: str = "") -> None:
        """Press a button of a message that holds some words, and wait until no message offers it any more.

        A message is a moment younger than what is known of it: a press in that moment is refused as old.
        """
        while (
            await self.taps((await self.until(lambda: self.offered(label, about), f"[{label}]"))[0])
            == self.old
        ):
            pass

        async def gone() -> bool:
            return not await self.offered(label, about)

        await self.until(gone, f"an end of [{label}]")

    async def taps(self, offer: Offer) -> str:
        """Press a button, also one that has just gone; return the word that flashes up."""
        return await self.telegram.answered(await self.tap(offer), self.chat_id)

    async def tap(self, offer: Offer) -> str:
        """Press a button likewise and wait for nothing; return the id of the press."""
        message, label = offer
        rows = message["reply_markup"]["inline_keyboard"]
        data = next(button["callback_data"] for row in rows for button in row if button["text"] == label)
        query: str = (await self.does("press", message_id=message["message_id"], data=data))["query"]
        return query

    @property
    def old(self) -> str:
        """The word that flashes up over a press that is not known, or not known yet."""
        return self.word("err.old_button")

    # ------------------------------------------------------------------ what the person sees

    async def chat(self) -> dict[str, Any]:
        """Return the chat as the sandbox tells it."""
        chat: dict[str, Any] = await self.telegram.see(f"{self.home}/chat")
        return chat

    async def messages(self, thread: int | None = None) -> list[Message]:
        """Return what stands in the chat, or in one topic of it, oldest first."""
        every = (await self.chat())["messages"]
        return [one for one in every if thread is None or one.get("message_thread_id") == thread]

    async def offered(self, label: str, about: str = "") -> list[Offer]:
        """Return the buttons of this label on messages that hold some words, the newest first."""
        word = self.word(label)
        return _offers([one for one in await self.messages() if about in said(one)], word.__eq__)

    async def sees(self, words: str, thread: int | None = None) -> Message:
        """Wait until a message of the bot holds these words, and return the newest that does."""

        async def there() -> Message | None:
            standing = await self.messages(thread)
            return next((one for one in reversed(standing) if not one["mine"] and words in said(one)), None)

        found: Message = await self.until(there, f"“{words}”")
        return found

    async def reads(self, id_: str) -> Message:
        """Wait until a message holds a text of the catalogue, up to its first value."""
        words: str = self.catalog._books[self.language][id_][0]
        return await self.sees(words.partition("{")[0].strip())

    def word(self, label: str) -> str:
        """Return what stands on the button with this label."""
        return self.catalog.sentence(Text(label), self.language)


class Colleague(Hands):
    """Somebody of the team, in their chat with the team's bot and in the team's group."""

    def __init__(self, telegram: Telegram, catalog: Catalog, number: int, group: int) -> None:
        super().__init__(telegram, catalog, number, "pl")
        self.desk = Hands(telegram, catalog, number, "pl")
        self.desk.home, self.desk.chat_id, self.desk.extra = f"/group/{group}", group, {"person": number}

    async def enrols(self, token: str, name: str) -> None:
        """Open an invitation, choose a working name, and begin the duty."""
        await self.writes(f"/start {token}")
        await self.press("btn.yes")
        await self.reads("team.enrol.pseudonym")
        await self.writes(name)
        await self.press("btn.next", "st.btn.duty_on")

    async def topics(self) -> dict[int, str]:
        """Return the names of the topics that stand in the chat, by their numbers."""
        return {topic["thread"]: topic["name"] for topic in (await self.chat())["topics"]}

    async def gets(self, codename: str) -> int:
        """Wait until a case has its topic here, with the case card in it, and return its number."""

        async def there() -> int | None:
            found = [number for number, name in (await self.topics()).items() if name == codename]
            return (
                found[-1] if found and any(_buttons(one) for one in await self.messages(found[-1])) else None
            )

        number: int = await self.until(there, f"a topic {codename}")
        return number

    async def translates(self, thread: int, line: int, words: str, reader: Hands) -> None:
        """Answer a line, again where it is not known yet where that line stands, until somebody reads it."""
        hint, told = self.catalog._books["pl"]["team.reply_only"][0], -1

        async def arrived() -> bool:
            nonlocal told
            hints = len([one for one in await self.messages(thread) if hint in said(one)])
            if hints > told:
                told = hints
                await self.writes(words, thread, line)
            return any(words in said(one) for one in await reader.messages())

        await self.until(arrived, words)

    async def claims(self, codename: str, label: str = "st.btn.claim") -> None:
        """Press the button on the card of a case in the group until the card is a dash."""
        await self.desk.settles(label, codename)


def said(message: Message) -> str:
    """Return the words of a message."""
    return str(message.get("text") or message.get("caption") or "")


def _begins(word: str, label: str) -> bool:
    return label.startswith(word)


def _buttons(message: Message) -> Sequence[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def _offers(messages: Sequence[Message], fits: Fits) -> list[Offer]:
    """Return the buttons whose labels fit, those of the newest message first; a tick is no part of one."""
    newest = list(reversed(messages))
    return [(one, label) for one in newest for label in _buttons(one) if fits(label.removeprefix("✓ "))]
