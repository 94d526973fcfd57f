"""Tables for people, on the terminal."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from simalign.analysis.findings import LEADS, periods, span
from simalign.analysis.paired import Interval
from simalign.analysis.style import printable, words
from simalign.scenario import Policy

WIDTH = 200  # columns for tables where the output is no terminal; they take what they need
LEAST = 80  # columns for tables, at least, so that no number is lost
LINE = 120  # columns for text, at most
LABELS = {"do_gain": "do, gain", "value": "value"}
NOTE = (
    "do, gain: share of working time on the strategy beyond what agendas alone would give. value: what the work is "
    "worth to customers, in working weeks per member-week. cost: time and pay of the policy, likewise, rules left out. "
    "±: 95% intervals of the paired differences. gap: doing minus wanting. At equal cost each policy is scaled back "
    "towards status quo to what the cheapest of them costs; one that costs no more than status quo stays as it is."
)


def _console() -> Console:
    terminal = Console()
    width = max(LEAST, terminal.width) if terminal.is_terminal else WIDTH
    return Console(width=width, highlight=False, emoji=False)


def _table(title: str | None = None) -> Table:
    return Table(
        box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False, padding=(0, 1, 0, 0)
    )


def _columns(table: Table, weeks: int) -> None:
    for measure in LEADS:
        for first, last in periods(weeks).values():
            table.add_column(f"{LABELS[measure]}\n{span(first, last)}", justify="right", overflow="fold")


def _interval(record: Mapping[str, Any]) -> str:
    return str(Interval(record["difference"], record["low"], record["high"]))


def _pick(records: Iterable[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    return next(r for r in records if all(r[key] == value for key, value in wanted.items()))


def _arms(record: Mapping[str, Any], basis: str) -> Table:
    """Each policy against status quo, on one basis."""
    table = _table(f"Against status quo, {basis}")
    table.add_column("policy", overflow="fold", min_width=10)
    table.add_column("cost", justify="right", overflow="fold")
    _columns(table, record["weeks"])
    for name in ("gap", "trust"):
        table.add_column(f"{name}\nat end", justify="right", overflow="fold")
    summary = [r for r in record["summary"] if r["basis"] == basis]
    for arm in (arm for arm in record["arms"] if arm["basis"] == basis):
        own = [r for r in summary if r["policy"] == arm["policy"]]
        scaled = f" (scaled to {arm['scaled_to']:.0%})" if arm["scaled_to"] < 1 else ""
        row = [escape(words(arm["policy"])) + scaled, f"{arm['cost']:.3f}"]
        for measure in LEADS:
            for period in periods(record["weeks"]):
                found = _pick(own, period=period, measure=measure)
                row.append(f"{found['mean']:.3f}" if arm["policy"] == "status_quo" else _interval(found))
        for measure, form in (("compliance_gap", "+.3f"), ("trust", ".3f")):
            row.append(format(_pick(own, period="last quarter", measure=measure)["mean"], form))
        table.add_row(*row)
    return table


def _pairs(record: Mapping[str, Any]) -> Table:
    """Policies against each other, on both bases."""
    table = _table("Against each other")
    table.add_column("pair", overflow="fold", min_width=10)
    table.add_column("basis")
    _columns(table, record["weeks"])
    seen = dict.fromkeys((r["one"], r["other"], r["basis"]) for r in record["pairs"])
    for one, other, basis in sorted(seen, key=lambda pair: (pair[0], pair[1])):
        own = [r for r in record["pairs"] if (r["one"], r["other"], r["basis"]) == (one, other, basis)]
        cells = (_pick(own, period=period, measure=m) for m in LEADS for period in periods(record["weeks"]))
        pair = escape(f"{words(one)} minus {words(other)}")
        table.add_row(pair, basis, *(_interval(cell) for cell in cells))
    return table


def print_comparison(record: Mapping[str, Any]) -> None:
    """Print a comparison: the finding, each policy against status quo, and the policies against each other."""
    console = _console()
    of = "" if record["organisation"] is None else f" of {'/'.join(Path(record['organisation']).parts[-2:])}"
    design = (
        f"{record['scenario']}: {_count(record['members'], 'member')}{of}; "
        f"{_count(record['replications'], 'replication')}, paired; {_count(record['warmup'], 'week')} of status quo, "
        f"then {_count(record['weeks'], 'week')} of policy. Seed {record['seed']}."
    )
    line = min(Console().width, LINE) if console.is_terminal else LINE
    console.print()
    console.print(record["finding"], style="bold", markup=False, width=line)
    console.print(printable(design), markup=False, width=line)
    console.print()
    for basis in dict.fromkeys(arm["basis"] for arm in record["arms"]):
        console.print(_arms(record, basis))
    if record["pairs"]:
        console.print(_pairs(record))
    console.print(NOTE, markup=False, width=line)


def _count(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def print_policies(policies: Mapping[str, Policy], levers: Mapping[str, Mapping[str, float]]) -> None:
    """Print shipped policies side by side; levers that differ from status quo are bold."""
    console = _console()
    for name, policy in policies.items():
        console.print(f"[bold]{name}[/bold]: {policy.description}")
    table = _table()
    table.add_column("lever", no_wrap=True)
    for name in policies:
        table.add_column(words(name), justify="right", overflow="fold")
    for lever, before in levers["status_quo"].items():
        row = [(levers[name][lever], levers[name][lever] != before) for name in policies]
        table.add_row(lever, *(f"[bold]{_lever(v)}[/bold]" if differs else _lever(v) for v, differs in row))
    console.print(table)
    console.print(
        "Levers are shares from 0 to 1; focus counts goals, intervals count weeks. Bold: not as in status quo."
    )


def _lever(value: float) -> str:
    return f"{value:g}"
