"""The sweep file of a design as values that do not depend on its folder, from which a sweep file can be written."""

import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from simalign.files.shipped import config_file, is_name
from simalign.sweeps.design.design import Design, Value
from simalign.sweeps.design.factors import LISTED


def source(design: Design) -> dict[str, Any]:
    """Return the content of a sweep file with the seed, the draws and the files that the design uses.

    Policies and organisations in files are replaced by their content, under the label that they have in tables.
    Scenarios and tables of members have absolute paths.

    >>> from simalign.sweeps.design.load import load_sweep
    >>> source(load_sweep("dials"))["factors"]["policy.dials.push"]
    {'grid': [0, 1, 6]}
    """
    plain: dict[str, Any] = design.tree.plain()
    factors = {key: _values(design, key, form) for key, form in plain.get("factors", {}).items()}
    entries = {"scenario": design.file.scenario, "set": design.file.settings, "seed": design.seed}
    folder = Path(design.tree.file).parent
    entries["scenario"] = scenario_file(str(entries["scenario"]), folder)
    entries["uncertainty"] = "none" if design.posterior is None else os.path.abspath(design.posterior.file)
    if "scenario" in factors:
        del entries["scenario"]
        factors["scenario"] = [scenario_file(str(name), folder) for name in design.column("scenario")]
    entries |= {"factors": factors, "name": design.file.name}
    return {**plain, **{key: value for key, value in entries.items() if value or value == 0}}


def yaml_text(plain: Mapping[str, Any]) -> str:
    """Return values as YAML, each written out where it occurs, because files for simalign have no aliases.

    >>> shared = [1]
    >>> yaml_text({"a": shared, "b": shared}).split()
    ['a:', '-', '1', 'b:', '-', '1']
    """
    text, yaml = io.StringIO(), YAML()
    yaml.representer.ignore_aliases = lambda data: True
    yaml.dump(plain, text)
    return text.getvalue()


def scenario_file(name: str, folder: Path) -> str:
    """Return the name of a shipped scenario, or the absolute path of another one."""
    return name if is_name(name) else os.path.abspath(config_file("scenarios", name, folder))


def _values(design: Design, key: str, form: Any) -> Any:
    """Return the form of a factor's values with files replaced by their content."""
    if key in design.axes:
        values = design.axes[key]
        if not isinstance(form, list):
            return form
        added = [None] * (len(values) - len(form))  # policies that an experiment adds are in no file
        return [_value(key, *pair) for pair in zip([*form, *added], values, strict=True)]
    spread = design.spread[key]
    if spread.name not in LISTED:
        return form
    return {spread.name: [_value(key, *pair) for pair in zip(form[spread.name], spread.numbers, strict=True)]}


def _value(key: str, written: Any, value: Value) -> Any:
    """Return a listed value as it may be written in another folder."""
    if key == "policy" and isinstance(written, str) and is_name(written):
        return written
    named = key in ("policy", "organisation") and isinstance(value.plain, dict)
    return {**value.plain, "name": value.label} if named else value.plain
