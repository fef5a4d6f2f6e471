"""A public bot and a team's bot that hand talks over to each other: what the tests of the stage look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp

from sandbox.media import JPEG
from tests.sandbox.echo import EchoBot

if TYPE_CHECKING:
    from tests.sandbox.echo import Town

TEAM = 5151
CODENAMES = ("Amber heron", "Quiet otter", "Silver birch")
CLAIM = {"inline_keyboard": [[{"text": "Claim", "callback_data": "claim"}]]}
ASK = {"text": "Ask an interpreter", "callback_data": "ask"}
CLOSE = {"text": "Close", "callback_data": "close"}
CASE = {"inline_keyboard": [[ASK], [CLOSE]]}


class TeamBot(EchoBot):
    """Announces cases in a group, gives whoever claims one a topic for it, and relays what stands there."""

    token = f"{TEAM}:" + "A" * 35

    def __init__(self, town: Town, group: int) -> None:
        super().__init__(town.url, town.http)
        self.group = group
        self.public = PublicBot(self)
        self.waiting: dict[int, dict[str, Any]] = {}
        self.talks: dict[tuple[int, int], int] = {}

    async def introduce(self) -> None:
        commands = [{"command": "duty", "description": "Go on or off duty"}]
        await self.call("setMyCommands", commands=commands)
        await self.call("setMyDescription", description="For the team. Open your invitation link.")
        await self.call("setMyName", name="Team desk")

    async def announce(self, reporter: dict[str, Any]) -> None:
        name = CODENAMES[len(self.waiting) % len(CODENAMES)]
        card = await self.call(
            "sendMessage", chat_id=self.group, text=f"{name} · Ukrainian · just now", reply_markup=CLAIM
        )
        self.waiting[card["message_id"]] = {"reporter": reporter["id"], "name": name}

    async def answer(self, update: dict[str, Any]) -> None:
        if query := update.get("callback_query"):
            await getattr(self, query["data"])(query, query["message"])
        elif message := update.get("message") or update.get("edited_message"):
            await self.take(message)

    async def claim(self, query: dict[str, Any], card: dict[str, Any]) -> None:
        case, who = self.waiting[card["message_id"]], query["from"]
        if "claimed" in case:
            said = f"{case['claimed']} has it already."
            await self.call("answerCallbackQuery", callback_query_id=query["id"], text=said)
            return
        case["claimed"] = who["first_name"]
        await self.call(
            "answerCallbackQuery", callback_query_id=query["id"], text="It is in your topics now."
        )
        await self.call("editMessageText", chat_id=self.group, message_id=card["message_id"], text="–")
        topic = await self.call("createForumTopic", chat_id=who["id"], name=case["name"], icon_color=16766590)
        number = topic["message_thread_id"]
        self.talks[who["id"], number] = case["reporter"]
        card = {"chat_id": who["id"], "message_thread_id": number, "reply_markup": CASE}
        await self.call("sendMessage", **card, text=f"{case['name']}\nLanguage: Ukrainian\nSafety: safe now")

    async def ask(self, query: dict[str, Any], _card: dict[str, Any]) -> None:
        said = "Interpreters have been asked."
        await self.call("answerCallbackQuery", callback_query_id=query["id"], text=said, show_alert=True)

    async def close(self, _query: dict[str, Any], card: dict[str, Any]) -> None:
        chat, topic = card["chat"]["id"], card["message_thread_id"]
        await self.call("deleteForumTopic", chat_id=chat, message_thread_id=topic)

    async def take(self, message: dict[str, Any]) -> None:
        """Relay what is written in a topic; outside of one, greet."""
        chat, topic = message["chat"], message.get("message_thread_id", 0)
        reporter = self.talks.get((chat["id"], topic))
        if reporter is not None and "text" in message:
            await self.public.call("sendMessage", chat_id=reporter, text=message["text"])
        elif message.get("text", "").startswith("/start"):
            await self.call(
                "sendMessage", chat_id=chat["id"], text=f"Welcome, {message['from']['first_name']}."
            )

    async def pass_on(self, message: dict[str, Any]) -> None:
        """Put what a reporter has sent into the topic of their talk."""
        places = [place for place, reporter in self.talks.items() if reporter == message["chat"]["id"]]
        for chat, topic in places:
            where = {"chat_id": chat, "message_thread_id": topic}
            if message.get("text") == "…":
                await self.call("sendChatAction", **where, action="typing")
            elif "photo" in message:
                await self.send_photo({name: str(number) for name, number in where.items()})
            else:
                await self.call("sendMessage", **where, text=message.get("text", "?"))

    async def send_photo(self, where: dict[str, str]) -> None:
        form = aiohttp.FormData({**where, "caption": "a photo"})
        form.add_field("photo", JPEG, filename="photo.jpg", content_type="image/jpeg")
        async with self.http.post(f"{self.url}/bot{self.token}/sendPhoto", data=form) as answer:
            assert (await answer.json())["ok"]


class PublicBot(EchoBot):
    """Greets reporters; "help" asks for a person, and what comes then goes to the team."""

    token = "5050:" + "A" * 35

    def __init__(self, team: TeamBot) -> None:
        super().__init__(team.url, team.http)
        self.team = team

    async def introduce(self) -> None:
        await self.call("setMyName", name="Public desk")

    async def take(self, message: dict[str, Any]) -> None:
        if message.get("text") == "/start":
            await self.call("sendMessage", chat_id=message["chat"]["id"], text="Good day! Write: help")
        elif message.get("text") == "help":
            await self.team.announce(message["from"])
            await self.call("sendMessage", chat_id=message["chat"]["id"], text="Somebody is on their way.")
        else:
            await self.team.pass_on(message)
