"""Chromium without a window, and what a person sees and does on the sandbox's page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.sandbox.conftest import DEADLINE

if TYPE_CHECKING:
    from collections.abc import Callable

    from selenium.webdriver.chrome.webdriver import WebDriver
    from selenium.webdriver.remote.webelement import WebElement

T = TypeVar("T")
CHROMIUM, CHROMEDRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic",
    "--no-first-run", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--lang=en",
    "--window-size=1280,800",
]  # fmt: skip


def open_browser(profile: Path) -> WebDriver:
    """Start Debian's Chromium; where it is missing the test is skipped, or fails under GLOS_CI=1."""
    if not (CHROMIUM.exists() and CHROMEDRIVER.exists()):
        said = "Chromium and chromedriver are not installed: the sandbox's page is not tested."
        pytest.fail(said) if os.environ.get("GLOS_CI") == "1" else pytest.skip(said)
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options, webdriver.ChromeService(str(CHROMEDRIVER)))


class Page:
    """What a person sees and does on the page."""

    def __init__(self, driver: WebDriver) -> None:
        self.driver = driver

    def all(self, testid: str, within: WebElement | None = None) -> list[WebElement]:
        """All visible elements with this test id, in the page or in one part of it."""
        found: list[WebElement] = self._visible(testid, within, "one")
        return found

    def one(self, testid: str, within: WebElement | None = None) -> WebElement:
        return self.until(lambda: self.all(testid, within), f"{testid} is shown")[0]

    def are(self, testid: str, count: int) -> None:
        """Wait until so many elements with this test id are seen."""
        self.until(lambda: len(self.all(testid)) == count, f"{count} × {testid}")

    def until(self, condition: Callable[[], T], why: str) -> T:
        return WebDriverWait(self.driver, DEADLINE, poll_frequency=0.1).until(lambda _: condition(), why)

    def texts(self, testid: str, within: WebElement | None = None) -> list[str]:
        """The visible words of all such elements."""
        found: list[str] = self._visible(testid, within, "one.innerText")
        return found

    def _visible(self, testid: str, within: WebElement | None, wanted: str) -> Any:
        """Look at one moment: an element may be replaced between two calls."""
        script = f"""return [...(arguments[0] ?? document).querySelectorAll(arguments[1])]
            .filter((one) => one.checkVisibility({{ visibilityProperty: true }})).map((one) => {wanted})"""
        return self.driver.execute_script(script, within, f'[data-testid="{testid}"]')

    def sees(self, testid: str, words: str, within: WebElement | None = None) -> None:
        self.until(
            lambda: any(words in text for text in self.texts(testid, within)), f"{words!r} in {testid}"
        )

    def sees_no(self, testid: str, words: str, within: WebElement | None = None) -> None:
        self.until(
            lambda: not any(words in text for text in self.texts(testid, within)), f"no {words!r} in {testid}"
        )

    def button(self, label: str, within: WebElement) -> WebElement:
        return next(
            one for one in within.find_elements(By.TAG_NAME, "button") if one.text.split("\n")[0] == label
        )

    def phone(self, name: str) -> Device:
        """The phone of somebody by name, or the group by its title; waits until it is on the page."""
        found = f'.phone-slot[data-name="{name}"]'
        self.until(lambda: self.driver.find_elements(By.CSS_SELECTOR, found), f"the phone of {name}")
        return Device(self, self.driver.find_element(By.CSS_SELECTOR, found))

    def begin(self) -> WebElement:
        """A fresh phone on which /start was answered."""
        before = len(self.all("phone"))
        self.one("add-phone").click()
        self.until(lambda: len(self.all("phone")) > before, "one more phone")
        phone = self.all("phone")[-1]
        self.one("start", phone).click()
        self.sees("message", "Is that so?", phone)
        return phone

    def write(self, phone: WebElement, words: str) -> None:
        self.one("composer", phone).send_keys(words, Keys.ENTER)

    def focused(self) -> WebElement:
        return self.driver.switch_to.active_element

    def tab_to(self, testid: str) -> WebElement:
        """Press Tab until an element with this test id has the focus."""
        for _ in range(60):
            ActionChains(self.driver).send_keys(Keys.TAB).perform()
            if self.focused().get_attribute("data-testid") == testid:
                return self.focused()
        raise AssertionError(f"Tab never reaches {testid}")

    def resize(self, width: int, height: int = 740) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def overflow(self) -> int:
        """How many pixels the page is wider than the window."""
        root = self.driver.find_element(By.TAG_NAME, "html")
        wide: int = self.driver.execute_script("return arguments[0].scrollWidth - innerWidth", root)
        return max(0, wide)

    def faults(self) -> list[str]:
        """What the browser complained of since it was last asked: blocked, not found, thrown."""
        told = self.driver.execute("getLog", {"type": "browser"})["value"]
        severe = [entry["message"] for entry in told if entry["level"] == "SEVERE"]
        return [message for message in severe if "favicon.ico" not in message]


