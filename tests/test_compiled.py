"""Compiled functions: kernels are for compiled code only."""

import pytest

from simalign.compiled import compiled, kernel


@kernel
def doubled(x: float) -> float:
    return 2.0 * x


@compiled
def quadrupled(x: float) -> float:
    return doubled(doubled(x))


def test_a_kernel_answers_compiled_code_and_refuses_python() -> None:
    assert quadrupled(1.5) == 6.0
    with pytest.raises(TypeError, match="doubled can be called from compiled code only"):
        doubled(1.5)
