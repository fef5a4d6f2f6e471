"""A talk with everything in it: every kind of message, an interpreter, a hand-over, closing and reopening."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.whole import canaries, search
from tests.whole.canaries import FILE, LATER, PLACE, PROFILE, needles, photo, voice, words_of
from tests.whole.hands import said
from tests.whole.served import TEAM_BOT, Member
from tests.whole.telegram import until

if TYPE_CHECKING:
    from tests.whole.hands import Colleague, Hands, Message
    from tests.whole.served import House

TEAM: Final = [
    Member(
        {
            "name": "Grażyna-Qolega",
            "last_name": "Wierzbicka-Doradczyni",
            "username": "grazyna_qolega_81",
            "bio": "Doradczyni z Qoleżanki",
            "language": "pl",
        },
        "Wierzbinka",
        "counsellor",
        ("pl",),
    ),
    Member(
        {
            "name": "Teofil-Qolega",
            "last_name": "Jarzębski-Doradca",
            "username": "teofil_qolega_64",
            "language": "pl",
        },
        "Jarzębinek",
        "counsellor",
        ("pl", "en"),
    ),
    Member(
        {
            "name": "Ksenia-Qolega",
            "last_name": "Kalinowska-Tłumaczka",
            "username": "ksenia_qolega_90",
            "language": "uk",
        },
        "Kalinówka",
        "interpreter",
        ("pl", "uk"),
    ),
]
PORTRAIT: Final = canaries.portrait()
REPORTER_FILE, TEAM_FILE = f"{FILE}.jpg", "IMG_Qolega_Doradczyni.jpg"
OTHERS: Final = (
    "document",
    "audio",
    "video",
    "video_note",
    "animation",
    "sticker",
    "contact",
    "poll",
    "dice",
)
"""What is refused kindly, whatever is in it."""


class Talk:
    """One case, and what was said in it: words of the reporter, of colleagues, and among colleagues."""

    def __init__(self, house: House, reporter: Hands, codename: str) -> None:
        self.house, self.reporter, self.codename = house, reporter, codename
        self.lead, self.other, self.interpreter = house.colleagues
        self.heard: list[str] = []
        """Words of the reporter, which the team may read."""
        self.answered: list[str] = []
        """Words of the team, which the reporter may read."""
        self.inside: list[str] = []
        """Words that stay within the team."""
        self.changed: list[str] = []
        """Words in whose place others stand now."""

    def words(self, kind: list[str], token: str) -> str:
        """Make up words that nobody else says."""
        kind.append(f"{self.reporter.number % 997}-квазар-{token}")
        return kind[-1]

    async def tells(self, token: str, to: Colleague | None = None, reply_to: int | None = None) -> int:
        """Let the reporter write, and a colleague read it; return its number in that colleague's chat."""
        words = self.words(self.heard, token)
        await self.reporter.writes(words, reply_to=reply_to)
        return await _number(to, words) if to else 0

    async def answers(self, token: str, by: Colleague, reply_to: int | None = None) -> int:
        """Let a colleague write, and the reporter read it; return its number in the reporter's chat."""
        words = self.words(self.answered, token)
        await by.writes(words, await by.gets(self.codename), reply_to)
        return await _number(self.reporter, words)


async def _number(reader: Hands, words: str) -> int:
    return int((await reader.sees(words))["message_id"])


async def begun(house: House, **profile: object) -> Talk:
    """Let somebody ask for a person, write while they wait, and be taken by the first counsellor."""
    reporter = await house.reporter("uk", **(profile or PROFILE))
    talk = Talk(house, reporter, await house.asks(reporter))
    await talk.tells("перед розмовою")
    await talk.lead.claims(talk.codename)
    await talk.lead.sees(talk.heard[0], await talk.lead.gets(talk.codename))
    return talk


async def everything(talk: Talk) -> None:
    """Let all that a talk can hold happen in it, up to a case that is open again."""
    await words_both_ways(talk)
    await files_both_ways(talk)
    await odd_things(talk)
    await with_an_interpreter(talk)
    await handed_over(talk)
    await closed_and_reopened(talk)


