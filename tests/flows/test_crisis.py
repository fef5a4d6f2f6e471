"""Words of a crisis are found in four languages, typed in a hurry too; a quiet sentence brings no card."""

from __future__ import annotations

from time import thread_time

import pytest

from flows.crisis import crisis

DANGER = {
    "en": [
        "I want to kill myself",
        "I don’t want to live any more",
        "i dont want to live",
        "sometimes I think about SUICIDE",
        "He said he will kill me",
        "they will definitely kill us",
        "he threatened to come and kill me",
        "he is beating me right now",
        "There is a man with a knife",
        "someone is outside my door",
        "please help me now!!!",
        "I am in danger",
    ],
    "pl": [
        "Chcę się zabić",
        "nie chce juz zyc",
        "nie chcę dłużej tak żyć",
        "myślę o samobójstwie",
        "on mnie zabije",
        "powiedział, że mnie kiedyś zabije",
        "boje sie ze zabije nas",
        "grozi mi śmiercią",
        "właśnie mnie bije",
        "stoi z nożem",
        "potrzebuję pomocy teraz",
        "ratunku",
    ],
    "uk": [
        "Я хочу вбити себе",
        "не хочу більше жити",
        "думаю про самогубство",
        "він мене вб’є",
        "він каже, що мене колись уб'є",
        "вони нас вб'ють",
        "погрожує мене вбити",
        "він зараз мене б’є",
        "стоїть з ножем під дверима",
        "я в небезпеці",
        "мені потрібна допомога просто зараз",
        "рятуйте",
    ],
    "ru": [
        "Хочу покончить с собой",
        "я больше не хочу жить",
        "думаю о самоубийстве",
        "он меня убьет",
        "он говорит, что меня убьёт",
        "нас всех убьют",
        "угрожает меня убить",
        "он сейчас меня бьет",
        "стоит с ножом под дверью",
        "я в опасности",
        "мне нужна помощь прямо сейчас",
        "СПАСИТЕ",
    ],
}

QUIET = {
    "en": [
        "Now I live in Gdańsk and work in a shop",
        "They shouted at me on the tram",
        "My boss does not pay me",
        "What can I do now?",
        "hello",
        "The talk was killed by the network",
        "",
    ],
    "pl": [
        "Teraz mieszkam w Gdańsku",
        "Sąsiadka krzyczy na mnie na klatce",
        "Zabierz mnie na listę kolejkową",
        "Co mogę teraz zrobić?",
        "Pracodawca nie płaci",
        "Zabrali mi paszport",
    ],
    "uk": [
        "Зараз я живу в Гданську",
        "Мене образили в трамваї",
        "Що мені тепер робити?",
        "Роботодавець не платить",
        "Дякую, до побачення",
    ],
    "ru": [
        "Сейчас я живу в Гданьске",
        "Меня оскорбили в трамвае",
        "Что мне теперь делать?",
        "Работодатель не платит",
        "Спасибо, до свидания",
    ],
}


@pytest.mark.parametrize(
    ("language", "words"), [(lang, said) for lang, some in DANGER.items() for said in some]
)
def test_words_of_a_crisis_are_found(language: str, words: str) -> None:
    assert crisis(words)
    assert crisis(f"Dzień dobry. {words.upper()}, …")


@pytest.mark.parametrize(
    ("language", "words"), [(lang, said) for lang, some in QUIET.items() for said in some]
)
def test_a_quiet_sentence_is_none(language: str, words: str) -> None:
    assert not crisis(words)


@pytest.mark.parametrize(
    "words", ["*", "~ / *", "a " * 2048, "mnie " * 800, "не хочу " * 500, "\U0001f52a" * 4096, "\x00\udcff"]
)
def test_whatever_is_typed_is_read_in_no_time(words: str) -> None:
    """The processor's time, a hundred times as much as it takes; a pattern that runs wild takes far more."""
    began = thread_time()
    crisis(words)
    assert thread_time() - began < 0.5
