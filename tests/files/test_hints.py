"""A key that is one slip away from one of its own section is taken for that one, and for nothing elsewhere."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simalign import InputError, load_policy, load_scenario
from simalign.app.classroom.lessons import FurtherMeasure, Lesson, Prediction, load_lesson
from simalign.errors import slip
from simalign.evidence.effect import Effect, Published
from simalign.evidence.read import load_study
from simalign.evidence.study import Study
from simalign.files.messages import schema_of
from simalign.files.record import Record
from simalign.policies.levers import Levers
from simalign.policies.policy import Policy
from simalign.scenario import Context, OrganisationSpec, Psychology, Scenario
from simalign.sensitivity.claims import Claim, Claims, Rivals, Variant
from simalign.sweeps.design.file import Keep, Sample, SweepFile
from simalign.sweeps.design.load import load_sweep

SECTIONS = (
    *(Scenario, Context, OrganisationSpec, Psychology, Policy, Levers),
    *(
        SweepFile,
        Sample,
        Keep,
        Study,
        Effect,
        Published,
        Lesson,
        Prediction,
        FurtherMeasure,
        Claims,
        Claim,
        Rivals,
        Variant,
    ),
)


def slips(key: str) -> Iterator[str]:
    """A plural or a singular, a letter left out, doubled or other, two swapped."""
    yield key.removesuffix("s") if key.endswith("s") else f"{key}s"
    yield key[1:]
    yield key[0] + key
    yield f"{key[:-1]}q"
    yield f"{key[0]}{key[2]}{key[1]}{key[3:]}"


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_is_known_by_a_slip(section: type[Record]) -> None:
    known = [*schema_of(section)["properties"], *section.in_files]
    for key in (name for name in known if len(name) > 3):
        for other in slips(key):
            if other in known:
                continue
            with pytest.raises(InputError) as error:
                section(**{other: 1})
            (said,) = [p.message for p in error.value.problems if p.message.startswith("unknown key")]
            near = said.partition("did you mean ")[2].strip("'?")
            assert slip(other, [near]) == near in known, (key, other, said)


@pytest.mark.parametrize(
    ("load", "text", "says"),
    [
        (load_scenario, "extend: default", "extend: unknown key; did you mean 'extends'?"),
        (load_scenario, "trust: 0.3", "trust: unknown key; it belongs under context or under mechanisms"),
        (load_scenario, "preset: push", "preset: unknown key; it belongs under policy"),
        (load_scenario, "context.trust: 0.3", "context.trust: unknown key; write context: {trust: ...}"),
        (load_policy, "mandate: 0.3", "mandate: unknown key; it belongs under levers"),
        (load_study, "arm: {}", "arm: unknown key; did you mean 'arms'?"),
        (load_study, "context: {trust: 0.3}", "context: unknown key; it belongs under set"),
        (load_sweep, "replication: 3", "replication: unknown key; did you mean 'replications'?"),
        (load_sweep, "context.trust: 0.3", "context.trust: unknown key; it belongs under set"),
        (load_lesson, "questions: a", "questions: unknown key; did you mean 'question'?"),
        (load_lesson, "weeks: 4", "weeks: unknown key (given: 4); allowed: title"),
    ],
)
def test_hints_of_files(load: Callable[[Path], object], text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text)
    with pytest.raises(InputError) as error:
        load(tmp_path / "a.yaml")
    assert f"a.yaml:1: {says}" in str(error.value)
