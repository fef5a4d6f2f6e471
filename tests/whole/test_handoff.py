"""A talk from the button to the deleted topic: reporter, counsellor and interpreter, over the wire."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.translation.installed import unpack
from tests.whole.thread import answers, words

if TYPE_CHECKING:
    from tests.whole.team import Colleague, Reporter, Team
    from tests.whole.thread import Thread


async def test_a_talk_with_a_machine_then_with_an_interpreter_then_with_neither(team: Team) -> None:
    """What must be shown first of all: a Ukrainian speaker, a Polish counsellor, an interpreter between."""
    models = unpack(team.installation.folder / "models")
    team.installation.change("translation", models=str(models), seconds=30)
    wierzba, lipa = await team.hires(("Wierzba", "counsellor", "pl"), ("Lipa", "interpreter", "pl,uk"))
    await team.installation.start()
    olena = await team.reporter("uk", name="Olena Testowa", username="olena_77")
    await olena.asks()
    await olena.talk.writes("Водій образив мене.")
    topic = await team.claims(wierzba)
    await olena.talk.told("ho.joined")
    await olena.talk.shows("talk.on")
    assert sum(olena.word("ho.joined") in said for said in await olena.talk.heard()) == 1, "said once"

    await by_machine(olena, topic)
    await with_interpreter(team, olena, topic, lipa)
    await topic.press("team.btn.no_interpreter")
    await lipa.topicless()
    shutil.rmtree(models)
    await by_nobody(olena, topic)

    await topic.press("st.btn.close", "outcome:info_given", "btn.next")
    await wierzba.topicless()
    await wierzba.private.told("st.closed")
    await olena.talk.told("ho.closed")
    assert await olena.talk.toast("opt.rate.yes") == olena.word("ho.rate_thanks")
    await team.group.empty()
    assert await team.installation.register() == [], "no answer was given, so there is nothing to enter"
    sent = str(await team.telegram.calls())
    assert [name for name in ("Olena", "olena_77", str(olena.number)) if name in sent] == []


async def by_machine(olena: Reporter, topic: Thread) -> None:
    """Each reads their own language first, then the original, and is told that a machine made it."""
    label = topic.phone.word("ho.mt_label")
    await topic.hears("Kierowca obraził mnie", label, "Водій образив мене.")
    await topic.writes("Dzień dobry.")
    heard = await olena.talk.hears("Доброго дня.", olena.word("ho.mt_label"), "Dzień dobry.")
    assert words(heard).startswith("Доброго дня.")


async def with_interpreter(team: Team, olena: Reporter, topic: Thread, lipa: Colleague) -> None:
    """The original goes out at once, and the interpreter's reply to it comes after it as its translation."""
    await topic.press("st.btn.interpreter", "interpreter_language:uk")
    codename = await team.interprets(lipa)
    await olena.talk.told("talk.interp")
    assert await lipa.topics() == {}, "before the yes the interpreter sees nothing"
    await olena.talk.toast("btn.interp_yes")
    await olena.talk.told("ho.interp_joined")
    between = await lipa.topic(codename)
    await topic.told("team.interp_joined")

    said = await olena.talk.writes("Дякую за допомогу.")
    original = await topic.hears("Дякую за допомогу.", topic.phone.word("talk.interp_follows"))
    await replies(team, between, "Дякую за допомогу.", "Dziękuję za pomoc.")
    translated = await topic.hears("Dziękuję za pomoc.", topic.phone.word("talk.by_interpreter"))
    assert answers(translated) == original["message_id"]

    await replies(team, topic, "Дякую", "Jestem tutaj.")
    original = await olena.talk.hears("Jestem tutaj.", olena.word("talk.interp_follows"))
    await replies(team, between, "Jestem tutaj.", "Я тут.")
    translated = await olena.talk.hears("Я тут.", olena.word("talk.by_interpreter"))
    assert answers(translated) == original["message_id"]
    assert answers(original) == said

    seen = "\n".join(await between.heard())
    assert "Водій" not in seen, "an interpreter sees nothing of before"
    assert topic.phone.word("ho.mt_label") not in seen


async def replies(team: Team, thread: Thread, said: str, words: str) -> None:
    """Answer a message of the bot's, once the bot knows that it stands."""
    await thread.writes(words, await standing(team, thread, said))


async def standing(team: Team, thread: Thread, said: str) -> int:
    """Wait until a message of the bot's stands and the bot knows so; return its number."""
    message = await thread.hears(said)
    await team.installation.delivered()
    return int(message["message_id"])


async def by_nobody(olena: Reporter, topic: Thread) -> None:
    """What no machine and no person translates goes out as it was written, and both are told so."""
    await olena.talk.writes("Ви ще тут?")
    await topic.hears("Ви ще тут?", topic.phone.word("talk.untranslated"))
    await topic.writes("Tak, jestem.")
    await olena.talk.hears("Tak, jestem.", olena.word("talk.untranslated"))


async def test_an_answer_to_a_translation_is_an_answer_to_what_it_translates(team: Team) -> None:
    """A counsellor answers the interpreter's words, because those are the ones they can read."""
    olena, topic, between = await interpreted(team)
    said = await olena.talk.writes("Дякую за допомогу.")
    await replies(team, between, "Дякую за допомогу.", "Dziękuję za pomoc.")
    await replies(team, topic, "Dziękuję za pomoc.", "Nie ma za co.")
    assert answers(await olena.talk.hears("Nie ma za co.")) == said


async def test_so_is_the_answer_of_a_reporter(team: Team) -> None:
    olena, topic, between = await interpreted(team)
    said = await topic.writes("Proszę pisać.")
    await replies(team, between, "Proszę pisać.", "Пишіть, будь ласка.")
    here = await standing(team, olena.talk, "Пишіть, будь ласка.")
    await olena.act("text", text="Добре", reply_to=here)
    assert answers(await topic.hears("Добре")) == said


async def interpreted(team: Team) -> tuple[Reporter, Thread, Thread]:
    """Bring three together: the reporter, the counsellor in their topic, the interpreter in theirs."""
    wierzba, lipa = await team.hires(("Wierzba", "counsellor", "pl"), ("Lipa", "interpreter", "pl,uk"))
    await team.installation.start()
    olena, topic = await team.talking(wierzba, "uk")
    await topic.press("st.btn.interpreter", "interpreter_language:uk")
    codename = await team.interprets(lipa)
    await olena.talk.toast("btn.interp_yes")
    return olena, topic, await lipa.topic(codename)
