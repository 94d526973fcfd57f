"""The samples of a sweep: values of the factors with a distribution, and values that several factors take together.

``sobol`` and ``latin_hypercube`` fill the space of the factors evenly. ``saltelli`` and ``morris`` are designs of a
sensitivity analysis, made by SALib: the points from which ``simalign sensitivity indices`` estimates Sobol indices
(A. Saltelli 2002, Computer Physics Communications 145, 280-297) or elementary effects (M. D. Morris 1991, Technometrics
33, 161-174). Their factors may be of any kind, because a design consists of quantiles, numbers between 0 and 1.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from simalign.errors import Problem, nearest
from simalign.files.tree import Node
from simalign.installation import require
from simalign.sweeps.design.factors import TOGETHER, Distribution
from simalign.sweeps.design.file import Sample

Numbers = NDArray[np.float64]
SAMPLING = 2  # spawn key of the random generator of samples
LEVELS = 4  # of the grid of Morris; steps are 2/3 of a range
ANALYSED = ("saltelli", "morris")  # methods whose points are a design of a sensitivity analysis


def samples_of(sample: Sample | None, spread: Mapping[str, Distribution], seed: int) -> dict[str, list[Any]]:
    """Return the sampled values of the factors with a distribution, and those of factors that vary together.

    A longer sample begins with a shorter one, except for a Latin hypercube. Raises InputError if SALib is missing.

    >>> samples_of(None, {"a": Distribution("together", (1, 2)), "b": Distribution("together", (5, 3))}, 0)
    {'a': [1, 2], 'b': [5, 3]}
    """
    together = {key: list(form.numbers) for key, form in spread.items() if form.name == TOGETHER}
    if sample is None or together:
        return together
    unit = quantiles(sample, list(spread), seed)
    return {key: form.values(unit[:, column]) for column, (key, form) in enumerate(spread.items())}


def quantiles(sample: Sample, keys: Sequence[str], seed: int) -> Numbers:
    """Return the quantiles of the sampled factors at every sample, (samples, factors).

    keys: the sampled factors. seed: of the sweep, unless the sample has its own.

    >>> quantiles(Sample(points=4), ["a", "b"], 1).shape
    (4, 2)
    """
    entropy = seed if sample.seed is None else sample.seed
    rng = np.random.default_rng(np.random.SeedSequence(entropy, spawn_key=(SAMPLING,)))
    if sample.method in ANALYSED:
        require(f"method: {sample.method}", "screening", "SALib")
        problem = problem_of(keys, sample.groups)
        if sample.method == "morris":
            draw = import_module("SALib.sample.morris").sample
            return np.asarray(draw(problem, sample.points, num_levels=LEVELS, seed=rng))
        draw = import_module("SALib.sample.sobol").sample
        return np.asarray(draw(problem, sample.points, calc_second_order=sample.second_order, seed=rng))
    sampler = qmc.Sobol if sample.method == "sobol" else qmc.LatinHypercube
    return np.asarray(sampler(len(keys), rng=rng).random(sample.points))


def grouped(keys: Sequence[str], groups: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the group of each factor; a factor outside all groups is a group of its own.

    >>> grouped(["a", "b", "c"], {"both": ["a", "c"]})
    ['both', 'b', 'both']
    """
    group = {key: name for name, members in groups.items() for key in members}
    return [group.get(key, key) for key in keys]


