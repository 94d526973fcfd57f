"""The notebook docs/tour.ipynb runs, and each of its results is shown with its figure."""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

TOUR = Path(__file__).parents[2] / "docs" / "tour.ipynb"
RESULTS = ("simalign.compare(", "simalign.sweep(", "simalign.sensitivity.", "simalign.validate(", "simalign.decide(")


def test_the_tour_runs_and_shows_a_figure_for_every_result(tmp_path: Path) -> None:
    notebook = nbformat.read(TOUR, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if "slow" not in cell.metadata.get("tags", ())]
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    for start in RESULTS:
        cells = [cell for cell in notebook.cells if cell.cell_type == "code" and start in cell.source]
        assert cells, start
        for cell in cells:
            (shown,) = (output["data"] for output in cell.outputs if output.output_type == "execute_result")
            assert "data:image/png;base64," in shown["text/html"], start


def test_the_tour_is_stored_without_outputs() -> None:
    assert not any(cell.get("outputs") for cell in nbformat.read(TOUR, as_version=4).cells)
