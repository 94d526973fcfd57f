"""The gallery of the experiments: what to remember, all figures with their findings, and all claims with verdicts."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from simalign.experiments.catalogue import FIGURE, FINDING, README, RESULTS, Shipped
from simalign.experiments.experiment import Claim
from simalign.experiments.readme import DECIDED, blocks_of, decided, filled
from simalign.experiments.results import PERCENT, Row, read_rows
from simalign.experiments.verdicts import REJECTED, SUPPORTED, TOO_SMALL, contradiction
from simalign.files.folder import MANIFEST

GALLERY, FINDINGS = "gallery", "findings"
WIDTH = 560  # pixels of a figure, wide enough for its text to be legible
FEW = 3  # findings of each kind on the first screen
LARGEST = """**To remember**: of the claims and predictions that the runs support, those with the largest effects on
value, at most one per question."""
CONTRADICTED = """**Against the textbook**: of the claims that the runs do not support or find too small to matter, the
most contradicted, at most one per question: claims of practice first, then predictions from theory, by how far the
estimate lies on the other side, in smallest effects that matter."""


@dataclass(frozen=True)
class Statement:
    """A claim or prediction of an experiment, with the stored rows of the experiment.

    key: the row that is shown. size: the number by which statements are ordered.
    """

    shipped: Shipped
    claim: Claim
    rows: Mapping[str, Row]
    key: str
    size: float

    @property
    def line(self) -> str:
        """The line of a table on this statement and its row."""
        name = self.shipped.name
        return decided(f"{self.claim.text} ([{name}]({name}/{README}))", self.claim, self.rows, [self.key])


def largest(shipped: Sequence[Shipped]) -> list[Statement]:
    """Return the supported statements with the largest effects on value, at most one per experiment and ``FEW``."""
    return _first(
        Statement(experiment, claim, rows, key, abs(rows[key].estimate))
        for experiment, claim, rows in _statements(shipped)
        if claim.verdict(rows) == SUPPORTED
        for key in claim.needs
        if rows[key].unit == PERCENT
    )


def contradicted(shipped: Sequence[Shipped]) -> list[Statement]:
    """Return the most contradicted statements, at most one per experiment and ``FEW``, claims of practice first."""
    statements = [
        Statement(experiment, claim, rows, key, contradiction(rows[key], side))
        for experiment, claim, rows in _statements(shipped)
        if claim.verdict(rows) in (REJECTED, TOO_SMALL)
        for key, side in claim.needs.items()
    ]
    return _first(statements, lambda one: one.claim is one.shipped.experiment.claim)


def _statements(shipped: Sequence[Shipped]) -> Iterator[tuple[Shipped, Claim, Mapping[str, Row]]]:
    for experiment in shipped:
        rows = read_rows(experiment.folder / RESULTS)
        yield from ((experiment, claim, rows) for claim in experiment.experiment.statements.values())


def _first(
    statements: Iterable[Statement], preferred: Callable[[Statement], bool] = lambda _: False
) -> list[Statement]:
    """Return the ``FEW`` largest statements of different experiments, the preferred ones first."""
    chosen: dict[str, Statement] = {}
    for statement in sorted(statements, key=lambda one: (not preferred(one), -one.size)):
        chosen.setdefault(statement.shipped.name, statement)
    return list(chosen.values())[:FEW]


def gallery(shipped: Sequence[Shipped]) -> str:
    """Write the gallery as Markdown. Raises InputError for an experiment without results."""
    screen = "\n\n".join(
        f"{rule}\n\n|statement|{DECIDED}\n" + "\n".join(statement.line for statement in statements)
        for rule, statements in ((LARGEST, largest(shipped)), (CONTRADICTED, contradicted(shipped)))
    )
    figures = "\n".join(_row(experiment) for experiment in shipped)
    claims = "\n".join(_claim(experiment) for experiment in shipped)
    return f"""{screen}

{len(shipped)} questions:

<table>
{figures}
</table>

|claim of the practice literature|{DECIDED}
{claims}"""


def _row(shipped: Shipped) -> str:
    name = shipped.name
    picture = f'<a href="{name}/README.md"><img src="{name}/{FIGURE}" width="{WIDTH}" alt="{name}"></a>'
    title = name.replace("_", " ")
    return f'<tr>\n<td width="{WIDTH}">{picture}</td>\n<td><b>{title}</b><br>{finding_of(shipped.folder)}</td>\n</tr>'


def _claim(shipped: Shipped, link: str = "") -> str:
    """Return the lines of a table on the claim of an experiment, with a link from the folder above ``link``."""
    rows, claim = read_rows(shipped.folder / RESULTS), shipped.experiment.claim
    return decided(f"{claim.text} ([{shipped.name}]({link}{shipped.name}/{README}))", claim, rows)


def finding_of(folder: Path) -> str:
    """Return the finding of a folder, from its own file or else from the manifest of the command that wrote it."""
    if (folder / FINDING).exists():
        return (folder / FINDING).read_text(encoding="utf-8").strip()
    return str(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["finding"])


def findings(folder: Path, chosen: Sequence[Shipped], others: Sequence[str]) -> str:
    """Write findings for the README of the project: a table of claims, and the findings of other folders as a list."""
    claims = "\n".join(_claim(experiment, f"{folder.name}/") for experiment in chosen)
    texts = "\n".join(
        f"- {finding_of(folder / name)} ([{name.replace('_', ' ')}]({folder.name}/{name}/{README}))." for name in others
    )
    return f"|claim|{DECIDED}\n{claims}\n\n{texts}"


def refresh(
    folder: Path, shipped: Sequence[Shipped], chosen: Sequence[str] = (), others: Sequence[str] = ()
) -> list[Path]:
    """Update all generated blocks from the results; return the files that changed.

    chosen, others: the experiments whose claims, and the other folders whose findings, the README of the project above
    ``folder`` has.
    """
    texts = {
        experiment.folder / README: blocks_of(
            experiment, read_rows(experiment.folder / RESULTS), finding_of(experiment.folder)
        )
        for experiment in shipped
    }
    texts[folder / README] = {GALLERY: gallery(shipped)}
    if chosen:
        named = [experiment for experiment in shipped if experiment.name in chosen]
        texts[folder.parent / README] = {FINDINGS: findings(folder, named, others)}
    return [file for file, blocks in texts.items() if _changed(file, blocks)]


def _changed(file: Path, blocks: dict[str, str]) -> bool:
    """Fill the blocks of a file and return whether that changed it."""
    old = file.read_text(encoding="utf-8")
    new = filled(old, blocks)
    if old != new:
        file.write_text(new, encoding="utf-8")
    return old != new
