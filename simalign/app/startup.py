"""The engine gets ready in the background, while the page is there already and says so."""

from threading import Event, Thread
from time import perf_counter
from typing import Any

from simalign.app.views.comparison import warm_up
from simalign.compiled import cache_folder


class Engine:
    """Whether the compiled weeks are there to be called."""

    def __init__(self) -> None:
        self.ready = Event()
        self.problem = ""
        self.started = perf_counter()
        self.first = False  # whether the model is being compiled for the first time on this machine

    def start(self) -> None:
        """Import and compile in a thread of its own."""
        Thread(target=self._warm, name="engine", daemon=True).start()

    def _warm(self) -> None:
        try:
            folder = cache_folder()
            self.first = folder is None or not any(folder.rglob("engine.run_weeks*.nbc"))
            warm_up()
        except Exception as error:  # shown to people; the server lives on
            self.problem = f"The engine did not start: {error}"
        finally:
            self.ready.set()

    def state(self) -> dict[str, Any]:
        """What the page says while it waits."""
        return {
            "ready": self.ready.is_set() and not self.problem,
            "problem": self.problem,
            "first": self.first,
            "seconds": round(perf_counter() - self.started, 1),
        }
