"""What either side writes, changes, answers or sends reaches the other as it was meant, and nobody else."""

from __future__ import annotations

import base64
import io
from itertools import count
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from sandbox.media import CAPTIONED, JPEG
from tests.whole.team import TEAM
from tests.whole.telegram import until
from tests.whole.thread import answers

if TYPE_CHECKING:
    from tests.whole.team import Colleague, Reporter, Team
    from tests.whole.thread import Thread

PHONE = "Pixel 9 of Oksana Canary"
"""What a camera writes into a picture, and a file name that says too much."""


@pytest.fixture
async def wierzba(team: Team) -> Colleague:
    """A counsellor of a running bot, who reads all four languages, so that nothing is translated."""
    [wierzba] = await team.hires(("Wierzba", "counsellor", "pl,uk,ru,en"))
    await team.installation.start()
    return wierzba


async def standing(team: Team, thread: Thread, *parts: str) -> int:
    """Wait until a message of the bot's stands and the bot knows so; return its number."""
    message = await thread.hears(*parts)
    await team.installation.delivered()
    return int(message["message_id"])


# ---------------------------------------------------------------------------- words


async def test_replies_stay_replies_on_both_sides(team: Team, wierzba: Colleague) -> None:
    olena, topic = await team.talking(wierzba, "pl")
    asked = await olena.talk.writes("Pierwsze pytanie")
    await olena.talk.writes("Drugie pytanie")
    there = await standing(team, topic, "Pierwsze pytanie")
    said = await topic.writes("Pierwsza odpowiedź", there)
    assert answers(await olena.talk.hears("Pierwsza odpowiedź")) == asked
    here = await standing(team, olena.talk, "Pierwsza odpowiedź")
    await olena.act("text", text="Do tej odpowiedzi", reply_to=here)
    assert answers(await topic.hears("Do tej odpowiedzi")) == said


async def test_what_is_changed_is_changed_where_it_stands_and_marked(team: Team, wierzba: Colleague) -> None:
    olena, topic = await team.talking(wierzba, "pl")
    mine = await olena.talk.writes("W poniedzialek")
    there = await standing(team, topic, "W poniedzialek")
    await olena.talk.edits(mine, "W poniedziałek rano")
    changed = await topic.hears("W poniedziałek rano", wierzba.word("talk.edited"))
    assert changed["message_id"] == there
    theirs = await topic.writes("Do zobaczenia w środe")
    here = await standing(team, olena.talk, "Do zobaczenia w środe")
    await topic.edits(theirs, "Do zobaczenia w środę")
    changed = await olena.talk.hears("Do zobaczenia w środę", olena.word("talk.edited"))
    assert changed["message_id"] == here


async def test_a_note_never_leaves_the_team(team: Team, wierzba: Colleague) -> None:
    """Nor when it is changed, sent beneath a photo, or answered in words for the reporter."""
    olena, topic = await team.talking(wierzba, "pl")
    note = await topic.writes(".KANAREK jeden")
    await topic.told("st.note_saved")
    await topic.edits(note, "KANAREK dwa")
    await topic.sends("photo", caption=". KANAREK trzy")
    await topic.writes("To już jest dla Pani", note)
    await olena.talk.hears("To już jest dla Pani")
    await team.installation.delivered()
    calls = await team.installation.telegram.calls()
    assert "KANAREK" not in str(calls)
    assert [call for call in calls if call["method"] == "sendPhoto"] == []


async def test_a_message_that_is_too_long_for_one_arrives_whole_and_once(team: Team) -> None:
    """Also where its second part has to be tried again."""
    [jesion] = await team.hires(("Jesion", "counsellor", "pl"))
    await team.installation.start()
    olena, topic = await team.talking(jesion, "uk")
    long = " ".join(f"w{number:04}" for number in range(682))
    assert len(long) < 4096 < len(long) + len(jesion.word("talk.untranslated"))
    for bot, said, heard in ((TEAM, olena.talk, topic), (team.installation.telegram.bot, topic, olena.talk)):
        await second_fails(team, bot)
        await said.writes(long)
        await heard.told("talk.untranslated")
        first, second = (await heard.heard())[-2:]
        assert f"{first} {second}".startswith(long)
        assert [words for words in await heard.heard() if "w0000" in words] == [first]


