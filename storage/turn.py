"""What passes between the store and the edge: a turn that is taken, a delivery that is to be made."""

from __future__ import annotations

from collections.abc import Sequence  # noqa: TC003  the signature of keep is read by those who use it
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Raw, Struct
from msgspec.structs import replace

from flows.model import Effect, Erase, RemoveTyped, Report, Say, SendReport, Session, SetTimer, Shed, Talk
from storage.work import NOTHING, Mail, Taken, Work, talk

if TYPE_CHECKING:
    from flows.case import Case
    from flows.orders import CaseOrder

Keepable = Say | RemoveTyped
"""The effects that wait in the outbox."""


class Chat(NamedTuple):
    """A private chat as Telegram numbers it."""

    bot: int
    id: int


class Route(Struct, frozen=True):
    """The way to a person: the only place where Telegram's numbers are kept, and they are sealed."""

    bot: int
    chat: int
    card: int = 0
    """Message id of the living card; 0 where none stands."""
    others: tuple[int, ...] = ()
    """The bot's other messages that may still stand in the chat."""

    def moved(self, card: int | None, gone: frozenset[int]) -> Route:
        """Return the route after a delivery: the former card is one of the others unless it is gone."""
        living = self.card if card is None else card
        former = (self.card,) if self.card not in {0, living} else ()
        others = tuple(id_ for id_ in (*self.others, *former) if id_ not in gone and id_ != living)
        return replace(self, card=living, others=tuple(dict.fromkeys(others)))


class Farewell(Struct, frozen=True):
    """The end of a conversation in the chat: `last` takes the living card's place, the rest is removed."""

    last: Say | None
    """None: nothing is said, and the living card is among what is removed."""
    remove: tuple[int, ...]


class Delivery(Struct, frozen=True):
    """The oldest thing that is to be brought to a chat."""

    box: bytes
    number: int
    effect: Say | RemoveTyped | Farewell
    route: Route
    typed: int = 0
    """Message id of what the person sent, for RemoveTyped."""
    record: bytes = b""
    """What the conversation is called that it comes from (a farewell: its key), so that it settles nothing of
    a later one."""


class Draft(Struct, frozen=True):
    """The sealed body of a session."""

    session: Raw
    next: int
    """Number of the next effect of this session; never given twice."""


class Waiting(Struct, frozen=True):
    """The sealed body of an effect in the outbox."""

    effect: Raw
    typed: int = 0


class Leaving(Struct, frozen=True):
    """The sealed body of a farewell."""

    last: Say | None
    route: Route
    typed: tuple[int, ...] = ()
    """What the person sent, and the messages of a talk, that are still to be removed."""

    def farewell(self) -> Farewell:
        """Return what the courier has to do."""
        bot = self.route.others if self.last else (*self.route.others, self.route.card)
        return Farewell(self.last, tuple(dict.fromkeys(id_ for id_ in (*bot, *self.typed) if id_)))


