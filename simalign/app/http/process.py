"""Operating-system settings of the server process: memory arenas on Linux, file descriptors where there are limits.

By default the C library gives threads up to eight memory arenas per core, and an arena does not return memory once it
has been used. On two cores a class of 40 then took 430 MB and grew by 77 MB in five minutes; with two arenas it takes
240 MB.
"""

import ctypes
import resource
import sys
from contextlib import suppress

M_ARENA_MAX = -8  # glibc's malloc.h
ARENAS = 2
FILES = 2048  # file descriptors, one per connection; some systems start a process with 256


def prepare() -> None:
    """Limit the memory arenas and raise the limit on open files. Call it once, before any thread starts."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)
    if sys.platform != "win32":
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        target = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        if soft != resource.RLIM_INFINITY and soft < target:
            with suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (target, hard))
