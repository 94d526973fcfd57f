"""Claims and rival rules as files: the shipped ones are sound, bad ones are refused with their lines."""

from pathlib import Path

import pytest

from simalign import InputError, Scenario
from simalign.files.shipped import configs_folder
from simalign.sensitivity.claims import ablations, load_claims, load_rivals
from simalign.sensitivity.robustness import plan_arms


def shipped(kind: str) -> list[str]:
    return [file.stem for file in (configs_folder() / kind).glob("*.yaml")]


@pytest.mark.parametrize("name", shipped("claims"))
def test_shipped_claims_are_sound(name: str) -> None:
    claims = load_claims(name)
    arms = plan_arms(Scenario(), claims, ablations())
    assert set(arms.pairs) == {claim.name for claim in claims}
    assert all(one != other for pairs in arms.pairs.values() for _, one, other in pairs)


@pytest.mark.parametrize("name", shipped("rivals"))
def test_shipped_rivals_change_the_scenario_and_say_how(name: str) -> None:
    for variant in load_rivals(name):
        assert Scenario().changed(variant.settings) != Scenario(), variant
        assert variant.sentence, variant


GOOD = "  - {name: a, sentence: A, one: push, other: pull, measure: do, weeks: [1, 2]}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("claims: []", "c.yaml:1: claims"),
        (f"claims:\n{GOOD}{GOOD}", "c.yaml:3: claims.1.name: is the name of another entry .given: 'a'"),
        (f"claims:\n{GOOD.replace('push', 'pusch')}", "c.yaml:2: claims.0.one.preset: no policy of that name.*'push'"),
        (f"claims:\n{GOOD.replace('do,', '3do,')}", "c.yaml:2: claims.0.measure: no measure is called '3do'"),
        (f"claims:\n{GOOD.replace('[1, 2]', '[3, 2]')}", "c.yaml:2: claims.0.weeks: are not weeks in order"),
        (f"claims:\n{GOOD.replace('one: push, ', '')}", "c.yaml:2: claims.0.one: "),
        (f"claims:\n{GOOD.replace('sentence', 'sentense')}", "unknown key; did you mean 'sentence'"),
        ("claims:\n\t- x", "is not YAML"),
    ],
)
def test_bad_claims_are_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(text)
    with pytest.raises(InputError, match=said):
        load_claims(tmp_path / "c.yaml")


def test_a_claim_of_an_unknown_measure_is_refused_with_its_line(tmp_path: Path) -> None:
    """When it is used, as it may be the name of an own measure."""
    (tmp_path / "c.yaml").write_text(f"claims:\n{GOOD.replace('do,', 'doo,')}")
    claims = load_claims(tmp_path / "c.yaml")
    assert plan_arms(Scenario(), claims, [], ["do", "doo"]).pairs
    with pytest.raises(InputError, match=r"c\.yaml:2: measure: no measure is called 'doo'; did you mean 'do'"):
        plan_arms(Scenario(), claims, [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rivals:\n- {name: a, set: {}}", "r.yaml:2: rivals.0.set"),
        (
            "rivals:\n- {name: a, set: {x: 1}}\n- {name: a, set: {x: 2}}",
            "r.yaml:3: rivals.1.name: is the name of an",
        ),
        ("rules: []", "rivals: is missing"),
    ],
)
def test_bad_rivals_are_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(text)
    with pytest.raises(InputError, match=said):
        load_rivals(tmp_path / "r.yaml")


@pytest.mark.parametrize("load", [load_claims, load_rivals])
def test_a_name_that_is_not_shipped(load: object) -> None:
    with pytest.raises(InputError, match=r"--(claims|rivals): no (claims|rivals) of that name.*headline|rules"):
        load("nosuch")  # type: ignore[operator]
    with pytest.raises(InputError, match="no such file"):
        load(Path("nosuch.yaml"))  # type: ignore[operator]
