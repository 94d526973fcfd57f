"""The factors of a sensitivity analysis: which there are, and how far each is varied unless a file says otherwise.

Ranges come from where a number is declared, and from its value in the scenario:

1. shares among levers and context: their declared range, 0 to 1;
2. levers that count goals or weeks: from the least there is to double their status quo; rates of the context: half to
   double their value in the scenario;
3. all else, and so all of psychology: half to one and a half times its value in the scenario, within the declared
   range; a value of 0 goes up to a tenth of that range.

Where the upper ends of several together are more than a scenario allows, as of weights that must leave a rest, these
are cut back together, no further than need be.

Ranges of factors from a file: ``factors:`` as a sweep file has them, over the ranges that hold by default.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError, Problem, nearest
from simalign.files.messages import choices, schema_of
from simalign.files.read import path_of, read_tree
from simalign.files.record import Record
from simalign.files.tree import Node
from simalign.policies.levers import COUNTS, LETTERS, STATUS_QUO, Levers
from simalign.policies.values import resolve
from simalign.scenario import Scenario
from simalign.scenario.context import Context
from simalign.scenario.psychology import Costs, Psychology
from simalign.sweeps.design.factors import Distribution, values_of, within_range

LEVERS = "policy.levers"
SECTIONS: dict[str, type[Record]] = {LEVERS: Levers, "psychology": Psychology, "context": Context, "costs": Costs}
GROUPS: dict[str, tuple[str, ...]] = {"levers": (LEVERS,), "psychology": ("psychology",), "context": ("context",)}
GROUPS["all"] = tuple(section for group in GROUPS.values() for section in group)
STEPS = 50  # in which upper ends are cut back
TENTH = 0.1


class Factor(NamedTuple):
    """What is varied, by its key in a scenario, and over what distribution."""

    key: str
    shape: Distribution

    @property
    def name(self) -> str:
        """The key without what all of its kind have in common.

        >>> Factor("policy.levers.voice", Distribution("uniform", (0.0, 1.0))).name
        'voice'
        """
        return self.key.rpartition(".")[2]


def keys_of(chosen: str, scenario: Scenario) -> list[str]:
    """Dotted keys that are meant by groups and names with commas between them.

    Raises InputError with every name that is none, or stands twice.

    >>> keys_of("context.trust, policy.levers.voice", Scenario())
    ['context.trust', 'policy.levers.voice']
    """
    known = {f"{section}.{name}": None for section in SECTIONS for name in _names(section, scenario)}
    letters = [f"{LEVERS}.{name}" for name in LETTERS]
    found, wrong = [], []
    for part in filter(None, (part.strip() for part in chosen.split(","))):
        inside = [key for section in GROUPS.get(part, ()) for key in known if key.rpartition(".")[0] == section]
        if not inside and part not in known and part not in letters:
            hint = nearest(part, [*GROUPS, *known])
            allowed = f"{', '.join(GROUPS)}, or names like context.trust"
            wrong.append(Problem(f"no such factor{hint}", key="vary", value=part, allowed=allowed))
        found += inside or [part]
    twice = sorted({key for key in found if found.count(key) > 1})
    wrong += [Problem("is meant twice", key="vary", value=key) for key in twice]
    if not found:
        wrong.append(Problem("names no factor", key="vary", value=chosen, allowed=", ".join(GROUPS)))
    if wrong:
        raise InputError(wrong)
    return found


def factors_of(
    keys: Sequence[str], scenario: Scenario, given: Mapping[str, Distribution] | None = None
) -> list[Factor]:
    """Factors with their ranges: those ``given``, else by the rules above.

    >>> factors_of(["psychology.lag"], Scenario(psychology={"lag": 8}))[0].shape.numbers
    (4.0, 12.0)
    """
    given = given or {}
    ours = {key: _declared(key, scenario) for key in keys if key not in given}
    ours = _cut_back(ours, scenario)
    return [Factor(key, given.get(key) or ours[key]) for key in keys]


def scenarios(base: Scenario, factors: Sequence[Factor], units: NDArray[np.float64]) -> list[Scenario]:
    """The scenario at each row of quantiles (n, factors), in order; raises InputError where values make none.

    >>> trust = Factor("context.trust", Distribution("uniform", (0.0, 0.5)))
    >>> scenarios(Scenario(), [trust], np.array([[0.5]]))[0].context.trust
    0.25
    """
    columns = [factor.shape.values(units[:, n]) for n, factor in enumerate(factors)]
    base = _open(base, [factor.key for factor in factors])
    return [base.changed(dict(zip((f.key for f in factors), row, strict=True))) for row in zip(*columns, strict=True)]


def plain_policy(scenario: Scenario) -> Scenario:
    """The scenario with its policy written out as levers; raises InputError for one with phases, rules, departments."""
    if not scenario.policy.plain:
        message = "has phases, rules or departments, which levers that are varied cannot go on top of"
        raise InputError([Problem(message, key="policy", allowed="a policy of levers and dials")])
    return scenario.unchecked_copy(policy=resolve(scenario.policy))


def _open(base: Scenario, keys: Iterable[str]) -> Scenario:
    """The scenario without letters of SMART where clarity is varied: they are to follow it."""
    base = plain_policy(base)
    if f"{LEVERS}.clarity" not in keys:
        return base
    levers = base.policy.levers.model_dump(exclude_none=True, exclude=set(LETTERS))
    return base.unchecked_copy(policy=base.policy.unchecked_copy(levers=Levers(**levers)))


def _names(section: str, scenario: Scenario) -> list[str]:
    """The fields of a section that hold a number; letters follow clarity, so they are no factors of a group."""
    names = list(SECTIONS[section].model_fields)
    if section == LEVERS:
        return [name for name in names if name not in LETTERS]
    return [name for name in names if getattr(getattr(scenario, section), name) is not None]


def _declared(key: str, scenario: Scenario) -> Distribution:
    """The range of a factor by rules 1 to 3."""
    section, _, name = key.rpartition(".")
    field = schema_of(SECTIONS[section])["properties"][name]
    form = next(form for form in choices(field, {}) if "minimum" in form)
    low, high = float(form["minimum"]), float(form["maximum"])
    if name in COUNTS and section == LEVERS:
        most = min(high, len(scenario.goals)) if name == "focus" else high
        return Distribution("integers", (int(low), int(min(most, 2 * STATUS_QUO[name]))))
    if section in (LEVERS, "context") and field["unit"] == "share":
        return Distribution("uniform", (low, high))
    value = float(getattr(getattr(scenario, section), name))
    if value == 0.0:
        return Distribution("uniform", (low, _rounded(low + TENTH * (high - low))))
    times = 2.0 if section == "context" else 1.5
    return Distribution("uniform", (max(low, _rounded(0.5 * value)), min(high, _rounded(times * value))))


def _rounded(x: float) -> float:
    return float(f"{x:.12g}")


def _cut_back(ours: Mapping[str, Distribution], scenario: Scenario) -> dict[str, Distribution]:
    """The ranges, with upper ends low enough that all of them together make a scenario."""
    shares = dict.fromkeys(ours, STEPS)
    while True:
        highs = {key: _high(ours[key], shares[key], key, scenario) for key in ours}
        wrong = _refused(highs, scenario)
        guilty = [key for key in ours if shares[key] > 0 and key.rpartition(".")[2] in wrong]
        if not guilty:
            break
        shares.update({key: shares[key] - 1 for key in guilty})
    cut = [key for key in ours if shares[key] < STEPS]
    return {**ours, **{key: Distribution("uniform", (ours[key].numbers[0], highs[key])) for key in cut}}


def _high(shape: Distribution, share: int, key: str, scenario: Scenario) -> Any:
    """The upper end of a range, so many fiftieths of the way from the value in the scenario."""
    top = shape.numbers[1]
    if share == STEPS:
        return top
    section, _, name = key.rpartition(".")
    value = getattr(getattr(scenario, section), name)
    return _rounded(value + (top - value) * share / STEPS)


def _refused(values: Mapping[str, Any], scenario: Scenario) -> set[str]:
    """Names in what a scenario with these values is refused for; none where it is sound."""
    try:
        plain_policy(scenario).changed(values)
    except InputError as error:
        return {word.strip("(),") for problem in error.problems for word in problem.message.split()}
    return set()


@dataclass(frozen=True)
class Given:
    """Distributions by dotted key, and the file that they stand in."""

    shapes: dict[str, Distribution] = field(default_factory=dict)
    tree: Node | None = None

    @contextmanager
    def blamed(self) -> Iterator[None]:
        """Put problems with values of these factors to the lines of the file."""
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


def load_ranges(file: str | Path, keys: Sequence[str]) -> Given:
    """The ranges in a file, for factors among ``keys``; listed values and grids are equally likely.

    Raises InputError with everything that is wrong, each with its line.
    """
    file = path_of(file)
    found: list[Problem] = []
    tree = read_tree(file, found)
    for key, node in tree.items.items():
        if key != "factors":
            message = f"unknown key{nearest(key, ['factors'])}"
            found.append(Problem(message, node.file, node.line, key, allowed="factors"))
    shapes: dict[str, Distribution] = {}
    for key, node in tree.at("factors").items.items() if "factors" in tree.items else ():
        name = f"factors.{key}"
        if key not in keys:
            message = f"is not among the factors{nearest(key, keys)}"
            found.append(Problem(message, node.file, node.line, name, allowed="what --factors names"))
            continue
        try:
            values = values_of(node.plain(), name)
            shapes[key] = Distribution("choice", tuple(values)) if isinstance(values, list) else values
        except InputError as error:
            found += [replace(problem, file=node.file, line=node.line) for problem in error.problems]
    if "factors" in tree.items and not isinstance(tree.items["factors"].value, dict):
        node, allowed = tree.items["factors"], "a mapping like {context.trust: {uniform: [0, 1]}}"
        found.append(Problem("is no mapping", node.file, node.line, "factors", node.plain(), allowed))
    if not shapes and not found:
        found.append(Problem("gives no ranges", file, tree.line, allowed="factors: {context.trust: {uniform: [0, 1]}}"))
    if found:
        raise InputError(found)
    return Given(shapes, tree)
