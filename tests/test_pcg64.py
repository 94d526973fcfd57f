"""The compiled generator against NumPy's: the same words and the same integers."""

import numpy as np
import pytest

from simalign.pcg64 import entropy_of, generator, integers, run_of_words, seed_words
from simalign.streams import run_of

SEEDS = (0, 1, 2**31, 2**33 + 5, 2**63 + 7)
RANGES = (1, 2, 7, 7140, 2**31 + 5, 2**32 - 1, 2**32, 2**32 + 1, 2**40 + 3, 2**62 + 9)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("key", [(0,), (3, 1), (2**32 - 1, 1)])
def test_words_and_integers_are_those_of_numpy(seed: int, key: tuple[int, ...]) -> None:
    sequence = np.random.SeedSequence(seed, spawn_key=key)
    words = seed_words(entropy_of(np.uint64(seed), np.array(key)), 4)
    assert words.tolist() == sequence.generate_state(4, np.uint64).tolist()
    for below in RANGES:
        ours, theirs = generator(words), np.random.Generator(np.random.PCG64(sequence))
        for count in (1, 5, 300):
            assert integers(ours, below, count).tolist() == theirs.integers(0, below, size=count).tolist()


def test_a_run_has_the_same_identifier() -> None:
    for seed in SEEDS:
        assert run_of_words(seed_words(entropy_of(np.uint64(seed), np.array([8])), 2)) == run_of(seed, 8)
