"""Tables of results for the terminal."""

import os
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from simalign.analysis.findings import LEADS, periods, span
from simalign.analysis.paired import Interval
from simalign.analysis.percent import VALUES
from simalign.analysis.power import spread_factors
from simalign.analysis.text import words
from simalign.errors import printable

WIDTH = 200  # maximum columns of a table if the output is not a terminal
NARROW = 120  # columns below which each period has a table of its own
NAMED = 3  # number of unreliable intervals listed by name
LINE = 120  # maximum columns of text
LABELS = {"do_gain": "do, gain", "value": "value", "value_net": "net value"}
NOTE = (
    "value: value of the work to customers, in working weeks per member-week; net value: without the pay behind "
    "incentives. %: difference from status quo in per cent of its value. do, gain: share of working time on the "
    "strategy beyond what agendas alone would give. cost: time and pay of the policy in weeks per member-week, "
    "including levers put in force by rules. ±: half-widths of 95% intervals of the mean paired differences; -, +: if "
    "they are asymmetric. At equal cost, each policy is scaled back towards status quo to the same cost, within 2%: "
    "the cost of one of them, at which most policies keep at least half of what they add to the cost of status quo. A "
    "policy that costs less is not scaled up but left out."
)
RANGES = (
    "±: 95% intervals of means, which narrow with more replications. The middle 95% of replications, below them in "
    "brackets, do not narrow: they cover replication noise and parameter uncertainty, that is, plausible people."
)


def console() -> Console:
    """Return a console of the terminal's width, or of a fixed width if the output is not a terminal."""
    terminal = Console()
    has_width = terminal.is_terminal or "COLUMNS" in os.environ
    return Console(width=terminal.width if has_width else WIDTH, highlight=False, emoji=False)


def fresh_table(title: str | None = None) -> Table:
    """Return an empty table in the style of this package."""
    return Table(
        box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False, padding=(0, 1, 0, 0)
    )


def _periods(record: Mapping[str, Any], narrow: bool) -> list[dict[str, tuple[int, int]]]:
    """Return the periods of each table: all in one table, or one per table on a narrow terminal."""
    all_periods = periods(record["weeks"])
    return [{name: weeks} for name, weeks in all_periods.items()] if narrow else [all_periods]


def _titled(title: str, shown: Mapping[str, tuple[int, int]]) -> Table:
    """Return an empty table; its title names the weeks if it shows one period, else its columns do."""
    return fresh_table(", ".join([title, *(span(*weeks) for weeks in shown.values() if len(shown) == 1)]))


def _columns(table: Table, headings: Iterable[str], shown: Mapping[str, tuple[int, int]]) -> None:
    """Add a column for each heading and period."""
    for heading, weeks in product(headings, shown.values()):
        table.add_column(heading if len(shown) == 1 else f"{heading}\n{span(*weeks)}", justify="right", overflow="fold")


def _interval(record: Mapping[str, Any]) -> str:
    return str(Interval(record["difference"], record["low"], record["high"]))


