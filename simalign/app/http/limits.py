"""Largest requests that the server accepts, from a single user and from a class that shares the machine."""

from dataclasses import dataclass

MB = 1024 * 1024


IN_BASE64 = 0.74  # share of an upload request that is file content; the rest is base64 overhead


def files_in(upload: int) -> int:
    """Return how many bytes of files fit into an upload request of ``upload`` bytes.

    >>> files_in(1000)
    740
    """
    return int(IN_BASE64 * upload)


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper limits of a request and of the state of the server."""

    members: int = 5000
    weeks: int = 520
    replications: int = 200
    work: int = 40_000_000  # member-weeks of one request: about twenty seconds
    upload: int = 4 * MB  # bytes of an upload request
    sessions: int = 8
    cache: int = 128 * MB  # bytes of cached results, all sessions together
    organisations: int = 3  # uploaded ones that a session may hold
    place: str = "a page"  # as error messages call it


ALONE = Limits()
PEOPLE, HOSTS = 60, 4  # participants and hosts of a class at the same time
CLASS = Limits(
    members=300,
    weeks=260,
    replications=20,
    work=3_000_000,
    upload=512 * 1024,
    sessions=PEOPLE + HOSTS,
    cache=20 * MB,
    organisations=1,
    place="the page of a class",
)
