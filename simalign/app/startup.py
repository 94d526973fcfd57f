"""Compilation of the simulation engine in the background, while the page already loads and shows the progress."""

from threading import Event, Thread
from time import perf_counter
from typing import Any

from simalign.app.views.comparison import compile_kernels
from simalign.compiled import cache_folder


class EngineStartup:
    """State of the start-up: whether the compiled engine is ready, or why it failed."""

    def __init__(self) -> None:
        self.ready = Event()
        self.problem = ""
        self.started = perf_counter()
        self.first = False  # whether the model is being compiled for the first time on this machine

    def start(self) -> None:
        """Import and compile the engine in a background thread."""
        Thread(target=self._compile, name="engine", daemon=True).start()

    def _compile(self) -> None:
        try:
            folder = cache_folder()
            self.first = folder is None or not any(folder.rglob("engine.run_weeks*.nbc"))
            compile_kernels()
        except Exception as error:  # the page shows it; the server continues
            self.problem = f"The engine did not start: {error}"
        finally:
            self.ready.set()

    def state(self) -> dict[str, Any]:
        """Return the state as the page shows it while it waits."""
        return {
            "ready": self.ready.is_set() and not self.problem,
            "problem": self.problem,
            "first": self.first,
            "seconds": round(perf_counter() - self.started, 1),
        }
