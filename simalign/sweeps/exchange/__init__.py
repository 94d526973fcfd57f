"""Stores that are merged, and results that leave a store.

``merge`` makes one store of several that were made apart, ``sql`` queries the tables of a store, and ``export`` writes
them to files. ``archive`` makes an archive from which others can repeat the runs, ``unpack`` reads one from an unknown
source, and ``check`` repeats a sample of its runs.
"""
