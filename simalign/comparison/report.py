"""The report of a comparison: its stages, its record, and the files that are saved of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from simalign.analysis.figures.curves import draw_curves
from simalign.analysis.figures.organisation import Overlaps, draw_tree
from simalign.analysis.findings import crossings, doubts, headline, pairwise, ranges, summary
from simalign.analysis.power import needs
from simalign.comparison.compare import AS_SET, BASE, Arm, budget_of, not_equal
from simalign.errors import InputError, Problem
from simalign.files.spreadsheet import write_csv
from simalign.scenario import Scenario
from simalign.scenario.manifest import plain, write_manifest
from simalign.scenario.posterior import Posterior
from simalign.simulation import Simulation

MOST = 1000
PAIRS = ("basis", "period", "one", "other", "measure", "difference", "low", "high", "warning")
OF_MANIFEST = ("seed", "replications", "precision", "uncertainty", "finding", "finding_warning", "not_at_equal_cost")


class Stages(NamedTuple):
    """How many replications are run first, how precise the differences shall be, and how many may be run in all.

    precision: half-width of intervals, in the measures' units; None where ``first`` replications are all.
    """

    first: int
    precision: float | None = None
    most: int = MOST

    @property
    def deciding(self) -> int | None:
        """Replications that decide how many are run; None where that is settled before."""
        return None if self.precision is None else self.first

    @property
    def limit(self) -> int:
        """Replications that may be run, at most."""
        return self.first if self.precision is None else self.most

    def total(self, table: pd.DataFrame, weeks: int) -> tuple[int, int]:
        """Replications that the first stage says are needed, and those that will be run.

        table: tidy series of the replications so far; weeks: weeks of policy.
        """
        done = int(table["replication"].nunique())
        required = needs(table, weeks, list(table["policy"].unique()), self.precision or 1.0, self.first)
        needed = max((need.replications for need in required), default=0)
        return needed, max(done, min(self.most, needed))


def stages_of(replications: int, precision: float | None, most: int | None) -> Stages:
    """Return the stages of a comparison; raises InputError where the arguments contradict each other."""
    if precision is None:
        if most is not None:
            raise InputError([Problem("requires precision", key="most", value=most)])
        return Stages(replications)
    if replications < 2:
        message = "is too few for a first stage"
        raise InputError([Problem(message, key="replications", value=replications, allowed="2 or more")])
    if replications > (most or MOST):
        message = "is fewer than the replications of the first stage"
        raise InputError([Problem(message, key="most", value=most or MOST, allowed=f"{replications} or more")])
    return Stages(replications, precision, most or MOST)


@dataclass(frozen=True)
class Report:
    """A finished comparison.

    series: tidy table with the columns policy, basis, replication, week and all measures.
    ends: the first replication at its end, by policy as set. further: measures reported beside the usual ones, of which
    ``sources`` are own ones: their source by name, None where it cannot be read.
    """

    scenario: Scenario
    seed: int
    stages: Stages
    posterior: Posterior | None
    arms: Sequence[Arm]
    series: pd.DataFrame
    ends: dict[str, Simulation]
    further: Sequence[str] = ()
    sources: dict[str, dict[str, str | None]] = field(default_factory=dict)

    @property
    def policies(self) -> list[str]:
        """Names of the policies, without status quo."""
        return [arm.name for arm in self.arms if arm.basis == AS_SET and arm.name != BASE]

    @property
    def as_set(self) -> pd.DataFrame:
        """The series of the policies as they were set."""
        return self.series[self.series["basis"] == AS_SET]

    @cached_property
    def record(self) -> dict[str, Any]:
        """Everything that was found, as JSON can hold it."""
        design, table, policies, first = self.scenario, self.series, self.policies, self.stages.deciding
        members = design.organisation.members
        record = {
            "scenario": design.name,
            "organisation": None if members is None else str(members),
            "members": self.ends[BASE].organisation.size,
            "seed": self.seed,
            "replications": int(table["replication"].nunique()),
            "precision": self._precision(),
            "uncertainty": self.posterior and self.posterior.plain(),
            "weeks": design.weeks,
            "warmup": design.warmup,
            "finding": headline(self.as_set, design.weeks, policies, BASE, first),
            "finding_warning": doubts(self.as_set, design.weeks, policies, BASE, first),
            "arms": [{"policy": a.name, "basis": a.basis, "scaled_to": a.share, "cost": a.cost} for a in self.arms],
            "budget": budget_of(self.arms),
            "not_at_equal_cost": not_equal(self.arms),
            "summary": summary(table, design.weeks, BASE, first, self.further),
            "pairs": pairwise(table, design.weeks, policies, first, self.further),
            "crossings": crossings(table, policies),
        }
        if self.posterior is not None:
            record["ranges"] = ranges(table, design.weeks, [BASE, *policies], self.further)
        return record

    def _precision(self) -> dict[str, Any] | None:
        """The precision asked for and reached, by the difference that needs most; None where none was asked for."""
        asked = self.stages.precision
        if asked is None:
            return None
        rivals = list(self.series["policy"].unique())
        required = needs(self.series, self.scenario.weeks, rivals, asked, self.stages.first)
        farthest = max((need.reach for need in required), default=0.0)
        return {
            "asked": asked,
            "reached": farthest <= asked * (1 + 1e-9),
            "farthest": farthest,
            "first_stage": self.stages.first,
            "most": self.stages.most,
            "needs": [need._asdict() for need in required],
        }

    def pairs(self) -> pd.DataFrame:
        """Differences between policies, a row a basis, period, pair and measure."""
        return pd.DataFrame(self.record["pairs"], columns=PAIRS)

    def curves(self, files: Sequence[Path] = ()) -> Any:
        """Draw the figure of the comparison: means and differences from status quo by week; saved in ``files``."""
        note = f"{self._unit()}; seed {self.seed}"
        finding, first = self.record["finding"], self.stages.deciding
        return draw_curves(self.as_set, list(self.ends), BASE, files, finding, note, first, self.further)

    def organisation(self, files: Sequence[Path] = ()) -> Any:
        """Draw the organisation of the first replication at its end, a picture a policy; saved in ``files``."""
        organisation = self.ends[BASE].organisation
        looks = {name: Overlaps(*end.overlaps()) for name, end in self.ends.items()}
        departments = [organisation.departments[d] for d in organisation.department]
        return draw_tree(organisation.manager, departments, looks, self.scenario.weeks, files)

    def write(self, folder: Path, command: Sequence[str] | None = None) -> None:
        """Write tables, series, figures and manifest into a folder. Raises OSError where the disk does not take them.

        command: the command line, where there was one.
        """
        record = self.record
        write_csv(pd.DataFrame(record["summary"]), folder / "summary.csv")
        write_csv(self.pairs(), folder / "pairs.csv")
        if "ranges" in record:
            write_csv(pd.DataFrame(record["ranges"]), folder / "ranges.csv")
        self.series.to_parquet(folder / "series.parquet", index=False)
        self.curves(_pictures(folder, "curves"))
        self.organisation(_pictures(folder, "organisation"))
        entries = {key: record[key] for key in OF_MANIFEST} | self.sources
        pairs = zip(record["arms"], self.arms, strict=True)
        arms = [entry | {"full_policy": plain(arm.policy)} for entry, arm in pairs]
        write_manifest(folder, self.scenario, command, **entries, arms=arms)

    def _unit(self) -> str:
        """The population that intervals are about."""
        n = self.record["replications"]
        if n == 1:
            return "1 replication, so no intervals"
        over = "organisations" if self.record["organisation"] is None else "replications of one organisation"
        drawn = " with posterior draws" if self.posterior else ""
        return f"{n} {over}{drawn}, paired; bands: 95% intervals of means"


def _pictures(folder: Path, name: str) -> list[Path]:
    return [folder / f"{name}.{suffix}" for suffix in ("png", "svg")]
