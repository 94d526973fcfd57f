"""Execution of the runs of a store.

In reading order: ``execute`` distributes chunks, ``chunk`` executes one and writes its file, ``worker`` supervises a
process, ``runner`` executes a single run; ``cluster`` connects to Dask and Slurm, ``estimate`` predicts the cost of a
sweep, and ``repeat`` executes a stored run again and compares the results.
"""
