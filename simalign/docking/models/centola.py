"""Centola, Becker, Brackbill & Baronchelli (2018), Experimental evidence for tipping points, Science 360.

Two people meet at random; one speaks, the other hears. The speaker uses the word that is more frequent in a memory of
the last M words heard. A committed minority always uses the new word, all others begin with the old one. The rules are
those of the program that the authors published, with ties settled by chance.
"""

from collections.abc import Sequence

import numpy as np
from scipy.stats import binom

from simalign.docking.record import Classic, Floats, Part, Row, fixed

PEOPLE, MEMORY = 100, 12
ROUNDS = 100  # meetings per person in which the person speaks, on average
SHARES = (0.10, 0.15, 0.20, 0.22, 0.24, 0.26, 0.28, 0.30, 0.35)
MEMORIES = (3, 5, 8, 12, 16, 20, 30)
RUNS, QUICK_RUNS, BLOCKS = 240, 40, 2
STILL, LONGEST = 1e-10, 100_000


def adopted(committed: Sequence[int], runs: int, rng: np.random.Generator) -> Floats:
    """Return the share of uncommitted people who would use the new word at the end, (minorities, runs).

    committed: number of committed people of each minority; all minorities and runs are computed side by side.
    """
    minority = np.repeat(np.asarray(committed), runs)
    each = np.arange(len(minority))
    memory = np.zeros((len(minority), PEOPLE, MEMORY), np.int8)
    memory[np.arange(PEOPLE) < minority[:, None]] = 1
    heard = memory.sum(axis=2, dtype=np.int64)  # new words remembered
    oldest = np.zeros((len(minority), PEOPLE), np.int64)
    for _ in range(ROUNDS):
        speakers = rng.integers(0, PEOPLE, (PEOPLE, len(minority)))
        hearers = (speakers + rng.integers(1, PEOPLE, (PEOPLE, len(minority)))) % PEOPLE
        coins = rng.random((PEOPLE, len(minority))) < 0.5
        for speaker, hearer, coin in zip(speakers, hearers, coins, strict=True):
            twice = 2 * heard[each, speaker]
            word = (speaker < minority) | (twice > MEMORY) | ((twice == MEMORY) & coin)
            place = oldest[each, hearer]
            heard[each, hearer] += word - memory[each, hearer, place]
            memory[each, hearer, place] = word
            oldest[each, hearer] = (place + 1) % MEMORY
    uses = (2 * heard > MEMORY) + 0.5 * (2 * heard == MEMORY)
    uncommitted = np.arange(PEOPLE) >= minority[:, None]
    share: Floats = (uses * uncommitted).sum(axis=1) / uncommitted.sum(axis=1)
    return share.reshape(len(committed), runs)


def settles(committed: float, memory: int) -> float:
    """Return the share of uncommitted people who use the new word in the end, in an endless population.

    committed: share of committed people. Each word heard is new with probability q = committed + (1 - committed) * use;
    use becomes the probability that most of ``memory`` words are new, with ties settled by chance.

    >>> round(settles(0.2, 12), 2), round(settles(0.3, 12), 2)
    (0.02, 1.0)
    """
    use = 0.0
    for _ in range(LONGEST):
        new = committed + (1 - committed) * use
        following = float(binom.sf(memory // 2, memory, new))
        if memory % 2 == 0:
            following += 0.5 * float(binom.pmf(memory // 2, memory, new))
        if abs(following - use) < STILL:
            break
        use = following
    return use


def critical_mass(memory: int) -> float:
    """Return the smallest committed share, to a thousandth, from which the new word takes over; by bisection."""
    low, high = 0.0, 0.5
    while high - low > 5e-4:
        middle = (low + high) / 2
        low, high = (low, middle) if settles(middle, memory) > 0.5 else (middle, high)
    return high


def parts(quick: bool) -> list[Part]:
    """Return blocks of runs of all committed shares, and one piece of work for the endless population."""
    runs = (QUICK_RUNS if quick else RUNS) // BLOCKS
    return [Part(f"block {block + 1}", (runs,)) for block in range(BLOCKS)] + [Part("endless population")]


def run(part: Part, rng: np.random.Generator) -> list[Row]:
    """Return adoption at all committed shares, or the critical mass by length of memory."""
    if part.label == "endless population":
        return [fixed("critical mass", "endless population", memory, critical_mass(memory)) for memory in MEMORIES]
    samples = adopted([round(share * PEOPLE) for share in SHARES], int(part.settings[0]), rng)
    series = f"memory of {MEMORY} words"
    return [
        Row("use of the new word by the uncommitted", series, share, adoption)
        for share, adoption in zip(SHARES, samples, strict=True)
    ]


CLASSIC = Classic("centola", parts, run)
