"""Generate the tables of ODD.md from the declarations of parameters, mechanisms, levers and measures.

``python -m simalign.scenario.odd_tables simalign/ODD.md`` updates the tables in the file.
"""

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isinf
from pathlib import Path

from pydantic import BaseModel

from simalign.files.messages import Schema, choices, plain, schema_of, span
from simalign.measures.catalogue import MEASURES, Measure
from simalign.policies.levers import FAMILY, STATUS_QUO, Levers
from simalign.scenario.context import Context
from simalign.scenario.mechanisms import Mechanisms
from simalign.scenario.organisation import (
    DEPARTMENTS,
    GOALS,
    KINDS,
    ROLE_PROFILES,
    Department,
    Goal,
    OrganisationSpec,
    Weights,
)
from simalign.scenario.psychology import Costs, Psychology
from simalign.scenario.rules import Rules
from simalign.scenario.scenario import Scenario

SECTIONS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("", Scenario),
    ("organisation", OrganisationSpec),
    ("context", Context),
    ("psychology", Psychology),
    ("costs", Costs),
    ("rules", Rules),
)


def parameter_table() -> str:
    """Return the tables of all parameters and rules of a scenario except levers, one table per section.

    >>> "| `image_pace` | 0.1 | 0 to 1 | share |" in parameter_table()
    True
    """
    return "\n\n".join(_section(key, section) for key, section in SECTIONS)


def lever_table() -> str:
    """Return the table of levers with their status quo and family (push, pull, lead or design).

    >>> "| `mandate` | 0.3 | 0 to 1 | share | push |" in lever_table()
    True
    """
    root = schema_of(Levers)
    return _table(
        ("lever", "status quo", "range", "unit", "family", "meaning"),
        (
            (
                f"`{name}`",
                "as `clarity`" if STATUS_QUO[name] is None else plain(STATUS_QUO[name]),
                _range(schema, root),
                schema["unit"],
                FAMILY[name],
                schema["description"],
            )
            for name, schema in root["properties"].items()
        ),
    )


def mechanism_table() -> str:
    """Return the table of mechanisms.

    >>> mechanism_table().splitlines()[-1]
    '| `turnover` | members leave and newcomers replace them |'
    """
    rows = ((f"`{name}`", str(field.description)) for name, field in Mechanisms.model_fields.items())
    return _table(("mechanism", "effect"), rows)


def measure_table() -> str:
    """Return the table of measures with their ranges, units and definitions.

    >>> "| `do_gain` | -1 to 1 | share of working time | do - mean base_i |" in measure_table()
    True
    """
    rows = ((f"`{each.name}`", _span(each), each.unit, each.definition) for each in MEASURES)
    return _table(("measure", "range", "unit", "definition"), rows)


def goal_table() -> str:
    """Return the table of the default goals.

    >>> goal_table().splitlines()[2]
    '| `acquisition` | 0 | external | 0.9 |'
    """
    kind = {True: "external", False: "private"}
    rows = ((f"`{g.name}`", str(_key(n, g)), kind[g.external], plain(g.measurability)) for n, g in enumerate(GOALS))
    return _table(("goal", "key", "kind", "measurability"), rows)


def role_table() -> str:
    """Return the table of the default roles.

    >>> role_table().splitlines()[4]
    '| `specialist` | `craft` 1 |'
    """
    return _table(("role", "leans to"), ((f"`{name}`", _weights(lean)) for name, lean in ROLE_PROFILES.items()))


def department_table() -> str:
    """Return the table of the default departments.

    >>> "| `marketing_sales` | `acquisition` 0.6, `service` 0.4 | its lean | yes |" in department_table()
    True
    """
    return _departments("department", DEPARTMENTS)


def kind_table() -> str:
    """Return the table of the kinds of work.

    >>> "| `support` | `efficiency` 0.6, `service` 0.4 | its lean | no |" in kind_table()
    True
    """
    return _departments("kind of work", KINDS)


def _departments(title: str, departments: Mapping[str, Department]) -> str:
    rows = (
        (
            f"`{name}`",
            _weights(department.lean),
            "its lean" if department.kpi is None else _weights(department.kpi),
            "yes" if department.customer_facing else "no",
        )
        for name, department in departments.items()
    )
    return _table((title, "leans to", "is measured on", "meets customers"), rows)


def defaults_text() -> str:
    """Return the tables of parameters, of default goals, roles and departments, and of kinds of work (ODD 7.3)."""
    parts = [parameter_table()]
    for title, table in (("goals", goal_table), ("roles", role_table), ("departments", department_table)):
        parts += [f"Default `{title}`:", table()]
    return "\n\n".join([*parts, "Kinds of work of departments that are not described (7.5):", kind_table()])


def measures_text() -> str:
    """Return the table of measures, and a list of those that are not defined for groups (ODD 6)."""
    whole = ", ".join(f"`{each.name}`" for each in MEASURES if not each.groups)
    return f"{measure_table()}\n\nMeasures of the whole only: {whole}."


BLOCKS: dict[str, Callable[[], str]] = {
    "mechanisms": mechanism_table,
    "measures": measures_text,
    "parameters": defaults_text,
    "levers": lever_table,
}


def filled(text: str) -> str:
    """Return a text with the current tables between their markers.

    Raises ValueError if a marker is missing.

    >>> filled("<!-- levers -->").count("|")
    Traceback (most recent call last):
    ValueError: no marker <!-- mechanisms -->
    """
    for name, block in BLOCKS.items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        old = re.search(rf"{begin}(.*?{end})?", text, re.DOTALL)
        if old is None:
            raise ValueError(f"no marker {begin}")
        text = f"{text[: old.start()]}{begin}\n\n{block()}\n\n{end}{text[old.end() :]}"
    return text


def main(path: str) -> None:
    """Update the tables in a file."""
    file = Path(path)
    file.write_text(filled(file.read_text(encoding="utf-8")), encoding="utf-8")


def _section(key: str, section: type[BaseModel]) -> str:
    root = schema_of(section)
    rows = (
        (
            f"`{name}`",
            _default(schema["default"]),
            _range(schema, root),
            schema["unit"],
            schema["description"],
            schema["source"],
        )
        for name, schema in root["properties"].items()
        if "unit" in schema
    )
    title = f"Under `{key}`:" if key else "At the top of the scenario:"
    return f"{title}\n\n{_table(('name', 'default', 'range', 'unit', 'meaning', 'source'), rows)}"


def _range(schema: Schema, root: Schema) -> str:
    return " or ".join(_form(form) for form in choices(schema, root))


def _span(measure: Measure) -> str:
    if isinf(measure.low):
        return "any"
    return f"at least {measure.low:g}" if isinf(measure.high) else f"{measure.low:g} to {measure.high:g}"


def _form(form: Schema) -> str:
    return span(form) or ", ".join(map(str, form.get("enum", [form.get("const")])))


def _default(value: float | str | None) -> str:
    return "none" if value is None else f"`{value}`" if isinstance(value, str) else plain(value)


def _key(index: int, goal: Goal) -> int:
    return index if goal.key is None else goal.key


def _weights(weights: Weights) -> str:
    return ", ".join(f"`{name}` {plain(weight)}" for name, weight in weights.items())


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main(*sys.argv[1:])
