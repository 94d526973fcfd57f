"""``simalign.sensitivity``: on which assumptions the results depend, and how much of them is replication noise.

``indices`` has sobol and morris, ``stored`` and ``surrogate`` analyse the stores of sweeps, ``claims`` has ablations
and rivals, ``long_run`` has horizon.
"""
