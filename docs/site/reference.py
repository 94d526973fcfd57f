"""Reference pages of the site, written from the declarations in the code.

``PAGES`` names each page and the function that returns its text. Nothing here describes a key, lever, measure, option
or column by itself except the files and columns of a store, and a column without a description is an error.
"""

import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import typer
from ruamel.yaml import YAML
from typer.cli import get_docs_for_click
from typer.main import get_command

from docs.site.forms import forms_page
from simalign.api.policies import lever_table
from simalign.cli import COMMANDS, app
from simalign.files.shipped import configs_folder, names
from simalign.measures.catalogue import MEASURES
from simalign.policies.levers import COSTS, LEVERS
from simalign.policies.policy import load_policy
from simalign.scenario import odd_tables
from simalign.sweeps import create, load_sweep
from simalign.sweeps.store.parts import failed, part
from simalign.sweeps.store.points import Points

GENERATED = "*This page is generated from the declarations in the code.*"
FAMILIES = {
    "push": "Push: control from above",
    "pull": "Pull: involvement",
    "lead": "Leadership",
    "design": "Design of goals and reviews",
}
EXAMPLE = re.compile(r"^Example: (.*)$", re.MULTILINE)
PART = {  # columns of a part -> meaning; any other column is a measure
    "run": "name of the run: the first 16 bytes of a digest of its design point, seed and replication",
    "point": "number of the design point",
    "replication": "number of the replication, from 0",
    "status": "`ok`, or the reason of a failure: `raised`, `not finite`, `time limit`, `killed its worker`",
    "error": "the end of the traceback of a failed run",
}
DESIGN = {
    "point": "number of the design point, from 0",
    "name": "digest of the scenario and of the files that it reads",
    "canonical": "the whole scenario of the point as JSON",
}
MANIFEST = {
    "format": "version of the store's form",
    "name": "name of the sweep",
    "model": "`MODEL_VERSION`: runs of another version are not mixed",
    "seed": "seed of the sweep",
    "time_limit": "seconds that a run may take",
    "factors": "keys of the factors, which are columns of the design files",
    "shipped_measures": "measures that existed when the store was created; `all` means these",
    "files": "SHA-256 digests of the files of organisations, by path",
    "steps": "steps of your own, by name",
    "measures": "measures of your own, by name",
    "sweep": "the sweep file, with its shorthands written out",
    "source": "what the sweep file says, from which `simalign reproduce` writes it again",
    "fingerprint": "digest by which a store is recognised as that of a sweep",
    "id": "digest of the meaning of the columns; each part repeats it",
    "nonce": "random number that distinguishes this manifest from an earlier one in the same folder",
    "designs": "names of the design files",
    "blocks": "blocks of runs: first point, number of points, first replication, replications, runs per chunk",
    "versions": "versions of Python and of the packages that matter for results",
    "host": "machine on which the store was created",
    "created": "when it was created",
    "checksum": "SHA-256 digest of the other entries",
}
FILES = (
    ("manifest.json", "what the store contains (below); written last when a store is created"),
    ("design-DIGEST.parquet", "design points; an extension of the sweep adds a file"),
    (
        "parts/BB-CCCCCCC-DIGEST.parquet",
        "the finished runs of a chunk: block, chunk, checksum of the content; never changed",
    ),
    ("claims/", "marks of the chunks that a process is working on"),
    ("log/", "speeds and events of the work; no result depends on them"),
    ("adopted/", "parts of other stores of the same sweep, whose runs are reused"),
    ("draws-DIGEST.csv", "with `uncertainty`: a copy of the draws of the parameters"),
    ("functions-DIGEST.pickle", "with steps or measures of your own: the functions, by value"),
)


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell).replace('|', '&#124;') for cell in line)} |" for line in lines)


def page(title: str, *parts: str) -> str:
    """Return a page with a title and a remark that it is generated."""
    return "\n\n".join([f"# {title}", GENERATED, *parts]) + "\n"


