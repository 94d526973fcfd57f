"""NumPy's SeedSequence and PCG64 as compiled functions, with the same random numbers.

The ties of a generated organisation are drawn from one sequence of random integers (ODD 7.2). Compiled here, the
sequence is the same in a browser as in Python, and does not depend on the version of NumPy.

The generator is PCG64 XSL-RR (O'Neill 2014, HMC-CS-2014-0905); integers in a range are drawn as in Lemire (2019, ACM
Transactions on Modeling and Computer Simulation 29, 3).
"""

import numpy as np
from numpy.typing import NDArray

from simalign.compiled import compiled
from simalign.streams import HALF, MASK, Run

Words = NDArray[np.uint64]

POOL = 4  # words of the pool of a SeedSequence
HASH_START, HASH_STEP = np.uint64(0x43B0D7E5), np.uint64(0x931E8875)
OUT_START, OUT_STEP = np.uint64(0x8B51F9DD), np.uint64(0x58F38DED)
MIX_LEFT, MIX_RIGHT = np.uint64(0xCA01F9DD), np.uint64(0x4973F715)
FOLD = np.uint64(16)
MULTIPLIER_HIGH, MULTIPLIER_LOW = np.uint64(0x2360ED051FC65DA4), np.uint64(0x4385DF649FCCF645)
ONE, ZERO = np.uint64(1), np.uint64(0)
WHOLE = np.uint64(2**32)
TOP_BIT, ROTATION, WORD = np.uint64(63), np.uint64(58), np.uint64(64)
HIGH, LOW, STEP_HIGH, STEP_LOW, HAS_HALF, SPARE_HALF = range(6)  # of the state of a generator


@compiled
def hashed(word: np.uint64, constant: np.uint64, step: np.uint64) -> np.uint64:
    """Return a 32-bit word hashed with a constant, whose next value is ``constant * step`` (mod 2**32)."""
    word = ((word ^ constant) * ((constant * step) & MASK)) & MASK
    return word ^ (word >> FOLD)


