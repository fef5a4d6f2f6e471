"""The sandbox's page, driven in a real browser against the real server, with a small bot that echoes."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from tests.sandbox.browser import Page, open_browser
from tests.sandbox.echo import LONG, Town

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver.chrome.webdriver import WebDriver


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    profile = tmp_path_factory.mktemp("chromium")
    browser = open_browser(profile)
    yield browser
    browser.quit()
    shutil.rmtree(profile, ignore_errors=True)


@pytest.fixture(scope="module")
def silent_town(driver: WebDriver) -> Iterator[Town]:
    """A sandbox on which no bot runs; not started where there is no browser."""
    town = Town()
    yield town
    town.close()


@pytest.fixture
def town(silent_town: Town) -> Town:
    if silent_town.bot is None:
        silent_town.start_bot()
    return silent_town


@pytest.fixture
def page(driver: WebDriver, town: Town) -> Iterator[Page]:
    """The page, wide and with one new phone."""
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    driver.get(town.url)
    driver.execute_script("sessionStorage.setItem('phones', '[]')")
    driver.refresh()
    page = Page(driver)
    page.one("phone")
    yield page
    assert page.faults() == []


def test_without_a_bot_the_page_says_so_and_opens_a_phone_when_one_comes(
    driver: WebDriver, silent_town: Town
) -> None:
    driver.get(silent_town.url)
    page = Page(driver)
    page.sees("no-bot", "No bot is running on this sandbox yet")
    silent_town.start_bot()
    phone = page.one("phone")
    page.sees_no("no-bot", "No bot")
    assert "An echo for trying the page." in phone.text


def test_start_sends_the_command_and_shows_the_keyboard_as_sent(page: Page) -> None:
    phone = page.begin()
    assert "/start" in page.texts("message", phone)[0]
    assert page.texts("keyboard-button", phone) == ["Yes", "No", LONG]
    rows = [
        len(row.find_elements(By.TAG_NAME, "button")) for row in phone.find_elements(By.CSS_SELECTOR, ".keys")
    ]
    assert rows == [2, 1]


def test_a_press_edits_the_card_marks_it_and_shows_the_toast(page: Page) -> None:
    phone = page.begin()
    page.all("keyboard-button", phone)[0].click()
    page.sees("message", "Pressed: Yes", phone)
    page.sees("message", "edited", phone)
    page.sees("toast", "Noted", phone)
    page.sees_no("message", "Is that so?", phone)


def test_an_alert_stays_until_it_is_closed(page: Page) -> None:
    phone = page.begin()
    page.all("keyboard-button", phone)[2].click()
    page.sees("alert", "Noted", phone)
    page.button("OK", phone).click()
    page.until(lambda: not page.all("alert", phone), "the alert is closed")


def test_what_the_bot_deletes_leaves_the_chat_and_stands_struck_through_in_the_log(page: Page) -> None:
    phone = page.begin()
    page.write(phone, "my secret words")
    phone.find_element(By.CSS_SELECTOR, ".switch").click()
    page.sees("log-entry", "deleted message", phone)
    struck = [one.text for one in phone.find_elements(By.CSS_SELECTOR, '[data-testid="log-entry"] del')]
    assert struck == ["my secret words", "my secret words"]
    assert "sent message" in page.texts("log-entry", phone)[0]
    phone.find_element(By.CSS_SELECTOR, ".switch").click()
    page.sees_no("message", "my secret words", phone)
    page.sees("message", "Is that so?", phone)


def test_a_message_of_ones_own_is_edited_and_deleted(page: Page) -> None:
    phone = page.begin()
    page.write(phone, "keep")
    page.sees("message", "keep", phone)
    page.all("own-menu", phone)[-1].click()
    page.button("Edit", phone.find_elements(By.CSS_SELECTOR, ".own")[-1]).click()
    assert page.focused() == page.one("composer", phone)
    page.focused().send_keys(" this", Keys.ENTER)
    page.sees("message", "keep this", phone)
    page.all("own-menu", phone)[-1].click()
    page.button("Delete", phone.find_elements(By.CSS_SELECTOR, ".own")[-1]).click()
    page.sees_no("message", "keep this", phone)


def test_phones_are_independent_and_each_follows_its_language(page: Page) -> None:
    first, second = page.begin(), page.begin()
    Select(page.one("language", second)).select_by_value("uk")
    page.until(lambda: "Луна" in second.text, "the bot's Ukrainian name")
    page.write(second, "/start")
    page.sees("message", "Добрий день", second)
    greeting = second.find_elements(By.CSS_SELECTOR, '[data-testid="message"] .text')[-1]
    assert greeting.get_attribute("lang") == "uk"
    assert not any("Добрий день" in text for text in page.texts("message", first))


def test_a_named_place_is_shared_as_a_location(page: Page) -> None:
    phone = page.begin()
    page.one("attach", phone).click()
    page.button("Wrzeszcz", phone).click()
    page.sees("message", "54.3817, 18.6050", phone)
    page.sees("message", "North 54.3817", phone)


@pytest.mark.parametrize("kind", ["Sticker", "Voice message", "Photo", "Document", "Contact", "Poll"])
def test_other_kinds_of_messages_are_sent_and_then_deleted_by_the_bot(page: Page, kind: str) -> None:
    phone = page.begin()
    page.one("attach", phone).click()
    page.button(kind, phone).click()
    phone.find_element(By.CSS_SELECTOR, ".switch").click()
    page.sees("log-entry", kind, phone)
    page.sees("log-entry", "deleted message", phone)


def test_blocking_takes_the_field_away_and_unblocking_brings_it_back(page: Page) -> None:
    phone = page.begin()
    page.one("more", phone).click()
    page.one("block", phone).click()
    page.one("unblock", phone).click()
    page.one("composer", phone)


def test_a_cleared_chat_offers_start_again(page: Page) -> None:
    phone = page.begin()
    page.one("more", phone).click()
    page.one("clear", phone).click()
    page.one("start", phone)
    assert page.texts("message", phone) == []


def test_rows_appear_in_the_panel_and_are_announced(page: Page, town: Town) -> None:
    table: dict[str, Any] = {
        "title": "Register",
        "columns": ["ground", "area"],
        "rows": [["origin", "north"]],
        "note": "Months only.",
    }
    town.post("/panel", table)
    page.until(lambda: len(page.all("panel-row")) == 1, "one row")
    table["rows"] = [["origin", "north"], ["origin", "north"], ["religion", None]]
    town.post("/panel", table)
    page.until(lambda: len(page.all("panel-row")) == 3, "three rows")
    announcer = page.driver.find_element(By.CSS_SELECTOR, '[data-testid="announcer"]')
    assert announcer.get_attribute("textContent") == "Register: 2 new rows, 3 rows in all."
    assert announcer.get_attribute("aria-live") == "polite"
    assert "Months only." in page.one("panel").text
    town.post("/panel", {**table, "rows": []})
    page.sees("panel", "Nothing here yet")


def test_the_whole_talk_can_be_had_with_the_keyboard_alone(page: Page) -> None:
    page.driver.execute_script("document.querySelector('[data-testid=add-phone]').focus()")
    before = len(page.all("phone"))
    page.focused().send_keys(Keys.ENTER)
    page.until(lambda: len(page.all("phone")) > before, "one more phone")
    phone = page.all("phone")[0]
    page.tab_to("start").send_keys(Keys.ENTER)
    page.sees("message", "Is that so?", phone)
    assert page.focused() == page.one("composer", phone)
    page.driver.execute_script("arguments[0].focus()", page.one("more", phone))
    page.tab_to("keyboard-button").send_keys(Keys.ENTER)
    page.sees("message", "Pressed: Yes", phone)
    assert page.focused().get_attribute("data-testid") == "message"
    page.tab_to("keyboard-button")
    page.tab_to("attach").send_keys(Keys.ENTER)
    ActionChains(page.driver).send_keys(Keys.TAB).perform()
    page.focused().send_keys(Keys.ENTER)
    page.sees("message", "North 54.3817", phone)
    assert page.focused() == page.one("attach", phone)
    page.focused().send_keys(Keys.ENTER)
    page.one("place", phone)
    page.focused().send_keys(Keys.ESCAPE)
    assert page.focused() == page.one("attach", phone)
    assert not page.all("place", phone)


@pytest.mark.parametrize("width", [390, 320])
def test_on_a_narrow_screen_one_thing_is_shown_at_a_time_and_nothing_scrolls_sideways(
    page: Page, town: Town, width: int
) -> None:
    town.post(
        "/panel",
        {
            "title": "Register",
            "columns": [f"column {n}" for n in range(30)],
            "rows": [["word"] * 30],
            "note": "",
        },
    )
    page.begin()
    page.resize(width)
    assert len(page.all("phone")) == 1
    assert not page.all("panel")
    assert page.overflow() == 0
    page.driver.find_elements(By.CSS_SELECTOR, ".tabs button")[-1].click()
    assert page.all("panel")
    assert page.all("phone") == []
    assert page.overflow() == 0


def test_every_control_has_a_name(page: Page) -> None:
    phone = page.begin()
    for control in phone.find_elements(By.CSS_SELECTOR, "button, select, textarea, input, a[href]"):
        if control.is_displayed():
            assert control.accessible_name, control.get_attribute("outerHTML")


def test_phones_come_back_after_a_reload(page: Page) -> None:
    page.begin()
    before = len(page.all("phone"))
    page.driver.refresh()
    page.until(lambda: len(page.all("phone")) == before, "as many phones as before")
    page.sees("message", "Is that so?", page.all("phone")[-1])


def test_words_are_shown_as_words_and_entities_as_what_they_are(page: Page, town: Town) -> None:
    phone = page.begin()
    person = phone.get_attribute("data-phone")
    bold = [{"type": "bold", "offset": 0, "length": 4}]
    town.call("sendMessage", chat_id=person, text="bold <img src=x>", entities=bold)
    page.sees("message", "bold <img src=x>", phone)
    strong = phone.find_element(By.CSS_SELECTOR, '[data-testid="message"] strong')
    assert strong.get_property("innerText") == "bold"  # WebDriver's text is empty while the message fades in
    assert phone.find_elements(By.TAG_NAME, "img") == []


def test_where_two_bots_run_a_phone_can_turn_to_the_other(page: Page, town: Town) -> None:
    town.call("setMyName", bot=77, name="Team")
    page.driver.refresh()
    phone = page.one("phone")
    page.one("more", phone).click()
    page.until(lambda: "Team (77)" in page.one("bot", phone).text, "the other bot is offered")
    Select(page.one("bot", phone)).select_by_value("77")
    page.until(lambda: phone.find_element(By.CSS_SELECTOR, ".bot-name").text == "Team", "the other chat")
    page.one("start", phone).click()
    page.sees("message", "/start", phone)


def test_in_a_chat_with_topics_one_writes_into_the_chosen_topic(page: Page, town: Town) -> None:
    town.post("/bots/4242", {"topics": True}, "PATCH")
    phone = page.begin()
    person = phone.get_attribute("data-phone")
    topic = town.call("createForumTopic", chat_id=person, name="Amber Heron")["message_thread_id"]
    page.sees("message", "Topic: Amber Heron", phone)
    Select(page.one("topic", phone)).select_by_value(str(topic))
    page.write(phone, "keep")
    page.until(lambda: "Amber Heron" in page.texts("message", phone)[-1], "the topic stands at the message")
    town.post("/bots/4242", {"topics": False}, "PATCH")


def test_after_a_restart_of_the_sandbox_the_page_connects_again_with_a_new_phone(
    page: Page, town: Town
) -> None:
    page.begin()
    town.restart()
    page.until(lambda: len(page.all("phone")) == 1 and page.all("start"), "one new phone")
    page.sees("live", "Live")
    page.faults()  # the refused connections in between are what this test is about
