import pytest

from flows.model import LANGUAGES, Lines, Listing, Text, Value, label, text
from locales.book import Book, read, texts
from locales.catalog import PLACEHOLDER, Catalog, Facts, NotSayable

DAY = 86400
FACTS = Facts(
    funder="Miasto",
    controller={"pl": "Ośrodek", "uk": "Осередок", "ru": "Центр", "en": "Centre"},
    dpo="dpo@example.org",
    contact="58 000 00 00",
    bot="@glos",
    link="t.me/glos",
    hours={"mon": ["10:00-16:00"]},
    draft_time=DAY,
    chat_time=30 * DAY,
    case_time=7 * DAY,
    minor_time=30 * DAY,
    code_time=90 * DAY,
    time=3 * DAY,
)
ALONE = Catalog.load(FACTS, team=False)
TEAM = Catalog.load(FACTS, team=True)

SMALL: dict[str, Book] = {
    "pl": {
        "dur.hours": ("{count} godzinę", "{count} godziny", "{count} godzin"),
        "dur.days": ("{count} dzień", "{count} dni", "{count} dni"),
        "greet": ("Cześć, {name}",),
        "greet.alone": ("Cześć",),
        "🆘": ("🆘🆘",),
    },
    "en": {
        "dur.hours": ("{count} hour", "{count} hours"),
        "dur.days": ("{count} day", "{count} days"),
        "greet": ("Hi, {name}",),
        "greet.alone": ("Hi",),
        "🆘": ("ab",),
    },
}


def small(*, team: bool) -> Catalog:
    return Catalog(SMALL, FACTS, team=team)


def test_a_text_is_worded_in_the_language_asked_for() -> None:
    assert [ALONE.sentence(text("btn.next"), language) for language in LANGUAGES] == [
        "Dalej",
        "Далі",
        "Далее",
        "Next",
    ]
    assert ALONE.sentence(label("role", "victim"), "en") == "It happened to me"
    assert ALONE.sentence(text("contact:gcrt"), "pl") == "Gdańskie Centrum Równego Traktowania"


def test_values_may_be_texts_within_texts() -> None:
    line = text("review.line", label=text("lab.role"), answers=label("role", "witness"))
    other = text(
        "review.line", label=text("lab.who"), answers=Listing((label("harm", "none"), text("btn.next")))
    )
    assert ALONE.sentence(text("review.title", summary=Lines((line, other))), "en") == (
        "Please check your answers. You can change every one.\n\n"
        "Who writes: I saw or heard it\nWho did it: No effects\u00a0· Next"
    )


def test_what_stands_in_a_value_is_not_filled_in_again() -> None:
    assert small(team=True).sentence(text("greet", name="{count} {name}"), "en") == "Hi, {count} {name}"


@pytest.mark.parametrize(
    ("language", "wordings"),
    [
        ("pl", ["1 dzień", "2 dni", "5 dni", "12 dni", "21 dni"]),
        ("uk", ["1 день", "2 дні", "5 днів", "12 днів", "21 день"]),
        ("ru", ["1 день", "2 дня", "5 дней", "12 дней", "21 день"]),
        ("en", ["1 day", "2 days", "5 days", "12 days", "21 days"]),
    ],
)
def test_count_chooses_the_plural_form(language: str, wordings: list[str]) -> None:
    counts = (1, 2, 5, 12, 21)
    assert [ALONE.sentence(text("dur.days", count=count), language) for count in counts] == wordings


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert ALONE.sentence(text("dur.days", count=12345), "en") == "12,345 days"
    assert ALONE.sentence(text("dur.days", count=12345), "pl") == "12\N{NO-BREAK SPACE}345 dni"


def test_without_a_team_the_variant_is_shown_that_promises_no_reader() -> None:
    assert small(team=True).sentence(text("greet", name="Ola"), "pl") == "Cześć, Ola"
    assert small(team=False).sentence(text("greet", name="Ola"), "pl") == "Cześć"
    assert "talk to a person at any time" in TEAM.sentence(text("welcome"), "en")
    assert "Nobody answers in this chat" in ALONE.sentence(text("welcome"), "en")


def test_facts_stand_in_any_sentence_in_its_language() -> None:
    assert "Płaci: Miasto" in ALONE.sentence(text("notice.who_pays"), "pl")
    assert "run by: Centre" in ALONE.sentence(text("notice.who_pays"), "en")
    assert "веде: Осередок" in ALONE.sentence(text("notice.who_pays"), "uk")
    assert "через 24 часа" in ALONE.sentence(text("priv.howlong"), "ru")
    assert "within 3 days" in TEAM.sentence(text("ho.soon"), "en")
    assert ALONE.sentence(text("exit.neutral"), "uk") == "Biskupia 4, Гданськ\nГодини роботи: пн 10:00–16:00"


def test_a_value_that_is_given_outranks_the_fact() -> None:
    assert "within 5 minutes" in TEAM.sentence(text("ho.soon", time=text("dur.minutes", count=5)), "en")


def test_hours_that_nobody_set_are_not_made_up() -> None:
    closed = Catalog.load(Facts(**{**FACTS.__dict__, "hours": {}}), team=False)
    assert closed.sentence(text("exit.neutral"), "en").endswith("Opening hours: not stated")


def test_an_unknown_id_is_told_by_name() -> None:
    with pytest.raises(NotSayable, match=r'^there is no text "welcom" in pl$') as told:
        ALONE.sentence(text("welcom"), "pl")
    assert isinstance(told.value, KeyError)
    with pytest.raises(NotSayable, match='"role:nobody"'):
        ALONE.sentence(text("review.line", label=text("lab.role"), answers=label("role", "nobody")), "pl")


def test_a_missing_value_is_told_by_name() -> None:
    with pytest.raises(NotSayable, match=r'"location.saved" needs a value for \{district\}'):
        ALONE.sentence(text("location.saved"), "pl")
    with pytest.raises(NotSayable, match=r'"dur.days" needs a whole number for \{count\}'):
        ALONE.sentence(text("dur.days", count="two"), "pl")


def test_a_catalogue_knows_its_ids_and_the_longest_wording() -> None:
    catalog = small(team=True)
    assert "greet" in catalog
    assert "gret" not in catalog
    assert catalog.longest("🆘") == 4
    assert catalog.longest("dur.hours") == len("{count} godzinę")
    assert catalog.lengths["greet"] == len("Cześć, {name}")
    with pytest.raises(KeyError):
        catalog.longest("gret")


@pytest.mark.parametrize("team", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_can_be_said_once_its_values_are_given(language: str, team: bool) -> None:
    catalog = TEAM if team else ALONE
    for id_, wordings in texts(read(language)).items():
        values: dict[str, Value] = dict.fromkeys(PLACEHOLDER.findall(wordings[0]), "x")
        values |= {"count": 2} if len(wordings) > 1 else {}
        sentence = catalog.sentence(Text(id_, values), language)
        assert sentence
        assert not PLACEHOLDER.search(sentence)
