"""Results of commands on disk and on standard output; folders are those of ``files.folder``."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from simalign.cli import Left
from simalign.errors import InputError
from simalign.files import folder
from simalign.files.folder import ResultsFolder, json_text
from simalign.scenario import Scenario
from simalign.scenario import manifest as manifests

__all__ = ["Results", "command", "json_text", "manifest", "reserve", "save_and_show", "write_manifest"]

Results = ResultsFolder


@contextmanager
def reserve(out: Path | None, name: str) -> Iterator[ResultsFolder]:
    """Reserve the folder of --out, or a new one of this name; a signal that ends the process learns if it was filled.

    Raises InputError as ``files.folder.reserve`` does.
    """
    with folder.reserve(out, name, "--out") as results:
        try:
            yield results
        except Left as left:
            left.kept = results.complete
            raise


def save_and_show(results: ResultsFolder, write: Callable[[Path], None], show: Callable[[str | None], None]) -> None:
    """Write the files of a result into its folder, then show the result, even if the files cannot be written.

    show: prints the result with the path of the folder, or with None if nothing was written.
    Raises InputError if the files cannot be written.
    """
    try:
        with results.filling() as unfinished:
            write(unfinished)
    except InputError:
        show(None)
        raise
    show(str(results.path))


def command() -> list[str]:
    """The command line as it was typed, with the name of the program."""
    return ["simalign", *sys.argv[1:]]


def manifest(**entries: Any) -> dict[str, Any]:
    """Return what is needed to repeat a run: the entries, the command line and the versions."""
    return manifests.manifest(command(), **entries)


def write_manifest(path: Path, design: Scenario, **entries: Any) -> None:
    """Write the manifest and the scenario of a run into a folder."""
    manifests.write_manifest(path, design, command(), **entries)
