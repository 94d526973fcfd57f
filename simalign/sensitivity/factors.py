"""The factors of a sensitivity analysis, and the range of each: the default one, or that in a file.

The default range of a factor depends on its declared range and on its value in the scenario:

1. shares among levers and context: their declared range, 0 to 1;
2. levers that count goals or weeks: from their least value to double their status quo; rates of the context: half to
   double their value in the scenario;
3. everything else, which includes all of psychology: half to one and a half times its value in the scenario, within
   the declared range; a value of 0 goes up to a tenth of that range.

If the upper ends of several factors together exceed what a scenario allows, as with weights whose sum must stay below
1, they are reduced together, as little as possible.

A file gives ranges under ``factors:``, in the same form as a sweep file; they replace the default ones.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from simalign.errors import InputError, Problem, nearest
from simalign.files.former import became
from simalign.files.load import load
from simalign.files.messages import choices, schema_of
from simalign.files.read import path_of
from simalign.files.record import Record
from simalign.files.tree import Node
from simalign.policies.levers import COUNTS, LETTERS, STATUS_QUO, Levers
from simalign.policies.values import resolve
from simalign.scenario import Scenario
from simalign.scenario.context import Context
from simalign.scenario.psychology import Costs, Psychology
from simalign.sweeps.design.factors import Distribution, FactorForm, values_of, within_range

LEVERS = "policy.levers"
SECTIONS: dict[str, type[Record]] = {LEVERS: Levers, "psychology": Psychology, "context": Context, "costs": Costs}
GROUPS: dict[str, tuple[str, ...]] = {"levers": (LEVERS,), "psychology": ("psychology",), "context": ("context",)}
GROUPS["all"] = tuple(section for group in GROUPS.values() for section in group)
STEPS = 50  # number of steps in which upper ends are reduced
TENTH = 0.1


class Factor(NamedTuple):
    """A factor: its key in a scenario, and the distribution over which it varies."""

    key: str
    shape: Distribution

    @property
    def name(self) -> str:
        """The last part of the key.

        >>> Factor("policy.levers.voice", Distribution("uniform", (0.0, 1.0))).name
        'voice'
        """
        return self.key.rpartition(".")[2]


def keys_of(chosen: str, scenario: Scenario) -> list[str]:
    """Return the dotted keys of groups and names that are separated by commas.

    Raises InputError for names that are unknown or repeated.

    >>> keys_of("context.trust, policy.levers.voice", Scenario())
    ['context.trust', 'policy.levers.voice']
    """
    known = {f"{section}.{name}": None for section in SECTIONS for name in _names(section, scenario)}
    letters = [f"{LEVERS}.{name}" for name in LETTERS]
    keys, problems = [], []
    for part in filter(None, (part.strip() for part in chosen.split(","))):
        inside = [key for section in GROUPS.get(part, ()) for key in known if key.rpartition(".")[0] == section]
        if not inside and part not in known and part not in letters:
            section, _, name = part.rpartition(".")
            hint = became(section, name) or nearest(part, [*GROUPS, *known])
            allowed = f"{', '.join(GROUPS)}, or names like context.trust"
            problems.append(Problem(f"no such factor{hint}", key="vary", value=part, allowed=allowed))
        keys += inside or [part]
    repeated = sorted({key for key in keys if keys.count(key) > 1})
    problems += [Problem("is listed twice", key="vary", value=key) for key in repeated]
    if not keys:
        problems.append(Problem("does not name a factor", key="vary", value=chosen, allowed=", ".join(GROUPS)))
    if problems:
        raise InputError(problems)
    return keys


def factors_of(
    keys: Sequence[str], scenario: Scenario, given: Mapping[str, Distribution] | None = None
) -> list[Factor]:
    """Return factors with their ranges: those ``given``, otherwise the default ranges.

    >>> factors_of(["psychology.lag"], Scenario(psychology={"lag": 8}))[0].shape.numbers
    (4.0, 12.0)
    """
    given = given or {}
    defaults = {key: _default_range(key, scenario) for key in keys if key not in given}
    defaults = _reduced(defaults, scenario)
    return [Factor(key, given.get(key) or defaults[key]) for key in keys]


def scenarios(base: Scenario, factors: Sequence[Factor], units: NDArray[np.float64]) -> list[Scenario]:
    """Return the scenario at each row of quantiles (n, factors). Raises InputError if values contradict each other.

    >>> trust = Factor("context.trust", Distribution("uniform", (0.0, 0.5)))
    >>> scenarios(Scenario(), [trust], np.array([[0.5]]))[0].context.trust
    0.25
    """
    columns = [factor.shape.values(units[:, n]) for n, factor in enumerate(factors)]
    base = _open(base, [factor.key for factor in factors])
    return [base.changed(dict(zip((f.key for f in factors), row, strict=True))) for row in zip(*columns, strict=True)]


def plain_policy(scenario: Scenario) -> Scenario:
    """Return the scenario with its policy as levers. Raises InputError for phases, rules or departments."""
    if not scenario.policy.plain:
        message = "has phases, rules or departments, which cannot be combined with varied levers"
        raise InputError([Problem(message, key="policy", allowed="a policy of levers and dials")])
    return scenario.unchecked_copy(policy=resolve(scenario.policy))


def _open(base: Scenario, keys: Iterable[str]) -> Scenario:
    """Return the scenario without SMART letters if clarity is varied, because they follow clarity."""
    base = plain_policy(base)
    if f"{LEVERS}.clarity" not in keys:
        return base
    levers = base.policy.levers.model_dump(exclude_none=True, exclude=set(LETTERS))
    return base.unchecked_copy(policy=base.policy.unchecked_copy(levers=Levers(**levers)))


def _names(section: str, scenario: Scenario) -> list[str]:
    """Return the fields of a section that hold a number, without SMART letters, which follow clarity."""
    names = list(SECTIONS[section].model_fields)
    if section == LEVERS:
        return [name for name in names if name not in LETTERS]
    return [name for name in names if getattr(getattr(scenario, section), name) is not None]


def _default_range(key: str, scenario: Scenario) -> Distribution:
    """Return the default range of a factor by rules 1 to 3 of the module."""
    section, _, name = key.rpartition(".")
    field = schema_of(SECTIONS[section])["properties"][name]
    form = next(form for form in choices(field, {}) if "minimum" in form)
    low, high = float(form["minimum"]), float(form["maximum"])
    if name in COUNTS and section == LEVERS:
        most = sum(goal.external for goal in scenario.goals) if name == "focus" else high
        return Distribution("integers", (int(low), int(min(most, 2 * STATUS_QUO[name]))))
    if section in (LEVERS, "context") and field["unit"] == "share":
        return Distribution("uniform", (low, high))
    value = float(getattr(getattr(scenario, section), name))
    if value == 0.0:
        return Distribution("uniform", (low, _rounded(low + TENTH * (high - low))))
    times = 2.0 if section == "context" else 1.5
    low, high = max(low, _rounded(0.5 * value)), min(high, _rounded(times * value))
    if form["type"] == "integer":
        return Distribution("integers", (int(low), int(high)))
    return Distribution("uniform", (low, high))


def _rounded(x: float) -> float:
    return float(f"{x:.12g}")


def _reduced(ranges: Mapping[str, Distribution], scenario: Scenario) -> dict[str, Distribution]:
    """Reduce the upper ends of ranges until all of them together are a valid scenario."""
    steps = dict.fromkeys(ranges, STEPS)
    while True:
        highs = {key: _upper_end(ranges[key], steps[key], key, scenario) for key in ranges}
        invalid = _names_in_problems(highs, scenario)
        reducible = [key for key in ranges if steps[key] > 0 and key.rpartition(".")[2] in invalid]
        if not reducible:
            break
        steps.update({key: steps[key] - 1 for key in reducible})
    reduced = [key for key in ranges if steps[key] < STEPS]
    return {**ranges, **{key: Distribution("uniform", (ranges[key].numbers[0], highs[key])) for key in reduced}}


def _upper_end(shape: Distribution, steps: int, key: str, scenario: Scenario) -> Any:
    """Return the point ``steps`` of ``STEPS`` from the value in the scenario to the upper end of a range."""
    top = shape.numbers[1]
    if steps == STEPS:
        return top
    section, _, name = key.rpartition(".")
    value = getattr(getattr(scenario, section), name)
    return _rounded(value + (top - value) * steps / STEPS)


def _names_in_problems(values: Mapping[str, Any], scenario: Scenario) -> set[str]:
    """Return the words in the problems of a scenario with these values; an empty set if it is valid."""
    try:
        plain_policy(scenario).changed(values)
    except InputError as error:
        return {word.strip("(),") for problem in error.problems for word in problem.message.split()}
    return set()


@dataclass(frozen=True)
class Given:
    """Distributions by dotted key, and the tree of the file that declares them."""

    shapes: dict[str, Distribution] = field(default_factory=dict)
    tree: Node | None = None

    @contextmanager
    def blamed(self) -> Iterator[None]:
        """Add the file and line to problems with values of these factors."""
        try:
            yield
        except InputError as error:
            raise InputError([self._placed(problem) for problem in error.problems]) from None

    def _placed(self, problem: Problem) -> Problem:
        if self.tree is None or problem.file is not None or problem.key not in self.shapes:
            return problem
        node = self.tree.at(f"factors.{problem.key}")
        placed = replace(problem, file=node.file, line=node.line, key=f"factors.{problem.key}", value=node.plain())
        return within_range(placed, node.plain())


class Ranges(Record):
    """A file of ranges of factors."""

    factors: dict[str, FactorForm] = Field(
        min_length=1,
        description="dotted scenario keys: values, or a distribution",
        examples=[{"context.trust": {"uniform": [0, 1]}}],
    )


def load_ranges(file: str | Path, keys: Sequence[str]) -> Given:
    """Return the ranges in a file, for factors among ``keys``; listed values and grids are equally likely.

    Raises InputError with everything that is wrong, each with its line.
    """
    draft = load(path_of(file), Ranges)
    shapes: dict[str, Distribution] = {}
    factors = draft.tree.items["factors"].items if "factors" in draft.tree.items else {}
    for key, node in factors.items():
        name = f"factors.{key}"
        with draft.problems.at(node, name):
            if key not in keys:
                section, _, parameter = key.rpartition(".")
                message = f"is not among the factors{became(section, parameter) or nearest(key, keys)}"
                raise InputError([Problem(message, allowed="what --factors names")])
            values = values_of(node.plain(), name)
            shapes[key] = Distribution("choice", tuple(values)) if isinstance(values, list) else values
    draft.finished()
    return Given(shapes, draft.tree)
