"""How Glos speaks, in all four languages: tone, gender, plain words, typography; the four say the same."""

import re
from pathlib import Path

import pytest
import yaml

from flows.model import LANGUAGES
from locales.book import utf16
from locales.catalog import ALONE
from tests.locales.sentences import BOOKS, QUOTED, STAFF, Said, fits, found, one, said

# ---------------------------------------------------------------------------- tone

BLAMING = {
    "pl": (
        r"dlaczego[^.?\n]*\?|na pewno tak|czy masz pewność|udowodni|w co \w+ ubran"
        r"|co \w*robił[ae]ś|uspokój|dokładnie wiem"
    ),
    "uk": r"\bчому[^.?\n]*\?|ви впевнені\?|доведіть|у що ви були|що ви робили|заспокойтес|точно розумі",
    "ru": r"\bпочему[^.?\n]*\?|вы уверены\?|докажите|во что вы были|что вы делали|успокойтес|точно понима",
    "en": r"\bwhy[^.?\n]*\?|are you sure|prove (it|that|what)|what were you|calm down|understand exactly",
}


def test_no_question_blames_or_doubts() -> None:
    assert found(BLAMING, said()) == []


SCOLDING = {
    "pl": r"niestety|zrobił\w* błąd|wybrano źle|niepoprawn|nieprawidłow",
    "uk": r"на жаль|ви помилилися|неправильно|некоректн",
    "ru": r"к сожалению|вы ошиблись|неправильно\b|некорректн",
    "en": r"unfortunately|\binvalid\b|you failed|wrong button",
}


def test_nobody_is_scolded() -> None:
    assert found(SCOLDING, said(without=STAFF)) == []


LABELLING = {
    "pl": r"\bofiar|\bsprawc|konsultant",
    "uk": r"\bжертв|\bзлочинець|консультант|\bоператор(?! може)",
    "ru": r"\bжертв|преступник|консультант|\bзаявител|\bгражданин",
    "en": r"victim|perpetrator|offender|\bclick|\bagent\b(?!\w)",
}


def test_people_are_not_labelled() -> None:
    """The person it happened to, who did it, a person from GCRT: no victim, perpetrator, consultant."""
    assert found(LABELLING, said(without=(*STAFF, "perpetrator:landlord", "perpetrator:employer"))) == []


GENDERED = {
    "all": r"\w\(\w{1,4}\)|\w/[aąyaiаяи]\b|\w/-\w|\w\*\w",
    "pl": (
        r"\w(łem|łam|łeś|łaś|liśmy|łyśmy|liście|łyście)\b|\bPan(i|a|ią|u)?\b"
        r"|\b(pewny|pewna|powinieneś|powinnaś)\b"
    ),
    "uk": (
        r"\bти\b|\bтебе\b|\bтобі\b|\bя (не )?\w+(в|ла|вся|лась|лася)\b"
        r"|\bви (не )?(впевнен|згод|готов)(ий|а|ен|на)\b|\bсам (на|з)\b|\bповинн?(ен|а)\b"
    ),
    "ru": (
        r"\bты\b|\bтебя\b|\bтебе\b|\bя (не )?\w+(л|ла|лся|лась)\b"
        r"|\bвы (не )?(уверен|согласен|готов|должен)а?\b"
    ),
    "en": r"\b(he|she|him|her|his|hers|himself|herself)\b",
}


def test_no_form_tells_the_gender_of_a_person() -> None:
    assert found(GENDERED, said(without=("contact:*",))) == []


PLAIN = {
    "pl": r"\bw przypadku gdy\b|\bcelem\b|dokonać|niniejsz|należy|kliknąć przycisk (?!„)",
    "uk": (
        r"\bлюб(ий|а|е|і)\b|на протязі|приймати участь|получи|слідуюч|питанн(?<!запитанн)"
        r"|\bкожен\b|\bтой, хто\b"
    ),
    "ru": (
        r"в установленном порядке|паспортн|данн(ый|ая|ое) (бот|чат)|на Украине|\bкаждый, кто\b"
        r"|\bтот, кто\b|\bлюбой, кто\b"
    ),
    "en": r"can not\b|\bplease be advised|in order to|prior to",
}


