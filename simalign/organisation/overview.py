"""The description of an organisation as aligned plain text."""

from collections.abc import Iterable
from itertools import zip_longest
from textwrap import wrap

from simalign.files.table import Reading
from simalign.organisation.describe import Department, Description, Network, Span

INDENT = "  "
BAR = 40  # characters of the longest bar
WIDTH = 80  # characters of a line of names


def overview(described: Description) -> str:
    """Return a description as text with one paragraph per subject, without a final newline."""
    paragraphs = [
        *(_account(reading) for reading in described.files),
        [f"{_count(described.size, 'member')}, headed by {described.head}"],
        _levels(described.seats_by_depth),
        _span(described.span),
        _departments(described.departments),
        _people(described),
        _network(described.network),
        *(_file(reading) for reading in described.files),
        ["Unusual values", *(INDENT + warning for warning in described.warnings)] if described.warnings else [],
    ]
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)


def _account(reading: Reading) -> list[str]:
    """Return what was taken and changed in a file; nothing for a file that was read as it is."""
    return [f"Read from {reading.file}", *(INDENT + line for line in reading.account)] if reading.account else []


def _levels(counts: tuple[int, ...]) -> list[str]:
    return [f"Levels: {len(counts)}", *_bars((str(depth), count) for depth, count in enumerate(counts, 1))]


def _span(span: Span | None) -> list[str]:
    if span is None:
        return ["Span of control: no member has reports"]
    return [
        f"Span of control: {_count(span.managers, 'manager')}, mean {span.mean:.1f}, median {span.median:g}, "
        f"largest {span.largest} ({span.largest_of})",
        *_bars((_count(int(reports), "report"), count) for reports, count in span.distribution.items()),
    ]


def _departments(departments: tuple[Department, ...]) -> list[str]:
    return [
        f"Departments: {len(departments)}",
        *_aligned(
            (each.name, str(each.size), f"led by {each.lead}", f"kind of work: {each.kind}" if each.kind else "")
            for each in departments
        ),
    ]


def _people(described: Description) -> list[str]:
    facing = described.customer_facing
    rows = [(role, str(count), "") for role, count in described.roles.items()]
    unspecified = ("-", "determined by the scenario")
    rows.append(("customer facing", *(unspecified if facing is None else (str(facing), ""))))
    rows += [(f"{name} given", str(count), "") for name, count in described.given.items()]
    return ["Roles", *_aligned(rows)]


def _network(network: Network) -> list[str]:
    if not network.ties:
        return ["Working ties: none; without a file of ties, a run draws them as for a generated organisation"]
    named = ", ".join(network.isolated_named)
    more = ", ..." if network.isolated > len(network.isolated_named) else ""
    least, most = network.looks_at_least, network.looks_at_most
    rows = [
        ("ties from a member", f"{network.looks_at_mean:.1f}", f"{least} to {most}"),
        ("mutual", f"{network.mutual_share:.0%}", ""),
        ("across departments", f"{network.cross_share:.0%}", ""),
        ("to oneself", str(network.loops), ""),
        ("connected groups", str(network.components), f"{network.largest} members in the largest"),
        ("members without ties", str(network.isolated), named + more),
    ]
    weights = "weighted" if network.weighted else "all of weight 1"
    return [f"Working ties: {network.ties} (directed), {weights}", *_aligned(rows)]


def _file(reading: Reading) -> list[str]:
    used = (name if name == column else f"{name}: {column}" for name, column in reading.used.items())
    return [
        reading.file,
        *_aligned(
            [
                ("format", reading.format),
                *_wrapped("columns used", used),
                *_wrapped("columns not used", reading.unused or ["none"]),
                *(("note", note) for note in reading.notes),
                *(("answers", sentence) for sentence in reading.survey),
            ]
        ),
    ]


def _wrapped(title: str, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return names as rows of limited width, with the title before the first row."""
    lines = wrap(", ".join(names), WIDTH, break_long_words=False)
    return list(zip_longest([title], lines, fillvalue=""))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _bars(counts: Iterable[tuple[str, int]]) -> list[str]:
    """Return rows with bars proportional to the counts."""
    counts = list(counts)
    most = max(count for _, count in counts)
    return _aligned((name, str(count), "#" * max(1, round(BAR * count / most))) for name, count in counts)


def _aligned(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Return rows as lines with aligned columns, numbers to the right."""
    columns = [_column(cells) for cells in zip(*rows, strict=True)]
    return [(INDENT + INDENT.join(cells)).rstrip() for cells in zip(*columns, strict=True)]


def _column(cells: tuple[str, ...]) -> list[str]:
    width = max(map(len, cells))
    if all(cell.replace(".", "").strip("%-").isdigit() or cell == "-" for cell in cells):
        return [cell.rjust(width) for cell in cells]
    return [cell.ljust(width) for cell in cells]
