"""How long something lasts: each text is given its own time, and the phrasebook what belongs in it."""

import ast
from pathlib import Path

import yaml

from locales.catalog import PLACEHOLDER
from tests.locales.sentences import BOOKS, one

ROOT = Path(__file__).parents[2]


def lasting() -> set[str]:
    """Return the ids of the texts that tell a time which each of them must be given."""
    return {id_ for id_, (wording, *_) in BOOKS["en"].items() if "{time}" in wording} - {"ho.soon"}


def test_how_long_something_lasts_is_never_said_with_the_time_of_an_answer() -> None:
    """`{time}` that is not given is the time of an answer (the setting), and true of nothing else."""
    given = set()
    for file in [*(ROOT / "flows").glob("*.py"), *(ROOT / "bot").rglob("*.py")]:
        nodes = ast.walk(ast.parse(file.read_text("utf-8")))
        for call in (node for node in nodes if isinstance(node, ast.Call)):
            said = {arg.value for arg in call.args if isinstance(arg, ast.Constant)} & lasting()
            named = {word.arg for word in call.keywords}
            assert not said or "time" in named, f"{file.name}:{call.lineno}: {said}"
            given |= said
    assert {"code.card", "code.locked", "ho.closed", "st.card", "st.closed", "team.lapsed"} <= given


def test_a_phrase_uses_what_the_counsellor_fills_in_and_what_the_settings_say() -> None:
    book = yaml.safe_load((ROOT / "flows" / "phrasebook.yaml").read_text("utf-8"))
    phrases = {id_: set(blanks) for group in book.values() for id_, blanks in group.items()}
    assert len(phrases) > 40
    for id_, blanks in phrases.items():
        used = set(PLACEHOLDER.findall(one("en", f"phrase:{id_}")))
        assert blanks <= used, id_
        assert used - blanks <= {"hours", "chat_time"}, id_
