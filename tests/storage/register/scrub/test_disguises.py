"""What is told by its form never gets through in disguise: signs, pictures, other letters, other spaces."""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING, Final

import pytest

from tests.scrub.sets import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.register.scrub import Scrubber

TIMES: Final = 40 if os.environ.get("ATTACK") == "full" else 6
"""How often each disguise is put on in a new way."""

TYPED: Final = {
    "PHONE": (
        "+48 512 345 678",
        "512-345-678",
        "+380 67 123 45 67",
        "8 912 345 67 89",
        "(58) 301 23 45",
    ),
    "EMAIL": ("jan.kowalski@wp.pl", "olena_k@ukr.net", "a.b+c@gmail.com"),
    "URL": ("https://www.facebook.com/jan.kowalski", "t.me/olena_kov", "www.instagram.com/anna.n"),
    "USERNAME": ("@janek_gdansk", "@olena1990"),
    "PESEL": ("44051401359", "90010112345"),
    "NIP": ("NIP 527-10-37-727", "nip: 5271037727"),
    "ID_DOC": (
        "paszport FB123456",
        "dowód ABA300000",
        "karta pobytu RP1234567",
        "паспорт АА123456",
        "passport no. 512345678",
    ),
    "IBAN": ("PL61 1090 1014 0000 0712 1981 2874", "UA21 3223 1300 0002 6007 2335 6600 1"),
    "CARD": ("4539 1488 0343 6467", "5555-5555-5555-4444"),
    "PLATE": ("rejestracja GD 7K412", "auto AA 1234 BB", "nr rej. GDA 12345"),
    "DOB": ("ur. 14.05.1944", "urodzona 3 maja 1988", "дата народження 12.03.1990", "born 1990-03-12"),
    "ADDRESS": ("ul. Długa 12/5", "вул. Шевченка 15, кв. 3", "ул. Ленина, д. 7", "al. Grunwaldzka 102"),
    "IP": ("192.168.12.44", "2001:db8::ff00:42:8329"),
    "GEO": ("54.35205, 18.64637", "54°21'07\"N 18°38'47\"E"),
}
"""What people type, by its kind; NIP is a number of a firm, which may be a person's."""
BY_LETTERS: Final = ("EMAIL", "URL", "USERNAME")
"""Kinds of which letters must go too; of the others it is the digits that identify."""
AROUND: Final = dict(
    zip(
        LANGUAGES,
        (
            "proszę o pomoc, {} dziękuję",
            "прошу допомогти, {} дякую",
            "прошу помочь, {} спасибо",
            "please help, {} thank you",
        ),
        strict=True,
    )
)
WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
ALIKE: Final = dict(zip("aeopcxyAEOPCTXHKMB", "аеорсхуАЕОРСТХНКМВ", strict=True))


def _unseen(chance: Random, typed: str) -> str:
    signs = "\u200b\u00ad\u2060\ufeff\u200d"
    return "".join(sign + (chance.choice(signs) if chance.random() < 0.25 else "") for sign in typed)


def _alike(chance: Random, typed: str) -> str:
    return "".join(ALIKE.get(sign, sign) if chance.random() < 0.4 else sign for sign in typed)


def _pictured(chance: Random, typed: str) -> str:
    """A picture in the middle of a word or a number."""
    inside = [at for at in range(1, len(typed)) if typed[at - 1].isalnum() and typed[at].isalnum()]
    at = chance.choice(inside)
    return typed[:at] + chance.choice("😡🙏❤📞") + typed[at:]


def _broken(_: Random, typed: str) -> str:
    """The end of a line between two digits, where there is a space."""
    for at, sign in enumerate(typed):
        if sign == " " and typed[at - 1].isdigit() and typed[at + 1].isdigit():
            return f"{typed[:at]}\n{typed[at + 1 :]}"
    return typed


DISGUISES: Final[dict[str, Callable[[Random, str], str]]] = {
    "as it is": lambda _, typed: typed,
    "signs that nobody sees": _unseen,
    "spaces of print": lambda chance, typed: typed.replace(" ", chance.choice("\u00a0\u2009\u202f\u2002")),
    "two spaces": lambda _, typed: typed.replace(" ", "  "),
    "dashes of print": lambda chance, typed: typed.replace("-", chance.choice("‐‑‒–—−")),
    "wide digits": lambda _, typed: typed.translate(WIDE),
    "digits on keys": lambda _, typed: "".join(
        f"{sign}\ufe0f\u20e3" if sign.isdigit() else sign for sign in typed
    ),
    "letters of another alphabet": _alike,
    "a picture within": _pictured,
    "pictures around": lambda chance, typed: f"{chance.choice('😡🙏📞')}{typed}{chance.choice('😡🙏❤')}",
    "the end of a line within": _broken,
    "small letters": lambda _, typed: typed.lower(),
    "capitals": lambda _, typed: typed.upper(),
}


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("kind", TYPED)
def test_what_is_told_by_its_form_goes_in_every_disguise(
    scrubber: Scrubber, kind: str, disguise: str
) -> None:
    chance = Random(f"{kind} {disguise}")
    for _ in range(TIMES):
        for typed in TYPED[kind]:
            for language in LANGUAGES:
                put = DISGUISES[disguise](chance, typed)
                assert not _stays(scrubber, kind, put, language), (put, language)


def _stays(scrubber: Scrubber, kind: str, put: str, language: str) -> str:
    """Return what of it would be kept: any digit, and of an address in the net any letter."""
    text = AROUND[language].format(put)
    start = text.index(put)
    found = {at for span in scrubber.find(text, language).spans for at in range(span.start, span.end)}
    identifying = [
        at
        for at in range(start, start + len(put))
        if text[at].isdigit() or (kind in BY_LETTERS and text[at].isalpha())
    ]
    return "".join(text[at] for at in identifying if at not in found)
