"""Somebody of a talk on the page: what they read and press, by the ids of the words in their language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flows.model import Text
from tests.sandbox.browser import Device

if TYPE_CHECKING:
    from locales.catalog import Catalog


class Person(Device):
    """A phone or the group, used by somebody who reads one language."""

    def __init__(self, device: Device, catalog: Catalog, language: str) -> None:
        super().__init__(device.page, device.root)
        self.catalog, self.language = catalog, language

    def word(self, id_: str) -> str:
        """Return a text that has no values."""
        return self.catalog.sentence(Text(id_), self.language)

    def parts(self, id_: str) -> list[str]:
        """Return what of a text is the same whatever its values are."""
        lines = re.split(r"\{\w+\}|\n", self.catalog._books[self.language][id_][0])
        return [line.strip() for line in lines if len(line.strip()) > 1]

    # ------------------------------------------------------------------ what they read

    def hears(self, *parts: str) -> str:
        """Wait until a message holds all these words in this order, and return the newest such message."""

        def holds() -> list[str]:
            return [said for said in self.look().texts() if in_order(said, parts)]

        return self.page.until(holds, f"{parts} among {self.texts()}")[-1]

    def told(self, id_: str) -> str:
        """Wait until a message holds a text of the catalogue, and return it."""
        return self.hears(*self.parts(id_))

    # ------------------------------------------------------------------ what they do

    def push(self, *ids: str) -> None:
        """Press the newest button with each of these labels, as soon as it stands."""
        for id_ in ids:
            self.press(self.word(id_))

    def own_topic(self) -> str:
        """Wait for the one topic there is, open it and return its name."""
        self.page.until(lambda: len(self.topics()) > 1, "a topic")
        general, name = self.topics()
        assert general == "General"
        self.topic(name)
        return name

    def topicless(self) -> None:
        """Wait until there is no topic any more, nor a list of them."""
        self.page.until(lambda: self.root.get_attribute("data-topic") == "0", "General alone")
        assert self.topics() == []

    def everything(self) -> str:
        """Return all words on it, those that are not in view included."""
        return str(self.root.get_property("textContent"))


def in_order(said: str, parts: tuple[str, ...]) -> bool:
    """Whether a message holds all parts, one after the other."""
    for part in parts:
        _, found, said = said.partition(part)
        if not found:
            return False
    return True
