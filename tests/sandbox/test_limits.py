"""The flood limits, and how the clock and the speed move them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from sandbox.clock import Clock
from sandbox.limits import BURST, Bucket, Window, length, spend
from sandbox.refusal import Refusal
from tests.sandbox.conftest import make_rig, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sandbox.conftest import Rig


@contextmanager
def time_standing(clock: Clock) -> Iterator[None]:
    """Let the flow of time stand for a while, as it is now."""
    now = clock.flow()
    clock.flow = lambda: now  # type: ignore[method-assign]  # replaced for the test
    yield
    del clock.flow


async def fill(rig: Rig, chat: int) -> tuple[int, dict[str, object]]:
    """Send until refused; return how many passed and the refusal."""
    for sent in range(200):
        answer = await rig.api("sendMessage", chat_id=chat, text=str(sent))
        if not answer["ok"]:
            return sent, answer
    return 200, {}


async def test_a_private_chat_takes_a_short_burst_and_then_one_a_second(slow: Rig) -> None:
    person = await slow.person()
    sent, refusal = await fill(slow, person)
    assert sent == BURST
    wait = refusal["parameters"]["retry_after"]  # type: ignore[index]  # it is there, or the test fails
    assert wait == 1
    assert refusal["error_code"] == 429
    assert refusal["description"] == f"Too Many Requests: retry after {wait}"
    await slow.do("/clock", seconds=wait)
    await slow.ok("sendMessage", chat_id=person, text="after the wait")


async def test_edits_count_as_messages(slow: Rig) -> None:
    person = await slow.person()
    number = (await slow.ok("sendMessage", chat_id=person, text="x"))["message_id"]
    codes = [
        (await slow.api("editMessageText", chat_id=person, message_id=number, text=str(n))).get("error_code")
        for n in range(BURST)
    ]
    assert codes == [None] * (BURST - 1) + [429]


async def test_answers_and_deletions_do_not_count(slow: Rig) -> None:
    person = await slow.person()
    await fill(slow, person)
    assert await slow.ok("deleteMessage", chat_id=person, message_id=1)
    assert await slow.ok("sendChatAction", chat_id=person, action="typing")


async def test_a_bot_sends_about_thirty_a_second_over_all_chats(slow: Rig) -> None:
    people = [await slow.person() for _ in range(8)]
    answers = [
        await slow.api("sendMessage", chat_id=person, text="x") for person in people for _ in range(BURST)
    ]
    passed = [answer["ok"] for answer in answers]
    assert passed == [True] * 30 + [False] * 10
    assert answers[-1]["parameters"] == {"retry_after": 1}
    await slow.do("/clock", seconds=1)
    await slow.ok("sendMessage", chat_id=people[-1], text="x")


async def test_a_group_takes_twenty_a_minute_its_topics_together(slow: Rig) -> None:
    await slow.person()
    group = (await slow.do("/group", title="Team", bot=42, forum=True))["id"]
    topic = (await slow.ok("createForumTopic", chat_id=group, name="One"))["message_thread_id"]
    for number in range(20):
        thread = {"message_thread_id": topic} if number % 2 else {}
        await slow.ok("sendMessage", chat_id=group, text="x", **thread)
    refusal = await slow.api("sendMessage", chat_id=group, text="x")
    assert refusal["error_code"] == 429
    assert refusal["parameters"] == {"retry_after": 60}
    await slow.do("/clock", seconds=60)
    await slow.ok("sendMessage", chat_id=group, text="x")


async def test_the_topics_of_a_private_chat_share_its_limit(slow: Rig) -> None:
    person = await slow.person()
    await slow.do_patch("/bots/42", topics=True)
    topics = [
        (await slow.ok("createForumTopic", chat_id=person, name=name))["message_thread_id"]
        for name in ("One", "Two")
    ]
    for number in range(BURST):
        await slow.ok("sendMessage", chat_id=person, text="x", message_thread_id=topics[number % 2])
    for thread in topics:
        refused = await slow.api("sendMessage", chat_id=person, text="x", message_thread_id=thread)
        assert refused["parameters"] == {"retry_after": 1}


async def test_photos_voice_messages_and_edits_count_like_texts(slow: Rig) -> None:
    person = await slow.person()
    sent = [await slow.upload("sendPhoto", "photo", person, caption="x") for _ in range(BURST - 1)]
    card = {"chat_id": person, "message_id": sent[0]["result"]["message_id"]}
    await slow.ok("editMessageCaption", **card, caption="y")
    assert (await slow.no("editMessageCaption", **card, caption="z"))[0] == 429
    assert (await slow.upload("sendVoice", "voice", person, content=b"OggS"))["error_code"] == 429


async def test_each_bot_has_limits_of_its_own(slow: Rig) -> None:
    person = await slow.person()
    team = slow.other(77)
    await team.act(person, "text", text="/start")
    assert (await fill(slow, person))[0] == BURST
    assert (await fill(team, person))[0] == BURST
    people = [await slow.person() for _ in range(8)]
    for one in people:
        for _ in range(BURST):
            await slow.api("sendMessage", chat_id=one, text="x")
    await slow.do("/clock", seconds=0.5)
    assert (await slow.api("sendMessage", chat_id=people[-1], text="x"))["error_code"] == 429
    await team.act(people[-1], "text", text="/start")
    await team.ok("sendMessage", chat_id=people[-1], text="x")


async def test_speed_divides_a_groups_minute() -> None:
    async for rig in make_rig(100.0):
        await rig.person()
        group = (await rig.do("/group", title="Team", bot=42))["id"]
        with time_standing(
            rig.sandbox.world.clock
        ):  # or the first of them would be old before the last is sent
            sent, refused = await fill(rig, group)
        assert sent == 20
        assert refused["parameters"] == {"retry_after": 1}

        async def passes(rig: Rig = rig, group: int = group) -> bool:
            return bool((await rig.api("sendMessage", chat_id=group, text="x"))["ok"])

        await until(passes)


def test_speed_divides_the_wait() -> None:
    waits = {}
    for speed in (1.0, 10.0):
        window = Window(1, 60.0)
        clock = Clock(speed)
        spend(clock, window)
        try:
            spend(clock, window)
        except Refusal as refusal:
            waits[speed] = (refusal.parameters or {})["retry_after"]
    assert waits == {1.0: 60, 10.0: 6}


@given(st.lists(st.floats(0, 3), min_size=1, max_size=60))
def test_a_bucket_never_lets_through_more_than_its_burst_and_one_a_second(pauses: list[float]) -> None:
    bucket, now, passed = Bucket(5), 100.0, []
    for pause in pauses:
        now += pause
        if bucket.wait(now) <= 0:
            bucket.spend(now)
            passed.append(now)
    for first in range(len(passed)):
        for last in range(first, len(passed)):
            assert last - first + 1 <= 5 + (passed[last] - passed[first]) + 1e-6


@given(st.text())
def test_length_is_in_utf16_units(text: str) -> None:
    assert length(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2
