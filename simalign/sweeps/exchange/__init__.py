"""Stores that are merged, and results that leave a store.

``merge`` makes one store of several that were made apart, ``sql`` queries the tables of a store, and ``export`` writes
them to files.
"""
