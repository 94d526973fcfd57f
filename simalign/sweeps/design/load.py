"""Load the design of a sweep from its file; all problems of the file are raised at once."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from numbers import Integral
from pathlib import Path
from typing import Any

from simalign.errors import InputError, Problem
from simalign.files.load import Problems, load, read_named
from simalign.files.shipped import config_file
from simalign.files.tree import Node
from simalign.policies.policy import FAMILIES, load_policy, plain_policy
from simalign.policies.trees import absolute_policy, policy_tree
from simalign.scenario.organisation import FILES
from simalign.scenario.posterior import Posterior, posterior_of
from simalign.scenario.read import load_organisation_spec, plain_scenario
from simalign.scenario.trees import absolute_organisation
from simalign.sweeps.design.design import SAMPLE, STRENGTH, Design, Value
from simalign.sweeps.design.factors import LISTED, Distribution, values_in_sweep
from simalign.sweeps.design.file import SweepFile
from simalign.sweeps.design.sampling import sample_problems, sampled, samples_of

MOST = 1_000_000  # design points
LARGEST = 2**63  # seeds are below


def load_sweep(path: str | Path, seed: int | None = None, uncertainty: str | Path | None = None) -> Design:
    """Return the design in the sweep file of a shipped name or at a path.

    seed: used if the file does not have one; the default is 0. uncertainty: replaces that of the file; none, posterior,
    or the path of a file of draws.
    Raises InputError with all problems of the file, and for a seed that differs from the file's. Points, and the names
    of measures, which may be the user's, are checked when points are made.

    >>> load_sweep("dials").labels(0)
    {'policy.dials.push': 0.0, 'policy.dials.pull': 0.0}
    """
    draft = load(config_file("sweeps", path), SweepFile, read_named)
    tree, problems = draft.tree, draft.problems
    axes, distributions = _axes(tree, problems)
    choices = {key: shape.numbers for key, shape in distributions.items() if shape.name in LISTED}
    bases = _bases({**axes, **choices}, tree, problems)
    settings, posterior = {}, None
    if draft.record is not None:
        posterior = _posterior(draft.record, tree, uncertainty, problems)
        settings = _settings(draft.record, tree, problems)
        problems += _seed_problems(draft.record, seed, tree)
        if draft.record.paired == SAMPLE and not distributions:
            message, node = "pairs samples, but no factor is sampled", tree.at("paired")
            problems.append(Problem(message, node.file, node.line, "paired", SAMPLE, "true or false"))
    problems += _key_problems(tree)
    file = draft.finished().unchecked_copy(settings=settings)
    seed = int(next((number for number in (file.seed, seed) if number is not None), 0))
    if file.sample is not None and (count := sampled(file.sample, list(distributions))) > MOST:
        raise InputError([_too_many(count, tree, "sample")])
    samples = samples_of(file.sample, distributions, seed)
    design = Design(file, tree, bases, axes, samples, seed, posterior, distributions)
    if len(design.points) > MOST:
        raise InputError([_too_many(len(design.points), tree, "factors")])
    return design


def _too_many(points: int, tree: Node, key: str) -> Problem:
    message, line = f"spans {points:,} design points", tree.at(key).line
    return Problem(message, tree.file, line, key, allowed=f"{MOST:,} at most")


def _key_problems(tree: Node) -> list[Problem]:
    """Return a problem for each dotted key of a setting or factor with an empty part."""
    message, allowed = "is not a dotted key: a part of it is empty", "like context.trust"
    parts = {part: tree.items[part].items for part in ("set", "factors") if part in tree.items}
    keys = [(f"{part}.{key}", node) for part, items in parts.items() for key, node in items.items()]
    return [Problem(message, node.file, node.line, key, allowed=allowed) for key, node in keys if "" in key.split(".")]


def _seed_problems(file: SweepFile, seed: Any, tree: Node) -> list[Problem]:
    """Return the problems of a seed in an argument."""
    if seed is None:
        return []
    if isinstance(seed, bool) or not isinstance(seed, Integral) or not 0 <= int(seed) < LARGEST:
        return [Problem("cannot be used", key="seed", value=seed, allowed="a whole number from 0 to 2**63 - 1")]
    if file.seed in (None, seed):
        return []
    message = f"differs from the requested seed {seed}"
    return [
        Problem(
            message, tree.file, tree.at("seed").line, "seed", file.seed, "the same seed in both, or only one of them"
        )
    ]


def _posterior(file: SweepFile, tree: Node, option: str | Path | None, problems: Problems) -> Posterior | None:
    """Return the posterior draws of the option or, without an option, of the file."""
    if option is None:
        with problems.at(tree.at("uncertainty"), "uncertainty"):
            return posterior_of(file.uncertainty, Path(tree.file).parent)
        return None
    try:
        return posterior_of(option)
    except InputError as error:
        problems += [p if p.file else replace(p, key="--uncertainty") for p in error.problems]
        return None


def _axes(tree: Node, problems: Problems) -> tuple[dict[str, list[Value]], dict[str, Distribution]]:
    """Return the factors with listed values, and those with a distribution."""
    axes: dict[str, list[Value]] = {}
    distributions: dict[str, Distribution] = {}
    factors, settings = (tree.items[part].items if part in tree.items else {} for part in ("factors", "set"))
    elsewhere = {**dict.fromkeys(settings, "set"), **dict.fromkeys(tree.items, "the file")}
    for key, node in factors.items():
        name = f"factors.{key}"
        with problems.at(node, name):
            values = values_in_sweep(node.plain(), name)
            if isinstance(values, Distribution) and values.name not in LISTED:
                distributions[key] = values
            else:
                listed = values.numbers if isinstance(values, Distribution) else values
                items = node.at(values.name) if isinstance(values, Distribution) else node
                read = [_value(key, value, n, items, problems) for n, value in enumerate(listed)]
                problems += _same_labels(read, node, name)
                if isinstance(values, Distribution):
                    distributions[key] = Distribution(values.name, tuple(read))
                else:
                    axes[key] = read
        problems += _clashes(key, node, elsewhere, factors)
    for key in [key for key in factors if key.startswith(STRENGTH) and key.removeprefix(STRENGTH) not in FAMILIES]:
        families = " or ".join(STRENGTH + name for name in FAMILIES)
        problems.append(Problem("is not a family of levers", factors[key].file, factors[key].line, key, None, families))
    problems += sample_problems(tree, distributions)
    return axes, distributions


def _same_labels(values: Sequence[Value], node: Node, key: str) -> list[Problem]:
    """Return a problem for each value with the same label as a different value."""
    known: dict[str, Value] = {}
    ambiguous = [v for v in values if known.setdefault(str(v.label), v).plain != v.plain]
    message = "is the name of two different values"
    return [
        Problem(message, node.file, node.line, key, value.label, "a different name for each") for value in ambiguous
    ]


def _clashes(key: str, node: Node, fixed: Mapping[str, str], factors: Mapping[str, Node]) -> list[Problem]:
    """Return the problems of a factor's key that has no effect or that is also set elsewhere.

    fixed: the part of the file that sets a key, by key.
    """
    name = f"factors.{key}"
    if key in ("name", "description"):
        return [Problem("has no effect on a run", node.file, node.line, name)]
    if key in fixed and key != "scenario":
        return [Problem(f"is also in {fixed[key]}", node.file, node.line, name)]
    values = node.value if isinstance(node.value, list) else []
    inside = {f"{key}.{part}" for value in values for part in value.items} if key != "policy" else set()
    problems = []
    for second in {**fixed, **factors} if inside else ():
        if second != key and any(second == part or second.startswith(f"{part}.") for part in inside):
            problems.append(Problem(f"contains {second}, which is also set elsewhere", node.file, node.line, name))
    return problems


def _value(key: str, written: Any, index: int, node: Node, problems: Problems) -> Value:
    """Return a listed value as ``resolve_value`` does, or unresolved if it has a problem."""
    value = Value(str(written), written)
    with problems.at(node, f"factors.{key}"):
        value = resolve_value(key, written, index, node)
    return value


def _settings(file: SweepFile, tree: Node, problems: Problems) -> dict[str, Any]:
    """Return the settings of a sweep file, with names and files resolved."""
    settings = {}
    for key, value in file.settings.items():
        node = tree.at(f"set.{key}")
        with problems.at(node, f"set.{key}"):
            settings[key] = resolve_value(key, value, 0, node).plain
    return settings


def resolve_value(key: str, value: Any, index: int, node: Node) -> Value:
    """Return a value of a scenario key, with policies and organisations read from the files that it names.

    node: the value in its file, or the list that contains it as item ``index``.
    Raises InputError for a name or a file that cannot be used.
    """
    folder = Path(node.file).parent
    if key == "scenario":
        return Value(str(value), str(value))
    if key == "policy" and isinstance(value, str):
        file = config_file("policies", value, folder)
        load_policy(file)  # to raise all its problems
        return Value(value, plain_policy(policy_tree(file, (), Problems())))
    listed = node.value[index] if isinstance(node.value, list) and isinstance(value, dict) else node
    if key == "policy" and isinstance(value, dict):
        return Value(str(value.get("name") or f"policy {index + 1}"), absolute_policy(listed).plain())
    if key == "organisation" and isinstance(value, dict):
        plain = absolute_organisation(listed).plain()
        return Value(str(plain.pop("name", None) or f"organisation {index + 1}"), plain)
    if key in [f"organisation.{name}" for name in FILES] and isinstance(value, str):
        return Value(value, os.path.abspath(folder / value))
    if key == "organisation" and isinstance(value, str):
        spec = load_organisation_spec(config_file("organisations", value, folder))
        return Value(value, spec.model_dump(mode="json", by_alias=True, exclude_unset=True))
    return Value(value if isinstance(value, str | bool | int | float) or value is None else str(value), value)


def _bases(axes: Mapping[str, Sequence[Value]], tree: Node, problems: Problems) -> dict[str, dict[str, Any]]:
    """Return the base scenarios as plain values, by name."""
    if "scenario" in axes:
        key, names = "factors.scenario", [str(value.label) for value in axes["scenario"]]
    else:
        key, names = "scenario", [base_name(tree)]
    bases = {}
    for name in names:
        with problems.at(tree.at(key), key):
            bases[name] = plain_scenario(config_file("scenarios", name, Path(tree.file).parent))
    return bases


def base_name(tree: Node) -> str:
    """Return the name or path of the base scenario of a file, or the name of the default scenario."""
    name = tree.items["scenario"].value if "scenario" in tree.items else None
    return name if isinstance(name, str) else "default"
