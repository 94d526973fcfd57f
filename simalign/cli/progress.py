"""Progress of long work on standard error: a bar on a terminal, otherwise a plain line a minute."""

import sys
import time
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from simalign.cli.options import tell
from simalign.sweeps.running.execute import Tally

LINE = 60.0  # seconds between plain lines


def _bar(*columns: ProgressColumn) -> Bar | None:
    """A bar, count of finished work and these columns; None if standard error is not a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        return None
    return Bar(BarColumn(), MofNCompleteColumn(), *columns, console=Console(stderr=True), transient=True)


class ProgressBar:
    """Counts finished units of work of a known ``total``, which may change, and shows the count and the time left."""

    def __init__(self, total: int, unit: str = "runs") -> None:
        self.total, self.unit = total, unit
        self._done, self._told = 0, time.monotonic()
        self._bar = _bar(TextColumn(unit), TimeRemainingColumn())
        self._task = self._bar.add_task("", total=total) if self._bar else None

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def advance(self, count: int = 1) -> None:
        """Count further units of work as finished."""
        self._done += count
        if self._bar and self._task is not None:
            self._bar.update(self._task, total=self.total, advance=count)
        elif time.monotonic() - self._told >= LINE:
            self._told = time.monotonic()
            tell(f"{self._done:,} of {self.total:,} {self.unit} done")


class Progress:
    """Shows finished and failed runs of a sweep, their rate and the time left."""

    def __init__(self) -> None:
        self._began = self._told = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Self:
        self._bar = _bar(TextColumn("runs"), TextColumn("{task.description}"))
        if self._bar is not None:
            self._bar.start()
            self._task = self._bar.add_task("", total=None)
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, tally: Tally) -> None:
        """Show how the sweep stands."""
        now = time.monotonic()
        if self._bar is not None:
            done = tally.before + tally.done
            self._bar.update(self._task, total=tally.runs, completed=done, description=self._words(tally, now))
        elif now - self._told >= LINE:
            self._told = now
            tell(f"{tally.before + tally.done:,} of {tally.runs:,} runs done, {self._words(tally, now)}")

    def _words(self, tally: Tally, now: float) -> str:
        rate = tally.done / max(now - self._began, 1e-9)
        left = (tally.runs - tally.before - tally.done) / rate if rate else float("inf")
        ends = "time left unknown" if left == float("inf") else f"{left:,.0f} s left"
        return f"{tally.failed:,} failed, {rate:,.1f} a second, {ends}"
