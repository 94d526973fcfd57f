"""One seed, the same bytes: in other processes, with other hash seeds, on processors that can do less."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

from simalign import Scenario, Simulation
from simalign.policies.events import KINDS
from tests.model.golden import CASES, CHANGELOG, EVENTS, FILE, Digests, moved, reason, renewed, results

ROOT = Path(__file__).parents[2]
GOLDEN = json.loads(FILE.read_text())
STORED: Digests = {kind: GOLDEN[kind] for kind in ("states", "measures")}


def elsewhere(**environment: str) -> Digests:
    """Compute the digests in another process."""
    command = [sys.executable, "-m", "tests.model.golden"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=True)
    digests: Digests = json.loads(done.stdout)
    return digests


def test_golden() -> None:
    """Every stored state and measure is what it was; where results are meant to move, see tests/model/golden.py."""
    now = results()
    assert now["states"] == GOLDEN["states"]
    assert {name: now["measures"].get(name) for name in GOLDEN["measures"]} == GOLDEN["measures"]


def test_golden_covers_cases_that_differ() -> None:
    """Each policy, event, rule and mechanism leaves its mark."""
    assert list(GOLDEN["states"]) == list(CASES)
    assert len(set(results()["states"].values())) == len(CASES)


def test_golden_covers_every_kind_of_event() -> None:
    assert {kind for event in EVENTS for kind in set(event) & set(KINDS)} == set(KINDS)


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_in_another_process_with_another_hash_seed(hash_seed: str) -> None:
    assert not moved(STORED, elsewhere(PYTHONHASHSEED=hash_seed))


def test_numpy_without_its_vector_code() -> None:
    able = [name for name in __cpu_dispatch__ if __cpu_features__[name]]
    assert not moved(STORED, elsewhere(NPY_DISABLE_CPU_FEATURES=" ".join(able)))


@pytest.mark.slow
def test_compiled_for_any_processor(tmp_path: Path) -> None:
    """A processor of this kind without any extension: no AVX, no fused multiply-add."""
    environment = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": "", "SIMALIGN_CACHE": str(tmp_path)}
    assert not moved(STORED, elsewhere(**environment))


@pytest.mark.slow
def test_without_a_cache(tmp_path: Path) -> None:
    assert not moved(STORED, elsewhere(SIMALIGN_CACHE=str(tmp_path)))


def test_renewing_asks_for_a_reason() -> None:
    changelog = "# Changelog\n\n- Numbers change: trust is slower.\n- More.\n"
    assert reason(changelog, []) == "Numbers change: trust is slower."
    with pytest.raises(SystemExit, match="CHANGELOG"):
        reason(changelog, ["Numbers change: trust is slower."])


def test_a_further_measure_needs_no_reason_and_no_version() -> None:
    now = STORED | {"measures": STORED["measures"] | {"brand_new": "0"}}
    content = renewed(GOLDEN, now, "# Changelog\n")
    assert content == GOLDEN | now
    assert content["model"] == GOLDEN["model"]


@pytest.mark.parametrize(("kind", "name"), [("states", "push"), ("measures", "do")])
def test_what_moved_needs_a_reason_and_a_version(kind: str, name: str) -> None:
    now = STORED | {kind: STORED[kind] | {name: "0"}}
    assert moved(STORED, now) == [f"{kind}.{name}"]
    with pytest.raises(SystemExit, match="MODEL_VERSION"):
        renewed(GOLDEN, now, "- Numbers change: fresh.\n", GOLDEN["model"])
    with pytest.raises(SystemExit, match="CHANGELOG"):
        renewed(GOLDEN, now, "\n".join(GOLDEN["reasons"]), GOLDEN["model"] + 1)
    content = renewed(GOLDEN, now, "- Numbers change: fresh.\n", GOLDEN["model"] + 1)
    assert (content["model"], content["reasons"][-1]) == (GOLDEN["model"] + 1, "Numbers change: fresh.")


def test_a_measure_that_is_gone_has_moved() -> None:
    gone = {name: digest for name, digest in STORED["measures"].items() if name != "do"}
    assert moved(STORED, STORED | {"measures": gone}) == ["measures.do"]


def test_the_digest_is_of_the_state_and_not_of_its_measures() -> None:
    simulation = Simulation(Scenario(organisation={"size": 6}), seed=1)
    simulation.run(2)
    before = simulation.digest()
    simulation.state.measures[:] = 0.0
    assert simulation.digest() == before
    simulation.state.trust[0] += 2**-52
    assert simulation.digest() != before


def test_reasons_stand_in_the_changelog() -> None:
    text = CHANGELOG.read_text()
    assert all(given in text for given in GOLDEN["reasons"])
