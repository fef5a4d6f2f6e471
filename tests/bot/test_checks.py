"""What `glos check` finds, in the project as it is and in settings that leave something to be done."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from bot import checks
from bot.checks import BAD, GOOD, MIND, Finding
from bot.conversation import source as read_source
from bot.records import opened
from bot.settings import Settings, read
from tests.postgres import postgresql

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.postgres import PostgresServer
    from tests.sandbox.conftest import Rig

__all__ = ["postgresql"]
TODAY = "2026-11-21"
FILLED = "centre: {name: n, controller: c, funder: f, dpo: d, contact: x, link: l}\n"


def noon() -> datetime:
    return datetime(2026, 11, 21, 12, tzinfo=UTC)


def settings(folder: Path, text: str = "") -> Settings:
    (folder / "config.yaml").write_text(text, "utf-8")
    return read(folder / "config.yaml")


def found(settings_: Settings, mark: str, today: str = TODAY) -> list[str]:
    return [finding.sentence for finding in checks.offline(settings_, today) if finding.mark == mark]


def test_nothing_in_the_project_itself_is_wrong(tmp_path: Path) -> None:
    assert found(settings(tmp_path), BAD) == []


def test_each_questionnaire_is_looked_at(tmp_path: Path) -> None:
    good = found(settings(tmp_path), GOOD)
    for name in ("victim", "witness", "professional"):
        assert [line for line in good if line.startswith(f"{name}.yaml: ")]


def test_an_incomplete_notice_is_pointed_out(tmp_path: Path) -> None:
    """R-GDPR-1."""
    assert any(
        "centre.dpo still" in line or "centre.dpo," in line for line in found(settings(tmp_path), MIND)
    )
    assert not any("notice" in line for line in found(settings(tmp_path, FILLED), MIND))


NOBODY = "no team is set up: nobody answers in the chat, reports are for the register only"
NO_HOURS = "team.hours is empty, so nobody is told when the centre is open"


def test_what_is_missing_for_a_team_is_pointed_out(tmp_path: Path) -> None:
    assert {NOBODY, NO_HOURS} <= set(found(settings(tmp_path), MIND))
    team = "team: {token_file: t, chat_id: -1"
    promised = NO_HOURS + "; whoever asks for a person is told that no duty is set"
    served = found(settings(tmp_path, team + "}"), MIND)
    assert promised in served
    assert NOBODY not in served
    open_ = found(settings(tmp_path, team + ", hours: {mon: ['10:00-16:00']}}"), MIND)
    assert not any("team" in line for line in open_)


def test_contacts_that_nobody_has_checked_are_named(tmp_path: Path) -> None:
    stale = "contacts that nobody has dialled or visited within six months: "
    named = [line for line in found(settings(tmp_path), MIND, "2046-01-01") if line.startswith(stale)]
    assert "gcrt" in named[0]


def test_contacts_that_cannot_be_shown_are_named(tmp_path: Path) -> None:
    hidden = "contacts that are hidden, or there is nothing to reach them by: "
    assert any(line.startswith(hidden) for line in found(settings(tmp_path), MIND))


@pytest.mark.parametrize(
    ("file", "source", "sentence"),
    [
        ("questionnaires/victim.yaml", "flow: victim\n", "victim.yaml:1: "),
        ("taxonomy.yaml", "role: [\n", "taxonomy.yaml:"),
        ("contacts.yaml", "- id: gcrt\n", 'contacts.yaml: "gcrt": '),
    ],
)
def test_a_broken_file_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, source: str, sentence: str
) -> None:
    for module in ("bot.checks.source", "bot.conversation.source"):
        monkeypatch.setattr(module, lambda name: source if name == file else read_source(name))
    assert any(line.startswith(sentence) for line in found(settings(tmp_path), BAD))


async def online(settings_: Settings) -> list[Finding]:
    return [finding async for finding in checks.online(settings_, noon)]


async def test_looking_makes_neither_keys_nor_database(tmp_path: Path) -> None:
    first, second = await online(settings(tmp_path))
    assert first == (MIND, "there is no database yet; the first start makes it, and keys with it")
    assert second.mark == BAD
    assert second.sentence.startswith("there is no token")
    assert [path.name for path in tmp_path.iterdir()] == ["config.yaml"]


async def test_keys_and_database_are_looked_at(tmp_path: Path) -> None:
    settings_ = settings(tmp_path)
    async with opened(settings_, noon):
        pass
    findings = await online(settings_)
    assert findings[:2] == [
        (GOOD, "keys and database belong together"),
        (GOOD, "0 reports wait for the register (5 go together)"),
    ]
    (tmp_path / "keys" / "pepper.key").unlink()
    assert (await online(settings_))[0].mark == BAD


async def test_a_server_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgresql: PostgresServer
) -> None:
    async with postgresql.database() as url, postgresql.database() as keys_url:
        monkeypatch.setenv("GLOS_STORAGE__URL", url)
        monkeypatch.setenv("GLOS_STORAGE__KEYS_URL", keys_url)
        settings_ = settings(tmp_path)
        assert "there is no database yet" in (await online(settings_))[0].sentence
        async with opened(settings_, noon):
            pass
        good, waiting, *better = [finding.sentence for finding in await online(settings_)][:-1]
        assert (good, waiting[:17]) == ("keys and database belong together", "0 reports wait fo")
        assert [line.partition(";")[0] for line in better if "key" in line] == [
            "errors are logged by the PostgreSQL server with keyed hashes of the rows in question",
            "the key server keeps dead keys in its log until it is overwritten",
            "the key server reuses files of its log, dead keys and all",
        ]
        refused = (await online(settings(tmp_path, FILLED)))[0]
        assert refused.mark == BAD
        assert "lies on the same server as the data" in refused.sentence


async def test_a_telegram_that_cannot_be_reached_is_told_without_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLOS_TELEGRAM__TOKEN", "123456:" + "A" * 35)
    settings_ = settings(tmp_path, "telegram: {api: 'http://127.0.0.1:9'}")
    last = (await online(settings_))[-1]
    assert last == (BAD, "Telegram cannot be asked about the token (ClientConnectorError)")


# ---------------------------------------------------------------------------- the team's bot

TEAM = 777
TOKEN, TEAM_TOKEN = "123456:" + "A" * 35, f"{TEAM}:" + "B" * 35


@pytest.fixture
def tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLOS_TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("GLOS_TEAM__TOKEN", TEAM_TOKEN)


async def group(rig: Rig, **bot: bool) -> int:
    """Switch the team's bot as @BotFather would, and add it to a group."""
    await rig.do_patch(f"/bots/{TEAM}", **{"topics": True, **bot})
    number: int = (await rig.do("/group", title="Team", bot=TEAM))["id"]
    return number


