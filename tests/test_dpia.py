"""The impact assessment (GDPR art. 35) is there, whole and linked, and its figures are the program's."""

import re
from pathlib import Path

from bot.forms import Weekly
from bot.sections import Conversation, Register
from flows.caseend import LIMIT
from flows.lasting import DAY
from flows.mailbox import SHOWN
from flows.quietly import CLOSED_KEPT
from flows.waiting import MINOR_UNCLAIMED, UNCLAIMED
from storage.mailbox import LETTER_DAYS, MAILBOX_DAYS
from storage.retention import SEEN_HOURS
from storage.staff import INVITED_HOURS

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/dpia.md").read_text("utf-8")
SECTIONS = (
    *("Streszczenie", "Why an assessment", "Description", "Roles", "Legal bases", "Necessity", "Retention"),
    *("Rights", "Children", "Processors, Telegram and transfers", "Risks", "Measures", "Consultation"),
    *("What remains", "Open points", "Versions"),
)
"""What GDPR art. 35(7) asks for, and what an officer needs to finish it."""

KEPT = {
    "draft of a conversation": f"{Conversation().draft_kept} hours",
    "waiting report": f"until the flush (weekly, when at least {Register().batch} wait)",
    "case that nobody takes": f"{UNCLAIMED // DAY} days",
    "the same, under 18": f"{MINOR_UNCLAIMED // DAY} days",
    "closed case": f"{CLOSED_KEPT // DAY} days",
    "any case": f"{LIMIT // DAY} days",
    "letter under a code": f"{LETTER_DAYS} days, or until it was read",
    "what a code opens (empty mailbox)": f"{MAILBOX_DAYS} days",
    "card with the digits of a code": f"{SHOWN // 60} minutes",
    "invitation of a colleague": f"{INVITED_HOURS} hours",
    "mark of an update already taken in": f"{SEEN_HOURS} hours",
}
"""Each term of the program, as the table of section 6 must tell it."""


def section(title: str) -> str:
    found = re.search(
        rf"^## \d+\. [^\n]*{re.escape(title)}.*?\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL
    )
    assert found, title
    return found[1]


def test_the_impact_assessment_has_every_section_and_says_its_version_and_date() -> None:
    """R-GDPR-10; whoever finishes it sees at the top which one it is."""
    assert re.search(r"^Version \d+\.\d+ · \d{1,2} \w+ 20\d\d ·", PAGE, re.MULTILINE)
    assert all(section(title).strip() for title in SECTIONS)
    assert [int(number) for number in re.findall(r"^## (\d+)\.", PAGE, re.MULTILINE)] == list(range(16))
    version = re.findall(r"^\| (\d+\.\d+) \|", section("Versions"), re.MULTILINE)[-1]
    assert f"Version {version} ·" in PAGE


def test_the_terms_of_the_impact_assessment_are_those_of_the_program() -> None:
    rows = [row.split("|")[1:3] for row in section("Retention").splitlines() if row.startswith("| ")]
    told = {what.strip(): kept.strip() for what, kept in rows}
    assert {what: told.get(what) for what in KEPT} == KEPT
    assert isinstance(Register().flush, Weekly)


def test_the_polish_summary_tells_the_same_terms() -> None:
    """The officer reads this half page first."""
    summary = section("Streszczenie")
    for seconds in (UNCLAIMED, MINOR_UNCLAIMED, CLOSED_KEPT, LIMIT):
        assert re.search(rf"\b{seconds // DAY}\b", summary)
    assert f"{Conversation().draft_kept} godziny" in summary


def test_the_impact_assessment_is_linked_and_leaves_room_for_the_officer() -> None:
    assert "(docs/dpia.md)" in (ROOT / "README.md").read_text("utf-8")
    points = [row for row in section("Open points").splitlines() if re.match(r"\| \d+ \|", row)]
    assert len(points) > 10
    assert all(row.rsplit("|", 2)[1].strip() == "" for row in points)
