"""The arrays that JavaScript writes before a run: their names, types and meanings, and compiled code that reads them.

JavaScript allocates each array, and writes for each a row of four 32-bit integers into a table: address and lengths.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numba import carray, njit

from simalign.browser.memory import pointer
from simalign.scenario.rules import Rules
from simalign.simulation.start import F64, I64, SHAPES
from simalign.week.state import Loads, Parameters, Prices, RuleCodes, State, Switches

COLUMNS = 4  # of a table: address, and up to three lengths
FIELDS: tuple[str, ...] = Parameters._fields  # type: ignore[attr-defined]  # for mypy, the record is its section
NESTED: dict[str, Any] = {"on": Switches, "rules": RuleCodes, "price": Prices, "load": Loads}

# dtype and number of dimensions of each array; Q departments that the scenario describes, in the order of their names
Arrays = Mapping[str, tuple[type, int]]
SCENARIO: Arrays = {
    "seed": (I64, 1),  # random seed and replication
    "parameters": (F64, 1),  # numbers named in PARAMETERS
    "organisation": (F64, 1),  # numbers named in ORGANISATION
    "head": (I64, 1),  # the head's department
    "others": (I64, 1),  # departments of the head's reports, in turn
    "facing": (I64, 1),  # (Q,) whether they meet customers
    "order": (I64, 1),  # and the following as in ``simulation.start.Terms``
    "external": (I64, 1),
    "private": (I64, 1),
    "kpi": (F64, 2),
    "leans": (F64, 2),
    "mixes": (F64, 2),
    "measurability": (F64, 1),
    "demand": (F64, 1),  # (K,), or (0,) to draw it
    "strategy": (F64, 1),  # (K,), or (0,) for none
    # an organisation from files; of a generated one, all of these are empty
    "people": (I64, 2),  # (PEOPLE, N)
    "tie_start": (I64, 1),
    "tie_target": (I64, 1),
    "tie_weight": (F64, 1),
    "drawn": (I64, 1),  # 1 if ties are drawn and joined with these, 0 if not
    "numbers": (F64, 2),  # as in ``simulation.given.Given``
    "rows": (F64, 3),
}
PEOPLE = ("key", "manager", "depth", "level", "department", "role", "facing")
STRUCTURE: Arrays = {  # constants of a run that the page reads, as in ``week.state.Fixed``
    "manager": (np.int32, 1),
    "department": (np.int32, 1),
    "mix": (np.int32, 1),
    "leader": (np.int8, 1),
    "tie_start": (I64, 1),
    "tie_target": (np.uint32, 1),
}
POLICY: Arrays = {  # as in ``policies.plan.Plan``, with rows for all Q departments and for the whole
    "start": (I64, 1),
    "levers": (F64, 3),
    "rule_measure": (I64, 1),
    "rule_operator": (I64, 1),
    "rule_threshold": (F64, 1),
    "rule_levers": (F64, 3),
}
ORGANISATION = ("size", "span", "degree", "cross", "leadership_levels", "stakeholders")
PARAMETERS = tuple(
    name
    for field in FIELDS
    for name in ([f"{field}.{part}" for part in NESTED[field]._fields] if field in NESTED else [field])
)
INTEGERS = ("warmup", *(f"rules.{name}" for name in Rules.model_fields))

ScenarioArrays: Any = NamedTuple("ScenarioArrays", [(name, Any) for name in SCENARIO])  # type: ignore[misc]
PolicyArrays: Any = NamedTuple("PolicyArrays", [(name, Any) for name in POLICY])  # type: ignore[misc]


def compiled_from(source: str, names: Mapping[str, Any]) -> Any:
    """Return the compiled function ``f`` that is defined in a source text."""
    scope: dict[str, Any] = dict(names)
    exec(source, scope)  # the text is made of the declarations above
    return njit(error_model="numpy", nogil=True)(scope["f"])


def reader(record: Any, arrays: Arrays) -> Any:
    """Return a compiled function that makes a record of arrays from the address of their table."""
    parts = []
    for row, (kind, dimensions) in enumerate(arrays.values()):
        lengths = "".join(f"table[{row}, {n + 1}], " for n in range(dimensions))
        parts.append(f"carray(pointer(table[{row}, 0]), ({lengths}), {kind.__name__})")
    table = f"carray(pointer(address), ({len(arrays)}, {COLUMNS}), int32)"
    source = f"def f(address):\n    table = {table}\n    return record({', '.join(parts)})\n"
    types = {name: getattr(np, name) for name in ("int32", "int64", "float64")}
    return compiled_from(source, {"record": record, "carray": carray, "pointer": pointer} | types)


def parameters_reader() -> Any:
    """Return a compiled function that makes the parameters from their numbers, except for the rival rule of likeness.

    That rule has compiled code of its own, which would double the size of the engine.
    """

    def read(name: str) -> str:
        number = f"x[{PARAMETERS.index(name)}]"
        if name == "rules.likeness":
            return "()"
        if name in INTEGERS:
            return f"int({number})"
        return f"{number} != 0.0" if name.startswith("on.") else number

    fields = []
    for field in FIELDS:
        parts = [read(f"{field}.{part}") for part in NESTED[field]._fields] if field in NESTED else []
        fields.append(f"{field}({', '.join(parts)})" if parts else read(field))
    source = f"def f(x):\n    return Parameters({', '.join(fields)})\n"
    return compiled_from(source, {"Parameters": Parameters} | {name: NESTED[name] for name in NESTED})


def state_maker() -> Any:
    """Return a compiled function that makes an empty state from the numbers N, K, D, U, S and H (see ``SHAPES``)."""
    lengths = {name: ", ".join(map(str, shape)) for name, (_, shape) in SHAPES.items()}
    arrays = ", ".join(f"{name}=np.zeros(({lengths[name]},), np.{SHAPES[name][0].__name__})" for name in SHAPES)
    return compiled_from(f"def f(N, K, D, U, S, H):\n    return State({arrays})\n", {"State": State, "np": np})


def table_writer(fields: Mapping[str, int]) -> Any:
    """Return a compiled function that writes address and lengths of arrays of a record into a table.

    fields: the number of dimensions of each array, by its name.
    """
    lines = []
    for row, (name, dimensions) in enumerate(fields.items()):
        lines.append(f"table[{row}, 0] = s.{name}.ctypes.data")
        lines += [f"table[{row}, {n + 1}] = s.{name}.shape[{n}]" for n in range(dimensions)]
    return compiled_from("def f(s, table):\n    " + "\n    ".join(lines) + "\n", {})
