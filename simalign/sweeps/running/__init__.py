"""Execution of the runs of a store.

In reading order: ``execute`` hands out chunks, ``chunk`` executes one and writes its file, ``worker`` supervises a
process, ``runner`` executes a single run, ``row`` is its result; ``cluster`` reaches Dask and Slurm, ``estimate``
predicts the cost of a sweep, and ``repeat`` runs a stored run again.
"""
