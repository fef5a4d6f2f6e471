"""A PostgreSQL server for tests alone, in a folder that is thrown away: with another system identifier."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest

from tests.postgres import PostgresServer, connected

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 120
"""How long a start may take on a busy machine."""
SET = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "wal_recycle": "off",
    "min_wal_size": "2MB",
}
"""As docs/decisions/0006-postgresql.md wants a key server, but for what makes tests slow."""


class OwnServer:
    """A cluster with one superuser, postgres, whom everybody on this machine is."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="glos-postgresql-"))
        self.data = self._folder / "data"
        self.log = self._folder / "log"
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL never runs as root
        self.own(self._folder)
        subprocess.run(
            [
                *(programs / "initdb", "--pgdata", self.data, "--auth", "trust", "--username", "postgres"),
                *("--no-sync", "--wal-segsize", "1", "--encoding", "UTF8", "--locale", "C"),
            ],
            check=True,
            capture_output=True,
            user=self._user,
            cwd=self._folder,
        )

    def own(self, file: Path) -> None:
        """Give a file to the server, closed to others."""
        if self._user:
            account = pwd.getpwnam(self._user)
            os.chown(file, account.pw_uid, account.pw_gid)
        file.chmod(0o700 if file.is_dir() else 0o600)

    @property
    def admin(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    async def start(self, **settings: str) -> None:
        chosen = [f"--{name}={value}" for name, value in (SET | settings).items()]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: ASYNC220  nothing else is to be done meanwhile
                [self._programs / "postgres", "-D", self.data, "-p", str(self.port), *chosen],
                stdout=log,
                stderr=log,
                user=self._user,
                cwd=self._folder,
            )
        end = time.monotonic() + SECONDS
        while not await self._answers():
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            await asyncio.sleep(0.05)

    async def _answers(self) -> bool:
        try:
            async with connected(self.admin):
                return True
        except (OSError, asyncpg.PostgresError):
            return False

    def stop(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(SECONDS)

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    def holding(self, body: bytes) -> list[str]:
        """Return the names of the files, those of the log too, in which something stands."""
        files = (file for file in self.data.rglob("*") if file.is_file())
        return [str(file.relative_to(self.data)) for file in files if body in file.read_bytes()]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def programs() -> Path | None:
    """Return the folder of initdb, which Debian keeps out of the PATH."""
    beside = [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    versions = [file.parent for file in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return next(iter([*beside, *sorted(versions, reverse=True)]), None)


@pytest.fixture(scope="session")
def own_server() -> Iterator[OwnServer]:
    """A second server, running; or a skip in one plain line."""
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL is not installed")
    server = OwnServer(folder)
    asyncio.run(server.start())
    yield server
    server.close()


@pytest.fixture(scope="session")
def key_server(own_server: OwnServer) -> PostgresServer:
    """A role on it that may let the log go, as the documentation recommends for keys."""
    server = PostgresServer(own_server.admin)
    asyncio.run(server.open())
    asyncio.run(_allow(server))
    return server  # which goes with all that is in it


async def _allow(server: PostgresServer) -> None:
    """Rights on a function are each database's own; new ones have those of template1."""
    async with connected(server.admin.removesuffix("postgres") + "template1") as admin:
        await admin.execute(f"GRANT pg_checkpoint TO {server.role}")
        await admin.execute(f"GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {server.role}")
