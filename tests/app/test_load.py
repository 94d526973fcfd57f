"""A class on the page at once. Times are printed, never asserted: they are the machine's as much as ours."""

import pytest

from tests.app.crowd import GROWTH, Report, crowd


def met(report: Report) -> None:
    print(*report.lines(), sep="\n")  # shown by pytest -s
    assert report.alive
    assert report.problems == []
    assert report.wrong == 0
    assert report.same
    assert report.grown < GROWTH
    assert report.well


def test_a_few_at_once() -> None:
    report = crowd(people=6, within=1, seconds=4)
    met(report)
    assert len(report.took["usable"]) == 7  # with the host
    assert sum(map(len, report.took.values())) > 10


@pytest.mark.slow
def test_a_full_class_joins_within_ten_seconds() -> None:
    report = crowd(people=60, within=10, seconds=0)
    met(report)
    assert len(report.took["usable"]) == 61