async def name(rig: Rig, bot: int) -> str:
    async with rig.http.post(f"/bot{bot}:{'C' * 35}/getMe") as answer:
        return str((await answer.json())["result"]["username"])


async def told(folder: Path, url: str, chat_id: int) -> list[Finding]:
    """What is found beyond the database."""
    text = f"telegram: {{api: '{url}'}}\nteam: {{chat_id: {chat_id}}}\n"
    return (await online(settings(folder, text)))[1:]


@pytest.mark.usefixtures("tokens")
async def test_a_team_that_is_set_up_is_told(tmp_path: Path, rig: Rig) -> None:
    public, *team = await told(tmp_path, rig.url, await group(rig))
    assert public == (GOOD, f"the token belongs to @{await name(rig, 123456)}")
    assert team == [
        (GOOD, f"the team's token belongs to @{await name(rig, TEAM)}"),
        (GOOD, f"@{await name(rig, TEAM)} may write in the team's group"),
    ]


@pytest.mark.usefixtures("tokens")
async def test_topics_that_are_off_are_told_with_the_place_where_they_are_switched_on(
    tmp_path: Path, rig: Rig
) -> None:
    off = await told(tmp_path, rig.url, await group(rig, topics=False))
    assert [finding.mark for finding in off] == [GOOD, GOOD, BAD, GOOD]
    assert "opens no topics" in off[2].sentence
    assert "@BotFather's mini app" in off[2].sentence
    assert "Threaded Mode" in off[2].sentence


@pytest.mark.usefixtures("tokens")
async def test_topics_that_colleagues_could_open_are_pointed_out(tmp_path: Path, rig: Rig) -> None:
    mind = (await told(tmp_path, rig.url, await group(rig, user_topics=True)))[2]
    assert mind.mark == MIND
    assert mind.sentence.startswith("colleagues can open topics of their own with @")