def commands_page() -> str:
    """Return the page of all commands with their options."""
    group = typer.Context(get_command(app), info_name="simalign")
    texts = []
    for name, entry in COMMANDS.items():
        text = get_docs_for_click(obj=entry.load(name), ctx=group, name=name, call_prefix="simalign")
        text = re.sub(r"^(#+)", r"#\1", text.replace("\n# ", "\n## ", 1), flags=re.MULTILINE)
        text = re.sub(r"^#+ `", "## `", text, count=1, flags=re.MULTILINE)
        texts.append(EXAMPLE.sub(r"Example: `\1`", text).strip())
    return page("Commands", "`simalign COMMAND --help` prints the same text.", *texts)


def scenario_page() -> str:
    """Return the page of all keys of a scenario."""
    text = odd_tables.defaults_text().replace("At the top of the scenario:", "## At the top of the scenario")
    text = re.sub(r"^Under (`\w+`):", r"## Under \1", text, flags=re.MULTILINE)
    text = re.sub(r"^(Default `\w+`|Kinds of work.*):$", r"## \1", text, flags=re.MULTILINE)
    return page(
        "Scenario keys",
        "A scenario file sets the keys that differ from these defaults; `--set context.trust=0.3` changes one on the "
        'command line, and `factors={"context.trust": 0.3}` in Python. `source` says where a value comes from: *prior* '
        "means that published effects speak to it, *guess* that nothing measured does. The levers are on "
        "[their own page](../reference/levers.md), and the other forms of a scenario file among the "
        "[file forms](../reference/files.md#scenario).",
        text,
        "## Under `mechanisms`",
        "Every mechanism is on by default and can be switched off: `mechanisms: {reactance: false}`.",
        odd_tables.mechanism_table(),
    )


def levers_page() -> str:
    """Return the page of the levers: meaning, status quo and cost, by family."""
    parts = []
    for family, title in FAMILIES.items():
        rows = [
            (f"`{name}`", lever.plain.text, _usual(lever.status_quo), lever.unit, _cost(name))
            for name, lever in LEVERS.items()
            if lever.family == family
        ]
        parts += [f"## {title}", table(("lever", "meaning", "status quo", "unit", "working time that it takes"), rows)]
    return page(
        "Levers",
        "A policy sets levers, and all others stay at the status quo. Shares range from 0 to 1, `focus` counts goals, "
        "and intervals are 1 to 520 weeks or `never`. The five letters of SMART have the value of `clarity` unless "
        "they are set. Costs are guesses; scenarios change them under [`costs`](../reference/scenario.md#under-costs).",
        *parts,
    )


def _usual(value: float | None) -> str:
    return "as `clarity`" if value is None else f"{value:g}"


def _cost(name: str) -> str:
    cost = COSTS.get(name)
    if cost is None:
        return "with `clarity`"
    share = "" if cost.share is None else f"{cost.share:.1%} of a member's week"
    load = f"{cost.load:.1%} of the manager's week for each report" if cost.load else ""
    return f"{'; '.join(filter(None, (share, load)))}: {cost.meaning}"


def policies_page() -> str:
    """Return the page of the shipped policies with the levers that they change."""
    levers = lever_table()
    changed = levers[levers["value"] != levers["status_quo"]]
    parts = []
    for name in names("policies"):
        policy = load_policy(name)
        rows = [
            (f"`{row.lever}`", f"{row.value:g}".replace("inf", "never"), f"{row.status_quo:g}")
            for row in changed[changed["policy"] == name].itertuples()
        ]
        source = f"Source: {policy.source}" if policy.source else ""
        shown = table(("lever", "value", "status quo"), rows) if rows else "It changes no lever."
        parts += [f"## {name}", policy.description, source, shown]
    text = "Name a policy where a command or function asks for one: `simalign compare --policies push,okr`."
    return page("Shipped policies", text, *filter(None, parts))


