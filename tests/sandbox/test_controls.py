"""The weather, the clock, the calls, the panel and the stream of events."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from sandbox.calls import Calls
from tests.sandbox.conftest import DEADLINE, until

if TYPE_CHECKING:
    from tests.sandbox.conftest import Rig


async def storm(rig: Rig, method: str, *, times: int = 1, **answer: Any) -> None:
    await rig.do("/weather", method=method, times=times, answer=answer)


@pytest.mark.parametrize(
    ("answer", "code", "description"),
    [
        ({"status": 429, "retry_after": 2}, 429, "Too Many Requests: retry after 2"),
        ({"status": 500}, 500, "Internal Server Error"),
        ({"status": 502}, 502, "Bad Gateway"),
        ({"status": 403}, 403, "Forbidden: bot was blocked by the user"),
    ],
)
async def test_the_next_calls_of_a_method_are_refused(
    rig: Rig, answer: dict[str, int], code: int, description: str
) -> None:
    person = await rig.person()
    await storm(rig, "sendMessage", times=2, **answer)
    assert (await rig.ok("getMe"))["is_bot"]
    for _ in range(2):
        assert await rig.no("sendMessage", chat_id=person, text="x") == (code, description)
    await rig.ok("sendMessage", chat_id=person, text="x")
    assert len((await rig.chat(person))["messages"]) == 2


async def test_a_cut_connection_did_nothing_and_a_lost_answer_did_its_work(rig: Rig) -> None:
    person = await rig.person()
    for answer, standing in (({"drop": True}, 1), ({"lost": True}, 2)):
        await storm(rig, "sendMessage", **answer)
        with pytest.raises(aiohttp.ClientError):
            await rig.api("sendMessage", chat_id=person, text="x")
        assert len((await rig.chat(person))["messages"]) == standing
    assert [call["status"] for call in (await rig.see("/calls"))[-2:]] == [0, 200]


async def test_an_answer_can_be_delayed(rig: Rig) -> None:
    await storm(rig, "*", delay=0.05)
    loop = asyncio.get_running_loop()
    before = loop.time()
    await rig.ok("getMe")
    assert loop.time() - before >= 0.05


async def test_fair_weather_can_be_ordered(rig: Rig) -> None:
    await storm(rig, "getMe", times=50, status=500)
    async with rig.http.delete("/weather") as answer:
        assert answer.status == 200
    await rig.ok("getMe")


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"method": "x"},
        {"method": "x", "answer": {"status": 418}},
        {"method": "x", "answer": 5},
        {"method": "x", "times": "many", "answer": {"drop": True}},
        {"method": "x", "bot": "42", "answer": {"drop": True}},
        {"method": "x", "chance": 0, "answer": {"drop": True}},
        {"method": "x", "chance": "often", "answer": {"drop": True}},
        {"method": "x", "answer": {"delay": [1, 2, 3]}},
        {"method": "x", "answer": {"delay": -1}},
    ],
)
async def test_a_weather_that_makes_no_sense_is_refused(rig: Rig, order: dict[str, Any]) -> None:
    assert (await rig.do("/weather", status=400, **order))["error"]


async def test_the_weather_may_be_one_bots_only(rig: Rig) -> None:
    await rig.do("/weather", method="*", bot=77, times=2, answer={"status": 502})
    await rig.ok("getMe")
    assert await rig.other(77).no("getMe") == (502, "Bad Gateway")
    await rig.ok("getMe")


async def test_chance_strikes_about_as_often_as_it_says_and_the_same_way_again(rig: Rig) -> None:
    outcomes = []
    for _ in range(2):
        await rig.do("/weather", method="getMe", chance=0.3, seed=7, answer={"status": 500})
        outcomes.append([(await rig.api("getMe"))["ok"] for _ in range(200)])
        async with rig.http.delete("/weather"):
            pass
    assert outcomes[0] == outcomes[1]
    assert 40 <= outcomes[0].count(False) <= 80


async def test_a_delay_may_lie_between_two_bounds(rig: Rig) -> None:
    await rig.do("/weather", method="getMe", times=None, seed=3, answer={"delay": [0.01, 0.05]})
    loop = asyncio.get_running_loop()
    waits = []
    for _ in range(5):
        before = loop.time()
        await rig.ok("getMe")
        waits.append(loop.time() - before)
    assert min(waits) >= 0.01
    assert len({round(wait, 3) for wait in waits}) > 1


async def test_whose_client_gives_up_waiting_is_obeyed_all_the_same(rig: Rig) -> None:
    person = await rig.person()
    await storm(rig, "sendMessage", delay=1)
    asking = asyncio.create_task(rig.api("sendMessage", chat_id=person, text="late"))

    async def heard() -> bool:
        return bool((await rig.see("/calls"))[-1]["method"] == "sendMessage")

    await until(heard)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking

    async def arrived() -> bool:
        return bool((await rig.chat(person))["messages"][-1]["text"] == "late")

    await until(arrived)


async def test_the_clock_moves_message_dates(rig: Rig) -> None:
    person = await rig.person()
    before = (await rig.ok("sendMessage", chat_id=person, text="x"))["date"]
    await rig.do("/clock", seconds=3600)
    after = (await rig.ok("sendMessage", chat_id=person, text="x"))["date"]
    assert 3600 <= after - before < 3700
    for wrong in ("soon", None, 1e300):
        await rig.do("/clock", status=400, seconds=wrong)


async def test_calls_are_told_in_order_and_per_bot(rig: Rig) -> None:
    person = await rig.person()
    start = (await rig.see("/calls"))[-1]["n"]
    await rig.ok("sendMessage", chat_id=person, text="12")
    await rig.no("sendMessage", chat_id=5, text="x")
    calls = await rig.see(f"/calls?bot=42&since={start}")
    assert calls == [
        {
            "n": start + 1,
            "bot": 42,
            "method": "sendMessage",
            "chat": person,
            "params": {"chat_id": person, "text": "12"},
            "files": {},
            "ok": True,
            "status": 200,
        },
        {
            "n": start + 2,
            "bot": 42,
            "method": "sendMessage",
            "chat": 5,
            "params": {"chat_id": 5, "text": "x"},
            "files": {},
            "ok": False,
            "status": 400,
        },
    ]
    assert await rig.see("/calls?bot=43") == []


def test_ten_thousand_calls_are_kept() -> None:
    calls = Calls()
    for _ in range(10_005):
        calls.begin(1, "getMe", {})
    kept = calls.since(0, None)
    assert (len(kept), kept[0]["n"], kept[-1]["n"]) == (10_000, 6, 10_005)


async def read(stream: aiohttp.ClientResponse) -> Any:
    """Return the next event."""
    async with asyncio.timeout(DEADLINE):
        while not (line := await stream.content.readline()).startswith(b"data: "):
            assert line
    return json.loads(line[6:])


async def test_events_tell_which_chat_has_changed(rig: Rig) -> None:
    first, second = await rig.person(), await rig.person()
    async with rig.http.get("/events") as everything, rig.http.get(f"/events?phone={second}") as one:
        for stream in (everything, one):
            assert stream.content_type == "text/event-stream"
            await stream.content.readline()
        await rig.ok("sendMessage", chat_id=first, text="x")
        assert await read(everything) == {"phone": first, "bot": 42}
        await rig.act(second, "text", text="x")
        assert await read(one) == {"phone": second, "bot": 42}
        assert await read(everything) == {"phone": second, "bot": 42}
        await rig.do("/panel", title="Register", columns=["period"], rows=[["2026-11"]], note="n")
        assert await read(one) == {"panel": True}
    assert await rig.see("/panel") == {
        "title": "Register",
        "columns": ["period"],
        "rows": [["2026-11"]],
        "note": "n",
    }
