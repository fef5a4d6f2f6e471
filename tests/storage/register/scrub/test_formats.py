"""What is told by its form, in any language: each kind as people type it, and what only looks like it."""

from __future__ import annotations

import pytest

from storage.register.scrub.formats import formats
from storage.register.scrub.shadow import shadow
from storage.register.scrub.spans import masked, settled


def out(text: str) -> str:
    return masked(text, settled(list(formats(shadow(text)))), lambda kind: f"[{kind}]")


@pytest.mark.parametrize(
    "number",
    [
        "512 345 678", "512-345-678", "512.345.678", "512345678", "51 234 56 78", "+48 512 345 678",
        "+48512345678", "0048 512 345 678",
        "(58) 301 02 03", "58 301-02-03", "058/301-02-03", "067 123 45 67", "+380 67 123 45 67",
        "8 (029) 123-45-67", "+375 29 123 45 67",
        "+7 916 123-45-67", "07700 900123", "+44 7700 900123", "512 345 67 8", "5 1 2 3 4 5 6 7 8",
        "512 – 345 – 678", "５１２ ３４５ ６７８",
        "5️⃣1️⃣2️⃣ 3️⃣4️⃣5️⃣ 6️⃣7️⃣8️⃣", "٥١٢٣٤٥٦٧٨", "512\u200b345\u200b678", "512 З45 678", "5l2 345 67O",
    ],
)  # fmt: skip
def test_a_telephone_goes(number: str) -> None:
    assert out(f"proszę dzwonić {number}, po 17") == "proszę dzwonić [PHONE], po 17"


@pytest.mark.parametrize(
    "stays",
    [
        "sprawa RSD 124/26", "sygn. II K 345/2025", "dnia 12.05.2026 r.", "2026-05-12", "w latach 2019-2023",
        "o 17:30", "17.30-18.15",
        "kosztowało 1 200 000 zł", "3200 zł", "£1,200.50", "12 500 грн", "tramwaj 12", "autobus 162",
        "sala 214", "art. 257 kk", "112", "997",
        "pokój 214", "ustęp 2", "mam 25 lat", "SP nr 57", "7c", "5 maja 2026", "3 piętro", "100%",
        "RSD-1234/2026",
    ],
)  # fmt: skip
def test_what_is_no_telephone_stays(stays: str) -> None:
    assert out(f"było tak: {stays} i tyle") == f"było tak: {stays} i tyle"


@pytest.mark.parametrize(
    "address",
    [
        "anna.nowak@example.com", "anna_nowak+spam@mail.example.co.uk", "kasia(at)wp.pl",
        "kasia (at) wp (dot) pl", "kasia małpa wp.pl",
        "kasia małpa wp kropka pl", "katia собака gmail.com", "katia собака gmail точка com",
        "oksana at gmail dot com", "kasia@wp",
        "ＡＮＮＡ＠ｅｘａｍｐｌｅ.com",
    ],
)  # fmt: skip
def test_an_email_goes(address: str) -> None:
    assert out(f"mój mejl: {address}, dziękuję") == "mój mejl: [EMAIL], dziękuję"


@pytest.mark.parametrize(
    "link",
    [
        "https://www.facebook.com/groups/gda/posts/77",
        "www.example.org/a?b=c",
        "t.me/oksana_k",
        "facebook.com/jan.kowalski",
        "wa.me/48512345678",
    ],
)
def test_a_link_goes_but_the_full_stop_stays(link: str) -> None:
    assert out(f"tu jest wpis: {link}.") == "tu jest wpis: [URL]."


