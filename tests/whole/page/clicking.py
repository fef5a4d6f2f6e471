"""A phone on the page: somebody reads its newest card and clicks what stands there, by the visible words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selenium.webdriver.support.ui import Select

from bot.conversation import load_catalog
from bot.crew import CREW
from bot.play import settings_for
from flows.model import Text
from tests.sandbox.browser import again

if TYPE_CHECKING:
    from pathlib import Path

    from selenium.webdriver.remote.webelement import WebElement

    from locales.catalog import Catalog
    from tests.sandbox.browser import Page

TICK = "✓ "


def catalogue(folder: Path) -> Catalog:
    """Read the sentences as `glos sandbox` says them, which has a team."""
    return load_catalog(settings_for(folder, "http://127.0.0.1", "1:team", -1))


def reporters(page: Page) -> list[WebElement]:
    """Return the reporters' phones that stand on the page."""
    return page.driver.find_elements("css selector", ".phone-slot[data-role=reporter]")


def everybody_stands(page: Page) -> None:
    """Wait until the page has opened: the last of the team is there, and a first reporter."""
    page.phone(CREW[-1][0])
    page.until(lambda: reporters(page), "a reporter's phone")


class Chat:
    """One phone's chat with the bot; labels and texts are named by their ids and looked for as words."""

    def __init__(self, page: Page, phone: WebElement, catalog: Catalog, language: str) -> None:
        self.page, self.phone, self.catalog, self.language = page, phone, catalog, language

    @classmethod
    def open(cls, page: Page, catalog: Catalog, language: str) -> Chat:
        """Add a phone in a language and press START on it."""
        everybody_stands(page)
        before = reporters(page)
        Select(page.driver.find_element("id", "new-language")).select_by_value(language)
        page.one("add-phone").click()
        added = page.until(lambda: [one for one in reporters(page) if one not in before], "one more phone")
        chat = cls(page, added[0], catalog, language)
        chat.start()
        return chat

    def start(self) -> None:
        self.page.one("start", self.phone).click()
        self.reads("lang.all")

    # ------------------------------------------------------------------ what the person sees

    def word(self, id_: str) -> str:
        return self.catalog.sentence(Text(id_), self.language)

    def card(self) -> str:
        """Return all words of the newest message."""
        return (self.page.texts("message", self.phone) or [""])[-1]

    def everything(self) -> str:
        """Return all words on this phone."""
        return "\n".join(self.page.texts("message", self.phone))

    def labels(self) -> list[str]:
        return self.page.texts("keyboard-button", self.phone)

    def reads(self, id_: str) -> None:
        """Wait until the newest card holds a text, up to the first value in it."""
        words = self.catalog._books[self.language][id_][0].partition("{")[0].strip()
        self.page.until(lambda: words in self.card(), f"{id_} on the card, which is {self.card()!r}")

    # ------------------------------------------------------------------ what the person does

    def press(self, *ids: str) -> None:
        """Click buttons one after the other, turning pages to find them, and wait for each answer."""
        for id_ in ids:
            while (label := self.label(id_)) is None:
                self.click(self.word("key.later"))
            self.click(label)
            if id_.startswith("lang.name."):
                self.language = id_.removeprefix("lang.name.")

    def label(self, id_: str) -> str | None:
        """Wait for a button, or for the one that turns the page; return its label, or None to turn."""
        word, later = self.word(id_), self.word("key.later")

        def found() -> list[str]:
            there = self.labels()
            return [label for label in there if label.removeprefix(TICK) == word] or [
                label for label in there if label == later
            ]

        label = self.page.until(found, f"[{word}] on {self.labels()}")[0]
        return label if label.removeprefix(TICK) == word else None

    def click(self, label: str) -> None:
        """Click the button with exactly this label and wait until another card stands."""
        before = self.card()

        def clicked() -> None:
            buttons = self.page.all("keyboard-button", self.phone)
            button = next(one for one in buttons if one.get_property("innerText") == label)
            # WebDriver takes what lies above the visible part of a reversed box for hidden.
            self.page.driver.execute_script("arguments[0].scrollIntoView({block: 'nearest'})", button)
            button.click()

        again(clicked)
        self.page.until(lambda: self.card() != before, f"an answer to [{label}]")

    def share(self, place: str) -> None:
        """Share the location of a named place through the page's menu."""
        self.page.one("attach", self.phone).click()
        self.page.button(place, self.phone).click()
