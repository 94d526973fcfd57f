"""Tables for people, on the terminal."""

from collections.abc import Iterable
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from simalign.analysis.findings import LEADS, periods
from simalign.analysis.paired import Interval
from simalign.analysis.style import words
from simalign.scenario import Policy, Scenario

WIDTH = 120  # columns, where the output is no terminal
LABELS = {"do_gain": "do, gain", "value": "value"}


def _interval(record: dict[str, Any]) -> str:
    return str(Interval(record["difference"], record["low"], record["high"]))


def _pick(records: Iterable[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    return next(r for r in records if all(r[key] == value for key, value in wanted.items()))


def _arms(record: dict[str, Any], basis: str, spans: dict[str, tuple[int, int]]) -> Table:
    """Each policy against status quo, on one basis."""
    table = Table(
        box=box.SIMPLE_HEAD,
        title=f"Against status quo, {basis}",
        title_justify="left",
        title_style="bold",
        pad_edge=False,
    )
    table.add_column("policy")
    table.add_column("cost", justify="right")
    for measure in LEADS:
        for first, last in spans.values():
            table.add_column(f"{LABELS[measure]}\nweeks {first}-{last}", justify="right")
    for name in ("gap", "trust"):
        table.add_column(f"{name}\nat end", justify="right")
    for arm in (arm for arm in record["arms"] if arm["basis"] == basis):
        label = words(arm["policy"]) + (
            f" (scaled to {arm['scaled_to']:.0%})" if arm["scaled_to"] < 1 else ""
        )
        row = [label, f"{arm['cost']:.3f}"]
        for measure in LEADS:
            for period in spans:
                found = _pick(
                    record["summary"], basis=basis, period=period, policy=arm["policy"], measure=measure
                )
                row.append(f"{found['mean']:.3f}" if arm["policy"] == "status_quo" else _interval(found))
        for measure in ("compliance_gap", "trust"):
            found = _pick(
                record["summary"], basis=basis, period="last quarter", policy=arm["policy"], measure=measure
            )
            row.append(f"{found['mean']:+.3f}" if measure == "compliance_gap" else f"{found['mean']:.3f}")
        table.add_row(*row)
    return table


def _pairs(record: dict[str, Any], spans: dict[str, tuple[int, int]]) -> Table:
    """Policies against each other, on both bases."""
    table = Table(
        box=box.SIMPLE_HEAD,
        title="Against each other",
        title_justify="left",
        title_style="bold",
        pad_edge=False,
    )
    table.add_column("pair")
    table.add_column("basis")
    for measure in LEADS:
        for first, last in spans.values():
            table.add_column(f"{LABELS[measure]}\nweeks {first}-{last}", justify="right")
    seen = dict.fromkeys((r["one"], r["other"], r["basis"]) for r in record["pairs"])
    for one, other, basis in sorted(seen, key=lambda pair: (pair[0], pair[1])):
        row = [f"{words(one)} minus {words(other)}", basis]
        for measure in LEADS:
            for period in spans:
                row.append(
                    _interval(
                        _pick(
                            record["pairs"], one=one, other=other, basis=basis, period=period, measure=measure
                        )
                    )
                )
        table.add_row(*row)
    return table


def print_comparison(record: dict[str, Any], scenario: Scenario) -> None:
    """Print a comparison: the finding, each policy against status quo, and the policies against each other."""
    console = Console(width=None if Console().is_terminal else WIDTH, highlight=False)
    spans = periods(scenario.weeks)
    size = scenario.organisation.members or f"{scenario.organisation.size} members"
    console.print(
        f"\n[bold]{record['finding']}[/bold]\n{scenario.name}: {size}; {record['replications']} replications, paired; "
        f"{scenario.warmup} weeks of status quo, then {scenario.weeks} weeks of policy. Seed {record['seed']}.\n"
    )
    for basis in dict.fromkeys(arm["basis"] for arm in record["arms"]):
        console.print(_arms(record, basis, spans))
    if record["pairs"]:
        console.print(_pairs(record, spans))
    console.print(
        "do, gain: share of working time on the strategy beyond what agendas alone would give. value: what the work is worth to\n"
        "customers, in working weeks per member-week. cost: time and pay of the policy, likewise. ±: 95% intervals of the paired\n"
        "differences. gap: doing minus wanting. At equal cost each policy is scaled back towards status quo to what the cheapest of them costs."
    )


def print_policies(policies: dict[str, Policy], levers: dict[str, dict[str, float]]) -> None:
    """Print shipped policies side by side; levers that differ from status quo are bold."""
    console = Console(width=None if Console().is_terminal else WIDTH, highlight=False)
    for name, policy in policies.items():
        console.print(f"[bold]{name}[/bold]: {policy.description}")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("lever")
    for name in policies:
        table.add_column(words(name), justify="right")
    for lever, before in levers["status_quo"].items():
        cells = []
        for name in policies:
            value = levers[name][lever]
            cells.append(f"[bold]{value:g}[/bold]" if value != before else f"{value:g}")
        table.add_row(lever, *cells)
    console.print(table)
    console.print(
        "Levers are shares from 0 to 1; focus counts goals, intervals count weeks. Bold: differs from status quo."
    )