def test_words_are_plain() -> None:
    assert found(PLAIN, said(without=STAFF)) == []


POOR = [
    (BLAMING, "en", "Why didn’t you report it?"),
    (BLAMING, "pl", "Dlaczego tego nie zgłosiłeś?"),
    (BLAMING, "uk", "Чому ви не заявили?"),
    (BLAMING, "ru", "Почему вы не заявили?"),
    (SCOLDING, "en", "Invalid input format"),
    (SCOLDING, "ru", "Некорректный ввод"),
    (LABELLING, "en", "Perpetrator"),
    (LABELLING, "en", "An agent will be with you shortly."),
    (LABELLING, "pl", "Sprawca, ofiara"),
    (LABELLING, "pl", "Konsultant dołączył do czatu"),
    (LABELLING, "uk", "Ви жертва чи свідок?"),
    (LABELLING, "ru", "Заявитель удалил дело"),
    (GENDERED, "en", "Did he or she threaten you?"),
    (GENDERED, "pl", "Co zrobiłeś/zrobiłaś potem?"),
    (GENDERED, "pl", "Byłem/byłam świadkiem"),
    (GENDERED, "pl", "Czy jest Pan bezpieczny?"),
    (GENDERED, "pl", "Jesteś następny/a w kolejce"),
    (GENDERED, "pl", "Usunęliśmy dane"),
    (GENDERED, "uk", "Я бачив це"),
    (GENDERED, "uk", "Що ти зробила?"),
    (GENDERED, "uk", "Консультант(ка) приєднався(лась) до чату"),
    (GENDERED, "ru", "Я видел(а) это"),
    (GENDERED, "ru", "Если вы не уверен"),
    (PLAIN, "pl", "Celem dokonania zgłoszenia należy wysłać"),
    (PLAIN, "uk", "Виберіть любий варіант"),
    (PLAIN, "uk", "Натисніть на слідуючу кнопку"),
    (PLAIN, "ru", "Обращение будет рассмотрено в установленном порядке"),
]
"""What must not be written (wording rules), with the rule that has to find it."""


@pytest.mark.parametrize(("rule", "language", "sentence"), POOR)
def test_a_poor_sentence_would_be_found(rule: dict[str, str], language: str, sentence: str) -> None:
    assert found(rule, [Said(language, "x", sentence)])


WITHOUT_YO = (
    r""
    r"\b(ее|еще|ребенк\w*|ребенок|пойдем|идет|придет|дает|ведет|берет|свое|мое|твое|жилье|остается|прочтет)\b"
)


def test_russian_writes_yo() -> None:
    assert found({"ru": WITHOUT_YO}, said(languages=("ru",))) == []


UNSAFE = {
    "pl": r"\bodejdź|wyprowadź|mediacj|skonfront",
    "uk": r"\bпідіть від|\bідіть від|медіаці|конфронт",
    "ru": r"\bуйдите от|медиаци|конфронт",
    "en": r"\bleave (him|her|them|now|home)|mediation|confront",
}


def test_nobody_is_sent_into_danger() -> None:
    """Neither to face the person who is violent, nor to leave at once, nor to talk it over together."""
    assert found(UNSAFE, said(without=STAFF)) == []


# ---------------------------------------------------------------------------- typography

FIXED = ("need:*",)
"""Labels whose wording is fixed for those who automate the bot, dashes included."""
MARKS = {
    "all": r"[\"']|\.\.\.|  | - |\d-\d|^\s|\s$",
    "pl": r"[“«»—’‘]",
    "uk": r"[“”„—‘]",
    "ru": r"[“”„’‘]|(?<!\d)–(?!\d)",
    "en": r"[„«»—‘]",
}