def _pick(records: Iterable[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    return next(r for r in records if all(r[key] == value for key, value in wanted.items()))


def _percent(entry: Mapping[str, Any]) -> str:
    """Format a difference in per cent with its interval and, below it, the middle 95% of replications if known."""
    text = Interval(entry["percent"], entry["low"], entry["high"]).text(1)
    if "middle_low" in entry:
        text += escape(f"\n[{entry['middle_low']:+.1f} to {entry['middle_high']:+.1f}]")
    return text


def _arms(record: Mapping[str, Any], basis: str, shown: Mapping[str, tuple[int, int]]) -> Table:
    """Return the table of each policy against status quo, on one basis; the row of status quo shows means."""
    table = _titled(f"Against status quo, {basis}", shown)
    table.add_column("policy", overflow="fold", min_width=10)
    early = next(iter(periods(record["weeks"]))) in shown  # costs appear in the table of the first period only
    if early:
        table.add_column("cost", justify="right", overflow="fold")
    _columns(table, [*(f"{LABELS[measure]}, %" for measure in VALUES), LABELS["do_gain"]], shown)
    if "last quarter" in shown:
        table.add_column("trust\nend", justify="right", overflow="fold")
    for arm in (arm for arm in record["arms"] if arm["basis"] == basis):
        name = escape(words(arm["policy"]))
        if arm["scaled_to"] < 1:
            name += f"{' ' if len(shown) > 1 else '\n'}(to {arm['scaled_to']:.0%})"
        table.add_row(name, *([f"{arm['cost']:.3f}"] if early else []), *_arm_cells(record, arm, shown))
    return table


def _arm_cells(record: Mapping[str, Any], arm: Mapping[str, Any], shown: Iterable[str]) -> list[str]:
    """Return the cells of an arm: value and net value in per cent, gain in doing, and trust at the end."""
    of_arm, base = {key: arm[key] for key in ("policy", "basis")}, arm["policy"] == "status_quo"
    cells = []
    for measure, period in product((*VALUES, "do_gain"), shown):
        entry = _pick(record["summary"], **of_arm, period=period, measure=measure)
        if base:
            cells.append(f"{entry['mean']:.3f}")
        elif measure in VALUES:
            cells.append(_percent(_pick(record["percent"], **of_arm, period=period, measure=measure)))
        else:
            cells.append(_interval(entry))
    if "last quarter" in shown:
        cells.append(f"{_pick(record['summary'], **of_arm, period='last quarter', measure='trust')['mean']:.3f}")
    return cells


def _pairs(record: Mapping[str, Any], shown: Mapping[str, tuple[int, int]]) -> Table:
    """Return the table of the policies against each other, on both bases."""
    table = _titled("Against each other", shown)
    table.add_column("pair", overflow="fold", min_width=10)
    table.add_column("basis")
    _columns(table, (LABELS[measure] for measure in LEADS), shown)
    distinct = dict.fromkeys((r["one"], r["other"], r["basis"]) for r in record["pairs"])
    for one, other, basis in sorted(distinct, key=lambda pair: (pair[0], pair[1])):
        of_pair = [r for r in record["pairs"] if (r["one"], r["other"], r["basis"]) == (one, other, basis)]
        cells = (_pick(of_pair, period=period, measure=m) for m, period in product(LEADS, shown))
        pair = escape(f"{words(one)} minus {words(other)}")
        table.add_row(pair, basis, *(_interval(cell) for cell in cells))
    return table


def _warnings(record: Mapping[str, Any]) -> list[str]:
    """List the unreliable intervals of the tables, one line per reason."""
    weeks = {name: span(*ends) for name, ends in periods(record["weeks"]).items()}
    values = [r for r in record["percent"] if r["measure"] in VALUES]
    doing = [r for r in record["summary"] if r["measure"] == "do_gain"]
    against = [r | {"one": r["policy"], "other": "status_quo"} for r in values + doing]
    shown = [r for r in against if r["one"] != "status_quo"] + record["pairs"]
    reasons: dict[str, list[str]] = {}
    for r in shown:
        pair = f"{words(r['one'])} minus {words(r['other'])}"
        where = f"{LABELS[r['measure']]}, {pair}, {r['basis']}, {weeks[r['period']]}"
        reasons.setdefault(r["warning"], []).append(where)
    reasons.pop("", None)
    return [
        f"Unreliable: {'all intervals' if len(intervals) == len(shown) else _few(intervals)}: {reason}."
        for reason, intervals in reasons.items()
    ]


def _few(items: Sequence[str]) -> str:
    """List the first items in full and count the others.

    >>> _few(["a", "b", "c", "d", "e"])
    'a; b; c; and 2 more (summary.csv, pairs.csv)'
    """
    rest = len(items) - NAMED
    return "; ".join(items[:NAMED]) + (f"; and {rest} more (summary.csv, pairs.csv)" if rest > 0 else "")


def _stages(record: Mapping[str, Any]) -> str:
    """State how many replications a target precision needed; empty without a target."""
    precision = record["precision"]
    if precision is None:
        return ""
    target = precision["asked"]
    if not precision["needs"]:
        return "No differences to which the precision applies."
    worst = precision["needs"][0]
    which = f"{LABELS[worst['measure']]}, {words(worst['one'])} minus {words(worst['other'])}, {worst['basis']}"
    if not precision["reached"]:
        return (
            f"The precision ±{target:g} was not reached: the intervals reach {precision['farthest']:.4f}. {which}, "
            f"requires about {worst['replications']:,} replications; --most is {precision['most']:,}."
        )
    reason = f"the first {precision['first_stage']} were enough"
    if record["replications"] > precision["first_stage"]:
        reason = f"{which}, requires this number"
    return f"{_count(record['replications'], 'replication')} run for a precision of ±{target:g}: {reason}."


def _unequal(record: Mapping[str, Any]) -> str:
    """List the policies that have no arm at equal cost, with reasons; empty if there are none."""
    left_out = record["not_at_equal_cost"]
    if not left_out:
        return ""
    if record["budget"] is None:
        return "Not at equal cost: no policy costs more than status quo."
    reasons = ", ".join(f"{words(name)} ({reason})" for name, reason in left_out.items())
    return f"Not at equal cost, {record['budget']:.3f}: {reasons}."


def _uncertainty(record: Mapping[str, Any]) -> str:
    """State which parameter draws the replications use; empty if they use none."""
    if (posterior := record["uncertainty"]) is None:
        return ""
    source = f"one of {posterior['people']}, the same under every policy"
    return f"The spread covers parameter uncertainty: each replication uses {source}."


def _ranges(record: Mapping[str, Any]) -> Table:
    """Return the table of the spread over replications in the last quarter, for each pair of policies."""
    ranges = [r for r in record["ranges"] if r["period"] == "last quarter"]
    replications = _count(record["replications"], "replication")
    shown = {"last quarter": periods(record["weeks"])["last quarter"]}
    table = _titled(f"The middle 95% of {replications}, and the share above 0", shown)
    table.add_column("pair", overflow="fold", min_width=10)
    table.add_column("basis")
    _columns(table, (LABELS[measure] for measure in LEADS), shown)
    for one, other, basis in dict.fromkeys((r["one"], r["other"], r["basis"]) for r in ranges):
        of_pair = [_pick(ranges, one=one, other=other, basis=basis, measure=measure) for measure in LEADS]
        cells = (f"{r['low']:+.3f} to {r['high']:+.3f}, {r['ahead']:.0%}" for r in of_pair)
        table.add_row(escape(f"{words(one)} minus {words(other)}"), basis, *cells)
    return table


def print_comparison(record: Mapping[str, Any]) -> None:
    """Print a comparison: the finding, each policy against status quo, and the policies against each other."""
    screen = console()
    of = "" if record["organisation"] is None else f" of {'/'.join(Path(record['organisation']).parts[-2:])}"
    design = (
        f"{record['scenario']}: {_count(record['members'], 'member')}{of}; "
        f"{_count(record['replications'], 'replication')}, paired; {_count(record['warmup'], 'week')} of status quo, "
        f"then {_count(record['weeks'], 'week')} of policy. Seed {record['seed']}."
    )
    line, narrow = min(screen.width, LINE), screen.width < NARROW
    screen.print()
    screen.print(record["finding"], style="bold", markup=False, width=line)
    if record["finding_warning"]:
        screen.print(f"Unreliable: {record['finding_warning']}.", markup=False, width=line)
    screen.print(printable(design), markup=False, width=line)
    listed = "; ".join(event.removesuffix(".") for event in record["events"])
    events = f"Events: {listed}. Members are counted at the end." if listed else ""
    for sentence in filter(None, (events, _stages(record), _uncertainty(record))):
        screen.print(printable(sentence), markup=False, width=line)
    screen.print()
    bases = dict.fromkeys(arm["basis"] for arm in record["arms"] if arm["policy"] != "status_quo")
    for basis, shown in product(bases, _periods(record, narrow)):
        screen.print(_arms(record, basis, shown))
    if unequal := _unequal(record):
        screen.print(f"{unequal}\n", markup=False, width=line)
    for shown in _periods(record, narrow) if record["pairs"] else ():
        screen.print(_pairs(record, shown))
    if record["uncertainty"]:
        screen.print(_ranges(record))
        screen.print(RANGES, markup=False, width=line)
    for warning in _warnings(record):
        screen.print(warning, markup=False, width=line)
    screen.print(NOTE, markup=False, width=line)


def print_power(record: Mapping[str, Any], differences: Sequence[float], powers: Sequence[float]) -> None:
    """Print how many replications detect a difference: one line per measure and basis, for the most variable pair."""
    screen = console()
    n, pilot = record["replications"], record["pilot"]
    table = fresh_table(
        f"Replications that detect a paired difference, with {' / '.join(f'{p:.0%}' for p in powers)} power"
    )
    for name in ("measure", "basis", "most variable pair"):
        table.add_column(name, overflow="fold")
    for name in ("sd", *(f"{d:g}" for d in differences), f"{n:,} detect"):
        table.add_column(name, justify="right", overflow="fold")
    warnings: dict[str, list[str]] = {}
    for basis, measure in dict.fromkeys((r["basis"], r["measure"]) for r in record["pairs"]):
        pairs = [r for r in record["pairs"] if (r["basis"], r["measure"]) == (basis, measure)]
        worst = max(pairs, key=lambda r: r["sd"])
        pair = f"{words(worst['one'])} minus {words(worst['other'])}"
        cells = [" / ".join(_needed(r) for r in worst["needed"] if r["difference"] == d) for d in differences]
        detectable = " / ".join(f"{r['difference']:.4f}" for r in worst["smallest"])
        table.add_row(measure, basis, escape(pair), f"{worst['sd']:.4f}", *cells, detectable)
        warnings.setdefault(worst["warning"], []).append(f"{measure}, {pair}, {basis}")
    screen.print(table)
    low, high = spread_factors(pilot)
    note = (
        f"Last quarter; paired t test, two-sided, 5%. The standard deviations are estimated from "
        f"{_count(pilot, 'replication')}: the true requirement may be {low:.1f} to {high:.1f} times the number shown. "
        f"Seed {record['seed']}."
    )
    warnings.pop("", None)
    unreliable = (f"Unreliable: {'; '.join(pairs)}: {reason}." for reason, pairs in warnings.items())
    for text in filter(None, (*unreliable, _uncertainty(record), note)):
        screen.print(printable(text), markup=False, width=min(screen.width, LINE))


def _needed(record: Mapping[str, Any]) -> str:
    return "-" if record["replications"] is None else f"{record['replications']:,}"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
