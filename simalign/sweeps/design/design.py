"""A sweep's design: the points that a sweep file's factors span, each a whole scenario."""

import copy
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import qmc

from simalign.errors import InputError, Problem
from simalign.files.tree import Node
from simalign.policies.scale import scaled_by_family
from simalign.policies.values import resolve
from simalign.scenario import Scenario
from simalign.scenario.posterior import Posterior
from simalign.simulation.initial import organise
from simalign.sweeps.design.custom import NO_CUSTOM, Custom
from simalign.sweeps.design.factors import Distribution, within_range
from simalign.sweeps.design.file import Keep, Sample, SweepFile
from simalign.sweeps.design.groups import group_problems
from simalign.sweeps.design.identity import draw_of

STRENGTH = (
    "strength."  # factors that say how far a policy's levers of a family go, from status quo to where they are set
)
SAMPLE = "sample"
SAMPLING = 2  # spawn key of the generator that samples
TOLD = 20  # broken points that are looked for before a file is refused


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
    posterior: Posterior | None = None  # what people may be like, where that is not known
    spread: Mapping[str, Distribution] = field(default_factory=dict)  # what samples are taken from
    custom: Custom = NO_CUSTOM  # the user's steps and measures
    reach: Mapping[str, Sequence[float]] = field(default_factory=dict)  # by policy: how far it goes in each sample

    def seeded(self, seed: int) -> "Design":
        """The same sweep with another seed, samples and all. Raises ValueError where the file gives a seed."""
        if self.file.seed is not None:
            raise ValueError(f"the sweep file gives seed {self.file.seed}")
        return replace(self, seed=seed, samples=samples_of(self.file.sample, self.spread, seed))

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
    def paired(self) -> int:
        """How many points, one after the other, have a luck of their own; 0: all have."""
        return self.shape[-1] if self.file.paired == SAMPLE else int(self.file.paired)

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
        """The scenario of a point, its policy written out.

        Raises InputError where the values make none, and for measures that are not known.
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
        found = _strength_problems(strength)
        for key in sorted(changes, key=lambda key: key.count(".")):
            try:
                put(plain, key, changes[key])
            except InputError as error:
                found += error.problems
        try:
            made = Scenario(**plain)
            policy = resolve(made.policy)
            if (strength or self.reach) and not found:
                reach = self.reach.get(str(values["policy"].label), ()) if "policy" in values else ()
                policy = scaled_by_family(policy, strength, reach[point % self.shape[-1]] if reach else 1.0)
            made = made.unchecked_copy(policy=policy)
        except InputError as error:
            found += error.problems
        if found:
            raise InputError([self._placed(problem) for problem in found])
        return made

    @cached_property
    def _unknown(self) -> list[Problem]:
        """Measures that are to be kept and that nobody defines."""
        found = self.keep.unknown(self.custom.measures)
        return [self._placed(replace(problem, key=f"keep.{problem.key}")) for problem in found]

    @contextmanager
    def blamed(self) -> Iterator[None]:
        """Put problems with a scenario to their lines in the sweep file."""
        try:
            yield
        except InputError as error:
            raise InputError([self._placed(problem) for problem in error.problems]) from None

    def extremes(self, most: int) -> Sequence[int]:
        """Points to look at where there are too many for all: evenly spread, each value, the ends of each sample.

        The points of each listed value and of the least and greatest sampled numbers come on top of ``most``, as far
        as ``most`` goes for these as well. All points where there are no more than ``most``.
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
        """All points in order, or some; raises InputError with the first broken ones where any is broken."""
        found: dict[str, Problem] = {}
        tried: set[str] = set()
        for point in self.points if points is None else points:
            try:
                made = self.scenario(point)
                _fits(self.file, made)
                self._takes_draws(point, made, tried)
                self._has_groups(made, tried)
            except InputError as error:
                found |= {str(problem): self._placed(problem) for problem in error.problems}
                if len(found) >= TOLD:
                    break
                continue
            if not found:
                yield point, made
        if found:
            raise InputError(list(found.values()))

    def _takes_draws(self, point: int, scenario: Scenario, tried: set[str]) -> None:
        """Raise InputError where a draw is not in keeping with a scenario; ``tried``: what draws were held against."""
        held = scenario.psychology.model_dump_json(exclude_unset=True) + scenario.context.model_dump_json()
        if self.posterior is not None and held not in tried:
            first = draw_of(point, 0, self.paired)
            self.posterior.check(scenario, self.file.replications, first, max(1, self.paired))
            tried.add(held)

    def _has_groups(self, scenario: Scenario, tried: set[str]) -> None:
        """Raise InputError where nobody is in a group; ``tried``: organisations that were held against it."""
        if not self.keep.groups:
            return
        spec = scenario.organisation
        held = f"{spec.model_dump_json(exclude={'degree', 'cross'})} {list(scenario.departments)} {scenario.strategy}"
        if held in tried:
            return
        tried.add(held)
        few = {"degree": 0.0} if spec.members is None else {}  # ties put nobody into a group
        there = scenario.unchecked_copy(organisation=spec.unchecked_copy(**few))
        if found := group_problems(self.keep.groups, organise(there, self.seed, 0)):
            raise InputError(found)

    def _placed(self, problem: Problem) -> Problem:
        """The problem with the line of the sweep file whose key it is about."""
        if problem.file is not None:
            return problem
        key = problem.key or ""
        for part, names in (("factors", self.factors), ("set", list(self.file.settings))):
            about = [name for name in names if key == name or key.startswith(f"{name}.") or name.startswith(f"{key}.")]
            if key and about:
                node = self.tree.at(f"{part}.{max(about, key=len)}")
                placed = replace(problem, file=self.tree.file, line=node.line, key=f"{part}.{key}")
                return within_range(placed, node.plain())
        node = self.tree.at(key) if key.startswith("keep") else self.tree
        return replace(problem, file=self.tree.file, line=node.line)


def _strength_problems(strength: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with how far the levers of families go."""
    found = []
    for family, value in strength.items():
        numeric = isinstance(value, int | float) and not isinstance(value, bool)
        if not numeric or not 0.0 <= value <= 1.0:
            message = "is out of range" if numeric else "is not a number"
            found.append(Problem(message, key=f"{STRENGTH}{family}", value=value, allowed="a number from 0 to 1"))
    return found


def samples_of(sample: Sample | None, spread: Mapping[str, Distribution], seed: int) -> dict[str, list[Any]]:
    """Sampled values of the factors with a distribution, together; more points begin with the same ones (Sobol)."""
    if sample is None:
        return {}
    chosen = seed if sample.seed is None else sample.seed
    rng = np.random.default_rng(np.random.SeedSequence(chosen, spawn_key=(SAMPLING,)))
    kind = qmc.Sobol if sample.method == "sobol" else qmc.LatinHypercube
    unit = kind(len(spread), rng=rng).random(sample.points)
    return {key: shape.values(unit[:, column]) for column, (key, shape) in enumerate(spread.items())}


def _valued(value: Any) -> Value:
    return value if isinstance(value, Value) else Value(value, value)


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


def put(plain: dict[str, Any], key: str, value: Any) -> None:
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