@compiled
def seed_words(entropy: Words, count: int) -> Words:
    """Return ``count`` 64-bit words of ``np.random.SeedSequence(seed, spawn_key=key).generate_state(count, uint64)``.

    entropy: 32-bit words, those of the seed filled up with zeros to at least four, followed by those of the spawn key.

    >>> seed_words(np.array([1, 0, 0, 0, 7], np.uint64), 1)
    array([15460960693284752821], dtype=uint64)
    """
    pool, constant = np.zeros(POOL, np.uint64), HASH_START
    for n in range(POOL):
        pool[n] = hashed(entropy[n], constant, HASH_STEP)
        constant = (constant * HASH_STEP) & MASK
    for source in range(len(entropy)):
        for n in range(POOL):
            if source != n:
                word = hashed(pool[source] if source < POOL else entropy[source], constant, HASH_STEP)
                constant = (constant * HASH_STEP) & MASK
                mixed = (((MIX_LEFT * pool[n]) & MASK) + WHOLE - ((MIX_RIGHT * word) & MASK)) & MASK
                pool[n] = mixed ^ (mixed >> FOLD)
    words, constant = np.zeros(count, np.uint64), OUT_START
    for n in range(2 * count):
        half = hashed(pool[n % POOL], constant, OUT_STEP)
        constant = (constant * OUT_STEP) & MASK
        words[n // 2] |= half << (HALF * np.uint64(n % 2))
    return words


@compiled
def entropy_of(seed: np.uint64, spawn_key: NDArray[np.int64]) -> Words:
    """Return the entropy for ``seed_words`` of a seed below 2**64 and a spawn key of numbers below 2**32."""
    entropy = np.zeros(POOL + len(spawn_key), np.uint64)
    entropy[0], entropy[1] = seed & MASK, seed >> HALF
    for n in range(len(spawn_key)):
        entropy[POOL + n] = np.uint64(spawn_key[n])
    return entropy


@compiled
def run_of_words(words: Words) -> Run:
    """Return the identifier of a run from the two words of its seed sequence."""
    return Run(words[0], words[1])


@compiled
def product(a: np.uint64, b: np.uint64) -> tuple[np.uint64, np.uint64]:
    """Return the high and the low 64 bits of the product of two 64-bit numbers.

    >>> product(np.uint64(2**63), np.uint64(6))
    (3, 0)
    """
    a0, a1, b0, b1 = a & MASK, a >> HALF, b & MASK, b >> HALF
    low, middle, cross = a0 * b0, a1 * b0, a0 * b1
    carry = (low >> HALF) + (middle & MASK) + (cross & MASK)
    return a1 * b1 + (middle >> HALF) + (cross >> HALF) + (carry >> HALF), (carry << HALF) | (low & MASK)


@compiled
def plus(a: np.uint64, b: np.uint64) -> np.uint64:
    """Return the sum of two 64-bit numbers, modulo 2**64, by halves, because NumPy warns of an overflow.

    >>> plus(np.uint64(2**64 - 1), np.uint64(3))
    2
    """
    low = (a & MASK) + (b & MASK)
    return (((a >> HALF) + (b >> HALF) + (low >> HALF)) << HALF) | (low & MASK)


@compiled
def add(state: Words, high: np.uint64, low: np.uint64, more: np.uint64) -> None:
    """Set the 128-bit state of a generator to ``high * 2**64 + low + more``."""
    state[LOW] = plus(low, more)
    state[HIGH] = plus(high, ONE) if state[LOW] < low else high


@compiled
def advance(state: Words) -> None:
    """Advance the 128-bit state of a generator by one step."""
    high, low = product(state[LOW], MULTIPLIER_LOW)
    high = plus(high, product(state[HIGH], MULTIPLIER_LOW)[1])
    high = plus(high, product(state[LOW], MULTIPLIER_HIGH)[1])
    add(state, plus(high, state[STEP_HIGH]), low, state[STEP_LOW])


@compiled
def generator(words: Words) -> Words:
    """Return the state of ``np.random.PCG64`` with a seed sequence that has these four words."""
    state = np.zeros(6, np.uint64)
    state[STEP_HIGH] = (words[2] << ONE) | (words[3] >> TOP_BIT)
    state[STEP_LOW] = (words[3] << ONE) | ONE
    advance(state)
    add(state, plus(state[HIGH], words[0]), state[LOW], words[1])
    advance(state)
    return state


@compiled
def next_word(state: Words) -> np.uint64:
    """Return the next 64 random bits."""
    advance(state)
    word, turn = state[HIGH] ^ state[LOW], state[HIGH] >> ROTATION
    rotated: np.uint64 = (word >> turn) | (word << ((WORD - turn) & TOP_BIT))
    return rotated


@compiled
def next_half(state: Words) -> np.uint64:
    """Return the next 32 random bits: the low half of a word, then its high half."""
    if state[HAS_HALF]:
        state[HAS_HALF] = ZERO
        spare: np.uint64 = state[SPARE_HALF]
        return spare
    word = next_word(state)
    state[HAS_HALF], state[SPARE_HALF] = ONE, word >> HALF
    return word & MASK


@compiled
def integer(state: Words, below: np.uint64) -> np.uint64:
    """Return a random integer in [0, below), as ``np.random.Generator.integers`` draws it; ``below`` is at least 1."""
    if below == ONE:
        return ZERO
    if below <= MASK:
        wide = next_half(state) * below
        if (wide & MASK) < below:
            least = (WHOLE - below) % below
            while (wide & MASK) < least:
                wide = next_half(state) * below
        return wide >> HALF
    if below == WHOLE:
        return next_half(state)
    high, low = product(next_word(state), below)
    if low < below:
        least = plus(~below, ONE) % below
        while low < least:
            high, low = product(next_word(state), below)
    return high


@compiled
def integers(state: Words, below: int, count: int) -> NDArray[np.int64]:
    """Return ``count`` random integers in [0, below)."""
    drawn = np.empty(count, np.int64)
    for n in range(count):
        drawn[n] = np.int64(integer(state, np.uint64(below)))
    return drawn
