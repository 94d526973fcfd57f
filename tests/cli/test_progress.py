"""The count of finished work on standard error."""

import io
import sys

import pytest

from simalign.cli import progress
from simalign.cli.progress import ProgressBar


class Terminal(io.StringIO):
    """Standard error of somebody who looks on."""

    def isatty(self) -> bool:
        return True


def test_without_a_terminal_it_prints_a_line_a_minute(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [1000.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    with ProgressBar(1_200, "organisations") as bar:
        for second in range(1, 131):
            now[0] = 1000.0 + second
            bar.total = 2_400 if second > 100 else 1_200
            bar.advance(10)
    assert capsys.readouterr().err.splitlines() == [
        "600 of 1,200 organisations done",
        "1,200 of 2,400 organisations done",
    ]


def test_on_a_terminal_it_draws_a_bar_and_removes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with ProgressBar(4) as bar:
        bar.advance()
        bar.advance(2)
    assert "3/4" in screen.getvalue() and "runs" in screen.getvalue()
    assert screen.getvalue().endswith("\x1b[2K")  # the line is erased


def test_with_standard_error_closed_it_counts_silently(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    with ProgressBar(2) as bar:
        bar.advance()
