"""What shipped lessons say about their runs: each sentence rests on a number of the run, computed here in Python."""

import numpy as np
import pytest

from simalign.analysis.intervals import interval
from simalign.app.classroom.lessons import Finding, LoadedLesson, shipped_lessons
from simalign.measures.catalogue import NAMES
from simalign.scenario import Policy
from simalign.simulation.run import Simulation


def measured(loaded: LoadedLesson) -> dict[str, np.ndarray]:
    """Return the measures of a lesson's runs by policy, (replications, weeks + 1, measures)."""
    request = loaded.request
    series: dict[str, list[np.ndarray]] = {policy.name: [] for policy in request.policies}
    for replication in range(request.replications):
        start = Simulation(request.scenario.unchecked_copy(policy=Policy()), request.seed, replication)
        before = start.run(request.scenario.warmup)[-1:]
        for policy in request.policies:
            weeks = start.under(policy).run(request.scenario.weeks)
            series[policy.name].append(np.vstack([before, weeks]))
    return {name: np.stack(runs) for name, runs in series.items()}


def number(finding: Finding, series: dict[str, np.ndarray]) -> np.ndarray:
    """Return the number of a finding in each replication."""
    values = series[finding.policy] if finding.against is None else series[finding.policy] - series[finding.against]
    column = values[:, :, NAMES.index(finding.measure)]
    return column[:, finding.week] - (0.0 if finding.since is None else column[:, finding.since])


@pytest.mark.parametrize("name", shipped_lessons())
def test_every_sentence_about_a_run_holds_in_it(name: str) -> None:
    """The interval of the number behind each sentence lies within its bounds; the runs are the same every time."""
    loaded = shipped_lessons()[name]
    assert len(loaded.lesson.findings) >= 3
    assert loaded.lesson.teacher
    series = measured(loaded)
    for finding in loaded.lesson.findings:
        shown = interval(number(finding, series))
        assert finding.at_least is None or shown.low >= finding.at_least, (finding.text, shown)
        assert finding.at_most is None or shown.high <= finding.at_most, (finding.text, shown)
