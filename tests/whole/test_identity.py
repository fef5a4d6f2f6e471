"""Nobody learns from the bots who talks with whom: after a full talk every byte to every chat is searched."""

from __future__ import annotations

import base64
import io
import json
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageStat

from tests.whole import canaries, search
from tests.whole.canaries import Wire, needles
from tests.whole.conftest import BOT
from tests.whole.identity import (
    PORTRAIT,
    TEAM,
    TEAM_FILE,
    begun,
    erased,
    everything,
    of_the_reporter,
    of_the_team,
)
from tests.whole.served import TEAM_BOT, served

if TYPE_CHECKING:
    from pathlib import Path

    from tests.whole.identity import Talk
    from tests.whole.nursery import Nursery
    from tests.whole.served import House

FOREIGN = {"forward", "copy", "getChat", "getUserProfilePhotos", "getFile"}
"""How methods begin that pass on somebody else's message, or ask Telegram who or what somebody is."""
COLOURS = {"red", "lime", "yellow"}
"""Of the photos that the reporter sends."""
INFO = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
"""What every JPEG has to say of itself."""


# ---------------------------------------------------------------------------- the controls


def of_files(house: House) -> dict[str, set[bytes]]:
    """Return the ids of all files that Telegram has, and where they lie there."""
    files = house.sandbox.world.files._by_id.values()
    return needles(word for file in files for word in (file.id, file.unique_id, file.path))


async def told(talk: Talk) -> bytes:
    """Return all that Telegram told, or could tell, the public bot of the reporter: the control."""
    seen = [await talk.reporter.chat(), await talk.house.public.see("/phone")]
    odd = canaries.odd(talk.reporter, "")
    files = [file.content for file in talk.house.sandbox.world.files._by_id.values() if file.bot == BOT]
    return json.dumps([seen, odd], ensure_ascii=False).encode() + b"\n".join([*files, PORTRAIT])


def team_told(house: House, team: Wire) -> bytes:
    """Return all that Telegram told, or could tell, the team's bot of colleagues."""
    people = [house.sandbox.world.people[one.number] for one in house.colleagues]
    known = [person.user() | {"bio": person.bio} for person in people]
    files = [file.content for file in house.sandbox.world.files._by_id.values() if file.bot == TEAM_BOT]
    text = json.dumps([known, team.calls, TEAM_FILE, str(TEAM_BOT), house.ids], ensure_ascii=False)
    return text.encode() + b"\n".join(files)


# ---------------------------------------------------------------------------- the run


async def test_neither_side_learns_from_the_bots_who_the_other_is(tmp_path: Path, nursery: Nursery) -> None:
    """After every kind of message, an interpreter, a hand-over, a closing, a reopening and an erasing."""
    async with served(tmp_path, nursery, TEAM) as house:
        talk = await begun(house, **canaries.PROFILE, photo=base64.b64encode(PORTRAIT).decode())
        await everything(talk)
        known = await told(talk)
        await erased(talk)
        public, team = await Wire.of(house.public), await Wire.of(house.team)
    the_team_learns_nothing(talk, team, known)
    the_reporter_learns_nothing(talk, public, team)
    nothing_is_passed_on_as_it_is(house, public, team)
    pictures_and_sound_arrive(talk, public, team)
    words_arrive_where_they_may(talk, public, team)


def the_team_learns_nothing(talk: Talk, team: Wire, known: bytes) -> None:
    wanted = of_the_reporter(talk)
    assert search.found(wanted, known) == set(wanted), "each of them can be found"
    assert team.holds(wanted) == set()


def the_reporter_learns_nothing(talk: Talk, public: Wire, team: Wire) -> None:
    wanted = of_the_team(talk.house) | needles([talk.codename, *talk.inside, *talk.house.ids])
    assert search.found(wanted, team_told(talk.house, team)) == set(wanted), "each of them can be found"
    assert public.holds(wanted) == set()


def nothing_is_passed_on_as_it_is(house: House, public: Wire, team: Wire) -> None:
    """No forward, no copy, no question who somebody is; files go up anew under names that say nothing."""
    for wire in (public, team):
        foreign = {name for name in wire.methods() if name.startswith(tuple(FOREIGN))}
        assert foreign == {"getFile"}
        fetched = wire.but(lambda call: call["method"] == "getFile")
        assert fetched.holds(of_files(house)) == {call["params"]["file_id"] for call in fetched.calls}
        assert wire.but(lambda call: call["method"] != "getFile").holds(of_files(house)) == set()
        names = {face["name"] for call in wire.calls for face in call["files"].values()}
        assert names == {"photo.jpg", "voice.ogg"}
    topics = [call["params"] for call in team.calls if call["method"] == "createForumTopic"]
    assert len({topic["name"] for topic in topics}) == 1
    chats = {call["chat"] for call in team.calls} - {None, house.group}
    assert chats == {one.number for one in house.colleagues}


def pictures_and_sound_arrive(talk: Talk, public: Wire, team: Wire) -> None:
    """As pictures and sound alone: nothing else is in a file, and nothing hangs on its end."""
    for wire, colours in (
        (team.to(talk.lead.number), COLOURS | {"gray"}),
        (public.to(talk.reporter.number), {"gray"}),
    ):
        photos = [body for call, body in wire.files if call["method"] == "sendPhoto"]
        voices = [body for call, body in wire.files if call["method"] == "sendVoice"]
        assert {shown(body) for body in photos} == colours
        assert voices
        assert all(canaries.sound() in body for body in voices)


def shown(body: bytes) -> str:
    """Return the colour of a picture that holds nothing but its pixels."""
    with Image.open(io.BytesIO(body)) as image:
        assert set(image.info) <= INFO
        assert not image.getexif()
        drawn = image.convert("RGB")
    assert body.endswith(b"\xff\xd9")
    return next(colour for colour in (*COLOURS, "gray") if _alike(drawn, canaries.picture(colour)))


def _alike(one: Image.Image, other: Image.Image) -> bool:
    apart = ImageChops.difference(one, other).convert("L")
    return ImageStat.Stat(apart).mean[0] < 8


def words_arrive_where_they_may(talk: Talk, public: Wire, team: Wire) -> None:
    """Which also shows that the search finds what was sent."""
    heard, answered = needles(talk.heard), needles(talk.answered)
    assert team.holds(heard) == set(heard)
    assert public.to(talk.reporter.number).holds(answered) == set(answered)
    assert public.holds(heard) == set()
