"""The page with a team: two bots, the group, and colleagues whose chats have topics, in a real browser."""

from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from sandbox.media import JPEG
from tests.sandbox.browser import Page, open_browser
from tests.sandbox.echo import Town
from tests.sandbox.team import TEAM, TeamBot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver
    from selenium.webdriver.remote.webelement import WebElement

PUBLIC = 5050


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    profile = tmp_path_factory.mktemp("chromium")
    browser = open_browser(profile)
    yield browser
    browser.quit()
    shutil.rmtree(profile, ignore_errors=True)


class Team:
    """A town with both bots, a group of two colleagues and one reporter, named anew for each test."""

    def __init__(self, town: Town) -> None:
        self.town = town
        people = {"Olena": "uk", "Ewa": "pl", "Iryna": "uk"}
        self.people = {
            name: town.post("/phone", {"name": name, "language": code})["id"] for name, code in people.items()
        }
        colleagues = [self.people["Ewa"], self.people["Iryna"]]
        order = {"title": "Team of the desk", "bot": TEAM, "admin": True}
        self.group = town.post("/group", {**order, "person": colleagues[0], "members": colleagues[1:]})["id"]
        town.post(f"/bots/{TEAM}", {"topics": True}, "PATCH")
        bot = TeamBot(town, self.group)
        town.run(bot, bot.public)
        for number in colleagues:
            town.post(f"/phone/{number}/{TEAM}/start", {"parameter": "invited"})

    def call(self, method: str, **params: object) -> Any:
        return self.town.call(method, bot=TEAM, **params)


@pytest.fixture
def team(driver: WebDriver) -> Iterator[Team]:
    """Started only where there is a browser."""
    town = Town()
    yield Team(town)
    town.close()


@pytest.fixture
def stage(driver: WebDriver, team: Team) -> Iterator[Page]:
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    driver.get(f"{team.town.url}/?bot={PUBLIC}&team={TEAM}")
    page = Page(driver)
    page.phone("Iryna")
    yield page
    assert page.faults() == []


def claimed(stage: Page, by: str = "Ewa") -> None:
    """Let Olena ask for a person, and a colleague take her case."""
    olena = stage.phone("Olena")
    olena.start()
    olena.wait_for("Write: help")
    olena.write("help")
    group = stage.phone("Team of the desk")
    group.wait_for("Amber heron")
    group.become(by)
    group.press("Claim")


def test_reporters_the_group_and_the_colleagues_stand_side_by_side(stage: Page) -> None:
    roots = stage.driver.find_elements(By.CSS_SELECTOR, ".phone-slot")
    shown = [(one.get_attribute("data-role"), one.get_attribute("data-name")) for one in roots]
    assert shown == [
        ("reporter", "Olena"),
        ("group", "Team of the desk"),
        ("colleague", "Ewa"),
        ("colleague", "Iryna"),
    ]
    assert stage.overflow() == 0
    left = [one.rect["x"] for one in roots]
    assert left == sorted(left)


def test_a_case_is_claimed_in_the_group_and_talked_over_in_a_topic_until_it_is_closed(stage: Page) -> None:
    claimed(stage)
    group, ewa, olena = stage.phone("Team of the desk"), stage.phone("Ewa"), stage.phone("Olena")
    group.wait_for("Ewa: It is in your topics now.", "toast")
    group.wait_for("–")
    ewa.topic("Amber heron")
    assert ewa.topics() == ["General", "Amber heron"]
    ewa.topic("Amber heron")
    ewa.wait_for("Language: Ukrainian")
    ewa.write("Good day, I am listening")
    olena.wait_for("Good day, I am listening")
    olena.write("Somebody follows me")
    ewa.wait_for("Somebody follows me")
    assert not any("Welcome" in text for text in ewa.texts())
    ewa.press("Ask an interpreter")
    ewa.wait_for("Interpreters have been asked.", "alert")
    stage.button("OK", ewa.root).click()
    ewa.press("Close")
    ewa.wait_for_no("Somebody follows me")
    assert ewa.topics() == []
    ewa.wait_for("Welcome, Ewa.")


