"""The shipped facts are those that were agreed on; the examples of their page run."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest

from simalign.evidence.effect import Effect
from simalign.evidence.observe import observe
from simalign.evidence.read import Loaded, load_studies, load_study, shipped_studies
from simalign.evidence.validation import validate
from simalign.evidence.virtual import VirtualExperiment
from simalign.files.shipped import configs_folder
from simalign.simulation.ensemble import Ensemble

ROOT = Path(__file__).parents[2]
FACTS = ROOT.parent / "shared" / "FACTS.csv"
EVIDENCE = ROOT.parent / "shared" / "EVIDENCE.csv"
SIGNS = {  # of effects that are compared by their sign only, or whose sign is of another difference
    "role_modelling-dannenberg2015-words": "positive",
    "review-mckinsey2013-returns": "positive",
    "turbulence-mckinsey2013-crisis": "positive",
    "review-bersin-quarterly": "positive",
    "needs-riketta2008-lag": "positive",  # the slope of a short lag minus that of a long one
}
UNITS = {
    "cohen_d": {"cohen_d"},
    "correlation": {"correlation_of_arms", "correlation_across_cases"},
    "order": {"order"},
    "share": {"level"},
    "sd over mean": {"sd_over_mean"},
    "correlation across organisations": {"correlation_across_organisations"},
    "bass": {"bass_innovation", "bass_imitation"},
}
EXAMPLES = re.findall(
    r"```yaml\n(# (\S+)\n.*?)```", (configs_folder() / "facts" / "README.md").read_text("utf-8"), re.DOTALL
)


@pytest.fixture(scope="module")
def shipped() -> list[Loaded]:
    return load_studies(shipped_studies())


def test_firms_differ_as_firms_do(shipped: list[Loaded]) -> None:
    """Value, output per member, at 90 over 10 %: 4.1 within an industry (Syverson 2004); here within a sixth of it.

    Not stochastic: organisations are those of the seed.
    """
    bundle = VirtualExperiment(next(loaded for loaded in shipped if loaded.study.name == "bundle"), 1)
    ensemble = Ensemble(1)
    firms = [observe(bundle, ensemble.replication(n))["firm", 104, "whole", "value"][0] for n in range(64)]
    low, high = np.quantile(firms, [0.1, 0.9])
    assert high / low == pytest.approx(4.1, rel=1 / 6)


@pytest.mark.skipif(not FACTS.is_file(), reason="the list of facts is not beside this checkout")
def test_every_fact_is_there_with_its_numbers(shipped: list[Loaded]) -> None:
    effects: dict[str, Effect] = {effect.name: effect for loaded in shipped for effect in loaded.study.effects}
    for row in csv.DictReader(FACTS.read_text(encoding="utf-8").splitlines()):
        names = ["adoption_p", "adoption_q"] if row["id"] == "adoption_speed" else [row["id"]]
        for effect in (effects[name] for name in names):
            published = effect.published
            for end in ("estimate", "low", "high"):
                assert getattr(published, end) == (float(row[end]) if row[end] else None), (row["id"], end)
            assert effect.week == int(row["horizon_weeks"]), row["id"]
            assert effect.unit in UNITS[row["unit"]], row["id"]
    assert effects["control_cost_bound"].published.sign == "positive"


@pytest.mark.skipif(not EVIDENCE.is_file(), reason="the list of effects is not beside this checkout")
def test_every_other_row_is_there_with_its_numbers_or_left_out(shipped: list[Loaded]) -> None:
    """Intervals as they are listed, but for shares in place of percentage points; 16 rows are not expressed."""
    effects: dict[str, Effect] = {effect.name: effect for loaded in shipped for effect in loaded.study.effects}
    rows = list(csv.DictReader(EVIDENCE.read_text(encoding="utf-8").splitlines()))
    expressed = [row for row in rows if row["id"] in effects]
    assert (len(rows), len(expressed)) == (96, 80)
    for row in expressed:
        published = effects[row["id"]].published
        if published.low is None:  # of these, one is an order, and others are not published in a unit of the model
            assert published.sign == SIGNS.get(
                row["id"], {"-1": "negative", "1": "positive", "0": "none"}.get(row["estimate"])
            )
            continue
        unit = 100.0 if row["id"] == "level-edelman2024-gap" else 1.0
        numbers = [unit * x for x in (published.estimate, published.low, published.high) if x is not None]
        assert numbers == pytest.approx([float(row[end]) for end in ("estimate", "low", "high")], abs=1e-12), row["id"]


def test_effects_that_are_compared_have_a_source_and_a_reading(shipped: list[Loaded]) -> None:
    """Each study has a family and says when it was published; only four effects are reported without a number."""
    reported = [effect.name for loaded in shipped for effect in loaded.study.effects if effect.published.empty]
    assert sorted(reported) == ["adoption_p", "adoption_q", "clear_goal_setting", "control_cost"]
    for loaded in shipped:
        study = loaded.study
        assert study.family != "other" and study.cluster, study.name
        assert loaded.tree.file.parent.name == study.family.replace(" ", "_"), study.name
        assert all(re.search(r"(19|20)\d\d|Gallup", effect.source or study.source) for effect in study.effects)


def test_there_are_three_examples() -> None:
    assert [name for _, name in EXAMPLES] == [
        "weekly_feedback.yaml",
        "incentives_and_work.yaml",
        "trust_across_firms.yaml",
    ]


@pytest.mark.parametrize(("text", "name"), EXAMPLES)
def test_examples_of_the_page_run(text: str, name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    loaded = load_study(file)
    if loaded.study.organisations:
        file.write_text(text.replace("organisations: 24", "organisations: 5"), encoding="utf-8")
        loaded = load_study(file)
    findings = validate([loaded], 1, 3)
    assert [f.effect.name for f in findings] == [effect.name for effect in loaded.study.effects]
    assert all(f.low < f.estimate < f.high for f in findings)


def test_the_page_names_every_key_and_unit() -> None:
    from simalign.evidence.effect import Among, Outcome, Published
    from simalign.evidence.study import Correlated, Study
    from simalign.evidence.units import UNITS as ALL

    page = (configs_folder() / "facts" / "README.md").read_text("utf-8")
    parts = (Study, Correlated, Outcome, Effect, Among, Published)
    keys = [field.alias or name for part in parts for name, field in part.model_fields.items()]
    assert [key for key in [*keys, *ALL] if not re.search(rf"`(\w+: )?{key}\b", page)] == []
