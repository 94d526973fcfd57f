"""A class on the page at once. Times are printed, never asserted: they are the machine's as much as ours."""

import pytest

from tests.app.crowd import Report, crowd

GROWTH = 50.0  # MB that a server may gain once all have joined


def met(report: Report) -> None:
    print(*report.lines(), sep="\n")  # shown by pytest -s
    assert report.alive
    assert report.problems == []
    assert report.wrong == 0
    assert report.same
    assert report.memory[1] - report.memory[0] < GROWTH


def test_a_few_at_once() -> None:
    report = crowd(people=6, within=1, seconds=4)
    met(report)
    assert len(report.took["usable"]) == 6
    assert sum(map(len, report.took.values())) > 10


@pytest.mark.slow
def test_thirty_join_within_ten_seconds() -> None:
    report = crowd(people=30, within=10, seconds=0)
    met(report)
    assert len(report.took["usable"]) == 30


@pytest.mark.slow
def test_forty_for_a_minute() -> None:
    report = crowd(people=40, within=10, seconds=60)
    met(report)
    assert len(report.took["lever"]) > 40