def test_a_second_press_says_who_has_it(stage: Page, team: Team) -> None:
    olena, group = stage.phone("Olena"), stage.phone("Team of the desk")
    olena.start()
    olena.wait_for("Write: help")
    olena.write("help")
    group.wait_for("Amber heron")
    card = stage.all("message", group.root)[-1]
    number = int(card.get_attribute("data-id") or 0)
    group.become("Iryna")
    group.press("Claim")
    group.wait_for("Iryna: It is in your topics now.", "toast")
    late = {"person": team.people["Ewa"], "message_id": number, "data": "claim"}
    team.town.post(f"/group/{team.group}/press", late)
    group.wait_for("Ewa: Iryna has it already.", "toast")


def test_the_group_shows_who_wrote_and_lets_any_member_write(stage: Page, team: Team) -> None:
    group = stage.phone("Team of the desk")
    group.become("Iryna")
    group.write("I am here")
    group.become("Ewa")
    said = group.texts()[-1]
    assert said.startswith("Iryna")
    assert "I am here" in said
    team.town.post(f"/group/{team.group}/join", {"person": team.people["Olena"]})
    group.wait_for("Olena joined the group")
    stage.until(lambda: stage.phone("Olena"), "her phone as a colleague")


def test_a_topic_that_a_colleague_deletes_is_gone_and_the_bot_is_not_told(stage: Page, team: Team) -> None:
    claimed(stage)
    ewa = stage.phone("Ewa")
    ewa.topic("Amber heron")
    ewa.wait_for("Safety: safe now")
    topic = int(ewa.root.get_attribute("data-topic") or 0)
    ewa.one("delete-topic").click()
    ewa.one("keep-topic").click()
    ewa.wait_for("Safety: safe now")
    ewa.delete_topic()
    ewa.wait_for("Welcome, Ewa.")
    token = f"{TEAM}:" + "A" * 35
    answer = team.town.post(
        f"/bot{token}/sendMessage", {"chat_id": team.people["Ewa"], "message_thread_id": topic, "text": "x"}
    )
    assert answer["description"] == "Bad Request: message thread not found"


def test_what_is_not_read_is_counted_in_the_list_and_on_the_tab(stage: Page) -> None:
    claimed(stage)
    ewa, olena = stage.phone("Ewa"), stage.phone("Olena")
    ewa.topic("Amber heron")
    ewa.wait_for("Safety: safe now")
    assert ewa.topics() == ["General", "Amber heron"]
    for word in ("one", "two"):
        olena.write(word)
    ewa.wait_for("2", "unread")
    ewa.wait_for("two", "topic-row")
    stage.until(lambda: any("Ewa · pl" in tab and "2" in tab for tab in stage.texts("tab")), "2 on the tab")
    ewa.topic("Amber heron")
    ewa.topics()
    stage.until(lambda: ewa.texts("unread") == [], "all is read")


def test_what_stands_open_when_the_page_is_opened_is_read(stage: Page) -> None:
    stage.phone("Ewa").wait_for("Welcome, Ewa.")
    stage.until(lambda: any(tab == "Ewa · pl" for tab in stage.texts("tab")), "a tab without a number")


def test_typing_is_shown_in_its_topic_and_in_the_list(stage: Page) -> None:
    claimed(stage)
    ewa, olena = stage.phone("Ewa"), stage.phone("Olena")
    ewa.topic("Amber heron")
    ewa.wait_for("Safety: safe now")
    olena.write("…")
    ewa.wait_for("typing…", "typing")
    ewa.topics()
    olena.write("…")  # what a bot is doing is shown for five seconds
    ewa.wait_for("typing…", "topic-row")
    ewa.topic("General")
    assert ewa.texts("typing") in ([], [""])
    olena.write("here I am")
    ewa.topics()
    ewa.wait_for("here I am", "topic-row")


def test_answers_edits_and_deletions_are_seen(stage: Page) -> None:
    claimed(stage)
    ewa = stage.phone("Ewa")
    ewa.topic("Amber heron")
    ewa.answer("Safety: safe now", "That is good")
    stage.until(lambda: ewa.texts("reply"), "what is answered")
    assert "Amber heron Language: Ukrainian" in ewa.texts("reply")[-1]
    ewa.edit("That is good", "That is very good")
    ewa.wait_for("edited")
    ewa.delete("That is very good")
    ewa.wait_for_no("That is very good")


