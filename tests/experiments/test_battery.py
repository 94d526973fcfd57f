"""Every experiment of the folder: complete, declared in one form, run small, drawn twice, told as it came out."""

import dataclasses
import re
import runpy
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pandas as pd
import pytest

from simalign.experiments.catalogue import FIGURE, FINDING, README, RESULTS, experiments_folder, load, names
from simalign.experiments.gallery import FINDINGS, GALLERY, finding_of, findings, gallery
from simalign.experiments.readme import blocks_of, filled, outside
from simalign.experiments.results import Row, read_rows, table_of
from simalign.experiments.run import TINY, Answer, run
from simalign.sweeps.design.design import SAMPLE

REFRESH = runpy.run_path(str(experiments_folder() / "refresh.py"), run_name="refresh")
every = pytest.mark.parametrize("name", names())


@cache
def answer(name: str) -> Answer:
    return run(load(name), Path(mkdtemp(prefix="simalign-test-")), TINY, workers=2)


@every
def test_folder_is_complete(name: str) -> None:
    folder = load(name).folder
    for file in ("run.py", "sweep.yaml", README, RESULTS, FIGURE, FINDING, "manifest.json"):
        assert (folder / file).stat().st_size, file


@every
def test_declaration_has_no_logic(name: str) -> None:
    text = (load(name).folder / "run.py").read_text(encoding="utf-8")
    assert not re.search(r"^\s*(def|class|if|while|with|try)\b", text, re.MULTILINE)
    imported = re.findall(r"^(?:from|import) (\S+)", text, re.MULTILINE)
    assert imported == ["simalign.experiments"]


@every
def test_table_has_its_form(name: str) -> None:
    found = answer(name)
    table = table_of(list(found.rows.values()))
    assert list(table) == [field.name for field in dataclasses.fields(Row)]
    assert list(table["key"]) == [one.key for one in load(name).experiment.results]
    assert np.isfinite(table[["estimate", "low", "high"]].to_numpy()).all()
    assert (table["low"] <= table["estimate"]).all() and (table["estimate"] <= table["high"]).all()
    compared = table[table["smallest"].notna()]  # paired differences, and they alone, have the numbers over draws
    assert compared[["middle_low", "middle_high", "opposite", "matters"]].notna().to_numpy().all()
    assert (compared["middle_low"] <= compared["middle_high"]).all() and compared["opposite"].between(0, 100).all()
    assert table.loc[table["smallest"].isna(), ["middle_low", "middle_high", "opposite"]].isna().to_numpy().all()
    sizes = {TINY.replications, TINY.points}
    if any(design.file.paired == SAMPLE for design in found.designs.values()):
        sizes.add(TINY.contexts)  # each context has random numbers and people of its own
    if load(name).experiment.discovers:
        sizes = set(range(TINY.contexts + 1))  # contexts inside a box
    assert set(table["n"]) <= sizes
    assert (table["unit"].str.len() > 0).all() and (table["label"].str.len() > 0).all()
    assert not table["label"].duplicated().any()


@every
def test_finding_and_verdict_are_told(name: str) -> None:
    found = answer(name)
    assert found.finding[0].isupper() and not re.search(r"[{}]|\bnan\b", found.finding)
    experiment = load(name).experiment
    assert experiment.claim.verdict(found.rows) == found.verdict
    assert experiment.predictions
    for prediction in experiment.predictions:
        assert prediction.needs.keys() <= found.rows.keys()


@every
def test_figure_is_the_same_bytes_twice(name: str, tmp_path: Path) -> None:
    found, figure = answer(name), load(name).experiment.figure
    files = [tmp_path / "one.png", tmp_path / "two.png"]
    for file in files:
        figure.draw(found.outcomes, found.rows, found.finding, "a note", [file])
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].stat().st_size > 10_000


@every
def test_readme_says_what_the_results_hold(name: str) -> None:
    folder = load(name).folder
    text = (folder / README).read_text(encoding="utf-8")
    finding = (folder / FINDING).read_text(encoding="utf-8").strip()
    assert filled(text, blocks_of(load(name), read_rows(folder / RESULTS), finding)) == text, (
        "run experiments/refresh.py"
    )
    assert f"simalign experiment {name}" in text and finding in text
    prose = outside(text)
    for part in ("**Method.**", "## What the runs gave", "## How far to trust it"):
        assert part in prose, part
    answer = prose.partition("## What the runs gave")[2].partition("##")[0]
    assert not answer.strip(), "results are stated in the generated block alone"


@every
def test_results_are_of_the_declaration(name: str) -> None:
    shipped = load(name)
    rows = read_rows(shipped.folder / RESULTS)
    assert [row.label for row in rows.values()] == [one.label for one in shipped.experiment.results]  # type: ignore[attr-defined]
    assert (shipped.folder / FINDING).read_text(encoding="utf-8").strip() == shipped.experiment.text(rows)
    manifest = pd.read_json(shipped.folder / "manifest.json", typ="series")
    assert manifest["verdict"] == shipped.experiment.claim.verdict(rows)
    assert not manifest["quick"]


def test_readme_of_the_project_has_the_findings() -> None:
    folder = experiments_folder()
    text = (folder.parent / README).read_text(encoding="utf-8")
    block = findings(folder, [load(name) for name in REFRESH["CLAIMS"]], REFRESH["FINDINGS"])
    assert filled(text, {FINDINGS: block}) == text, "run experiments/refresh.py"
    for name in REFRESH["FINDINGS"]:
        assert finding_of(folder / name) in block


def test_gallery_shows_them_all() -> None:
    text = (experiments_folder() / README).read_text(encoding="utf-8")
    shown = {GALLERY: gallery([load(name) for name in names()])}
    assert filled(text, shown) == text, "run experiments/refresh.py"
    assert all(f"{name}/{FIGURE}" in text for name in names())
