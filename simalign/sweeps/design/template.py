"""Templates of canonical scenarios, which make the many points of a large design fast.

Most points of a large design differ only in a few numbers of the context, the people or the costs, such as
``context.trust``. Such factors are called free here. All their values are validated together, and the scenario of a
point is text in which they are inserted into that of another point with the same values of the other factors. The
checks between numbers that involve free factors are repeated at every point. A template is compared with the scenario
that it was made from, and a design without free factors is expanded point by point.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Annotated, Any, NamedTuple

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from simalign.errors import InputError
from simalign.files.record import Record
from simalign.scenario import Context, Costs, Psychology, Scenario
from simalign.scenario.checks import CHECKS, Check
from simalign.sweeps.design.design import REPORTED, Design, Value

PARTS: dict[str, type[Record]] = {"context": Context, "psychology": Psychology, "costs": Costs}
MOST = 10_000  # templates
REPEATED = 2000  # points after an invalid one in which further problems are sought
MARK = "\0"  # begins the marks of free numbers in a template; no text of a scenario contains it


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text with gaps, and the free factor whose number belongs in each gap."""

    texts: tuple[str, ...]
    factors: tuple[str, ...]

    @classmethod
    def of(cls, marked: str, free: Iterable[str]) -> "Pieces":
        """Cut a text at the marks of free factors."""
        ends = sorted((marked.index(json.dumps(MARK + factor)), factor) for factor in free)
        texts, start = [], 0
        for end, factor in ends:
            texts.append(marked[start:end])
            start = end + len(json.dumps(MARK + factor))
        return cls((*texts, marked[start:]), tuple(factor for _, factor in ends))

    def filled(self, numbers: Mapping[str, str]) -> str:
        """Return the text with a number, as text, in each gap; numbers: by factor.

        >>> Pieces(("{a: ", "}"), ("context.a",)).filled({"context.a": "0.5"})
        '{a: 0.5}'
        """
        texts = [self.texts[0]]
        for factor, text in zip(self.factors, self.texts[1:], strict=True):
            texts += (numbers[factor], text)
        return "".join(texts)


def marked(text: str, free: Iterable[str]) -> str:
    """Return a canonical scenario with a mark in place of each free number."""
    plain = json.loads(text)
    for factor in free:
        part, name = factor.split(".")
        plain[part][name] = MARK + factor
    return json.dumps(plain, separators=(",", ":"))


class FreeValues(NamedTuple):
    """The values of a free factor in their order, as numbers and as JSON, and its axis in the shape of the design."""

    axis: int
    numbers: list[float]
    texts: list[str]


def free_factors(design: Design) -> dict[str, FreeValues]:
    """Return the free factors of a design, all of whose values are valid.

    There are none with posterior draws, groups, or policies at equal cost, which depend on the whole scenario, and none
    if the others span more than ``MOST`` combinations. Raises InputError for values that are not valid.
    """
    if design.posterior is not None or design.reach or design.keep.groups:
        return {}
    free: dict[str, FreeValues] = {}
    axes, last = list(design.axes), len(design.axes)
    for factor in design.factors:
        part, _, name = factor.partition(".")
        if part in PARTS and name in PARTS[part].model_fields and PARTS[part].model_fields[name].alias is None:
            axis = axes.index(factor) if factor in design.axes else last
            if (values := _validated(design, factor, PARTS[part].model_fields[name], axis)) is not None:
                free[factor] = FreeValues(axis, values, [json.dumps(number) for number in values])
    if not set(design.samples) <= set(free):
        free = {factor: values for factor, values in free.items() if factor not in design.samples}
    return free if prod(design.shape[axis] for axis in _held(design, free)) <= MOST else {}


def _held(design: Design, free: Mapping[str, FreeValues]) -> list[int]:
    """Return the axes of the factors that are not free."""
    axes = {values.axis for values in free.values()}
    return [axis for axis in range(len(design.shape)) if axis not in axes]


