"""Files that were sent or uploaded, by the id that stands in a message and the path to fetch them from."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from sandbox.limits import DOWNLOAD
from sandbox.refusal import Body, bad

KEPT = 2_000


@dataclass(slots=True, frozen=True)
class File:
    """A file as one bot knows it; `size` is what Telegram would say, which a phone may claim freely."""

    bot: int
    id: str
    unique_id: str
    kind: str
    path: str
    content: bytes
    size: int

    def face(self) -> Body:
        """Return the three fields every Bot API file object begins with."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}


class Files:
    """The last two thousand files; an id and a path serve the one bot that was given them."""

    def __init__(self) -> None:
        self._by_id: dict[str, File] = {}
        self._by_path: dict[str, File] = {}
        self._numbers = count(1)

    def add(self, bot: int, kind: str, suffix: str, content: bytes, size: int | None = None) -> File:
        """Keep a file of one kind (photo, voice, …) and give it an id and a path for this bot."""
        number = next(self._numbers)
        path = f"{kind}s/file_{number}{suffix}"
        size = len(content) if size is None else size
        file = File(bot, f"SANDBOX{kind}{number:08}", f"U{number:08}", kind, path, content, size)
        return self.keep(file)

    def keep(self, file: File) -> File:
        """Keep a file that has its id and its path already."""
        if len(self._by_id) >= KEPT:
            oldest = self._by_id.pop(next(iter(self._by_id)))
            del self._by_path[oldest.path]
        self._by_id[file.id] = self._by_path[file.path] = file
        return file

    def known(self, file_id: str, bot: int) -> File | None:
        """Return the file that this bot means by an id; another bot's id means nothing to it."""
        file = self._by_id.get(file_id)
        return file if file is not None and file.bot == bot else None

    def shown(self, file_id: str) -> File | None:
        """Return the file with this id for a phone to show."""
        return self._by_id.get(file_id)

    def describe(self, file_id: str, bot: int) -> Body:
        """Answer getFile: 20 MB at most can be fetched."""
        file = self._by_id.get(file_id)
        if file is None:
            raise bad("invalid file_id")
        if file.bot != bot:
            raise bad("wrong file_id or the file is temporarily unavailable")
        if file.size > DOWNLOAD:
            raise bad("file is too big")
        return {**file.face(), "file_path": file.path}

    def content(self, path: str, bot: int) -> bytes | None:
        """Return what lies at a path of this bot, or None."""
        file = self._by_path.get(path)
        return None if file is None or file.bot != bot or file.size > DOWNLOAD else file.content
