"""What the program asks of the operating system, where there is such a thing: Linux above all, the rest elsewhere.

The C library would give threads up to eight arenas of memory a core, and each keeps what was once used in it: on two
cores a class of 40 took 430 MB so and went on growing, by 77 MB in five minutes; with two arenas it takes 240 MB.
"""

import ctypes
import resource
import sys
from contextlib import suppress

M_ARENA_MAX = -8  # glibc's malloc.h
ARENAS = 2
FILES = 2048  # connections are files; some systems give a program 256 at first


def prepare() -> None:
    """Once, before there are threads: few arenas, files enough."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)
    if sys.platform != "win32":
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        if soft != resource.RLIM_INFINITY and soft < most:
            with suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
