"""The Bot API methods that send a file: uploaded with the call, or named by the id of a known one."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from sandbox import limits, media
from sandbox.methods import deliver, open_chat
from sandbox.refusal import Body, bad
from sandbox.text import formatted

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.files import File
    from sandbox.params import Params
    from sandbox.state import Bot, World


def send_photo(world: World, bot: Bot, params: Params) -> Body:
    """sendPhoto."""
    chat = open_chat(world, bot, params)
    file, name = _file(world, params, "photo")
    return deliver(world, chat, params, {**media.photo(file, name), **_caption(params)})


def send_document(world: World, bot: Bot, params: Params) -> Body:
    """sendDocument."""
    chat = open_chat(world, bot, params)
    file, name = _file(world, params, "document")
    return deliver(world, chat, params, {**media.document(file, name), **_caption(params)})


METHODS: dict[str, Callable[[World, Bot, Params], Any]] = {
    "sendphoto": send_photo,
    "senddocument": send_document,
}


def _caption(params: Params) -> Body:
    return formatted(params, "caption", "caption_entities", limits.CAPTION, "message caption is too long")


def _file(world: World, params: Params, kind: str) -> tuple[File, str]:
    """Return the file and its name; an upload is named in place, or by attach://."""
    given = params.text(kind)
    upload = params.files.get(given.removeprefix("attach://") if given else kind)
    if upload is not None:
        if not upload.content:
            raise bad("file must be non-empty")
        return world.files.add(kind, PurePath(upload.name).suffix, upload.content), upload.name
    if not given:
        raise bad(f"there is no {kind} in the request")
    known = world.files.known(given)
    if known is None:
        raise bad("wrong file identifier/HTTP URL specified")
    if known.kind != kind:
        raise bad(f"type of file mismatch: can't use file of type {known.kind.title()} as {kind.title()}")
    return known, PurePath(known.path).name
