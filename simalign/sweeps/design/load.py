"""A sweep file read: everything that is wrong with it told at once, with its line."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from numbers import Integral
from pathlib import Path
from typing import Any

from simalign.errors import InputError, Problem
from simalign.files.load import Problems
from simalign.files.read import path_of, read_tree
from simalign.files.shipped import config_file, configs_folder, is_name
from simalign.files.tree import Node
from simalign.policies.policy import FAMILIES, load_policy, plain_policy
from simalign.policies.trees import absolute_policy, policy_tree
from simalign.scenario.posterior import Posterior, posterior_of
from simalign.scenario.read import load_organisation_spec, plain_scenario
from simalign.scenario.trees import absolute_organisation
from simalign.sweeps.design.design import SAMPLE, STRENGTH, Design, Value, samples_of
from simalign.sweeps.design.factors import Distribution, values_of
from simalign.sweeps.design.file import SweepFile

MOST = 1_000_000  # design points
LARGEST = 2**63  # seeds are below
EMPTY = {"sample": "points, like {points: 64}"}  # what an empty key takes, where its name does not say so


def load_sweep(path: str | Path, seed: int | None = None, uncertainty: str | Path | None = None) -> Design:
    """The design in a sweep file (a bare name: a shipped one).

    seed: for files that give none; 0 where neither does. uncertainty: in place of what the file says of it: none,
    posterior, or the path of a file of draws.
    Raises InputError with everything that is wrong with the file, and for a seed other than the file's. Points, and
    the names of measures, which may be the user's, are checked when points are made.

    >>> load_sweep("dials").labels(0)
    {'policy.dials.push': 0.0, 'policy.dials.pull': 0.0}
    """
    named = isinstance(path, str) and is_name(path)
    place = configs_folder() / "sweeps" / f"{path}.yaml" if named else path_of(path)
    if named and not place.is_file():
        known = ", ".join(sorted(file.stem for file in place.parent.glob("*.yaml")))
        raise InputError([Problem("no sweep of that name", value=str(path), allowed=f"{known}, or the path of a file")])
    found: list[Problem] = []
    tree = read_tree(place, found)
    file = None
    try:
        file = SweepFile(**tree.plain())
    except InputError as error:
        found += [p if p.file else replace(p, file=place, line=tree.at(p.key or "").line) for p in error.problems]
    axes, spread = _axes(tree, found)
    chosen = {key: shape.numbers for key, shape in spread.items() if shape.name == "choice"}
    bases = _bases({**axes, **chosen}, tree, found)
    posterior = _posterior(file, tree, uncertainty, found)
    if file is not None and file.paired == SAMPLE and not spread:
        line = tree.at("paired").line
        found.append(Problem("pairs samples where none are taken", place, line, "paired", SAMPLE, "true or false"))
    if file is not None:
        found += _seed_problems(file, seed, tree) + _empty(tree, found)
    if file is None or found:
        raise InputError(sorted(found, key=lambda problem: (str(problem.file), problem.line or 0)))
    settings = _settings(file, tree)
    file = file.model_copy(update={"name": file.name or place.stem, "settings": settings})
    seed = int(next((given for given in (file.seed, seed) if given is not None), 0))
    design = Design(file, tree, bases, axes, samples_of(file.sample, spread, seed), seed, posterior, spread)
    if len(design.points) > MOST:
        message = f"spans {len(design.points):,} design points"
        raise InputError([Problem(message, place, tree.at("factors").line, "factors", allowed=f"{MOST:,} at most")])
    return design


def _empty(tree: Node, found: Sequence[Problem]) -> list[Problem]:
    """Keys of a sweep file without a value or name, of which nothing was found wrong: a default would be silent."""
    known = {problem.key for problem in found}
    keys = [key for key, node in tree.items.items() if node.value is None and key not in known]
    message = "is empty; leave the key out to keep the default"
    empty = [Problem(message, tree.file, tree.at(key).line, key, allowed=EMPTY.get(key)) for key in keys]
    for part in ("set", "factors"):
        items = tree.items[part].items if part in tree.items else {}
        for key, node in items.items():
            if "" in key.split("."):
                message = "is not a dotted key: a part of it is empty"
                empty.append(Problem(message, node.file, node.line, f"{part}.{key}", allowed="like context.trust"))
    return empty


def _seed_problems(file: SweepFile, seed: Any, tree: Node) -> list[Problem]:
    """What is wrong with a seed that is asked for."""
    if seed is None:
        return []
    if isinstance(seed, bool) or not isinstance(seed, Integral) or not 0 <= int(seed) < LARGEST:
        return [Problem("cannot be used", key="seed", value=seed, allowed="a whole number from 0 to 2**63 - 1")]
    if file.seed in (None, seed):
        return []
    message = f"is given by the file, and {seed} is asked for"
    return [Problem(message, tree.file, tree.at("seed").line, "seed", file.seed, "one of the two")]


def _posterior(
    file: SweepFile | None, tree: Node, instead: str | Path | None, found: list[Problem]
) -> Posterior | None:
    """The draws of a sweep, a path in its file seen from there; ``found`` gets what is wrong with them."""
    try:
        if instead is not None:
            return posterior_of(instead)
        return None if file is None else posterior_of(file.uncertainty, Path(tree.file).parent)
    except InputError as error:
        node = tree.at("uncertainty")
        by_option = [replace(p, key="--uncertainty") for p in error.problems if not p.file]
        in_file = [_placed(problem, node, "uncertainty") for problem in error.problems]
        found += in_file if instead is None else by_option or error.problems
        return None


def _axes(tree: Node, found: list[Problem]) -> tuple[dict[str, list[Value]], dict[str, Distribution]]:
    """Factors with listed values, and those with a distribution; what is wrong with them is added to ``found``."""
    axes: dict[str, list[Value]] = {}
    spread: dict[str, Distribution] = {}
    factors, settings = (tree.items[part].items if part in tree.items else {} for part in ("factors", "set"))
    elsewhere = {**dict.fromkeys(settings, "set"), **dict.fromkeys(tree.items, "the file")}
    for key, node in factors.items():
        name = f"factors.{key}"
        try:
            values = values_of(node.plain(), name)
            if isinstance(values, Distribution) and values.name != "choice":
                spread[key] = values
                continue
            listed = values.numbers if isinstance(values, Distribution) else values
            items = node if isinstance(node.value, list) else node.at("choice")
            meant = [_value(key, value, n, items, found) for n, value in enumerate(listed)]
            found += _same_labels(meant, node, name)
            if isinstance(values, Distribution):
                spread[key] = Distribution("choice", tuple(meant))
            else:
                axes[key] = meant
        except InputError as error:
            found += [_placed(problem, node, name) for problem in error.problems]
        found += _clashes(key, node, elsewhere, factors)
    for key in [key for key in factors if key.startswith(STRENGTH) and key.removeprefix(STRENGTH) not in FAMILIES]:
        families = " or ".join(STRENGTH + name for name in FAMILIES)
        found.append(Problem("is of no family of levers", factors[key].file, factors[key].line, key, allowed=families))
    if bool(spread) != ("sample" in tree.items and tree.items["sample"].value is not None):
        place = tree.at("sample")
        which = f"sample, which says how to sample {', '.join(spread)}" if spread else "factors with a distribution"
        empty = "sample" in tree.items and place.value is None
        message = "is empty" if empty else f"the file lacks {which}"
        found.append(Problem(message, place.file, place.line, "sample", allowed=EMPTY["sample"] if empty else None))
    return axes, spread


def _same_labels(values: Sequence[Value], node: Node, key: str) -> list[Problem]:
    """A problem for each value that tables would call by the name of another."""
    known: dict[str, Value] = {}
    twice = [v for v in values if known.setdefault(str(v.label), v).plain != v.plain]
    message = "is the name of two different values"
    return [Problem(message, node.file, node.line, key, value.label, "names of their own") for value in twice]


def _clashes(key: str, node: Node, given: Mapping[str, str], factors: Mapping[str, Node]) -> list[Problem]:
    """What is wrong with a factor's key: it decides nothing, or something else decides it, too."""
    name = f"factors.{key}"
    if key in ("name", "description"):
        return [Problem("decides nothing in a run", node.file, node.line, name)]
    if key in given and key != "scenario":
        return [Problem(f"is in {given[key]}, too", node.file, node.line, name)]
    values = node.value if isinstance(node.value, list) else []
    inside = {f"{key}.{part}" for value in values for part in value.items} if key != "policy" else set()
    found = []
    for other in {**given, **factors} if inside else ():
        if other != key and any(other == part or other.startswith(f"{part}.") for part in inside):
            found.append(Problem(f"gives {other}, which is given apart, too", node.file, node.line, name))
    return found


