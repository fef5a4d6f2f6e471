"""The world the sandbox keeps in memory: people, bots, the chats between them, and what stands in each."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from sandbox.calls import KEPT, Calls
from sandbox.files import Files
from sandbox.limits import BURST, PER_MINUTE_IN_GROUP, PER_SECOND, Bucket, Window
from sandbox.profile import Profile
from sandbox.refusal import bad, forbidden
from sandbox.updates import Inbox
from sandbox.watch import Watchers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sandbox.clock import Clock
    from sandbox.params import Params
    from sandbox.refusal import Body
    from sandbox.webhook import Webhook

    Method = Callable[["World", "Bot", Params], Any]

LOG = 200
QUERIES = 10_000


@dataclass(slots=True)
class Person:
    """Somebody with a phone; its language is what the bot sees and what the bot's names follow."""

    id: int
    name: str
    username: str | None
    language: str
    last_name: str | None = None
    bio: str | None = None
    photo: bytes | None = None
    voices: bool = True
    deactivated: bool = False

    def user(self) -> Body:
        """Return the person as a Bot API User."""
        return {"id": self.id, "is_bot": False, **self.names(), "language_code": self.language}

    def names(self) -> Body:
        """Return the names they go by, in the fields that User and Chat share."""
        names = {"first_name": self.name, "last_name": self.last_name, "username": self.username}
        return {field: name for field, name in names.items() if name}


@dataclass(slots=True, frozen=True)
class Press:
    """A press that waits for its answer, since a date in Unix seconds."""

    since: float
    chat: Chat
    person: int


@dataclass(slots=True)
class Bot:
    """A bot: whatever token is used with its number before the colon."""

    id: int
    inbox: Inbox
    since: float
    profile: Profile = field(default_factory=Profile)
    rate: Window = field(default_factory=lambda: Window(PER_SECOND, 1.0))
    queries: dict[str, Press] = field(default_factory=dict)
    webhook: Webhook | None = None
    called: bool = False
    topics: bool = False
    user_topics: bool = False
    groups: bool = True
    out_until: float = 0.0

    def user(self) -> Body:
        """Return the bot as it stands in a message's `from`."""
        name = self.profile.names.get("") or f"Sandbox {self.id}"
        return {"id": self.id, "is_bot": True, "first_name": name, "username": f"sandbox{self.id}_bot"}


@dataclass(slots=True)
class Message:
    """A message that stands; its Bot API body is replaced, never changed, when it is edited."""

    body: Body
    mine: bool
    edits: int = 0
    reactions: dict[int, str] = field(default_factory=dict)

    def face(self) -> Body:
        """Return the message as a phone shows it."""
        face = {**self.body, "mine": self.mine, "edits": self.edits}
        reactions = [{"by": who, "emoji": emoji} for who, emoji in self.reactions.items()]
        return {**face, "reactions": reactions} if reactions else face


@dataclass(slots=True)
class Chat:
    """One bot's chat with a person, or with a group."""

    id: int
    bot: Bot
    person: Person | None
    kind: str
    rate: Window | Bucket
    title: str = ""
    forum: bool = False
    admin: bool = False
    opened: bool = False
    blocked: bool = False
    moved_to: int | None = None
    last_id: int = 0
    toast: Body | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, Body] = field(default_factory=dict)
    members: dict[int, str] = field(default_factory=dict)
    actions: dict[int, tuple[str, float]] = field(default_factory=dict)
    log: deque[Body] = field(default_factory=lambda: deque(maxlen=LOG))

    def face(self) -> Body:
        """Return the chat as a Bot API Chat."""
        if self.person is None:
            face: Body = {"id": self.id, "type": self.kind, "title": self.title}
            return {**face, "is_forum": True} if self.forum else face
        return {"id": self.id, "type": "private", **self.person.names()}

    def check_reachable(self) -> None:
        """Refuse with Telegram's reason why this bot may not write here."""
        if self.moved_to is not None:
            raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=self.moved_to)
        if self.person is None:
            if not self.opened:
                raise forbidden(f"bot was kicked from the {self.kind} chat")
        elif self.person.deactivated:
            raise forbidden("user is deactivated")
        elif self.blocked:
            raise forbidden("bot was blocked by the user")
        elif not self.opened:
            raise forbidden("bot can't initiate conversation with a user")


