"""One seed, the same bytes: in other processes, with other hash seeds, on processors that can do less."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

from tests.model.golden import CHANGELOG, FILE, digests, reason

ROOT = Path(__file__).parents[2]
GOLDEN = json.loads(FILE.read_text())


def elsewhere(**environment: str) -> dict[str, str]:
    """The digests as another process finds them."""
    command = [sys.executable, "-m", "tests.model.golden"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_golden() -> None:
    """Where results are meant to move: tests/model/golden.py says how to renew."""
    assert digests() == GOLDEN["digests"]


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_in_another_process_with_another_hash_seed(hash_seed: str) -> None:
    assert elsewhere(PYTHONHASHSEED=hash_seed) == GOLDEN["digests"]


def test_numpy_without_its_vector_code() -> None:
    able = [name for name in __cpu_dispatch__ if __cpu_features__[name]]
    assert elsewhere(NPY_DISABLE_CPU_FEATURES=" ".join(able)) == GOLDEN["digests"]


@pytest.mark.slow
def test_compiled_for_any_processor(tmp_path: Path) -> None:
    """A processor of this kind without any extension: no AVX, no fused multiply-add."""
    environment = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": "", "SIMALIGN_CACHE": str(tmp_path)}
    assert elsewhere(**environment) == GOLDEN["digests"]


@pytest.mark.slow
def test_without_a_cache(tmp_path: Path) -> None:
    assert elsewhere(SIMALIGN_CACHE=str(tmp_path)) == GOLDEN["digests"]


def test_renewing_asks_for_a_reason() -> None:
    changelog = "# Changelog\n\n- Numbers change: trust is slower.\n- More.\n"
    assert reason(changelog, []) == "Numbers change: trust is slower."
    with pytest.raises(SystemExit, match="CHANGELOG"):
        reason(changelog, ["Numbers change: trust is slower."])


def test_reasons_stand_in_the_changelog() -> None:
    text = CHANGELOG.read_text()
    assert all(given in text for given in GOLDEN["reasons"])
