"""`make pictures`: `glos sandbox` as docs/pictures shows it, wide and narrow, light and dark."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

import aiohttp
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.support.ui import Select

from tests.sandbox.browser import CHROMEDRIVER, CHROMIUM, Page, open_browser
from tests.whole.page.clicking import Chat, catalogue
from tests.whole.page.running import running
from tests.whole.phone import Phone
from tests.whole.telegram import Telegram

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

    from locales.catalog import Catalog

FOLDER: Final = Path(__file__).parents[1] / "docs" / "pictures"
SIZES: Final = {"wide": (1280, 800), "narrow": (390, 844)}
SCHEMES: Final = ("light", "dark")

TOLD: Final = {
    "victim": """
        incident_group:words btn.next incident_type:verbal_insult incident_type:threat btn.next btn.go_on
        ground:religion_belief btn.next ground_detail:muslim btn.next bias_indicator:slurs btn.next
        time_band:this_week frequency:few_times area:port district:nowy_port place_type:public_transport
        btn.send_now btn.send
    """,
    "witness": """
        reporter_knowledge:saw_heard incident_group:property btn.next incident_type:graffiti_symbols btn.next
        ground:sexual_orientation btn.next bias_indicator:symbols btn.next time_band:this_month
        area:wrzeszcz district:wrzeszcz_dolny place_type:stairwell_yard btn.send_now btn.send
    """,
    "professional": """
        btn.purpose_register professional_type:teacher institution_type:school_education btn.yes
        incident_group:unequal btn.next incident_type:school_kindergarten btn.next
        ground:disability btn.next btn.send_now btn.send
    """,
}
"""Reports that stand in the register already, by role."""

IN_UKRAINIAN: Final = """
    lang.name.uk safety:safe btn.start_report btn.yes role:victim
    incident_group:words btn.next incident_type:verbal_insult btn.next
    ground:race_ethnicity_nationality btn.next ground_detail:nationality_citizenship
    ground_detail:language_accent
"""
IN_POLISH: Final = """
    lang.name.pl safety:safe btn.start_report btn.yes role:witness reporter_knowledge:saw_heard
    incident_group:unequal btn.next incident_type:refusal_of_service btn.next ground:disability btn.next
    btn.send_now
"""


async def tell(address: str, catalog: Catalog) -> None:
    """Send the reports that stand in the register already, from phones that are not shown."""
    bot = int(parse_qs(urlsplit(address).query)["bot"][0])
    async with aiohttp.ClientSession(address) as http:
        telegram = Telegram(http, address, bot)
        for role, pressed in TOLD.items():
            person = await telegram.do("/phone", {"language": "en"})
            phone = Phone(telegram, catalog, person["id"], "en")
            await phone.opened("en", role)
            await phone.press(*pressed.split())
            await phone.reads("thanks.register")


def show(driver: WebDriver, address: str, catalog: Catalog) -> None:
    """Answer on two phones until there is something to see."""
    driver.get(address)
    page = Page(driver)
    first = page.one("phone")
    asyncio.run(tell(address, catalog))  # only now, for the page opens a phone for everybody it finds
    Select(page.one("language", first)).select_by_value("uk")
    ukrainian = Chat(page, first, catalog, "uk")
    ukrainian.start()
    ukrainian.press(*IN_UKRAINIAN.split())
    Chat.open(page, catalog, "pl").press(*IN_POLISH.split())
    page.until(lambda: len(page.all("panel-row")) == len(TOLD), "the rows of the register")
    page.until(lambda: not driver.find_elements("css selector", "tr.fresh"), "the rows are no longer new")


def take(driver: WebDriver) -> None:
    """Take the four pictures."""
    for size, (width, height) in SIZES.items():
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        if size == "narrow":
            driver.find_element("css selector", ".tabs button").click()
        ActionChains(driver).move_to_element(driver.find_element("tag name", "h1")).perform()
        driver.execute_script("document.activeElement.blur()")
        for scheme in SCHEMES:
            media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
            driver.save_screenshot(str(FOLDER / f"sandbox-{size}-{scheme}.png"))


def main() -> None:
    """Take the pictures anew."""
    if not (CHROMIUM.exists() and CHROMEDRIVER.exists()):
        sys.exit("The pictures are taken with Chromium and chromedriver, which are not installed.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as name, running(Path(name)) as address:
        driver = open_browser(Path(name) / "chromium")
        try:
            show(driver, address, catalogue(Path(name)))
            take(driver)
        finally:
            driver.quit()


if __name__ == "__main__":
    main()
