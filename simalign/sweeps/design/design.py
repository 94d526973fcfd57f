"""The design of a sweep: the points that its factors span, each a complete scenario."""

import copy
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from simalign.errors import InputError, Problem
from simalign.files.tree import Node
from simalign.policies.scale import scaled_by_family
from simalign.policies.values import resolve
from simalign.scenario import Scenario
from simalign.scenario.posterior import Posterior
from simalign.simulation.initial import organise
from simalign.simulation.survey import replaced_settings
from simalign.sweeps.design.custom import NO_CUSTOM, Custom
from simalign.sweeps.design.factors import Distribution, within_range
from simalign.sweeps.design.file import Keep, SweepFile
from simalign.sweeps.design.groups import group_problems
from simalign.sweeps.design.identity import draw_of
from simalign.sweeps.design.sampling import samples_of

STRENGTH = "strength."  # factors that scale the levers of a family between the status quo and the policy's levels
SAMPLE = "sample"
REPORTED = 20  # problems of points after which the search for more ends


class Value(NamedTuple):
    """One value of a factor: its label in tables, and its plain value in a scenario."""

    label: Any
    plain: Any


@dataclass(frozen=True)
class Design:
    """The points of a sweep: every combination of the listed values, each with every sample."""

    file: SweepFile
    tree: Node
    bases: Mapping[str, dict[str, Any]]  # base scenarios by label, as plain values
    axes: Mapping[str, Sequence[Value]]
    samples: Mapping[str, Sequence[Any]]
    seed: int
    posterior: Posterior | None = None  # posterior draws, if the psychological parameters vary
    spread: Mapping[str, Distribution] = field(default_factory=dict)  # distributions of the sampled factors
    custom: Custom = NO_CUSTOM  # the user's steps and measures
    reach: Mapping[str, Sequence[float]] = field(default_factory=dict)  # by policy: scale of its levers in each sample

    def seeded(self, seed: int) -> "Design":
        """Return the same sweep with another seed and new samples. Raises ValueError if the file gives a seed."""
        if self.file.seed is not None:
            raise ValueError(f"the sweep file gives seed {self.file.seed}")
        return replace(self, seed=seed, samples=samples_of(self.file.sample, self.spread, seed))

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """The number of values of each axis, and the number of samples."""
        sampled = len(next(iter(self.samples.values()))) if self.samples else 1
        return (*(len(values) for values in self.axes.values()), sampled)

    @property
    def points(self) -> range:
        """The numbers of all points; the first axis varies slowest, the samples fastest."""
        return range(math.prod(self.shape))

    @property
    def paired(self) -> int:
        """The number of random streams that successive points use in turn, as ``stream_of`` takes it."""
        return self.shape[-1] if self.file.paired == SAMPLE else int(self.file.paired)

    @property
    def keep(self) -> Keep:
        """The results to record of each run."""
        return self.file.keep

    @property
    def factors(self) -> list[str]:
        """The names of the factors, in the order of the file."""
        return list(self.file.factors)

    def values(self, point: int) -> dict[str, Value]:
        """Return the value of each factor at a point, in the order of the file."""
        return self.values_at([int(index) for index in np.unravel_index(point, self.shape)])

    def values_at(self, indices: Sequence[int]) -> dict[str, Value]:
        """Return the value of each factor at the indices of its values on each axis, and of the sample."""
        *indices, sample = indices
        by_key = {key: values[index] for index, (key, values) in zip(indices, self.axes.items(), strict=True)}
        by_key |= {key: _valued(values[sample]) for key, values in self.samples.items()}
        return {key: by_key[key] for key in self.factors}

    def labels(self, point: int) -> dict[str, Any]:
        """Return the label of each factor's value at a point."""
        return {key: value.label for key, value in self.values(point).items()}

    def column(self, factor: str) -> list[Any]:
        """Return the labels of all values of a factor."""
        return [value.label for value in self.listed(factor)]

    def listed(self, factor: str) -> list[Value]:
        """Return all values of a factor."""
        values = self.samples[factor] if factor in self.samples else self.axes[factor]
        return [_valued(value) for value in values]

    def scenario(self, point: int) -> Scenario:
        """Return the scenario of a point, with its policy resolved.

        Raises InputError for an invalid scenario, and for unknown measures.
        """
        if self._unknown:
            raise InputError(self._unknown)
        values = self.values(point)
        base = values.pop("scenario").label if "scenario" in values else next(iter(self.bases))
        plain = copy.deepcopy(self.bases[base])
        if self.file.weeks is not None:
            plain["weeks"] = self.file.weeks
        strength = {key.removeprefix(STRENGTH): values.pop(key).plain for key in [*values] if key.startswith(STRENGTH)}
        changes = self.file.settings | {key: value.plain for key, value in values.items()}
        problems = _strength_problems(strength)
        for key in sorted(changes, key=lambda key: key.count(".")):
            try:
                put(plain, key, changes[key])
            except InputError as error:
                problems += error.problems
        try:
            scenario = Scenario(**plain)
            policy = resolve(scenario.policy)
            if (strength or self.reach) and not problems:
                reach = self.reach.get(str(values["policy"].label), ()) if "policy" in values else ()
                policy = scaled_by_family(policy, strength, reach[point % self.shape[-1]] if reach else 1.0)
            scenario = scenario.unchecked_copy(policy=policy)
        except InputError as error:
            problems += error.problems
        if problems:
            raise InputError([self._located(problem) for problem in problems])
        return scenario

    @cached_property
    def _unknown(self) -> list[Problem]:
        """The problems of unknown measures under ``keep``."""
        problems = self.keep.unknown(self.custom.measures)
        return [self._located(replace(problem, key=f"keep.{problem.key}")) for problem in problems]

    @contextmanager
    def located(self) -> Iterator[None]:
        """Add the line of the sweep file to problems of a scenario that the ``with`` statement raises."""
        try:
            yield
        except InputError as error:
            raise InputError([self._located(problem) for problem in error.problems]) from None

    def extremes(self, most: int) -> Sequence[int]:
        """Return points to check in place of all: evenly spaced ones, those of each value, and the extreme samples.

        There are ``most`` evenly spaced points. The points of listed values and of the smallest and largest sampled
        numbers are added to them, at most ``most`` of the former. A design with no more points than ``most`` gives all.
        """
        if len(self.points) <= most:
            return self.points
        chosen = set(np.linspace(0, len(self.points) - 1, most, dtype=int).tolist())
        for values in self.samples.values():
            if all(isinstance(value, int | float) for value in values):
                chosen |= {int(np.argmin(values)), int(np.argmax(values))}
        strides = [math.prod(self.shape[n + 1 :]) for n in range(len(self.axes))]
        listed = [n * stride for stride, size in zip(strides, self.shape, strict=False) for n in range(size)]
        return sorted(chosen | set(listed[:most]))

    def scenarios(self, points: Sequence[int] | None = None) -> Iterator[tuple[int, Scenario]]:
        """Yield the number and scenario of all points in order, or of some.

        Raises InputError with the first problems if any scenario is invalid.
        """
        problems: dict[str, Problem] = {}
        checked: set[str] = set()
        for point in self.points if points is None else points:
            try:
                scenario = self.scenario(point)
                _check_weeks(self.file, scenario)
                self._check_draws(point, scenario, checked)
                self._check_groups(scenario, checked)
                self._check_survey(scenario, checked)
            except InputError as error:
                problems |= {str(problem): self._located(problem) for problem in error.problems}
                if len(problems) >= REPORTED:
                    break
                continue
            if not problems:
                yield point, scenario
        if problems:
            raise InputError(list(problems.values()))

    def _check_draws(self, point: int, scenario: Scenario, checked: set[str]) -> None:
        """Raise InputError if a posterior draw is inconsistent with the scenario; ``checked``: keys of earlier ones."""
        key = scenario.psychology.model_dump_json(exclude_unset=True) + scenario.context.model_dump_json()
        if self.posterior is not None and key not in checked:
            first = draw_of(point, 0, self.paired)
            self.posterior.check(scenario, self.file.replications, first, max(1, self.paired))
            checked.add(key)

    def _check_groups(self, scenario: Scenario, checked: set[str]) -> None:
        """Raise InputError if a group has no members; ``checked``: keys of earlier organisations."""
        if not self.keep.groups:
            return
        spec = scenario.organisation
        key = f"{spec.model_dump_json(exclude={'degree', 'cross'})} {list(scenario.departments)} {scenario.strategy}"
        if key in checked:
            return
        checked.add(key)
        changes = {"degree": 0.0} if spec.members is None else {}  # groups do not depend on ties
        scenario = scenario.unchecked_copy(organisation=spec.unchecked_copy(**changes))
        if problems := group_problems(self.keep.groups, organise(scenario, self.seed, 0)):
            raise InputError(problems)

    def _check_survey(self, scenario: Scenario, checked: set[str]) -> None:
        """Raise InputError if answers replace a factor or a setting; ``checked``: keys of earlier organisations."""
        key = f"answers in {scenario.organisation.model_dump_json()}"
        if key not in checked and (problems := replaced_settings(scenario, self.file.settings | self.file.factors)):
            raise InputError(problems)
        checked.add(key)

    def _located(self, problem: Problem) -> Problem:
        """Return the problem with the line of the key in the sweep file that causes it."""
        if problem.file is not None:
            return problem
        key = problem.key or ""
        for part, names in (("factors", self.factors), ("set", list(self.file.settings))):
            matches = [n for n in names if key == n or key.startswith(f"{n}.") or n.startswith(f"{key}.")]
            if key and matches:
                node = self.tree.at(f"{part}.{max(matches, key=len)}")
                located = replace(problem, file=self.tree.file, line=node.line, key=f"{part}.{key}")
                return within_range(located, node.plain())
        node = self.tree.at(key) if key.startswith("keep") else self.tree
        return replace(problem, file=self.tree.file, line=node.line)