class Turn:
    """One turn of a chat, as long as nobody else can take one there."""

    def __init__(self, session: Session | None, due: tuple[str, ...], route: Route) -> None:
        """Show what is held: None for nothing, the timers that have run out (oldest first), the way back."""
        self.session = session
        self.due = due
        self.route = route
        self.record = b""
        """What the session is called; b"" where there is none yet."""
        self.key = b""
        """Id of the key under which it lies; b"" where there is none yet."""
        self.next = 1
        self.kept: Session | None = None
        self.effects: Sequence[Effect] = ()
        self.typed = 0
        self.records: list[bytes] = []
        """Keys of all cases that are kept of this chat."""
        self.works: list[Work] = []
        """The case of this chat, and after it one that is opened in this turn."""
        self.of_case = False
        """Whether the turn is a case's alone: the session is not looked at, `due` are the case's timers."""
        self.outlived: bytes = b""
        """Key of a case that another version wrote, this one cannot read, and whose time is over."""
        self.before = 0
        """How many cases wait that came earlier; for one that is opened now, whoever opens it sets it."""

    def keep(self, session: Session, effects: Sequence[Effect], typed: int = 0) -> None:
        """Say what shall be written when the turn is left; `typed` is the id of the message just received."""
        self.kept, self.effects, self.typed = replace(session, talk=None), effects, typed

    # ------------------------------------------------------------------------ the case

    @property
    def case(self) -> Case | None:
        """The case of this chat as the turn leaves it; None where there is none, or none any more."""
        return self.works[-1].case if self.works and not self.works[-1].ends else None

    @property
    def case_key(self) -> bytes:
        """Key of that case; b"" where there is none, and for a new one until the turn is written."""
        return self.works[-1].record if self.works else b""

    @property
    def talk(self) -> Talk | None:
        """What the conversation may know of that case."""
        return talk(self.case, self.before) if self.case else None

    def work_on(self, case: Case, orders: Sequence[CaseOrder], taken: Taken = NOTHING) -> None:
        """Let the case stand so and carry out the orders; may be said several times in a turn.

        `taken` is what came in with the fact: it belongs to the first line that these orders keep. Raises
        IndexError where the turn has no case.
        """
        self.works[-1].go_on(case, orders, taken)

    def open_case(self, case: Case, orders: Sequence[CaseOrder]) -> None:
        """Open a case for this chat; one that was closed is kept for its own time."""
        self.works.append(Work(b"", case))
        self.works[-1].go_on(case, orders, NOTHING)

    def give_code(self, mailbox_id: bytes, public: bytes) -> None:
        """Keep with the case where letters go: the look-up id of the return code and its public half."""
        self.works[-1].mail = Mail(mailbox_id, public)
        self.works[-1].changed = True

    @property
    def keeps(self) -> bool:
        """Whether something is written of what the turn is about, so that its timers are settled."""
        return any(work.changed for work in self.works) if self.of_case else self.kept is not None

    @property
    def leaves(self) -> bool:
        """Whether nothing of a talk stays in the chat: the person left, and did not just fall silent."""
        return self.erase is not None and not self.erase.talk_stays

    @property
    def ends_cases(self) -> bool:
        """Whether a case may be erased with this turn."""
        everything = self.erase is not None and self.erase.scope == "everything"
        return (
            (everything and bool(self.records or self.works))
            or bool(self.outlived)
            or any(work.ends for work in self.works)
        )

    @property
    def lets_keys_die(self) -> bool:
        """Whether keys are put down to die with this turn."""
        shedding = any(work.sheds for work in self.works)
        return self.erase is not None or self.shed is not None or self.ends_cases or shedding

    # ------------------------------------------------------------------------ what follows

    def end_unreadable(self) -> None:
        """Erase a session that another version wrote and this one cannot read, where nothing goes on."""
        if self.record and self.session is None and self.kept is None:
            self.effects = (Erase("draft", None),)

    @property
    def erase(self) -> Erase | None:
        """The order to end the conversation, if there is one."""
        return next((effect for effect in self.effects if isinstance(effect, Erase)), None)

    @property
    def shed(self) -> Shed | None:
        """The order to go on under a new key, where there is a conversation that goes on."""
        if not self.record or self.kept is None or self.erase is not None:
            return None
        return next((effect for effect in reversed(self.effects) if isinstance(effect, Shed)), None)

    @property
    def says(self) -> list[Keepable]:
        """What goes into the outbox."""
        return [effect for effect in self.effects if isinstance(effect, Say | RemoveTyped)]

    @property
    def reports(self) -> list[Report]:
        """What will wait for the flush; "everything" takes it back again."""
        if self.erase and self.erase.scope == "everything":
            return []
        return [effect.report for effect in self.effects if isinstance(effect, SendReport)]

    @property
    def timers(self) -> dict[str, int]:
        """Seconds by the name of each timer that is set."""
        return {effect.timer: effect.seconds for effect in self.effects if isinstance(effect, SetTimer)}
