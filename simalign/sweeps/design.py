"""A sweep's design: the points that a sweep file's factors span, each a whole scenario."""

import copy
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from simalign.errors import InputError, Problem
from simalign.policies.resolve import settled
from simalign.scenario import Scenario
from simalign.scenario.configs import config_file, configs_folder, is_name
from simalign.scenario.files import read_tree
from simalign.scenario.reading import load_organisation_spec, load_policy, load_scenario
from simalign.scenario.shorthands import absolute_organisation, absolute_policy
from simalign.scenario.tree import Node
from simalign.sweeps.factors import Distribution, values_of
from simalign.sweeps.file import Keep, SweepFile

TOLD = 20  # broken points that are looked for before a file is refused
MOST = 1_000_000  # design points
SAMPLING = 2  # spawn key of the generator that samples


class Value(NamedTuple):
    """One value of a factor: how tables name it, and what it is in a scenario."""

    label: Any
    plain: Any


@dataclass(frozen=True)
class Design:
    """The points of a sweep: every combination of the listed values, each with every sampled one."""

    file: SweepFile
    tree: Node
    bases: Mapping[str, dict[str, Any]]  # base scenarios by label, as plain values
    axes: Mapping[str, Sequence[Value]]
    samples: Mapping[str, Sequence[Any]]
    seed: int

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """How many values each axis has, and how many samples there are."""
        sampled = len(next(iter(self.samples.values()))) if self.samples else 1
        return (*(len(values) for values in self.axes.values()), sampled)

    @property
    def points(self) -> range:
        """The numbers of all points; the first axis varies slowest, samples fastest."""
        return range(math.prod(self.shape))

    @property
    def keep(self) -> Keep:
        """What is kept of each run."""
        return self.file.keep

    @property
    def factors(self) -> list[str]:
        """Names of the factors, in the order of the file."""
        return list(self.file.factors)

    def values(self, point: int) -> dict[str, Value]:
        """The value of each factor at a point, in the order of the file."""
        *places, sample = (int(place) for place in np.unravel_index(point, self.shape))
        found = {key: values[place] for place, (key, values) in zip(places, self.axes.items(), strict=True)}
        found |= {key: _valued(values[sample]) for key, values in self.samples.items()}
        return {key: found[key] for key in self.factors}

    def labels(self, point: int) -> dict[str, Any]:
        """What tables call the value of each factor at a point."""
        return {key: value.label for key, value in self.values(point).items()}

    def column(self, factor: str) -> list[Any]:
        """Labels of all values of a factor."""
        values = self.samples[factor] if factor in self.samples else self.axes[factor]
        return [_valued(value).label for value in values]

    def scenario(self, point: int) -> Scenario:
        """The scenario of a point, its policy written out; raises InputError where the values make none."""
        values = self.values(point)
        base = values.pop("scenario").label if "scenario" in values else next(iter(self.bases))
        plain = copy.deepcopy(self.bases[base])
        if self.file.weeks is not None:
            plain["weeks"] = self.file.weeks
        changes = self.file.settings | {key: value.plain for key, value in values.items()}
        found: list[Problem] = []
        for key in sorted(changes, key=lambda key: key.count(".")):
            try:
                _put(plain, key, changes[key])
            except InputError as error:
                found += error.problems
        try:
            made = Scenario(**plain)
            made = made.model_copy(update={"policy": settled(made.policy)})
        except InputError as error:
            found += error.problems
        if found:
            raise InputError([self._placed(problem) for problem in found])
        return made

    def scenarios(self) -> Iterator[tuple[int, Scenario]]:
        """All points in order; raises InputError with the first broken ones where any is broken."""
        found: dict[str, Problem] = {}
        for point in self.points:
            try:
                made = self.scenario(point)
                _fits(self.file, made)
            except InputError as error:
                found |= {str(problem): self._placed(problem) for problem in error.problems}
                if len(found) >= TOLD:
                    break
                continue
            if not found:
                yield point, made
        if found:
            raise InputError(list(found.values()))

    def _placed(self, problem: Problem) -> Problem:
        """The problem with the line of the sweep file whose key it is about."""
        if problem.file is not None:
            return problem
        key = problem.key or ""
        for part, names in (("factors", self.factors), ("set", list(self.file.settings))):
            about = [name for name in names if key == name or key.startswith(f"{name}.") or name.startswith(f"{key}.")]
            if key and about:
                full = f"{part}.{max(about, key=len)}"
                return replace(problem, file=self.tree.file, line=self.tree.at(full).line, key=f"{part}.{key}")
        node = self.tree.at(key) if key.startswith("keep") else self.tree
        return replace(problem, file=self.tree.file, line=node.line)


def _valued(value: Any) -> Value:
    return value if isinstance(value, Value) else Value(value, value)


