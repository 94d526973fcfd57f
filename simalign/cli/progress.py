"""Progress of a sweep on standard error: a bar on a terminal, otherwise a line per minute and one at each wait."""

import sys
import time
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from simalign.cli.options import tell
from simalign.sweeps.running.execute import Tally

LINE = 60.0  # seconds between plain lines
FIRST_LINE = 5.0  # seconds before the first line on design points


class Progress:
    """Display of the runs done and failed, their rate, and the estimated time left."""

    def __init__(self) -> None:
        self._began = self._last_line = time.monotonic()
        self._waiting = False
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Self:
        if sys.stderr is not None and sys.stderr.isatty():
            columns = (
                TextColumn("{task.fields[unit]}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.description}"),
            )
            self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task("", total=None, unit="runs")
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, tally: Tally) -> None:
        """Show the progress of the sweep."""
        now = time.monotonic()
        if self._bar is not None:
            done = tally.before + tally.done
            text = self._describe(tally, now)
            self._bar.update(self._task, total=tally.runs, completed=done, description=text, unit="runs")
        elif now - self._last_line >= LINE or (tally.waiting and not self._waiting):
            self._last_line, self._waiting = now, bool(tally.waiting)
            tell(f"{tally.before + tally.done:,} of {tally.runs:,} runs done, {self._describe(tally, now)}")

    def points(self, count: int, total: int) -> None:
        """Show how many design points of a new store have been checked and written."""
        now = time.monotonic()
        if self._bar is not None:
            self._bar.update(self._task, total=total, completed=count, unit="design points")
        elif now - self._last_line >= FIRST_LINE:
            self._last_line = now + LINE - FIRST_LINE
            tell(f"{count:,} of {total:,} design points checked and written")

    def _describe(self, tally: Tally, now: float) -> str:
        if tally.waiting:
            return tally.waiting
        rate = tally.done / max(now - self._began, 1e-9)
        left = (tally.runs - tally.before - tally.done) / rate if rate else float("inf")
        ends = "time left unknown" if left == float("inf") else f"{left:,.0f} s left"
        return f"{tally.failed:,} failed, {rate:,.1f} per second, {ends}"
