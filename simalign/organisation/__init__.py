"""Organisations as arrays: the reporting tree, departments, roles and working ties; generated, or read from files.

In reading order: ``record`` declares the arrays, ``generate`` makes an organisation from a seed, ``tree`` checks and
measures the reporting tree, and ``ties`` makes working ties. ``members`` reads a members file, with ``columns`` to
match its header and ``start_values`` to read starting values; ``edges`` and ``graphml`` read ties files. ``committed``
selects committed members, ``describe`` computes a description, ``overview`` formats it as text, and ``write`` writes
an organisation to files.
"""
