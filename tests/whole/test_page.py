"""`glos sandbox` in a real browser: phones, the real bot behind them, and the register beside them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

import pytest

from tests.sandbox.browser import Page, open_browser
from tests.whole.page.clicking import Chat, catalogue
from tests.whole.page.running import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver.chrome.webdriver import WebDriver

    from locales.catalog import Catalog

OPENING: Final = "safety:safe btn.start_report btn.yes role:victim"
BEFORE_THE_PLACE: Final = """
    incident_group:words incident_group:violence btn.next
    incident_type:verbal_insult incident_type:threat btn.next
    incident_type:physical_violence btn.next btn.go_on
    ground:race_ethnicity_nationality btn.next
    ground_detail:language_accent ground_detail:nationality_citizenship btn.next
    bias_indicator:slurs btn.next
    time_band:this_week frequency:few_times
"""
AFTER_THE_PLACE: Final = """
    place_type:public_transport
    perpetrator:stranger btn.next perpetrator_count:two_three
    harm:distress btn.next
    reported_elsewhere:police_prosecutor btn.next
    need:register_only btn.next age_band:30_44
"""
REGISTERED: Final = """
    role:victim incident_type:verbal_insult incident_type:threat incident_type:physical_violence
    ground:race_ethnicity_nationality ground_detail:language_accent ground_detail:nationality_citizenship
    district:wrzeszcz_dolny area:wrzeszcz place_type:public_transport time_band:this_week
    frequency:few_times perpetrator:stranger perpetrator_count:two_three harm:distress bias_indicator:slurs
    reported_elsewhere:police_prosecutor need:register_only age_band:30_44
"""


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    profile = tmp_path_factory.mktemp("chromium")
    browser = open_browser(profile)
    yield browser
    browser.quit()
    shutil.rmtree(profile, ignore_errors=True)


@pytest.fixture(scope="module")
def address(driver: WebDriver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where `glos sandbox` runs; it is not started where there is no browser."""
    with running(tmp_path_factory.mktemp("glos")) as address:
        yield address


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return catalogue(tmp_path_factory.mktemp("catalogue"))


@pytest.fixture
def page(driver: WebDriver, address: str) -> Iterator[Page]:
    """The page as it opens; nothing on it was blocked, missing or thrown in the end."""
    driver.get(address)
    page = Page(driver)
    page.one("phone")
    yield page
    assert page.faults() == []


def test_a_whole_report_is_clicked_and_its_row_appears_beside_the_phone(page: Page, catalog: Catalog) -> None:
    chat = Chat.open(page, catalog, "uk")
    chat.press("lang.name.uk", *OPENING.split(), *BEFORE_THE_PLACE.split())
    chat.reads("q.area")
    chat.share("Wrzeszcz")
    chat.reads("location.saved")
    assert "54.3817" not in chat.everything()
    chat.press("btn.confirm_district", *AFTER_THE_PLACE.split())
    chat.reads("review.title")
    chat.press("btn.send")
    chat.reads("thanks.register")
    page.until(lambda: len(page.all("panel-row")) == 1, "one row in the register")
    row, english = page.texts("panel-row")[0], Chat(page, chat.phone, catalog, "en")
    assert [id_ for id_ in REGISTERED.split() if english.word(id_) not in row] == []


def test_one_tap_leaves_a_neutral_card_and_nothing_else(page: Page, catalog: Catalog) -> None:
    chat = Chat.open(page, catalog, "ru")
    chat.press("lang.name.ru", *OPENING.split(), "incident_group:words", "key.more", "btn.quick_exit")
    chat.reads("exit.neutral")
    assert len(page.texts("message", chat.phone)) == 1
    assert chat.word("incident_group:words") not in chat.everything()


def test_what_is_typed_is_taken_away_and_answered_kindly(page: Page, catalog: Catalog) -> None:
    chat = Chat.open(page, catalog, "ru")
    chat.press("lang.name.ru", *OPENING.split())
    page.write(chat.phone, "меня зовут Оля")
    chat.reads("text.use_buttons")
    page.sees_no("message", "Оля", chat.phone)
    assert chat.labels()
