"""The cases of an effect in one organisation: which quantities are observed in which weeks, and the outcomes of cases.

Quantities are observed once for each arm and week (``Observed``). Everything else follows from them: cases are found
again in another week by their position, and are left out if somebody else holds it by then.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.errors import Problem, nearest
from simalign.evidence.effect import Among, Effect
from simalign.evidence.outcomes import CONSTANT, KEY, LEFT, MOVED, OCCUPANT, Values, observed_names
from simalign.evidence.study import Study
from simalign.evidence.units import UNITS
from simalign.organisation.record import ROLES, Organisation

Observed = dict[tuple[str, int, str, str], Values]  # by arm, week, kind of cases and quantity
Needed = dict[int, set[tuple[str, str]]]  # kinds of cases and quantities to observe, by week
Flags = NDArray[np.bool_]


class Spec(NamedTuple):
    """An outcome of an effect with the weeks in which it is observed."""

    weights: Mapping[str, float]
    standardised: bool
    week: int
    average: int
    since: int | None
    above: float | None

    @property
    def window(self) -> range:
        """The weeks that are averaged."""
        return range(max(self.week - self.average + 1, min(self.week, 1)), self.week + 1)

    @property
    def ends(self) -> set[int]:
        """The weeks in which the same person must hold the position."""
        return {self.week} | ({self.since} if self.since is not None else set())


def specs(study: Study, part: Effect) -> list[Spec]:
    """Return the outcomes of an effect; keys of the outcome come before those of the effect."""
    return [_spec(study, name, part.week, part.average, part.since, part.above) for name in part.outcomes]


def _spec(study: Study, name: str, week: int, average: int, since: int | None, above: float | None) -> Spec:
    outcome = study.outcome(name)
    if outcome.week is not None:
        week, since = outcome.week, None
    since = since if outcome.since is None else outcome.since
    average = average if outcome.average is None else outcome.average
    above = above if outcome.above is None else outcome.above
    return Spec(outcome.weights, bool(outcome.index), week, average, since, above)


def needed(study: Study, effect: Effect, goals: Sequence[str]) -> Needed:
    """Return what must be observed for an effect and its second effects, by week."""
    weekly: Needed = defaultdict(set)
    for part in effect.parts.values():
        outcomes = specs(study, part)
        for spec in outcomes:
            weeks = range(1, part.week + 1) if UNITS[part.unit].series else [*spec.window, *spec.ends]
            for week in weeks:
                weekly[week] |= _columns(part.of, spec.weights, goals)
        for week in _persons(part, outcomes) if part.of == "members" else ():
            weekly[week] |= {("members", KEY), ("members", OCCUPANT)}
        for among in part.conditions if part.of == "members" else ():
            weekly[_base(outcomes)] |= {("members", name) for name in _identities(among)}
            if among.by is not None:
                weekly[among.at] |= _columns("members", study.outcome(among.by).weights, goals)
    return weekly


def _columns(of: str, weights: Mapping[str, float], goals: Sequence[str]) -> set[tuple[str, str]]:
    names = {(of, column) for name in weights for column in observed_names(name, goals)}
    return names | ({(of, KEY)} if of != "whole" else set())


def _base(outcomes: Sequence[Spec]) -> int:
    """Return the week in which the cases are counted, the latest one."""
    return max(spec.week for spec in outcomes)


def _persons(part: Effect, outcomes: Sequence[Spec]) -> list[int]:
    """Return the weeks in which the same person must hold a position, or whether somebody has left is seen."""
    weeks = {week for spec in outcomes for week in spec.ends}
    return sorted(weeks | {among.at for among in part.conditions if among.by is not None})


def _identities(among: Among) -> Iterator[str]:
    named = {"role": "role", "department": "department", "level": "level", "reports": "reports", "newcomers": "joined"}
    yield from (column for key, column in named.items() if getattr(among, key) is not None)


@dataclass(frozen=True)
class Panel:
    """The observations of one arm in one organisation for cases of one kind."""

    observed: Observed
    arm: str
    of: str

    def positions(self, week: int) -> Values:
        """Return the cases of a week, by position."""
        return self.observed[self.arm, week, self.of, KEY] if self.of != "whole" else np.zeros(1)

    def at(self, week: int, name: str, positions: Values) -> Values:
        """Return a quantity of the cases at these positions; NaN where a case does not exist in this week."""
        if name == CONSTANT:
            return np.ones(len(positions))
        values = self.observed[self.arm, week, self.of, name]
        if self.of == "whole":
            return values
        keys = self.positions(week)
        if np.array_equal(keys, positions):
            return values
        order = np.argsort(keys)
        places = np.minimum(np.searchsorted(keys[order], positions), len(keys) - 1)
        return np.where(keys[order][places] == positions, values[order][places], np.nan)

    def outcome(self, spec: Spec, positions: Values) -> Values:
        """Return an outcome of the cases, (cases,); of an index its quantities, (cases, m)."""
        columns = [self._change(spec, name, positions) for name in spec.weights]
        if spec.standardised:
            return np.stack(columns, axis=1)
        weighted = [column * weight for column, weight in zip(columns, spec.weights.values(), strict=True)]
        total: Values = np.sum(weighted, axis=0) if len(weighted) > 1 else weighted[0]
        return total if spec.above is None else np.where(np.isnan(total), np.nan, (total > spec.above).astype(float))

    def _change(self, spec: Spec, name: str, positions: Values) -> Values:
        """Return a quantity averaged over the last weeks, or its change."""
        if spec.since is not None and name == LEFT:
            now, before = (self.at(week, OCCUPANT, positions) for week in (spec.week, spec.since))
            return np.where(np.isnan(now - before), np.nan, (now != before).astype(float))
        if spec.since is not None and name == MOVED:
            goals = sorted({key[3] for key in self.observed if key[:3] == (self.arm, spec.week, self.of)})
            shares = [goal for goal in goals if goal.startswith("does.")]
            pairs = ([self.at(week, goal, positions) for week in (spec.week, spec.since)] for goal in shares)
            return np.asarray(1.0 - np.sum([np.minimum(*pair) for pair in pairs], axis=0))
        weekly = np.stack([self.at(week, name, positions) for week in spec.window])
        present = np.maximum((~np.isnan(weekly)).sum(axis=0), 1)
        now = np.where(np.isnan(weekly[-1]), np.nan, np.nansum(weekly, axis=0) / present)
        return now if spec.since is None else now - self.at(spec.since, name, positions)

    def persons(self, part: Effect, outcomes: Sequence[Spec], positions: Values) -> Flags:
        """Flag the positions that the same person holds in all weeks of the outcomes, or that exist in them."""
        weeks = _persons(part, outcomes)
        holders = [self.at(week, OCCUPANT, positions) for week in weeks]
        flags = ~np.isnan(holders).any(axis=0)
        if not any(LEFT in spec.weights for spec in outcomes):
            flags &= (np.array(holders) == self.at(_base(outcomes), OCCUPANT, positions)).all(axis=0)
        return np.asarray(flags)

    def meeting(self, study: Study, among: Among, week: int, positions: Values, chosen: Flags) -> Flags:
        """Flag the chosen cases that meet conditions."""
        wanted = {
            "role": None if among.role is None else float(ROLES.index(among.role)),
            "department": None if among.department is None else float(zlib.crc32(among.department.encode())),
            "level": among.level,
            "reports": among.reports,
        }
        for name, value in wanted.items():
            if value is not None:
                chosen = chosen & (self.at(week, name, positions) == value)
        if among.newcomers is not None:
            chosen = chosen & ((self.at(week, "joined", positions) >= 0) == among.newcomers)
        if among.by is None:
            return chosen
        spec = _spec(study, among.by, among.at, 1, None, None)._replace(week=among.at)
        values = self.outcome(spec, positions)
        values = _index(values, [values[chosen]], spec) if spec.standardised else values
        values = values if among.bottom is not None else -values
        ranked = np.lexsort((positions, np.where(chosen & ~np.isnan(values), values, np.inf)))
        count = int(np.sum(chosen & ~np.isnan(values)))
        share = among.bottom if among.bottom is not None else among.top
        split = np.zeros(len(positions), bool)
        split[ranked[: min(count, max(1, round((share or 0.0) * count)))]] = True
        return split & chosen


def cases(study: Study, part: Effect, arm: str, observed: Observed) -> list[list[Values]]:
    """Return the outcomes of the cases of an arm, for each group: groups, outcomes, (cases,)."""
    panel, outcomes = Panel(observed, arm, part.of), specs(study, part)
    if UNITS[part.unit].series:
        (spec,) = outcomes
        return [[np.array([_weekly(study, panel, part, spec, week) for week in range(1, part.week + 1)])]]
    positions = panel.positions(_base(outcomes))
    values = [panel.outcome(spec, positions) for spec in outcomes]
    if part.of == "members":
        chosen = panel.persons(part, outcomes, positions)
        groups = [panel.meeting(study, among, _base(outcomes), positions, chosen) for among in part.conditions]
    else:
        groups = [np.ones(len(positions), bool)]
    complete = [~np.isnan(value if value.ndim == 1 else value.sum(axis=1)) for value in values]
    return [[value[group & np.all(complete, axis=0)] for value in values] for group in groups]


def _weekly(study: Study, panel: Panel, part: Effect, spec: Spec, week: int) -> float:
    """Return the mean outcome of one week of a series."""
    now = spec._replace(week=week, average=1)
    positions = panel.positions(week)
    values = panel.outcome(now, positions)
    return float(np.mean(values)) if len(values) else np.nan


def combined(data: Sequence[Sequence[list[Values]]], part: Effect, outcomes: Sequence[Spec]) -> None:
    """Put each index in place of its quantities.

    Quantities are divided by their standard deviation between the cases of the control arm in the same organisation;
    where organisations are the cases, between all of them. With groups, both groups are the reference.
    """
    for y, spec in enumerate(outcomes):
        if not spec.standardised:
            continue
        control = [np.concatenate([arm[y] for arm in (arms if part.groups else arms[:1])]) for arms in data]
        for arms, reference in zip(data, control, strict=True):
            for arm in arms:
                arm[y] = _index(arm[y], control if part.of == "whole" else [reference], spec)


def _index(values: Values, references: Sequence[Values], spec: Spec) -> Values:
    """Return the weighted sum of quantities (cases, m), each standardised by its values in the references."""
    reference = np.concatenate(references)
    if len(reference) < 2:
        return np.full(len(values), np.nan)
    spread = (reference - reference[0]).std(axis=0, ddof=1)
    standard = (values - reference.mean(axis=0)) / np.where(spread > 0.0, spread, np.nan)
    return np.asarray(standard @ np.array(list(spec.weights.values())))


def lacking(effect: Effect, organisation: Organisation, differs: bool) -> list[Problem]:
    """Return a problem for each requirement of an effect that an organisation does not meet.

    differs: whether the members differ between organisations; if so, only departments are checked.
    """
    problems: list[Problem] = []
    for number, among in enumerate(effect.conditions):
        key = f"groups.{number}" if effect.groups else "among"
        if among.department is not None and among.department not in organisation.departments:
            hint = nearest(among.department, organisation.departments)
            message, allowed = f"there is no department called {among.department!r}{hint}", organisation.departments
            problems.append(
                Problem(message, key=f"{key}.department", value=among.department, allowed=", ".join(allowed))
            )
        elif not differs and among.newcomers is not True:
            problems += _too_few(effect, among, key, organisation)
    return problems


def _too_few(effect: Effect, among: Among, key: str, organisation: Organisation) -> Iterator[Problem]:
    """Yield the problem of an effect with too few cases at the start."""
    members = _members(among, organisation)
    if not members.any():
        text = ", ".join(f"{name} {value}" for name, value in among if name in among.model_fields_set)
        message = f"no members match these conditions; levels are 1 to {organisation.level.max()}"
        yield Problem(message, key=key, value=text, allowed="conditions that at least one member meets")
        return
    sizes = np.bincount(organisation.department)
    count = int((sizes > 1).sum()) if effect.of == "departments" else int(members.sum())
    if effect.of != "whole" and UNITS[effect.unit].spread and count < 2:
        message = f"{effect.unit} requires cases that differ, but there is only one"
        allowed = "an organisation with two or more cases"
        yield Problem(message, key="of", value=effect.of, allowed=allowed)


def _members(among: Among, organisation: Organisation) -> Flags:
    """Flag the members that meet the conditions that can be checked before a run, (N,)."""
    chosen = np.ones(organisation.size, bool)
    if among.role is not None:
        chosen &= organisation.role == ROLES.index(among.role)
    if among.department is not None:
        chosen &= np.array(organisation.departments)[organisation.department] == among.department
    if among.level is not None:
        chosen &= organisation.level == among.level
    if among.reports is not None:
        managers = np.zeros(organisation.size, bool)
        managers[organisation.manager] = True
        chosen &= managers == among.reports
    return chosen
