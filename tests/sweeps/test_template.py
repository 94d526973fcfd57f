"""Large designs: their points are those of a design that is expanded point by point, and cost far less."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from simalign import InputError
from simalign.scenario import Scenario
from simalign.sweeps import load_sweep
from simalign.sweeps.design import template
from simalign.sweeps.design.design import Design
from simalign.sweeps.design.template import check_points, expanded, free_factors
from simalign.sweeps.store import design_file
from simalign.sweeps.store.design_file import NamedPoint, column_types, encoded_points, named_points

HEAD = "seed: 1\nweeks: 4\nset: {organisation.size: 12, warmup: 1}\nkeep: {final: [value]}\nfactors:\n"
DESIGNS = {
    "grids": "  policy: [push, pull]\n  context.trust: {grid: [0.1, 0.9, 5]}\n  psychology.style: [0, 0.5, 1]\n",
    "samples": "  context.vacancy: {integers: [0, 9]}\n  psychology.lag: {uniform: [0, 104]}\n"
    "  mechanisms.market: [true, false]\nsample: {points: 8, method: sobol}\n",
    "some samples are not free": "  context.skill: [0, 1]\n  policy.levers.mandate: {uniform: [0, 1]}\n"
    "  context.trust: {uniform: [0.1, 0.9]}\nsample: {points: 8, method: sobol}\n",
    "linked": "  context.complexity: [0, 0.5, 1]\n  psychology.ability_spread: {grid: [0, 0.1, 5]}\n"
    "  policy: [push, pull]\n",
    "none are free": "  policy.levers.voice: [0, 1]\n  organisation.span: [3, 4]\n",
    "forms of numbers": "  context.trust: [0, 1, 0.5]\n  context.vacancy: [1, 2]\n"
    "  context.skill: [1.0e-7, 0.30000000000000004]\n",
}
MILLION = """  context.trust: {uniform: [0.1, 0.9]}
  context.turbulence: {uniform: [0.0, 0.2]}
  psychology.style: {grid: [0, 1, 10]}
  policy: [push, pull]
"""


def design_of(folder: Path, factors: str) -> Design:
    (folder / "sweep.yaml").write_text(HEAD + factors)
    return load_sweep(folder / "sweep.yaml")


def slowly(design: Design, monkeypatch: pytest.MonkeyPatch) -> list[NamedPoint]:
    with monkeypatch.context() as patched:
        patched.setattr(design_file, "free_factors", lambda design: {})
        return list(named_points(design, {}))


@pytest.mark.parametrize("case", DESIGNS)
def test_points_are_those_of_a_slow_expansion(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    design = design_of(tmp_path, DESIGNS[case])
    assert bool(free_factors(design)) == (case != "none are free")
    assert list(named_points(design, {})) == slowly(design, monkeypatch)
    assert check_points(design, 2) >= 2


def test_which_factors_are_free(tmp_path: Path) -> None:
    free = {case: set(free_factors(design_of(tmp_path, factors))) for case, factors in DESIGNS.items()}
    assert free["grids"] == {"context.trust", "psychology.style"}
    assert free["samples"] == {"context.vacancy", "psychology.lag"}
    assert free["some samples are not free"] == {"context.skill"}  # sampled factors are free only together
    assert free["linked"] == {"context.complexity", "psychology.ability_spread"}


INVALID = {
    "a value": "  context.trust: {grid: [0.5, 1.5, 11]}\n  policy: [push, pull]\n",
    "a sampled value": "  context.trust: {uniform: [0.5, 1.5]}\n  policy: [push, pull]\nsample: {points: 64}\n",
    "text": "  context.trust: [0.5, high]\n",
    "not a whole number": "  context.vacancy: [1, 1.5]\n",
    "a combination": "  psychology.ability_spread: {grid: [0.1, 0.57, 10]}\n  context.complexity: {grid: [0, 1, 11]}\n",
    "another factor": "  context.trust: {grid: [0, 1, 11]}\n  policy.levers.mandate: [0, 2]\n",
}


@pytest.mark.parametrize("case", INVALID)
def test_invalid_points_have_the_messages_of_a_slow_expansion(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    design = design_of(tmp_path, INVALID[case])
    with pytest.raises(InputError) as slow:
        slowly(design, monkeypatch)
    with pytest.raises(InputError) as fast:
        list(named_points(design, {}))
    with pytest.raises(InputError):
        check_points(design, 2)
    wanted = {str(problem) for problem in slow.value.problems}
    assert {str(problem) for problem in fast.value.problems} <= wanted and fast.value.problems
    assert fast.value.problems[0].line == slow.value.problems[0].line


def test_a_million_points_are_checked_by_a_few_scenarios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of scenarios that are validated does not grow with the samples; it would be 10^6 point by point."""
    made: list[int] = []
    plain = Scenario.__init__

    def counted(self: Scenario, /, *unnamed: object, **values: Any) -> None:
        made.append(1)
        plain(self, *unnamed, **values)

    monkeypatch.setattr(Scenario, "__init__", counted)
    counts = {}
    for samples in (50, 50_000):
        design = design_of(tmp_path, MILLION + f"sample: {{points: {samples}, method: latin_hypercube}}\n")
        made.clear()
        assert check_points(design, 2000) == len(design.points) == samples * 20
        counts[samples] = len(made)
    assert counts[50] == counts[50_000] <= 4


def test_linked_checks_are_repeated_at_every_point(tmp_path: Path) -> None:
    design = design_of(tmp_path, INVALID["a combination"])
    with pytest.raises(InputError, match=r"sqrt\(3\) \* ability_spread"):
        check_points(design, 2)
    free = free_factors(design)
    valid = 0
    with pytest.raises(InputError):
        for _ in expanded(design, free):
            valid += 1
    assert valid > 10  # the first points are valid, although a later one is not


def test_batches_of_points_are_one_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    design = design_of(tmp_path, DESIGNS["grids"])
    types = column_types({factor: design.column(factor) for factor in design.factors})
    whole, count = encoded_points(named_points(design, {}), 0, types)
    monkeypatch.setattr(design_file, "BATCH", 7)
    parts, same = encoded_points(named_points(design, {}), 0, types)
    (tmp_path / "whole").write_bytes(whole)
    (tmp_path / "parts").write_bytes(parts)
    assert count == same == 30 and pq.ParquetFile(tmp_path / "parts").num_row_groups == 5
    assert pq.read_table(tmp_path / "whole").equals(pq.read_table(tmp_path / "parts"))
    monkeypatch.setattr(template, "MOST", 1)
    assert free_factors(design) == {}
