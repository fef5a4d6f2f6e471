"""`make pictures`: `glos sandbox` as docs/pictures shows it, with a talk that an interpreter has joined."""

from __future__ import annotations

import asyncio
import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

import aiohttp
from PIL import Image
from selenium.webdriver.common.action_chains import ActionChains

from tests.sandbox.browser import CHROMEDRIVER, CHROMIUM, open_browser
from tests.whole.page.scene import Scene, staged
from tests.whole.phone import Phone
from tests.whole.team import Reporter
from tests.whole.telegram import Telegram

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

    from tests.sandbox.browser import Device

FOLDER: Final = Path(__file__).parents[1] / "docs" / "pictures"
WIDE: Final = (1280, 800)
NARROW: Final = (390, 844)
COLOURS: Final = 256
"""Enough for letters, bubbles and everybody's own colour, in a third of the bytes."""

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
    incident_group:unequal btn.next incident_type:work_unequal btn.next
    ground:race_ethnicity_nationality btn.next ground_detail:language_accent btn.next
    key.person btn.person btn.pass_on btn.who_any
"""
"""What the reporter of the pictures answers before they ask for a person."""


async def beside(scene: Scene) -> None:
    """Send the reports of the register, and let one more person wait, from phones that are not shown."""
    bot = int(parse_qs(urlsplit(scene.address).query)["bot"][0])
    catalog = scene.chat.catalog
    async with aiohttp.ClientSession(scene.address) as http:
        telegram = Telegram(http, scene.address, bot)
        for role, pressed in TOLD.items():
            person = await telegram.do("/phone", {"language": "en"})
            phone = Phone(telegram, catalog, person["id"], "en")
            await phone.opened("en", role)
            await phone.press(*pressed.split())
            await phone.reads("thanks.register")
        person = await telegram.do("/phone", {"language": "ru"})
        await Reporter(telegram, catalog, person["id"], "ru").asks()


def show(scene: Scene) -> None:
    """Let them talk, at first with a program between them and then with an interpreter."""
    olena, wierzba, lipa = scene.olena, scene.wierzba, scene.lipa
    scene.chat.press(*IN_UKRAINIAN.split())
    scene.chat.reads("ho.waiting")
    olena.write("Мені потрібна допомога.")
    scene.in_group("Wierzba", "st.btn.claim")
    olena.told("ho.joined")
    wierzba.own_topic()
    wierzba.told("ho.mt_label")
    wierzba.write("Co się stało?")
    olena.hears("Що сталося?")
    wierzba.push("st.btn.interpreter", "interpreter_language:uk")
    scene.in_group("Lipa", "st.btn.interpret")
    olena.told("talk.interp")
    olena.push("btn.interp_yes")
    olena.told("ho.interp_joined")
    wierzba.told("team.interp_joined")
    lipa.own_topic()
    olena.write("Мене не взяли на роботу через акцент.")
    scene.replies(lipa, "через акцент", "Nie przyjęto mnie do pracy z powodu akcentu.")
    wierzba.told("talk.by_interpreter")
    wierzba.write("Rozumiem. Sprawdzimy to razem.")
    scene.replies(lipa, "Sprawdzimy", "Розумію. Перевіримо це разом.")
    olena.told("talk.by_interpreter")
    asyncio.run(beside(scene))  # only now, for these cards are the newest in the group
    scene.group.told("st.card")
    scene.page.until(lambda: len(scene.page.all("panel-row")) == len(TOLD), "the rows of the register")
    scene.page.until(lambda: not scene.page.driver.find_elements("css selector", "tr.fresh"), "no new rows")


def picture(driver: WebDriver, name: str, scheme: str = "light") -> None:
    """Keep what the page shows, as docs/pictures/NAME.png."""
    ActionChains(driver).move_to_element(driver.find_element("css selector", ".bar")).perform()
    driver.execute_script("document.activeElement.blur()")
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    taken = Image.open(io.BytesIO(driver.get_screenshot_as_png())).convert("RGB")
    few = taken.quantize(COLOURS, kmeans=4, dither=Image.Dither.NONE)
    few.save(FOLDER / f"{name}.png", optimize=True)


def scrolled(device: Device, first: str = "") -> None:
    """Bring it before the eyes, with what was said last, or with the message that holds some words."""
    screen = device.look().root.find_element("css selector", ".screen")
    device.page.driver.execute_script("arguments[0].scrollTop = 0", screen)
    for message in device.page.all("message", device.root) if first else ():
        if first in str(message.get_property("innerText")):
            device.page.driver.execute_script("arguments[0].scrollIntoView()", message)


def take(scene: Scene) -> None:
    """Take the pictures: all of them side by side, and one of them at a time as on a telephone."""
    driver, people = scene.page.driver, (scene.lipa, scene.group, scene.wierzba, scene.olena)
    scene.page.resize(*WIDE)
    for device in people:
        scrolled(device)
    for scheme in ("light", "dark"):
        picture(driver, f"sandbox-wide-{scheme}", scheme)
    driver.find_element("css selector", ".tabs button:last-child").click()
    picture(driver, "sandbox-wide-register")
    scene.page.resize(*NARROW)
    for name, device in zip(("interpreter", "group", "counsellor", "reporter"), people, strict=True):
        scrolled(device)
        picture(driver, f"sandbox-narrow-{name}")
    scrolled(scene.wierzba, scene.wierzba.word("team.btn.handover"))
    picture(driver, "sandbox-narrow-case")


def main() -> None:
    """Take the pictures anew."""
    if not (CHROMIUM.exists() and CHROMEDRIVER.exists()):
        sys.exit("The pictures are taken with Chromium and chromedriver, which are not installed.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as name:
        driver = open_browser(Path(name) / "chromium")
        try:
            with staged(driver, Path(name)) as scene:
                show(scene)
                take(scene)
        finally:
            driver.quit()


if __name__ == "__main__":
    main()
