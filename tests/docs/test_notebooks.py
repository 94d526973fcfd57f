"""The tutorials that are notebooks run, and give the results that are stored in them.

Figures are not compared, because they depend on fonts and versions of Matplotlib. Cells with the tag ``slow`` are run
with ``-m slow``. ``python -m tests.docs.test_notebooks NAME ...`` stores new results.
"""

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "docs" / "tutorials"
NAMES = sorted(file.stem for file in FOLDER.glob("*.ipynb"))
KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
SLOW = ("own_study",)
PICTURE = re.compile(r"<img [^>]*>")


def is_slow(cell: Any) -> bool:
    """Return whether a cell is run in slow tests only."""
    return "slow" in cell.metadata.get("tags", ())


def executed(name: str, folder: Path, slow: bool) -> tuple[Any, Any]:
    """Return a notebook as stored and as executed in a folder, without its slow cells unless ``slow``.

    Paths in the folder are relative in the outputs.
    """
    stored = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    stored.cells = [cell for cell in stored.cells if slow or not is_slow(cell)]
    new = nbformat.from_dict(stored)
    NotebookClient(new, timeout=600, record_timing=False, resources={"metadata": {"path": str(folder)}}).execute()
    new = nbformat.reads(nbformat.writes(new).replace(f"{folder}/", ""), as_version=4)
    return stored, new


def texts(cell: Any) -> list[str]:
    """Return the outputs of a cell as text: streams, results and tables without pictures."""
    found = []
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        found += [output.get("text", ""), data.get("text/plain", ""), PICTURE.sub("", data.get("text/html", ""))]
    return [text for text in found if text]


def check(name: str, folder: Path, slow: bool) -> None:
    """Execute a notebook and compare the outputs of each cell with the stored ones."""
    stored, new = executed(name, folder.resolve(), slow)
    for before, after in zip(stored.cells, new.cells, strict=True):
        assert texts(after) == texts(before), before.source


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_gives_its_stored_results(name: str, tmp_path: Path) -> None:
    check(name, tmp_path, slow=False)


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
def test_slow_cells_give_their_stored_results(name: str, tmp_path: Path) -> None:
    check(name, tmp_path, slow=True)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_can_be_read_without_running_it(name: str) -> None:
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    assert any(is_slow(cell) for cell in notebook.cells) == (name in SLOW)
    last = [cell for cell in notebook.cells if cell.cell_type == "code"][-1]
    assert last.outputs
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")


def main(names: list[str]) -> None:
    """Execute notebooks, all if none is named, and store their results."""
    for name in names or NAMES:
        with tempfile.TemporaryDirectory() as folder:
            _, new = executed(name, Path(folder).resolve(), slow=True)
        new.metadata = nbformat.from_dict(KERNEL | {"language_info": {"name": "python"}})
        nbformat.write(new, FOLDER / f"{name}.ipynb")


if __name__ == "__main__":
    main(sys.argv[1:])
