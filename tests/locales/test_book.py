from gettext import GNUTranslations
from io import BytesIO

import pytest
from babel.messages.mofile import write_mo

from flows.model import LANGUAGES
from locales.book import forms, name, plural, read, texts, utf16


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_plural_form_is_the_one_gettext_takes(language: str) -> None:
    """The standard library compiles the rule in the header; both must pick the same wording."""
    catalog = read(language)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    gettext = GNUTranslations(compiled)
    wordings = texts(catalog)["dur.days"]
    for count in (*range(130), 1000, 1001, 1002, 1011):
        assert wordings[plural(count, language)] == gettext.ngettext("dur.days", "dur.days", count)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_book_holds_every_text_by_its_id(language: str) -> None:
    catalog = read(language)
    book = texts(catalog)
    assert len(book) == len(catalog)
    assert "" not in book
    for message in catalog:
        if message.id:
            assert book[name(message)] == forms(message)


def test_lengths_are_those_of_telegram() -> None:
    assert utf16("żółw") == 4
    assert utf16("🆘 112") == 6