def load_sweep(path: str | Path, seed: int = 0) -> Design:
    """The design in a sweep file (a bare name: a shipped one); ``seed`` holds where the file gives none.

    Raises InputError with everything that is wrong with the file; points are checked when they are made.

    >>> load_sweep("dials").labels(0)
    {'policy.dials.push': 0.0, 'policy.dials.pull': 0.0}
    """
    place = configs_folder() / "sweeps" / f"{path}.yaml" if is_name(path) else Path(path)
    if is_name(path) and not place.is_file():
        known = ", ".join(sorted(file.stem for file in place.parent.glob("*.yaml")))
        raise InputError([Problem("no sweep of that name", value=str(path), allowed=f"{known}, or the path of a file")])
    found: list[Problem] = []
    tree = read_tree(place, found)
    file = None
    try:
        file = SweepFile(**tree.plain())
    except InputError as error:
        found += [p if p.file else replace(p, file=place, line=tree.at(p.key or "").line) for p in error.problems]
    axes, spread = _axes(tree, found)
    chosen = {key: shape.numbers for key, shape in spread.items() if shape.name == "choice"}
    bases = _bases({**axes, **chosen}, tree, found)
    if file is None or found:
        raise InputError(sorted(found, key=lambda problem: (str(problem.file), problem.line or 0)))
    settings = {key: _meant(key, value, 0, tree.at(f"set.{key}")).plain for key, value in file.settings.items()}
    file = file.model_copy(update={"name": file.name or place.stem, "settings": settings})
    seed = file.seed if file.seed is not None else seed
    design = Design(file, tree, bases, axes, _sampled(file, spread, seed), seed)
    if len(design.points) > MOST:
        message = f"spans {len(design.points):,} design points"
        raise InputError([Problem(message, place, tree.at("factors").line, "factors", allowed=f"{MOST:,} at most")])
    return design


def _axes(tree: Node, found: list[Problem]) -> tuple[dict[str, list[Value]], dict[str, Distribution]]:
    """Factors with listed values, and those with a distribution; what is wrong with them is added to ``found``."""
    axes: dict[str, list[Value]] = {}
    spread: dict[str, Distribution] = {}
    factors, settings = (tree.items[part].items if part in tree.items else {} for part in ("factors", "set"))
    for key, node in factors.items():
        name = f"factors.{key}"
        try:
            values = values_of(node.plain(), name)
            if isinstance(values, Distribution) and values.name != "choice":
                spread[key] = values
                continue
            listed = values.numbers if isinstance(values, Distribution) else values
            items = node if isinstance(node.value, list) else node.at("choice")
            meant = [_value(key, value, n, items, found) for n, value in enumerate(listed)]
            found += _same_labels(meant, node, name)
            if isinstance(values, Distribution):
                spread[key] = Distribution("choice", tuple(meant))
            else:
                axes[key] = meant
        except InputError as error:
            found += [_placed(problem, node, name) for problem in error.problems]
        found += _clashes(
            key, node, {**dict.fromkeys(settings, "set"), **dict.fromkeys(tree.items, "the file")}, factors
        )
    if bool(spread) != ("sample" in tree.items):
        which = f"sample, which says how to sample {', '.join(spread)}" if spread else "factors with a distribution"
        place = tree if spread else tree.at("sample")
        found.append(Problem(f"the file lacks {which}", place.file, place.line, "sample"))
    return axes, spread


def _same_labels(values: Sequence[Value], node: Node, key: str) -> list[Problem]:
    """A problem for each value that tables would call by the name of another."""
    known: dict[str, Value] = {}
    twice = [v for v in values if known.setdefault(str(v.label), v).plain != v.plain]
    message = "is the name of two different values"
    return [Problem(message, node.file, node.line, key, value.label, "names of their own") for value in twice]


def _clashes(key: str, node: Node, given: Mapping[str, str], factors: Mapping[str, Node]) -> list[Problem]:
    """What is wrong with a factor's key: it decides nothing, or something else decides it, too."""
    name = f"factors.{key}"
    if key in ("name", "description"):
        return [Problem("decides nothing in a run", node.file, node.line, name)]
    if key in given and key != "scenario":
        return [Problem(f"is in {given[key]}, too", node.file, node.line, name)]
    values = node.value if isinstance(node.value, list) else []
    inside = {f"{key}.{part}" for value in values for part in value.items} if key != "policy" else set()
    found = []
    for other in {**given, **factors}:
        if other != key and any(other == part or other.startswith(f"{part}.") for part in inside):
            found.append(Problem(f"gives {other}, which is given apart, too", node.file, node.line, name))
    return found


def _placed(problem: Problem, node: Node, key: str) -> Problem:
    """The problem with a file, line and key, if it has none of its own."""
    return problem if problem.file else replace(problem, file=node.file, line=node.line, key=problem.key or key)


