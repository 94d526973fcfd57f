"""How much a page may ask for: alone on a machine, and in a class that shares one."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of everything; of a session, what is kept of it in memory."""

    members: int = 5000
    weeks: int = 520
    replications: int = 200
    work: int = 40_000_000  # member-weeks of one request: some twenty seconds
    upload: int = 4 * 1024 * 1024  # bytes of files that people bring along
    sessions: int = 8
    stages: int = 2
    policies: int = 12
    owns: int = 3


ALONE = Limits()
PEOPLE, HOSTS = 60, 4  # of a class, at once
CLASS = Limits(
    members=300,
    weeks=260,
    replications=20,
    work=3_000_000,
    upload=512 * 1024,
    sessions=PEOPLE + HOSTS,
    stages=1,
    policies=6,
    owns=1,
)
COMMON = replace(CLASS, stages=8, policies=24)  # what a class keeps together of organisations that nobody brought