def test_a_site_everybody_knows_stays() -> None:
    assert out("ogłoszenie było na olx.pl i otodom.pl") == "ogłoszenie było na olx.pl i otodom.pl"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("mój tg @oksana_k", "mój tg [USERNAME]"),
        ("insta: kasia_92 tam jest zdjęcie", "insta: [USERNAME] tam jest zdjęcie"),
        ("pisze jako wilk_1988 codziennie", "pisze jako [USERNAME] codziennie"),
        ("мій телеграм: oksanka", "мій телеграм: [USERNAME]"),
        ("discord: ktos#1234", "discord: [USERNAME]"),
    ],
)
def test_a_handle_goes_and_the_network_stays(said: str, left: str) -> None:
    assert out(said) == left


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("pesel 44051401359", "pesel [PESEL]"),
        ("44051401359 to mój numer", "[PESEL] to mój numer"),
        ("pesel 44051401358 (z błędem)", "pesel [PESEL] (z błędem)"),
        ("PESEL: 440514 01359", "PESEL: [PESEL]"),
        ("песель 44051401359", "песель [PESEL]"),
    ],
)
def test_a_pesel_goes_also_with_a_slip(said: str, left: str) -> None:
    assert out(said) == left


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("dowód ABA300000", "dowód [ID_DOC]"),
        ("paszport FB 123456", "paszport [ID_DOC]"),
        ("мій паспорт 004417826 вкрали", "мій паспорт [ID_DOC] вкрали"),
        ("паспорт 4510 123456", "паспорт [ID_DOC]"),
        ("паспорт MP1234567, личный номер 4120375A015PB1", "паспорт [ID_DOC], личный номер [ID_DOC]"),
        ("karta pobytu nr RP1234567", "karta pobytu nr [ID_DOC]"),
        ("my visa no. 018427735", "my visa no. [ID_DOC]"),
        ("prawo jazdy 00123/12/2214", "prawo jazdy [ID_DOC]"),
        ("NIP 123-456-32-18", "NIP [ID_DOC]"),
        ("legitymacja studencka nr 318845", "legitymacja studencka nr [ID_DOC]"),
    ],
)
def test_a_document_goes(said: str, left: str) -> None:
    assert out(said) == left


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("konto 61 1090 1014 0000 0712 1981 2874", "konto [IBAN]"),
        ("PL61109010140000071219812874", "[IBAN]"),
        ("pl61 1090 1014 0000 0712 1981 2875 z literówką", "[IBAN] z literówką"),
        ("GB29 NWBK 6016 1331 9268 19", "[IBAN]"),
        ("UA213223130000026007233566001", "[IBAN]"),
        ("karta 4539 1488 0343 6467", "karta [CARD]"),
        ("карта 5168-0312-3456-7891", "карта [CARD]"),
    ],
)
def test_an_account_and_a_card_go(said: str, left: str) -> None:
    assert out(said) == left


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("auto GD 7K412 stało", "auto [PLATE] stało"),
        ("rejestracja gda12345", "rejestracja [PLATE]"),
        ("машина АА 1234 ВВ", "машина [PLATE]"),
        ("номер А123ВС 77", "номер [PLATE]"),
        ("номер 1234 АВ-7", "номер [PLATE]"),
        ("tramwaj 12, numer boczny 1023", "tramwaj 12, numer boczny [PLATE]"),
        ("bus 162, fleet number was 2734.", "bus 162, fleet number was [PLATE]."),
        ("трамвай 8, бортовий 1034", "трамвай 8, бортовий [PLATE]"),
    ],
)
def test_a_plate_goes_and_the_line_stays(said: str, left: str) -> None:
    assert out(said) == left


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("ur. 12.03.1987", "ur. [DOB]"),
        ("urodzona 12 marca 1987 r. w Kijowie", "urodzona [DOB] w Kijowie"),
        ("data urodzenia: 1987-03-12", "data urodzenia: [DOB]"),
        ("born on 12 March 1987", "born on [DOB]"),
        ("DOB 03/12/87", "DOB [DOB]"),
        ("народилася 5 травня 1990 року", "народилася [DOB]"),
        ("родился 17.06.1992", "родился [DOB]"),
        ("12.03.1987 г.р.", "[DOB] г.р."),
        ("Aylin, 30/12/99, tel", "Aylin, [DOB], tel"),
    ],
)
def test_a_date_of_birth_goes(said: str, left: str) -> None:
    assert out(said) == left


@pytest.mark.parametrize(
    "date",
    ["12.03.2026", "12 marca 2026", "5 травня", "2 февраля 2026 года", "24.02.2022", "1 września 1939"],
)
def test_the_date_of_the_incident_stays(date: str) -> None:
    assert out(f"to było {date} wieczorem") == f"to było {date} wieczorem"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("mieszkam ul. Kartuska 25/7 w Gdańsku", "mieszkam [ADDRESS] w Gdańsku"),
        ("na Kartuskiej 25 m 7", "na [ADDRESS]"),
        ("ulica Jana Pawła II 4b", "[ADDRESS]"),
        ("przy Obrońców Wybrzeża 4B/112 na Przymorzu", "przy [ADDRESS] na Przymorzu"),
        ("ul swietokrzyska 118/14", "[ADDRESS]"),
        ("вул. Картуська 25, кв. 7", "[ADDRESS]"),
        ("на Картузькій 25", "на [ADDRESS]"),
        ("улица Хучиско 12, подъезд 3", "[ADDRESS]"),
        ("25 Kartuska Street, flat 4", "[ADDRESS]"),
        ("flat 4, 12 Ogarna St", "[ADDRESS]"),
        ("80-180 Gdańsk", "[ADDRESS] Gdańsk"),
        ("kod 80-180", "kod [ADDRESS]"),
    ],
)
def test_a_street_with_its_number_goes(said: str, left: str) -> None:
    assert out(said) == left


@pytest.mark.parametrize(
    "stays",
    [
        "na ul. Kartuskiej", "przy Grunwaldzkiej ktoś krzyczał", "tramwaj linii 6", "na Przymorzu",
        "szkoła podstawowa nr 57", "pokój 214",
        "ustęp 2", "za 25 zł", "grupa 5 osób", "o godzinie 7", "klasa 7", "około 20 minut",
        "na вулиці Довгій", "уже 3 года", "школа 57",
    ],
)  # fmt: skip
def test_a_street_alone_and_other_numbers_stay(stays: str) -> None:
    assert out(f"było {stays} wczoraj") == f"było {stays} wczoraj"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("logowanie z 192.168.0.17", "logowanie z [IP]"),
        ("2001:db8::ff00:42:8329", "[IP]"),
        ("54.3721, 18.6382", "[GEO]"),
        ("54,37213 18,63821", "[GEO]"),
        ("54°21'08\"N 18°38'47\"E", "[GEO]"),
    ],
)
def test_addresses_of_machines_and_places_on_a_map_go(said: str, left: str) -> None:
    assert out(said) == left


def test_version_numbers_and_hours_are_no_ip() -> None:
    assert out("wersja 1.2.3, o 12:30:05") == "wersja 1.2.3, o 12:30:05"
