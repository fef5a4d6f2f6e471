"""`python -m sandbox --port P --speed N --calls C`: a Telegram on this machine until it is interrupted."""

from __future__ import annotations

import argparse
import asyncio
import signal

from sandbox.app import start
from sandbox.calls import KEPT


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A Telegram on your own machine.")
    parser.add_argument("--port", type=int, default=8081, help="the port on 127.0.0.1; 0 is any free one")
    parser.add_argument("--speed", type=_speed, default=1.0, help="divides every limit's wait (default 1)")
    parser.add_argument("--calls", type=_many, default=KEPT, help=f"calls to remember (default {KEPT})")
    arguments = parser.parse_args()
    try:
        asyncio.run(serve(arguments.port, arguments.speed, arguments.calls))
    except OSError as fault:
        parser.exit(1, f"The sandbox cannot listen on port {arguments.port}: {fault.strerror}.\n")


async def serve(port: int, speed: float, calls: int) -> None:
    """Serve until SIGINT or SIGTERM; the first line printed is the address."""
    sandbox = await start(port, speed, calls)
    print(sandbox.url, flush=True)  # noqa: T201  the address is what the caller reads
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()
    await sandbox.close()


def _speed(text: str) -> float:
    speed = float(text)
    if speed <= 0:
        raise argparse.ArgumentTypeError("must be above 0")
    return speed


def _many(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


if __name__ == "__main__":
    main()