class World:
    """Everything there is; asked by the Bot API's side and by the phones' side alike."""

    def __init__(self, clock: Clock, methods: Mapping[str, Method], calls: int = KEPT) -> None:
        """Begin with nobody in it; `methods` are what bots may call, by their names in lower case."""
        self.clock = clock
        self.methods = methods
        self.people: dict[int, Person] = {}
        self.bots: dict[int, Bot] = {}
        self.chats: dict[tuple[int, int], Chat] = {}
        self.files = Files()
        self.calls = Calls(calls)
        self.watchers = Watchers()
        self._people_ids = count(1001)
        self._group_ids = count(5001)
        self._query_ids = count(clock.today() << 20)

    def bot(self, number: int) -> Bot:
        """Return the bot with this number; it exists from its first mention."""
        bot = self.bots.get(number)
        if bot is None:
            bot = self.bots[number] = Bot(number, Inbox(self.clock), self.clock.flow())
        return bot

    def add_person(self, name: str, username: str | None, language: str, number: int | None = None) -> Person:
        """Make a person with a phone, known by a free number or by the one given."""
        while number is None or number in self.people:
            number = next(self._people_ids)
        person = self.people[number] = Person(number, name, username, language)
        self.watchers.people()
        return person

    def private(self, bot: Bot, person: Person) -> Chat:
        """Return the chat of this person with this bot, opened or not."""
        chat = self.chats.get((bot.id, person.id))
        if chat is None:
            chat = Chat(person.id, bot, person, "private", Bucket(BURST))
            self.chats[bot.id, person.id] = chat
        return chat

    def add_group(self, bot: Bot, title: str, kind: str) -> Chat:
        """Make a group or supergroup with this bot in it."""
        number = next(self._group_ids)
        address = -number if kind == "group" else -1_000_000_000_000 - number
        chat = Chat(address, bot, None, kind, Window(PER_MINUTE_IN_GROUP, 60.0), title, opened=True)
        if kind == "supergroup":
            chat.last_id = 1  # message 1 founded it, and names the topic "General"
        self.chats[bot.id, address] = chat
        return chat

    def find(self, bot: Bot, address: int) -> Chat | None:
        """Return the chat that this bot means by a chat_id, or None when there is no such chat."""
        chat = self.chats.get((bot.id, address))
        if chat is None and address in self.people:
            return self.private(bot, self.people[address])
        return chat

    def add_query(self, chat: Chat, person: int) -> str:
        """Note a person's press that waits for its answer and return the query's id."""
        queries = chat.bot.queries
        if len(queries) >= QUERIES:
            del queries[next(iter(queries))]
        number = str(next(self._query_ids))
        queries[number] = Press(self.clock.now(), chat, person)
        return number

    def post(self, chat: Chat, sender: Body, content: Body, *, mine: bool) -> Message:
        """Put a new message into the chat; `mine` says that it was written on the phone."""
        chat.last_id += 1
        head = {"message_id": chat.last_id, "from": sender, "chat": chat.face(), "date": self.clock.today()}
        message = chat.messages[chat.last_id] = Message({**head, **content}, mine)
        if not mine:
            chat.actions.pop(content.get("message_thread_id", 0), None)
        self.note(chat, "sent", _by(phone=mine), message=message.body)
        return message

    def change(self, chat: Chat, message: Message, body: Body, *, by_phone: bool = False) -> None:
        """Replace a message's body, dating the edit."""
        message.body = {**body, "edit_date": self.clock.today()}
        message.edits += 1
        self.note(chat, "edited", _by(phone=by_phone), message=message.body)

    def remove(self, chat: Chat, numbers: list[int], *, by_phone: bool = False) -> None:
        """Take messages out of the chat, for both sides."""
        for number in numbers:
            gone = chat.messages.pop(number)
            self.note(chat, "deleted", _by(phone=by_phone), message=gone.body)

    def note(self, chat: Chat, happening: str, by: str, **what: object) -> None:
        """Write a line into the chat's log and tell whoever watches the chat."""
        chat.log.append({"event": happening, "by": by, "date": self.clock.today(), **what})
        self.watchers.changed(chat.id, chat.bot.id, group=chat.person is None)

    def each_chat(self, wanted: Callable[[Chat], bool]) -> list[Chat]:
        """Return the chats that satisfy a condition."""
        return [chat for chat in self.chats.values() if wanted(chat)]


def _by(*, phone: bool) -> str:
    return "person" if phone else "bot"
