"""The result of ``simalign.sensitivity.sobol`` and ``morris``."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from simalign.api.result import Result
from simalign.api.sensitivity.shared import quick_note
from simalign.files.spreadsheet import write_csv
from simalign.scenario import Scenario
from simalign.scenario.manifest import write_manifest
from simalign.sensitivity.factors import Factor
from simalign.sensitivity.figures.indices import Mark, draw_dots, draw_panel, heading
from simalign.sensitivity.ranking import headline
from simalign.sensitivity.studies import NOISE, Study

MARKS = {
    "sobol": (
        Mark("total", "total index", "total_low", "total_high"),
        Mark("first", "first-order index", "first_low", "first_high"),
    ),
    "morris": (Mark("mu_star", "mu*: mean absolute effect", "low", "high"), Mark("sigma", "sigma", None, None)),
}
AXES = {"sobol": "share of variance", "morris": "change over the whole range"}
TOLD = {"sobol": "total_told", "morris": "told"}  # column: whether the leading number exceeds replication noise


class Indices(Result):
    """Sensitivity indices of factors, and the share of replication noise.

    ``table`` has one row per outcome and factor; with Sobol indices, one factor is "replication noise". ``noise`` has
    one row per outcome: its mean and spread over the design points, the share of replication noise, and the threshold
    that an index must exceed. ``points`` has one row per design point, with the mean of each outcome.
    """

    def __init__(self, scenario: Scenario, factors: Sequence[Factor], study: Study, about: dict[str, Any]) -> None:
        self.scenario, self.factors, self.study, self._about = scenario, factors, study, about

    @property
    def method(self) -> str:
        """The method: "sobol" or "morris"."""
        return str(self._about["method"])

    @property
    def finding(self) -> str:
        """On which factors value, and push minus pull in value, depend most, and how much of each is noise."""
        return headline(self.table, self.noise, MARKS[self.method][0].column, TOLD[self.method])

    @cached_property
    def record(self) -> dict[str, Any]:
        """All results as values for JSON; the command line prints them with --json."""
        ranges = [{"factor": f.key, "form": f.shape.name, "numbers": list(f.shape.numbers)} for f in self.factors]
        tables = {"indices": self.table.to_dict("records"), "noise": self.noise.to_dict("records")}
        return self._about | {"finding": self.finding, "factors": ranges} | tables

    @property
    def table(self) -> pd.DataFrame:
        """One row per outcome and factor: indices or effects, with their 95% intervals."""
        return self.study.indices

    @property
    def noise(self) -> pd.DataFrame:
        """One row per outcome: mean, spread, share of replication noise, and the threshold of indices."""
        return self.study.noise

    @property
    def points(self) -> pd.DataFrame:
        """One row per design point: values of the factors, and the mean of each outcome over the replications."""
        return self.study.points

    @property
    def seed(self) -> int:
        """The random seed, with which to repeat the analysis."""
        return int(self._about["seed"])

    def write(self, folder: Path, command: Sequence[str] | None = None) -> None:
        """Write tables, figure and manifest into an existing folder; ``save`` does so safely."""
        write_csv(self.table, folder / "indices.csv")
        write_csv(self.noise, folder / "noise.csv")
        write_csv(self.points, folder / "points.csv")
        write_csv(pd.DataFrame(self.record["factors"]), folder / "factors.csv")
        self._whole([folder / f"{self.method}.png"])
        entries = {key: value for key, value in self.record.items() if key not in ("scenario", "indices", "noise")}
        write_manifest(folder, self.scenario, command, **entries)

    def _draw(self, ax: Any | None) -> Any:
        if ax is None:
            return self._whole([])
        outcome = "value" if "value" in set(self.table["outcome"]) else self.table["outcome"].iloc[0]
        drawn = self._drawn
        draw_panel(ax, drawn[drawn["outcome"] == outcome], self._thresholds[outcome], MARKS[self.method])
        ax.set_title(heading(outcome))
        ax.set_xlabel(AXES[self.method])
        return None

    def _whole(self, files: Sequence[Path]) -> Any:
        marks, axis = MARKS[self.method], AXES[self.method]
        return draw_dots(self._drawn, self._thresholds, marks, axis, files, self.finding, self._note())

    @property
    def _drawn(self) -> pd.DataFrame:
        return self.table[self.table["factor"] != NOISE]

    @property
    def _thresholds(self) -> dict[str, float]:
        column = f"threshold_{MARKS[self.method][0].column}"
        return dict(zip(self.noise["outcome"], self.noise[column], strict=True))

    def _note(self) -> str:
        """Return the line under the figure: the size of the analysis, and the meaning of lines and shading."""
        record = self._about
        if self.method == "sobol":
            size = f"N = {record['base']}"
        else:
            size = (
                "value in weeks per member-week, all else in shares of working time; "
                f"{record['trajectories']} trajectories"
            )
        return (
            f"{quick_note(record)}{size}, {record['replications']} replications a point; lines: 95% bootstrap "
            f"intervals; shaded: exceeded by chance in 1 of 40 cases; seed {record['seed']}"
        )

    def _arrays(self) -> tuple[pd.DataFrame, Sequence[str]]:
        return self.table, ("outcome", "factor")
