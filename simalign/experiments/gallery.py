"""The gallery of the experiments: all figures with their findings, and a table of claims and verdicts."""

import re
from collections.abc import Sequence
from pathlib import Path

from simalign.experiments.catalogue import FIGURE, FINDING, README, RESULTS, Shipped
from simalign.experiments.readme import filled
from simalign.experiments.results import read_rows

BEGIN, END = "<!-- gallery -->", "<!-- end of gallery -->"
BETWEEN = re.compile(f"(?<={BEGIN}).*?(?={END})", re.DOTALL)
WIDTH = 560  # pixels of a figure, at which its words can be read


def gallery(shipped: Sequence[Shipped]) -> str:
    """Write the gallery as Markdown. Raises InputError for an experiment without results."""
    figures = "\n".join(_row(one) for one in shipped)
    claims = "\n".join(_claim(one) for one in shipped)
    head = "| claim of the practice literature | by the runs | by how much |\n|---|---|---|"
    return f"\n<table>\n{figures}\n</table>\n\n{head}\n{claims}\n"


def _row(one: Shipped) -> str:
    finding = (one.folder / FINDING).read_text(encoding="utf-8").strip()
    picture = f'<a href="{one.name}/README.md"><img src="{one.name}/{FIGURE}" width="{WIDTH}" alt="{one.name}"></a>'
    name = one.name.replace("_", " ")
    return f'<tr>\n<td width="{WIDTH}">{picture}</td>\n<td><b>{name}</b><br>{finding}</td>\n</tr>'


def _claim(one: Shipped) -> str:
    rows = read_rows(one.folder / RESULTS)
    claim = one.experiment.claim
    much = "; ".join(f"{rows[key].label}: {rows[key].with_interval} {rows[key].unit}" for key in claim.needs)
    return f"| {claim.text} ([{one.name}]({one.name}/README.md)) | **{claim.verdict(rows)}** | {much} |"


def refilled(text: str, shipped: Sequence[Shipped]) -> str:
    """Replace the gallery between its marks in a text."""
    return BETWEEN.sub(lambda _: gallery(shipped), text)


def refresh(folder: Path, shipped: Sequence[Shipped]) -> list[Path]:
    """Update the gallery and the README of every experiment from their results; return the files that changed."""
    changed = []
    for one in shipped:
        finding = (one.folder / FINDING).read_text(encoding="utf-8").strip()
        text = (one.folder / README).read_text(encoding="utf-8")
        changed += _put(one.folder / README, text, filled(text, read_rows(one.folder / RESULTS), finding))
    text = (folder / README).read_text(encoding="utf-8")
    return changed + _put(folder / README, text, refilled(text, shipped))


def _put(file: Path, old: str, new: str) -> list[Path]:
    if old == new:
        return []
    file.write_text(new, encoding="utf-8")
    return [file]
