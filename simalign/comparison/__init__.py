"""Policies compared on the same organisations with common random numbers.

In reading order: ``cost`` prices a policy, ``compare`` runs the arms of a comparison as specified and at equal cost,
and ``decision`` judges which policy to choose under uncertainty about people.
"""
