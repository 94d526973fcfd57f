"""Stores that are merged, and results that leave a store.

``merge`` makes one store of several that were made apart.
"""
