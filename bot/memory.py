"""What is freed is overwritten: `glos run` begins anew under an allocator that leaves nothing behind.

CPython hands freed memory on unwritten, and what somebody told can be read in it for days. With
PYTHONMALLOC=malloc the C library keeps all of it, and glibc overwrites each piece as it is freed where
`glibc.malloc.perturb` asks for it (mallopt(3), M_PERTURB). Pieces in a thread's cache are left out of that,
so there is no such cache. Both are read when a process begins, hence the beginning anew.
"""

from __future__ import annotations

import os
import platform
import sys
from typing import Final

ALLOCATOR: Final = "PYTHONMALLOC"
OVERWRITING: Final = {
    ALLOCATOR: "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
}
"""The environment in which freed memory is overwritten."""


def overwrite() -> None:
    """Begin this process anew where what it frees would stay; return where that is done, or cannot be done.

    Whoever sets PYTHONMALLOC themselves, to look for a fault, has their way.
    """
    if ALLOCATOR in os.environ or platform.libc_ver()[0] != "glibc":
        return
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], os.environ | OVERWRITING)  # noqa: S606  itself
