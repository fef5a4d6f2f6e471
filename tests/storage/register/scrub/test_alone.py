"""The scrubber works alone: it reaches no network, starts nothing and writes no file."""

import subprocess
import sys

WATCHED = """
import sys
seen = []
def watch(event, arguments):
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & 3
    if event.startswith(("socket.", "subprocess.", "os.system", "urllib.")) or writes:
        seen.append(event)
sys.addaudithook(watch)
from storage.register.scrub import Scrubber, masked
scrubber = Scrubber.load()
found = scrubber.find("Pani Anna Kowalska, tel. 512 345 678", "pl")
{more}
print(len(found.spans), sorted(set(seen)))
"""


def watched(more: str = "") -> str:
    """What a process of its own prints that scrubs a text, and is watched (PEP 578)."""
    script = WATCHED.replace("{more}", more)
    done = subprocess.run([sys.executable, "-B", "-c", script], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_scrubbing_reaches_no_network_starts_nothing_and_writes_no_file() -> None:
    assert watched() == "2 []"


def test_the_watcher_does_see_a_network_and_a_file() -> None:
    more = "import socket, tempfile\nsocket.socket().close()\ntempfile.TemporaryFile().close()"
    assert watched(more) == "2 ['open', 'socket.__new__']"
