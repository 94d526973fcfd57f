"""The week by hand in C: compile ``week.c`` for the records of a simulation, and run it on their arrays.

The C program has no declaration of its own: ``layout.h`` is written here from the package's. Every field of a record
takes eight bytes: a pointer, a floating-point number or an integer.
"""

import ctypes
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from struct import pack
from typing import Any

import numpy as np

from simalign import Simulation
from simalign.measures.catalogue import NAMES, M
from simalign.policies.levers import COLUMNS, COMMON, UNIT_LEVERS, L
from simalign.scenario.rules import Rules
from simalign.simulation.initial import rule_codes
from simalign.streams import PURPOSES

SOURCE = Path(__file__).with_name("week.c")
FLAGS = ("-std=c99", "-O3", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-shared", "-fPIC")
TYPES = {"float64": "double", "int64": "int64_t", "int32": "int32_t", "uint32": "uint32_t", "int8": "int8_t"}


def compiler() -> str | None:
    """Return the path of a C compiler, or None."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def declaration(name: str, value: Any) -> str:
    """Return the declaration of a field in C, whose last dimension is known when it is compiled."""
    name = "SWITCH" if name == "switch" else name  # a keyword of C
    if isinstance(value, np.ndarray):
        kind = TYPES[value.dtype.name]
        return f"{kind} *{name};" if value.ndim == 1 else f"{kind} (*{name})[{value.shape[-1]}];"
    if isinstance(value, tuple):
        return f"struct {{ {' '.join(declaration(*field) for field in value._asdict().items())} }} {name};"
    return (
        f"{'double' if isinstance(value, float) else 'uint64_t' if isinstance(value, np.uint64) else 'int64_t'} {name};"
    )


def content(value: Any) -> bytes:
    """Return the bytes of a field."""
    if isinstance(value, np.ndarray):
        return pack("P", value.ctypes.data)
    if isinstance(value, tuple):
        return b"".join(map(content, value))
    return pack("d", value) if isinstance(value, float) else pack("Q" if isinstance(value, np.uint64) else "q", value)


def records(simulation: Simulation) -> dict[str, dict[str, Any]]:
    """Return the records that the C program reads, by name: their fields with arrays and numbers.

    Raises ValueError for a simulation with features that the C program does not have.
    """
    f, s, p, plan = simulation.fixed, simulation.state, simulation.parameters, simulation.plan
    default = all(p.on) and p.rules == rule_codes(Rules()) and p.acceptance < 0.0
    if not default or simulation.steps or simulation.measures or simulation.events or simulation.surveyed:
        message = "the week in C has all mechanisms, the default rules, no events, surveys or user-defined functions"
        raise ValueError(message)
    sizes = {
        **{"N": len(f.manager), "D": len(f.kpi), "U": len(f.lead), "S": len(f.carer), "H": len(s.demand_past)},
        **{"externals": len(f.external), "privates": len(f.private), "leaderships": len(f.leaders)},
        "weights": len(f.tie_weight),
    }
    left_out = {"K", "on", "rules"}
    number = {name: value for name, value in p._asdict().items() if name not in left_out}
    return {
        "fixed": {name: value for name, value in f._asdict().items() if name not in left_out} | sizes,
        "state": s._asdict(),
        "parameters": number,
        "plan": plan._asdict() | {"phases": len(plan.start), "rules": len(plan.rule_measure)},
    }


def layout(fields: dict[str, dict[str, Any]], goals: int) -> str:
    """Return the text of ``layout.h``."""
    constants = {"K": goals, "UNITS": len(UNIT_LEVERS), "LEVERS": len(COLUMNS), "MEASURES": len(NAMES)}
    constants |= {f"L_{name}": column for name, column in L._asdict().items()}
    constants |= {f"M_{name}": column for name, column in M._asdict().items()}
    constants |= {f"DRAW_{name.upper()}": code for name, code in PURPOSES.items()}
    lines = [f"enum {{ {name} = {value} }};" for name, value in constants.items()]
    lines.append(f"static const char COMMON[] = {{{', '.join(str(int(common)) for common in COMMON)}}};")
    for record, values in fields.items():
        lines += [f"struct {record} {{", *(f"    {declaration(*field)}" for field in values.items()), "};"]
    return "\n".join(lines) + "\n"


@cache
def library(header: str) -> Any:
    """Compile ``week.c`` with a layout and return its function ``run_weeks``.

    Raises FileNotFoundError without a C compiler.
    """
    cc = compiler()
    if cc is None:
        raise FileNotFoundError("no C compiler: cc, gcc or clang")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "layout.h").write_text(header, encoding="utf-8")
        out = folder / "week.so"
        subprocess.run([cc, *FLAGS, f"-I{folder}", "-o", out, SOURCE, "-lm"], check=True)
        function = ctypes.CDLL(str(out)).run_weeks
    function.argtypes = [ctypes.c_char_p] * 4 + [ctypes.c_int64] * 2 + [ctypes.c_void_p]
    return function


class PlainC:
    """The week in C on the arrays of a simulation, which it changes as ``Simulation.run`` would."""

    def __init__(self, simulation: Simulation) -> None:
        """Compile the program for the shapes of the simulation's arrays and note their addresses."""
        fields = records(simulation)
        self._simulation = simulation
        self._function = library(layout(fields, len(simulation.fixed.K)))
        self._records = [b"".join(map(content, values.values())) for values in fields.values()]

    def run(self, weeks: int) -> np.ndarray:
        """Run weeks and return the measures at the end of each, (weeks, measures)."""
        simulation, series = self._simulation, np.empty((weeks, len(NAMES)))
        if not self._function(*self._records, simulation.weeks_done, weeks, series.ctypes.data):
            raise MemoryError("the week in C found no memory")
        simulation.weeks_done += weeks
        return series
