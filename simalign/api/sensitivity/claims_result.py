"""The result of ``simalign.sensitivity.ablations`` and ``rivals``."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from simalign.api.result import Result, frame
from simalign.api.sensitivity.shared import quick_note
from simalign.files.spreadsheet import write_csv
from simalign.scenario import Scenario
from simalign.scenario.manifest import plain, write_manifest
from simalign.sensitivity.claims import Claim, Variant
from simalign.sensitivity.figures.claims import draw_forest, draw_matrix
from simalign.sensitivity.robustness import Cell, headline, of_claim, records, sentence

PREPOSITION = {"ablations": "without", "rivals": "under"}
ONE_OF = {"ablations": "ablation", "rivals": "rival rule"}


class ClaimTrials(Result):
    """The results of claims that were tested on variants of the model.

    ``table`` has one row per claim and variant, the full model first: the mean ``difference`` with its 95% interval,
    its ``change`` from the full model, and the ``verdict``: the claim holds, flips or is undecided.
    """

    def __init__(
        self,
        scenario: Scenario,
        claims: Sequence[Claim],
        variants: Sequence[Variant],
        cells: Sequence[Cell],
        about: dict[str, Any],
    ) -> None:
        self.scenario, self.claims, self.variants, self.cells = scenario, claims, variants, cells
        self._about = about

    @property
    def kind(self) -> str:
        """The kind of variants: "ablations" or "rivals"."""
        return str(self._about["kind"])

    @property
    def finding(self) -> str:
        """How many claims hold in the full model and under every variant, and which variants undo the most claims."""
        return headline(self.cells, ONE_OF[self.kind], PREPOSITION[self.kind])

    @property
    def sentences(self) -> list[str]:
        """One sentence per claim: the variants on which it depends."""
        return [sentence(cells, PREPOSITION[self.kind]) for cells in of_claim(self.cells).values()]

    @cached_property
    def record(self) -> dict[str, Any]:
        """All results as values for JSON; the command line prints them with --json."""
        results = {"finding": self.finding, "sentences": self.sentences, "cells": records(self.cells)}
        return self._about | results

    @property
    def table(self) -> pd.DataFrame:
        """One row per claim and variant."""
        return frame(self.record["cells"])

    @property
    def seed(self) -> int:
        """The random seed, with which to repeat the trials."""
        return int(self._about["seed"])

    def write(self, folder: Path, command: Sequence[str] | None = None) -> None:
        """Write table, sentences, figure and manifest into an existing folder; ``save`` does so safely."""
        write_csv(self.table, folder / "claims.csv")
        (folder / "sentences.txt").write_text("\n".join(self.sentences) + "\n", encoding="utf-8")
        draw_matrix(self.cells, [folder / f"{self.kind}.png"], self.finding, self._note())
        entries = {key: value for key, value in self.record.items() if key not in ("scenario", "cells")}
        entries |= {"claims": [plain(claim) for claim in self.claims]}
        entries |= {"variants": [plain(variant) for variant in self.variants]}
        write_manifest(folder, self.scenario, command, **entries)

    def _draw(self, ax: Any | None) -> Any:
        if ax is None:
            return draw_matrix(self.cells, [], self.finding, self._note())
        draw_forest(ax, list(of_claim(self.cells).values()))
        return None

    def _note(self) -> str:
        record = self._about
        return (
            f"{quick_note(record)}{record['members']} members, {record['replications']} replications, paired; an "
            f"interval leaves out a difference of 0 by chance in 1 of 20 cells; seed {record['seed']}"
        )

    def _arrays(self) -> tuple[pd.DataFrame, Sequence[str]]:
        return self.table, ("claim", "variant")