def _strength_problems(strength: Mapping[str, Any]) -> list[Problem]:
    """Return the problems of the scales of families of levers."""
    problems = []
    for family, value in strength.items():
        numeric = isinstance(value, int | float) and not isinstance(value, bool)
        if not numeric or not 0.0 <= value <= 1.0:
            message = "is out of range" if numeric else "is not a number"
            problems.append(Problem(message, key=f"{STRENGTH}{family}", value=value, allowed="a number from 0 to 1"))
    return problems


def _valued(value: Any) -> Value:
    """Return a sampled value as a ``Value`` with itself as its label."""
    return value if isinstance(value, Value) else Value(value, value)


def _check_weeks(file: SweepFile, scenario: Scenario) -> None:
    """Raise InputError if an after-measure requires weeks after the last one."""
    message, allowed = "is after the last week", f"a week up to {scenario.weeks}"
    problems = [
        Problem(message, key=f"keep.after.{name}", value=after.last_week, allowed=allowed)
        for name, after in file.keep.after.items()
        if after.last_week > scenario.weeks
    ]
    if problems:
        raise InputError(problems)


def put(plain: dict[str, Any], key: str, value: Any) -> None:
    """Set a dotted key in nested mappings and lists; items of lists are numbered from 0."""
    *parts, last = key.split(".")
    parent: Any = plain
    for n, part in enumerate(parts):
        if isinstance(parent, list):
            parent = parent[_index(parent, part, key)]
        elif isinstance(parent, dict):
            if isinstance(parent.get(part), str) and parts[: n + 1] == ["policy"]:
                parent[part] = {"preset": parent[part]}
            parent = parent.setdefault(part, {})
        else:
            break
    if isinstance(parent, list):
        parent[_index(parent, last, key)] = copy.deepcopy(value)
    elif isinstance(parent, dict):
        parent[last] = copy.deepcopy(value)
    else:
        raise InputError([Problem("is not a key of a scenario", key=key)])


def _index(items: list[Any], part: str, key: str) -> int:
    """Return a part of a dotted key as the index of an item. Raises InputError if there is no such item."""
    if not part.isdecimal() or int(part) >= len(items):
        raise InputError([Problem(f"no item {part} in a list of {len(items)}, counted from 0", key=key)])
    return int(part)
