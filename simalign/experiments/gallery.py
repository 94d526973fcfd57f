"""The gallery of the experiments: all figures with their findings, and a table of claims and verdicts."""

import re
from collections.abc import Sequence
from pathlib import Path

from simalign.experiments.catalogue import FIGURE, FINDING, README, RESULTS, Shipped
from simalign.experiments.readme import filled
from simalign.experiments.results import read_rows

BEGIN, END = "<!-- gallery -->", "<!-- end of gallery -->"
BETWEEN = re.compile(f"(?<={BEGIN}).*?(?={END})", re.DOTALL)
WIDTH = 560  # pixels of a figure, wide enough for its text to be legible


def gallery(shipped: Sequence[Shipped]) -> str:
    """Write the gallery as Markdown. Raises InputError for an experiment without results."""
    figures = "\n".join(_row(experiment) for experiment in shipped)
    claims = "\n".join(_claim(experiment) for experiment in shipped)
    head = "| claim of the practice literature | by the runs | by how much |\n|---|---|---|"
    return f"\n<table>\n{figures}\n</table>\n\n{head}\n{claims}\n"


def _row(shipped: Shipped) -> str:
    name = shipped.name
    finding = (shipped.folder / FINDING).read_text(encoding="utf-8").strip()
    picture = f'<a href="{name}/README.md"><img src="{name}/{FIGURE}" width="{WIDTH}" alt="{name}"></a>'
    title = name.replace("_", " ")
    return f'<tr>\n<td width="{WIDTH}">{picture}</td>\n<td><b>{title}</b><br>{finding}</td>\n</tr>'


def _claim(shipped: Shipped) -> str:
    rows = read_rows(shipped.folder / RESULTS)
    claim = shipped.experiment.claim
    sizes = "; ".join(f"{rows[key].label}: {rows[key].with_interval} {rows[key].unit}" for key in claim.needs)
    return f"| {claim.text} ([{shipped.name}]({shipped.name}/README.md)) | **{claim.verdict(rows)}** | {sizes} |"


def refilled(text: str, shipped: Sequence[Shipped]) -> str:
    """Replace the text between the marks of the gallery."""
    return BETWEEN.sub(lambda _: gallery(shipped), text)


def refresh(folder: Path, shipped: Sequence[Shipped]) -> list[Path]:
    """Update the gallery and the README of every experiment from their results; return the files that changed."""
    changed = []
    for path in (experiment.folder for experiment in shipped):
        finding = (path / FINDING).read_text(encoding="utf-8").strip()
        text = (path / README).read_text(encoding="utf-8")
        changed += _write_changed(path / README, text, filled(text, read_rows(path / RESULTS), finding))
    text = (folder / README).read_text(encoding="utf-8")
    return changed + _write_changed(folder / README, text, refilled(text, shipped))


def _write_changed(file: Path, old: str, new: str) -> list[Path]:
    if old == new:
        return []
    file.write_text(new, encoding="utf-8")
    return [file]
