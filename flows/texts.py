"""A sentence before it is worded: its id in the catalogue and the values that stand in it."""

from __future__ import annotations

from msgspec import Struct, field


class Text(Struct, frozen=True, tag="text", omit_defaults=True):
    """A sentence of the catalogue by its id, translated when it is shown and never before.

    The label of a taxonomy code is `list:code` ("role:victim"), the name of a contact `contact:id`.
    A value called `count` chooses the plural form.
    """

    id: str
    values: dict[str, Value] = field(default_factory=dict)


class Lines(Struct, frozen=True, tag="lines"):
    """Texts below each other."""

    texts: tuple[Text, ...]


class Listing(Struct, frozen=True, tag="listing"):
    """Texts in a row, told apart also where they hold commas."""

    texts: tuple[Text, ...]


Value = str | int | Text | Lines | Listing


def text(id_: str, /, **values: Value) -> Text:
    """Return the sentence `id_` with its values."""
    return Text(id_, dict(values))


def label(list_: str, code: str) -> Text:
    """Return the label of a code of a taxonomy list."""
    return Text(f"{list_}:{code}")