def _value(key: str, given: Any, place: int, node: Node, found: list[Problem]) -> Value:
    """A listed value: policies, organisations and scenarios by name or file, all else as it stands."""
    try:
        return _meant(key, given, place, node)
    except InputError as error:
        found += [_placed(problem, node, f"factors.{key}") for problem in error.problems]
        return Value(str(given), given)


def _meant(key: str, given: Any, place: int, node: Node) -> Value:
    folder = Path(node.file).parent
    if key == "scenario":
        return Value(str(given), str(given))
    if key == "policy" and isinstance(given, str):
        policy = load_policy(config_file("policies", given, folder))
        return Value(given, policy.model_dump(mode="json", by_alias=True, exclude_unset=True))
    if key == "policy" and isinstance(given, dict):
        listed = node.value[place] if isinstance(node.value, list) else node
        return Value(str(given.get("name") or f"policy {place + 1}"), absolute_policy(listed).plain())
    listed = node.value[place] if isinstance(node.value, list) else node
    if key == "organisation" and isinstance(given, dict):
        return Value(str(given.get("name") or f"organisation {place + 1}"), absolute_organisation(listed).plain())
    if key in ("organisation.members", "organisation.ties") and isinstance(given, str):
        return Value(given, os.path.abspath(folder / given))
    if key == "organisation" and isinstance(given, str):
        spec = load_organisation_spec(config_file("organisations", given, folder))
        return Value(given, spec.model_dump(mode="json", by_alias=True, exclude_unset=True))
    return Value(given if isinstance(given, str | bool | int | float) or given is None else str(given), given)


def _bases(axes: Mapping[str, Sequence[Value]], tree: Node, found: list[Problem]) -> dict[str, dict[str, Any]]:
    """The base scenarios as plain values, lists and departments written out; ``found`` gets what is wrong."""
    key = "factors.scenario" if "scenario" in axes else "scenario"
    given = tree.items["scenario"].plain() if "scenario" in tree.items else "default"
    named = [str(value.label) for value in axes.get("scenario", ())] or [str(given)]
    bases = {}
    for name in named:
        try:
            scenario = load_scenario(config_file("scenarios", name, Path(tree.file).parent))
        except InputError as error:
            found += [_placed(problem, tree.at(key), key) for problem in error.problems]
            continue
        given = scenario.model_dump(mode="json", by_alias=True, exclude_unset=True)
        whole = scenario.model_dump(mode="json", by_alias=True, include={"goals", "roles", "departments"})
        bases[name] = given | whole
    return bases


def _sampled(file: SweepFile, spread: Mapping[str, Distribution], seed: int) -> dict[str, list[Any]]:
    """Sampled values of the factors with a distribution, together; more points begin with the same ones (Sobol)."""
    if file.sample is None:
        return {}
    from scipy.stats import qmc

    chosen = seed if file.sample.seed is None else file.sample.seed
    luck = np.random.default_rng(np.random.SeedSequence(chosen, spawn_key=(SAMPLING,)))
    kind = qmc.Sobol if file.sample.method == "sobol" else qmc.LatinHypercube
    unit = kind(len(spread), rng=luck).random(file.sample.points)
    return {key: shape.values(unit[:, column]) for column, (key, shape) in enumerate(spread.items())}


def _fits(file: SweepFile, scenario: Scenario) -> None:
    """Raise InputError where an after-measure looks past the last week."""
    found = [
        Problem(
            "looks past the last week", key=f"keep.after.{name}", value=after.last_week, allowed=str(scenario.weeks)
        )
        for name, after in file.keep.after.items()
        if after.last_week > scenario.weeks
    ]
    if found:
        raise InputError(found)


def _put(plain: dict[str, Any], key: str, value: Any) -> None:
    """Set a dotted key; items of lists are named by number, from 0."""
    *parts, last = key.split(".")
    there: Any = plain
    for n, part in enumerate(parts):
        if isinstance(there, list):
            there = there[_place(there, part, key)]
        elif isinstance(there, dict):
            if isinstance(there.get(part), str) and parts[: n + 1] == ["policy"]:
                there[part] = {"preset": there[part]}
            there = there.setdefault(part, {})
        else:
            break
    if isinstance(there, list):
        there[_place(there, last, key)] = copy.deepcopy(value)
    elif isinstance(there, dict):
        there[last] = copy.deepcopy(value)
    else:
        raise InputError([Problem("is no key of a scenario", key=key)])


def _place(there: list[Any], part: str, key: str) -> int:
    if not part.isdecimal() or int(part) >= len(there):
        raise InputError([Problem(f"no item {part} in a list of {len(there)}, counted from 0", key=key)])
    return int(part)


def first(design: Design, count: int) -> list[dict[str, Any]]:
    """Labels of the first points."""
    return [design.labels(point) for point in islice(design.points, count)]
