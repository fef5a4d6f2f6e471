"""Names of people go, in every case and casing; what is named after people stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.register.scrub import masked

if TYPE_CHECKING:
    from storage.register.scrub import Scrubber


def out(scrubber: Scrubber, text: str, language: str) -> str:
    return masked(text, scrubber.find(text, language).spans, lambda kind: f"[{kind}]")


@pytest.mark.parametrize(
    ("language", "said", "left"),
    [
        (
            "pl",
            "Nazywam się Anna Kowalska i mieszkam tu od roku.",
            "Nazywam się [PERSON] i mieszkam tu od roku.",
        ),
        ("pl", "Rozmawiałam z panem Kowalskim o synu.", "Rozmawiałam z panem [PERSON] o synu."),
        ("pl", "moja koleżanka oksana płacze", "moja koleżanka [PERSON] płacze"),
        ("pl", "bylam z ahmedem w sklepie", "bylam z [PERSON] w sklepie"),
        ("pl", "Mąż pani Nguyen jest w pracy.", "Mąż pani [PERSON] jest w pracy."),
        ("pl", "Pani Nowak-Wiśniewska odmówiła.", "Pani [PERSON] odmówiła."),
        ("uk", "Мене звати Оксана Петрівна Коваленко.", "Мене звати [PERSON]."),
        ("uk", "я була з оксаною в магазині", "я була з [PERSON] в магазині"),
        (
            "uk",
            "моя сестра Надія плаче, бо надія вмирає останньою",
            "моя сестра [PERSON] плаче, бо надія вмирає останньою",
        ),
        ("ru", "Меня зовут Наташа Иванова, я живу здесь год.", "Меня зовут [PERSON], я живу здесь год."),
        ("ru", "мой друг серёжа всё видел", "мой друг [PERSON] всё видел"),
        ("ru", "menya zovut natasha, ya zhivu zdes uzhe god", "menya zovut [PERSON], ya zhivu zdes uzhe god"),
        ("en", "My name is Tendai Moyo and I study here.", "My name is [PERSON] and I study here."),
        ("en", "my friend priya was with me and she saw it", "my friend [PERSON] was with me and she saw it"),
        ("en", "Mr Kowalski's son said it again.", "Mr [PERSON]'s son said it again."),
    ],
)
def test_a_name_goes_whole_and_the_words_around_it_stay(
    scrubber: Scrubber, language: str, said: str, left: str
) -> None:
    assert out(scrubber, said, language) == left


@pytest.mark.parametrize(
    ("language", "stays"),
    [
        ("pl", "Szkoła Podstawowa nr 44 im. Jana Pawła II nic nie robi."),
        ("pl", "Spotkaliśmy się pod pomnikiem Jana Sobieskiego."),
        ("pl", "Mieszkam na Przymorzu, a pracuję we Wrzeszczu."),
        ("pl", "W parafii św. Brygidy była zbiórka."),
        ("pl", "Kupiłam różę i jagody na rynku."),
        ("pl", "na ul. Jana Kilińskiego ktoś krzyczał"),
        ("uk", "Школа імені Лесі Українки на Оруні."),
        ("uk", "надія вмирає останньою, але віри вже нема"),
        ("ru", "Лицей имени Пушкина ничего не делает."),
        ("ru", "надежда умирает последней"),
        ("en", "I will mark it in May, may I stay anonymous?"),
        ("en", "We are Nigerian students in Wrzeszcz."),
    ],
)
def test_patrons_places_and_words_that_are_also_names_stay(
    scrubber: Scrubber, language: str, stays: str
) -> None:
    assert out(scrubber, stays, language) == stays


def test_a_name_that_is_told_once_is_known_in_the_whole_text(scrubber: Scrubber) -> None:
    text = "Mój kolega Gurpreet Singh był tam. gurpreet wszystko widział, i singh też"
    assert "urpreet" not in out(scrubber, text, "pl")


@pytest.mark.parametrize(
    "text",
    [
        "Dün akşam otobüste bir adam bana bağırdı ve ülkene geri dön dedi",
        "გუშინ ავტობუსში კაცმა მიყვირა",
        "أمس في الحافلة صرخ رجل في وجهي",
        "Ayer en el autobús un hombre me gritó y me dijo que volviera a mi país",
        "Hôm qua trên xe buýt có một người đàn ông hét vào mặt tôi",
        "Gestern hat mich ein Mann in der Straßenbahn beleidigt und gesagt, ich soll nach Hause gehen",
        "Hier dans le bus un homme a crié sur moi et a dit de rentrer dans mon pays",
        "Ieri în autobuz un bărbat a strigat la mine și mi-a spus să plec acasă",
        "Včera v autobuse na mě křičel nějaký muž a říkal, ať se vrátím domů",
        "Вчера в автобуса един мъж ми крещеше и каза да се върна в моята страна",
        "Учора ў аўтобусе мужчына крычаў на мяне і казаў, каб я ехаў дадому",
    ],
)
def test_in_another_language_only_formats_are_told(scrubber: Scrubber, text: str) -> None:
    found = scrubber.find(f"{text} 512 345 678", "pl")
    assert (found.language, [span.kind for span in found.spans]) == ("", ["PHONE"])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pl", "wczoraj w autobusie jakis facet krzyczal na moja siostre"),
        ("uk", "вчора в автобусі якийсь чоловік кричав на мою сестру"),
        ("uk", "vchora v avtobusi yakyis cholovik krychav na moyu sestru"),
        ("ru", "вчера в автобусе какой-то мужчина кричал на мою сестру"),
        ("ru", "vchera v avtobuse kakoy-to muzhchina krichal na moyu sestru"),
        ("en", "yesterday on the bus some man was shouting at my sister"),
    ],
)
def test_the_language_is_told_whatever_the_session_says(scrubber: Scrubber, language: str, text: str) -> None:
    assert {scrubber.find(text, hint).language for hint in ("", "pl", "uk", "ru", "en", "xx")} == {language}
