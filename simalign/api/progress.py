"""Progress of long work on standard error: a bar on a terminal or in a notebook, otherwise one line per minute."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from simalign.compiled import cache_folder

LINE = 60.0  # seconds between lines where a bar cannot be shown
REDRAWN = 0.2  # seconds between two states of a bar in a notebook


def tell(text: str) -> None:
    """Print a line on standard error, so that standard output holds results only."""
    print(text, file=sys.stderr, flush=True)


def announce_compilation(goals: int) -> None:
    """Print a line if the model must be compiled first; goals: number of goals for which it is compiled."""
    folder = cache_folder()
    if folder is None:
        tell("The model is compiled in every process (one to two minutes), as the cache folder cannot be written.")
        tell("Set SIMALIGN_CACHE to a folder that can.")
    elif not any(folder.rglob("engine.run_weeks*.nbc")):
        tell(f"First run: compiling the model for {goals} goals; this takes one to two minutes, once.")


class Bar(Protocol):
    """A display of how much work is done."""

    def show(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` steps are done."""


class Progressing:
    """Count the steps of some work that are done, and show them."""

    def __init__(self, total: int, bar: Bar | None) -> None:
        self.done, self.total, self._bar = 0, total, bar

    def advance(self, steps: int = 1) -> None:
        """Count further steps as done."""
        self.done += steps
        self._show()

    def expect(self, total: int) -> None:
        """Set the total number of steps."""
        self.total = total
        self._show()

    def _show(self) -> None:
        if self._bar is not None:
            self._bar.show(self.done, self.total)


@contextmanager
def progress_bar(label: str, total: int, show: bool = True) -> Iterator[Progressing]:
    """Show the progress of work while it is done.

    label: the plural of the noun that is counted; total: number of steps; show: False shows nothing.

    >>> with progress_bar("runs", 2, show=False) as runs:
    ...     runs.advance()
    >>> runs.done
    1
    """
    console = Console(stderr=True)
    if not show:
        yield Progressing(total, None)
    elif console.is_jupyter:
        yield Progressing(total, _Notebook(label))
    elif not console.is_terminal:
        yield Progressing(total, _Lines(label))
    else:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as bar:
            yield Progressing(total, _Terminal(bar, label, total))


class _Terminal:
    """A progress bar of rich."""

    def __init__(self, bar: Progress, label: str, total: int) -> None:
        self._bar, self._task = bar, bar.add_task(label, total=total)

    def show(self, done: int, total: int) -> None:
        self._bar.update(self._task, completed=done, total=total)


class _Lines:
    """One line per minute, for logs."""

    def __init__(self, label: str) -> None:
        self._label, self._last = label, time.monotonic()

    def show(self, done: int, total: int) -> None:
        if time.monotonic() - self._last >= LINE:
            self._last = time.monotonic()
            tell(f"{done:,} of {total:,} {self._label} done")


class _Notebook:
    """The progress element of HTML, which works without widgets."""

    def __init__(self, label: str) -> None:
        self._label, self._last = label, 0.0
        self._handle: Any = None

    def show(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done < total and now - self._last < REDRAWN:
            return
        self._last = now
        display: Any = import_module("IPython.display")  # present in every notebook, and not needed elsewhere
        state = display.HTML(
            f'<progress value="{done}" max="{total}" style="width: 20em"></progress> '
            f"{done:,} of {total:,} {self._label}"
        )
        if self._handle is None:
            self._handle = display.display(state, display_id=True)
        else:
            self._handle.update(state)
