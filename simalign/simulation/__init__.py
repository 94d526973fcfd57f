"""A run, and many.

``engine`` is the compiled week, ``initial`` the state before the first one, ``own`` the steps and measures that a user
brings, and ``run`` a run of all of these. ``ensemble`` runs many in threads; they have in common what ``shared`` holds,
and survive the end of the process by ``resume``.
"""

from simalign.simulation.run import Ready, Series, Simulation, made_ready

__all__ = ["Ready", "Series", "Simulation", "made_ready"]
