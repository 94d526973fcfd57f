"""Progress on terminals, in notebooks and in logs; nothing where it is switched off."""

import io
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from simalign.api import progress
from simalign.api.progress import announce_compilation, progress_bar


def counted(label: str = "runs", show: bool = True) -> None:
    """Four steps of four, of which two were expected at first."""
    with progress_bar(label, 2, show) as runs:
        runs.advance()
        runs.expect(4)
        runs.advance(3)


def test_nothing_is_shown_where_it_is_switched_off(capsys: pytest.CaptureFixture[str]) -> None:
    counted(show=False)
    assert capsys.readouterr() == ("", "")


def test_a_log_gets_lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    counted()
    assert capsys.readouterr().err == ""  # a minute has not passed
    monkeypatch.setattr(progress, "LINE", 0.0)
    counted()
    told = capsys.readouterr()
    assert told.err.splitlines()[-1] == "4 of 4 runs done" and told.out == ""


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(progress, "Console", lambda stderr: Console(file=screen, force_terminal=True, width=80))
    counted()
    assert "runs" in screen.getvalue() and "4/4" in screen.getvalue()


def test_a_notebook_gets_a_bar_that_is_updated(monkeypatch: pytest.MonkeyPatch) -> None:
    """By IPython's display alone, without widgets."""
    shown: list[str] = []

    def display(state: str, display_id: bool) -> Any:
        assert display_id
        shown.append(state)
        return SimpleNamespace(update=shown.append)

    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(HTML=str, display=display))
    monkeypatch.setattr(progress, "Console", lambda stderr: SimpleNamespace(is_jupyter=True, is_terminal=False))
    counted()
    assert shown[0].startswith('<progress value="1" max="2"')
    assert shown[-1].endswith("4 of 4 runs")


def test_the_first_compilation_is_announced(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(progress, "cache_folder", lambda: tmp_path)
    announce_compilation(8)
    assert "compiling the model for 8 goals" in capsys.readouterr().err
    (tmp_path / "engine.run_weeks-1.nbc").touch()
    announce_compilation(8)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(progress, "cache_folder", lambda: None)
    announce_compilation(8)
    assert "Set SIMALIGN_CACHE" in capsys.readouterr().err
