"""The Bot API methods that send a file: uploaded with the call, or named by the id of a known one."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from sandbox import limits, media
from sandbox.keyboards import inline_keyboard
from sandbox.methods import deliver, edit, editable, open_chat
from sandbox.params import Params
from sandbox.pictures import size_of
from sandbox.refusal import Body, bad
from sandbox.text import formatted

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.files import File
    from sandbox.state import Bot, World

# What a voice message may be (Bot API, sendVoice): Ogg, MP3 with or without a head, M4A.
SOUNDS = (b"OggS", b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")
SIDES, RATIO = 10_000, 20
"""The width and height of a photo together, and the one by the other (Bot API, sendPhoto)."""

CONTENT = ("text", "entities", "link_preview_options", "caption", "caption_entities", *media.FILES)


def send_photo(world: World, bot: Bot, params: Params) -> Body:
    """sendPhoto."""
    chat = open_chat(world, bot, params)
    content = _photo(world, bot, params)
    return deliver(world, chat, params, {**content, **_caption(params)})


def send_document(world: World, bot: Bot, params: Params) -> Body:
    """sendDocument."""
    chat = open_chat(world, bot, params)
    content = media.document(*_file(world, bot, params, "document"))
    return deliver(world, chat, params, {**content, **_caption(params)})


def send_voice(world: World, bot: Bot, params: Params) -> Body:
    """sendVoice; what is no voice message by its first bytes arrives as a document."""
    chat = open_chat(world, bot, params)
    file, name = _file(world, bot, params, "voice")
    if chat.person is not None and not chat.person.voices:
        raise bad("VOICE_MESSAGES_FORBIDDEN")
    spoken = file.content.startswith(SOUNDS) or file.content[4:8] == b"ftyp"
    content = media.voice(file, name, params.number("duration")) if spoken else media.document(file, name)
    return deliver(world, chat, params, {**content, **_caption(params)})


def edit_caption(world: World, bot: Bot, params: Params) -> Body:
    """editMessageCaption; without a caption it goes, and without a reply_markup the keyboard goes."""
    chat, message = editable(world, bot, params)
    if media.CAPTIONED.isdisjoint(message.body):
        raise bad("there is no caption in the message to edit")
    kept = {name: value for name, value in message.body.items() if not name.startswith("caption")}
    return edit(world, chat, message, {**kept, **_caption(params)}, inline_keyboard(params, only=True))


def edit_media(world: World, bot: Bot, params: Params) -> Body:
    """editMessageMedia, to a photo or a document."""
    chat, message = editable(world, bot, params)
    wanted = params.mapping("media") or {}
    kind = str(wanted.get("type"))
    if kind not in ("photo", "document"):
        raise bad("unsupported type of InputMedia specified")
    named = Params({**wanted, kind: wanted.get("media")}, params.files)
    content = (
        _photo(world, bot, named) if kind == "photo" else media.document(*_file(world, bot, named, kind))
    )
    kept = {name: value for name, value in message.body.items() if name not in CONTENT}
    body = {**kept, **content, **_caption(named)}
    return edit(world, chat, message, body, inline_keyboard(params, only=True))


METHODS: dict[str, Callable[[World, Bot, Params], Any]] = {
    "sendphoto": send_photo,
    "senddocument": send_document,
    "sendvoice": send_voice,
    "editmessagecaption": edit_caption,
    "editmessagemedia": edit_media,
}


def _caption(params: Params) -> Body:
    return formatted(params, "caption", "caption_entities", limits.CAPTION, "message caption is too long")


def _photo(world: World, bot: Bot, params: Params) -> Body:
    file, name = _file(world, bot, params, "photo")
    size = size_of(file.content)
    if size is None:
        raise bad("IMAGE_PROCESS_FAILED")
    if sum(size) > SIDES or max(size) > RATIO * min(size):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return media.photo(file, name)


def _file(world: World, bot: Bot, params: Params, kind: str) -> tuple[File, str]:
    """Return the file and its name; an upload is named in place, or by attach://."""
    given = params.text(kind)
    upload = params.files.get(given.removeprefix("attach://") if given else kind)
    if upload is not None:
        if not upload.content:
            raise bad("file must be non-empty")
        return world.files.add(bot.id, kind, PurePath(upload.name).suffix, upload.content), upload.name
    if not given:
        raise bad(f"there is no {kind} in the request")
    known = world.files.known(given, bot.id)
    if known is None:
        raise bad("wrong file identifier/HTTP URL specified")
    if known.kind != kind:
        raise bad(f"type of file mismatch: can't use file of type {known.kind.title()} as {kind.title()}")
    return known, PurePath(known.path).name
