"""Study files read: everything that is wrong with one told at once, with its line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simalign.errors import InputError, Problem
from simalign.evidence.study import Study
from simalign.policies.resolve import settled
from simalign.scenario import Scenario
from simalign.scenario.configs import config_file, configs_folder
from simalign.scenario.files import read_tree
from simalign.scenario.reading import load_scenario
from simalign.scenario.tree import Node
from simalign.sweeps.design import put
from simalign.sweeps.loading import meant


@dataclass(frozen=True)
class Loaded:
    """A study with its base scenario as plain values, and where it was read."""

    study: Study
    base: Mapping[str, Any]
    tree: Node

    def scenario(self, arm: str, varied: Mapping[str, Any] | None = None) -> Scenario:
        """The scenario of an arm, in an organisation that differs by ``varied``; raises InputError for none."""
        import copy

        plain = copy.deepcopy(dict(self.base))
        settings = {**self.study.settings, **(varied or {}), **self.study.arms[arm]}
        found: list[Problem] = []
        for key in sorted(settings, key=lambda key: key.count(".")):
            node = self._node(arm, key)
            try:
                put(plain, key, meant(key, settings[key], 0, node).plain)
            except InputError as error:
                found += [replace(p, file=node.file, line=node.line) for p in error.problems if p.file is None]
        try:
            made = Scenario(**plain)
            made = made.model_copy(update={"policy": settled(made.policy)})
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

    def _placed(self, arm: str, problem: Problem) -> Problem:
        if problem.file is not None:
            return problem
        key = problem.key or ""
        keys = {**self.study.settings, **self.study.vary, **self.study.arms[arm]}
        about = [name for name in keys if key == name or key.startswith(f"{name}.") or name.startswith(f"{key}.")]
        node = self._node(arm, max(about, key=len)) if key and about else self.tree.items["arms"].items[arm]
        return replace(problem, file=node.file, line=node.line, key=f"arms.{arm}.{key}" if key else f"arms.{arm}")


def shipped_studies() -> list[Path]:
    """The files of the shipped facts, by name."""
    return sorted((configs_folder() / "facts").glob("*.yaml"))


def load_study(file: Path) -> Loaded:
    """The study in a file. Raises InputError with everything that is wrong with it, by line."""
    found: list[Problem] = []
    tree = read_tree(file, found)
    study, base = None, None
    try:
        study = Study(**tree.plain())
    except InputError as error:
        found += [p if p.file else replace(p, file=file, line=tree.at(p.key or "").line) for p in error.problems]
    named = tree.items["scenario"].plain() if "scenario" in tree.items else "default"
    try:
        base = load_scenario(config_file("scenarios", str(named), file.parent))
    except InputError as error:
        place = tree.at("scenario")
        found += [p if p.file else replace(p, file=file, line=place.line, key="scenario") for p in error.problems]
    if study is None or base is None or found:
        raise InputError(sorted(found, key=lambda problem: (str(problem.file), problem.line or 0)))
    plain = base.model_dump(mode="json", by_alias=True, exclude_unset=True)
    plain |= base.model_dump(mode="json", by_alias=True, include={"goals", "roles", "departments"})
    study = study.model_copy(update={"name": study.name or file.stem})
    loaded = Loaded(study, plain, tree)
    _try_arms(loaded, found)
    return loaded


def _try_arms(loaded: Loaded, found: list[Problem]) -> None:
    """Raise InputError where an arm makes no scenario."""
    for arm in loaded.study.arms:
        try:
            loaded.scenario(arm)
        except InputError as error:
            found += [p for p in error.problems if p not in found]
    if found:
        raise InputError(found)


def load_studies(files: Sequence[Path]) -> list[Loaded]:
    """Several studies; all that is wrong with any of them is raised together, names given twice too."""
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
