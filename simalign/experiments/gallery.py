"""The gallery of the experiments: all figures with their findings, and a table of claims and verdicts."""

from collections.abc import Sequence
from pathlib import Path

from simalign.experiments.catalogue import FIGURE, FINDING, README, RESULTS, Shipped
from simalign.experiments.readme import blocks_of, filled, sizes
from simalign.experiments.results import read_rows

GALLERY, FINDINGS = "gallery", "findings"
WIDTH = 560  # pixels of a figure, wide enough for its text to be legible


def gallery(shipped: Sequence[Shipped]) -> str:
    """Write the gallery as Markdown. Raises InputError for an experiment without results."""
    figures = "\n".join(_row(experiment) for experiment in shipped)
    claims = "\n".join(_claim(experiment) for experiment in shipped)
    head = "| claim of the practice literature | by the runs | by how much |\n|---|---|---|"
    return f"{len(shipped)} questions.\n\n<table>\n{figures}\n</table>\n\n{head}\n{claims}"


def _row(shipped: Shipped) -> str:
    name = shipped.name
    picture = f'<a href="{name}/README.md"><img src="{name}/{FIGURE}" width="{WIDTH}" alt="{name}"></a>'
    title = name.replace("_", " ")
    return f'<tr>\n<td width="{WIDTH}">{picture}</td>\n<td><b>{title}</b><br>{_finding(shipped.folder)}</td>\n</tr>'


def _claim(shipped: Shipped) -> str:
    rows, claim = read_rows(shipped.folder / RESULTS), shipped.experiment.claim
    verdict = claim.verdict(rows)
    return f"| {claim.text} ([{shipped.name}]({shipped.name}/README.md)) | **{verdict}** | {sizes(claim, rows)} |"


def _finding(folder: Path) -> str:
    return (folder / FINDING).read_text(encoding="utf-8").strip()


def findings(folder: Path, chosen: Sequence[str]) -> str:
    """Write the findings of the chosen folders as a list, with links from the README of the project."""
    return "\n".join(
        f"- {_finding(folder / name)} ([{name.replace('_', ' ')}]({folder.name}/{name}/{README}))." for name in chosen
    )


def refresh(folder: Path, shipped: Sequence[Shipped], chosen: Sequence[str] = ()) -> list[Path]:
    """Update all generated blocks from the results; return the files that changed.

    chosen: the folders whose findings the README of the project, above ``folder``, lists.
    """
    texts = {
        experiment.folder / README: blocks_of(
            experiment, read_rows(experiment.folder / RESULTS), _finding(experiment.folder)
        )
        for experiment in shipped
    }
    texts[folder / README] = {GALLERY: gallery(shipped)}
    if chosen:
        texts[folder.parent / README] = {FINDINGS: findings(folder, chosen)}
    return [file for file, blocks in texts.items() if _changed(file, blocks)]


def _changed(file: Path, blocks: dict[str, str]) -> bool:
    """Fill the blocks of a file and return whether that changed it."""
    old = file.read_text(encoding="utf-8")
    new = filled(old, blocks)
    if old != new:
        file.write_text(new, encoding="utf-8")
    return old != new
