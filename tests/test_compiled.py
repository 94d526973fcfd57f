"""Compiled functions: kernels are for compiled code only, and all are plain Python where nothing is compiled."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from simalign import Scenario, Simulation, load_policy
from simalign.compiled import compiled, kernel
from tests.patience import PATIENCE

RULES = ({}, {"activation": "random", "acceptance": "linear"})


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


def digests() -> list[str]:
    """Digests of small runs with leavers and demand that moves, synchronously and one member after another."""
    found = []
    for policy in ("push", "pull"):
        for rules in RULES:
            scenario = Scenario(
                organisation={"size": 15, "span": 3},
                context={"turbulence": 0.3, "turnover": 0.02},
                policy=load_policy(policy),
                rules=rules,
                warmup=3,
            )
            simulation = Simulation(scenario, seed=1)
            simulation.run(12)
            found.append(simulation.digest())
    return found


def test_without_compilation_the_bytes_are_the_same() -> None:
    """Also without a warning of NumPy, whose scalars complain of what overflows or is divided by nought."""
    code = "import json, tests.test_compiled as t; print(json.dumps([t.digests(), t.doubled(1.5)]))"
    command = [sys.executable, "-W", "error::RuntimeWarning", "-c", code]
    root, environment = Path(__file__).parents[1], os.environ | {"NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert done.stderr == ""
    assert json.loads(done.stdout) == [digests(), 3.0]
