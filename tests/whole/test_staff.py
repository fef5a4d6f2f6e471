"""Who belongs to the team: invited, enrolled, revoked; whoever does not has no effect."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.whole.team import TEAM

if TYPE_CHECKING:
    from tests.whole.team import Colleague, Team

INVITED = ("staff", "invite", "--role", "counsellor", "--languages", "pl,uk")


async def opens(person: Colleague, link: str) -> None:
    """Open a link on a phone, as Telegram does."""
    await person.telegram.do(f"/phone/{person.number}/open", {"link": link})


# ---------------------------------------------------------------------------- in


async def test_whoever_opens_an_invitation_and_confirms_is_on_the_team(team: Team) -> None:
    """The link works once; until the last "Next" nothing can be claimed with it."""
    await team.installation.start()
    link = (await team.installation.glos(*INVITED)).decode().strip()
    assert re.fullmatch(rf"https://t\.me/sandbox{TEAM}_bot\?start=[\w-]{{32}}", link)
    maria, other = await team.somebody(), await team.somebody()
    reporter = await team.reporter("pl")
    await reporter.asks()
    card = await team.group.card()

    await opens(maria, link)
    assert maria.word("team.role.counsellor") in (await maria.private.told("team.enrol.start"))["text"]
    await opens(other, link)
    await other.private.told("st.invite_bad")
    await maria.private.press("btn.yes")
    await maria.private.told("team.enrol.pseudonym")
    assert maria.word("team.stranger") == await team.group.press(maria, card)
    await maria.private.writes("4")
    await maria.private.told("team.enrol.bad_name")
    await maria.private.writes("Sosna")
    await maria.private.told("team.enrol.languages")
    await maria.private.press("interpreter_language:ru", "btn.next")
    await maria.private.told("team.enrol.done")
    listed = await team.installation.beside("staff", "list")
    assert listed.split()[1:] == ["Sosna", "counsellor", "pl,uk,ru"]

    await maria.private.writes("/duty on")
    await maria.private.told("team.duty.on")
    topic = await team.claims(maria)
    await topic.writes("Dzień dobry, tu Sosna.")
    await reporter.talk.hears("Dzień dobry, tu Sosna.")


async def test_a_declined_invitation_is_over(team: Team) -> None:
    await team.installation.start()
    link = (await team.installation.beside(*INVITED)).strip()
    maria = await team.somebody()
    await opens(maria, link)
    await maria.private.press("btn.no")
    await maria.private.told("st.invite_bad")
    assert "Sosna" not in await team.installation.beside("staff", "list")


# ---------------------------------------------------------------------------- out


async def test_whose_access_is_revoked_has_no_topics_and_no_cases_any_more(team: Team) -> None:
    """Counsellor and interpreter alike; their cases go back into the queue and on to others."""
    wierzba, jesion, lipa = await team.hires(
        ("Wierzba", "counsellor", "pl"), ("Jesion", "coordinator", "pl"), ("Lipa", "interpreter", "pl,uk")
    )
    await team.installation.start(moved=True)
    reporter, topic = await team.talking(wierzba, "pl")
    await reporter.talk.writes("słowa z rozmowy")
    await topic.hears("słowa z rozmowy")
    await topic.press("st.btn.interpreter", "interpreter_language:uk")
    codename = await team.interprets(lipa)
    await reporter.talk.toast("btn.interp_yes")
    await lipa.topic(codename)

    assert "Lipa" in await team.installation.beside("staff", "revoke", "Lipa")
    await lipa.topicless()
    await topic.told("team.interp_left")
    await team.group.card("st.btn.interpret")
    await team.installation.beside("staff", "revoke", "Wierzba")
    await wierzba.topicless()
    assert (await team.installation.beside("staff", "list")).split()[1:] == ["Jesion", "coordinator", "pl"]

    card = await team.group.card(codename=codename)
    assert await team.group.press(wierzba, card) == wierzba.word("team.stranger")
    theirs = await team.claims(jesion, codename)
    await theirs.hears("słowa z rozmowy")
    await theirs.writes("teraz pisze inna osoba")
    await reporter.talk.hears("teraz pisze inna osoba")


# ---------------------------------------------------------------------------- rights


async def test_each_role_may_claim_what_it_is_for(team: Team) -> None:
    """An interpreter leads no talk, an analyst is in none, and nobody interprets without the language."""
    wierzba, jesion, lipa, cyfra = await team.hires(
        ("Wierzba", "counsellor", "pl"),
        ("Jesion", "coordinator", "pl"),
        ("Lipa", "interpreter", "pl,uk"),
        ("Cyfra", "analyst", "pl,uk"),
    )
    await team.installation.start()
    reporter = await team.reporter("uk")
    await reporter.asks()
    card = await team.group.card()
    await team.installation.delivered()
    for who in (lipa, cyfra):
        said = await team.group.press(who, card)
        assert all(part in said for part in who.parts("team.not_role"))
    topic = await team.claims(wierzba)
    await topic.press("st.btn.interpreter", "interpreter_language:uk")
    card = await team.group.card("st.btn.interpret")
    await team.installation.delivered()
    for who in (cyfra, jesion, wierzba):
        said = await team.group.press(who, card, "st.btn.interpret")
        assert all(part in said for part in who.parts("team.interp_unneeded"))
    assert [await who.topics() for who in (jesion, lipa, cyfra)] == [{}, {}, {}]
    await team.interprets(lipa)
    await reporter.talk.toast("btn.interp_yes")
    await reporter.talk.told("ho.interp_joined")


# ---------------------------------------------------------------------------- strangers


@pytest.mark.parametrize("where", ["group", "private"])
async def test_a_stranger_has_no_effect_is_told_once_and_coordinators_learn_of_it(
    team: Team, where: str
) -> None:
    wierzba, jesion = await team.hires(("Wierzba", "counsellor", "pl"), ("Jesion", "coordinator", "pl"))
    await team.installation.start()
    reporter, topic = await team.talking(wierzba, "pl")
    waiting = await team.reporter("pl")
    await waiting.asks()
    card = await team.group.card()
    stranger = await team.somebody()
    if where == "group":
        assert await team.group.press(stranger, card) == stranger.word("team.stranger")
        assert await team.group.press(stranger, card) == ""
    else:
        await stranger.private.writes("/start")
        await stranger.private.told("team.stranger")
        await stranger.private.writes("kto tam?")
        await stranger.private.sends("photo")
    await jesion.private.told("team.stranger_told")
    forged = await stranger.private.pressed(1, data="1.0")
    assert forged == ""
    told = [words for words in await stranger.private.heard() if stranger.word("team.stranger") in words]
    assert len(told) == (where == "private")
    heard = [words for words in await jesion.private.heard() if jesion.word("team.stranger_told") in words]
    assert len(heard) == 1
    assert len(await wierzba.private.heard()) == 1, "a counsellor is not bothered with it"
    assert (await team.group.card())["message_id"] == card["message_id"]
    await reporter.talk.writes("wszystko działa")
    await topic.hears("wszystko działa")
