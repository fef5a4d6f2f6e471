"""A photo or a voice message is taken in: fetched from Telegram, and cleaned before anything else sees it."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import TYPE_CHECKING, Final

import structlog
from aiogram.exceptions import AiogramError

from bot.media import MediaRefused, cleaned, cleaned_voice

if TYPE_CHECKING:
    from aiogram import Bot

SECONDS: Final = 7
"""How long fetching may take; a turn has ten seconds in all."""
MOST_BYTES: Final = 10 * 1024 * 1024
"""Telegram's photos are smaller; getFile itself stops at 20 MB (Bot API)."""

log = structlog.get_logger()


async def take_in(bot: Bot, kind: str, file: str) -> bytes:
    """Return a photo or voice message without anything hidden in it; raises MediaRefused with a text id."""
    try:
        async with asyncio.timeout(SECONDS):
            body = await _fetch(bot, file)
    except (AiogramError, TimeoutError, OSError) as fault:
        log.warning("file not fetched", error=type(fault).__name__)
        raise MediaRefused("ho.not_delivered") from None
    return await cleaned_voice(body) if kind == "voice" else (await cleaned(body)).body


async def _fetch(bot: Bot, file: str) -> bytes:
    known = await bot.get_file(file)
    if known.file_path is None or (known.file_size or 0) > MOST_BYTES:
        raise MediaRefused("err.too_large", limit=MOST_BYTES // 1_048_576)
    target = BytesIO()
    await bot.download_file(known.file_path, target)
    body = target.getvalue()
    if len(body) > MOST_BYTES:
        raise MediaRefused("err.too_large", limit=MOST_BYTES // 1_048_576)
    return body
