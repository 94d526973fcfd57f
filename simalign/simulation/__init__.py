"""Single runs and ensembles of runs.

In reading order: ``engine`` is the compiled week, ``initial`` sets up the state before the first week, ``own`` checks
user-defined steps and measures, and ``run`` is a single run. ``ensemble`` executes many runs in threads; ``shared``
holds the objects that these runs share, and ``resume`` saves results so that an interrupted computation can continue.
``digest`` identifies user-defined functions by their behaviour.
"""

from simalign.simulation.run import Ready, Series, Simulation, made_ready

__all__ = ["Ready", "Series", "Simulation", "made_ready"]
