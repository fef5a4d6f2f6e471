"""A reporter, a counsellor and an interpreter on the page of `glos sandbox`, with models that translate."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple
from urllib.request import Request, urlopen

from bot.crew import GROUP
from tests.sandbox.browser import Page
from tests.translation.installed import unpack
from tests.whole.page.clicking import Chat, catalogue
from tests.whole.page.running import delivered, running
from tests.whole.page.talking import Person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver

REPORTER = "Olena"
CARDS = {"st.btn.claim": "st.card", "st.btn.interpret": "st.interp_call"}
"""What stands in the group above a button."""


class Scene(NamedTuple):
    """Who stands on the page, where it is, and what lies in the models' folder."""

    address: str
    folder: Path
    page: Page
    chat: Chat
    """The reporter's phone, card by card; `olena` is the same phone, for the talk."""
    olena: Person
    wierzba: Person
    lipa: Person
    group: Person

    @property
    def models(self) -> Path:
        """The folder of the models."""
        return self.folder / "data" / "models"

    def settled(self) -> None:
        """Wait until the bots know where all that they sent stands; only then can it be answered."""
        self.page.until(lambda: delivered(self.folder), "empty boxes")

    def in_group(self, who: str, id_: str) -> None:
        """Let a colleague press the newest button with this label in the group."""
        self.group.told(CARDS[id_])
        self.settled()
        self.group.become(who)
        self.group.push(id_)

    def replies(self, person: Person, said: str, words: str) -> None:
        """Let somebody answer a message, as soon as it stands."""
        person.hears(said)
        self.settled()
        person.answer(said, words)


@contextmanager
def staged(driver: WebDriver, folder: Path) -> Iterator[Scene]:
    """Start it with all models, open its page beside a Ukrainian phone on which the bot has answered."""
    (folder / "data").mkdir()
    unpack(folder / "data" / "models")
    with running(folder) as address:
        order = json.dumps({"language": "uk", "name": REPORTER}).encode()
        urlopen(Request(f"{address.partition('?')[0]}phone", order)).close()  # noqa: S310  our own sandbox
        driver.get(address)
        page, catalog = Page(driver), catalogue(folder)
        olena = Person(page.phone(REPORTER), catalog, "uk")
        wierzba, lipa, group = (
            Person(page.phone(name), catalog, "pl") for name in ("Wierzba", "Lipa", GROUP)
        )
        chat = Chat(page, olena.root, catalog, "uk")
        chat.start()
        yield Scene(address, folder, page, chat, olena, wierzba, lipa, group)
