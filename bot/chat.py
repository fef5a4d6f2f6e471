"""The conversation in a terminal, and written down as stories that can be told again."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

import yaml
from msgspec import Struct, ValidationError, convert, to_builtins

from bot.scrubbing import Scrubbing
from flows.model import (
    LANGUAGES,
    ChoicePressed,
    CommandSent,
    Erase,
    Event,
    Say,
    SendReport,
    Session,
    TextSent,
    decode_session,
    encode,
)
from flows.people import spoken
from flows.step import begin, screen, step
from flows.typed import is_scrubbed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from flows.bundle import Flows
    from flows.model import Key, Report
    from locales.catalog import Catalog


class StoryFault(Exception):
    """What is wrong with a story, in one sentence."""


class Turn(Struct, omit_defaults=True, kw_only=True):
    """What the person did, and the card that came of it."""

    me: str = ""
    """The label of the key that was pressed, or the words that were typed; "" for the first card."""
    bot: str


class Story(Struct):
    """A conversation that can be read like a chat and told again."""

    flow: str
    """Of the role that was chosen; "" from the very beginning."""
    language: str
    turns: list[Turn]
    reports: list[dict[str, Any]] = []
    """What was sent for the register, by taxonomy list."""


class Talk:
    """One conversation with the core; its session goes through JSON at each turn, as it does in storage."""

    def __init__(self, flows: Flows, catalog: Catalog, language: str, clock: Callable[[], datetime]) -> None:
        self.flows = flows
        self.catalog = catalog
        self.clock = clock
        self.scrubbing = Scrubbing(catalog)
        self.session: Session = begin(language)
        self.said: Say | None = None
        self.reports: list[Report] = []
        self.over = False
        """Whether the conversation was erased; its last card still stands."""

    def open(self, flow: str) -> None:
        """Stand at the first question of a flow, the opening being behind us; "" begins with /start."""
        if not flow:
            self.happens(CommandSent(at=self.clock(), name="start"))
            return
        lang = self.session.hint
        self.session = Session(hint=lang, lang=lang, at="role", consent=True)
        self.said = screen(self.flows, self.session)
        chosen = next(key for key in self.keys if key.label.id == f"role:{flow}")
        self.press(chosen)

    def happens(self, event: Event) -> None:
        """Let one event have its turn."""
        session, effects = step(self.flows, decode_session(encode(self.session)), event)
        self.session = session
        for effect in effects:
            match effect:
                case Say():
                    self.said = effect
                case SendReport(report=report):
                    self.reports.append(report)
                case Erase(last=last):
                    self.said, self.over = last, True

    def press(self, key: Key) -> None:
        """Press a key of the card that stands."""
        self.happens(ChoicePressed(at=self.clock(), card=self.said.card if self.said else 0, press=key.press))

    def does(self, words: str) -> None:
        """Press the key with this label, or send a command, or else write the words."""
        key = next((key for key in self.keys if self.label(key) == words), None)
        if key:
            self.press(key)
        elif words.startswith("/"):
            name, _, argument = words[1:].partition(" ")
            self.happens(CommandSent(at=self.clock(), name=name, argument=argument))
        else:
            typed = TextSent(at=self.clock(), text=words)
            scrubs = is_scrubbed(self.flows, self.session, typed)
            self.happens(self.scrubbing.scrubbed(typed, spoken(self.session)) if scrubs else typed)

    @property
    def keys(self) -> list[Key]:
        """The keys of the card that stands, in the order of the eye."""
        return [key for row in (self.said.keys if self.said else ()) for key in row]

    def label(self, key: Key) -> str:
        """Return what stands on a key, without its tick."""
        return self.catalog.sentence(key.label, self.language)

    @property
    def language(self) -> str:
        """The language of the card that stands."""
        return self.said.lang if self.said else self.session.hint

    def text(self) -> str:
        """Return the card that stands: its paragraphs, and its rows of keys in brackets."""
        lines = [
            self.catalog.sentence(line, self.language) for line in (self.said.lines if self.said else ())
        ]
        rows = (
            [" ".join(f"[{self._ticked(key)}]" for key in row) for row in self.said.keys] if self.said else []
        )
        return "\n\n".join([*lines, "\n".join(rows)] if rows else lines)

    def numbered(self) -> str:
        """Return the card that stands with a number at each key, as it is shown in a terminal."""
        lines = [
            self.catalog.sentence(line, self.language) for line in (self.said.lines if self.said else ())
        ]
        rows, number = [], 0
        for row in self.said.keys if self.said else ():
            rows.append("   ".join(f"{number + n:>2} {self._ticked(key)}" for n, key in enumerate(row, 1)))
            number += len(row)
        return "\n\n".join([*lines, "\n".join(rows)])

    def _ticked(self, key: Key) -> str:
        return f"✓ {self.label(key)}" if key.ticked else self.label(key)


def converse(talk: Talk, flow: str, ask: Callable[[], str | None], tell: Callable[[str], None]) -> Story:
    """Talk until somebody leaves (`ask` returns None) or the conversation is erased; return it as a story."""
    lang = talk.session.hint
    talk.open(flow)
    turns = [Turn(bot=talk.text())]
    tell(talk.numbered())
    while not talk.over and (answer := ask()) is not None:
        me = _meant(talk, answer.strip())
        if not me:
            tell("A number, words, or a command such as /help; Ctrl-D ends it.")
            continue
        talk.does(me)
        turns.append(Turn(me=me, bot=talk.text()))
        tell(talk.numbered())
    return Story(flow, lang, turns, [codes(report) for report in talk.reports])


def _meant(talk: Talk, answer: str) -> str:
    """Return the label behind a number, or the answer itself where no key has that number."""
    if answer.isascii() and answer.isdigit() and 0 < int(answer) <= len(talk.keys):
        return talk.label(talk.keys[int(answer) - 1])
    return answer


def codes(report: Report) -> dict[str, Any]:
    """Return a report as plain lists of codes, its role first."""
    return {"role": report.role, **{name: list(picked) for name, picked in report.codes.items()}}


# ---------------------------------------------------------------------------- stories


def replay(story: Story, flows: Flows, catalog: Catalog, clock: Callable[[], datetime]) -> list[str]:
    """Tell a story again; return a sentence and the lines that differ for each turn with another card."""
    talk = Talk(flows, catalog, story.language, clock)
    talk.open(story.flow)
    differences = list(_compared(1, story.turns[0], talk))
    for number, turn in enumerate(story.turns[1:], 2):
        talk.does(turn.me)
        differences += _compared(number, turn, talk)
    told = [codes(report) for report in talk.reports]
    if told != story.reports:
        differences.append(f"the reports differ: {told} instead of {story.reports}")
    return differences


def _compared(number: int, turn: Turn, talk: Talk) -> Iterator[str]:
    if talk.text() != turn.bot:
        lines = difflib.unified_diff(turn.bot.splitlines(), talk.text().splitlines(), lineterm="", n=0)
        changed = "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))
        yield f'turn {number}: after "{turn.me}" another card came:\n{changed}'


def shown(codes_: dict[str, Any]) -> str:
    """Return the codes of a report, a line for each list."""
    return yaml.safe_dump(codes_, allow_unicode=True, sort_keys=False, default_flow_style=None)


def write(story: Story) -> str:
    """Return a story as YAML that reads like a chat."""
    return yaml.dump(to_builtins(story), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)


def read(source: str) -> Story:
    """Read what `write` wrote; raises StoryFault."""
    try:
        story = convert(yaml.safe_load(source), Story)
    except (yaml.YAMLError, ValidationError) as fault:
        raise StoryFault(f"this is no story: {' '.join(str(fault).split())}") from None
    if not story.turns or story.language not in LANGUAGES:
        raise StoryFault("this is no story: it needs one of the four languages, and at least one turn")
    return story


class _Dumper(yaml.SafeDumper):
    """Writes a text of several lines as lines."""


def _as_lines(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _as_lines)