async def second_fails(team: Team, bot: int) -> None:
    """Let the second of two calls of sendMessage fail once."""
    seed = next(seed for seed in count() if (luck := Random(seed)).random() >= 0.5 > luck.random())
    order = {"method": "sendMessage", "bot": bot, "chance": 0.5, "times": 1, "seed": seed}
    await team.telegram.do("/weather", order | {"answer": {"status": 500}})


# ---------------------------------------------------------------------------- photos, voices, files


def picture() -> str:
    """A picture with all that a telephone writes into it, in base64."""
    exif = Image.Exif()
    exif[0x010F], exif[0x9286] = PHONE, PHONE
    exif.get_ifd(0x8825).update({1: "N", 2: (54.0, 21.0, 0.0)})
    body = io.BytesIO()
    image = Image.open(io.BytesIO(JPEG))
    image.save(body, "JPEG", exif=exif, comment=PHONE.encode())
    assert PHONE.encode() in body.getvalue()
    return base64.b64encode(body.getvalue()).decode()


async def uploads(team: Team, bot: int) -> list[tuple[dict[str, Any], bytes]]:
    """Return each file that a bot has sent, with its name, and its bytes."""
    telegram = team.telegram
    calls = [call for call in await telegram.see(f"/calls?bot={bot}") if call["files"]]
    found = []
    for call in calls:
        for name, file in call["files"].items():
            async with telegram.http.get(f"/calls/{call['n']}/{name}") as answer:
                found.append((file, await answer.read()))
    return found


async def test_a_photo_passes_without_what_hung_on_it(team: Team, wierzba: Colleague) -> None:
    olena, topic = await team.talking(wierzba, "pl")
    await olena.talk.sends("photo", content=picture(), name=f"{PHONE}.jpg", caption="to jest ten tramwaj")
    await olena.talk.told("talk.photo_ok")
    arrived = await topic.hears("to jest ten tramwaj")
    assert arrived["photo"]
    await topic.sends("photo", content=picture(), name=f"{PHONE}.jpg", caption="nasz adres")
    assert (await olena.talk.hears("nasz adres"))["photo"]
    public = team.installation.telegram.bot
    for file, body in [*await uploads(team, TEAM), *await uploads(team, public)]:
        assert file["name"] == "photo.jpg"
        assert PHONE.encode() not in body
        assert b"Exif" not in body
        assert Image.open(io.BytesIO(body)).size == Image.open(io.BytesIO(JPEG)).size


async def test_a_voice_message_waits_for_its_button(team: Team, wierzba: Colleague) -> None:
    """The first is withdrawn, the second is sent all the same."""
    olena, topic = await team.talking(wierzba, "pl")
    await olena.talk.sends("voice", name=f"{PHONE}.ogg")
    await olena.talk.told("talk.voice")
    await olena.talk.press("btn.cancel")
    await olena.talk.sends("voice", name=f"{PHONE}.ogg")
    await olena.talk.told("talk.voice")
    await olena.talk.writes("to mój głos")
    await topic.hears("to mój głos")
    assert await uploads(team, TEAM) == []
    await olena.talk.press("btn.voice_send")
    await olena.talk.writes("już")
    await topic.hears("już")
    assert [file["name"] for file, _ in await uploads(team, TEAM)] == ["voice.ogg"]
    assert len([one for one in await topic.messages() if "voice" in one]) == 1


async def test_other_files_are_refused_kindly_and_what_is_written_beneath_them_is_not_lost(
    team: Team, wierzba: Colleague
) -> None:
    olena, topic = await team.talking(wierzba, "pl")
    for kind in ("document", "video", "animation", "audio", "sticker", "contact"):
        await refused(olena, await olena.talk.sends(kind, name=f"{PHONE}.pdf", caption=f"oto {kind}"))
        if kind in CAPTIONED:
            await topic.hears(f"oto {kind}")
        await olena.talk.writes(f"po {kind}")
        await topic.hears(f"po {kind}")
    await topic.sends("document", name=f"{PHONE}.pdf", caption="oto pismo")
    await topic.told("talk.file_no")
    await team.installation.delivered()
    files = [await uploads(team, bot) for bot in (TEAM, team.installation.telegram.bot)]
    assert files == [[], []]
    assert PHONE not in str(await team.telegram.calls())


async def refused(reporter: Reporter, message: int) -> None:
    """Wait until one card says, below a message, that it was not passed on."""

    async def said() -> bool:
        word = reporter.word("talk.file_no")
        cards = [one for one in await reporter.talk.messages() if word in one.get("text", "")]
        return len(cards) == 1 and cards[0]["message_id"] > message

    await until(said, "one card that refuses")
