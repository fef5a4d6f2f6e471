"""Return codes: made where the core orders one, and tried where somebody types one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.model import CodeMade, CodeTried, MakeCode
from storage import code as codes
from storage import mailbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.lines import Wording
    from flows.model import TryCode
    from storage.store import Store, Turn


class Codes:
    """The return codes of one installation; how often a chat tries is known in memory only."""

    def __init__(self, store: Store, wording: Wording, clock: Callable[[], datetime]) -> None:
        """Take where mailboxes lie, what words letters, and the time."""
        self.store = store
        self.wording = wording
        self.clock = clock
        self._tries = codes.Tries()

    async def answer(
        self, turn: Turn, owner: bytes, asked: MakeCode | TryCode, language: str
    ) -> CodeMade | CodeTried:
        """Do what the core ordered within a turn, and return the event it goes on with.

        `language` is the one in which letters are read.
        """
        salt = await mailbox.code_salt(self.store)
        if isinstance(asked, MakeCode):
            code = codes.new_code()
            opener = await self._tries.make(owner, code, salt, self.clock())
            turn.give_code(opener.id, opener.public)
            return CodeMade(at=self.clock(), code=code)
        typed = codes.typed(asked.code)
        if typed is None:
            return CodeTried(at=self.clock(), result="slip")
        return await self._tried(owner, typed, salt, language)

    async def _tried(self, owner: bytes, typed: str, salt: bytes, language: str) -> CodeTried:
        opener = await self._tries.derive(owner, typed, salt, self.clock())
        if isinstance(opener, codes.Locked):
            return CodeTried(at=self.clock(), result="locked", seconds=opener.seconds)
        letters = await mailbox.letters(self.store, opener.id, opener.private)
        if letters is None:
            return CodeTried(at=self.clock(), result="wrong", left=self._tries.left(owner, self.clock()))
        worded = tuple([await self.wording.letter(line, language) for line in letters])
        return CodeTried(at=self.clock(), result="found", letters=worded, mailbox=opener.id.hex())
