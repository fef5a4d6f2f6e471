"""A crash leaves no core, neither as a file nor handed to a program: it would hold all that was in memory."""

from __future__ import annotations

import resource


def none() -> None:
    """Switch core dumps off for this process and all that it starts.

    Where cores go to a program (systemd-coredump, apport), Linux heeds no limit but one: of 1 it makes none
    (fs/coredump.c). As the size of a file 1 is too small for any, too.
    """
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (1, 1))
    except (OSError, ValueError):  # the limit was taken away for good already
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
