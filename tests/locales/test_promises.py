"""What Glos promises, in all four languages: safety first, no reader who does not exist, nothing untrue."""

import re

import pytest

from flows.model import LANGUAGES
from locales.catalog import ALONE
from tests.locales.sentences import BOOKS, NEUTRAL, QUOTED, STAFF, Said, fits, found, one, said, said_alone

# ---------------------------------------------------------------------------- safety first

SAFETY = {
    "pl": ("bezpiecznie", "Tak, ", "Nie, ", "pomoc"),
    "uk": ("безпечно", "Так, ", "Ні, ", "допомога"),
    "ru": ("безопасно", "Да, ", "Нет, ", "помощь"),
    "en": ("safe", "Yes, ", "No, ", "help"),
}
"""The word the question asks for, how yes and no begin, and what a no asks for."""
TURNED = {
    "pl": r"niebezpiecz|zagroż|grozi|\bnie\b",
    "uk": r"небезпе|загрож|\bне\b",
    "ru": r"опасност|опасно(?<!безопасно)|угрож|\bне\b",
    "en": r"unsafe|danger|threat|\bnot\b",
}
"""Words that would turn the question round, so that yes meant danger."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_safety_question_asks_for_safety_and_its_buttons_answer_that(language: str) -> None:
    """Yes means safe in every language: who presses it in danger would be sent on instead of to 112."""
    safe, yes, no, help_ = SAFETY[language]
    question = one(language, "safety.q").rsplit(":", 1)[1]
    assert re.search(rf"\b{safe}\b.*\?$", question)
    assert not re.search(TURNED[language], question, re.IGNORECASE)

    labels = {code: one(language, f"safety:{code}") for code in ("safe", "not_safe", "not_sure", "watched")}
    assert labels["safe"].startswith(yes)
    assert re.search(rf"\b{safe}\b", labels["safe"])
    assert not re.search(TURNED[language], labels["safe"], re.IGNORECASE)
    assert labels["not_safe"].startswith(no)
    assert help_ in labels["not_safe"]
    assert not re.search(rf"\b{safe}\b", labels["not_safe"])
    for code in ("not_sure", "watched"):
        assert not labels[code].startswith((yes, no))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "id_", ["safety.emergency", "help.card", "help.text", "minor.start", "err.busy", "w.help"]
)
def test_112_stands_where_danger_is_spoken_of(language: str, id_: str) -> None:
    assert "112" in one(language, id_)
    assert "112" in one(language, id_ + ALONE if id_ + ALONE in BOOKS[language] else id_)


# ---------------------------------------------------------------------------- no reader who does not exist

READER = {
    "en": (
        r"person from GCRT|talk to (us|a person|someone)|talk with us|an answer (can|will|may)"
        r"|(?<!it can )answer you\b|we (usually |will )?answer"
        r"|we (will )?read|team (at GCRT )?reads|(?<!Nobody )reads (your|it\b(?!\n))|\bcodes?\b"
        r"|leave a message|on duty|duty hours"
        r"|counsellor|ask us|tell us|a person (here|answers|will)|show it in a talk|interpreter if"
    ),
    "pl": (
        r"osoba z GCRT|osobą z GCRT|porozmawia\w* (tu |z )|z nami rozmawiać|może przyjść"
        r"|odpowiemy|(?<!nie )odpowiadamy|odpiszemy"
        r"|przeczytamy|przeczyta\b|\bkod(u|em|y|ów)?\b|zostaw\w* wiadomość|dyżur|nas zapytaj"
        r"|zapytaj nas|doradzimy"
        r"|możemy doradzić|napisz do nas(?! w czacie)|opowiedz"
    ),
    "uk": (
        r"людина з GCRT|людиною з GCRT|поговор\w+ .{0,12}людиною|з нами можна (го|пого)ворити"
        r"|може надійти|відповімо|(?<!не )відповідаємо"
        r"|прочитаємо|прочитає|\bкод(у|ом|и)?\b|залиш\w+ повідомлення|чергу(є|ванн)"
        r"|запитайте нас|скажіть нам|порадити"
    ),
    "ru": (
        r"человек из GCRT|человеком из GCRT|поговор\w+ .{0,12}человеком"
        r"|с нами можно (го|пого)ворить|может прийти|ответим|(?<!не )отвечаем"
        r"|прочитаем|прочитает|\bкод(а|ом|ы)?\b|остав\w+ сообщение|дежур|спросите нас"
        r"|скажите нам|посоветовать"
    ),
}


def test_without_a_team_no_sentence_promises_a_reader() -> None:
    """Names of keys stand in quotes and are no promise: what lies behind them is told beside."""
    sentences = (Said(language, id_, QUOTED.sub("…", wording)) for language, id_, wording in said_alone())
    assert found(READER, sentences) == []


PROMISING = (
    *("welcome", "minor.start", "safety.unsure", "v.safe_plan", "review.empty", "review.case", "thanks.case"),
    *(
        "help.text",
        "help.rights",
        "help.deadlines",
        "help.deadlines_work",
        "help.evidence",
        "help.retaliation",
    ),
    *("priv.howlong", "notice.dpo", "ho.offer", "v.words", "minor.end", "code.prompt", "next.case"),
    *("ho.soon", "ho.late", "ho.off"),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id_", PROMISING)
def test_the_same_patterns_do_find_what_is_promised_with_a_team(id_: str, language: str) -> None:
    for wording in BOOKS[language][id_]:
        assert found(READER, [Said(language, id_, QUOTED.sub("…", wording))])


ANSWERS = {
    "pl": r"odpowi|odpisz|czyta",
    "uk": r"відпові|чита",
    "ru": r"отве[чт]|чита",
    "en": r"answer|\breads?\b",
}


def test_how_soon_somebody_answers_is_said_in_one_sentence_only() -> None:
    """It is shown where the clock leaves so much time before the duty ends (flows/duty.py), nowhere else."""
    saying = {
        (language, id_)
        for language, id_, wording in said(without=STAFF)
        for sentence in re.split(r"(?<=[.?!])\s", wording)
        if "{time}" in sentence and re.search(ANSWERS[language], sentence, re.IGNORECASE)
    }
    assert saying == {(language, "ho.soon") for language in LANGUAGES}


WHERE = {
    "pl": r"telefonicznie|telefon|miejsca|gdzie",
    "uk": r"телефоном|місця|де ",
    "ru": r"по телефону|места|где ",
    "en": r"by phone|places|where|who answers by phone",
}


def test_without_a_team_talk_to_a_person_is_said_to_show_where_people_answer() -> None:
    naming = [
        (language, id_, sentence)
        for language, id_, wording in said_alone()
        for sentence in re.split(r"(?<=[.?!])\s", wording)
        if one(language, "btn.person") in sentence
    ]
    assert {language for language, _, _ in naming} == set(LANGUAGES)
    for language, id_, sentence in naming:
        assert re.search(WHERE[language], sentence), (language, id_, sentence)


PARENT = {
    "pl": r"rodzic|opiekun|\bmam(a|y|ie|ę)\b|\btat(a|y|o)\b|matk|ojc",
    "uk": r"батьк|опікун|\bмам|\bтато|матер",
    "ru": r"родител|опекун|\bмам|\bпап(а|е|ой)\b|матер|отец|отц",
    "en": r"parent|guardian|mother|father|\bmum\b|\bdad\b",
}


def test_nobody_under_18_is_asked_to_tell_a_parent() -> None:
    sentences = [one_ for one_ in said() if fits(one_.id, ("minor.*", "alone.minor"))]
    assert sentences
    assert found(PARENT, sentences) == []


# ---------------------------------------------------------------------------- neutral for a stranger's glance

TELLING = {
    "pl": r"przemoc|nienawi|zgłosz|zgłasz|ofiar|dyskrymin|przestęp|obraż|groź",
    "uk": r"насильств|ненавис|звернен|повідомити про|жертв|дискримін|злочин|образ|погроз",
    "ru": r"насили|ненавис|обращени|сообщить о|жертв|дискримин|преступ|оскорбл|угроз",
    "en": r"violen|\bhate|report|victim|discrimin|crime|insult|threat|abuse",
}


def test_what_a_stranger_may_see_is_neutral() -> None:
    sentences = [one_ for one_ in said() if fits(one_.id, NEUTRAL)]
    assert len(sentences) > 4 * len(NEUTRAL)
    assert found(TELLING, sentences) == []


# ---------------------------------------------------------------------------- honest words

UNTRUE = {
    "all": r"100\s?%",
    "pl": (
        r"nikt się nie dowie|trwale|bezpowrotnie|na zawsze|usunięt\w+ z telegrama|rozwiążemy"
        r"|bezpieczny czat|anonimow"
    ),
    "uk": r"ніхто не дізна|назавжди|видален\w+ з telegram|вирішимо|безпечний чат|анонімн",
    "ru": r"никто не узна|навсегда|удален\w+ из telegram|решим|безопасный чат|анонимн",
    "en": (
        r"nobody can find out|for ?ever|permanent|deleted from telegram|we will solve|safe chat"
        r"|anonymous"
    ),
}


@pytest.mark.parametrize(
    ("language", "claim"),
    [
        ("en", "Your data is 100% anonymous."),
        ("en", "Your chat is anonymous."),
        ("en", "All data will be permanently deleted."),
        ("pl", "Dane są trwale usunięte."),
        ("uk", "Ваші дані видалено назавжди."),
        ("ru", "Данные удалены навсегда."),
    ],
)
def test_an_untrue_claim_would_be_found(language: str, claim: str) -> None:
    assert found(UNTRUE, [Said(language, "x", claim)])


def test_nothing_is_claimed_that_is_not_true() -> None:
    """Only the register is anonymous, never the chat; Telegram's servers are not ours."""
    allowed = ("perpetrator:online_anonymous", *STAFF)
    assert found(UNTRUE, said(without=allowed)) == []


