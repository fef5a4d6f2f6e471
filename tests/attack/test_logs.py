"""Every library is made to talk and to fail with somebody's words in its hands: nothing passes the gate."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from tests.attack.failures import FAILURES
from tests.bot.test_log import CANARY, logged
from tests.whole.conftest import bot, installed, nursery, sandbox, telegram

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres import PostgresServer

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
