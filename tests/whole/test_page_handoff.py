"""A case in a real browser, from the 👤 button to the deleted topic: reporter, counsellor and interpreter."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

import pytest

from tests.sandbox.browser import open_browser
from tests.whole.page.scene import REPORTER, Scene, staged
from tests.whole.page.talking import Person, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver

TOLD: Final = """
    lang.name.uk safety:safe btn.start_report btn.yes role:victim
    incident_group:words btn.next incident_type:verbal_insult btn.next
    ground:race_ethnicity_nationality btn.next
"""
"""What is answered before the person asks for somebody."""
ASKED: Final = "key.person btn.person btn.pass_on btn.who_any"
ENTERED: Final = "role:victim incident_type:verbal_insult ground:race_ethnicity_nationality"


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    profile = tmp_path_factory.mktemp("chromium")
    browser = open_browser(profile)
    yield browser
    browser.quit()
    shutil.rmtree(profile, ignore_errors=True)


@pytest.fixture
def scene(driver: WebDriver, tmp_path: Path) -> Iterator[Scene]:
    """The page beside a running `glos sandbox`; nothing on it was blocked, missing or thrown in the end."""
    with staged(driver, tmp_path) as scene:
        yield scene
        assert scene.page.faults() == []


def test_a_case_with_a_machine_then_with_an_interpreter_then_with_neither(scene: Scene) -> None:
    """What must be shown first of all, as three people see and click it."""
    scene.chat.press(*TOLD.split(), *ASKED.split())
    scene.chat.reads("ho.waiting")
    scene.olena.write("Водій образив мене.")
    scene.in_group("Wierzba", "st.btn.claim")
    scene.olena.told("ho.joined")
    codename = scene.wierzba.own_topic()
    scene.wierzba.hears(codename, *map(scene.wierzba.word, ENTERED.split()))

    by_machine(scene)
    with_interpreter(scene, codename)
    by_nobody(scene)
    closed(scene)
    for colleague in (scene.wierzba, scene.lipa):
        assert colleague.topics() == []
        assert "Дякую" not in colleague.everything()
    assert [one for one in (scene.wierzba, scene.lipa, scene.group) if REPORTER in one.everything()] == []


def by_machine(scene: Scene) -> None:
    """Each reads their own language first, then that a program made it, then the original."""
    olena, wierzba = scene.olena, scene.wierzba
    marked = [wierzba.word("ho.mt_label"), wierzba.word("ho.original")]
    wierzba.hears("Kierowca obraził mnie", *marked, "Водій образив мене.")
    wierzba.write("Gdzie to się stało?")
    marked = [olena.word("ho.mt_label"), olena.word("ho.original")]
    olena.hears("Де це сталося?", *marked, "Gdzie to się stało?")


def with_interpreter(scene: Scene, codename: str) -> None:
    """The original goes out at once, and after it the interpreter's reply to it as its translation."""
    olena, wierzba, lipa = scene.olena, scene.wierzba, scene.lipa
    wierzba.push("st.btn.interpreter", "interpreter_language:uk")
    scene.in_group("Lipa", "st.btn.interpret")
    olena.told("talk.interp")
    assert lipa.topics() == [], "before the yes the interpreter sees nothing"
    olena.push("btn.interp_yes")
    olena.told("ho.interp_joined")
    wierzba.told("team.interp_joined")
    assert lipa.own_topic() == codename

    olena.write("Дякую за допомогу.")
    wierzba.hears("Дякую за допомогу.", wierzba.word("talk.interp_follows"))
    scene.replies(lipa, "Дякую за допомогу.", "Dziękuję za pomoc.")
    wierzba.hears("Dziękuję za pomoc.", wierzba.word("talk.by_interpreter"))
    assert "Дякую за допомогу." in wierzba.texts("reply")[-1]

    wierzba.write("Jestem tutaj.")
    olena.hears("Jestem tutaj.", olena.word("talk.interp_follows"))
    scene.replies(lipa, "Jestem tutaj.", "Я тут.")
    olena.hears("Я тут.", olena.word("talk.by_interpreter"))
    assert "Jestem tutaj." in olena.texts("reply")[-1]
    assert "Водій" not in lipa.everything(), "an interpreter sees nothing of before"
    for side in (wierzba, olena):
        assert len([said for said in side.texts() if side.word("ho.mt_label") in said]) == 1


def by_nobody(scene: Scene) -> None:
    """What no machine and no person translates goes out as it was written, and both are told so."""
    olena, wierzba = scene.olena, scene.wierzba
    wierzba.push("team.btn.no_interpreter")
    scene.lipa.topicless()
    shutil.rmtree(scene.models)
    olena.write("Ви ще тут?")
    wierzba.hears("Ви ще тут?", wierzba.word("talk.untranslated"))
    wierzba.write("Tak, jestem.")
    olena.hears("Tak, jestem.", olena.word("talk.untranslated"))


def closed(scene: Scene) -> None:
    """The topic is gone, the group keeps a dash, the reporter may say whether it helped; the entry stands."""
    page, olena, wierzba, group = scene.page, scene.olena, scene.wierzba, scene.group
    wierzba.push("st.btn.close", "outcome:info_given", "btn.next")
    wierzba.topicless()
    wierzba.told("st.closed")
    olena.told("ho.closed")
    olena.push("opt.rate.yes")
    olena.wait_for(olena.word("ho.rate_thanks"), "toast")
    page.until(lambda: page.all("keyboard-button", group.root) == [], "no button in the group")
    cards = [said for said in group.texts() if group.word("test.banner") in said]
    assert all(in_order(said, (group.word("test.banner"), "\n–\n")) for said in cards)
    assert len(cards) == 2, "the case and the call for an interpreter"
    page.until(lambda: len(page.all("panel-row")) == 1, "one row in the register")
    english = Person(olena, olena.catalog, "en")
    row = page.texts("panel-row")[0]
    assert [id_ for id_ in ENTERED.split() if english.word(id_) not in row] == []