class Device:
    """One phone or the group on the stage, used as a person uses it; every step waits for what it needs."""

    def __init__(self, page: Page, root: WebElement) -> None:
        self.page, self.root = page, root

    def look(self) -> Device:
        """Bring it into view: on a narrow screen by its tab."""
        if not self.root.is_displayed():
            name = self.root.get_attribute("data-name") or ""
            tab = f'.tabs [data-name="{name}"]'
            self.page.driver.execute_script("document.querySelector(arguments[0]).click()", tab)
        self._into_view(self.root)
        return self

    def one(self, testid: str) -> WebElement:
        """The first visible element with this test id on it."""
        return self.look().page.one(testid, self.root)

    def texts(self, testid: str = "message") -> list[str]:
        return self.page.texts(testid, self.root)

    def wait_for(self, text: str, testid: str = "message") -> None:
        """Wait until a text is to be read on it, in a message or in something else."""
        self.page.until(
            lambda: any(text in one for one in self.look().texts(testid)),
            f"{text!r} among {self.texts(testid)}",
        )

    def wait_for_no(self, text: str, testid: str = "message") -> None:
        """Wait until a text is no longer to be read on it."""
        self.page.sees_no(testid, text, self.root)

    def start(self) -> None:
        self._click(self.one("start"))

    def write(self, text: str) -> None:
        """Write into the open chat, topic or group."""
        self.one("composer").send_keys(text, Keys.ENTER)
        self.wait_for(text)

    def press(self, label: str) -> None:
        """Press the newest button with this label."""

        def buttons() -> list[WebElement]:
            keys = self.look().page.all("keyboard-button", self.root)
            return [key for key in keys if key.get_property("innerText") == label]

        again(lambda: self._click(self.page.until(buttons, f"[{label}]")[-1]))

    def become(self, name: str) -> None:
        """In the group: let this member write and press from now on."""
        Select(self.one("as")).select_by_visible_text(name)

    def topic(self, name: str) -> None:
        """Open a topic by its name (General is one, too) as soon as it is there."""
        self.page.until(lambda: name in self.topics(), f"the topic {name}")
        row = f'.topic-row[data-name="{name}"]'
        again(lambda: self._click(self.root.find_element(By.CSS_SELECTOR, row)))

    def topics(self) -> list[str]:
        """Go to the list of topics and return their names, General first; [] where there are none."""

        def shown() -> list[str]:
            for back in self.look().page.all("back", self.root):
                self._click(back)
            return [row.get_attribute("data-name") or "" for row in self.page.all("topic-row", self.root)]

        return again(shown)

    def delete_topic(self) -> None:
        """Delete the topic that is open."""
        self._click(self.one("delete-topic"))
        self._click(self.one("confirm-delete"))

    def answer(self, said: str, text: str) -> None:
        """Answer the newest message that holds some words."""
        self._message_menu(said, "reply")
        self.write(text)

    def edit(self, said: str, text: str) -> None:
        """Change a message of one's own."""
        self._message_menu(said, "edit")
        self.one("composer").clear()
        self.write(text)

    def delete(self, said: str) -> None:
        self._message_menu(said, "delete")

    def invite(self, link: str) -> None:
        """Open an invitation link in the phone's menu."""
        self._click(self.one("more"))
        field = self.page.all("invitation", self.root)[0]
        field.send_keys(link, Keys.ENTER)

    def attach(self, label: str) -> None:
        """Send one of the samples or places of the attachment menu."""
        self._click(self.one("attach"))
        self._click(self.page.button(label, self.root))

    def attach_file(self, path: Path, kind: str = "photo") -> None:
        """Send a file of one's own as a photo, document or voice message."""
        self.root.find_element(By.CSS_SELECTOR, f"[data-own={kind}]").send_keys(str(path))

    def _message_menu(self, said: str, act: str) -> None:
        self.wait_for(said)
        message = [
            one for one in self.page.all("message", self.root) if said in str(one.get_property("innerText"))
        ][-1]
        self._click(message.find_element(By.CSS_SELECTOR, ".own > button"))
        self._click(message.find_element(By.CSS_SELECTOR, f"[data-act={act}]"))

    def _click(self, element: WebElement) -> None:
        # WebDriver takes what lies above the visible part of a reversed box for hidden.
        self._into_view(element)
        element.click()

    def _into_view(self, element: WebElement) -> None:
        self.page.driver.execute_script(
            "arguments[0].scrollIntoView({block: 'nearest', inline: 'nearest', behavior: 'instant'})", element
        )


def again(act: Callable[[], T]) -> T:
    """Do something anew where the page has drawn anew what was looked at, as often as it does."""
    while True:
        try:
            return act()
        except StaleElementReferenceException:
            continue