def measures_page() -> str:
    """Return the page of the measures, for readers and with their definitions."""
    rows = [
        (f"`{each.name}`", each.text, each.unit, f"`{each.definition}`", "yes" if each.groups else "no")
        for each in MEASURES
    ]
    text = (
        "Measures are taken at the end of each week. Definitions use the notation of the "
        "[description of the model](../reference/odd.md#6-measures). Names that end in `_gain` compare with what "
        "people would have known, wanted or done by their private agendas alone. The last column says whether a "
        "measure is also defined for a department, level or role."
    )
    return page("Measures", text, table(("measure", "meaning", "unit", "definition", "groups"), rows))


def shipped_page() -> str:
    """Return the page of the shipped files by folder, with links to them."""
    parts = []
    for folder in sorted(path for path in configs_folder().iterdir() if path.is_dir()):
        files = sorted(file for file in folder.rglob("*") if file.suffix in (".yaml", ".csv"))
        rows = [(f"[`{file.stem}`](../../{file.relative_to(configs_folder().parent)})", _about(file)) for file in files]
        parts += [f"## {folder.name}", table(("file", "content"), rows)]
    return page("Shipped files", "Each can be named without a path where its kind is asked for.", *parts)


def _about(file: Path) -> str:
    if file.suffix == ".csv":
        return f"table of {len(pd.read_csv(file)):,} rows"
    content = YAML(typ="safe").load(file)
    about = content.get("description") or content.get("title") or content.get("source") or content.get("name") or ""
    return " ".join(str(about).split())


def store_page() -> str:
    """Return the page on the layout of a store, from the files of a small one."""
    with tempfile.TemporaryDirectory() as folder:
        sweep = Path(folder) / "sweep.yaml"
        sweep.write_text(
            "factors: {context.trust: [0.3, 0.7]}\nkeep: {final: [value], series: [do]}\n", encoding="utf-8"
        )
        store = create(load_sweep(sweep, seed=1), Path(folder) / "store")
        example = part(store, Points(store), [failed(0, 0, "raised", "")])
        manifest = json.loads((store.path / "manifest.json").read_text(encoding="utf-8"))
        points = pd.read_parquet(next(store.path.glob("design-*.parquet")))
    columns = {"value": "a column per measure of `keep: final`", "do_series": "a list per measure of `keep: series`"}
    factors = {"context.trust": "a column per factor"}
    return page(
        "The store of a sweep",
        "A store is a folder of Parquet files with checksums. Read it with "
        "[`open_sweep`](../reference/api/sweeps.md), `simalign results`, or any reader of Parquet; "
        "[stores](../stores.md) shows how.",
        table(("file", "content"), ((f"`{name}`", meaning) for name, meaning in FILES)),
        "## Columns of a part",
        "One row per run. Failed runs have empty measures.",
        table(
            ("column", "type", "meaning"),
            _columns(zip(example.column_names, example.schema.types, strict=True), PART | columns),
        ),
        "## Columns of a design file",
        "One row per design point; `point` joins it with the parts.",
        table(("column", "type", "meaning"), _columns(points.dtypes.items(), DESIGN | factors)),
        "## Entries of the manifest",
        table(("entry", "meaning"), ((f"`{key}`", MANIFEST[key]) for key in manifest)),
    )


def _columns(columns: Iterable[tuple[Any, Any]], meanings: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    return ((f"`{name}`", f"`{kind}`", meanings[name]) for name, kind in columns)


PAGES = {
    "reference/commands.md": commands_page,
    "reference/scenario.md": scenario_page,
    "reference/levers.md": levers_page,
    "reference/policies.md": policies_page,
    "reference/measures.md": measures_page,
    "reference/files.md": lambda: page("File forms", *forms_page()),
    "reference/shipped.md": shipped_page,
    "reference/store.md": store_page,
}
