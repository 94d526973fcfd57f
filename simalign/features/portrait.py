"""The portrait of an organisation as numbers and names that JSON can represent."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.features.chart import examine_chart
from simalign.features.forecast import Forecast
from simalign.features.network import betweenness, inside_shares, pairs_apart, pairs_of
from simalign.organisation.describe import label
from simalign.organisation.record import Organisation

SHOWN = 10  # members in a list
ERRORS = 2.7  # standard errors; a false alarm in about 1 of 100 cases with 24 replications
LEAST_SHARE = 0.05  # of the paths between departments, from which a member is listed


@dataclass(frozen=True, slots=True)
class Person:
    """A member, the member's department, and a value: reports, a share of paths, or an influence."""

    name: str
    department: str
    value: float


@dataclass(frozen=True, slots=True)
class Unit:
    """A department in the network of working ties: the share of its ties inside, and the share that size would give."""

    department: str
    inside: float
    by_size: float
    closed: bool


@dataclass(frozen=True, slots=True)
class Level:
    """Mean knowledge of members' own part of the strategy in a layer; layer 1 is the head."""

    layer: int
    know: float


@dataclass(frozen=True, slots=True)
class Tendency:
    """A department in the model: mean knowledge under the status quo, resistance in the first weeks of a policy."""

    department: str
    know: float
    resistance: float


@dataclass(frozen=True, slots=True)
class Portrait:
    """What is special about an organisation.

    narrow, wide, single: managers with few, many and single reports; at most ``SHOWN`` of each are listed, and
    ``narrow_count`` and so on are their numbers. measured: whether working ties are given; without them, ``holders``
    follow from reporting lines, and ``units`` and ``apart`` are empty. holders: members on the shortest paths between
    departments. apart: pairs of departments without a tie. examples: members by the total effect of their deeds, in
    multiples of the average member. layers_in_model, departments_in_model: empty unless the model was run.
    least_known_is_clear, first_to_resist_is_clear: whether the first department differs from the second by more than
    replication noise.
    """

    size: int
    departments: int
    layers: int
    managers: int
    narrow_count: int
    wide_count: int
    single_count: int
    narrow: tuple[Person, ...]
    wide: tuple[Person, ...]
    single: tuple[Person, ...]
    measured: bool
    holders: tuple[Person, ...]
    units: tuple[Unit, ...]
    apart: tuple[tuple[str, str], ...]
    examples: tuple[Person, ...]
    policy: str
    replications: int
    layers_in_model: tuple[Level, ...]
    departments_in_model: tuple[Tendency, ...]
    least_known_is_clear: bool
    first_to_resist_is_clear: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the portrait as plain dictionaries and lists."""
        return asdict(self)


def paint(
    organisation: Organisation,
    measured: bool,
    effects: NDArray[np.float64],
    forecast: Forecast | None = None,
    policy: str = "",
) -> Portrait:
    """Collect what is special about an organisation.

    measured: whether its working ties were given, and not drawn. effects: (N,), the total effect of each member.
    forecast: the behaviour in the model, under a policy of this name.
    """
    chart = examine_chart(organisation)
    reports = chart.reports.astype(np.float64)
    pairs = pairs_of(organisation)
    between = betweenness(organisation, pairs)
    names = organisation.departments
    inside = inside_shares(organisation, pairs) if measured else []
    apart = pairs_apart(organisation, pairs) if measured else []
    return Portrait(
        size=organisation.size,
        departments=len(np.unique(organisation.department)),
        layers=chart.layers,
        managers=chart.managers,
        narrow_count=len(chart.narrow),
        wide_count=len(chart.wide),
        single_count=len(chart.single),
        narrow=_people(organisation, chart.narrow, reports),
        wide=_people(organisation, chart.wide, reports),
        single=_people(organisation, chart.single, reports),
        measured=measured,
        holders=_people(organisation, _largest(organisation, between, between >= LEAST_SHARE), between),
        units=tuple(Unit(names[each.department], each.inside, each.by_size, each.closed) for each in inside),
        apart=tuple((names[a], names[b]) for a, b in apart),
        examples=_people(organisation, _largest(organisation, effects, effects > 1.0), effects),
        policy=policy,
        replications=0 if forecast is None else len(forecast.know),
        layers_in_model=() if forecast is None else _levels(forecast),
        departments_in_model=() if forecast is None else _tendencies(names, forecast),
        least_known_is_clear=forecast is not None and _clear(-forecast.know),
        first_to_resist_is_clear=forecast is not None and _clear(forecast.resistance),
    )


def _people(organisation: Organisation, members: NDArray[np.int64], values: NDArray[np.float64]) -> tuple[Person, ...]:
    return tuple(
        Person(label(organisation, i), organisation.departments[organisation.department[i]], float(values[i]))
        for i in members[:SHOWN].tolist()
    )


def _largest(organisation: Organisation, values: NDArray[np.float64], listed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the listed members by falling value, equal ones in the order of keys."""
    members = np.flatnonzero(listed)
    return members[np.lexsort((organisation.key[members], -values[members]))]


def _levels(forecast: Forecast) -> tuple[Level, ...]:
    means = forecast.know_by_layer.mean(axis=0)
    return tuple(Level(layer, float(know)) for layer, know in enumerate(means, 1) if not isnan(know))


def _tendencies(names: Sequence[str], forecast: Forecast) -> tuple[Tendency, ...]:
    means = zip(names, forecast.know.mean(axis=0).tolist(), forecast.resistance.mean(axis=0).tolist(), strict=True)
    return tuple(Tendency(*each) for each in means if not isnan(each[1]))


def _clear(values: NDArray[np.float64]) -> bool:
    """Return whether the department with the largest mean is ahead of the second by more than replication noise.

    values: (R, D). The difference in means must exceed ``ERRORS`` standard errors of the paired difference.
    """
    present = values[:, ~np.isnan(values[0])]
    if present.shape[1] < 2:
        return False
    second, first = np.argsort(present.mean(axis=0), kind="stable")[-2:]
    difference = present[:, first] - present[:, second]
    return bool(difference.mean() > ERRORS * difference.std(ddof=1) / np.sqrt(len(difference)))
