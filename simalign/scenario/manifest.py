"""The manifest of a folder of results: everything that is needed to reproduce them."""

import platform
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from simalign.files.folder import MANIFEST, json_text
from simalign.files.memory import MemoryFile
from simalign.installation import versions
from simalign.scenario.scenario import Scenario
from simalign.scenario.writing import scenario_text


def manifest(command: Sequence[str] | None = None, **entries: Any) -> dict[str, Any]:
    """Return the content of a manifest: the entries, the command line if given, and the versions of software."""
    command_line = {} if command is None else {"command": list(command)}
    return entries | command_line | {"versions": versions(), "machine": platform.machine()}


def write_manifest(folder: Path, scenario: Scenario, command: Sequence[str] | None = None, **entries: Any) -> None:
    """Write the manifest, with checksums of the organisation's files, and the scenario as ``scenario.yaml``."""
    (folder / "scenario.yaml").write_text(scenario_text(scenario), encoding="utf-8")
    files = scenario.organisation.files()
    contents = {file: file.read_bytes() for file in files}
    for file, content_of_file in contents.items():
        if isinstance(file, MemoryFile):  # save a file in memory beside scenario.yaml, which refers to it
            (folder / file.name).write_bytes(content_of_file)
    sums = {str(file): sha256(content_of_file).hexdigest() for file, content_of_file in contents.items()}
    content = manifest(command, **entries, files_sha256=sums, scenario=plain(scenario))
    (folder / MANIFEST).write_text(json_text(content, indent=2) + "\n", encoding="utf-8")


def plain(record: BaseModel) -> dict[str, Any]:
    """Return a scenario or a policy as plain values for the manifest, from which it can be read again."""
    return record.model_dump(mode="json", by_alias=True, exclude_none=True)
