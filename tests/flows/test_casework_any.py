"""Whatever happens in whatever order: nobody reads what is not theirs; nothing is lost or comes twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from flows.case import Case, Kind, Seat, decode_case, encode
from flows.casework import take
from flows.facts import CaseOpened
from flows.orders import decode_order, encode_order
from tests.flows.case import NOON, flows, team
from tests.flows.happenings import ANY, EVENT, FIELDS, FLAGS, OUTCOMES, REPORTS, World, of

if TYPE_CHECKING:
    from tests.flows.case import CaseFact


BIG = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
"""A hundred happenings are as much as is asked for here, and take their time."""


@settings(max_examples=300, suppress_health_check=BIG)
@given(st.tuples(*[of(CaseOpened)] * 3), st.lists(EVENT, min_size=30, max_size=120))
def test_nobody_reads_what_is_not_theirs_and_nothing_is_lost_or_comes_twice(
    openings: tuple[CaseOpened, ...], events: list[tuple[Any, Any]]
) -> None:
    world = World(openings)
    for event in events:
        world.happens(*event)
    for case in world.cases:
        seen = [*case.chat, *(line for topic in case.topics.values() for line in topic)]
        assert {found for line in seen for found in re.findall(r"(\d+):\d+", line)} <= {str(case.number)}


ID = st.sampled_from(["", *team()])
TALK = st.text(st.sampled_from([*Kind]), max_size=8)
UP_TO = st.lists(st.integers(1, 9), max_size=3).map(tuple)
STATE: st.SearchStrategy[Case] = st.builds(
    Case,
    codename=st.just("Zielony Klon"),
    queue=st.just(1),
    lang=st.sampled_from(["uk", "pl"]),
    state=st.sampled_from(["waiting", "claimed", "resting", "closed"]),
    wish=FIELDS["wish"],
    reports=REPORTS,
    flags=FLAGS,
    counsellor=ID,
    interpreter=ID,
    helping=st.sampled_from(["", "asked", "offered", "joined"]),
    shared=UP_TO,
    offered=ID,
    second=ID,
    closing=OUTCOMES,
    seats=st.dictionaries(ID, st.builds(Seat), max_size=3),
    announced=st.sampled_from([(), ("case",), ("interpreter",), ("case", "interpreter")]),
    talk=TALK,
    unread=UP_TO,
    pending=st.sampled_from([(), ("interpreter",), ("closed",)]),
    carded=st.booleans(),
    safe=st.sampled_from(["", "any", "no", "between"]),
    left=st.booleans(),
    away=st.booleans(),
    code=st.booleans(),
    step=st.integers(0, 4),
)


@settings(max_examples=1500)
@given(STATE, ANY, st.booleans())
def test_every_fact_is_taken_in_every_state_even_one_that_cannot_be(
    case: Case, fact: CaseFact, alone: bool
) -> None:
    who = {"@counsellor": case.counsellor, "@interpreter": case.interpreter, "@offered": case.offered}
    names = [name for name in ("by", "to") if hasattr(fact, name)]
    changes: dict[str, Any] = {name: who.get(getattr(fact, name), "jan") for name in names}
    taken = take(flows(), {} if alone else team(), case, replace(fact, **changes), NOON)
    assert decode_case(encode(taken.case)) == taken.case
    assert tuple(decode_order(encode_order(order)) for order in taken.orders) == taken.orders
