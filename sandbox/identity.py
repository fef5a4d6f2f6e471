"""What a bot can learn of a person or a chat beyond its messages: names, words about oneself, pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox import media
from sandbox.files import File
from sandbox.methods import find_chat
from sandbox.refusal import Body, bad

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.params import Params
    from sandbox.state import Bot, Person, World

GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_chat(world: World, bot: Bot, params: Params) -> Body:
    """getChat, as ChatFullInfo."""
    chat = find_chat(world, bot, params)
    if not chat.opened:
        raise bad("chat not found")
    about: Body = {"accent_color_id": chat.id % 7, "max_reaction_count": 11}
    gifts = {"accepted_gift_types": dict.fromkeys(GIFTS, False)}
    return {**chat.face(), **about, **gifts, **(_described(world, bot, chat.person) if chat.person else {})}


def get_photos(world: World, bot: Bot, params: Params) -> Body:
    """getUserProfilePhotos, of a person whom the bot has met."""
    number = params.number("user_id")
    chat = world.chats.get((bot.id, number))
    known = any(number in one.members for one in world.each_chat(lambda one: one.bot is bot))
    if number not in world.people or not (known or (chat and chat.opened)):
        raise bad("user not found")
    file = portrait(world, bot, world.people[number])
    photos = [media.photo(file)["photo"]] if file else []
    return {"total_count": len(photos), "photos": photos}


def photo_id(person: Person) -> str | None:
    """Return what is the same of a person's picture for all bots: its file_unique_id."""
    return None if person.photo is None else f"P{person.id:08}"


def portrait(world: World, bot: Bot, person: Person) -> File | None:
    """Return a person's picture under the id by which this bot knows it."""
    unique = photo_id(person)
    if unique is None or person.photo is None:
        return None
    key = f"SANDBOXportrait{bot.id}x{person.id}"
    path = f"profile_photos/file_{person.id}.jpg"
    known = world.files.known(key, bot.id)
    if known is not None and known.content is person.photo:
        return known
    return world.files.keep(File(bot.id, key, unique, "photo", path, person.photo, len(person.photo)))


METHODS: dict[str, Callable[[World, Bot, Params], Any]] = {
    "getchat": get_chat,
    "getuserprofilephotos": get_photos,
}


def _described(world: World, bot: Bot, person: Person) -> Body:
    about: Body = {"active_usernames": [person.username]} if person.username else {}
    if person.bio:
        about["bio"] = person.bio
    if not person.voices:
        about["has_restricted_voice_and_video_messages"] = True
    file = portrait(world, bot, person)
    if file:
        sides = {f"{side}_file_id": file.id for side in ("small", "big")}
        about["photo"] = {**sides, **{f"{side}_file_unique_id": file.unique_id for side in ("small", "big")}}
    return about