def check_points(design: Design, most: int) -> int:
    """Check the scenarios of a design and return the number of points that were checked.

    These are all points of a design with free factors, and otherwise ``design.extremes(most)``. Raises InputError if
    any of them is invalid.
    """
    if free := free_factors(design):
        strides = [prod(design.shape[axis + 1 :]) for axis in _held(design, free)]
        heads = product(*(range(design.shape[axis]) for axis in _held(design, free)))
        points = [sum(index * stride for index, stride in zip(head, strides, strict=True)) for head in heads]
        if any([_linked(_first(design, point), free) for point in points]):
            for _ in expanded(design, free):
                pass
        return len(design.points)
    chosen = design.extremes(most)
    for _ in design.scenarios(chosen):
        pass
    return len(chosen)


def _validated(design: Design, factor: str, field: FieldInfo, axis: int) -> list[float] | None:
    """Return the values of a factor as its field reads them; None if it is not a number.

    Raises InputError for invalid values, as the scenarios with them do.
    """
    if field.annotation not in (int, float):
        return None
    number: Any = Annotated[field.annotation, *field.metadata]
    adapter = TypeAdapter(list[number], config=ConfigDict(strict=True))
    try:
        return list(adapter.validate_python([value.plain for value in design.listed(factor)]))
    except ValidationError as error:
        stride = prod(design.shape[axis + 1 :])
        invalid = dict.fromkeys(int(problem["loc"][0]) for problem in error.errors())
        for _ in design.scenarios([index * stride for index in invalid][:REPORTED]):
            pass
        return None


class Expanded(NamedTuple):
    """A point: the value of each factor, a scenario with the same values of all factors that are not free, and numbers.

    key: is equal for points with the same scenario. numbers: those of free factors, as JSON.
    """

    values: dict[str, Value]
    key: tuple[int, ...]
    scenario: Scenario
    numbers: dict[str, str]


def expanded(design: Design, free: Mapping[str, FreeValues]) -> Iterator[Expanded]:
    """Yield all points of a design in order. Raises InputError if any scenario is invalid.

    free: all free factors of the design.
    """
    held = _held(design, free)
    scenarios: dict[tuple[int, ...], tuple[Scenario, list[Check]]] = {}
    for point, indices in enumerate(product(*map(range, design.shape))):
        key = tuple(indices[axis] for axis in held)
        if key not in scenarios:
            scenario = _first(design, point)
            scenarios[key] = scenario, _linked(scenario, free)
        scenario, linked = scenarios[key]
        if linked and _invalid(scenario, linked, {f: v.numbers[indices[v.axis]] for f, v in free.items()}):
            _first(design, point)
        numbers = {factor: values.texts[indices[values.axis]] for factor, values in free.items()}
        yield Expanded(design.values_at(indices), key, scenario, numbers)


def _first(design: Design, point: int) -> Scenario:
    """Return the scenario of a point; if it is invalid, raise InputError with the problems of points after it, too."""
    try:
        ((_, scenario),) = design.scenarios([point])
    except InputError:
        for _ in design.scenarios(range(point, min(point + REPEATED, len(design.points)))):
            pass
        raise
    return scenario


class _Reads:
    """A record that notes which of its fields are read."""

    def __init__(self, part: str, record: Record, read: set[str]) -> None:
        self._part, self._record, self._read = part, record, read

    def __getattr__(self, name: str) -> Any:
        self._read.add(f"{self._part}.{name}")
        return getattr(self._record, name)


def _linked(scenario: Scenario, free: Mapping[str, FreeValues]) -> list[Check]:
    """Return the checks of a valid scenario that read a free number."""
    linked = []
    for check, parts in CHECKS.items():
        read: set[str] = set()
        records = (getattr(scenario, part) for part in parts)
        noting = [
            _Reads(part, record, read) if part in PARTS else record for part, record in zip(parts, records, strict=True)
        ]
        if not any(True for _ in check(*noting)) and read & set(free):
            linked.append(check)
    return linked


def _invalid(scenario: Scenario, linked: Sequence[Check], numbers: Mapping[str, float]) -> bool:
    """Return whether one of these checks finds a problem in the scenario with other numbers, by factor."""
    changes: dict[str, dict[str, float]] = {part: {} for part in PARTS}
    for factor, number in numbers.items():
        part, name = factor.split(".")
        changes[part][name] = number
    records = {part: getattr(scenario, part).unchecked_copy(**changes[part]) for part in PARTS if changes[part]}
    return any(
        True for check in linked for _ in check(*(records.get(part, getattr(scenario, part)) for part in CHECKS[check]))
    )
