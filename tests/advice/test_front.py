"""The Pareto front equals that of a comparison of every pair."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simalign.advice.front import on_front, spread

VALUES = arrays(np.float64, st.tuples(st.integers(1, 12), st.integers(1, 3)), elements=st.integers(-3, 3).map(float))


@given(VALUES)
def test_a_policy_is_on_the_front_if_no_other_one_dominates_it(values: np.ndarray) -> None:
    found = on_front(values)
    for n, row in enumerate(values):
        dominated = any((other >= row).all() and (other > row).any() for other in values)
        repeated = any((other == row).all() for other in values[:n])
        assert found[n] == (not dominated and not repeated)


@given(VALUES, st.integers(1, 12))
def test_a_choice_of_the_front_has_the_best_in_each_respect(values: np.ndarray, count: int) -> None:
    chosen = spread(values, count)
    assert len(chosen) == len(set(chosen)) <= count
    if count >= values.shape[1]:
        assert (values[chosen].max(axis=0) == values.max(axis=0)).all()
    assert spread(values, len(values)) is not None
    if count < len(np.unique(values, axis=0)):
        assert len(chosen) == count
