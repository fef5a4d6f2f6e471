"""Chromium without a window, and what a person sees and does on the sandbox's page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

if TYPE_CHECKING:
    from collections.abc import Callable

    from selenium.webdriver.chrome.webdriver import WebDriver
    from selenium.webdriver.remote.webelement import WebElement

T = TypeVar("T")
DEADLINE = 20
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
        self.until(lambda: self.all(testid, within), f"{testid} is shown")
        return self.all(testid, within)[0]

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

    def resize(self, width: int) -> None:
        size = {"width": width, "height": 740, "deviceScaleFactor": 1, "mobile": False}
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
