"""Value in per cent of status quo."""

import numpy as np
import pandas as pd
import pytest

from simalign.analysis.intervals import interval
from simalign.analysis.paired import window
from simalign.analysis.percent import percent_between, percent_of_base

from .made import table

SPANS = {"last quarter": (1, 2)}


def made() -> pd.DataFrame:
    """Two weeks of three policies in three replications of different size; net value is value less .1 under push."""
    base = [[0.2, 0.2], [0.4, 0.4], [0.8, 0.8]]
    push = [[0.3, 0.3], [0.4, 0.4], [0.6, 0.6]]
    pull = [[0.2, 0.2], [0.2, 0.2], [0.8, 0.8]]
    values = table({"status_quo": base, "push": push, "pull": pull})
    return values.assign(value_net=values["value"] - 0.1 * (values["policy"] == "push"))


def test_percentages_are_of_the_status_quo_of_each_replication() -> None:
    records = percent_of_base(made(), SPANS, "status_quo", spread=True)
    assert [(r["policy"], r["measure"]) for r in records] == [
        (policy, measure) for policy in ("push", "pull") for measure in ("value", "value_net")
    ]
    push, net, pull, _ = records
    shares = [50.0, 0.0, -25.0]
    expected = interval(shares)
    assert [push["percent"], push["low"], push["high"]] == pytest.approx(expected[:3])
    ends = np.quantile(shares, (0.025, 0.975))
    assert [push["middle_low"], push["middle_high"], push["ahead"]] == pytest.approx([*ends, 1 / 3])
    assert net["percent"] == pytest.approx(
        np.mean([0.0, -25.0, -37.5])
    )  # of the value of status quo, not its net value
    assert pull["percent"] == pytest.approx(-50 / 3)


def test_the_middle_is_left_out_without_draws() -> None:
    assert not any("middle_low" in r or "ahead" in r for r in percent_of_base(made(), SPANS, "status_quo"))


def test_difference_of_two_policies_is_that_of_their_percentages() -> None:
    means = window(made(), 1, 2, ["value"])
    gaps = percent_between(means, "as set", "push", "pull", "status_quo")
    of_base = [percent_between(means, "as set", name, "status_quo", "status_quo") for name in ("push", "pull")]
    assert gaps == pytest.approx(of_base[0] - of_base[1])


def test_without_value_there_is_no_percentage() -> None:
    values = made()
    values.loc[(values["policy"] == "status_quo") & (values["replication"] == 1), "value"] = 0.0
    push = percent_of_base(values, SPANS, "status_quo")[0]
    assert np.isnan(push["percent"])
    assert push["warning"] == "not defined in every replication"