async def words_both_ways(talk: Talk) -> None:
    """Words, answers, edits, a note and a sentence of the phrasebook."""
    reporter, lead = talk.reporter, talk.lead
    thread = await lead.gets(talk.codename)
    asked = await talk.answers("pytanie", lead)
    replied = await talk.tells("відповідь", lead, reply_to=asked)
    await talk.answers("dalsze", lead, reply_to=replied)
    await lead.writes("." + talk.words(talk.inside, "notatka"), thread)
    await lead.reads("st.note_saved")
    mine = [one for one in await lead.messages(thread) if one["mine"]]
    await changes(talk, mine[0], talk.words(talk.answered, "zmienione"), lead, reporter)
    own = [one for one in await reporter.messages() if one["mine"]]
    await changes(talk, own[-1], talk.words(talk.heard, "змінене"), reporter, lead)
    await lead.press("team.btn.phrases", "phrase_group:greeting")
    await lead.push(lambda label: label.endswith("1"), "1")
    await reporter.reads("phrase:hello")


async def changes(talk: Talk, message: Message, words: str, by: Hands, reader: Hands) -> None:
    """Let somebody change what they wrote, and the other read it."""
    talk.changed.append(said(message))
    await by.does("edit", message_id=message["message_id"], text=words)
    await reader.sees(words)


async def files_both_ways(talk: Talk) -> None:
    """Photos of each format, and voices, with all that hangs on them."""
    reporter, lead = talk.reporter, talk.lead
    thread = await lead.gets(talk.codename)
    for form, colour in (("JPEG", "red"), ("PNG", "lime"), ("WEBP", "yellow")):
        words = talk.words(talk.heard, f"фото {form}")
        await reporter.sends("photo", photo(form, colour), name=REPORTER_FILE, caption=words)
        await lead.sees(words, thread)
    words = talk.words(talk.heard, "голос")
    await reporter.sends("voice", voice(), name=f"{FILE}.oga", caption=words)
    await reporter.press("btn.voice_send")
    await lead.sees(words, thread)
    for kind, body, name in (("photo", photo("JPEG", "gray"), TEAM_FILE), ("voice", voice(), "Qolega.oga")):
        words = talk.words(talk.answered, f"plik {kind}")
        await lead.sends(kind, body, name=name, caption=words, thread=thread)
        await reporter.sees(words)


async def odd_things(talk: Talk) -> None:
    """Places, contacts, forwards and the like, a new name; their words arrive, and nothing else of them."""
    reporter, lead = talk.reporter, talk.lead
    await reporter.does("location", latitude=PLACE[0], longitude=PLACE[1], live=False)
    for kind in OTHERS:
        caption = talk.words(talk.heard, kind) if kind in ("document", "audio", "video") else None
        name = None if kind in ("contact", "poll", "dice") else f"{FILE}.{kind}"
        await reporter.sends(kind, caption=caption, name=name)
    for update in canaries.odd(reporter, talk.words(talk.heard, "дивне")):
        await reporter.does("raw", **update)
    await talk.house.public.do(f"/phone/{reporter.number}", LATER, verb="PATCH")
    await talk.tells("під новим ім’ям", lead)


async def with_an_interpreter(talk: Talk) -> None:
    """An interpreter is asked for, agreed to, and translates both ways."""
    lead, interpreter = talk.lead, talk.interpreter
    await lead.press("st.btn.interpreter", "interpreter_language:uk")
    await interpreter.claims(talk.codename, "st.btn.interpret")
    await talk.reporter.press("btn.interp_yes")
    thread = await interpreter.gets(talk.codename)
    line = await talk.tells("для перекладу", interpreter)
    for token in ("przekład", "przekład drugi"):
        await interpreter.translates(thread, line, talk.words(talk.inside, token), lead)
    await talk.answers("po polsku", lead)
    line = await _number(interpreter, talk.answered[-1])
    await interpreter.translates(thread, line, talk.words(talk.answered, "переклад"), talk.reporter)
    await interpreter.writes("." + talk.words(talk.inside, "notatka tłumaczki"), thread)
    await lead.sees(talk.inside[-1])


