"""Nothing but named, harmless values reaches the log, whoever logs and however a fault comes about."""

from __future__ import annotations

import json
import subprocess
import sys
from textwrap import dedent

import pytest

CANARY = "Олена-canary-5512345678"
DATABASE = ("sqlalchemy.engine.Engine", "aiosqlite", "alembic")
LIBRARIES = ("aiogram.event", "aiohttp.access", *DATABASE, "apscheduler", "asyncio", "babel", "py.warnings")


def logged(script: str, level: str = "debug", format_: str = "text") -> str:
    """Run a script in a process of its own, because the log takes over the whole process."""
    head = f"from bot import log\nlog.configure({level!r}, {format_!r})\nCANARY = {CANARY!r}\n"
    command = [sys.executable, "-X", "dev", "-c", head + dedent(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert CANARY not in done.stderr
    assert "canary" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("name", [*LIBRARIES, "unheard.of"])
def test_of_a_library_only_who_and_where_is_told(name: str) -> None:
    told = logged(f"""
        import logging
        logger = logging.getLogger({name!r})
        logger.setLevel(logging.DEBUG)
        for level in (10, 20, 25, 30, 40, 50):
            logger.log(level, "message of %s " + CANARY, CANARY, extra={{"chat": CANARY}})
        try:
            raise ValueError(CANARY, 5512345678)
        except ValueError:
            logger.exception(CANARY)
    """)
    assert len(told.splitlines()) == 7
    assert all(f"library logger={name} " in line for line in told.splitlines())
    assert told.splitlines()[-1].endswith("error=ValueError place=<string>:11")


def test_a_library_that_has_its_own_handler_loses_it() -> None:
    told = logged("""
        import logging
        logger = logging.getLogger("early")
        logger.addHandler(logging.StreamHandler())
        log.configure("info", "text")
        logger.warning(CANARY)
        logger.debug(CANARY)
    """)
    assert len(told.splitlines()) == 1


def test_a_message_that_does_not_fit_its_arguments_stays_unsaid() -> None:
    told = logged('import logging; logging.getLogger("x").error("%d " + CANARY, CANARY)')
    assert "library logger=x" in told


def test_a_real_database_library_at_debug_says_no_value() -> None:
    told = logged("""
        import sqlalchemy as sa
        engine = sa.create_engine("sqlite://", echo="debug")
        with engine.connect() as connection:
            connection.execute(sa.text("select :x"), {"x": CANARY}).all()
            try:
                connection.execute(sa.text("select nothing from " + CANARY.replace("-", "_")), {})
            except sa.exc.OperationalError as fault:
                import structlog
                structlog.get_logger().error("database failed", exc_info=fault)
    """)
    assert "library logger=sqlalchemy.engine.Engine" in told
    assert "database failed error=OperationalError" in told


UNCAUGHT = {
    "stopped by a fault": "raise RuntimeError(CANARY)",
    "thread failed": """
        import threading
        def work():
            raise RuntimeError(CANARY)
        thread = threading.Thread(target=work, name=CANARY)
        thread.start()
        thread.join()
    """,
    "clean-up failed": """
        class Held:
            def __repr__(self):
                return CANARY
            def __del__(self):
                raise RuntimeError(CANARY)
        Held()
    """,
    "library logger=asyncio": """
        import asyncio
        async def fail():
            raise RuntimeError(CANARY)
        async def main():
            task = asyncio.create_task(fail(), name=CANARY)
            await asyncio.sleep(0)
            del task
        asyncio.run(main())
    """,
    "error library": """
        import asyncio
        def fail(words):
            raise RuntimeError(words)
        async def main():
            asyncio.get_running_loop().call_soon(fail, CANARY)
            await asyncio.sleep(0)
        asyncio.run(main())
    """,
}


@pytest.mark.parametrize(("event", "script"), UNCAUGHT.items(), ids=UNCAUGHT)
def test_a_fault_that_nobody_catches_is_told_without_its_words(event: str, script: str) -> None:
    told = logged(script)
    assert event in told
    assert "error=RuntimeError" in told


def test_a_warning_is_told_without_its_words() -> None:
    told = logged("import warnings; warnings.warn(CANARY)")
    assert told.endswith("warning library error=UserWarning place=<string>:4\n")


def test_of_our_own_lines_only_known_keys_with_harmless_values_pass() -> None:
    told = logged(
        """
        import structlog
        log = structlog.get_logger()
        log.info("turn done", kind="text", count=3, seconds=0.25, text=CANARY, chat=5512345678)
        log.info("turn done", kind=CANARY, count=5512345678, method="Привіт", status=["x"])
        log.info(f"turn of {CANARY}", kind="text")
        """,
        format_="json",
    )
    lines = [json.loads(line) for line in told.splitlines()]
    assert [sorted(line) for line in lines] == [
        ["count", "event", "kind", "level", "seconds", "timestamp"],
        ["event", "level", "timestamp"],
        ["kind", "level", "timestamp"],
    ]


def test_times_are_told_to_the_minute() -> None:
    told = logged('import structlog; structlog.get_logger().info("up")', format_="json")
    assert len(json.loads(told)["timestamp"]) == len("2026-11-21T21:42Z")


def test_what_is_below_the_level_stays_unsaid() -> None:
    script = 'import structlog; structlog.get_logger().info("up"); structlog.get_logger().warning("low")'
    assert logged(script, level="warning").split()[1:] == ["warning", "low"]


def test_no_core_is_dumped() -> None:
    """A limit of 1 is the one that Linux heeds also where cores are handed to a program."""
    told = logged(
        "import resource, structlog\n"
        "structlog.get_logger().info('core', count=max(resource.getrlimit(resource.RLIMIT_CORE)))"
    )
    assert told.rstrip().endswith(("count=1", "count=0"))
