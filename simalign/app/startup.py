"""Compilation of the simulation engine in the background, which decisions need and the page does not."""

from threading import Event, Thread

from simalign.scenario.read import load_scenario
from simalign.simulation import Simulation


class EngineStartup:
    """State of the start-up: ``ready`` is set at its end, and ``problem`` says why it failed."""

    def __init__(self) -> None:
        self.ready = Event()
        self.problem = ""

    def start(self) -> None:
        """Compile the engine in a background thread."""
        Thread(target=self._compile, name="engine", daemon=True).start()

    def _compile(self) -> None:
        try:
            Simulation(load_scenario("default", ["organisation.size=6"]), seed=1).run(2)
        except Exception as error:  # the page shows it; the server continues
            self.problem = f"The engine did not start: {error}"
        finally:
            self.ready.set()
