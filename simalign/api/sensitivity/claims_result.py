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
    """Claims tried on variants of the model.

    ``table`` has one row a claim and variant, the full model first: the ``difference`` with its 95% interval, its
    ``change`` from the full model, and whether the claim ``holds``, ``flips`` or is ``undecided``.
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
        """The kind of variants: ablations or rivals."""
        return str(self._about["kind"])

    @property
    def finding(self) -> str:
        """How many claims hold in the full model, and under every variant; and which variants most are lost by."""
        return headline(self.cells, ONE_OF[self.kind], PREPOSITION[self.kind])

    @property
    def sentences(self) -> list[str]:
        """A sentence a claim: which variants it rests on."""
        return [sentence(cells, PREPOSITION[self.kind]) for cells in of_claim(self.cells).values()]

    @cached_property
    def record(self) -> dict[str, Any]:
        """Everything that came out, as JSON can hold it; the command line prints it with --json."""
        found = {"finding": self.finding, "sentences": self.sentences, "cells": records(self.cells)}
        return self._about | found

    @property
    def table(self) -> pd.DataFrame:
        """One row a claim and variant."""
        return frame(self.record["cells"])

    @property
    def seed(self) -> int:
        """The random seed, which repeats the trials."""
        return int(self._about["seed"])

    def write(self, folder: Path, command: Sequence[str] | None = None) -> None:
        """Write table, sentences, figure and manifest into a folder that exists: ``save`` does so safely."""
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