LAW = {
    "pl": (
        r"\b(to|jest|był\w*) (nie )?(jest )?(przestępstw|nielegaln|bezprawn)|nielegaln"
        r"|niezgodn(?!e z prawem)|łamie prawo"
    ),
    "uk": r"\bце (не )?злочин|незаконно|нелегальн|порушує закон|(?<!може бути )незаконним",
    "ru": r"\bэто (не )?преступлени|незаконно|нелегальн|нарушает закон|(?<!может быть )незаконным",
    "en": (
        r"\b(is|was|it’s) (not )?(a |an )?(crime|offence|illegal|unlawful)|illegal|unlawful"
        r"|breaks the law"
    ),
}


def test_no_sentence_judges_whether_it_was_against_the_law() -> None:
    assert found(LAW, said(without=(*STAFF, "contact:*"))) == []
    for language, possible in {
        "pl": "może być",
        "uk": "може бути",
        "ru": "может быть",
        "en": "may be",
    }.items():
        assert possible in one(language, "help.rights")


PRIVACY = {
    "who runs it, who pays, who reads": ("notice.who_pays", "priv.who"),
    "what is kept and how long": ("priv.keep", "priv.howlong"),
    "what stays in the register": ("priv.keep", "priv.never"),
    "what the city sees": ("notice.who_pays", "priv.who"),
    "Telegram's part, and other ways": ("priv.telegram", "notice.other_ways"),
    "no names, masks are not perfect": ("priv.never",),
    "photos, voice, location": ("text.not_text", "voice.warn", "location.saved"),
    "voluntary: skip, stop, erase": ("notice.q", "priv.erase"),
    "legal basis, taking consent back": ("notice.legal_basis",),
    "limits of secrecy": ("notice.confidentiality",),
    "rights, complaint, officer": ("notice.dpo",),
    "no emergency service": ("notice.other_ways",),
    "programs": ("notice.automated",),
    "secrecy of the team": ("notice.confidentiality",),
}
"""The points of the privacy notice (GDPR art. 13) and where each is told."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_privacy_notice_tells_each_point(language: str) -> None:
    for ids in PRIVACY.values():
        assert all(id_ in BOOKS[language] for id_ in ids)
    assert "UODO" in one(language, "notice.dpo")
    assert "{dpo}" in one(language, "notice.dpo")
    assert "{controller}" in one(language, "notice.who_pays")
    assert "112" in one(language, "notice.other_ways")
    assert "/erase" in one(language, "notice.legal_basis")


WHISTLE = {"pl": "sygnalist", "uk": "викривач", "ru": "сообщений о нарушениях", "en": "whistle-blower"}
STARTS = {"pl": "Ten bot jej nie zaczyna", "uk": "Цей бот її не починає", "ru": "Этот бот её не начинает"}


def test_what_the_bot_is_not_is_said() -> None:
    """No channel for whistle-blowers, and no beginning of Niebieskie Karty."""
    for language, word in WHISTLE.items():
        assert word in one(language, "p.basis")
    for language, sentence in {**STARTS, "en": "This bot does not start it"}.items():
        for id_ in ("help.blue_cards", "help.blue_cards.alone"):
            assert sentence in one(language, id_)
            assert "Niebieskie Karty" in one(language, id_)


POLICE = {"pl": "policję", "uk": "поліцію", "ru": "полиции", "en": "police"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_limit_of_secrecy_is_told_in_the_notice(language: str) -> None:
    """One plain sentence before the consent, with a team and without (KK art. 240, frame.md R-LEG-1)."""
    for id_ in ("notice.q", f"notice.q{ALONE}", "notice.confidentiality"):
        assert POLICE[language] in one(language, id_)


DELETING = {
    "pl": ("menu", "Usuń czat"),
    "uk": ("меню", "Видалити чат"),
    "ru": ("меню", "Удалить чат"),
    "en": ("menu", "Delete chat"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_erasing_says_how_to_delete_the_chat(language: str) -> None:
    done = one(language, "erase.done")
    assert "Telegram" in done
    assert all(word in done for word in DELETING[language])