def test_quotes_dashes_and_apostrophes_are_those_of_the_language() -> None:
    telegram = ("contact:*",)  # names of places may be written as the place writes them
    assert found(MARKS, said(without=(*FIXED, *telegram))) == []
    dashes = {language: MARKS[language] for language in ("pl", "uk", "ru", "en")}
    assert found({**dashes, "all": r" - |\"|'"}, said(without=FIXED)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_quotes_are_closed(language: str) -> None:
    opening, closing = {"pl": ("„", "”"), "en": ("“", "”")}.get(language, ("«", "»"))
    for _, id_, wording in said(languages=(language,)):
        assert wording.count(opening) == wording.count(closing), id_


# ---------------------------------------------------------------------------- the four say the same

LONG_ENOUGH = 30
"""Shorter texts differ by a word."""


def test_the_four_languages_say_as_much() -> None:
    """No language is more than 40 % longer or shorter than the four are on average."""
    for id_ in BOOKS["en"]:
        lengths = {language: max(map(utf16, BOOKS[language][id_])) for language in LANGUAGES}
        mean = sum(lengths.values()) / len(lengths)
        if min(lengths.values()) >= LONG_ENOUGH:
            assert all(0.6 <= length / mean <= 1.4 for length in lengths.values()), (id_, lengths)


KEYED = ("btn.*", "st.btn.*", "team.btn.*", "outcome:*")
"""Keys of cards, the team's too, and the outcomes a case can be closed with."""


def named_keys(wording: str) -> set[str]:
    """Return the ids of the keys that an English text names in quotes."""
    names = {quote[1:-1] for quote in QUOTED.findall(wording)}
    return {id_ for id_, (label, *_) in BOOKS["en"].items() if fits(id_, KEYED) and label in names}


def test_a_key_that_is_named_in_a_text_has_that_name_in_every_language() -> None:
    checked = 0
    for id_, wordings in BOOKS["en"].items():
        for key in named_keys(wordings[0]):
            for language in LANGUAGES:
                labels = {one(language, same) for same in BOOKS["en"] if one("en", same) == one("en", key)}
                quoted = {quote[1:-1] for quote in QUOTED.findall(one(language, id_))}
                assert quoted & labels, (id_, language, key, quoted)
                checked += 1
    assert checked > 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_languages_stand_apart(language: str) -> None:
    """They are capital nominatives ("Arabski"), so no sentence may need them in another case."""
    told = [wording for _, _, wording in said(languages=(language,)) if "{lang}" in wording]
    assert len(told) > 10
    for wording in told:
        assert re.search(r"(\(\{lang\}\)|: \{lang\}(\.|$))", wording, re.MULTILINE), wording


def test_commands_that_are_named_in_a_text_are_the_same_in_every_language() -> None:
    for id_ in BOOKS["en"]:
        commands = {tuple(re.findall(r"(?<!\S)/[a-z]+", one(language, id_))) for language in LANGUAGES}
        assert len({tuple(sorted(found_)) for found_ in commands}) == 1, id_


def test_numbers_to_call_are_the_same_in_every_language() -> None:
    for id_ in BOOKS["en"]:
        if fits(id_, ("contact:*",)):
            continue
        numbers = {
            tuple(sorted(re.findall(r"\b\d[\d ]{1,}\d\b", one(language, id_)))) for language in LANGUAGES
        }
        assert len(numbers) == 1, (id_, numbers)


def test_a_card_fits_on_the_screen() -> None:
    """What is said to a reporter has 700 characters at most, before its contacts are filled in."""
    long = [one_ for one_ in said(without=STAFF) if utf16(one_.wording) > 700]
    assert [(one_.language, one_.id) for one_ in long] == []


QUESTIONNAIRES = sorted((Path(__file__).parents[2] / "flows" / "questionnaires").glob("*.yaml"))


@pytest.mark.parametrize("file", QUESTIONNAIRES, ids=lambda file: file.stem)
def test_a_question_is_short(file: Path) -> None:
    """Two short sentences, about 200 characters."""
    questions = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)["questions"].values()  # noqa: S506  only strings
    asked = [question["ask"] for question in questions if question["kind"] in ("one", "several")]
    assert asked
    for id_ in (variant for ask in asked for variant in (ask, ask + ALONE) if variant in BOOKS["en"]):
        assert all(utf16(one(language, id_)) <= 200 for language in LANGUAGES), id_
