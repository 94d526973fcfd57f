"""Study files read: everything that is wrong with one told at once, with its line."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from simalign.errors import InputError, Problem, expect
from simalign.evidence.study import Study
from simalign.files.read import path_of, read_tree, unusable
from simalign.files.shipped import config_file, configs_folder
from simalign.files.tree import Node
from simalign.policies.values import resolve
from simalign.scenario import Scenario
from simalign.scenario.read import plain_scenario
from simalign.sweeps.design.design import put
from simalign.sweeps.design.factors import Distribution, values_of, within_range
from simalign.sweeps.design.load import meant


@dataclass(frozen=True)
class Loaded:
    """A study with its base scenario as plain values, and where it was read."""

    study: Study
    base: Mapping[str, Any]
    tree: Node

    def middle(self) -> dict[str, Any]:
        """An organisation in the middle of what they differ in, by key."""
        shapes = {key: values_of(given, key) for key, given in self.study.vary.items()}
        return {k: shape.values(np.array([0.5]))[0] for k, shape in shapes.items() if isinstance(shape, Distribution)}

    def scenario(self, arm: str, varied: Mapping[str, Any] | None = None) -> Scenario:
        """The scenario of an arm, in an organisation that differs by ``varied``; raises InputError for none."""
        plain = copy.deepcopy(dict(self.base))
        settings = {**self.study.settings, **(varied or {}), **self.study.arms[arm]}
        found: list[Problem] = []
        for key in sorted(settings, key=lambda key: key.count(".")):
            node, place = self._node(arm, key), 0
            try:
                if key in (varied or {}) and "choice" in node.items:  # which of those listed
                    node = node.items["choice"]
                    place = node.plain().index(settings[key])
                put(plain, key, meant(key, settings[key], place, node).plain)
            except InputError as error:
                found += [p if _there(p) else self._blamed(arm, key, p) for p in error.problems]
        try:
            made = Scenario(**plain)
            made = made.unchecked_copy(policy=resolve(made.policy))
        except InputError as error:
            found += [self._placed(arm, p) for p in error.problems]
        if found:
            raise InputError(found)
        return made

    def _node(self, arm: str, key: str) -> Node:
        """Where a setting of an arm stands; of a varied key, where it is varied."""
        arms = self.tree.items["arms"].items[arm].items
        for items in (arms, *(self.tree.items[part].items for part in ("set", "vary") if part in self.tree.items)):
            if key in items:
                return items[key]
        return self.tree

    def _blamed(self, arm: str, key: str, problem: Problem) -> Problem:
        """The problem of a setting, with its place."""
        node = self._node(arm, key)
        value = problem.value if problem.file is None else node.plain()
        return replace(problem, file=node.file, line=node.line, key=self._part(arm, key), value=value)

    def _part(self, arm: str, key: str) -> str:
        """A key as it stands in the file."""
        if key in self.study.arms[arm]:
            return f"arms.{arm}.{key}"
        return next((f"{part}.{key}" for part in ("set", "vary") if key in self.tree.at(part).items), key)

    def _placed(self, arm: str, problem: Problem) -> Problem:
        if problem.file is not None:
            return problem
        key = problem.key or ""
        keys = {**self.study.settings, **self.study.vary, **self.study.arms[arm]}
        about = [name for name in keys if key == name or key.startswith(f"{name}.") or name.startswith(f"{key}.")]
        if not about or not key:
            node = self.tree.items["arms"].items[arm]
            return replace(problem, file=node.file, line=node.line, key=f"arms.{arm}.{key}" if key else f"arms.{arm}")
        named = max(about, key=lambda name: (name in self.study.arms[arm], len(name)))
        node, part = self._node(arm, named), self._part(arm, named).removesuffix(named)
        placed = replace(problem, file=node.file, line=node.line, key=f"{part}{key}")
        return within_range(placed, node.plain())


def _there(problem: Problem) -> bool:
    """Whether a problem is in a file; not where it is that there is none."""
    return problem.file is not None and unusable(Path(problem.file)) is None


def shipped_studies() -> list[Path]:
    """The files of the shipped facts, by name."""
    return sorted((configs_folder() / "facts").glob("*.yaml"))


def load_study(file: str | Path) -> Loaded:
    """The study in a file. Raises InputError with everything that is wrong with it, by line."""
    file = path_of(file)
    found: list[Problem] = []
    tree = read_tree(file, found)
    study, base = None, None
    try:
        study = Study(**tree.plain())
    except InputError as error:
        found += [p if p.file else replace(p, file=file, line=tree.at(p.key or "").line) for p in error.problems]
    named = tree.items["scenario"].plain() if "scenario" in tree.items else "default"
    try:
        base = plain_scenario(config_file("scenarios", named if isinstance(named, str) else "default", file.parent))
    except InputError as error:
        line = tree.at("scenario").line
        found += [
            p if _there(p) else replace(p, file=file, line=line, key="scenario", value=named) for p in error.problems
        ]
    if study is None or base is None or found:
        raise InputError(sorted(found, key=lambda problem: (str(problem.file), problem.line or 0)))
    study = study.model_copy(update={"name": study.name or file.stem})
    loaded = Loaded(study, base, tree)
    _try_arms(loaded, found)
    return loaded


def _try_arms(loaded: Loaded, found: list[Problem]) -> None:
    """Raise InputError where an arm makes no scenario, or none in the middle of what organisations differ in."""
    for arm in loaded.study.arms:
        try:
            problems = _too_early(loaded, loaded.scenario(arm, loaded.middle()))
        except InputError as error:
            problems = error.problems
        found += [p for p in problems if p not in found]
    if found:
        raise InputError(found)


def _too_early(loaded: Loaded, scenario: Scenario) -> list[Problem]:
    """Changes since a week at whose end nothing has happened yet."""
    found = []
    for n, effect in enumerate(loaded.study.effects):
        if effect.since == 0 and scenario.warmup == 0:
            node = loaded.tree.at(f"effects.{n}.since")
            message = "nothing can be measured before the first week, as there is no warm-up"
            found.append(Problem(message, node.file, node.line, f"effects.{n}.since", 0, "1 or more"))
    return found


def load_studies(files: Sequence[str | Path]) -> list[Loaded]:
    """Several studies; all that is wrong with any of them is raised together, names given twice too."""
    expect(files, (list, tuple), "files", "a list of paths")
    studies: list[Loaded] = []
    found: list[Problem] = []
    for file in files:
        try:
            studies.append(load_study(file))
        except InputError as error:
            found += error.problems
    names: dict[str, Path | str] = {}
    for loaded in studies:
        for n, effect in enumerate(loaded.study.effects):
            place = loaded.tree.at(f"effects.{n}")
            if effect.name in names:
                message = f"an effect of that name stands in {names[effect.name]}, too"
                found.append(Problem(message, place.file, place.line, f"effects.{n}.name", effect.name))
            names[effect.name] = place.file
    if found:
        raise InputError(found)
    return studies
