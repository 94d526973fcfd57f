"""Load study files; all problems of a file are raised at once."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from simalign.errors import InputError, Problem, expect
from simalign.evidence.cases import needed
from simalign.evidence.study import Study
from simalign.files.load import Problems, load, read_named
from simalign.files.read import path_of
from simalign.files.shipped import config_file, shipped_files
from simalign.files.tree import Node
from simalign.policies.values import resolve
from simalign.scenario import Scenario
from simalign.scenario.read import plain_scenario
from simalign.sweeps.design.design import put
from simalign.sweeps.design.factors import Distribution, values_of, within_range
from simalign.sweeps.design.load import base_name, resolve_value


@dataclass(frozen=True)
class Loaded:
    """A study, its base scenario as plain values, and the tree of its file."""

    study: Study
    base: Mapping[str, Any]
    tree: Node

    def middle(self) -> dict[str, Any]:
        """Return the medians of what organisations differ in, by key."""
        shapes = {key: values_of(given, key) for key, given in self.study.vary.items()}
        return {k: shape.values(np.array([0.5]))[0] for k, shape in shapes.items() if isinstance(shape, Distribution)}

    def scenario(self, arm: str, varied: Mapping[str, Any] | None = None) -> Scenario:
        """Return the scenario of an arm in an organisation with ``varied`` values, by key.

        Raises InputError where the values do not make a scenario.
        """
        plain = copy.deepcopy(dict(self.base))
        settings = {**self.study.settings, **(varied or {}), **self.study.arms[arm]}
        problems = Problems()
        for key in sorted(settings, key=lambda key: key.count(".")):
            node, index = self._node(arm, key), 0
            with problems.at(node, self._key_in_file(arm, key)):
                if key in (varied or {}) and "choice" in node.items:  # which of those listed
                    node = node.items["choice"]
                    index = node.plain().index(settings[key])
                put(plain, key, resolve_value(key, settings[key], index, node).plain)
        try:
            scenario = Scenario(**plain)
            scenario = scenario.unchecked_copy(policy=resolve(scenario.policy))
        except InputError as error:
            problems += [self._placed(arm, problem) for problem in error.problems]
        problems.stop()
        return scenario

    def _node(self, arm: str, key: str) -> Node:
        """Return the node of a setting of an arm; of a varied key, the node of its distribution."""
        arms = self.tree.items["arms"].items[arm].items
        for items in (arms, *(self.tree.items[part].items for part in ("set", "vary") if part in self.tree.items)):
            if key in items:
                return items[key]
        return self.tree

    def _key_in_file(self, arm: str, key: str) -> str:
        """Return the key of a setting as it is in the file."""
        if key in self.study.arms[arm]:
            return f"arms.{arm}.{key}"
        return next((f"{part}.{key}" for part in ("set", "vary") if key in self.tree.at(part).items), key)

    def _placed(self, arm: str, problem: Problem) -> Problem:
        """Return a problem of a scenario with the place of the setting that it comes from."""
        if problem.file is not None:
            return problem
        key = problem.key or ""
        keys = {**self.study.settings, **self.study.vary, **self.study.arms[arm]}
        about = [name for name in keys if key == name or key.startswith(f"{name}.") or name.startswith(f"{key}.")]
        if not about or not key:
            node = self.tree.items["arms"].items[arm]
            return replace(problem, file=node.file, line=node.line, key=f"arms.{arm}.{key}" if key else f"arms.{arm}")
        named = max(about, key=lambda name: (name in self.study.arms[arm], len(name)))
        node, part = self._node(arm, named), self._key_in_file(arm, named).removesuffix(named)
        placed = replace(problem, file=node.file, line=node.line, key=f"{part}{key}")
        return within_range(placed, node.plain())


def shipped_studies() -> list[Path]:
    """Return the files of the shipped studies, by name; they lie in folders of their families."""
    return shipped_files("facts")


def load_study(file: str | Path) -> Loaded:
    """Return the study in a file. Raises InputError with everything that is wrong with it, by line."""
    draft = load(path_of(file), Study, read_named)
    base: dict[str, Any] = {}
    with draft.problems.at(draft.tree.at("scenario"), "scenario"):
        base = plain_scenario(config_file("scenarios", base_name(draft.tree), path_of(file).parent))
    loaded = Loaded(draft.finished(), base, draft.tree)
    _check_arms(loaded)
    return loaded


def _check_arms(loaded: Loaded) -> None:
    """Raise InputError for arms that do not make a scenario with the medians of what organisations differ in."""
    problems = Problems()
    for arm in loaded.study.arms:
        with problems.collect():
            problems += _too_early(loaded, loaded.scenario(arm, loaded.middle()))
    problems.stop()


def _too_early(loaded: Loaded, scenario: Scenario) -> list[Problem]:
    """Find effects that are observed in week 0 of a scenario without warm-up."""
    problems = []
    for n, effect in enumerate(loaded.study.effects if scenario.warmup == 0 else ()):
        goals = [goal.name for goal in scenario.goals]
        if 0 in needed(loaded.study, effect, goals):
            key = f"effects.{n}.since" if effect.since == 0 else f"effects.{n}"
            node = loaded.tree.at(key)
            message = "nothing can be measured before the first week, as there is no warm-up"
            problems.append(Problem(message, node.file, node.line, key, 0, "week 1 or later"))
    return problems


def load_studies(files: Sequence[str | Path]) -> list[Loaded]:
    """Return several studies. Raises InputError with everything that is wrong, effects of the same name included."""
    expect(files, (list, tuple), "files", "a list of paths")
    studies: list[Loaded] = []
    problems = Problems()
    for file in files:
        with problems.collect():
            studies.append(load_study(file))
    names: dict[str, Path | str] = {}
    for loaded in studies:
        for n, effect in enumerate(loaded.study.effects):
            node = loaded.tree.at(f"effects.{n}")
            if effect.name in names:
                message = f"an effect in {names[effect.name]} has the same name"
                problems.append(Problem(message, node.file, node.line, f"effects.{n}.name", effect.name))
            names[effect.name] = node.file
    if problems:
        raise InputError(problems)
    return studies
