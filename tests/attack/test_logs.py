"""Every library is made to talk and to fail with somebody's words in its hands: nothing passes the gate."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import msgspec
import pytest

from bot.translation_worker import Order
from tests.attack.failures import FAILURES
from tests.bot.test_log import CANARY, logged
from tests.whole.conftest import bot, installed, nursery, sandbox, telegram

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres import PostgresServer
    from tests.whole.installation import Installation

__all__ = ["bot", "installed", "nursery", "sandbox", "telegram"]


@pytest.mark.parametrize("script", FAILURES.values(), ids=FAILURES)
def test_nothing_of_it_reaches_the_log(script: str) -> None:
    """`logged` looks for the canary in all that the process writes; the log has the streams for itself."""
    told = logged(f"only = log.alone()\nonly.__enter__()\n{dedent(script)}")
    assert not re.search(r"\d{7}", told.replace("0x", ""))


ON_SERVER = """
    import asyncio
    import sqlalchemy as sa
    import structlog
    from storage.address import database_at
    async def main():
        data = database_at(URL)
        data.engine.echo = "debug"
        fill = sa.text("insert into here values (:x)")
        try:
            async with data.write() as connection:
                await connection.exec_driver_sql("create temporary table here (word text primary key)")
                await connection.exec_driver_sql(f"do $$ begin raise warning '{CANARY}'; end $$")
                await connection.execute(fill, {"x": CANARY})
                await connection.execute(fill, {"x": CANARY})  # the server's words name what was there before
        except Exception as fault:
            structlog.get_logger().error(str(fault), exc_info=fault)
            structlog.get_logger().error("not written", kind=str(fault), exc_info=fault)
        async with data.engine.connect() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            asyncio.get_running_loop().call_soon(raw.execute, CANARY, CANARY)
            await raw.close()
        await data.close()
    asyncio.run(main())
"""


def test_nothing_of_a_server_and_its_driver_reaches_the_log(postgresql: PostgresServer) -> None:
    """asyncpg with echo: a notice, a breach of a key whose details hold the words, a broken connection."""
    begin = f"only = log.alone()\nonly.__enter__()\nURL = {postgresql.admin!r}\n"
    told = logged(begin + dedent(ON_SERVER))
    assert "not written" in told
    assert "library logger=sqlalchemy" in told


RUNS = """
import sys, traceback
from pathlib import Path
from bot import cli, house
async def works(*_):
    print(CANARY); print(CANARY, file=sys.stderr)
    try:
        raise RuntimeError(CANARY)
    except RuntimeError:
        traceback.print_exc()
    import structlog
    structlog.get_logger().info("bot at work")
house.run_until_stopped = works
cli.run(Path(sys.argv[1]))
print("over")
"""


def test_while_glos_run_works_only_the_log_is_written(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("telegram: {api: 'http://127.0.0.1:1'}\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", f"CANARY = {CANARY!r}\n{RUNS}", str(tmp_path / "config.yaml")],
        env={**os.environ, "GLOS_TELEGRAM__TOKEN": "4207311:" + "A" * 35},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "over\n"
    assert "bot at work" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_canary_is_found_where_nothing_keeps_it_back() -> None:
    """The same process without the gate tells everything."""
    script = f"import logging; logging.getLogger('x').error({CANARY!r})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert CANARY in done.stderr


# ---------------------------------------------------------------------------- dumps


def limits(pid: int) -> tuple[str, str]:
    """Return how large a core file of a process may be: soft and hard limit."""
    lines = Path(f"/proc/{pid}/limits").read_text("ascii").splitlines()
    line = next(line for line in lines if line.startswith("Max core file size"))
    return line.split()[4], line.split()[5]


def test_who_aborts_leaves_no_core(tmp_path: Path) -> None:
    script = "from bot import log; log.configure('debug', 'text'); import os; os.abort()"
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", f"import os; os.chdir({str(tmp_path)!r}); {script}"],
        {**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status)
    assert not os.WCOREDUMP(status)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """The process that translates, as the bot starts it."""
    command = [sys.executable, "-m", "bot.translation_worker", "60"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as one:
        yield one
        one.kill()


async def test_the_running_bot_dumps_no_core(bot: Installation) -> None:
    assert set(limits(bot.pid)) <= {"0", "1"}


def test_the_translator_dumps_no_core_and_says_nothing_but_its_answer(
    worker: subprocess.Popen[bytes],
) -> None:
    assert worker.stdin is not None
    assert worker.stdout is not None
    assert worker.stderr is not None
    worker.stdin.write(msgspec.json.encode(Order((CANARY,), (f"/nowhere/{CANARY}",))) + b"\n")
    worker.stdin.flush()
    answer = worker.stdout.readline()
    assert CANARY.encode() not in answer
    assert b"canary" not in answer
    assert set(limits(worker.pid)) <= {"0", "1"}
    worker.stdin.close()
    assert worker.stderr.read() == b""
    assert os.waitstatus_to_exitcode(os.waitpid(worker.pid, 0)[1]) == 0