def problem_of(keys: Sequence[str], groups: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return factors between 0 and 1 as a problem for SALib."""
    problem = {"num_vars": len(keys), "names": list(keys), "bounds": [[0.0, 1.0]] * len(keys)}
    return problem | ({"groups": grouped(keys, groups)} if groups else {})


def size_of_row(groups: int, method: str, second_order: bool) -> int:
    """Return the number of samples in each row of a design: those that belong to one point, or to one trajectory.

    >>> size_of_row(3, "saltelli", True), size_of_row(3, "saltelli", False), size_of_row(3, "morris", False)
    (8, 5, 4)
    """
    if method == "morris":
        return groups + 1
    return 2 * groups + 2 if second_order else groups + 2


def sampled(sample: Sample, keys: Sequence[str]) -> int:
    """Return the number of samples.

    >>> sampled(Sample(points=8, method="saltelli", second_order=True), ["a", "b"])
    48
    """
    if sample.method not in ANALYSED:
        return sample.points
    return sample.points * size_of_row(len(set(grouped(keys, sample.groups))), sample.method, sample.second_order)


def sample_problems(tree: Node, spread: Mapping[str, Distribution]) -> list[Problem]:
    """Return the problems between the sample of a sweep file and its factors with a distribution."""
    node = tree.items.get("sample")
    together = {key: form for key, form in spread.items() if form.name == TOGETHER}
    if together:
        return _together_problems(tree, spread, together)
    if node is not None and node.value is None and spread:
        return [Problem("is empty", node.file, node.line, "sample", allowed="points, like {points: 64}")]
    if bool(spread) != (node is not None and node.value is not None):
        which = f"sample, which is required to sample {', '.join(spread)}"
        message = f"the file lacks {which if spread else 'factors with a distribution'}"
        return [Problem(message, tree.file, (node or tree).line, "sample")]
    return [] if node is None else _group_problems(tree, node, spread)


def _together_problems(
    tree: Node, spread: Mapping[str, Distribution], together: Mapping[str, Distribution]
) -> list[Problem]:
    """Return the problems of factors that vary together: others that are sampled, and lists of different lengths."""
    problems = []
    for key in [key for key in spread if key not in together]:
        place = tree.at(f"factors.{key}")
        message = f"cannot be sampled beside factors that vary {TOGETHER} ({', '.join(together)})"
        problems.append(Problem(message, place.file, place.line, f"factors.{key}", allowed="a list of values, or set"))
    first, *others = together.items()
    for key, form in others:
        if len(form.numbers) != len(first[1].numbers):
            place, counts = tree.at(f"factors.{key}"), f"{len(form.numbers)} values, and {first[0]} has"
            message = f"has {counts} {len(first[1].numbers)}"
            problems.append(Problem(message, place.file, place.line, f"factors.{key}", allowed="lists of one length"))
    if node := tree.items.get("sample"):
        message = f"cannot be combined with factors that vary {TOGETHER}"
        problems.append(Problem(message, node.file, node.line, "sample"))
    return problems


def _group_problems(tree: Node, node: Node, spread: Mapping[str, Distribution]) -> list[Problem]:
    """Return the problems of groups of factors, and of distributions without bounds on the grid of Morris."""
    problems: list[Problem] = []
    method = node.items["method"].value if "method" in node.items else "sobol"
    groups = node.items["groups"].items if "groups" in node.items else {}
    seen: dict[str, str] = {}
    for name, members in groups.items():
        key = f"sample.groups.{name}"
        if name in spread:
            message, allowed = "has the name of a factor", "another name"
            problems.append(Problem(message, members.file, members.line, key, allowed=allowed))
        for item in members.value if isinstance(members.value, list) else []:
            factor, place = str(item.value), (item.file, item.line, key, item.value)
            if factor not in spread:
                message = f"is not a sampled factor{nearest(factor, list(spread))}"
                problems.append(Problem(message, *place, allowed=", ".join(spread)))
            elif factor in seen:
                problems.append(Problem(f"is already in {seen[factor]}", *place, allowed="each factor in one group"))
            seen.setdefault(factor, key)
    for factor, form in spread.items() if method == "morris" else ():
        if form.name == "normal":
            at, message = tree.at(f"factors.{factor}"), "has no bounds, which the method of Morris requires"
            allowed = "a form with bounds, such as truncated_normal"
            problems.append(Problem(message, at.file, at.line, f"factors.{factor}", at.plain(), allowed))
    return problems
