from io import BytesIO

from locales.extract import extract_contacts, extract_python, extract_questionnaire, extract_taxonomy


def found(method: object, source: str) -> list[tuple[int, str]]:
    assert callable(method)
    return sorted((line, id_) for line, _, id_, _ in method(BytesIO(source.encode()), {}, [], options={}))


def test_a_questionnaire_uses_its_title_its_questions_and_their_own_labels() -> None:
    source = """\
flow: victim
title: start.victim
questions:
  v_group:
    ask: v.group
    kind: several
    from: incident_group
  v_card:
    ask: v.safe_plan
    choices:
      go_on: {label: btn.go_on}
      no: {label: btn.no, next: leave}
"""
    assert found(extract_questionnaire, source) == [
        (2, "start.victim"),
        (5, "v.group"),
        (9, "v.safe_plan"),
        (11, "btn.go_on"),
        (12, "btn.no"),
    ]


def test_a_taxonomy_uses_a_label_for_each_code() -> None:
    source = "role:\n  victim: {flow: victim}\n  witness: {}\nreported:\n  no: {exclusive: true}\n"
    assert found(extract_taxonomy, source) == [(2, "role:victim"), (3, "role:witness"), (5, "reported:no")]


def test_contacts_use_their_names() -> None:
    source = "- id: gcrt\n  for: {types: [all]}\n- id: kcik\n  phone: 112\n"
    assert found(extract_contacts, source) == [(1, "contact:gcrt"), (3, "contact:kcik")]


def test_an_empty_file_uses_nothing() -> None:
    for method in (extract_questionnaire, extract_taxonomy, extract_contacts, extract_python):
        assert found(method, "") == []


def test_python_uses_what_it_calls_texts_with_and_what_looks_like_an_id() -> None:
    source = """\
first = text("welcome")
second = Text("v.group", {})
third = label("role", "victim")
TABLE = {"a": "btn.next"}
fourth = text(f"cmd.{name}")
other = text("SELECT 1 FROM t"), text(variable), "keys.db", "next", label(list_, "x")
"""
    assert found(extract_python, source) == [
        (1, "welcome"),
        (2, "v.group"),
        (2, "v.group"),
        (3, "role:victim"),
        (4, "btn.next"),
        (5, "cmd.*"),
        (5, "cmd.*"),
    ]


def test_the_beginning_of_ids_stands_for_all_of_them() -> None:
    source = """\
def shown(name, prefix="team.cmd."):
    return said(f"team.said.{name}"), written.replace("p.m.", "pm"), "bot.", "hello."
"""
    assert found(extract_python, source) == [(1, "team.cmd.*"), (2, "bot.*"), (2, "team.said.*")]


def test_names_of_modules_and_of_files_are_no_ids() -> None:
    source = """\
command = (executable, "-P", "-m", "bot.translation_worker")
run("python", "-m", "bot.worker", "bot.name")
names = {"photo": "photo.jpg", "voice": "voice.ogg", "talk.photo_ok": "help.db"}
text("text.json")
"""
    assert found(extract_python, source) == [(2, "bot.name"), (3, "talk.photo_ok"), (4, "text.json")]
