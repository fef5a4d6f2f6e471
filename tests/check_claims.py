"""Check docs/claims.yaml, in which each sentence names what keeps it, and write docs/privacy.md."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

from flows.model import LANGUAGES
from locales.book import read, texts
from tests.check_rules import functions_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from locales.book import Book

ROOT: Final = Path(__file__).parents[1]
MAP: Final = "docs/claims.yaml"
PAGE: Final = "docs/privacy.md"
NAMING: Final = ("docs/threat-model.md", "docs/dpia.md")
"""Further pages that name tests."""

AWAITS: Final = "awaits:"
"""What stands where a test is still to come, in the map and on pages; always a fault."""

_BULLET: Final = re.compile(r"\A(?:[•–]|\d+\.)\s+")
_END: Final = re.compile(r"(?<=[.?!])\s+|(?<=[.?!][”»])\s+")
_TEST: Final = re.compile(r"`(tests/[^`]+?\.py)::([^`]*)`")
_NUMBER: Final = re.compile(r"\d+(?:[ –]\d+)*")


@dataclass(frozen=True)
class Proof:
    """A claim in our words, the tests that keep it, and what is still awaited."""

    claim: str
    tests: tuple[str, ...]
    awaits: str


@dataclass(frozen=True)
class Claims:
    """The map from sentences to what keeps them."""

    covered: tuple[str, ...]
    """Patterns of the ids whose sentences are all mapped."""
    quiet: Mapping[str, str]
    """Patterns of the ids that promise nothing, with the reason."""
    reasons: Mapping[str, str]
    """Why a sentence is no claim."""
    people: Mapping[str, str]
    """What people promise, and no program can keep for them."""
    themes: Mapping[str, Mapping[str, Proof]]
    texts: Mapping[str, Mapping[str, str]]
    """Id of a text, its sentence in English, what is said of it: names divided by commas."""

    @cached_property
    def proofs(self) -> dict[str, Proof]:
        """All proofs by name."""
        return {name: proof for theme in self.themes.values() for name, proof in theme.items()}

    def covers(self, id_: str) -> bool:
        """Return whether the sentences of this text must be mapped."""
        return any(fnmatchcase(id_, pattern) for pattern in self.covered)

    def tests(self) -> list[str]:
        """Return every test that is named, once."""
        return sorted({test for proof in self.proofs.values() for test in proof.tests})


def load(source: str) -> Claims:
    """Read the map; raises yaml.YAMLError or KeyError where it has another form."""
    body = yaml.load(source, yaml.BaseLoader)  # noqa: S506  it makes nothing but strings, lists and mappings
    themes = {theme: _proofs(named) for theme, named in body["proofs"].items()}
    return Claims(
        tuple(body["covered"]), body["quiet"], body["reasons"], body["people"], themes, body["texts"]
    )


def _proofs(named: Mapping[str, Mapping[str, str]]) -> dict[str, Proof]:
    return {
        name: Proof(body["claim"], tuple(body.get("tests", ())), body.get("awaits", ""))
        for name, body in named.items()
    }


def sentences(wording: str) -> Iterator[str]:
    """Yield the sentences of a text: lines without their bullets, divided after full stops."""
    for line in wording.split("\n"):
        yield from (part for part in _END.split(_BULLET.sub("", line.strip(), count=1)) if part)


# ---------------------------------------------------------------------------- what is wrong


def faults(claims: Claims, books: Mapping[str, Book], root: Path) -> list[str]:
    """Return a line for everything that is wrong with the map, the pages or the languages."""
    return [
        *_families(claims, books["en"]),
        *_sentences(claims, books["en"]),
        *_names(claims),
        *_tests(claims, root),
        *(fault for page in NAMING for fault in _page(root, page)),
        *(fault for id_ in books["en"] if claims.covers(id_) for fault in _languages(id_, books)),
    ]


def _families(claims: Claims, book: Book) -> Iterator[str]:
    """Yield ids that nobody decided about, and patterns that fit nothing."""
    patterns = (*claims.covered, *claims.quiet)
    for id_ in book:
        if not any(fnmatchcase(id_, pattern) for pattern in patterns):
            yield f"{MAP}: {id_} is neither covered nor among the texts that promise nothing"
    for pattern in patterns:
        if not any(fnmatchcase(id_, pattern) for id_ in book):
            yield f'{MAP}: no text has an id like "{pattern}"'


def _sentences(claims: Claims, book: Book) -> Iterator[str]:
    """Yield sentences that are not mapped, and mapped ones that nobody says."""
    said = {id_: list(_said(forms)) for id_, forms in book.items() if claims.covers(id_)}
    for id_, spoken in said.items():
        mapped = claims.texts.get(id_, {})
        yield from (f'{MAP}: {id_} says "{one}", which is not mapped' for one in spoken if one not in mapped)
        yield from (f'{MAP}: {id_} does not say "{one}"' for one in mapped if one not in spoken)
    yield from (f"{MAP}: {id_} is no covered text" for id_ in claims.texts if id_ not in said)


def _said(forms: Iterable[str]) -> Iterator[str]:
    """Yield each sentence of all forms of a text once."""
    yield from dict.fromkeys(one for form in forms for one in sentences(form))


def named(verdict: str) -> list[str]:
    """Return the names of a verdict."""
    return [name.strip() for name in verdict.split(",")]


def _names(claims: Claims) -> Iterator[str]:
    """Yield verdicts that name nothing, and names that nothing uses."""
    known = [*claims.reasons, *claims.people, *claims.proofs]
    yield from (f"{MAP}: {name} is defined twice" for name in set(known) if known.count(name) > 1)
    used = set()
    for id_, mapped in claims.texts.items():
        for sentence, verdict in mapped.items():
            names = named(verdict)
            used |= set(names)
            yield from (
                f'{MAP}: {id_} "{sentence}": nothing is called "{name}"'
                for name in names
                if name not in known
            )
            if len(names) > 1 and set(names) & set(claims.reasons):
                yield f'{MAP}: {id_} "{sentence}" is a claim or none'
    yield from (f"{MAP}: no sentence is said to be {name}" for name in known if name not in used)


def _tests(claims: Claims, root: Path) -> Iterator[str]:
    """Yield proofs without a test, tests that do not exist, and what is awaited."""
    for name, proof in claims.proofs.items():
        if not proof.tests and not proof.awaits:
            yield f"{MAP}: nothing keeps {name}"
        if proof.awaits:
            yield f"{MAP}: {name} {AWAITS} {proof.awaits}"
        yield from (
            f"{MAP}: {name}: there is no test {test}" for test in proof.tests if not exists(test, root)
        )


def exists(test: str, root: Path) -> bool:
    """Return whether there is a test of this id (file::function)."""
    path, _, name = test.partition("::")
    return name.startswith("test_") and name in functions_of(root / path)


def _page(root: Path, page: str) -> Iterator[str]:
    """Yield tests that a page names and that do not exist, and what it awaits."""
    for number, line in enumerate((root / page).read_text("utf-8").splitlines(), 1):
        for path, name in _TEST.findall(line):
            if not exists(f"{path}::{name}", root):
                yield f"{page}:{number}: there is no test {path}::{name}"
        if AWAITS in line:
            yield f"{page}:{number}: {line[line.index(AWAITS) :].strip(' |')}"


def _languages(id_: str, books: Mapping[str, Book]) -> Iterator[str]:
    """Yield languages in which a text has other numbers or another number of lines than in English."""
    english = books["en"][id_][-1]
    for language in LANGUAGES:
        other = books[language][id_][-1]
        if _numbers(other) != _numbers(english):
            yield f"locales/{language}: {id_} has other numbers than in English"
        if len(other.splitlines()) != len(english.splitlines()):
            yield f"locales/{language}: {id_} has another number of lines than in English"


def _numbers(text: str) -> list[str]:
    """Return the numbers of a text but for 1, which may be a word ("rok" is "1 year")."""
    return sorted(number for number in _NUMBER.findall(text) if number != "1")


# ---------------------------------------------------------------------------- the page

_HEAD: Final = """\
# What people are told, and what keeps it true

