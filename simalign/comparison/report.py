"""The report of a comparison: its stages, its record, and the files that it writes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from simalign.analysis.figures.curves import draw_curves
from simalign.analysis.figures.organisation import Overlaps, draw_tree
from simalign.analysis.findings import crossings, doubts, headline, pairwise, periods, ranges, summary
from simalign.analysis.percent import columns, percent_of_base
from simalign.analysis.power import needs
from simalign.analysis.text import words
from simalign.comparison.compare import AS_SET, BASE, Arm, budget_of, not_equal
from simalign.errors import InputError, Problem
from simalign.files.spreadsheet import write_csv
from simalign.organisation.record import Organisation
from simalign.scenario import Scenario
from simalign.scenario.manifest import plain, write_manifest
from simalign.scenario.posterior import Posterior
from simalign.simulation import Simulation

MOST = 1000
PAIRS = ("basis", "period", "one", "other", "measure", "difference", "low", "high", "warning")
OF_MANIFEST = ("seed", "replications", "precision", "uncertainty", "finding", "finding_warning", "not_at_equal_cost")


class Stages(NamedTuple):
    """A two-stage sampling plan: replications of the first stage, target precision, and a maximum in all.

    precision: target half-width of the intervals, in the units of the measures; None if there is only a first stage.
    """

    first: int
    precision: float | None = None
    most: int = MOST

    @property
    def deciding(self) -> int | None:
        """Replications of the stage that determines the total; None if there is only one stage."""
        return None if self.precision is None else self.first

    @property
    def limit(self) -> int:
        """Maximum number of replications."""
        return self.first if self.precision is None else self.most

    def total(self, table: pd.DataFrame, weeks: int) -> tuple[int, int]:
        """Return the replications that the first stage estimates are needed, and those that will be run.

        table: tidy series of the replications run so far. weeks: weeks of policy.
        """
        done = int(table["replication"].nunique())
        required = needs(table, weeks, list(table["policy"].unique()), self.precision or 1.0, self.first)
        needed = max((need.replications for need in required), default=0)
        return needed, max(done, min(self.most, needed))


def stages_of(replications: int, precision: float | None, most: int | None) -> Stages:
    """Return the stages of a comparison. Raises InputError if the arguments contradict each other."""
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
    ends: finished simulation of the first replication of each policy as specified. further: measures reported in
    addition to the standard ones. sources: source code of those written by the user, by name; None if unreadable.
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
        """The series of the policies as specified, without the arms at equal cost."""
        return self.series[self.series["basis"] == AS_SET]

    @cached_property
    def record(self) -> dict[str, Any]:
        """All results of the comparison, in types that JSON can hold."""
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
            "events": self._events(),
            "finding": headline(self.as_set, design.weeks, policies, BASE, first),
            "finding_warning": doubts(self.as_set, design.weeks, policies, BASE, first),
            "arms": [{"policy": a.name, "basis": a.basis, "scaled_to": a.share, "cost": a.cost} for a in self.arms],
            "budget": budget_of(self.arms),
            "not_at_equal_cost": not_equal(self.arms),
            "summary": summary(table, design.weeks, BASE, first, self.further),
            "percent": percent_of_base(table, periods(design.weeks), BASE, first, self.posterior is not None),
            "pairs": pairwise(table, design.weeks, policies, first, self.further),
            "crossings": crossings(table, policies),
        }
        if self.posterior is not None:
            record["ranges"] = ranges(table, design.weeks, [BASE, *policies], self.further)
        return record

    def _events(self) -> list[str]:
        """Return the events of the scenario, and then of the policies, in sentences."""
        of_policies = {arm.name: arm.policy.events for arm in self.arms if arm.basis == AS_SET}
        events = {"": self.scenario.events} | {f"{words(name)}, ": events for name, events in of_policies.items()}
        return [f"{whose}week {event.week}: {event.sentence}" for whose, group in events.items() for event in group]

    def _precision(self) -> dict[str, Any] | None:
        """Return the target precision and whether the least precise difference reached it; None without a target."""
        target = self.stages.precision
        if target is None:
            return None
        rivals = list(self.series["policy"].unique())
        required = needs(self.series, self.scenario.weeks, rivals, target, self.stages.first)
        farthest = max((need.reach for need in required), default=0.0)
        return {
            "asked": target,
            "reached": farthest <= target * (1 + 1e-9),
            "farthest": farthest,
            "first_stage": self.stages.first,
            "most": self.stages.most,
            "needs": [need._asdict() for need in required],
        }

    def pairs(self) -> pd.DataFrame:
        """Return the differences between policies, one row per basis, period, pair and measure."""
        return pd.DataFrame(self.record["pairs"], columns=PAIRS)

    def percent(self) -> pd.DataFrame:
        """Return value and net value in per cent of status quo, one row per basis, period, policy and measure."""
        return pd.DataFrame(self.record["percent"], columns=list(columns(self.posterior is not None)))

    def curves(self, files: Sequence[Path] = ()) -> Any:
        """Draw means and differences from status quo by week, and save the figure to ``files``."""
        note = f"{self._unit()}; seed {self.seed}"
        finding, first = self.record["finding"], self.stages.deciding
        return draw_curves(self.as_set, list(self.ends), BASE, files, finding, note, first, self.further)

    def organisation(self, files: Sequence[Path] = ()) -> Any:
        """Draw the organisation of the first replication at its end, one panel per policy, and save it to ``files``."""
        organisation = self.ends[BASE].organisation
        looks = {name: _overlaps(end, organisation) for name, end in self.ends.items()}
        departments = [organisation.departments[d] for d in organisation.department]
        return draw_tree(organisation.manager, departments, looks, self.scenario.weeks, files)

    def write(self, folder: Path, command: Sequence[str] | None = None) -> None:
        """Write tables, series, figures and manifest into a folder.

        command: the command line, if the comparison was run from one.
        Raises OSError if a file cannot be written.
        """
        record = self.record
        write_csv(pd.DataFrame(record["summary"]), folder / "summary.csv")
        write_csv(self.percent(), folder / "percent.csv")
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
        """Describe the sample and the population that the intervals refer to."""
        n = self.record["replications"]
        if n == 1:
            return "1 replication, so no intervals"
        over = "organisations" if self.record["organisation"] is None else "replications of one organisation"
        people = f", each with one of {self.posterior.people}" if self.posterior else ""
        return f"{n} {over}{people}; paired; bands: 95% intervals of means"


def _pictures(folder: Path, name: str) -> list[Path]:
    return [folder / f"{name}.{suffix}" for suffix in ("png", "svg")]


def _overlaps(end: Simulation, organisation: Organisation) -> Overlaps:
    """Return the overlaps at the end of a run for the members of an organisation; NaN where a position is gone."""
    rows = {int(key): row for row, key in enumerate(end.organisation.key)}
    now = np.array([rows.get(int(key), -1) for key in organisation.key])
    do, want = (np.where(now >= 0, values[now], np.nan) for values in end.overlaps())
    return Overlaps(do, want)
