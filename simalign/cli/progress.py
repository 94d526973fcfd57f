"""How a sweep goes: a bar on a terminal, else a plain line a minute, and one whenever it has to wait."""

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
    """Shows done, failed, rate and time left, on standard error."""

    def __init__(self) -> None:
        self._began = self._told = time.monotonic()
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
        """Show how the sweep stands."""
        now = time.monotonic()
        if self._bar is not None:
            done = tally.before + tally.done
            words = self._words(tally, now)
            self._bar.update(self._task, total=tally.runs, completed=done, description=words, unit="runs")
        elif now - self._told >= LINE or (tally.waiting and not self._waiting):
            self._told, self._waiting = now, bool(tally.waiting)
            tell(f"{tally.before + tally.done:,} of {tally.runs:,} runs done, {self._words(tally, now)}")

    def points(self, count: int, total: int) -> None:
        """Show how many design points of a new store have been checked and written."""
        now = time.monotonic()
        if self._bar is not None:
            self._bar.update(self._task, total=total, completed=count, unit="design points")
        elif now - self._told >= FIRST_LINE:
            self._told = now + LINE - FIRST_LINE
            tell(f"{count:,} of {total:,} design points checked and written")

    def _words(self, tally: Tally, now: float) -> str:
        if tally.waiting:
            return tally.waiting
        rate = tally.done / max(now - self._began, 1e-9)
        left = (tally.runs - tally.before - tally.done) / rate if rate else float("inf")
        ends = "time left unknown" if left == float("inf") else f"{left:,.0f} s left"
        return f"{tally.failed:,} failed, {rate:,.1f} a second, {ends}"