async def handed_over(talk: Talk) -> None:
    """The counsellor hands the case over; the next one sees the whole history."""
    pseudonym = TEAM[1].pseudonym
    await talk.lead.press("team.btn.handover")
    await talk.lead.push(lambda label: pseudonym in label, pseudonym)
    await talk.other.settles("btn.yes")
    thread = await talk.other.gets(talk.codename)
    await talk.other.sees(talk.inside[-1], thread)
    await talk.tells("до наступної особи", talk.other)
    await talk.answers("od następnej osoby", talk.other)


async def closed_and_reopened(talk: Talk) -> None:
    """The case is closed and rated, and the reporter writes again to the first counsellor."""
    await closed(talk, talk.other)
    await talk.reporter.press("opt.rate.yes", "btn.reopen")
    await talk.lead.claims(talk.codename)
    await talk.lead.gets(talk.codename)
    await talk.tells("ще раз", talk.lead)
    await talk.answers("jeszcze raz", talk.lead)


async def closed(talk: Talk, by: Colleague) -> None:
    """Let whoever has the case close it, and the reporter read so."""
    await by.press("st.btn.close", "outcome:info_given", "btn.next")
    await talk.reporter.reads("ho.closed")


async def erased(talk: Talk) -> None:
    """Let the reporter erase everything, and wait until no colleague has a topic any more."""
    await talk.reporter.writes("/erase")
    await talk.reporter.press("btn.erase_yes")
    await talk.reporter.reads("erase.done")
    await cleared(talk)


async def cleared(talk: Talk) -> None:
    """Wait until no topic of the case is left, nor any message in one."""

    async def clear() -> bool:
        chats = [await colleague.chat() for colleague in talk.house.colleagues]
        inside = [one for chat in chats for one in chat["messages"] if one.get("message_thread_id")]
        return not inside and not any(chat["topics"] for chat in chats)

    await until(clear, "the end of all topics")


# ---------------------------------------------------------------------------- what is looked for


def of_the_reporter(talk: Talk) -> dict[str, set[bytes]]:
    """Return what Telegram knows of the reporter, and of whoever the reporter's messages name."""
    profiles = (PROFILE, LATER, canaries.FRIEND, canaries.CONTACT, canaries.CHANNEL)
    words = [word for profile in profiles for word in words_of(profile)]
    words += ["Qanarowa Sygnatura", "Qanaryjski cytat", FILE, canaries.HIDDEN, canaries.CAMERA]
    words += [
        *map(str, PLACE),
        f"P{talk.reporter.number:08}",
        messages_of(talk.house, talk.reporter),
    ]
    numbers = (talk.reporter.number, canaries.FRIEND["id"], canaries.CONTACT["user_id"])
    middle = PORTRAIT[len(PORTRAIT) // 2 :][:24]
    portrait = {middle, middle.hex().encode(), *search._base64(middle)}
    return needles(words, numbers) | {"the portrait": portrait}


def of_the_team(house: House) -> dict[str, set[bytes]]:
    """Return what Telegram knows of colleagues, and what they are called among each other."""
    words = [word for member in TEAM for word in (*words_of(member.profile), member.pseudonym)]
    words += [messages_of(house, one) for one in house.colleagues]
    numbers = [one.number for one in house.colleagues]
    return needles([*words, TEAM_FILE, canaries.HIDDEN, canaries.CAMERA, str(TEAM_BOT)], numbers)


def messages_of(house: House, hands: Hands) -> str:
    """Return how the numbers of all messages of a chat begin."""
    world = house.sandbox.world
    return str(world.private(world.bot(hands.telegram.bot), world.people[hands.number]).last_id)[:6]
