"""How much a page may ask for: alone on a machine, and in a class that shares one."""

from dataclasses import dataclass

MB = 1024 * 1024


IN_BASE64 = 0.74  # of a request with files, which are in base64, is the files themselves


def files_in(upload: int) -> int:
    """How many bytes the files may have, together, that a request of so many bytes brings along.

    >>> files_in(1000)
    740
    """
    return int(IN_BASE64 * upload)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of everything."""

    members: int = 5000
    weeks: int = 520
    replications: int = 200
    work: int = 40_000_000  # member-weeks of one request: some twenty seconds
    upload: int = 4 * MB  # bytes of a request with files that people bring along
    sessions: int = 8
    kept: int = 128 * MB  # bytes of what was computed, of all sessions together
    owns: int = 3
    where: str = "a page"  # as messages call it


ALONE = Limits()
PEOPLE, HOSTS = 60, 4  # of a class, at once
CLASS = Limits(
    members=300,
    weeks=260,
    replications=20,
    work=3_000_000,
    upload=512 * 1024,
    sessions=PEOPLE + HOSTS,
    kept=20 * MB,
    owns=1,
    where="the page of a class",
)