def _placed(problem: Problem, node: Node, key: str) -> Problem:
    """The problem with a file, line and key, if it has none of its own."""
    return problem if problem.file else replace(problem, file=node.file, line=node.line, key=problem.key or key)


def _value(key: str, given: Any, place: int, node: Node, found: list[Problem]) -> Value:
    """A listed value: policies, organisations and scenarios by name or file, all else as it stands."""
    try:
        return meant(key, given, place, node)
    except InputError as error:
        found += [_placed(problem, node, f"factors.{key}") for problem in error.problems]
        return Value(str(given), given)


def _settings(file: SweepFile, tree: Node) -> dict[str, Any]:
    """The settings of a sweep file, names and files read. Raises InputError with what is wrong with any of them."""
    found: list[Problem] = []
    settings = {}
    for key, value in file.settings.items():
        node = tree.at(f"set.{key}")
        try:
            settings[key] = meant(key, value, 0, node).plain
        except InputError as error:
            found += [_placed(problem, node, f"set.{key}") for problem in error.problems]
    if found:
        raise InputError(found)
    return settings


def meant(key: str, given: Any, place: int, node: Node) -> Value:
    """What a value of a scenario key stands for: names and files of policies, organisations, scenarios are read.

    node: where it stands, or the list in which it is item ``place``. Raises InputError for names of nothing.
    """
    folder = Path(node.file).parent
    listed = node.value[place] if isinstance(node.value, list) and place < len(node.value) else node
    if key == "scenario":
        return Value(str(given), str(given))
    if key == "policy" and isinstance(given, str):
        file = config_file("policies", given, folder)
        load_policy(file)  # to raise all that is wrong with it
        return Value(given, plain_policy(policy_tree(file, (), Problems())))
    listed = node.value[place] if isinstance(node.value, list) and isinstance(given, dict) else node
    if key == "policy" and isinstance(given, dict):
        return Value(str(given.get("name") or f"policy {place + 1}"), absolute_policy(listed).plain())
    if key == "organisation" and isinstance(given, dict):
        plain = absolute_organisation(listed).plain()
        return Value(str(plain.pop("name", None) or f"organisation {place + 1}"), plain)
    if key in ("organisation.members", "organisation.ties") and isinstance(given, str):
        return Value(given, os.path.abspath(folder / given))
    if key == "organisation" and isinstance(given, str):
        spec = load_organisation_spec(config_file("organisations", given, folder))
        return Value(given, spec.model_dump(mode="json", by_alias=True, exclude_unset=True))
    return Value(given if isinstance(given, str | bool | int | float) or given is None else str(given), given)


def _bases(axes: Mapping[str, Sequence[Value]], tree: Node, found: list[Problem]) -> dict[str, dict[str, Any]]:
    """The base scenarios as plain values; ``found`` gets what is wrong."""
    key = "factors.scenario" if "scenario" in axes else "scenario"
    given = tree.items["scenario"].plain() if "scenario" in tree.items else "default"
    named = [str(value.label) for value in axes.get("scenario", ())] or [str(given)]
    bases = {}
    for name in named:
        try:
            bases[name] = plain_scenario(config_file("scenarios", name, Path(tree.file).parent))
        except InputError as error:
            found += [_placed(problem, tree.at(key), key) for problem in error.problems]
    return bases
