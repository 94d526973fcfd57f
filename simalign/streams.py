"""Random streams of one run: each draw is a function of (run, week, key, purpose, index) and of no earlier draw.

The generator is Philox4x32-10 (Salmon et al. 2011, SC'11), which maps a counter to four random words. It has no state:
no lever, leaver or additional member changes the random numbers of other members (common random numbers), and the
order of the draws does not matter (ODD 7.1).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.compiled import compiled

# purposes: the codes of ODD.md, section 7.1
AGENDA, PRONENESS, ABILITY, TEMPERAMENT, OFFSET, STYLE = 1, 2, 3, 4, 5, 6
DEMAND, MARKET_EVENT, MARKET_MOVE, SIGHTING, CHANCE, LOT = 7, 8, 9, 10, 11, 12
PRIVATE_AGENDA, PRIVATE_SHARE, TEAM_EVENT, ORDERS, PARTNER, PARTNER_PRIVATE = 13, 14, 15, 16, 17, 18
LAYOFF, CRISIS, REPORTED = 19, 20, 21

PURPOSES = {
    "agenda": AGENDA,
    "proneness": PRONENESS,
    "ability": ABILITY,
    "temperament": TEMPERAMENT,
    "offset": OFFSET,
    "style": STYLE,
    "demand": DEMAND,
    "market_event": MARKET_EVENT,
    "market_move": MARKET_MOVE,
    "sighting": SIGHTING,
    "chance": CHANCE,
    "lot": LOT,
    "private_agenda": PRIVATE_AGENDA,
    "private_share": PRIVATE_SHARE,
    "team_event": TEAM_EVENT,
    "orders": ORDERS,
    "partner": PARTNER,
    "partner_private": PARTNER_PRIVATE,
    "layoff": LAYOFF,
    "crisis": CRISIS,
    "reported": REPORTED,
}

MASK = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
MULTIPLIER_0, MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
WEYL_0, WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
WEEK_SHIFT, CODE_SHIFT = np.uint64(16), np.uint64(8)
UNIT = 2.0**-32
SQRT_3 = 1.7320508075688772


class Run(NamedTuple):
    """The 128 bits that identify a run: 64 bits of the Philox key and 64 bits of its counter."""

    key: np.uint64
    counter: np.uint64


def run_of(seed: int, replication: int = 0) -> Run:
    """Return the identifier of the run with a random seed and a replication number.

    >>> run_of(1, 0) == run_of(1, 0), run_of(1, 0) == run_of(1, 1)
    (True, False)
    """
    words = np.random.SeedSequence(seed, spawn_key=(replication,)).generate_state(2, np.uint64)
    return Run(words[0], words[1])


@compiled
def philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the four random words of Philox4x32-10 for four counter words and two key words, each below 2**32."""
    for _ in range(10):
        p0 = MULTIPLIER_0 * c0
        p1 = MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (p1 >> HALF) ^ c1 ^ k0, p1 & MASK, (p0 >> HALF) ^ c3 ^ k1, p0 & MASK
        k0 = (k0 + WEYL_0) & MASK
        k1 = (k1 + WEYL_1) & MASK
    return c0, c1, c2, c3


@compiled
def quartet(run: Run, code: int, week: int, key: int, block: int) -> tuple[float, float, float, float]:
    """Return draws 4 * block to 4 * block + 3 of a purpose in a week for a key: four uniform numbers in [0, 1)."""
    x0, x1, x2, x3 = philox(
        (np.uint64(week) << WEEK_SHIFT) | (np.uint64(code) << CODE_SHIFT) | np.uint64(block),
        np.uint64(key),
        run.counter & MASK,
        run.counter >> HALF,
        run.key & MASK,
        run.key >> HALF,
    )
    return float(x0) * UNIT, float(x1) * UNIT, float(x2) * UNIT, float(x3) * UNIT


@compiled
def draw(run: Run, code: int, week: int, key: int, index: int) -> float:
    """Return draw number ``index`` of a purpose in a week for a key: one uniform number in [0, 1).

    >>> 0.0 <= draw(run_of(1), AGENDA, 0, 7, 5) < 1.0
    True
    """
    u0, u1, u2, u3 = quartet(run, code, week, key, index // 4)
    word = index % 4
    if word < 2:
        return u0 if word == 0 else u1
    return u2 if word == 2 else u3


@compiled
def four(run: Run, code: int, week: int, key: int) -> float:
    """Return the sum of the first four draws minus 2: mean 0, variance 1/3, between -2 and 2."""
    u0, u1, u2, u3 = quartet(run, code, week, key, 0)
    return u0 + u1 + u2 + u3 - 2.0


@compiled
def flat(
    run: Run, code: int, week: int, key: int, order: NDArray[np.int64], count: int, out: NDArray[np.float64]
) -> None:
    """Write a draw from the flat Dirichlet distribution on the goals ``order[:count]`` into ``out`` (K,); 0 elsewhere.

    The shares are the gaps between 0, ``count - 1`` sorted uniform numbers and 1, in the order of the goals.
    """
    for k in range(len(out)):
        out[k] = 0.0
    for j in range(count - 1):  # insertion sort of the uniform numbers, in the memory of the later gaps
        u = draw(run, code, week, key, j)
        at = j
        while at > 0 and out[order[at - 1]] > u:
            out[order[at]] = out[order[at - 1]]
            at -= 1
        out[order[at]] = u
    out[order[count - 1]] = 1.0
    for j in range(count - 1, 0, -1):
        out[order[j]] -= out[order[j - 1]]


@compiled
def flat_rows(
    run: Run,
    code: int,
    weeks: NDArray[np.int64],
    keys: NDArray[np.int64],
    order: NDArray[np.int64],
    out: NDArray[np.float64],
) -> None:
    """Write draws from the flat Dirichlet distribution on the goals ``order`` into the rows of ``out`` (rows, K).

    weeks, keys: (rows,) of each draw. A single call is faster than one call of ``flat`` for each row.
    """
    for n in range(len(out)):
        flat(run, code, weeks[n], keys[n], order, len(order), out[n])
