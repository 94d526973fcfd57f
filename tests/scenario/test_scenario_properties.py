"""Whatever is valid survives writing and reading; whatever is not is refused as InputError."""

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from simalign.errors import InputError
from simalign.files.shipped import policy_names
from simalign.measures.catalogue import NAMES as MEASURES
from simalign.policies.levers import COUNTS
from simalign.policies.policy import load_policy
from simalign.scenario import Context, Costs, Levers, Mechanisms, Psychology, Rules, Scenario
from simalign.scenario.read import load_scenario
from simalign.scenario.writing import scenario_text

SHARES = st.floats(0, 1)
DEPARTMENTS = st.text(st.characters(codec="utf-8", exclude_categories=["Z", "Cc"]), min_size=1, max_size=5)
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"], exclude_characters=",.\"'"), min_size=1)
TIED = (
    "react",
    "calm",
    "decay",
    "proneness_spread",
    "trust_deeds",
    "trust_open",
    "skill_share",
    "progress_share",
)


def some(fields: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the fields, each with a value of its own kind."""
    return st.fixed_dictionaries({}, optional=fields)


def shares(section: type[Any]) -> dict[str, st.SearchStrategy[float]]:
    """The shares of a section."""
    properties = section.model_json_schema()["properties"].items()
    return {
        name: st.floats(schema["minimum"], schema["maximum"])
        for name, schema in properties
        if schema.get("unit") == "share" and "maximum" in schema
    }


@st.composite
def goal_parts(draw: st.DrawFn) -> dict[str, Any]:
    """Goals, with roles and departments that lean to them."""
    names = draw(st.lists(NAMES, min_size=1, max_size=6, unique=True))
    lean = st.dictionaries(st.sampled_from(names), st.floats(0.1, 1e6), min_size=1)
    department = st.fixed_dictionaries({"lean": lean}, optional={"kpi": lean, "customer_facing": st.booleans()})
    roles = {role: draw(lean) for role in ("senior_manager", "middle_manager", "specialist")}
    others = draw(st.dictionaries(DEPARTMENTS, department, min_size=1, max_size=3))
    goals = [{"name": name, "measurability": draw(SHARES)} for name in names]
    return {
        "goals": goals,
        "roles": roles,
        "departments": {"x": draw(department), **others, "management": draw(department)},
        "strategy": draw(st.none() | lean),
        "demand": draw(st.none() | lean),
    }


LEVERS = some(
    {name: SHARES | st.none() for name in Levers.model_fields if name not in COUNTS}
    | {"focus": st.integers(1, 62)}
    | {name: st.integers(1, 520) | st.just("never") for name in COUNTS[1:]}
)
CONDITIONS = st.builds("{} {} {}".format, st.sampled_from(MEASURES), st.sampled_from(["<", ">="]), SHARES)
RULES = st.fixed_dictionaries({"while": CONDITIONS}, optional={"levers": LEVERS})
PHASES = st.lists(st.integers(0, 65535), unique=True, max_size=3).map(
    lambda weeks: [{"from": w} for w in sorted(weeks)]
)
POLICIES = some(
    {
        "name": st.text(),
        "preset": st.sampled_from(policy_names()),
        "dials": some({"push": SHARES, "pull": SHARES}),
        "levers": LEVERS,
        "phases": PHASES,
        "rules": st.lists(RULES, max_size=2),
    }
)
PARTS = some(
    {
        "name": st.text(),
        "description": st.text(),
        "context": some(shares(Context)),
        "costs": some(shares(Costs)),
        "psychology": some({name: value for name, value in shares(Psychology).items() if name not in TIED}),
        "mechanisms": some({name: st.booleans() for name in Mechanisms.model_fields}),
        "rules": some({name: st.sampled_from(field.annotation.__args__) for name, field in Rules.model_fields.items()}),
        "policy": POLICIES,
        "weeks": st.integers(1, 52000),
        "organisation": some({"size": st.integers(1, 10_000_000), "cross": SHARES}),
    }
)


def read(text: str | bytes, load: Any = load_scenario) -> Any:
    """What a file with this text gives."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "file.yaml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        return load(file)


@given(PARTS, goal_parts() | st.just({}))
def test_written_scenarios_read_back(parts: dict[str, Any], goals: dict[str, Any]) -> None:
    """A valid scenario, written and read, is the same."""
    scenario = Scenario(**parts, **goals)
    assert read(scenario_text(scenario)) == scenario


KEYS = st.sampled_from([*Scenario.model_fields, *Context.model_fields, "extends", "levers", "rules", "while", "from"])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["push", "/", "..", "."]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


def refused_or_read(text: str | bytes) -> None:
    """Read a text as a scenario and as a policy."""
    for load, kind in ((load_scenario, Scenario), (load_policy, object)):
        try:
            assert isinstance(read(text, load), kind)
        except InputError as error:
            assert error.problems
            assert all("Input should" not in str(problem) for problem in error.problems)


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_random_values_are_refused_or_read(values: dict[str, Any]) -> None:
    """Well-formed files with anything in them."""
    refused_or_read(json.dumps(values))


@given(st.text() | st.text("abc:-{}[]&*!|>'\"%@`#,?~<\n\t 0.\\xU"))
def test_random_text_is_refused_or_read(text: str) -> None:
    """Anything that can be typed."""
    refused_or_read(text)


@given(st.binary(max_size=60))
def test_random_bytes_are_refused_or_read(content: bytes) -> None:
    """Anything that can be in a file."""
    refused_or_read(content)


@given(st.lists(st.text(max_size=12) | st.builds("{}={}".format, KEYS, st.text(max_size=6)), max_size=3))
def test_random_settings_are_refused_or_read(settings: list[str]) -> None:
    """Anything on the command line."""
    try:
        assert isinstance(load_scenario("default", settings), Scenario)
    except InputError as error:
        assert error.problems