def test_photos_and_voice_messages_are_sent_and_shown(stage: Page, tmp_path: Path) -> None:
    claimed(stage)
    ewa, olena = stage.phone("Ewa"), stage.phone("Olena")
    ewa.topic("Amber heron")
    file = tmp_path / "IMG_Olena.jpg"
    file.write_bytes(JPEG)
    olena.attach_file(file)
    ewa.wait_for("a photo")
    for device in (olena, ewa):
        stage.until(partial(_shows, device.root, 96), "the picture")
    ewa.attach("Voice message")
    stage.until(lambda: ewa.root.find_elements(By.CSS_SELECTOR, "audio"), "a voice message to play")


def _shows(root: WebElement, width: int) -> bool:
    """Whether a picture of this width stands on a phone."""
    pictures = root.find_elements(By.CSS_SELECTOR, ".photo")
    return any(picture.get_property("naturalWidth") == width for picture in pictures)


def test_an_invitation_link_is_opened_where_it_leads(stage: Page, team: Team) -> None:
    link = f"https://t.me/sandbox{TEAM}_bot?start=Word-1"
    ewa, olena = stage.phone("Ewa"), stage.phone("Olena")
    ewa.invite(link)
    ewa.wait_for("/start Word-1")
    ewa.invite("Word-2")
    ewa.wait_for("/start Word-2")
    olena.start()
    olena.write(f"I was sent {link}")
    stage.driver.execute_script("arguments[0].querySelector('.text a').click()", olena.root)
    olena.wait_for("Welcome, Olena.")


def test_colleagues_and_reporters_are_added(stage: Page) -> None:
    form = stage.driver.find_element(By.CSS_SELECTOR, ".add")
    whose = form.find_element(By.CSS_SELECTOR, "[data-testid=add-role]")
    for role in ("Colleague", "Reporter"):
        before = len(stage.all("phone"))
        whose.send_keys(role)
        stage.one("add-phone").click()
        stage.are("phone", before + 1)
    roles = [one.get_attribute("data-role") for one in stage.all("phone")]
    assert roles == ["reporter", "reporter", "group", "colleague", "colleague", "colleague"]
    assert stage.overflow() == 0


def test_the_topics_can_be_used_with_the_keyboard_alone(stage: Page) -> None:
    claimed(stage)
    ewa = stage.phone("Ewa")
    ewa.topics()
    stage.until(lambda: ewa.texts("unread"), "a topic to read")
    stage.driver.execute_script("arguments[0].focus()", ewa.one("more"))
    stage.tab_to("topic-row")
    stage.tab_to("topic-row").send_keys(Keys.ENTER)
    ewa.wait_for("Safety: safe now")
    assert stage.focused() == ewa.one("composer")
    stage.driver.execute_script("arguments[0].focus()", ewa.one("more"))
    stage.tab_to("back").send_keys(Keys.ENTER)
    assert stage.focused().get_attribute("data-name") == "Amber heron"


@pytest.mark.parametrize("width", [390, 320])
def test_on_a_narrow_screen_one_of_them_is_seen_at_a_time(stage: Page, width: int) -> None:
    stage.resize(width)
    for name in ("Olena", "Team of the desk", "Ewa"):
        stage.phone(name).look()
        assert len(stage.all("phone")) == 1
        assert stage.overflow() == 0
    claimed(stage)
    ewa = stage.phone("Ewa")
    ewa.topic("Amber heron")
    ewa.wait_for("Safety: safe now")
    assert stage.overflow() == 0


def test_every_control_of_the_stage_has_a_name(stage: Page) -> None:
    claimed(stage)
    ewa = stage.phone("Ewa")
    ewa.topic("Amber heron")
    for control in stage.driver.find_elements(
        By.CSS_SELECTOR, "button, select, textarea, input, a[href], audio"
    ):
        if control.is_displayed():
            assert control.accessible_name, control.get_attribute("outerHTML")


def test_what_was_read_is_remembered_over_a_reload(stage: Page) -> None:
    claimed(stage)
    ewa = stage.phone("Ewa")
    ewa.topic("Amber heron")
    ewa.wait_for("Safety: safe now")
    stage.driver.refresh()
    again = stage.phone("Ewa")
    stage.until(lambda: again.topics() == ["General", "Amber heron"], "the chat as it was")
    assert again.texts("unread") == []
