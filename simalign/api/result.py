"""The base class of all results: finding, table, figure, arrays, files, and a view in notebooks."""

from abc import ABC, abstractmethod
from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib import rc_context

from simalign.analysis.figures.style import png_bytes, save
from simalign.errors import InputError, Problem, expect
from simalign.files.folder import MANIFEST, json_text, reserve
from simalign.files.spreadsheet import write_csv
from simalign.installation import require
from simalign.scenario.manifest import manifest

ROWS = 10  # of the table in a notebook


class Result(ABC):
    """The result of a public function.

    ``finding`` is a summary in a sentence or two, ``record`` holds all results as the command line prints them with
    --json, and ``table`` the numbers in tidy form. A subclass also implements ``_draw`` and ``_arrays``, and overrides
    ``write`` if the command line writes other files.
    """

    @property
    @abstractmethod
    def finding(self) -> str:
        """The result in a sentence or two."""

    @property
    @abstractmethod
    def record(self) -> dict[str, Any]:
        """All results as values for JSON; the command line prints them with --json."""

    @property
    @abstractmethod
    def table(self) -> pd.DataFrame:
        """The main numbers as a tidy table: one row per observation, one column per variable."""

    @abstractmethod
    def _draw(self, ax: Any | None) -> Any:
        """Draw the figure and return it; with axes, draw only the main panel into them."""

    @abstractmethod
    def _arrays(self) -> tuple[pd.DataFrame, Sequence[str]]:
        """Return a tidy table and its dimensions: columns of which each combination of values occurs at most once."""

    def figure(self, ax: Any | None = None) -> Any:
        """Draw the result.

        Args:
            ax: Matplotlib axes into which to draw the main panel, in the current style; None draws the whole figure in
                the style of this package, without a change of Matplotlib's settings.

        Returns:
            The Matplotlib figure; with ``ax``, the figure of the axes.

        """
        if ax is not None:
            if not hasattr(ax, "get_figure"):
                raise InputError([Problem("cannot be drawn into", key="ax", value=ax, allowed="Matplotlib axes")])
            self._draw(ax)
            return ax.get_figure()
        with rc_context():
            return self._draw(None)

    def to_xarray(self) -> Any:
        """Return the numbers as an ``xarray.Dataset`` with named dimensions.

        Raises:
            InputError: if xarray is not installed.

        """
        require("to_xarray", "xarray", "xarray")
        xarray = import_module("xarray")
        table, dimensions = self._arrays()
        dataset = xarray.Dataset.from_dataframe(table.set_index(list(dimensions)))
        return dataset.reindex({name: table[name].unique() for name in dimensions})  # in their order in the table

    def save(self, folder: str | PathLike[str]) -> Path:
        """Save the result in a new or empty folder, as the files that the command line writes.

        Args:
            folder: its path; folders above it are created.

        Returns:
            The path of the folder.

        Raises:
            InputError: if the folder is not empty or cannot be written; no file is left in it.

        """
        expect(folder, (str, PathLike), "folder", "the path of a folder that is new or empty")
        with reserve(Path(folder), "") as reserved, reserved.filling() as unfinished:
            self.write(unfinished)
        return reserved.path

    def write(self, folder: Path, command: Sequence[str] | None = None) -> None:
        """Write the files of the result into an existing folder; ``save`` does so safely.

        command: the command line, for the manifest. Raises OSError if a file cannot be written.
        """
        write_csv(self.table, folder / "table.csv")
        with rc_context():
            save(self._draw(None), [folder / "figure.png", folder / "figure.svg"])
        text = json_text(manifest(command, **self.record), indent=2)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

    def __repr__(self) -> str:
        """Show the finding and the attributes."""
        return f"{type(self).__name__}: {self.finding}\n[.table  .figure()  .save(folder)  .to_xarray()  .record]"

    def _repr_html_(self) -> str:
        """Show the finding, the first rows of the table and the figure in a notebook."""
        image = b64encode(png_bytes(self.figure())).decode()
        more = len(self.table) - ROWS
        rest = f"<p>{more:,} more rows in <code>.table</code></p>" if more > 0 else ""
        return (
            f"<p><strong>{escape(self.finding)}</strong></p>"
            f"{self.table.head(ROWS).to_html(index=False, float_format='{:.4g}'.format, border=0)}{rest}"
            f'<img alt="{escape(self.finding)}" style="max-width: 100%" src="data:image/png;base64,{image}">'
        )


def frame(records: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Return records as a table; columns: those of the table if there may be no records."""
    return pd.DataFrame(list(records), columns=None if columns is None else list(columns))