@pytest.mark.usefixtures("tokens")
async def test_a_group_that_the_bot_does_not_see_is_told(tmp_path: Path, rig: Rig) -> None:
    number = await group(rig)
    unseen = "team.chat_id: the team's bot sees no group of that number (Bad Request: chat not found); "
    assert (await told(tmp_path, rig.url, -1))[-1] == (
        BAD,
        unseen + "add it to the group, or correct the number",
    )
    async with rig.http.post(f"/bot{TEAM_TOKEN}/leaveChat", json={"chat_id": number}) as answer:
        assert answer.status == 200
    assert (await told(tmp_path, rig.url, number))[-1].sentence.startswith(unseen)


@pytest.mark.usefixtures("tokens")
async def test_the_new_number_of_a_group_that_became_a_supergroup_is_told(tmp_path: Path, rig: Rig) -> None:
    number = await group(rig)
    new = (await rig.do(f"/group/{number}/upgrade"))["id"]
    assert (await told(tmp_path, rig.url, number))[-1] == (
        BAD,
        f"team.chat_id: the group has become a supergroup, whose number is {new}",
    )


async def test_one_bot_for_both_is_refused(tmp_path: Path, rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLOS_TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("GLOS_TEAM__TOKEN", "123456:" + "B" * 35)
    findings = await told(tmp_path, rig.url, await group(rig))
    same = "telegram.token and team.token are of the same bot; the team needs another"
    assert [finding.mark for finding in findings] == [GOOD, BAD]
    assert findings[1].sentence == same


async def test_without_a_team_only_one_bot_is_asked(
    tmp_path: Path, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLOS_TELEGRAM__TOKEN", TOKEN)
    assert [finding.mark for finding in await told(tmp_path, rig.url, -1)] == [GOOD]
    assert [call["method"] for call in await rig.see("/calls")] == ["getMe"]


async def test_a_token_that_is_missing_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLOS_TEAM__TOKEN", TEAM_TOKEN)
    (finding,) = await told(tmp_path, "http://127.0.0.1:9", -1)
    assert finding.sentence.startswith("there is no token: put it into GLOS_TELEGRAM__TOKEN")


# ---------------------------------------------------------------------------- where the sandbox never is

ME = {"id": TEAM, "username": "team_bot", "has_topics_enabled": True}
MEMBER = {"status": "member"}
GROUP = {"type": "supergroup"}
MUTE = {"can_send_messages": False}
WRITES, SILENT = (
    (GOOD, "@team_bot may write in the team's group"),
    (
        BAD,
        "@team_bot may not write in the team's group; make it an administrator there",
    ),
)
ABSENT = (BAD, "@team_bot is not in the group of team.chat_id; add it there")
PUBLIC = (MIND, "the team's group is public: anybody can see there how many cases wait")
NO_ANSWER = (BAD, "Telegram cannot be asked about the team's token (KeyError)")


@asynccontextmanager
async def telegram(**answers: dict[str, Any]) -> AsyncIterator[str]:
    """A Bot API server with these answers, as Telegram gives them in groups of a kind the sandbox has not."""

    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": answers[request.match_info["method"]]})

    app = web.Application()
    app.router.add_post("/bot{token}/{method}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.mark.usefixtures("tokens")
@pytest.mark.parametrize(
    ("chat", "member", "last"),
    [
        (GROUP, {"status": "administrator"}, WRITES),
        (GROUP | {"permissions": MUTE}, {"status": "administrator"}, WRITES),
        (GROUP | {"permissions": MUTE}, MEMBER, SILENT),
        (GROUP, {"status": "restricted", "is_member": True} | MUTE, SILENT),
        (GROUP, {"status": "restricted", "is_member": True, "can_send_messages": True}, WRITES),
        (GROUP, {"status": "restricted", "is_member": False, "can_send_messages": True}, ABSENT),
        (GROUP, {"status": "left"}, ABSENT),
        (GROUP | {"username": "gdansk_team"}, MEMBER, PUBLIC),
        ({"type": "channel"}, MEMBER, (BAD, "team.chat_id is no group, but a chat of the type channel")),
        (GROUP, {}, NO_ANSWER),
    ],
)
async def test_what_the_bot_may_do_in_its_group_is_told(
    tmp_path: Path, chat: dict[str, Any], member: dict[str, Any], last: tuple[str, str]
) -> None:
    async with telegram(getMe=ME, getChat=chat, getChatMember=member) as url:
        assert (await told(tmp_path, url, -1))[-1] == last
