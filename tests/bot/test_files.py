"""A photo or a voice message is taken in from Telegram, or refused with a sentence."""

import socket

import pytest

from bot.files import take_in
from bot.media import MediaRefused
from bot.wire import connect

TOKEN = "654321:" + "B" * 35


@pytest.mark.parametrize("kind", ["photo", "voice"])
async def test_what_cannot_be_fetched_is_said_not_to_have_arrived(kind: str) -> None:
    """Nothing is confirmed that is not here: the person is asked to send it again."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        bot = connect(TOKEN, f"http://127.0.0.1:{nobody.getsockname()[1]}")
        try:
            with pytest.raises(MediaRefused) as refused:
                await take_in(bot, kind, "file")
        finally:
            await bot.session.close()
    assert refused.value.id == "ho.not_delivered"
