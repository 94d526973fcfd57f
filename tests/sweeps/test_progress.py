"""What is told while a sweep runs."""

import pytest

from simalign.cli import progress
from simalign.cli.progress import Progress
from simalign.sweeps.running.execute import Tally


def test_without_a_terminal_a_plain_line_a_minute(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [1000.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    with Progress() as shown:
        for second in range(1, 151):
            now[0] = 1000.0 + second
            shown.show(Tally(10_000, 1_000, 10 * second, second // 50))
    assert capsys.readouterr().err.splitlines() == [
        "1,600 of 10,000 runs done, 1 failed, 10.0 per second, 840 s left",
        "2,200 of 10,000 runs done, 2 failed, 10.0 per second, 780 s left",
    ]


def test_before_anything_is_done_the_time_left_is_not_known(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    with Progress() as shown:
        now[0] = 61.0
        shown.show(Tally(100, 10))
    assert capsys.readouterr().err == "10 of 100 runs done, 0 failed, 0.0 per second, time left unknown\n"


def test_waiting_is_said_at_once_and_then_a_line_a_minute(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [1000.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    with Progress() as shown:
        for second in range(1, 100):
            now[0] = 1000.0 + second
            shown.show(Tally(10, 4, waiting="waiting for 2 chunks"))
    assert capsys.readouterr().err.splitlines() == ["4 of 10 runs done, waiting for 2 chunks"] * 2


def test_design_points_are_counted_while_they_are_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    with Progress() as shown:
        for second in range(100):
            now[0] = float(second)
            shown.points(1000 * second, 1_000_000)
    assert capsys.readouterr().err.splitlines() == [
        "5,000 of 1,000,000 design points checked and written",
        "65,000 of 1,000,000 design points checked and written",
    ]