Made from the catalogue and [claims.yaml](claims.yaml) by `python -m tests.check_claims --write`.
`make check` fails when a sentence is not mapped there, when a test named here does not exist or fails
and when this page is not up to date. The sentences are the English ones; the other three languages are
held to the same numbers and the same lines.
"""


def page(claims: Claims) -> str:
    """Return docs/privacy.md."""
    parts = [_theme(claims, theme) for theme in claims.themes] + [_people(claims), _rest(claims)]
    titles = [part.split("\n", 1)[0].removeprefix("## ") for part in parts]
    contents = " · ".join(
        f"[{title}](#{re.sub(r'[^a-z0-9 ]', '', title.lower()).replace(' ', '-')})" for title in titles
    )
    return "\n".join([_HEAD, f"{contents}\n", *parts])


def _theme(claims: Claims, theme: str) -> str:
    return f"## {theme}\n\n" + "\n".join(_proof(claims, *item) for item in claims.themes[theme].items())


def _proof(claims: Claims, name: str, proof: Proof) -> str:
    kept = [f"`{test}`" for test in proof.tests] + [f"**{AWAITS} {proof.awaits}**"] * bool(proof.awaits)
    lines = [f"### {proof.claim}", "", *_saying(claims, name), "", "Kept by:", ""]
    return "\n".join([*lines, *(f"* {one}" for one in kept), ""])


def _saying(claims: Claims, name: str) -> list[str]:
    """Return a line for each sentence with this verdict, with the texts that say it."""
    saying: dict[str, list[str]] = {}
    for id_, mapped in claims.texts.items():
        for sentence, verdict in mapped.items():
            if name in named(verdict):
                saying.setdefault(sentence, []).append(f"`{id_}`")
    return [f"* {sentence} ({', '.join(ids)})" for sentence, ids in saying.items()]


def _people(claims: Claims) -> str:
    """Return the chapter on what people promise."""
    lines = ["## Promised by people", "", "No program keeps these; the centre does.", ""]
    for name, promise in claims.people.items():
        lines += [f"### {promise}", "", *_saying(claims, name), ""]
    return "\n".join(lines)


def _rest(claims: Claims) -> str:
    """Return the chapter on what promises nothing."""
    verdicts = [verdict for mapped in claims.texts.values() for verdict in mapped.values()]
    lines = ["## What promises nothing", "", "| sentences | why |", "|---|---|"]
    lines += [f"| {verdicts.count(name)} | {reason} |" for name, reason in claims.reasons.items()]
    lines += ["", "| texts that are not covered | why |", "|---|---|"]
    lines += [f"| `{pattern}` | {reason} |" for pattern, reason in claims.quiet.items()]
    return "\n".join([*lines, ""])


# ---------------------------------------------------------------------------- the map, kept up

OPEN: Final = "?"
"""What is said of a sentence that nobody has read here yet; always a fault."""


def renewed(source: str, claims: Claims, book: Book) -> str:
    """Return the map with what is said now: known sentences as they were, new ones open, no others."""
    known = {one: verdict for mapped in claims.texts.values() for one, verdict in mapped.items()}
    said = {
        id_: {one: claims.texts.get(id_, {}).get(one, known.get(one, OPEN)) for one in _said(forms)}
        for id_, forms in book.items()
        if claims.covers(id_)
    }
    told = yaml.safe_dump({"texts": said}, allow_unicode=True, sort_keys=False, width=sys.maxsize)
    return source[: source.index("\ntexts:\n") + 1] + told


# ---------------------------------------------------------------------------- the command


def main(arguments: Collection[str] = (), root: Path = ROOT) -> int:
    """Say every fault on a line and return 1 if there is one; first renew map and page, or name tests."""
    source = (root / MAP).read_text("utf-8")
    claims = load(source)
    books = {language: texts(read(language, root / "locales")) for language in LANGUAGES}
    if "--tests" in arguments:
        sys.stdout.write("\n".join([*claims.tests(), ""]))
        return 0
    if "--write" in arguments:
        source = renewed(source, claims, books["en"])
        claims = load(source)
        (root / MAP).write_text(source, "utf-8")
        (root / PAGE).write_text(page(claims), "utf-8")
    found = faults(claims, books, root)
    if (root / PAGE).read_text("utf-8") != page(claims):
        found.append(f"{PAGE} is not up to date: python -m tests.check_claims --write")
    sys.stderr.writelines(f"{fault}\n" for fault in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
