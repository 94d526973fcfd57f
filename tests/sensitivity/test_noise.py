"""The share of luck in an output."""

import numpy as np
import pytest

from simalign.sensitivity.studies import noise


@pytest.mark.parametrize("replications", [2, 5])
def test_share_of_a_function_with_known_noise(replications: int) -> None:
    """Signal of variance 1/12, luck of .02; at 4,000 points shares are off by .03 in fewer than 1 of 1000 cases."""
    rng = np.random.default_rng(7)
    signal = rng.random(4000)
    values = signal[:, None, None] + 0.02**0.5 * rng.standard_normal((4000, replications, 1))
    found = noise(values)
    assert found.variance[0] == pytest.approx(0.02, rel=0.1)
    assert found.share[0] == pytest.approx(0.02 / replications / (0.02 / replications + 1 / 12), abs=0.03)
    assert found.share_of_one[0] == pytest.approx(0.02 / (0.02 + 1 / 12), abs=0.03)


def test_luck_alone_is_all_of_it() -> None:
    """Where nothing else varies the share is 1, or what sampling takes from that: a fixed seed."""
    found = noise(np.random.default_rng(3).standard_normal((4000, 3, 1)))
    assert found.share[0] > 0.9


def test_what_never_varies_has_no_luck() -> None:
    assert noise(np.ones((3, 2, 1))).share.tolist() == [0.0]


@pytest.mark.parametrize("shape", [(1, 2, 1), (2, 1, 1)])
def test_one_point_or_replication_cannot_tell(shape: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="at least 2 points and 2 replications"):
        noise(np.ones(shape))
